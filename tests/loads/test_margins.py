"""How far from tipping: against closed forms, against a grid, and against runs on both sides."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.document.schema import Event
from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.loads.cascade.run import Word
from topology.loads.cascade.settings import Settings
from topology.loads.contingencies import Contingencies
from topology.loads.fallbacks import Fallback, fallbacks
from topology.loads.hidden_capacities import hidden_capacities, largest_work
from topology.loads.longest_switchovers import LongestSwitchover, longest_switchovers
from topology.loads.moment.wiring import Wiring
from topology.structure.graph import Graph


def graph_of(*components: Any, **rest: Any) -> Graph:
    return Graph.compile(Topology.from_dict({"components": list(components), **rest}))


def partners(share: float = 1.0, **partner: Any) -> tuple[Doc, ...]:
    """A shop of 200 that can send its load to a partner who has 50 of its own."""
    return (
        {"id": "shop", "demand": 200, "needs": [{"first_of": ["home", "partner"], "share": share}]},
        {"id": "home"},
        {"id": "partner", "demand": 50, "capacity": 100, **partner},
    )


# -- fallbacks ------------------------------------------------------------------------------------


def test_what_a_fallback_bears() -> None:
    """Closed form 5 of domain.md: u = 0.5, r = 4: s* = (1/0.5 − 1)/4 = 0.25."""
    (found,) = fallbacks(graph_of(*partners()))
    assert found == Fallback(
        owner="shop",
        entry=("partner",),
        share=1.0,
        component="partner",
        capacity=100,
        threshold=100,
        own_load=50,
        redirected_load=200,
        tipping_share=0.25,
        lacking=150,
        admission_limit=100,
    )


def test_only_what_follows_is_lacking() -> None:
    (found,) = fallbacks(graph_of(*partners(share=0.3)))
    assert (found.tipping_share, found.lacking) == (0.25, pytest.approx(10))
    (enough,) = fallbacks(graph_of(*partners(share=0.2)))
    assert (enough.tipping_share, enough.lacking, enough.admission_limit) == (0.25, 0, None)


def test_a_crash_threshold_above_the_capacity_is_what_is_borne() -> None:
    (found,) = fallbacks(graph_of(*partners(overload={"mode": "crash", "above": 1.5})))
    assert (found.capacity, found.threshold) == (100, 150)
    assert (found.tipping_share, found.lacking) == (0.5, 100)


def test_an_admission_limit_keeps_it_up() -> None:
    limited = {"mode": "crash", "limit": 90}
    (found,) = fallbacks(graph_of(*partners(overload=limited)))
    assert (found.component, found.tipping_share, found.lacking) == (None, None, 0)
    (too_high,) = fallbacks(graph_of(*partners(overload={"mode": "crash", "limit": 101})))
    assert too_high.tipping_share == 0.25


def test_no_capacity_or_enough_has_no_tipping_share() -> None:
    unlimited, enough = (
        fallbacks(graph_of(*partners(capacity=capacity)))[0] for capacity in (None, 250)
    )
    assert (unlimited.component, unlimited.tipping_share) == (None, None)
    assert (enough.component, enough.tipping_share, enough.lacking) == ("partner", None, 0)


def test_what_is_over_already_tips_at_once() -> None:
    (found,) = fallbacks(graph_of(*partners(capacity=40)))
    assert (found.tipping_share, found.lacking) == (0, 210)


def test_the_weakest_behind_an_entry_tips_first() -> None:
    (found,) = fallbacks(graph_of(
        {"id": "shop", "demand": 10, "needs": [{"first_of": ["a", "b"]}]},
        {"id": "a"},
        {"id": "b", "capacity": 100, "needs": [{"on": "c", "calls": 3}]},
        {"id": "c", "capacity": 15},
    ))  # fmt: skip
    assert (found.component, found.redirected_load) == ("c", 30)
    assert (found.tipping_share, found.lacking) == (0.5, 15)


def test_every_entry_behind_the_first_by_owner_and_place() -> None:
    graph = graph_of(
        {"id": "x", "demand": 1, "needs": [{"first_of": ["a", "b", "c"]}]},
        {"id": "w", "demand": 1, "needs": [{"first_of": ["b", {"all": ["a", "c"]}]}]},
        {"id": "a"}, {"id": "b"}, {"id": "c"},
    )  # fmt: skip
    assert [(found.owner, found.entry) for found in fallbacks(graph)] == [
        ("w", ("a", "c")),
        ("x", ("b",)),
        ("x", ("c",)),
    ]


amounts = st.integers(1, 200)


@given(amounts, amounts, st.integers(0, 200), st.sampled_from([1, 1.25]), st.integers(1, 3))
def test_runs_tip_where_it_says(
    demand: int, capacity: int, own: int, above: float, calls: int
) -> None:
    """Just below the share nothing crashes, just above it something does."""

    def parts(share: float) -> tuple[Doc, ...]:
        crash = {"mode": "crash", "above": above}
        return (
            {"id": "shop", "demand": demand, "needs": [{"first_of": ["a", "b"], "share": share}]},
            {"id": "a"},
            {"id": "b", "needs": [{"on": "c", "calls": calls}]},
            {"id": "c", "demand": own, "capacity": capacity, "overload": crash},
        )

    def crashes(share: float) -> bool:
        run = run_failures(Topology.from_dict({"components": list(parts(share))}), ["a"])
        return any(line.event is Word.CRASHES for line in run.timeline)

    (found,) = fallbacks(graph_of(*parts(1.0)))
    assume(own <= above * capacity)
    tipping = found.tipping_share
    if tipping is None:
        assert not crashes(1.0)
    else:
        assert tipping == pytest.approx((above * capacity - own) / (demand * calls))
        assert crashes(min(1.0, tipping * (1 + 1e-6) + 1e-9))
        if tipping:
            assert not crashes(tipping * (1 - 1e-6))


@given(amounts, amounts, st.integers(0, 99))
def test_with_what_is_lacking_it_bears_all(demand: int, capacity: int, own: int) -> None:
    def parts(bears: float) -> list[Doc]:
        return [
            {"id": "shop", "demand": demand, "needs": [{"first_of": ["a", "b"]}]},
            {"id": "a"},
            {"id": "b", "demand": own, "capacity": bears, "overload": {"mode": "crash"}},
        ]

    (found,) = fallbacks(graph_of(*parts(capacity)))
    more = Topology.from_dict({"components": parts(capacity + found.lacking)})
    assert run_failures(more, ["a"]).down == ("a",)
    limited = parts(capacity)
    limited[2]["overload"]["limit"] = found.admission_limit
    if found.admission_limit is not None:
        assert run_failures(Topology.from_dict({"components": limited}), ["a"]).down == ("a",)


# -- hidden capacity ------------------------------------------------------------------------------


@given(
    st.dictionaries(st.integers(0, 9), st.integers(1, 9), min_size=1, max_size=3),
    st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]),
)
def test_the_largest_work_against_a_grid(weights: dict[int, int], cost: float) -> None:
    total = sum(weights.values())
    p = np.linspace(0, 1, 20_001)
    work = sum(
        weight / total * sum(p**k for k in range(retries + 1))
        for retries, weight in weights.items()
    ) * (1 - (1 - cost) * p)
    found = largest_work({r: weight / total for r, weight in weights.items()}, cost)
    assert found == pytest.approx(float(np.max(work)), rel=1e-6)
    assert found >= float(np.max(work)) - 1e-12


@given(
    st.integers(0, 4), st.integers(1, 4), st.sampled_from([0.1, 0.25, 0.5, 1.0]), st.floats(0.2, 1)
)
def test_it_is_vulnerable_if_a_run_never_recovers(
    first: int, second: int, cost: float, use: float
) -> None:
    """Two callers with different retries; an outage of 10 s either ends by itself or never does."""
    parts = [
        {"id": "a", "demand": 60 * use, "needs": [{"on": "db", "retries": first}]},
        {"id": "b", "demand": 40 * use, "needs": [{"on": "db", "retries": second}]},
        {"id": "db", "capacity": 100, "overload": {"mode": "shed", "cost": cost}},
    ]
    (found,) = hidden_capacities(graph_of(*parts))
    assert found.load == pytest.approx(100 * use)
    assume(abs(found.load / found.hidden - 1) > 1e-4)
    events = [{"at": "1 min", "fail": "db"}, {"at": "70 s", "repair": "db"}]
    doc = {"components": parts, "scenarios": [{"id": "s", "events": events}]}
    run = run_scenario(Topology.from_dict(doc), "s")
    assert (run.outcomes["db"].level < 1 - 1e-9) is found.is_vulnerable


def test_who_is_not_retried_or_waits_has_no_hidden_capacity() -> None:
    caller = {"id": "a", "demand": 5, "needs": [{"on": "db", "retries": 3}]}
    plain = {**caller, "needs": ["db"]}
    db = {"id": "db", "capacity": 10}
    assert hidden_capacities(graph_of(plain, db)) == []
    assert hidden_capacities(graph_of(caller, {"id": "db"})) == []
    assert hidden_capacities(graph_of(caller, {**db, "overload": {"mode": "queue"}})) == []
    assert hidden_capacities(graph_of({**caller, "demand": 0}, db)) == []
    (free,) = hidden_capacities(graph_of(caller, db))
    assert (free.hidden, free.is_vulnerable) == (pytest.approx(10), False)


# -- the longest switchover -----------------------------------------------------------------------

DELAYS = {"detect": "5 min", "decide": "55 min", "verify": "75 min", "activate": "15 min"}


def switching(**component: Any) -> tuple[Doc, ...]:
    return (
        {"id": "pay", "demand": 10, "needs": [
            {"first_of": ["a", "b"], "switchover": {**DELAYS, "failback": "manual"}}]},
        {"id": "a"},
        {"id": "b", **component},
    )  # fmt: skip


def longest(*components: Doc, rto: str) -> list[LongestSwitchover]:
    graph = graph_of(*components, objectives=[{"of": "pay", "rto": rto}])
    return longest_switchovers(Contingencies(graph, [graph.index["pay"]]))


def test_the_longest_switchover_is_the_objective() -> None:
    assert longest(*switching(), rto="100 min") == [
        LongestSwitchover("pay", "a", 6_000, 9_000, 6_000)
    ]


def test_what_else_takes_time_is_taken_off() -> None:
    """The standby crashes after a minute, for 9 min: as long as it is down, no switch helps."""
    crash = {"mode": "crash", "for": "1 min", "restart": "9 min"}
    part = {"capacity": 9, "overload": crash, "fails": False}
    objectives = [{"of": "pay", "rto": "100 min", "level": 0.9}]
    graph = graph_of(*switching(**part), objectives=objectives)
    found = longest_switchovers(Contingencies(graph, [graph.index["pay"]]))
    assert [(entry.cause, entry.longest_s) for entry in found] == [("a", 6_000 - 540)]


def test_no_switch_is_fast_enough_for_what_never_comes_back() -> None:
    """Played to rest in no time, it looks as if it was out for no time."""
    first_of = {"first_of": ["a", "b"], "switchover": {"activate": "1 h"}}
    components: list[Any] = [
        {"id": "pay", "demand": 10, "fails": False, "needs": [first_of]},
        {"id": "a"},
        {"id": "b", "capacity": 5},
    ]
    objectives = [{"of": "pay", "rto": "4 h"}]
    graph = Graph.compile(Topology.from_dict({"components": components, "objectives": objectives}))
    (found,) = longest_switchovers(Contingencies(graph, [graph.index["pay"]]))
    assert (found.cause, found.longest_s) == ("a", 0.0)


def test_without_an_objective_or_a_delay_there_is_none() -> None:
    graph = graph_of(*switching())
    assert longest_switchovers(Contingencies(graph, [graph.index["pay"]])) == []
    zero = {"first_of": ["a", "b"]}
    parts = ({"id": "pay", "demand": 1, "needs": [zero]}, {"id": "a"}, {"id": "b"})
    assert longest(*parts, rto="1 min") == []


@pytest.mark.parametrize("rto", [1, 30, 149, 150, 151, 400])
def test_a_switch_that_long_just_meets_it(rto: int) -> None:
    """The delays in proportion: one run each at the bound."""
    (found,) = longest(*switching(), rto=f"{rto} min")
    graph = graph_of(*switching(), objectives=[{"of": "pay", "rto": f"{rto} min"}])
    settings = Settings(
        name="",
        events=(Event(at="0 s", fail="a"),),  # type: ignore[arg-type]
        repairs=False,
        delays=found.longest_s / found.switchover_s,
    )
    out = Cascade(Wiring(graph), settings).run().outcomes["pay"].longest_outage_s
    assert out == pytest.approx(found.rto_s)
