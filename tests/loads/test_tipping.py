"""What tips a service: closed forms, every length of a fine grid, and what must change nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from topology.document.document import Topology
from topology.errors import UsageError
from topology.loads.moment.wiring import Wiring
from topology.loads.tipping.pushes import DEPTHS, Kind, brownout
from topology.loads.tipping.searching import FAINTEST, HAIR_S, RESOLUTION, Turn, lengths_to
from topology.loads.tipping.tipping import Question, TippingMap, tipping_map
from topology.loads.tipping.trials import Fate, Trials
from topology.structure.graph import Graph
from topology.values.deadlines import never

WAITS = {"mode": "queue", "timeout": "10 s"}


def calling(demand: float, overload: dict[str, Any], **more: Any) -> Graph:
    """Callers with three retries, and a database for 100 calls a second."""
    return Graph.compile(
        Topology.from_dict(
            {
                "components": [
                    {"id": "callers", "demand": demand, "needs": [{"on": "db", "retries": 3}]},
                    {"id": "db", "capacity": 100, "overload": overload, "needs": [], **more},
                ]
            }
        )
    )


def asked(graph: Graph, **more: Any) -> TippingMap:
    return tipping_map(graph, Question("callers", **{"of": "db", **more}))


def brackets(turn: Turn | None, value: float) -> bool:
    """Whether a turn is at a value, as close as it says."""
    assert turn is not None
    close = turn.tips - (turn.over or 0.0) <= max(1e-3, RESOLUTION * turn.tips)
    return close and (turn.over or 0.0) <= value <= turn.tips


# -- closed forms ------------------------------------------------------------------------------


def test_a_load_below_the_hidden_capacity_never_tips() -> None:
    """c = 100, R = 3, cost 1: vulnerable above 25."""
    found = asked(calling(24, {"mode": "shed", "cost": 1}))
    assert (found.tipping, found.weakest, found.smallest) == ((), None, None)
    (at,) = found.vulnerable
    assert (at.component, at.is_vulnerable) == ("db", False)
    assert at.hidden == pytest.approx(25)


def test_a_load_above_it_is_tipped_however_short_as_soon_as_it_does_not_fit() -> None:
    """26 do not fit into what is left of 100 by a brownout that is deeper than 74 %."""
    found = asked(calling(26, {"mode": "shed", "cost": 1}))
    assert [row.strength for row in found.tipping] == [0.8, 0.9, 1.0]
    assert {row.turn for row in found.tipping} == {Turn(None, 1e-3)}
    assert brackets(found.weakest, 0.74)
    assert found.vulnerable[0].is_vulnerable
    at_10_s = next(cell for cell in found.rows[-1].cells if cell.length_s == 10)
    assert at_10_s.fate is Fate.NEVER


@pytest.mark.parametrize("demand", [24, 26, 83, 99])
def test_where_failures_cost_nothing_nothing_tips(demand: float) -> None:
    assert not asked(calling(demand, {"mode": "shed", "cost": 0})).tipping


@pytest.mark.parametrize(("demand", "tips"), [(83, False), (84, True)])
def test_a_quarter_of_the_work_for_a_failure(demand: float, tips: bool) -> None:
    """R = 3, cost 0.25: vulnerable above 0.830664 of the capacity."""
    found = asked(calling(demand, {"mode": "shed", "cost": 0.25}))
    assert bool(found.tipping) is tips
    assert found.vulnerable[0].hidden == pytest.approx(83.0664, abs=1e-4)


def test_a_queue_is_tipped_when_a_burst_of_retries_brings_about_the_next() -> None:
    """50 a second of 100, late after 10 s; all gone for L = 10 + x. Served late for 2x, it takes in
    four times as much; that makes it late again for 9x - 15. As long as the last one if x = 15/7.
    """
    row = asked(calling(50, WAITS)).rows[-1]
    assert row.strength == 1.0
    assert brackets(row.turn, 10 + 15 / 7)


def test_a_queue_whose_retries_it_can_bear_never_tips() -> None:
    found = asked(calling(24, WAITS))
    assert not found.tipping
    assert found.vulnerable[0].hidden == pytest.approx(25)
    assert Fate.AFTER in found.fates()


def test_a_crash_is_an_event_and_found_exactly() -> None:
    found = asked(calling(50, {"mode": "crash", "for": "12.34 s"}))
    assert [row.strength for row in found.tipping] == [0.6, 0.7, 0.8, 0.9, 1.0]
    for row in found.tipping:
        assert row.turn is not None
        assert row.turn.is_exact
        assert row.turn.over == pytest.approx(12.34 - HAIR_S, abs=1e-9)
        assert row.turn.tips == pytest.approx(12.34 + HAIR_S, abs=1e-9)


def test_a_crash_that_restarts_is_got_over() -> None:
    """Back 60 s after it went down at 12 s: the push was over after 30 s."""
    found = asked(calling(50, {"mode": "crash", "for": "12 s", "restart": "1 min"}))
    assert not found.tipping
    cell = next(c for c in found.rows[-1].cells if c.length_s == 30)
    assert (cell.fate, cell.back_s) == (Fate.AFTER, pytest.approx(42))


def test_a_surge_that_does_not_fit_tips_what_is_vulnerable() -> None:
    """26 times f is more than 100 above f = 3.846."""
    found = asked(calling(26, {"mode": "shed", "cost": 1}), kind=Kind.SURGE, of=None)
    assert found.push.of == ("callers",)
    assert [row.strength for row in found.tipping] == [4.0, 5.0, 7.0, 10.0]
    assert brackets(found.weakest, 100 / 26)


# -- brute force --------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [0.6, 0.8, 1.0])
@pytest.mark.parametrize("demand", [30, 50, 80])
def test_every_length_of_a_fine_grid_is_as_the_bisection_says(demand: float, depth: float) -> None:
    graph = calling(demand, WAITS)
    wiring = Wiring(graph)
    push = brownout(wiring, graph.index["db"], None)
    trials = Trials(wiring, graph.index["callers"], push, None, never)
    (row,) = (r for r in asked(graph, longest_s=60.0).rows if r.strength == depth)
    lengths = [k / 2 for k in range(1, 121)]
    tipped = [length for length in lengths if trials.cell(depth, length).tips]
    first = tipped[0] if tipped else None
    if row.turn is None:
        assert first is None
        return
    assert tipped == [length for length in lengths if length >= row.turn.tips]
    assert first is not None
    assert first - 0.5 < row.turn.tips <= first


def test_the_frontier_is_what_no_other_tipping_push_is_within() -> None:
    found = asked(calling(50, WAITS))
    points = [(row.strength, row.turn.tips) for row in found.frontier if row.turn]
    assert len(points) == 5
    assert all(a[0] < b[0] and a[1] > b[1] for a, b in pairwise(points))
    assert found.smallest is not None
    assert found.amount(found.smallest) == min(map(found.amount, found.tipping))
    assert found.over_again == ()


def test_what_is_not_monotone_is_said() -> None:
    """A push of 20 s makes it crash, and the spare takes over; a shorter one does not,
    and it stays over the edge.
    """
    graph = Graph.compile(
        Topology.from_dict(
            {
                "components": [
                    {
                        "id": "callers",
                        "demand": 50,
                        "needs": [
                            {
                                "first_of": [{"on": "db", "retries": 3}, "spare"],
                                "switchover": {"failback": "manual"},
                            }
                        ],
                    },
                    {"id": "spare", "needs": []},
                    {
                        "id": "db",
                        "capacity": 100,
                        "overload": {"mode": "crash", "above": 3, "for": "20 s", "cost": 1},
                        "needs": [],
                    },
                ]
            }
        )
    )
    found = asked(graph)
    deepest = found.rows[-1]
    assert deepest.turn == Turn(None, 1e-3)
    longer = tuple(length for length in found.lengths_s if length >= 20)
    assert deepest.over_again == longer
    assert {strength for strength, _ in found.over_again} == {0.6, 0.7, 0.8, 0.9, 1.0}
    assert len(found.over_again) == 5 * len(longer)


# -- what must change nothing ------------------------------------------------------------------


def turns(found: TippingMap) -> list[float | None]:
    return [row.turn.tips if row.turn else None for row in found.rows]


def test_as_much_more_demand_and_capacity_change_nothing() -> None:
    graph = calling(50, WAITS)
    larger = calling(150, WAITS, capacity=300)
    assert turns(asked(larger)) == pytest.approx(turns(asked(graph)))
    assert [r.cells for r in asked(larger).rows] == [r.cells for r in asked(graph).rows]


def test_all_times_twice_as_long_make_it_twice_as_long() -> None:
    short = asked(calling(50, WAITS), longest_s=60.0)
    long = asked(calling(50, {"mode": "queue", "timeout": "20 s"}), longest_s=120.0)
    for one, other in zip(short.tipping, long.tipping, strict=True):
        assert one.turn is not None
        assert other.turn is not None
        assert other.turn.tips == pytest.approx(2 * one.turn.tips, rel=2 * RESOLUTION)


def test_it_is_the_same_twice() -> None:
    assert asked(calling(50, WAITS)) == asked(calling(50, WAITS))


# -- what it takes, and what ends it --------------------------------------------------------------


@pytest.mark.parametrize("longest_s", [0.001, 0.7, 10.0, 3_600.0, 1e7])
def test_the_lengths_are_round_and_end_with_the_longest(longest_s: float) -> None:
    found = lengths_to(longest_s)
    assert len(found) <= 13
    assert found[-1] == longest_s
    assert list(found) == sorted(set(found))


def test_the_runs_are_as_many_as_the_grid_and_the_bisections_take() -> None:
    found = asked(calling(50, WAITS))
    assert len(DEPTHS) * len(found.lengths_s) == 130
    assert 130 < found.runs <= 10 * (13 + 20 + 2) + 17


@pytest.mark.parametrize(("longest_s", "most"), [(3_600.0, 20), (3.2e7, 34), (1e10, 34)])
def test_what_tips_at_once_and_however_faint_takes_no_more_runs(
    longest_s: float, most: int
) -> None:
    """Full as it is it crashes 2 ms after any part is gone: no weaker part than 0.1 % is tried."""
    found = asked(calling(100, {"mode": "crash", "for": "2 ms"}), longest_s=longest_s)
    assert len(found.tipping) == len(DEPTHS)
    assert found.runs <= 10 * (13 + most + 2) + 17
    assert found.weakest == Turn(0.0, FAINTEST)


def test_a_standby_that_carries_nothing_yet_is_named() -> None:
    """The push goes on to it, and there the retries are too many."""
    spare = {"id": "spare", "capacity": 55, "needs": [], "overload": {"mode": "shed", "cost": 0.5}}
    doc = calling(50, {"mode": "crash", "restart": "1 min"}).topology.to_dict()
    entries = [{"on": name, "retries": 2} for name in ("db", "spare")]
    doc["components"][0]["needs"] = [{"first_of": entries}]
    doc["components"].append(spare)
    found = asked(Graph.compile(Topology.from_dict(doc)))
    assert [one.component for one in found.vulnerable] == ["db"]
    assert found.idle == ("spare",)
    assert asked(calling(24, {"mode": "shed"})).idle == ()


def test_ranges_are_counted_as_not_tried() -> None:
    demand = {"low": 20, "high": 32, "assumed": "a guess"}
    doc = calling(26, {"mode": "shed", "cost": 1}).topology.to_dict()
    doc["components"][0].update(demand=demand)
    found = asked(Graph.compile(Topology.from_dict(doc)))
    assert found.ranges == 1
    assert turns(found) == turns(asked(calling(26, {"mode": "shed", "cost": 1})))


def test_what_there_was_no_time_for_is_left() -> None:
    left = iter([False] * 300)
    found = tipping_map(
        calling(50, WAITS), Question("callers", of="db"), expired=lambda: next(left, True)
    )
    assert found.out_of_time
    assert found.weakest is None
    assert (*(row.strength for row in found.rows), *found.not_tried) == DEPTHS
    assert 0 < len(found.not_tried) < 10


def test_a_run_that_is_ended_says_not_back_in_place_of_never() -> None:
    found = asked(calling(50, WAITS), until_s=5.0)
    assert Fate.NOT_BACK in found.fates()
    rest = asked(calling(26, {"mode": "shed", "cost": 1}), until_s=5.0)
    assert rest.fates() == {Fate.HELD, Fate.NEVER}


def test_demands_are_taken_at_their_highest() -> None:
    profile = {"steps": [{"at": "1 h", "times": 2}], "every": "1 d"}
    doc = calling(26, {"mode": "shed", "cost": 1}).topology.to_dict()
    doc["components"][0].update(demand=13, profile=profile)
    found = asked(Graph.compile(Topology.from_dict(doc)))
    assert found.has_profiles
    assert turns(found) == turns(asked(calling(26, {"mode": "shed", "cost": 1})))


def test_who_is_below_its_level_already_cannot_be_tipped() -> None:
    with pytest.raises(UsageError, match=r'"callers" is at 83\.3 % with nothing done to it'):
        asked(calling(120, {"mode": "shed"}))
