"""Capacities alone: what members, events and warming up leave."""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

from tests.support.cascade_parts import wired
from topology.loads.cascade.dynamics.capacities import Capacities
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.timers import Kind, Timers
from topology.loads.moment.limits import Limits


class Parts(NamedTuple):
    capacities: Capacities
    limits: Limits
    timers: Timers
    timeline: Timeline

    @property
    def left(self) -> float:
        return float(self.limits.capacity[0])


def parts(unlimited: bool = False, **component: Any) -> Parts:
    wiring = wired({"id": "a", **component})
    limits, timers, timeline = Limits(wiring), Timers(), Timeline(wiring)
    if unlimited:
        limits.lift()
    components = wiring.graph.components
    capacities = Capacities(components, limits, timers, timeline, unlimited=unlimited)
    return Parts(capacities, limits, timers, timeline)


def test_members_and_events_multiply() -> None:
    made = parts(count=4, capacity=100)
    made.capacities.members_lost(0, 1)
    assert made.left == 75
    made.capacities.change(0, 60)
    assert made.left == 45
    made.capacities.members_lost(0, 0)
    assert made.left == 60


def test_what_is_down_altogether_keeps_its_capacity() -> None:
    made = parts(capacity=100)
    made.capacities.members_lost(0, 1)
    assert made.left == 100


def test_warming_up_and_falling_again() -> None:
    made = parts(
        capacity=100, overload={"mode": "shed", "warm_up": {"time": "3 min", "share": 0.25}}
    )
    made.timeline.now = 10.0
    made.capacities.rose(0)
    assert (made.left, made.timers.next_s) == (25, 190.0)
    made.capacities.fell(0)
    assert (made.left, made.timers.next_s) == (100, None)
    made.capacities.rose(0)
    made.timeline.now = 190.0
    assert made.timers.due(190.0) == [(Kind.WARM, 0)]
    made.capacities.is_warm(0)
    assert made.left == 100
    assert [line.words for line in made.timeline.lines] == ["a is warm"]


def test_without_a_capacity_there_is_nothing_to_keep() -> None:
    for made in (parts(count=2), parts(unlimited=True, count=2, capacity=100)):
        made.capacities.members_lost(0, 1)
        assert made.left == inf


def test_a_copy_changes_apart() -> None:
    made = parts(count=2, capacity=100)
    limits = made.limits.copy(made.limits.up.copy())
    other = made.capacities.copy(limits, Timers(), Timeline(wired({"id": "a"})))
    other.members_lost(0, 1)
    made.capacities.change(0, 80)
    assert (made.left, float(limits.capacity[0])) == (80, 50)
