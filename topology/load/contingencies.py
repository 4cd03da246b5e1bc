"""Single failures that move load: alternatives that are left but cannot carry it, or come too late.

Each cause is failed alone and the cascade is run to rest, or until it repeats itself, with nothing
repaired and demands at the top of their profiles (N-1). Only causes that move load are run: those
that take away an entry of a choice, a member of a capacity, or an element of somebody's way, while
who used it stays up. For a target that is not down for good the class follows from what would
help (domain: structural, overload, slow):

- not at its level at rest, and not even if everything carried whatever comes, with no delays:
  `structural`, for no capacity and no time would do;
- not at its level at rest otherwise, or behind a queue that grows without end: `overload`;
- at its level at rest, but out for longer than its rto: `slow` if it is not without the delays of
  its standbys, else `overload`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import NamedTuple

from topology.document import schema
from topology.finding import FailureClass
from topology.load.cascade.cascade import Cascade, Settings, ZenoError
from topology.load.cascade.run import NO_CAUSE, Happening, Run, Word
from topology.load.moment.flow import AmplificationError
from topology.load.moment.wiring import Form, Wiring
from topology.load.relevance import load_can_matter
from topology.structure.graph import Graph
from topology.values.units import format_duration

LOAD_ERRORS = (AmplificationError, ZenoError)
"""What keeps loads from being judged: they amplify, or go round in circles, without bound."""


@dataclass(frozen=True, slots=True)
class LoadPoint:
    """Why a single failure that leaves a target an alternative is too much for it."""

    failure_class: FailureClass
    reason: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contingency:
    """What one failure, or several at once, comes to."""

    failed: tuple[str, ...]
    points: dict[int, LoadPoint]
    """By the number of the target, those that fall short though they are left an alternative."""
    demand_lost_at_rest: float
    """The demand not served when nothing changes any more, or on average, in load units."""
    demand_lost: float
    """The demand that is lost until then, in load units times their time."""
    repeats_s: float | None
    """The period, if it goes round in a circle for ever."""


class Variants:
    """The runs of one contingency: as it is, and what would be with faster or stronger standbys.

    Each is run when it is first asked for. A cascade and its parts refer to one another, so they
    are taken apart in the end: thousands of runs must not wait for a collector.
    """

    def __init__(self, contingencies: Contingencies, failed: Sequence[str]) -> None:
        self.contingencies = contingencies
        self.failed = failed
        self._made: list[Cascade] = []

    def _run(self, *, delays: float = 1.0, unlimited: bool = False) -> tuple[Cascade, Run]:
        cascade = self.contingencies.cascade(self.failed, delays=delays, unlimited=unlimited)
        self._made.append(cascade)
        return cascade, cascade.run()

    @cached_property
    def as_it_is(self) -> tuple[Cascade, Run]:
        """With the delays and capacities of the document."""
        return self._run()

    @cached_property
    def down(self) -> set[int]:
        """What goes down whatever the loads."""
        graph = self.contingencies.graph
        risks = [graph.risk_index[name] for name in self.failed if name in graph.risk_index]
        components = [graph.index[name] for name in self.failed if name in graph.index]
        return graph.going_down(components, risks)

    @cached_property
    def at_once(self) -> tuple[Cascade, Run]:
        """With standbys that switch in no time."""
        return self._run(delays=0.0)

    @cached_property
    def ideal(self) -> tuple[Cascade, Run]:
        """In no time, and with everything carrying whatever comes."""
        return self._run(delays=0.0, unlimited=True)

    def release(self) -> None:
        """Takes the cascades apart; what they came to is no longer to be asked for."""
        for cascade in self._made:
            cascade.release()


class Outage(NamedTuple):
    """How long a target is out, infinite when for good; then also what has no repair, if any."""

    lasts_s: float
    unrepaired: str | None


class Contingencies:
    """The N-1 analysis of a graph for some targets; nothing is run before it is asked for."""

    def __init__(
        self,
        graph: Graph,
        targets: Iterable[int],
        taken_down: Callable[[int], Collection[int]] | None = None,
    ) -> None:
        """`taken_down` tells what goes down with a component or, from `graph.size` on, a risk.

        Without it the failures are followed one by one.
        """
        self.graph = graph
        self._taken_down = taken_down or self._follow
        self.targets = sorted(targets)
        self._starts: dict[tuple[float, bool], Cascade] = {}
        """Cascades that have started, with nothing failed, by delays and limits."""
        self._outages: dict[str, dict[int, Outage]] = {}
        self._objectives = {graph.index[o.of]: o for o in graph.topology.objectives}

    # -- what has to be run -----------------------------------------------------------------------

    @cached_property
    def is_needed(self) -> bool:
        """Whether the document gives anything by which load could matter."""
        return load_can_matter(self.graph)

    @cached_property
    def wiring(self) -> Wiring:
        """The calls of the graph."""
        return Wiring(self.graph)

    @cached_property
    def causes(self) -> list[str]:
        """The causes that move load, sorted."""
        graph = self.graph
        found = [
            graph.ids[v]
            for v, component in enumerate(graph.components)
            if component.fails is not False and self._moves([v], self._taken_down(v))
        ]
        found += [
            risk.id
            for number, risk in enumerate(graph.risks)
            if self._moves(graph.risk_hits[number], self._taken_down(graph.size + number))
        ]
        return sorted(found)

    def _follow(self, cause: int) -> Collection[int]:
        size = self.graph.size
        return self.graph.going_down(*(([cause], []) if cause < size else ([], [cause - size])))

    def _moves(self, hit: Sequence[int], down: Collection[int]) -> bool:
        """Whether somebody stays up who has to do without what goes down."""
        components = self.graph.components
        if any(v not in down and components[v].capacity is not None for v in hit):
            return True
        return any(self._has_survivor(v, down) for v in down)

    def _has_survivor(self, v: int, down: Container[int]) -> bool:
        wiring = self.wiring
        for path in self._paths_by_element.get(v, ()):
            if wiring.owners[path] not in down:
                return True
        for parent in wiring.hard_parents[v]:
            if wiring.forms[parent] is not Form.COMPONENT and wiring.owners[parent] not in down:
                return True
        return False

    @cached_property
    def _paths_by_element(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for path in self.wiring.paths:
            for element in self.wiring.elements_of(path):
                found.setdefault(element, []).append(path)
        return found

    # -- with nothing failed --------------------------------------------------------------------

    @cached_property
    def unjudged(self) -> str:
        """Why loads cannot be judged at all; empty when they can."""
        try:
            _ = self._baseline
        except LOAD_ERRORS as error:
            return str(error)
        return ""

    @cached_property
    def _baseline(self) -> tuple[Cascade, Run]:
        cascade = self.cascade(())
        return cascade, cascade.run()

    @cached_property
    def below_level(self) -> dict[int, tuple[str, ...]]:
        """Targets that are below their level with nothing failed, with the reason."""
        cascade, run = self._baseline
        found = {}
        for v in self.targets:
            growing = self._growing(v, cascade)
            if self._is_below_at_rest(v, cascade, run):
                found[v] = self._reason(v, run)
            elif growing is not None:
                found[v] = self._growing_words(growing, run)
        return found

    # -- one contingency ------------------------------------------------------------------------

    def run(self, failed: Sequence[str], skipped: Container[int] = ()) -> Contingency:
        """What happens to the targets, but those to be skipped, when some causes fail at once.

        A target that goes down with them is among the points as `structural`.
        """
        with self.variants(failed) as variants:
            return self._judged(variants, skipped)

    @contextmanager
    def variants(self, failed: Sequence[str]) -> Iterator[Variants]:
        """The runs of one contingency, for as long as they are looked at."""
        variants = Variants(self, failed)
        try:
            yield variants
        finally:
            variants.release()

    def _judged(self, variants: Variants, skipped: Container[int]) -> Contingency:
        points: dict[int, LoadPoint] = {}
        cascade, run = variants.as_it_is
        for v in self.targets:
            if v not in skipped and v not in self.below_level:
                point = self._judge(v, variants)
                if point is not None:
                    points[v] = point
        lost_at_rest = cascade.demand_lost_at_rest()
        lost = float(cascade.accounts.demand_lost.sum())
        return Contingency(tuple(variants.failed), points, lost_at_rest, lost, run.repeats_s)

    @cached_property
    def _can_lose_shares(self) -> bool:
        """Whether not all load follows a switch somewhere, so that no capacity would do."""
        entries = (self.wiring.entries[node] for node in self.wiring.standbys)
        return any(isinstance(e, schema.FirstOf) and e.share < 1 for e in entries)

    def outages(self, cause: str) -> dict[int, Outage]:
        """How long each target is out after a failure, with all repairs the document gives.

        Raises `AmplificationError` and `ZenoError`.
        """
        if cause not in self._outages:
            cascade = self.cascade((cause,), repairs=True)
            run = cascade.run()
            self._outages[cause] = {v: self._outage(v, cascade, run) for v in self.targets}
            cascade.release()
        return self._outages[cause]

    def _outage(self, v: int, cascade: Cascade, run: Run) -> Outage:
        if self._is_below_at_rest(v, cascade, run) or self._growing(v, cascade) is not None:
            broken = (
                name
                for name in run.down
                if (w := self.graph.index[name]) not in cascade.never_up
                and not cascade.mending.is_sound(w)
                and cascade.components[w].repair is None
            )
            return Outage(inf, next(broken, None))
        return Outage(run.outcomes[self.graph.ids[v]].longest_outage_s, None)

    def cascade(
        self,
        failed: Sequence[str],
        *,
        delays: float = 1.0,
        unlimited: bool = False,
        repairs: bool = False,
    ) -> Cascade:
        """A cascade of such a contingency, started but not run yet."""
        events = (schema.Event(at="0 s", fail=tuple(failed)),) if failed else ()  # type: ignore[arg-type]
        settings = Settings(
            name=" + ".join(failed),
            events=events,
            repairs=repairs,
            peak_demand=True,
            watched=frozenset(self.targets),
            delays=delays,
            unlimited=unlimited,
        )
        start = self._starts.get((delays, unlimited))
        if start is None:
            start = Cascade(self.wiring, replace(settings, events=())).start()
            self._starts[delays, unlimited] = start
        return start.fork(settings)

    def _judge(self, v: int, variants: Variants) -> LoadPoint | None:
        """Whether, and how, a target falls short in a run."""
        cascade, run = variants.as_it_is
        if v in variants.down:
            return LoadPoint(FailureClass.STRUCTURAL, self._reason(v, run))
        if self._is_below_at_rest(v, cascade, run):
            if self._can_lose_shares and self._is_below_at_rest(v, *variants.ideal):
                return LoadPoint(FailureClass.STRUCTURAL, self._reason(v, variants.ideal[1]))
            return LoadPoint(FailureClass.OVERLOAD, self._reason(v, run))
        growing = self._growing(v, cascade)
        if growing is not None:
            return LoadPoint(FailureClass.OVERLOAD, self._growing_words(growing, run))
        objective = self._objectives.get(v)
        if objective is None or objective.rto is None:
            return None
        return self._too_long(v, variants, objective.rto)

    def _too_long(self, v: int, variants: Variants, rto: float) -> LoadPoint | None:
        name, run = self.graph.ids[v], variants.as_it_is[1]
        outage = run.outcomes[name].longest_outage_s
        if outage <= rto * (1 + 1e-9):
            return None
        at_once = variants.at_once[1].outcomes[name].longest_outage_s
        line = _last(run.timeline, name, Word.AT_LEVEL)
        words = (
            f"{name} was out for {format_duration(round(outage, 6))}, "
            f"longer than its rto of {format_duration(rto)}"
        )
        slow = at_once <= rto * (1 + 1e-9)
        failure_class = FailureClass.SLOW if slow else FailureClass.OVERLOAD
        return LoadPoint(failure_class, (*run.because(line)[:-1], words))

    def _is_below_at_rest(self, v: int, cascade: Cascade, run: Run) -> bool:
        accounts = cascade.accounts
        if run.repeats_s is None:
            return bool(accounts.is_below[v])
        return accounts.last_below_s.get(v, -1.0) > cascade.now - run.repeats_s

    def _growing(self, v: int, cascade: Cascade) -> int | None:
        """A queue that a target's calls go through and that grows without end."""
        growing = cascade.growing()
        if not growing:
            return None
        wiring, weight = self.wiring, cascade.flow.weight
        todo, seen = [v], {v}
        for node in todo:
            if node in growing:
                return node
            for number in wiring.arcs_from[node]:
                arc = wiring.arcs[number]
                if arc.hard and arc.calls and weight[number] and arc.child not in seen:
                    seen.add(arc.child)
                    todo.append(arc.child)
            if node in wiring.paths:
                todo.extend(e for e in cascade.flow.passed(node) if e not in seen)
                seen.update(cascade.flow.passed(node))
        return None

    def _growing_words(self, queue: int, run: Run) -> tuple[str, ...]:
        name = self.graph.ids[queue]
        line = _last(run.timeline, name, Word.OVERLOADED)
        return (*run.because(line), f"the queue of {name} grows without end")

    def _reason(self, v: int, run: Run) -> tuple[str, ...]:
        """The chain to the lowest level of a target, the first if there are several."""
        name = self.graph.ids[v]
        below = [
            number
            for number, line in enumerate(run.timeline)
            if line.component == name and line.event is Word.BELOW_LEVEL
        ]
        pushed = [number for number in below if _is_by_load(run, number)]
        ranked = sorted(pushed or below, key=lambda number: (_level(run.timeline[number]), number))
        return run.because(ranked[0]) if ranked else ()


def _is_by_load(run: Run, line: int) -> bool:
    """Whether an overload or a crash stands in the chain to a line."""
    while line != NO_CAUSE:
        if run.timeline[line].event in (Word.OVERLOADED, Word.CRASHES, Word.LATE):
            return True
        line = run.timeline[line].cause
    return False


def _level(line: Happening) -> float:
    return 1.0 if line.level is None else line.level


def _last(timeline: Sequence[Happening], component: str, event: Word) -> int:
    """The last line of one kind about a component; NO_CAUSE without one."""
    for number in range(len(timeline) - 1, -1, -1):
        if timeline[number].component == component and timeline[number].event is event:
            return number
    return NO_CAUSE
