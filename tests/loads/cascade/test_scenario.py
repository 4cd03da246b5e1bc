"""The script alone: events in their order, what they act on, and what makes no sense."""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

import pytest

from tests.support.cascade_parts import flow_of, limping_of, wired
from topology.errors import UsageError
from topology.loads.cascade.dynamics.capacities import Capacities
from topology.loads.cascade.dynamics.crashes import Crashes
from topology.loads.cascade.dynamics.demands import Demands
from topology.loads.cascade.dynamics.recovering.mending import Mending
from topology.loads.cascade.dynamics.soundness import Soundness
from topology.loads.cascade.dynamics.switching import Switching
from topology.loads.cascade.scenario import Script, Targets
from topology.loads.cascade.settings import Settings
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.timers import Timers
from topology.loads.moment.flow import Flow
from topology.loads.moment.standing import Standing


class Parts(NamedTuple):
    script: Script
    targets: Targets
    soundness: Soundness
    flow: Flow
    timeline: Timeline

    def words(self) -> list[str]:
        return [line.words for line in self.timeline.lines]


def parts(*events: Any, at_peak: bool = False) -> Parts:
    profile = {"steps": [{"at": "0 s", "times": 0.5}, {"at": "1 min", "times": 2}]}
    wiring = wired(
        {"id": "a", "demand": 10, "profile": profile, "needs": [{"first_of": ["b", "c"]}]},
        {"id": "b", "capacity": 40, "count": 2},
        {"id": "c", "overload": {"restart": "1 h", "mode": "crash"}, "capacity": 40},
        shared_risks=[{"id": "flood", "hits": ["b", "c"]}],
        scenarios=[{"id": "s", "events": list(events)}],
    )
    standing, timers, timeline = Standing(wiring), Timers(), Timeline(wiring)
    flow, soundness = flow_of(wiring, standing), Soundness(wiring.graph)
    components = wiring.graph.components
    capacities = Capacities(components, flow.limits, timers, timeline)
    mending = Mending(standing, soundness, capacities, timeline)
    targets = Targets(
        mending=mending,
        limping=limping_of(wiring.graph, mending, soundness, capacities, timers, timeline),
        crashes=Crashes(wiring.graph, soundness, timers, timeline),
        switching=Switching(standing, flow.weight, timers, timeline),
        capacities=capacities,
        demands=Demands(components, flow.limits, timeline, at_peak=at_peak),
    )
    given = wiring.graph.topology.scenarios[0].events
    script = Script(Settings(name="s", events=given), targets, flow, timeline)
    return Parts(script, targets, soundness, flow, timeline)


def test_events_are_played_up_to_an_edge_by_time_then_in_the_order_of_the_document() -> None:
    made = parts(
        {"at": "2 min", "fail": "c"}, {"at": "1 min", "fail": "b"}, {"at": "1 min", "repair": "b"}
    )
    assert made.script.next_s == 60.0
    made.script.play(60.0)
    assert made.words() == ["1 of 2 b fail", "b is repaired"]
    assert made.script.next_s == 120.0
    made.script.play(120.0)
    assert made.script.next_s is None


def test_a_shared_risk_takes_all_members_of_all_it_hits() -> None:
    made = parts({"at": "0 s", "fail": "flood"})
    made.script.play(0.0)
    assert made.words() == ["flood hits b and 1 more", "2 of 2 b fail", "c fails"]
    assert [line.cause for line in made.timeline.lines] == [-1, 0, 0]
    assert made.soundness.take_unsettled() == [1, 2]


def test_members_that_fail_at_once_are_told_at_once() -> None:
    made = parts({"at": "0 s", "fail": ["b", "c", "b"]})
    made.script.play(0.0)
    assert made.words() == ["2 of 2 b fail", "c fails"]


def test_an_event_repairs_what_has_crashed() -> None:
    made = parts({"at": "0 s", "repair": "c"})
    made.targets.crashes.crash(2)
    made.script.play(0.0)
    assert made.words() == ["c crashes", "c restarts", "c is repaired"]
    assert made.soundness.is_sound(2)


def test_capacity_and_limit() -> None:
    made = parts({"at": "0 s", "capacity": "b", "times": 0.5}, {"at": "0 s", "limit": "a", "to": 3})
    made.script.play(0.0)
    made.flow.solve()
    assert made.flow.limits.capacity.tolist() == [inf, 20, 40]
    assert made.flow.let_in[0] == 3


def test_demand_is_given_times_profile_times_event() -> None:
    made = parts({"at": "0 s", "demand": "a", "times": 3})
    demands, external = made.targets.demands, made.flow.limits.external
    assert (external[0], demands.next_s) == (5, 60.0)
    made.script.play(0.0)
    assert external[0] == 15
    demands.play(60.0)
    assert external[0] == 60
    assert demands.next_s is None


def test_demand_at_its_peak_has_no_steps() -> None:
    made = parts({"at": "0 s", "fail": "b"}, at_peak=True)
    assert made.flow.limits.external[0] == 20
    assert made.targets.demands.next_s is None


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"repair": "b"}, "repairs 'b', which has not failed"),
        ({"capacity": "a", "to": 5}, "changes the capacity of 'a', which has none"),
        ({"switch": "b", "to": "c"}, "switches 'b' to 'c', which is no entry of a `first_of`"),
    ],
)
def test_what_makes_no_sense(event: Any, said: str) -> None:
    made = parts({"at": "0 s", **event})
    with pytest.raises(UsageError) as raised:
        made.script.play(0.0)
    assert said.replace("'", '"') in str(raised.value).replace("'", '"')
