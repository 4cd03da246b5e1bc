"""The ways that `reach` takes under load, against all ways enumerated, and what they carry."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.reach_oracle import Line, hops_from
from topology.document.document import Topology
from topology.loads.cascade.playing import run_failures
from topology.loads.moment.wiring import Wiring
from topology.structure.graph import Graph

WAYS = ("single", "equal-cost", "all-shortest")
NODES = "abcdef"


@st.composite
def lines(draw: st.DrawFn) -> list[Line]:
    """Links between a few nodes, some parallel, some one-way, with lengths that tie."""
    ends = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda e: e[0] != e[1])
    found = draw(st.lists(st.tuples(ends, st.booleans(), st.integers(1, 3)), max_size=9))
    return [
        Line(f"l{n}", *pair, is_one_way, metric)
        for n, (pair, is_one_way, metric) in enumerate(found)
    ]


@given(lines(), st.sampled_from(WAYS), st.sets(st.sampled_from([*NODES, "l0", "l1", "l2"])))
def test_the_ways_are_those_of_all_ways_enumerated(
    some: list[Line], ways: str, down: set[str]
) -> None:
    plain = {
        "components": [
            *({"id": n, "needs": [{"reach": "a"}] if n != "a" else []} for n in NODES),
            *(
                {
                    "id": line.name,
                    "connects": [line.start, line.end],
                    "one_way": line.one_way,
                    "metric": line.metric / 10,
                }
                for line in some
            ),
        ],
        "routing": {"ways": ways},
    }
    graph = Graph.compile(Topology.from_dict(plain))
    wiring = Wiring(graph)
    up = np.array([name not in down for name in graph.ids])
    (hops,) = wiring.routes.find([0], up).values()
    found = {
        graph.ids[node]: [(graph.ids[link], graph.ids[v], share) for link, v, share in of]
        for node, of in hops.items()
    }
    expected: dict[str, Any] = {}
    for start in NODES[1:] if "a" not in down else "":
        expected.update(hops_from("a", start, some, down, ways))
    assert found.keys() == expected.keys()
    for node, of in found.items():
        assert [hop[:2] for hop in of] == [hop[:2] for hop in expected[node]]
        assert [hop[2] for hop in of] == pytest.approx([float(hop[2]) for hop in expected[node]])


def six_nodes(ways: str, **of_link: Any) -> dict[str, Any]:
    """Three shortest ways from s to t, two of them over b: where each word is another answer."""
    pairs = ("sa", "sb", "ac", "bc", "bd", "ct", "dt")
    return {
        "components": [
            *({"id": n, "needs": []} for n in "abcdt"),
            {"id": "s", "demand": 12, "needs": [{"reach": "t"}]},
            *({"id": p, "connects": list(p), "kind": "fibre", **of_link} for p in pairs),
        ],
        "routing": {"ways": ways},
    }


@pytest.mark.parametrize(
    ("ways", "loads"),
    [
        ("single", {"sa": 12, "ac": 12, "ct": 12, "a": 12, "c": 12}),
        (
            "equal-cost",
            {"sa": 6, "sb": 6, "ac": 6, "bc": 3, "bd": 3, "ct": 9, "dt": 3}
            | {"a": 6, "b": 6, "c": 9, "d": 3},
        ),
        (
            "all-shortest",
            {"sa": 4, "sb": 8, "ac": 4, "bc": 4, "bd": 4, "ct": 8, "dt": 4}
            | {"a": 4, "b": 8, "c": 8, "d": 4},
        ),
    ],
)
def test_a_reach_is_divided_over_its_ways(ways: str, loads: dict[str, float]) -> None:
    run = run_failures(Topology.from_dict(six_nodes(ways)), [], until_s=1.0)
    found = {name: run.outcomes[name].offered for name in (*"abcd", *(loads.keys() - {*"abcd"}))}
    assert found == pytest.approx({name: loads.get(name, 0.0) for name in found})
    assert run.outcomes["t"].offered == pytest.approx(12)


@pytest.mark.parametrize(
    ("ways", "over_ct", "over_dt"),
    # Over sa 3 get on, over dt 1.5; over bc 3 of what takes next hops, 4 of what takes whole ways.
    [("equal-cost", 3 + 3, 1.5), ("all-shortest", 3 + 4, 1.5)],
)
def test_each_way_lets_through_its_own_part(ways: str, over_ct: float, over_dt: float) -> None:
    plain = six_nodes(ways)
    components = {c["id"]: c for c in plain["components"]}
    components["sa"]["capacity"] = 3
    components["dt"]["capacity"] = 1.5
    run = run_failures(Topology.from_dict(plain), [], until_s=1.0)
    assert run.outcomes["ct"].offered == pytest.approx(over_ct)
    assert run.outcomes["t"].offered == pytest.approx(over_ct + over_dt)
    assert run.outcomes["s"].level == pytest.approx((over_ct + over_dt) / 12)
    assert run.largest_error < 1e-9


def test_of_two_shortest_ways_a_single_one_has_the_lower_component_then_the_lower_link() -> None:
    plain: dict[str, Any] = {
        "components": [
            *({"id": n, "needs": []} for n in "ab"),
            {"id": "s", "demand": 1, "needs": [{"reach": "t"}]},
            {"id": "t", "needs": []},
            *({"id": i, "connects": list(e)} for i, e in (("1", "sb"), ("2", "sa"), ("3", "sa"))),
            *({"id": i, "connects": list(e)} for i, e in (("4", "bt"), ("5", "at"))),
        ],
    }
    wiring = Wiring(Graph.compile(Topology.from_dict(plain)))
    (hops,) = wiring.routes.find([0], np.ones(wiring.size, dtype=np.bool_)).values()
    ids = wiring.graph.ids
    found = {
        ids[v]: [(ids[link], ids[n], share) for link, n, share in of] for v, of in hops.items()
    }
    assert found == {"s": [("2", "a", 1.0)], "a": [("5", "t", 1.0)]}


def test_a_metric_decides_without_any_routing() -> None:
    plain = six_nodes("single")
    del plain["routing"]
    next(c for c in plain["components"] if c["id"] == "ac")["metric"] = 1.5
    run = run_failures(Topology.from_dict(plain), [], until_s=1.0)
    assert run.outcomes["bc"].offered == 12
    assert run.outcomes["ac"].offered == 0


def test_with_full_duplex_each_direction_of_a_reach_has_the_capacity() -> None:
    plain: dict[str, Any] = {
        "components": [
            {"id": "a", "demand": 8, "needs": [{"reach": "y"}]},
            {"id": "b", "demand": 6, "needs": [{"reach": "x"}]},
            {"id": "x", "needs": []},
            {"id": "y", "needs": []},
            {"id": "ab", "connects": ["a", "b"], "capacity": 10},
            {"id": "ax", "connects": ["a", "x"]},
            {"id": "by", "connects": ["b", "y"]},
        ],
    }
    assert run_failures(Topology.from_dict(plain), [], until_s=1.0).outcomes["a"].level < 1
    plain["routing"] = {"duplex": "full"}
    run = run_failures(Topology.from_dict(plain), [], until_s=1.0)
    assert run.outcomes["a"].level == 1
    assert run.outcomes["ab"].peak_utilisation == 0.8
