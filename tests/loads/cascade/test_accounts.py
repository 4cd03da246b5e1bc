"""Accounts, service levels, series and outcomes alone, on loads that are solved by hand."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.support.cascade_parts import flow_of, limping_of, wired
from topology.loads.cascade.accounts.accounts import Accounts
from topology.loads.cascade.accounts.blame import Blame
from topology.loads.cascade.accounts.outcomes import Outcomes
from topology.loads.cascade.accounts.series import Recorder
from topology.loads.cascade.accounts.service_levels import ServiceLevels
from topology.loads.cascade.accounts.standards import Standards, watched_by_default
from topology.loads.cascade.dynamics.backlogs import Backlogs
from topology.loads.cascade.dynamics.capacities import Capacities
from topology.loads.cascade.dynamics.recovering.mending import Mending
from topology.loads.cascade.dynamics.recovering.starting import Starting
from topology.loads.cascade.dynamics.soundness import Soundness
from topology.loads.cascade.dynamics.switching import Switching
from topology.loads.cascade.run import NO_CAUSE, Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.timers import Timers
from topology.loads.moment.flow import Flow
from topology.loads.moment.standing import Standing

BASE_S = 60.0


class Parts(NamedTuple):
    flow: Flow
    standing: Standing
    mending: Mending
    backlogs: Backlogs
    timeline: Timeline
    accounts: Accounts
    levels: ServiceLevels
    recorder: Recorder
    outcomes: Outcomes

    def look(self) -> None:
        self.backlogs.review()
        self.flow.solve()
        self.backlogs.set_rates()
        self.accounts.look()
        self.levels.look(self.accounts.level)
        self.recorder.record()

    def pass_time(self, passed: float) -> None:
        self.accounts.pass_time(self.timeline.now, passed)
        self.levels.pass_time(passed)
        self.timeline.now += passed
        self.backlogs.pass_time(self.timeline.now)

    def fail(self, v: int) -> None:
        self.mending.lose(v, 1, NO_CAUSE)
        self.standing.sound[v] = False
        self.standing.fall([v])

    def words(self) -> list[str]:
        return [line.words for line in self.timeline.lines]


def parts(*components: Any, **rest: Any) -> Parts:
    wiring = wired(*components, **rest)
    graph = wiring.graph
    standing, timers, timeline = Standing(wiring), Timers(), Timeline(wiring)
    flow, soundness = flow_of(wiring, standing), Soundness(graph)
    capacities = Capacities(graph.components, flow.limits, timers, timeline)
    mending = Mending(standing, soundness, capacities, timeline)
    switching = Switching(standing, flow.weight, timers, timeline)
    backlogs, standards = Backlogs(flow, timeline, BASE_S), Standards(graph)
    accounts = Accounts(flow, switching.follow, backlogs, standards, BASE_S)
    blame = Blame(
        flow=flow,
        standing=standing,
        soundness=soundness,
        mending=mending,
        starting=Starting(standing, soundness, timers, timeline),
        limping=limping_of(graph, mending, soundness, capacities, timers, timeline),
        switching=switching,
        backlogs=backlogs,
        timeline=timeline,
    )
    watched = watched_by_default(graph)
    levels = ServiceLevels(graph, watched, standards.floor, blame, timeline)
    recorder = Recorder(graph, accounts, backlogs, timeline)
    outcomes = Outcomes(graph, accounts, levels, backlogs, BASE_S)
    return Parts(flow, standing, mending, backlogs, timeline, accounts, levels, recorder, outcomes)


def test_amounts_are_rates_times_time_in_the_unit_of_the_rates() -> None:
    made = parts({"id": "a", "demand": 10, "capacity": 4, "loss_per_hour": 60})
    made.look()
    made.pass_time(180.0)
    found = made.outcomes["a"]
    assert (found.offered, found.served, found.shed, found.abandoned) == (30, 12, 18, 0)
    assert (found.demand_lost, found.level, found.peak_utilisation) == (18, 0.4, 2.5)
    assert found.money_lost == pytest.approx(60 * 0.6 * 180 / 3_600)
    assert (found.downtime_s, found.below_level_s) == (0, 180)
    assert made.accounts.largest_error < 1e-12


def test_what_waits_is_neither_served_nor_lost() -> None:
    made = parts({"id": "a", "demand": 10, "capacity": 4, "overload": {"mode": "queue"}})
    made.look()
    assert made.backlogs.growing == {0}
    made.pass_time(60.0)
    found = made.outcomes["a"]
    assert (found.offered, found.served, found.demand_lost) == (10, 4, 0)
    assert found.backlog == found.peak_backlog == pytest.approx(6)
    assert found.peak_backlog_at_s == 60
    assert found.peak_delay_s == pytest.approx(6 / 4 * BASE_S)
    assert found.waited == pytest.approx(0.5 * 6 * 60)


def test_a_level_is_told_and_waits_for_what_is_to_blame() -> None:
    made = parts({"id": "a", "demand": 10, "needs": ["b"]}, {"id": "b", "repair": {"time": "1 h"}})
    made.look()
    assert made.words() == []
    made.fail(1)
    made.look()
    made.pass_time(30.0)
    assert made.words() == ["b fails", "a at 0 %"]
    below = made.timeline.lines[1]
    assert (below.event, below.cause, below.level) == (Word.BELOW_LEVEL, 0, 0.0)
    assert made.outcomes["a"].outage_by == {"repair": 30.0}
    assert made.outcomes["a"].longest_outage_s == 30.0
    assert made.levels.last_below_s == {0: 30.0}


def test_an_overload_below_is_to_blame() -> None:
    made = parts({"id": "a", "demand": 10, "needs": ["b"]}, {"id": "b", "capacity": 5})
    made.look()
    made.pass_time(20.0)
    assert made.outcomes["a"].outage_by == {"overload": 20.0}
    made.flow.limits.external[0] = 5
    made.look()
    assert made.words()[-1] == "a at 100 % again"


def test_by_default_the_objectives_are_watched_or_else_the_demands() -> None:
    components = ({"id": "a", "demand": 1}, {"id": "b"})
    assert watched_by_default(wired(*components).graph) == {0}
    wiring = wired(*components, objectives=[{"of": "b", "level": "90 %"}])
    assert watched_by_default(wiring.graph) == {1}
    assert Standards(wiring.graph).needed.tolist() == [0, 0.9]


def test_a_series_has_a_point_where_something_changes() -> None:
    made = parts({"id": "a", "demand": 10, "capacity": 20}, {"id": "b"})
    made.look()
    made.pass_time(10.0)
    made.look()
    made.flow.limits.external[0] = 40
    made.look()
    made.pass_time(10.0)
    series = made.recorder.series()
    assert series["a"].t_s == (0, 10, 20)
    assert series["a"].load == (10, 40, 40)
    assert series["a"].utilisation == (0.5, 2, 2)
    assert series["b"].utilisation == (None, None)


def test_outcomes_are_those_of_the_components() -> None:
    made = parts({"id": "a", "demand": 1}, {"id": "b"})
    assert (list(made.outcomes), len(made.outcomes)) == (["a", "b"], 2)
    with pytest.raises(KeyError):
        made.outcomes["c"]
