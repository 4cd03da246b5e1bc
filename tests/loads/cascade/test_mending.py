"""Mending alone: members lost and back, the work for them, and verification."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.support.cascade_parts import wired
from topology.loads.cascade.dynamics.capacities import Capacities
from topology.loads.cascade.dynamics.recovering.mending import Mending
from topology.loads.cascade.dynamics.soundness import Soundness
from topology.loads.cascade.run import NO_CAUSE
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.timers import Timers
from topology.loads.moment.limits import Limits
from topology.loads.moment.standing import Standing


class Parts(NamedTuple):
    mending: Mending
    soundness: Soundness
    limits: Limits
    timeline: Timeline

    def work_until(self, now: float) -> None:
        """Lets the crews work to a time, event by event."""
        crews = self.mending.crews
        crews.assign(self.timeline.now)
        while (at := crews.next_s) is not None and at <= now:
            self.timeline.now = at
            for done in crews.done(at):
                self.mending.work_done(done)
            crews.assign(at)
        self.timeline.now = now

    def words(self) -> list[str]:
        return [line.words for line in self.timeline.lines]


def parts(*components: Any, repairs: bool = True, **rest: Any) -> Parts:
    wiring = wired(*components, **rest)
    graph, limits, timeline = wiring.graph, Limits(wiring), Timeline(wiring)
    soundness = Soundness(graph)
    capacities = Capacities(graph.components, limits, Timers(), timeline)
    mending = Mending(Standing(wiring), soundness, capacities, timeline, repairs=repairs)
    return Parts(mending, soundness, limits, timeline)


def test_a_repair_brings_a_member_and_its_capacity_back() -> None:
    made = parts({"id": "a", "count": 4, "quorum": 3, "capacity": 100, "repair": {"time": "1 h"}})
    made.mending.lose(0, 2, NO_CAUSE)
    assert not made.soundness.is_sound(0)
    assert made.limits.capacity[0] == 50
    made.work_until(3_599)
    assert not made.soundness.is_sound(0)
    made.work_until(3_600)
    assert made.soundness.is_sound(0)
    assert made.limits.capacity[0] == 100
    assert made.words() == ["2 of 4 a fail", "a is repaired"]


def test_no_more_members_fail_than_there_are() -> None:
    made = parts({"id": "a", "count": 2})
    made.mending.lose(0, 5, NO_CAUSE)
    made.mending.lose(0, 1, NO_CAUSE)
    assert made.soundness.lost[0] == 2
    assert made.words() == ["2 of 2 a fail"]


def test_a_member_that_fails_beside_others_says_how_many_are_down() -> None:
    made = parts({"id": "a", "count": 5})
    made.mending.lose(0, 2, NO_CAUSE)
    made.mending.lose(0, 1, NO_CAUSE)
    made.mending.lose(0, 5, NO_CAUSE)
    assert made.words() == [
        "2 of 5 a fail",
        "1 more of 5 a fail, 3 in all",
        "2 more of 5 a fail, 5 in all",
    ]


def test_without_repairs_what_fails_stays_failed() -> None:
    made = parts({"id": "a", "repair": {"time": "1 h"}}, repairs=False)
    made.mending.lose(0, 1, NO_CAUSE)
    assert made.mending.crews.next_s is None
    assert made.mending.repair(0)
    assert made.soundness.is_sound(0)
    assert not made.mending.repair(0)


def test_what_is_repaired_has_to_be_verified() -> None:
    made = parts({"id": "a", "repair": {"time": "1 h"}, "verify": {"units": 3, "time": "10 min"}})
    made.mending.lose(0, 1, NO_CAUSE)
    made.work_until(3_600)
    assert not made.soundness.is_sound(0)
    assert [work.kind for work in made.mending.works_on(0)] == ["verify"]
    made.work_until(4_200)
    assert made.soundness.is_sound(0)
    assert made.mending.works_on(0) == []


def test_what_is_in_doubt_is_down_until_its_crew_has_verified_all_units() -> None:
    verify = {"units": 3, "time": "10 min", "crew": "night"}
    made = parts({"id": "a", "verify": verify}, crews={"night": 2})
    made.mending.doubt(0)
    made.work_until(600)
    assert not made.soundness.is_sound(0)
    made.work_until(1_200)
    assert made.soundness.is_sound(0)
    assert made.soundness.take_unsettled() == [0]


def test_a_crew_first_repairs_what_the_weightiest_objective_needs() -> None:
    repair = {"time": "1 h", "crew": "one"}
    made = parts(
        {"id": "a", "repair": repair},
        {"id": "b", "repair": repair},
        {"id": "f", "needs": ["b"]},
        crews={"one": 1},
        objectives=[{"of": "f", "weight": 5}],
    )
    for v in (0, 1):
        made.mending.lose(v, 1, NO_CAUSE)
    made.work_until(7_200)
    assert made.words()[2:] == ["b is repaired", "a is repaired"]


def test_members_repaired_at_once_are_verified_one_by_one() -> None:
    verify = {"units": 2, "time": "50 s", "crew": "one"}
    web = {"id": "web", "count": 3, "quorum": 1, "repair": {"time": "10 s"}, "verify": verify}
    made = parts(web, crews={"one": 1})
    made.mending.lose(0, 3, NO_CAUSE)
    made.work_until(109)
    assert not made.soundness.is_sound(0)
    made.work_until(110)
    assert made.soundness.is_sound(0)
    assert made.soundness.lost[0] == 2
    assert made.mending.works_on(0)[0].members == 2
    made.work_until(310)
    assert made.soundness.lost[0] == 0


def test_a_repair_by_hand_passes_over_what_is_being_verified() -> None:
    verify = {"units": 2, "time": "50 s", "crew": "one"}
    web = {"id": "web", "count": 3, "quorum": 1, "repair": {"time": "10 s"}, "verify": verify}
    made = parts(web, crews={"one": 1})
    made.mending.lose(0, 2, NO_CAUSE)
    made.work_until(120)
    made.mending.lose(0, 1, NO_CAUSE)
    assert made.mending.repair(0)
    assert not made.mending.repair(0)
    made.work_until(310)
    assert made.soundness.lost[0] == 0
