"""Traffic as load over time: what links and nodes are offered, what trips, what is cut off."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loads.test_reaching import NODES, WAYS, lines
from tests.support.load_redistribution import plain as redistribution
from tests.support.reach_oracle import Line, ways_to
from topology.document.document import Topology
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.effort import DONE
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.loads.cascade.run import Run, Word
from topology.loads.contingencies import Contingencies
from topology.network import betweenness
from topology.structure.graph import Graph

MIN = 60.0


def triangle(*traffic: Any, routing: Any = None, **of: Any) -> dict[str, Any]:
    """Three nodes and three links, ab the shortest way between a and b; `of` are fields by id."""
    components: list[dict[str, Any]] = [{"id": name, "needs": []} for name in "abc"]
    components += [{"id": x, "kind": "fibre", "connects": list(x)} for x in ("ab", "ac", "bc")]
    for component in components:
        component.update(of.get(component["id"], {}))
    return {
        "load_unit": "Gbit/s",
        "components": components,
        **({"routing": routing} if routing else {}),
        "traffic": [{"from": a, "to": b, "demand": demand} for a, b, demand in traffic],
    }


def played(plain: dict[str, Any], *failed: str, until_s: float | None = 1.0) -> Run:
    return run_failures(Topology.from_dict(plain), failed, until_s=until_s)


def offered(run: Run, *names: str) -> list[float]:
    return [run.outcomes[name].offered for name in names]


def told(run: Run, *events: Word) -> list[tuple[float, str]]:
    return [(line.at_s, line.words) for line in run.timeline if line.event in events]


def test_traffic_takes_the_ways_that_are_up() -> None:
    plain = triangle(("a", "b", 10), ("c", "a", 2))
    assert offered(played(plain), "ab", "ac", "bc", "a", "b", "c") == [10, 2, 0, 0, 0, 0]
    # c carries what passes it, and not what it sends itself.
    assert offered(played(plain, "ab"), "ab", "ac", "bc", "a", "b", "c") == [0, 12, 10, 0, 0, 10]


def test_what_is_gone_is_told_from_what_is_cut_off() -> None:
    plain = triangle(("a", "b", 10), ("c", "a", 2), ("b", "c", 3))
    run = played(plain, "a", "bc")
    assert run.traffic is not None
    assert (run.traffic.cut_off, run.traffic.gone, run.traffic.served) == (3, 12, 0)
    assert (run.traffic.t_s, run.traffic.cut_off_rate, run.traffic.gone_rate) == ((0,), (3,), (12,))
    assert told(run, Word.TRAFFIC) == [
        (0.0, "traffic: 3 of 15 Gbit/s cut off, 12 gone with its ends")
    ]


@pytest.mark.parametrize(("duplex", "use"), [("half", 1.6), ("full", 1.0)])
def test_the_capacity_of_a_link_is_for_both_directions_or_each(duplex: str, use: float) -> None:
    plain = triangle(("a", "b", 10), ("b", "a", 6), routing={"duplex": duplex}, ab={"capacity": 10})
    assert played(plain).outcomes["ab"].peak_utilisation == use


@pytest.mark.parametrize("duplex", ["half", "full"])
def test_what_reaches_out_counts_beside_traffic(duplex: str) -> None:
    plain = triangle(("a", "b", 10), ("b", "a", 6), routing={"duplex": duplex})
    plain["components"] += [
        {"id": "desk", "demand": 3, "needs": [{"reach": "a"}]},
        {"id": "to-desk", "connects": ["desk", "b"]},
    ]
    run = played(plain)
    assert offered(run, "ab", "b", "to-desk") == [{"half": 19, "full": 10}[duplex], 3, 3]
    plain["traffic"][1]["demand"] = 9
    assert offered(played(plain), "ab") == [{"half": 22, "full": 12}[duplex]]


def test_overloaded_links_trip_one_after_another_and_come_back() -> None:
    crash = {"mode": "crash", "for": "1 min", "restart": "10 min"}
    plain = triangle(
        ("a", "b", 10),
        ac={"capacity": 8, "overload": crash},
        bc={"capacity": 8, "overload": {"mode": "crash", "for": "2 min"}},
    )
    events = [{"at": "5 min", "fail": "ab"}, {"at": "20 min", "repair": "ab"}]
    plain["scenarios"] = [{"id": "dig", "events": events, "until": "30 min"}]
    run = run_scenario(Topology.from_dict(plain), "dig")
    assert told(run, Word.CRASHES, Word.RESTARTS, Word.TRAFFIC) == [
        (6 * MIN, "ac crashes after 1 min"),
        (6 * MIN, "traffic: 10 of 10 Gbit/s cut off"),
        (16 * MIN, "ac restarts"),
        (16 * MIN, "traffic: all 10 Gbit/s has a way"),
        (17 * MIN, "ac crashes after 1 min"),
        (17 * MIN, "traffic: 10 of 10 Gbit/s cut off"),
        (20 * MIN, "traffic: all 10 Gbit/s has a way"),
        (27 * MIN, "ac restarts"),
    ]
    assert run.traffic is not None
    assert run.traffic.offered == pytest.approx(10 * 30 * MIN)
    assert run.traffic.cut_off == pytest.approx(10 * 13 * MIN)
    assert run.traffic.served == pytest.approx(10 * 17 * MIN)
    assert run.traffic.t_s == (0.0, 6 * MIN, 16 * MIN, 17 * MIN, 20 * MIN)
    assert run.traffic.cut_off_rate == (0.0, 10.0, 0.0, 10.0, 0.0)
    (first, *_) = (n for n, line in enumerate(run.timeline) if line.event is Word.CRASHES)
    assert run.because(first) == (
        "ab fails",
        "ac at 125 % of capacity",
        "ac crashes after 1 min",
    )


def test_traffic_behind_what_sheds_is_offered_in_full_and_said_so() -> None:
    plain = triangle(("a", "b", 10), ac={"capacity": 4})
    run = played(plain, "ab")
    assert offered(run, "ac", "bc", "c") == [10, 10, 10]
    assert (run.outcomes["ac"].served, run.outcomes["ac"].shed) == (4, 6)
    assert run.traffic is not None
    assert run.traffic.short == ("ac",)
    intact = played(plain).traffic
    assert intact is not None
    assert intact.short == ()


def test_the_same_moments_with_other_traffic_are_others() -> None:
    found = [offered(played(triangle(("a", "b", d))), "ab") for d in (5, 9, 5)]
    assert found == [[5], [9], [5]]
    retried = {"demand": 1, "needs": [{"on": "b", "retries": 2}]}
    with_retries = [
        offered(played(triangle(("a", "b", d), c=retried)), "ab", "b") for d in (5, 9, 5)
    ]
    assert with_retries == [[5, 1], [9, 1], [5, 1]]


def test_routing_is_counted_as_work_however_often_it_was_done() -> None:
    counts = []
    for _ in range(2):
        before = DONE.count_anew()
        played(triangle(("a", "b", 10)), "ab")
        with_traffic = DONE.work - before
        before = DONE.count_anew()
        played({**triangle(), "traffic": []}, "ab")
        counts.append((with_traffic, DONE.work - before))
    assert counts[0] == counts[1]
    assert counts[0][0] > counts[0][1]


def test_a_single_failure_that_diverts_traffic_is_one_of_overload() -> None:
    plain = triangle(("a", "b", 9), ac={"capacity": 10}, bc={"capacity": 10})
    plain["components"] += [
        {"id": "shop", "demand": 4, "needs": [{"reach": "b"}]},
        {"id": "to-shop", "connects": ["shop", "c"], "fails": False},
    ]
    graph = Graph.compile(Topology.from_dict(plain))
    points = SinglePoints(graph, ["shop"])
    found = points.load[graph.index["shop"]]["ab"]
    assert str(found.failure_class) == "overload"
    assert found.reason[0] == "ab fails"
    assert "bc at 130 % of capacity" in found.reason


def test_traffic_that_can_do_no_target_harm_is_not_played() -> None:
    plain = triangle(("a", "b", 9), ac={"capacity": 10})
    plain["components"].append({"id": "elsewhere", "demand": 1, "needs": []})
    graph = Graph.compile(Topology.from_dict(plain))
    assert Contingencies(graph, [graph.index["elsewhere"]]).causes == []
    assert Contingencies(graph, []).causes == []
    assert "ab" in Contingencies(graph, [graph.index["a"]]).causes


@pytest.mark.parametrize(
    "of_link", [{}, {"capacity": 1e6}], ids=["links that carry all", "links with a capacity"]
)
def test_what_links_carry_is_found_by_the_time_it_is_told(
    monkeypatch: pytest.MonkeyPatch, of_link: dict[str, Any]
) -> None:
    graph = nx.barabasi_albert_graph(20, 2, seed=1)
    plain = redistribution(graph, "all-shortest", {})
    for component in plain["components"]:
        component.update(of_link if "connects" in component else {})
    link = next(
        c["id"] for c in plain["components"] if "connects" in c and "3" not in c["connects"]
    )
    events = [{"at": "1 s", "fail": "3"}, {"at": "2 s", "fail": link}]
    plain["scenarios"] = [{"id": "s", "events": events}]
    topology = Topology.from_dict(plain)
    usual = run_scenario(topology, "s", until_s=3.0, series=True)
    monkeypatch.setattr(betweenness, "LEAST_NODES", 2)
    for has_series in (True, False):
        run = run_scenario(topology, "s", until_s=3.0, series=has_series)
        for name, outcome in run.outcomes.items():
            assert outcome.offered == pytest.approx(usual.outcomes[name].offered)
        for name, series in run.series.items():
            assert series.load == pytest.approx(usual.series[name].load)


PAIRS = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda e: e[0] != e[1])


@given(
    lines().filter(bool),
    st.sampled_from(WAYS),
    st.sampled_from(("half", "full")),
    st.dictionaries(PAIRS, st.integers(0, 5), max_size=5),
    st.sets(st.sampled_from([*NODES, "l0", "l1", "l2"]), max_size=3),
)
def test_all_carry_what_all_ways_enumerated_put_on_them(
    some: list[Line],
    ways: str,
    duplex: str,
    traffic: dict[tuple[str, str], int],
    down: set[str],
) -> None:
    names = {line.name for line in some}
    failed = sorted(down & {*NODES, *names})
    plain = {
        "components": [
            *({"id": n, "needs": [], "capacity": 3} for n in NODES),
            *(
                {
                    "id": line.name,
                    "connects": [line.start, line.end],
                    "one_way": line.one_way,
                    "metric": line.metric,
                }
                for line in some
            ),
        ],
        "routing": {"ways": ways, "duplex": duplex},
        "traffic": [{"from": a, "to": b, "demand": d} for (a, b), d in traffic.items()],
    }
    run = played(plain, *failed)
    expected = _put_on(some, ways, traffic, failed)
    worst = {name: max(both) if duplex == "full" else sum(both) for name, both in expected.items()}
    for name in (*NODES, *names):
        assert run.outcomes[name].offered == pytest.approx(float(worst.get(name, 0)))
    assert run.largest_error < 1e-9
    if run.traffic is not None:
        lost = run.traffic.cut_off + run.traffic.gone
        assert run.traffic.offered == pytest.approx(run.traffic.served + lost)
        gone = sum(d for ends, d in traffic.items() if {*ends} & {*failed})
        assert run.traffic.gone == pytest.approx(gone)


def _put_on(
    some: list[Line], ways: str, traffic: dict[tuple[str, str], int], down: list[str]
) -> dict[str, list[Fraction]]:
    """What each link carries along and against, and each node for others."""
    found: dict[str, list[Fraction]] = {}
    firsts = {line.name: line.start for line in some}

    def pass_on(at: str, goal: str, amount: Fraction, origin: str) -> None:
        if at == goal:
            return
        if at != origin:
            found.setdefault(at, [Fraction(0)] * 2)[0] += amount
        whole = ways_to(goal, at, some, down)
        steps = sorted({(way[0][1], way[0][0]) for way in whole})
        steps = steps[:1] if ways == "single" else steps
        for node, link in steps:
            share = Fraction(1, len(steps))
            if ways == "all-shortest":
                share = Fraction(sum(way[0] == (link, node) for way in whole), len(whole))
            found.setdefault(link, [Fraction(0)] * 2)[firsts[link] != at] += amount * share
            pass_on(node, goal, amount * share, origin)

    for (origin, goal), demand in traffic.items():
        is_up = not {origin, goal} & set(down)
        if is_up and demand and ways_to(goal, origin, some, down):
            pass_on(origin, goal, Fraction(demand), origin)
    return found
