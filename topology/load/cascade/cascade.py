"""Cascades: what a failure does to the load over time, event by event.

A deterministic fluid: between events all rates are constant, and the next event is solved for: a
timer, the end of a repair, a queue that is empty, full or late. At each event what has to fall
falls, what can rises, standbys move on, and the loads are found anew (`flow`) from what they were.
An event costs one sweep over the calls, or a few where retries feed back. The meaning, and the
order of simultaneous events, is in docs/cascade.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

import numpy as np

from topology.document import schema
from topology.document.document import Topology
from topology.errors import TopologyError, UnknownIdError, UsageError
from topology.load.cascade.accounts import Accounts, Standards
from topology.load.cascade.capacities import Capacities
from topology.load.cascade.mending import Mending
from topology.load.cascade.overloads import Overloads
from topology.load.cascade.recurrence import Recurrence
from topology.load.cascade.run import EFFECTS, NO_CAUSE, Happening, Run, Word
from topology.load.cascade.scenario import Script
from topology.load.cascade.story import broken_words
from topology.load.cascade.switching import Switching
from topology.load.mechanisms.timers import Kind, Timers
from topology.load.moment.flow import Flow, Limits
from topology.load.moment.standing import NOBODY, Change, Standing
from topology.load.moment.wiring import Wiring
from topology.structure.graph import Graph
from topology.values.units import format_duration, time_base

MAX_AT_ONCE = 10_000
MAX_EVENTS = 1_000_000
EPSILON = 1e-9


class ZenoError(TopologyError):
    """More events at one moment, or in all, than a run may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run is about, apart from the topology."""

    name: str
    events: tuple[schema.Event, ...]
    until_s: float | None = None
    repairs: bool = True
    """Whether what fails is repaired as the document says, or stays failed."""
    delays: float = 1.0
    """What the delays of standbys are multiplied by; 0 for switches in no time."""
    series: bool = False
    watched: frozenset[int] | None = None
    """Components whose level is told; else those of objectives, or with demand."""
    unlimited: bool = False
    """Whether everything carries whatever comes."""
    peak_demand: bool = False
    """Whether demands stay at the top of their profiles."""

    def __post_init__(self) -> None:
        last = max((event.at for event in self.events), default=0.0)
        if self.until_s is not None and self.until_s < last:
            raise UsageError(
                f"the run must not end at {format_duration(self.until_s)}, before its last event "
                f"at {format_duration(last)}"
            )


def run_scenario(
    topology: Topology, scenario: str, *, until_s: float | None = None, series: bool = False
) -> Run:
    """Runs a scenario of the document; raises `UnknownIdError`, `UsageError`, `ZenoError`.

    `until_s` overrides the end that the document gives.
    """
    known = {entry.id: entry for entry in topology.scenarios}
    if scenario not in known:
        raise UnknownIdError("scenario", scenario, known)
    entry = known[scenario]
    end = entry.until if until_s is None else until_s
    settings = Settings(name=scenario, events=entry.events, until_s=end, series=series)
    return Cascade(Wiring(Graph.compile(topology)), settings).run()


def run_failures(
    topology: Topology,
    failed: Iterable[str],
    *,
    until_s: float | None = None,
    series: bool = False,
) -> Run:
    """Runs what follows when components and shared risks fail at once, at time 0."""
    graph = Graph.compile(topology)
    names = tuple(failed)
    for name in names:
        if name not in graph.index and name not in graph.risk_index:
            raise UnknownIdError("component or shared risk", name, [*graph.ids, *graph.risk_index])
    events = (schema.Event(at="0 s", fail=names),) if names else ()  # type: ignore[arg-type]
    settings = Settings(name=" + ".join(names), events=events, until_s=until_s, series=series)
    return Cascade(Wiring(graph), settings).run()


class Cascade:
    """One run under way: the clock, the timeline, and the parts that make things happen."""

    def __init__(self, wiring: Wiring, settings: Settings) -> None:
        self.wiring = wiring
        self.graph = wiring.graph
        self.settings = settings
        self.components = self.graph.components
        self.unit, self.base_s = time_base(self.graph.topology.load_unit)
        """What an amount of load is counted in, and the time that rates are given for."""
        self.now = 0.0
        self.timeline: list[Happening] = []
        self.latest_line = self.first_line = NO_CAUSE
        """The latest line that can be a cause; the first number of this moment."""
        self._last_line: dict[int, int] = {}
        self.has_started = False
        self.unsettled: set[int] = set()
        """Components that may have become sound or unsound."""
        self.timers = Timers()
        self.standing = Standing(wiring)
        self.never_up = frozenset(np.flatnonzero(~self.standing.up).tolist())
        self.limits = Limits(wiring)
        self.limits.up = self.standing.up
        if settings.unlimited:
            self.limits.lift()
        self.flow = Flow(wiring, self.limits)
        self.capacities = Capacities(self)
        self.mending = Mending(self)
        self.switching = Switching(self)
        self.overloads = Overloads(self)
        self.script = Script(self)
        self.recurrence = Recurrence(self)
        self._find_ways()
        self.standing.take_changed()
        self.standards = Standards(self.graph)
        self.accounts = Accounts(self)

    def start(self) -> Cascade:
        """Finds the loads before the first event; returns itself."""
        self._moment(is_start=True)
        self.has_started = True
        return self

    def fork(self, settings: Settings) -> Cascade:
        """Another run from the same start: one that has started, and in which nothing is to come.

        What the settings say of delays, limits and demands must be the same.
        """
        new = copy(self)
        new.settings = settings
        new.timeline, new._last_line = list(self.timeline), dict(self._last_line)
        new.unsettled, new.recurrence = set(), Recurrence(new)
        new.timers, new.standing = self.timers.copy(), self.standing.copy()
        new.limits = self.limits.copy(new.standing.up)
        new.flow = self.flow.copy(new.limits)
        new.capacities, new.mending = self.capacities.copy(new), Mending(new)
        new.switching, new.overloads = self.switching.copy(new), self.overloads.copy(new)
        new.script, new.accounts = self.script.copy(new), Accounts(new)
        new.accounts.go_on_from(self.accounts)
        return new

    def release(self) -> None:
        """Lets go of all parts, so that they vanish without a collector; nothing works after it."""
        self.__dict__.clear()

    # -- the run ------------------------------------------------------------------------------

    def run(self) -> Run:
        """From the first event to the end."""
        if not self.has_started:
            self.start()
        until, events = self.settings.until_s, 0
        while (at := self._next_s()) is not None:
            if until is not None and at > until:
                break
            if until is None and self.recurrence.look():
                break
            events += 1
            if events > MAX_EVENTS:
                raise ZenoError(f"more than {MAX_EVENTS:,} events; end the run earlier")
            self._pass_time(at)
            self._moment()
        is_over = at is None or self.recurrence.period_s is not None
        growing = self.growing() if is_over else frozenset[int]()
        at_rest = at is None and not growing
        if until is not None and until > self.now:
            self._pass_time(until)
        return self.accounts.run(at_rest=at_rest, growing=growing)

    def _next_s(self) -> float | None:
        """When something next happens; None when nothing does any more."""
        times = [self.script.next_s, self.timers.next_s, self.mending.crews.next_s]
        times.extend(queue.next_s() for queue in self.overloads.queues.values())
        known = [at for at in times if at is not None]
        return max(self.now, min(known)) if known else None

    def _pass_time(self, until: float) -> None:
        self.accounts.pass_time(until - self.now)
        self.now = until
        for queue in self.overloads.queues.values():
            queue.advance(until)

    def _moment(self, *, is_start: bool = False) -> None:
        """All that happens at one time, until nothing more does."""
        self.first_line = len(self.timeline)
        self.overloads.begin_moment()
        for _ in range(MAX_AT_ONCE):
            if not is_start:
                self._act()
            self._spread()
            self.overloads.review_queues()
            self.flow.solve()
            if not self.overloads.look() and not self._is_due():
                break
        else:
            raise ZenoError(self._zeno_words())
        self.overloads.set_queue_rates()
        self.accounts.look()

    def _act(self) -> None:
        """Events of the scenario that are due, then work that is done, then timers."""
        edge = self.now + EPSILON
        self.script.play(edge)
        for done in self.mending.crews.done(edge):
            self.mending.work_done(done)
        for kind, node in self.timers.due(edge):
            if kind is Kind.RESTART:
                self.overloads.restart(node)
            elif kind is Kind.WARM:
                self.capacities.is_warm(node)
            elif kind is Kind.STANDBY:
                self.switching.elapse(node, edge)
            elif self.standing.up[node]:
                self.overloads.crash(node)
        self.mending.crews.assign(self.now)

    def _is_due(self) -> bool:
        at = self.timers.next_s
        return at is not None and at <= self.now + EPSILON

    def _zeno_words(self) -> str:
        recent = Counter(h.component for h in self.timeline[-1_000:])
        names = ", ".join(sorted(name for name, _ in recent.most_common(5)))
        return (
            f"more than {MAX_AT_ONCE:,} events at {format_duration(self.now)}: {names} go round "
            "in a circle in no time; give one of them a delay (`for`, `restart`, `activate`)"
        )

    def growing(self) -> frozenset[int]:
        """The queues that grow without end: when nothing else changes any more, or each round."""
        if self.recurrence.period_s is not None:
            return self.recurrence.growing
        queues = self.overloads.queues
        return frozenset(v for v, q in queues.items() if q.growth > 0 and not q.is_full)

    def demand_lost_at_rest(self) -> float:
        """The demand not served when nothing changes any more: on average, if it goes round."""
        if self.recurrence.period_s is not None:
            return self.recurrence.lost_per_round / self.recurrence.period_s * self.base_s
        failing = 1 - self.flow.success[: self.wiring.size]
        return float((self.limits.external * failing).sum())

    # -- how changes spread ---------------------------------------------------------------------

    def _spread(self) -> None:
        """Falls, then rises, then standbys, until nothing changes."""
        while self.unsettled:
            unsettled, self.unsettled = sorted(self.unsettled), set()
            is_sound = self.standing.sound
            for v in unsettled:
                is_sound[v] = self.mending.is_sound(v)
            for change in self.standing.fall(v for v in unsettled if not is_sound[v]):
                self._fell(change)
            for change in self.standing.rise(v for v in unsettled if is_sound[v]):
                self._rose(change)
        changed = self.standing.take_changed()
        if changed:
            self.switching.review(changed)
            self._find_ways()

    def _fell(self, change: Change) -> None:
        v, after = change.component, change.after
        self.overloads.fell(v)
        self.capacities.fell(v)
        if after != NOBODY:
            words = broken_words(self.wiring, self.standing, v, after)
            self.log(Word.FALLS, v, words, self.last(after))

    def _rose(self, change: Change) -> None:
        v = change.component
        self.capacities.rose(v)
        cause = self.last(change.after) if change.after != NOBODY else self.last(v)
        self.log(Word.RETURNS, v, f"{self.graph.ids[v]} is up again", cause)

    def _find_ways(self) -> None:
        for number in sorted(self.standing.touched):
            self.flow.find_ways(number, self.standing.up)
        self.standing.touched.clear()

    # -- the timeline -----------------------------------------------------------------------------

    def log(
        self,
        word: Word,
        node: int,
        words: str,
        cause: int = NO_CAUSE,
        *,
        level: float | None = None,
    ) -> int:
        """Adds a line to the timeline and returns its number."""
        name = self.wiring.name(node)
        line = self._add(Happening(self.now, word, name, words, cause, level))
        if word not in EFFECTS:
            self._last_line[node] = line
        return line

    def log_risk(self, name: str, words: str) -> int:
        """Adds a line about a shared risk that strikes."""
        return self._add(Happening(self.now, Word.STRIKES, name, words))

    def _add(self, happening: Happening) -> int:
        line = len(self.timeline)
        self.timeline.append(happening)
        if happening.event not in EFFECTS:
            self.latest_line = line
        return line

    def last(self, node: int) -> int:
        """The latest line about a node that can be a cause."""
        return self._last_line.get(node, NO_CAUSE)

    def is_restarting(self, v: int) -> bool:
        """Whether it has crashed and comes back by itself."""
        return v in self.mending.crashed and self.timers.is_set(Kind.RESTART, v)

    def waits_for_itself(self, v: int) -> bool:
        """Whether nothing that failed keeps a component down, so that it waits in a circle."""
        todo, seen = [v], {v}
        for node in todo:
            if node < self.wiring.size and not self.mending.is_sound(node):
                return False
            down = [e for e in self.wiring.elements_of(node) if not self.standing.up[e]]
            hard = (arc for n in self.wiring.arcs_from[node] if (arc := self.wiring.arcs[n]).hard)
            down += [arc.child for arc in hard if not self.standing.works[arc.child]]
            todo.extend(further for further in down if further not in seen)
            seen.update(down)
        return v not in self.never_up
