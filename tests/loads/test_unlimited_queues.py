"""Queues without a capacity: what waited while they were down is worked off at once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.cascade_oracle import simulate
from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.loads.cascade.dynamics.backlogs import RUSH_S
from topology.loads.cascade.playing import run_scenario
from topology.loads.cascade.run import Outcome, Run

HOUR = 3_600.0


def line(*behind: Doc, demand: float = 60, repair: str = "1 h", **callers: Any) -> Doc:
    """Callers whose queue has no capacity, and what they call; the last of it fails."""
    names = [part["id"] for part in behind]
    parts = [{"id": "u", "demand": demand, "overload": {"mode": "queue"}, **callers}, *behind]
    for part, name in zip(parts, names, strict=False):
        part["needs"] = [name]
    events = [{"at": "0 s", "fail": names[-1]}, {"at": repair, "repair": names[-1]}]
    return {"components": parts, "scenarios": [{"id": "s", "events": events}]}


def played(doc: Doc) -> Run:
    return run_scenario(Topology.from_dict(doc), "s")


def when(run: Run, words: str) -> float:
    return next(event.at_s for event in run.timeline if event.words == words)


def test_what_waited_is_gone_when_nothing_behind_has_a_capacity() -> None:
    u = played(line({"id": "d"})).outcomes["u"]
    assert (u.served, u.backlog, u.shed) == pytest.approx((60 * HOUR, 0, 0), rel=1e-5, abs=1e-6)


def test_what_waited_waits_on_in_the_next_queue() -> None:
    """By hand: 216,000 come at once; of 80 a second 60 go to who comes, so it takes three hours."""
    desk = {"id": "q", "capacity": 80, "overload": {"mode": "queue"}}
    run = played(line(desk, {"id": "d"}))
    assert when(run, "the backlog of u is cleared") == pytest.approx(HOUR, abs=0.01)
    assert when(run, "the backlog of q is cleared") == pytest.approx(4 * HOUR, abs=0.01)
    u, q = run.outcomes["u"], run.outcomes["q"]
    assert (u.served, q.peak_backlog) == pytest.approx((4 * 60 * HOUR, 60 * HOUR), rel=1e-5)
    fast = line(desk, {"id": "d"}, capacity=216_060)  # all of it within one step
    steps = simulate(fast, fast["scenarios"][0]["events"], 5 * HOUR, 1.0)
    assert steps.accounts["q"].peak_backlog == pytest.approx(q.peak_backlog, rel=1e-3)


def test_what_waited_is_shed_by_what_has_no_queue() -> None:
    run = played(line({"id": "q", "capacity": 80}, {"id": "d"}))
    u = run.outcomes["u"]
    assert u.shed + u.served == pytest.approx(u.offered, rel=1e-5)
    assert u.served < 0.001 * u.offered


def amounts(outcome: Outcome) -> tuple[float, ...]:
    return outcome.offered, outcome.served, outcome.shed, outcome.abandoned, outcome.peak_backlog


BEHIND: list[Doc] = [
    {},
    {"overload": {"mode": "queue"}},
    {"capacity": 100},
    {"capacity": 100, "overload": {"mode": "queue"}},
    {"capacity": 100, "overload": {"mode": "queue", "max_queue": 1_000}},
    {"capacity": 100, "overload": {"mode": "queue", "timeout": "10 min"}},
    {"capacity": 100, "overload": {"mode": "crash", "for": "1 min", "restart": "5 min"}},
]


@given(
    st.lists(st.sampled_from(BEHIND), min_size=1, max_size=3),
    st.sampled_from([10, 60, 90]),
    st.sampled_from(["1 s", "3 min", "2 h"]),
    st.sampled_from([{}, {"timeout": "1 min"}, {"max_queue": 500}]),
)
def test_without_a_capacity_is_with_a_very_large_one(
    behind: list[Doc], demand: float, repair: str, overload: Doc
) -> None:
    def run(**capacity: float) -> Run:
        parts = [{"id": f"b{number}", **part} for number, part in enumerate(behind)]
        queue = {"overload": {"mode": "queue", **overload}, **capacity}
        return played(line(*parts, {"id": "d"}, demand=demand, repair=repair, **queue))

    unlimited, large = run(), run(capacity=1e11)
    for name, outcome in unlimited.outcomes.items():
        scale = 1e-3 * outcome.offered + 3 * 100 * RUSH_S  # what is served meanwhile
        assert amounts(outcome) == pytest.approx(amounts(large.outcomes[name]), abs=scale), name
        left = outcome.served + outcome.shed + outcome.abandoned + outcome.backlog
        assert left == pytest.approx(outcome.offered, abs=scale), name
    assert unlimited.largest_error < 1e-6
