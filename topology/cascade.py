"""Cascades: what a failure does to the load over time, event by event.

A deterministic fluid: between events all rates are constant, and the next event is solved for: a
timer, the end of a repair, a queue that is empty, full or late. At each event what has to fall
falls, what can rises, standbys move on, and the loads are found anew (`flow`) from what they were.
An event costs one sweep over the calls, or a few where retries feed back. The meaning, and the
order of simultaneous events, is in docs/cascade.md.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from topology import schema
from topology.accounts import Accounts
from topology.crews import Crews, Done, Work
from topology.document import Topology
from topology.errors import TopologyError, UnknownIdError, UsageError, quoted
from topology.flow import OVER, Flow, Limits
from topology.graph import Graph
from topology.queues import Queue
from topology.run import NO_CAUSE, Happening, Run, Word
from topology.standby import Standby, Step
from topology.standing import NOBODY, Change, Standing
from topology.units import format_duration
from topology.wiring import Form, Wiring

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
    delays: bool = True
    """Whether standbys take their time to switch, or none."""
    series: bool = False
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


class Timers:
    """What is due when: kinds in their stated order, then by node."""

    KINDS = ("restart", "warm", "standby", "crash")

    def __init__(self) -> None:
        self._due: dict[tuple[str, int], float] = {}
        self._heap: list[tuple[float, int, int, str]] = []

    def set(self, kind: str, node: int, at: float | None) -> None:
        """Sets or clears a timer."""
        if at is None:
            self._due.pop((kind, node), None)
        elif self._due.get((kind, node)) != at:
            self._due[kind, node] = at
            heapq.heappush(self._heap, (at, self.KINDS.index(kind), node, kind))

    def is_set(self, kind: str, node: int) -> bool:
        """Whether it runs."""
        return (kind, node) in self._due

    @property
    def next_s(self) -> float | None:
        """When the next is due."""
        while self._heap:
            at, _, node, kind = self._heap[0]
            if self._due.get((kind, node)) == at:
                return at
            heapq.heappop(self._heap)
        return None

    def due(self, now: float) -> list[tuple[str, int]]:
        """All that are due now, in order; they are cleared."""
        found = []
        while (at := self.next_s) is not None and at <= now:
            at, order, node, kind = heapq.heappop(self._heap)
            del self._due[kind, node]
            found.append((order, node, kind))
        return [(kind, node) for _, node, kind in sorted(found)]

    def pending(self, now: float) -> tuple[tuple[str, int, float], ...]:
        """What runs, and for how much longer."""
        return tuple(sorted((k, n, round(at - now, 6)) for (k, n), at in self._due.items()))


class Cascade:
    """One run under way."""

    def __init__(self, wiring: Wiring, settings: Settings) -> None:
        self.wiring = wiring
        self.graph = wiring.graph
        self.settings = settings
        self.components = self.graph.components
        self.now = 0.0
        self.timers = Timers()
        self.standing = Standing(wiring)
        self.limits = Limits(wiring)
        self.limits.up = self.standing.up
        self.flow = Flow(wiring, self.limits)
        self.timeline: list[Happening] = []
        self.last_line: dict[int, int] = {}
        """The latest line about each node: what to blame it on."""
        self.latest_line = NO_CAUSE
        self._lost = Counter[int]()
        """Members of each component that have failed and are not back."""
        self._crashed: set[int] = set()
        self._checked: Counter[int] = Counter()
        """Components that are down until they have been verified, by event."""
        self._unsettled: set[int] = set()
        self._factor: dict[int, float] = {}
        self._warming: set[int] = set()
        self._works: dict[int, list[Work]] = {}
        self._script = sorted(settings.events, key=lambda event: event.at)
        self._profiles: dict[int, tuple[float, schema.Profile, int]] = {}
        self._steps: list[tuple[float, int, float]] = []
        self._first_line = 0
        self._seen: dict[object, float] = {}
        self.repeats_s: float | None = None
        sizes = {
            name: crew if isinstance(crew, int) else crew.size
            for name, crew in self.graph.topology.crews.items()
        }
        self.crews = Crews(sizes)
        self._asked = 0
        self._never_up = frozenset(np.flatnonzero(~self.standing.up).tolist())
        self._set_up()
        self.accounts = Accounts(self)

    # -- setting up ---------------------------------------------------------------------------

    def _set_up(self) -> None:
        self.queues: dict[int, Queue] = {}
        for v, component in enumerate(self.components):
            overload = component.overload
            if overload is not None and overload.mode == "queue":
                self.queues[v] = Queue(overload.max_queue, overload.timeout, 0.0)
            if component.profile is not None:
                self._set_profile(v, component.profile)
        crashing = [
            v
            for v, c in enumerate(self.components)
            if c.overload is not None and c.overload.mode == "crash" and c.capacity is not None
        ]
        self._crashing = np.array(crashing, dtype=np.int64)
        self._above = np.array([self._overload(v).above for v in crashing])
        self._over = np.zeros(self.wiring.size, dtype=np.bool_)
        self.follow = np.ones(self.wiring.size)
        self.standbys: dict[int, Standby] = {}
        for node in self.wiring.standbys:
            entry = self.wiring.entries[node]
            assert isinstance(entry, schema.FirstOf)
            self.standbys[node] = Standby(self._timed(entry), self._children_work(node))
        for node, form in enumerate(self.wiring.forms):
            if form in (Form.SHARED, Form.STANDBY):
                self._weigh(node)
        for node, standby in self.standbys.items():
            if standby.active:
                self._update_follow(node)
        self._find_ways()
        self.standing.take_changed()

    def _timed(self, entry: schema.FirstOf) -> schema.FirstOf:
        """A standby as it is, or one that switches in no time."""
        if self.settings.delays or entry.switchover is None:
            return entry
        from dataclasses import replace

        fast = replace(entry.switchover, detect="0 s", decide="0 s", verify="0 s", activate="0 s")  # type: ignore[arg-type]
        return replace(entry, switchover=fast)

    def _overload(self, v: int) -> schema.Overload:
        overload = self.components[v].overload
        assert overload is not None
        return overload

    def _children_work(self, node: int) -> list[bool]:
        arcs, works = self.wiring.arcs, self.standing.works
        return [works[arcs[number].child] for number in self.wiring.arcs_from[node]]

    # -- the run ------------------------------------------------------------------------------

    def run(self) -> Run:
        """From the first event to the end."""
        self._moment(scripted=False)
        self.accounts.begin()
        events = 0
        while (at := self._next_s()) is not None:
            if self.settings.until_s is not None and at > self.settings.until_s:
                break
            if events and self.settings.until_s is None and self._repeats():
                break
            events += 1
            if events > MAX_EVENTS:
                raise ZenoError(f"more than {MAX_EVENTS:,} events; end the run earlier")
            self._pass_time(at)
            self._moment(scripted=True)
        until = self.settings.until_s
        at_rest = self._next_s() is None
        if until is not None and until > self.now:
            self._pass_time(until)
        return self.accounts.run(at_rest=at_rest)

    def _next_s(self) -> float | None:
        times = [self._script[0].at] if self._script else []
        if self._steps:
            times.append(self._steps[0][0])
        times.extend(at for at in (self.timers.next_s, self.crews.next_s) if at is not None)
        times.extend(at for q in self.queues.values() if (at := q.next_s()) is not None)
        return max(self.now, min(times)) if times else None

    def _pass_time(self, until: float) -> None:
        self.accounts.pass_time(until - self.now)
        self.now = until
        for queue in self.queues.values():
            queue.advance(until)

    def _moment(self, *, scripted: bool) -> None:
        """All that happens at one time, until nothing more does."""
        self._first_line = len(self.timeline)
        self._before = (self.flow.sent.copy(), self.flow.attempts.copy())
        for turn in range(MAX_AT_ONCE):
            if scripted:
                self._act()
            self._spread()
            self._review_queues()
            self.flow.solve()
            self._log_overload()
            if not self._react() and not self._is_due():
                break
            if turn == MAX_AT_ONCE - 1:
                raise ZenoError(self._zeno_words())
        self._set_queue_rates()
        self.accounts.look()

    def _is_due(self) -> bool:
        at = self.timers.next_s
        return at is not None and at <= self.now + EPSILON

    def _zeno_words(self) -> str:
        recent = Counter(h.component for h in self.timeline[-1_000:])
        names = ", ".join(sorted(name for name, _ in recent.most_common(5)))
        return (
            f"more than {MAX_AT_ONCE:,} events at {format_duration(self.now)}: {names} go round "
            "in a circle in no time; give a delay (`for`, `restart`, `activate`) to one of them"
        )

    def _repeats(self) -> bool:
        """Whether this state was there before, so that all goes on as it did then."""
        if self._script or self._steps or not self.timers.next_s:
            return False
        works = tuple(sorted((v, len(w)) for v, w in self._works.items() if w))
        state = (
            tuple(np.flatnonzero(~self.limits.up).tolist()),
            self.timers.pending(self.now),
            tuple((n, s.phase, s.active, s.chosen) for n, s in self.standbys.items()),
            tuple(round(q.backlog, 6) for q in self.queues.values()),
            tuple(np.round(self.flow.success[: self.wiring.size], 9).tolist()),
            works,
        )
        before = self._seen.setdefault(state, self.now)
        if before < self.now:
            self.repeats_s = self.now - before
            return True
        return False

    # -- what happens -------------------------------------------------------------------------

    def log(self, word: Word, node: int, words: str, cause: int = NO_CAUSE) -> int:
        """Adds a line to the timeline and returns its number."""
        name = self.wiring.name(node) if node >= 0 else ""
        self.timeline.append(Happening(self.now, word, name, words, cause))
        line = len(self.timeline) - 1
        if word not in _EFFECTS:
            self.last_line[node] = self.latest_line = line
        return line

    def last(self, node: int) -> int:
        """The latest line about a node."""
        return self.last_line.get(node, NO_CAUSE)

    def _act(self) -> None:
        """Events of the scenario that are due, then work that is done, then timers."""
        edge = self.now + EPSILON
        while self._script and self._script[0].at <= edge:
            self._play(self._script.pop(0))
        while self._steps and self._steps[0][0] <= edge:
            _, v, times = heapq.heappop(self._steps)
            self._next_profile_step(v)
            self._set_demand(v, times)
        for done in self.crews.done(edge):
            self._work_done(done)
        for kind, node in self.timers.due(edge):
            self._elapse(kind, node)
        self.crews.assign(self.now)

    def _elapse(self, kind: str, node: int) -> None:
        if kind == "restart":
            self._crashed.discard(node)
            self._unsettled.add(node)
            self.log(Word.RESTARTS, node, f"{self.graph.ids[node]} restarts", self.last(node))
        elif kind == "warm":
            self._warming.discard(node)
            self._set_capacity(node)
            self.log(Word.WARM, node, f"{self.graph.ids[node]} is warm", self.last(node))
        elif kind == "standby":
            standby = self.standbys[node]
            steps = standby.elapse(self._children_work(node), self.now, self.now + EPSILON)
            self._switched(node, steps)
        elif self.standing.up[node]:
            self._crash(node)

    def _crash(self, v: int) -> None:
        overload = self._overload(v)
        after = f" after {format_duration(overload.hold)}" if overload.hold else ""
        self._crashed.add(v)
        self._unsettled.add(v)
        self.log(Word.CRASHES, v, f"{self.graph.ids[v]} crashes{after}", self.last(v))
        if overload.restart is not None:
            self.timers.set("restart", v, self.now + overload.restart)

    # -- the scenario -------------------------------------------------------------------------

    def _play(self, event: schema.Event) -> None:
        for name in _names(event.fail):
            self._fail(name)
        for name in _names(event.repair):
            self._repair(name)
        for name in _names(event.verify):
            self._verify(self.graph.index_of(name))
        if event.switch is not None:
            self._switch(self.graph.index_of(event.switch), str(event.to))
        if event.demand is not None:
            v = self.graph.index_of(event.demand)
            if event.profile is not None:
                self._set_profile(v, event.profile)
            else:
                self._set_demand(v, event.times or 0.0)
        if event.capacity is not None:
            self._change_capacity(self.graph.index_of(event.capacity), event)
        if event.limit is not None:
            self._change_limit(self.graph.index_of(event.limit), event.to)

    def _fail(self, name: str) -> None:
        if name in self.graph.risk_index:
            number = self.graph.risk_index[name]
            hits = self.graph.risk_hits[number]
            first = self.graph.ids[hits[0]] if hits else "nothing"
            more = f" and {len(hits) - 1:,} more" if len(hits) > 1 else ""
            line = self.log(Word.STRIKES, NOBODY, f"{name} hits {first}{more}")
            self.timeline[line] = Happening(self.now, Word.STRIKES, name, self.timeline[line].words)
            for v in hits:
                self._lose(v, self.components[v].count - self._lost[v], line)
        else:
            v = self.graph.index_of(name)
            self._lose(v, min(1, self.components[v].count - self._lost[v]), NO_CAUSE)

    def _lose(self, v: int, members: int, cause: int) -> None:
        """Members of a component fail."""
        if not members:
            return
        component = self.components[v]
        self._lost[v] += members
        self._unsettled.add(v)
        words = f"{component.id} fails"
        if component.count > 1:
            words = f"{members:,} of {component.count:,} {component.id} fail"
        self.log(Word.FAILS, v, words, cause)
        self._set_capacity(v)
        if component.repair is not None and self.settings.repairs:
            self._ask(v, "repair", members, component.repair.time, component.repair.crew)

    def _repair(self, name: str) -> None:
        hits = (
            self.graph.risk_hits[self.graph.risk_index[name]]
            if name in self.graph.risk_index
            else (self.graph.index_of(name),)
        )
        repaired = False
        for v in hits:
            repairing = [work for work in self._works.get(v, ()) if work.kind == "repair"]
            verifying = sum(w.open for w in self._works.get(v, ()) if w.kind == "verify")
            for work in repairing:
                self.crews.drop(work)
                self._works[v].remove(work)
            members = self._lost[v] if not verifying else sum(w.open for w in repairing)
            if members:
                repaired = True
                self._repaired(v, members)
            if v in self._crashed:
                repaired = True
                self._crashed.discard(v)
                self._unsettled.add(v)
                self.timers.set("restart", v, None)
                self.log(Word.REPAIRED, v, f"{self.graph.ids[v]} is repaired", self.last(v))
        if not repaired:
            raise UsageError(
                f"{self.settings.name}: at {format_duration(self.now)}: repairs {quoted(name)}, "
                "which has not failed"
            )

    def _verify(self, v: int) -> None:
        verify = self.components[v].verify
        if verify is None:
            raise UsageError(
                f"{self.settings.name}: at {format_duration(self.now)}: verifies "
                f"{quoted(self.graph.ids[v])}, which has no `verify`"
            )
        self._checked[v] += 1
        self._unsettled.add(v)
        self.log(Word.FAILS, v, f"{self.graph.ids[v]} has to be verified")
        self._ask(v, "check", verify.units, verify.time, verify.crew)

    def _switch(self, v: int, to: str) -> None:
        wanted = self.graph.index_of(to)
        for node, standby in self.standbys.items():
            if self.wiring.owners[node] != v:
                continue
            for position, number in enumerate(self.wiring.arcs_from[node]):
                if wanted in self._named_by(self.wiring.arcs[number].child):
                    steps = standby.switch(position, self._children_work(node), self.now)
                    self._switched(node, steps)
                    return
        raise UsageError(
            f"{self.settings.name}: at {format_duration(self.now)}: switches "
            f"{quoted(self.graph.ids[v])} to {quoted(to)}, which is no entry of its `first_of`"
        )

    def _named_by(self, node: int) -> set[int]:
        """The components that an entry names."""
        if node < self.wiring.size:
            return {node}
        found: set[int] = set()
        for number in self.wiring.arcs_from[node]:
            found |= self._named_by(self.wiring.arcs[number].child)
        return found

    def _set_demand(self, v: int, times: float) -> None:
        self.limits.external[v] = (self.components[v].demand or 0.0) * times
        self.log(Word.DEMAND, v, f"the demand of {self.graph.ids[v]} is {times:g} times as usual")

    def _set_profile(self, v: int, profile: schema.Profile) -> None:
        if self.settings.peak_demand:
            most = max(1.0, *(step.times for step in profile.steps))
            self.limits.external[v] = (self.components[v].demand or 0.0) * most
            return
        self._profiles[v] = (self.now, profile, -1)
        self._steps = [step for step in self._steps if step[1] != v]
        heapq.heapify(self._steps)
        self._next_profile_step(v)

    def _next_profile_step(self, v: int) -> None:
        """Puts the next step of a profile on the list."""
        start, profile, number = self._profiles[v]
        number += 1
        if number == len(profile.steps):
            if profile.every is None:
                return
            start, number = start + profile.every, 0
        self._profiles[v] = (start, profile, number)
        step = profile.steps[number]
        heapq.heappush(self._steps, (start + step.at, v, step.times))

    def _change_capacity(self, v: int, event: schema.Event) -> None:
        base = self.components[v].capacity
        name = self.graph.ids[v]
        if event.times is not None:
            if base is None:
                raise UsageError(
                    f"{self.settings.name}: changes the capacity of {quoted(name)}, which has none"
                )
            factor = event.times
        else:
            assert isinstance(event.to, float)
            if base is None or base == 0:
                raise UsageError(
                    f"{self.settings.name}: changes the capacity of {quoted(name)}, which has none"
                )
            factor = event.to / base
        self._factor[v] = factor
        self._set_capacity(v)
        self.log(Word.CAPACITY, v, f"the capacity of {name} is {self.limits.capacity[v]:g}")

    def _set_capacity(self, v: int) -> None:
        """The capacity that is left by members lost, events and warming up."""
        component = self.components[v]
        if component.capacity is None:
            return
        members = max(0, component.count - self._lost[v]) / component.count
        if component.count == 1:
            members = 1.0
        warm = 1.0
        if v in self._warming:
            warm_up = self._overload(v).warm_up
            assert warm_up is not None
            warm = warm_up.share
        self.limits.capacity[v] = component.capacity * self._factor.get(v, 1.0) * members * warm

    def _change_limit(self, v: int, to: object) -> None:
        had = np.isfinite(self.limits.limit[v])
        self.limits.limit[v] = to if isinstance(to, float) else np.inf
        if not had:
            self.flow.rebound()
        said = f"limited to {to:g}" if isinstance(to, float) else "no longer limited"
        self.log(Word.LIMIT, v, f"the admission of {self.graph.ids[v]} is {said}")

    # -- repair and verification ----------------------------------------------------------------

    def _ask(self, v: int, kind: str, units: int, unit_s: float, crew: str | None) -> None:
        self._asked += 1
        rank = (-self._crew_weight(v), self.graph.ids[v], self._asked)
        work = Work(rank, v, kind, units, unit_s, crew, self.now)
        self._works.setdefault(v, []).append(work)
        self.crews.ask(work, self.now)

    def _crew_weight(self, v: int) -> float:
        """The weight of the weightiest objective that hangs on a component."""
        return self._weights.get(v, 1.0)

    @cached_property
    def _weights(self) -> dict[int, float]:
        """The weight of the weightiest objective of what needs each component."""
        found: dict[int, float] = {}
        objectives = sorted(self.graph.topology.objectives, key=lambda o: -o.weight)
        for objective in objectives:
            todo = [self.graph.index[objective.of]]
            seen = set(todo)
            for node in todo:
                if node < self.wiring.size:
                    found.setdefault(node, objective.weight)
                elif node in self.wiring.paths:
                    network = self.graph.networks[self.wiring.paths[node]]
                    for element in (*network.mesh.links, *network.mesh.arcs_in):
                        found.setdefault(element, objective.weight)
                below = (self.wiring.arcs[n].child for n in self.wiring.arcs_from[node])
                for child in below:
                    if child not in seen:
                        seen.add(child)
                        todo.append(child)
        return found

    def _work_done(self, done: Done) -> None:
        work, v = done.work, done.work.component
        if done.last:
            self._works[v].remove(work)
        if work.kind == "repair":
            self._repaired(v, done.units)
        elif done.last:
            self.log(Word.VERIFIED, v, f"{self.graph.ids[v]} is verified", self.last(v))
            if work.kind == "check":
                self._checked[v] -= 1
            else:
                verify = self.components[v].verify
                assert verify is not None
                self._lost[v] -= work.units // verify.units
                self._set_capacity(v)
            self._unsettled.add(v)

    def _repaired(self, v: int, members: int) -> None:
        component = self.components[v]
        self.log(Word.REPAIRED, v, f"{component.id} is repaired", self.last(v))
        verify = component.verify
        if verify is not None:
            self._ask(v, "verify", verify.units * members, verify.time, verify.crew)
        else:
            self._lost[v] -= members
            self._set_capacity(v)
            self._unsettled.add(v)

    def works_on(self, v: int) -> list[Work]:
        """The repairs and verifications of a component that are not done."""
        return self._works.get(v, [])

    def is_restarting(self, v: int) -> bool:
        """Whether it has crashed and comes back by itself."""
        return v in self._crashed and self.timers.is_set("restart", v)

    def is_failed(self, v: int) -> bool:
        """Whether it is down by itself, for whatever reason."""
        return not self._is_sound(v)

    def waits_for_itself(self, v: int) -> bool:
        """Whether nothing failed keeps a component down, so that it waits in a circle."""
        todo, seen = [v], {v}
        for node in todo:
            if node < self.wiring.size and self.is_failed(node):
                return False
            if self.wiring.forms[node] is Form.PATH:
                mesh = self.graph.networks[self.wiring.paths[node]].mesh
                elements = (*mesh.links, *mesh.arcs_in)
                if any(self.is_failed(element) for element in elements):
                    return False
            for number in self.wiring.arcs_from[node]:
                arc = self.wiring.arcs[number]
                if arc.hard and not self.standing.works[arc.child] and arc.child not in seen:
                    seen.add(arc.child)
                    todo.append(arc.child)
        return v not in self._never_up

    # -- how it spreads -------------------------------------------------------------------------

    def _is_sound(self, v: int) -> bool:
        return (
            self._lost[v] <= self.graph.spare(v) and v not in self._crashed and not self._checked[v]
        )

    def _spread(self) -> None:
        """Falls, then rises, then standbys, until nothing changes."""
        while self._unsettled:
            unsettled, self._unsettled = sorted(self._unsettled), set()
            sound = {v: self._is_sound(v) for v in unsettled}
            for v, is_sound in sound.items():
                self.standing.sound[v] = is_sound
            for change in self.standing.fall(v for v in unsettled if not sound[v]):
                self._fell(change)
            for change in self.standing.rise(v for v in unsettled if sound[v]):
                self._rose(change)
        changed = self.standing.take_changed()
        affected: set[int] = set()
        for node in changed:
            affected.update(
                parent
                for parent in self.wiring.hard_parents[node]
                if self.wiring.forms[parent] in (Form.SHARED, Form.STANDBY)
            )
        for node in sorted(affected):
            if self.wiring.forms[node] is Form.STANDBY:
                steps = self.standbys[node].review(self._children_work(node), self.now)
                self._switched(node, steps)
            self._weigh(node)
        if changed:
            self._find_ways()

    def _fell(self, change: Change) -> None:
        v = change.component
        self.timers.set("crash", v, None)
        self.timers.set("warm", v, None)
        self._over[v] = False
        if v in self._warming:
            self._warming.discard(v)
            self._set_capacity(v)
        if change.after != NOBODY:
            words = self._broken_words(v, change.after)
            self.log(Word.FALLS, v, words, self.last(change.after))

    def _broken_words(self, v: int, after: int) -> str:
        """Which entry of its needs no longer holds."""
        name = self.graph.ids[v]
        for number in self.wiring.arcs_from[v]:
            arc = self.wiring.arcs[number]
            if arc.hard and not self.standing.works[arc.child]:
                return f"{name} {self._entry_words(arc.child)}"
        return f"{name} needs {self.graph.ids[after]}"

    def _entry_words(self, node: int) -> str:
        if node < self.wiring.size:
            return f"needs {self.graph.ids[node]}"
        entry = self.wiring.entries[node]
        if isinstance(entry, schema.Reach):
            return f"cannot reach {entry.reach}"
        if isinstance(entry, schema.All):
            broken = next(
                arc.child
                for number in self.wiring.arcs_from[node]
                if not self.standing.works[(arc := self.wiring.arcs[number]).child]
            )
            return self._entry_words(broken)
        if isinstance(entry, schema.FirstOf):
            return "has no standby left"
        if isinstance(entry, schema.AtLeast):
            left = sum(self._children_work(node))
            return (
                f"has {left:,} of {len(entry.of):,} alternatives left and needs {entry.at_least:,}"
            )
        return "has no alternative left"

    def _rose(self, change: Change) -> None:
        v = change.component
        overload = self.components[v].overload
        if overload is not None and overload.warm_up is not None and overload.warm_up.time:
            self._warming.add(v)
            self._set_capacity(v)
            self.timers.set("warm", v, self.now + overload.warm_up.time)
        cause = self.last(change.after) if change.after != NOBODY else self.last(v)
        self.log(Word.RETURNS, v, f"{self.graph.ids[v]} is up again", cause)

    def _switched(self, node: int, steps: Sequence[Step]) -> None:
        """Logs what a standby did, and sets its timer and weights."""
        for step in steps:
            self._log_step(node, step)
        standby = self.standbys[node]
        times = [at for at in (standby.due_s, standby.failback_s) if at is not None]
        self.timers.set("standby", node, min(times) if times else None)
        self._weigh(node)
        self._update_follow(node)

    def _log_step(self, node: int, step: Step) -> None:
        owner = self.wiring.owners[node]
        name = self.graph.ids[owner]
        child = self.wiring.arcs[self.wiring.arcs_from[node][step.entry]].child
        entry = self._entry_name(child)
        word = {
            "loses": Word.LOSES,
            "switches": Word.SWITCHES,
            "fails back": Word.FAILS_BACK,
            "goes on": Word.GOES_ON,
        }[step.word]
        words = {
            Word.LOSES: f"{name} loses {entry}",
            Word.SWITCHES: f"{name} switches to {entry}",
            Word.FAILS_BACK: f"{name} goes back to {entry}",
            Word.GOES_ON: f"{name} goes on with {entry}",
        }[word]
        share = self.standbys[node].entry.share
        if word is Word.SWITCHES and step.entry and share < 1:
            words += f", {_percent(share)} of its load follow"
        cause = self.last(node)
        if word is Word.LOSES:
            cause = self._latest_below(child)
        elif word in (Word.FAILS_BACK, Word.GOES_ON):
            cause = max(cause, self._latest_below(child))
        self.log(word, node, words, cause)

    def _entry_name(self, node: int) -> str:
        """What an entry is called in a sentence."""
        if node < self.wiring.size:
            return self.graph.ids[node]
        names = [self.graph.ids[v] for v in sorted(self._named_by(node))]
        return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1:,} more"

    def _latest_below(self, node: int) -> int:
        """The latest line about an entry or what is in it."""
        if node < self.wiring.size:
            return self.last(node)
        lines = [self._latest_below(self.wiring.arcs[n].child) for n in self.wiring.arcs_from[node]]
        return max(lines, default=NO_CAUSE)

    def _weigh(self, node: int) -> None:
        """Sets the parts that the entries of a junction get."""
        numbers = self.wiring.arcs_from[node]
        works = self._children_work(node)
        weight = self.flow.weight
        weight[numbers.start : numbers.stop] = 0.0
        if self.wiring.forms[node] is Form.STANDBY:
            standby = self.standbys[node]
            weight[numbers[standby.active]] = standby.share(works)
            return
        total = sum(self.wiring.arcs[n].weight for n, up in zip(numbers, works, strict=True) if up)
        for number, working in zip(numbers, works, strict=True):
            if working:
                weight[number] = self.wiring.arcs[number].weight / total

    def _update_follow(self, node: int) -> None:
        """Sets the part of its load that the owner of a standby keeps."""
        owner = self.wiring.owners[node]
        hard = [arc for n in self.wiring.arcs_from[owner] if (arc := self.wiring.arcs[n]).hard]
        self.follow[owner] = math.prod(self._followed(arc.child) for arc in hard)

    def _followed(self, node: int) -> float:
        form = self.wiring.forms[node]
        if form in (Form.COMPONENT, Form.PATH):
            return 1.0
        numbers = self.wiring.arcs_from[node]
        parts = [self._followed(self.wiring.arcs[n].child) for n in numbers]
        if form is Form.ALL:
            return math.prod(parts)
        weights = [float(self.flow.weight[n]) for n in numbers]
        if form is Form.STANDBY:
            standby = self.standbys[node]
            share = 1.0 if standby.active == 0 or not any(weights) else standby.entry.share
            return share * parts[standby.active]
        return sum(w * p for w, p in zip(weights, parts, strict=True)) if any(weights) else 1.0

    def _find_ways(self) -> None:
        for number in sorted(self.standing.touched or ()):
            self.flow.find_ways(number, self.standing.up)
        self.standing.touched.clear()

    # -- overload -----------------------------------------------------------------------------

    def _log_overload(self) -> None:
        capacity = self.limits.capacity
        into = self.flow.let_in
        offered = np.minimum(self.flow.offered, self.limits.limit)
        over = self.limits.up & (np.maximum(into, offered) > capacity * OVER)
        for v in np.flatnonzero(over != self._over).tolist():
            name = self.graph.ids[v]
            if over[v]:
                use = float(offered[v] / capacity[v]) if capacity[v] else np.inf
                words = f"{name} at {_percent(use)} of capacity"
                self.log(Word.OVERLOADED, v, words, self._pushed_by(v))
            elif self.limits.up[v]:
                self.log(Word.RELIEVED, v, f"{name} at no more than its capacity", self._recent())
        self._over = over

    def _recent(self) -> int:
        """The first line of this moment."""
        return self._first_line if self._first_line < len(self.timeline) else NO_CAUSE

    def _pushed_by(self, v: int) -> int:
        """The line to which a load is due that grew: the greatest growth is followed upward."""
        sent, attempts = self._before
        seen: set[int] = set()
        node = v
        while node not in seen:
            seen.add(node)
            line = self.last(node)
            if line >= self._first_line and node != v:
                return line
            if line >= self._first_line and self.timeline[line].event in _PUSHES:
                return line
            grown = [
                (float(self.flow.sent[p] * self.flow.attempts[n] - sent[p] * attempts[n]), -p)
                for n in self.wiring.arcs_into[node]
                for p in (self.wiring.arcs[n].parent,)
            ]
            growth, parent = max(grown, default=(0.0, 0))
            if growth <= 0:
                break
            node = -parent
            if self.wiring.forms[node] is Form.SHARED:
                fallen = [
                    self._latest_below(self.wiring.arcs[n].child)
                    for n in self.wiring.arcs_from[node]
                    if not self.standing.works[self.wiring.arcs[n].child]
                ]
                latest = max(fallen, default=NO_CAUSE)
                if latest >= self._first_line:
                    return latest
        return self._recent()

    def _react(self) -> bool:
        """Starts and stops what overload sets off; whether anything happened at once."""
        if not len(self._crashing):
            return False
        v = self._crashing
        over = self.limits.up[v] & (
            self.flow.let_in[v] > self.limits.capacity[v] * self._above * OVER
        )
        happened = False
        for i in np.flatnonzero(over).tolist():
            node = int(v[i])
            if self.timers.is_set("crash", node):
                continue
            hold = self._overload(node).hold
            if hold > 0:
                self.timers.set("crash", node, self.now + hold)
            else:
                self._crash(node)
                happened = True
        for i in np.flatnonzero(~over).tolist():
            self.timers.set("crash", int(v[i]), None)
        return happened

    # -- queues -------------------------------------------------------------------------------

    def _review_queues(self) -> None:
        for v, queue in self.queues.items():
            self.limits.waiting[v] = queue.backlog > 0
            if queue.late != bool(self.limits.late[v]):
                word = Word.LATE if queue.late else Word.IN_TIME
                said = "serves too late" if queue.late else "serves in time again"
                self.log(word, v, f"{self.graph.ids[v]} {said}", self.last(v))
            self.limits.late[v] = queue.late
            if queue.is_full and not self.limits.full[v] and queue.growth > 0:
                self.log(
                    Word.QUEUE_FULL, v, f"the queue of {self.graph.ids[v]} is full", self.last(v)
                )
            self.limits.full[v] = queue.is_full

    def _set_queue_rates(self) -> None:
        for v, queue in self.queues.items():
            had = queue.growth < 0
            queue.set_rates(float(self.flow.let_in[v]), float(self.flow.work[v]))
            if had and not queue.backlog:
                words = f"the backlog of {self.graph.ids[v]} is cleared"
                self.log(Word.CLEARED, v, words, self.last(v))


_EFFECTS = (Word.BELOW_LEVEL, Word.AT_LEVEL)
"""Lines that bring nothing about."""
_PUSHES = (Word.CAPACITY, Word.RETURNS, Word.LIMIT, Word.DEMAND, Word.WARM, Word.FAILS)


def _names(named: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if named is None:
        return ()
    return (named,) if isinstance(named, str) else named


def _percent(share: float) -> str:
    return f"{share * 100:.3g} %" if share < 10 else f"{share * 100:,.0f} %"
