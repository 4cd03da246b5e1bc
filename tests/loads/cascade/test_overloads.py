"""Overloads alone: who is told to have too much, whom that is blamed on, and who crashes when."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.support.cascade_parts import flow_of, wired
from topology.loads.cascade.dynamics.crashes import Crashes
from topology.loads.cascade.dynamics.overloads import Overloads
from topology.loads.cascade.dynamics.soundness import Soundness
from topology.loads.cascade.run import Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.timers import Kind, Timers
from topology.loads.moment.flow import Flow
from topology.loads.moment.standing import Standing


class Parts(NamedTuple):
    overloads: Overloads
    flow: Flow
    soundness: Soundness
    timers: Timers
    timeline: Timeline

    def demand(self, amount: float) -> bool:
        """Changes the demand of the first; whether something crashes at once."""
        self.timeline.begin_moment()
        self.overloads.begin_moment()
        self.flow.limits.external[0] = amount
        self.timeline.log(Word.DEMAND, 0, "the demand changes")
        self.flow.solve()
        return self.overloads.look()

    def words(self) -> list[str]:
        return [line.words for line in self.timeline.lines]


def parts(*components: Any) -> Parts:
    wiring = wired(*components)
    standing, timers, timeline = Standing(wiring), Timers(), Timeline(wiring)
    flow, soundness = flow_of(wiring, standing), Soundness(wiring.graph)
    crashes = Crashes(wiring.graph, soundness, timers, timeline)
    overloads = Overloads(flow, standing, crashes, timers, timeline)
    return Parts(overloads, flow, soundness, timers, timeline)


def pair(**overload: Any) -> tuple[Any, ...]:
    called: Any = {"id": "b", "capacity": 100}
    return {"id": "a", "demand": 50, "needs": ["b"]}, called | (
        {"overload": overload} if overload else {}
    )


def test_an_overload_is_told_once_and_due_to_who_sends_more() -> None:
    made = parts(*pair())
    assert not made.demand(60)
    assert not made.demand(150)
    assert not made.demand(150)
    told = [line for line in made.timeline.lines if line.event is Word.OVERLOADED]
    assert [(line.words, line.cause) for line in told] == [("b at 150 % of capacity", 1)]
    made.demand(100)
    assert made.words()[-1] == "b back within its capacity"


def test_a_crash_waits_for_its_time_and_is_off_when_the_excess_ends() -> None:
    made = parts(*pair(mode="crash", **{"for": "30 s"}))
    assert not made.demand(150)
    assert made.timers.next_s == 30.0
    assert not made.demand(90)
    assert made.timers.next_s is None
    assert made.soundness.is_sound(1)


def test_a_crash_at_once_and_its_restart() -> None:
    made = parts(*pair(mode="crash", above=1.2, restart="5 min"))
    assert not made.demand(119)
    assert made.demand(121)
    assert not made.soundness.is_sound(1)
    assert made.soundness.is_restarting(1)
    assert made.timers.due(300.0) == [(Kind.RESTART, 1)]
    assert made.words()[-1] == "b crashes"


def test_who_falls_is_not_timed_any_more() -> None:
    made = parts(*pair(mode="crash", **{"for": "30 s"}))
    made.demand(150)
    made.overloads.fell(1)
    assert not made.timers.is_set(Kind.CRASH, 1)
