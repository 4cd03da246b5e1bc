"""Cascades: what a failure does to the load over time, event by event.

A deterministic fluid: between events all rates are constant, and the next event is solved for: a
timer, the end of a repair, a queue that is empty, full or late. At each event what has to fall
falls, what can rises, standbys move on, and the loads are found anew (`flow`) from what they were.
An event costs one sweep over the calls, or a few where retries feed back. The meaning, and the
order of simultaneous events, is in docs/cascade.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from topology.errors import TopologyError
from topology.loads.cascade.accounts.accounts import HOUR, Accounts
from topology.loads.cascade.accounts.blame import Blame
from topology.loads.cascade.accounts.outcomes import Outcomes
from topology.loads.cascade.accounts.series import Recorder
from topology.loads.cascade.accounts.service_levels import ServiceLevels
from topology.loads.cascade.accounts.standards import Standards, watched_by_default
from topology.loads.cascade.accounts.traffic import TrafficAccounts
from topology.loads.cascade.dynamics.backlogs import Backlogs
from topology.loads.cascade.dynamics.capacities import Capacities
from topology.loads.cascade.dynamics.crashes import Crashes
from topology.loads.cascade.dynamics.demands import Demands
from topology.loads.cascade.dynamics.overloads import Overloads
from topology.loads.cascade.dynamics.recovering.limping import Limping
from topology.loads.cascade.dynamics.recovering.mending import Mending
from topology.loads.cascade.dynamics.recovering.starting import Starting, waits_for_itself
from topology.loads.cascade.dynamics.reserves import Reserves
from topology.loads.cascade.dynamics.soundness import Soundness
from topology.loads.cascade.dynamics.start_calls import StartCalls
from topology.loads.cascade.dynamics.switching import Switching
from topology.loads.cascade.effort import BEGUN, DONE, SET_UP, AtOnce, Effort
from topology.loads.cascade.parts import Parts
from topology.loads.cascade.recurrence import Rounds
from topology.loads.cascade.run import Run
from topology.loads.cascade.scenario import Script, Targets
from topology.loads.cascade.settings import Settings
from topology.loads.cascade.spreading import Spreading
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.clock import HORIZON_S, resolution
from topology.loads.mechanisms.timers import Kind, Timers
from topology.loads.mechanisms.twins import twin
from topology.loads.moment.flow import Flow
from topology.loads.moment.limits import Limits
from topology.loads.moment.standing import Standing
from topology.loads.moment.wiring import Wiring
from topology.values.units import format_duration, time_base


class ZenoError(TopologyError):
    """More events at one moment, or before it can come to rest, than a run may have."""


class Cascade:
    """One run under way: moves the clock from event to event, and the parts in their order.

    The parts know the timeline and one another as far as they are told below, and none of them
    knows the cascade; so a run that nobody looks at any more vanishes without a collector.
    """

    def __init__(self, wiring: Wiring, settings: Settings) -> None:
        self.wiring = wiring
        self.graph = graph = wiring.graph
        self.settings = settings
        self.components = graph.components
        self.unit, self.base_s = time_base(graph.topology.load_unit)
        """What an amount of load is counted in, and the time that rates are given for."""
        self.has_started = False
        self.standards = Standards(graph)
        self.timeline, self.timers = Timeline(wiring), Timers()
        self.standing = Standing(wiring)
        self.never_up = frozenset(np.flatnonzero(~self.standing.up).tolist())
        self.limits = Limits(wiring)
        self.limits.up = self.standing.up
        if settings.unlimited:
            self.limits.lift()
        self.flow = Flow(wiring, self.limits)
        self.soundness = Soundness(graph)
        self.crashes = Crashes(graph, self.soundness, self.timers, self.timeline)
        self.capacities = Capacities(
            self.components,
            self.limits,
            self.timers,
            self.timeline,
            unlimited=settings.unlimited,
        )
        for v, away in self.standing.away.items():
            self.capacities.members_away(v, away)
        self.demands = Demands(
            self.components, self.limits, self.timeline, at_peak=settings.peak_demand
        )
        self.switching = Switching(
            self.standing, self.flow.weight, self.timers, self.timeline, delays=settings.delays
        )
        self.reserves = Reserves(
            self.standing,
            self.switching,
            self.timers,
            self.timeline,
            counted=settings.reserves,
        )
        self.overloads = Overloads(
            self.flow, self.standing, self.crashes, self.timers, self.timeline
        )
        self.backlogs = Backlogs(self.flow, self.timeline, self.base_s)
        self.start_calls = StartCalls(wiring, self.soundness, self.limits, self.timeline)
        self._begin()
        self.spreading.find_ways()
        self.standing.take_changed()

    def _begin(self, start: Cascade | None = None) -> None:
        """Makes the parts in which nothing has happened yet: those of the settings, and sums.

        Of a run that is forked off a `start` they begin with what was found there.
        """
        settings, timeline = self.settings, self.timeline
        self.mending = Mending(
            self.standing, self.soundness, self.capacities, timeline, repairs=settings.repairs
        )
        self.starting = Starting(self.standing, self.soundness, self.timers, timeline)
        self.limping = Limping(
            graph=self.graph,
            mending=self.mending,
            soundness=self.soundness,
            capacities=self.capacities,
            timers=self.timers,
            timeline=timeline,
            settings=settings,
        )
        targets = Targets(
            self.mending,
            self.limping,
            self.crashes,
            self.switching,
            self.capacities,
            self.demands,
        )
        self.script = Script(settings, targets, self.flow, timeline)
        self.rounds = Rounds()
        follow = self.switching.follow
        if start is None:
            self.accounts = Accounts(self.flow, follow, self.backlogs, self.standards, self.base_s)
        else:
            self.accounts = start.accounts.begun(self.flow, follow, self.backlogs)
        self.traffic = TrafficAccounts(self.flow, timeline, self.base_s)
        self.spreading = Spreading(
            flow=self.flow,
            standing=self.standing,
            soundness=self.soundness,
            overloads=self.overloads,
            capacities=self.capacities,
            switching=self.switching,
            starting=self.starting,
            mending=self.mending,
            reserves=self.reserves,
            start_calls=self.start_calls,
            timeline=timeline,
        )
        self._parts = Parts(
            flow=self.flow,
            timers=self.timers,
            demands=self.demands,
            mending=self.mending,
            starting=self.starting,
            limping=self.limping,
            switching=self.switching,
            reserves=self.reserves,
            backlogs=self.backlogs,
            start_calls=self.start_calls,
            accounts=self.accounts,
            timeline=timeline,
        )
        blame = Blame(
            flow=self.flow,
            standing=self.standing,
            soundness=self.soundness,
            mending=self.mending,
            starting=self.starting,
            limping=self.limping,
            switching=self.switching,
            backlogs=self.backlogs,
            timeline=timeline,
        )
        watched = settings.watched
        same = start is not None and watched is start.settings.watched
        if same:
            watched = frozenset()
        watched = watched_by_default(self.graph) if watched is None else watched
        self.service_levels = ServiceLevels(
            self.graph,
            watched,
            self.standards.floor,
            blame,
            timeline,
            is_told=settings.explained,
        )
        if start is not None:
            self.service_levels.go_on_from(start.service_levels, same=same)
            self.traffic.go_on_from(start.traffic)
        self._recorder = None
        if settings.series:
            self._recorder = Recorder(self.graph, self.accounts, self.backlogs, timeline)

    def start(self) -> Cascade:
        """Finds the loads before the first event; returns itself."""
        DONE.add(self.wiring.size, SET_UP)
        self._moment(is_start=True)
        self.has_started = True
        return self

    def fork(self, settings: Settings) -> Cascade:
        """Another run from the same start: one that has started, and in which nothing is to come.

        What the settings say of delays, limits, demands and reserves must be the same.
        """
        new = twin(self)
        new.settings = settings
        self.flow.follow_changes()
        new.timeline = timeline = self.timeline.copy()
        new.timers = timers = self.timers.copy()
        new.standing = standing = self.standing.copy()
        new.limits = limits = self.limits.copy(standing.up)
        new.flow = flow = self.flow.copy(limits)
        new.soundness = self.soundness.copy()
        new.crashes = Crashes(self.graph, new.soundness, timers, timeline)
        new.capacities = self.capacities.copy(limits, timers, timeline)
        new.demands = self.demands.copy(limits, timeline)
        new.switching = self.switching.copy(standing, flow.weight, timers, timeline)
        new.reserves = self.reserves.copy(standing, new.switching, timers, timeline)
        new.overloads = self.overloads.copy(flow, standing, new.crashes, timers, timeline)
        new.backlogs = self.backlogs.copy(flow, timeline)
        new.start_calls = self.start_calls.copy(new.soundness, limits, timeline)
        new._begin(self)
        new._look()
        DONE.add(self.wiring.size, BEGUN)
        return new

    # -- the run ------------------------------------------------------------------------------

    def run(self) -> Run:
        """From the first event to the end."""
        if not self.has_started:
            self.start()
        until = self.settings.until_s
        end = HORIZON_S if until is None else min(until, HORIZON_S)
        effort = Effort(self.wiring.size)
        while (at := self._next_s()) is not None and at <= end and effort.left > 0:
            if self.settings.expired():
                return self._came_to(at_rest=False, growing=(), cut_short=True, out_of_time=True)
            if until is None and self._goes_round(effort):
                break
            self._step(at, effort)
        is_over = at is None
        if is_over or until is None:
            self._settle(is_over=is_over)
        cut_short = until is not None and at is not None and at <= until
        if until is not None and not cut_short and end > self.timeline.now:
            self._pass_time(end)
        growing = self.growing() if is_over or until is None else frozenset[int]()
        return self._came_to(at_rest=is_over and not growing, growing=growing, cut_short=cut_short)

    def _next_s(self) -> float | None:
        """When something next happens; None when nothing does any more.

        A moment comes twice only for what is due in it; queues go on with the clock alone.
        """
        now, known = self.timeline.now, []
        if (at := self.backlogs.next_s) is not None:
            known.append(max(at, now + resolution(now)))
        due = (self.script.next_s, self.demands.next_s, self.timers.next_s, self.start_calls.next_s)
        known += [max(at, now) for at in (*due, self.mending.crews.next_s) if at is not None]
        return min(known, default=None)

    def _step(self, at: float, effort: Effort) -> None:
        """Goes on to the next moment; what is given has an end and is free."""
        is_given, is_work = at == self.script.next_s, at == self.mending.crews.next_s
        swept = self.flow.swept
        self._pass_time(at)
        self._moment()
        if not is_given:
            effort.spend(self.flow.swept - swept, is_work=is_work)

    def _pass_time(self, until: float) -> None:
        now = self.timeline.now
        passed = until - now
        if passed > 0:
            if self.flow.complete():
                self._solve()
                self.accounts.look()
            self.accounts.pass_time(now, passed)
            self.service_levels.pass_time(passed)
            self.traffic.pass_time(passed)
        self.timeline.now = until
        self.backlogs.pass_time(until)

    def _moment(self, *, is_start: bool = False) -> None:
        """All that happens at one time, until nothing more does."""
        self._happen(is_start=is_start)
        self.backlogs.set_rates()
        self._look()

    def _happen(self, *, is_start: bool) -> None:
        self.timeline.begin_moment()
        self.overloads.begin_moment()
        at_once = AtOnce(self.wiring.size, self.flow.swept)
        while True:
            if not is_start:
                self._act()
            self.spreading.spread()
            self.backlogs.review()
            self._solve()
            if not self.overloads.look() and not self._is_due():
                break
            if at_once.is_enough(self.flow.swept):
                raise ZenoError(self._zeno_words(at_once.events))

    def _solve(self) -> None:
        """Finds the loads, and counts what was done for it since they were last found."""
        swept = self.flow.swept_anew
        self.flow.touch(self.switching.take_reweighed())
        DONE.add(0, self.flow.take_routed())
        try:
            self.flow.solve()
        finally:
            looked_at = self.switching.take_looked_at()
            DONE.add(self.wiring.size, swept=self.flow.swept_anew - swept, looked_at=looked_at)
        DONE.check()

    def _look(self) -> None:
        """Reads what holds from now on."""
        if self._recorder is not None and self.flow.complete():
            self._solve()
        self.accounts.look()
        self.traffic.look()
        self.service_levels.look(self.accounts.level)
        if self._recorder is not None:
            self._recorder.record()

    def _act(self) -> None:
        """Events of the scenario that are due, then work that is done, then timers."""
        edge = self._edge
        self.script.play(edge)
        self.demands.play(edge)
        self.start_calls.play(edge)
        for done in self.mending.crews.done(edge):
            if not self.limping.done(done):
                self.mending.work_done(done)
        for kind, node in self.timers.due(edge):
            if kind is Kind.RESTART:
                self.crashes.restart(node)
            elif kind is Kind.START:
                self.starting.elapse(node)
            elif kind is Kind.WARM:
                self.capacities.is_warm(node)
            elif kind is Kind.STANDBY:
                self.switching.elapse(node, edge)
            elif kind is Kind.SEEN:
                self.limping.look(node, edge)
            elif kind is Kind.CRASH and self.standing.up[node]:
                self.overloads.crash(node)
        self.mending.crews.assign(self.timeline.now)

    def _is_due(self) -> bool:
        at = self.timers.next_s
        return at is not None and at <= self._edge

    @property
    def _edge(self) -> float:
        """Up to when all is of the present moment."""
        return self.timeline.now + resolution(self.timeline.now)

    def _zeno_words(self, events: int) -> str:
        now = format_duration(self.timeline.now)
        names = ", ".join(self._recent())
        return (
            f"more than {events:,} events at {now}: {names} go round "
            "in a circle in no time; give one of them a delay (`for`, `restart`, `activate`)"
        )

    # -- what it comes to -------------------------------------------------------------------------

    def _goes_round(self, effort: Effort) -> bool:
        """Whether all parts have been as they are, with nothing to come from outside."""
        if self.script.events:
            return False
        effort.for_a_round()
        own = (self.timers, self.demands, self.backlogs, self.start_calls)
        if not any(part.next_s for part in own):
            return False
        return self.rounds.look(self._parts.present())

    def _settle(self, *, is_over: bool) -> None:
        """Takes a long time for a round where no state is known to come again."""
        if is_over:
            self.rounds.of.clear()
        elif not self.rounds.all_repeat:
            if self.script.events or self._is_work_to_come():
                raise ZenoError(self._endless_words())
            self.rounds.give_up()

    def _is_work_to_come(self) -> bool:
        """Whether somebody works, or stands waiting in what neither rests nor repeats."""
        rounds, part_of = self.rounds, self.wiring.part_of
        if self.mending.crews.next_s is not None:
            return True
        parts = {part_of[v] for v in self.mending.paces.standing_still}
        return any(part in rounds.of and not rounds.repeats(part) for part in parts)

    def _endless_words(self) -> str:
        to_come = "an event" if self.script.events else "a repair or a verification"
        names = ", ".join(self._recent())
        return (
            f"it goes on and on ({names}), and {to_come} is still to come after "
            f"{format_duration(round(self.timeline.now, 3))}: end the run there (`until`)"
        )

    def _recent(self) -> list[str]:
        """Whom most of the last lines are about."""
        recent = Counter(h.component for h in self.timeline.lines[-1_000:])
        return sorted(name for name, _ in recent.most_common(5))

    def growing(self) -> frozenset[int]:
        """The queues that grow without end: when nothing else changes any more, or each round."""
        still = (v for v in self.backlogs.growing if self.round_s(v) is None)
        return self.rounds.growing | frozenset(still)

    def round_s(self, v: int) -> float | None:
        """How long a round takes of what a component is a part of; None if it is at rest."""
        return self.rounds.round_s(self.wiring.part_of[v])

    def demand_lost_at_rest(self) -> float:
        """The demand not served when nothing changes any more: on average, if it goes round."""
        failing = self.limits.external * (1 - self.flow.success[: self.wiring.size])
        for part in self.rounds.of:
            failing[self.wiring.parts[part]] = 0.0
        return float(failing.sum()) + sum(map(self.lost_on_average, self.rounds.of))

    def lost_on_average(self, part: int) -> float:
        """The demand that a part which goes round for ever does not serve on average."""
        found = self.rounds.of[part]
        return found.lost_per_round / found.round_s * self.base_s if found.round_s else 0.0

    def money_lost_at_rest(self) -> float:
        """What is lost in an hour when nothing changes any more: on average, if it goes round."""
        lost = self.standards.loss * (1 - self.accounts.level)
        for part in self.rounds.of:
            lost[self.wiring.parts[part]] = 0.0
        rounds = (found for found in self.rounds.of.values() if found.round_s)
        return float(lost.sum()) + sum(r.money_per_round / (r.round_s or 1) * HOUR for r in rounds)

    def _came_to(
        self,
        *,
        at_rest: bool,
        growing: Iterable[int],
        cut_short: bool,
        out_of_time: bool = False,
    ) -> Run:
        """The run as it was, with the queues that grow without end."""
        ids, levels = self.graph.ids, self.service_levels
        down = np.flatnonzero(~self.limits.up).tolist()
        part_of = self.wiring.part_of if self.rounds.of else ()
        rounding = [v for v, part in enumerate(part_of[: len(ids)]) if part in self.rounds.of]
        self.accounts.end({v: self.round_s(v) or 0.0 for v in rounding})
        return Run(
            scenario=self.settings.name,
            unit=self.unit,
            load_unit=self.graph.topology.load_unit,
            currency=self.graph.topology.currency or "",
            watched=levels.names,
            until_s=self.timeline.now,
            at_rest=at_rest,
            repeats_s=self.rounds.period_s,
            timeline=tuple(self.timeline.lines),
            outcomes=Outcomes(self.graph, self.accounts, levels, self.backlogs, self.base_s),
            series=self._recorder.series() if self._recorder is not None else {},
            down=tuple(ids[v] for v in down),
            never=tuple(ids[v] for v in down if v not in self.never_up and self._waits(v)),
            growing=tuple(ids[v] for v in sorted(growing)),
            largest_error=self.accounts.largest_error,
            rounds={ids[v]: lasts for v in rounding if (lasts := self.round_s(v)) is not None},
            restless=tuple(ids[v] for v in rounding if not self.rounds.repeats(part_of[v])),
            cut_short=cut_short,
            out_of_time=out_of_time,
            traffic=self.traffic.outcome(),
        )

    def held_up(self) -> Iterator[str]:
        """What stands still as things are, and for want of what, in words; in a fixed order."""
        yield from self.mending.paces.in_words()
        yield from self.switching.in_words()
        yield from self.starting.in_words()

    def _waits(self, v: int) -> bool:
        return waits_for_itself(v, self.standing, self.soundness)
