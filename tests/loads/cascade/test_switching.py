"""Switching alone: the weights of junctions as what works changes, and what follows a switch."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.support.cascade_parts import wired
from topology.loads.cascade.dynamics.switching import Switching
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.timers import Kind, Timers
from topology.loads.moment.limits import Limits
from topology.loads.moment.loads import Floats, Loads
from topology.loads.moment.standing import Standing


class Parts(NamedTuple):
    switching: Switching
    standing: Standing
    weight: Floats
    timers: Timers
    timeline: Timeline

    def fall(self, v: int) -> None:
        self.standing.sound[v] = False
        self.standing.fall([v])
        self.switching.review(self.standing.take_changed())

    def words(self) -> list[str]:
        return [line.words for line in self.timeline.lines]

    def weights(self, node: int) -> list[float]:
        numbers = self.standing.wiring.arcs_from[node]
        return [float(self.weight[number]) for number in numbers]


def parts(*components: Any, delays: float = 1.0) -> Parts:
    wiring = wired(*components)
    standing, timers, timeline = Standing(wiring), Timers(), Timeline(wiring)
    weight = Loads(wiring, Limits(wiring)).weight
    switching = Switching(standing, weight, timers, timeline, delays=delays)
    return Parts(switching, standing, weight, timers, timeline)


def standby(share: float = 1.0, **delays: str) -> tuple[Any, ...]:
    need = {"first_of": ["b", "c"], "share": share, "switchover": delays}
    return {"id": "a", "needs": [need]}, {"id": "b"}, {"id": "c"}


B, C, JUNCTION = 1, 2, 3


def test_an_any_shares_by_weight_over_what_works() -> None:
    entries = [{"on": "b", "weight": 1}, {"on": "c", "weight": 3}]
    made = parts({"id": "a", "needs": [{"any": entries}]}, {"id": "b"}, {"id": "c"})
    assert made.weights(JUNCTION) == [0.25, 0.75]
    made.fall(C)
    assert made.weights(JUNCTION) == [1.0, 0.0]


def test_a_switch_waits_for_its_delays() -> None:
    made = parts(*standby(detect="10 s", activate="20 s"))
    assert made.weights(JUNCTION) == [1.0, 0.0]
    made.fall(B)
    assert made.weights(JUNCTION) == [0.0, 0.0]
    for at in (10.0, 30.0):
        assert made.timers.next_s == at
        made.timeline.now = at
        assert made.timers.due(at) == [(Kind.STANDBY, JUNCTION)]
        made.switching.elapse(JUNCTION, at)
    assert made.weights(JUNCTION) == [0.0, 1.0]
    assert made.words() == ["a loses b", "a switches to c after 30 s"]


@pytest.mark.parametrize(("delays", "due"), [(0.5, 5.0), (0.0, None)])
def test_delays_are_multiplied(delays: float, due: float | None) -> None:
    made = parts(*standby(detect="10 s"), delays=delays)
    made.fall(B)
    assert made.timers.next_s == due
    assert made.weights(JUNCTION) == ([0.0, 1.0] if due is None else [0.0, 0.0])


def test_a_share_follows() -> None:
    made = parts(*standby(share=0.5))
    made.fall(B)
    assert made.weights(JUNCTION) == [0.0, 0.5]
    assert made.switching.follow.tolist() == [0.5, 1.0, 1.0]


def test_a_switch_by_hand_needs_such_an_entry() -> None:
    made = parts(*standby())
    assert not made.switching.switch(0, 0)
    assert not made.switching.switch(B, C)
    assert made.switching.switch(0, C)
    assert made.weights(JUNCTION) == [0.0, 1.0]


def test_a_copy_switches_apart() -> None:
    made = parts(*standby())
    standing, weight, timeline = made.standing.copy(), made.weight.copy(), made.timeline.copy()
    timers = made.timers.copy()
    switching = made.switching.copy(standing, weight, timers, timeline)
    Parts(switching, standing, weight, timers, timeline).fall(B)
    assert made.weights(JUNCTION) == [1.0, 0.0]
    assert made.switching.pending() != switching.pending()
    assert made.words() == []
