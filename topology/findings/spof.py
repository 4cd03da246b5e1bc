"""Single points of failure of each target, with reasons; never-up targets; start-up deadlocks.

A single point of failure is one component or shared risk, other than the target, whose failure
alone takes the target below its level. `structural` ones, for which no alternative is left, follow
from the structure alone (`order_one`); where one is left, the cascade tells whether it can carry
the load in time (`contingencies`).
"""

from __future__ import annotations

import heapq
from collections import Counter, deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from topology.document import schema
from topology.document.document import Topology, collector_paused
from topology.errors import UnknownIdError, UsageError, quoted
from topology.finding import FailureClass, Finding, Rule
from topology.load.relevance import load_can_matter
from topology.structure.graph import Graph
from topology.structure.order_one.order_one import OrderOne
from topology.structure.reasons import Reasons, never_up_reason, parts_of
from topology.structure.start_up import deadlock_reason, start_up_deadlocks

if TYPE_CHECKING:
    from topology.load.contingencies import Contingencies, Contingency
    from topology.load.verdicts import LoadPoint

TargetRule = Literal["asked", "objective", "demand", "top"]
"""Why these are the targets: named by the caller, by objectives, by demand, or needed by nobody."""


MAX_PAIRED = 300
"""Causes of which all pairs are run: 44,850 runs."""


@dataclass(frozen=True, slots=True)
class Loss:
    """The demand that one failure costs: what is not served at rest, in load units, and before."""

    cause: str
    at_rest: float
    until_rest: float
    repeats_s: float | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two causes that take a target below its level together, and why."""

    causes: tuple[str, str]
    target: str
    point: LoadPoint
    demand_lost_at_rest: float


class SinglePoints:
    """The single points of failure of a topology. Findings and reasons are made when asked for."""

    def __init__(self, graph: Graph, targets: Iterable[str] | None = None) -> None:
        self.graph = graph
        self.target_rule: TargetRule
        chosen, self.target_rule = chosen_targets(graph, targets)
        down = graph.never_up
        self._targets = [v for v in chosen if v not in down]
        self._never_up = [v for v in chosen if v in down]
        with collector_paused():
            self._order = OrderOne(graph)
        self._reasons = Reasons(self._order)
        self._load: dict[int, dict[str, LoadPoint]] | None = None
        self._losses: dict[str, Loss] = {}
        """What the failures that were played cost."""
        self.causes_unjudged: dict[str, str] = {}
        """Failures after which loads cannot be judged, and why; known once `load` is."""

    @classmethod
    def of(cls, topology: Topology, targets: Iterable[str] | None = None) -> SinglePoints:
        """Analyses a topology; `targets` overrides the choice of targets. Raises `UnknownIdError`.

        Near linear in the document (see `single_cuts`, `network_cuts`, `cycles`).
        """
        with collector_paused():
            graph = Graph.compile(topology)
        return cls(graph, targets)

    # -- what is judged -------------------------------------------------------------------------

    @property
    def topology(self) -> Topology:
        """The document that was analysed."""
        return self.graph.topology

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets that are up with nothing failed, and so are judged."""
        return tuple(self.graph.ids[v] for v in self._targets)

    @property
    def never_up(self) -> tuple[str, ...]:
        """The targets that do not work with nothing failed."""
        return tuple(self.graph.ids[v] for v in self._never_up)

    @cached_property
    def start_up_deadlocks(self) -> tuple[tuple[str, ...], ...]:
        """Components that run but cannot start from cold, in groups that wait for one another.

        Without a cycle of needs there are none: what needs nothing starts, and so on upward.
        """
        if not self._order.has_cycles:
            return ()
        found = start_up_deadlocks(self.graph)
        return tuple(tuple(self.graph.ids[v] for v in group) for group in found)

    # -- single points --------------------------------------------------------------------------

    def causes(self, target: str) -> tuple[str, ...]:
        """The ids of the single points of failure of a target, sorted."""
        v = self.graph.index_of(target)
        return tuple(sorted((*self._structural(v), *self.load.get(v, ()))))

    def _structural(self, v: int) -> list[str]:
        names = self._names
        return [names[cause] for cause in self._order.causes(v) if cause != v]

    def failure_class(self, target: str, cause: str) -> FailureClass:
        """The class of a single point of failure of a target."""
        point = self.load.get(self.graph.index_of(target), {}).get(cause)
        return FailureClass.STRUCTURAL if point is None else point.failure_class

    # -- load -----------------------------------------------------------------------------------

    @cached_property
    def _load_matters(self) -> bool:
        return load_can_matter(self.graph)

    @cached_property
    def contingencies(self) -> Contingencies:
        """The failures played over time, of which `load` is what came of it."""
        from topology.load.contingencies import Contingencies

        down_with = self._order.taken_down
        return Contingencies(self.graph, self._targets, lambda cause: down_with(cause)[0])

    @property
    def load(self) -> dict[int, dict[str, LoadPoint]]:
        """By target and cause, the single points that leave an alternative: too weak, or late."""
        return self.judge_load() if self._load is None else self._load

    def judge_load(
        self, tell: Callable[[str], None] = lambda _: None
    ) -> dict[int, dict[str, LoadPoint]]:
        """Runs the contingencies that can matter; `tell` is told how far it is, now and then."""
        self._load = {}
        if not self._load_matters or self.contingencies.unjudged:
            return self._load
        structural: dict[str, set[int]] = {}
        for v in self._targets:
            for name in (*self._structural(v), self.graph.ids[v]):
                structural.setdefault(name, set()).add(v)
        causes = [
            cause
            for cause in self.contingencies.causes
            if len(structural.get(cause, ())) < len(self._targets)
        ]
        for cause, run in self._played(causes, structural, tell):
            for v, point in run.points.items():
                self._load.setdefault(v, {})[cause] = point
        return self._load

    def _played(
        self,
        causes: Sequence[str],
        skipped: Mapping[str, Container[int]],
        tell: Callable[[str], None],
    ) -> Iterator[tuple[str, Contingency]]:
        """The contingencies of causes, but those in which loads cannot be judged."""
        from topology.load.contingencies import LOAD_ERRORS

        for number, cause in enumerate(causes):
            if number % 20 == 0:
                tell(f"running contingency {number + 1:,} of {len(causes):,}")
            try:
                run = self.contingencies.run([cause], skipped.get(cause, ()))
            except LOAD_ERRORS as error:
                self.causes_unjudged[cause] = str(error)
                continue
            self._losses[cause] = Loss(
                cause, run.demand_lost_at_rest, run.demand_lost, run.repeats_s
            )
            yield cause, run

    @property
    def load_unjudged(self) -> str:
        """Why overload and delay could not be judged; empty when they were, or do not matter."""
        return self.contingencies.unjudged if self._load_matters else ""

    @property
    def below_level(self) -> tuple[str, ...]:
        """The targets that are below their level with nothing failed; not judged for load."""
        if not self._load_matters or self.load_unjudged:
            return ()
        return tuple(self.graph.ids[v] for v in self.contingencies.below_level)

    def worst(self, most: int, tell: Callable[[str], None] = lambda _: None) -> list[Loss]:
        """The single failures that cost the most demand: at rest, then until rest, then by id."""
        _ = self.load
        if self._load_matters and not self.load_unjudged:
            done = self._losses.keys() | self.causes_unjudged.keys()
            # Those that take every target down with them have not been played for their points.
            left = [cause for cause in self.contingencies.causes if cause not in done]
            everything = dict.fromkeys(left, range(self.graph.size))
            deque(self._played(left, everything, tell), maxlen=0)
        losses = dict(self._losses)
        for cause, size in zip(self._names, self._sizes, strict=True):
            if size and cause not in losses:
                losses[cause] = Loss(cause, self.demand_lost(cause), 0.0, None)
        ranked = sorted(
            losses.values(), key=lambda loss: (-loss.at_rest, -loss.until_rest, loss.cause)
        )
        return [loss for loss in ranked[:most] if loss.at_rest or loss.until_rest]

    def pairs(self, tell: Callable[[str], None] = lambda _: None) -> list[Pair]:
        """Pairs of causes that take a target below its level where neither does alone; worst first.

        Runs all pairs of causes, and so refuses more than `MAX_PAIRED` of them with `UsageError`.
        """
        from topology.load.contingencies import LOAD_ERRORS

        if self.load_unjudged:
            raise UsageError(f"pairs cannot be judged: {self.load_unjudged}")
        causes = [cause for cause, size in zip(self._names, self._can_fail, strict=True) if size]
        if len(causes) > MAX_PAIRED:
            raise UsageError(
                f"pairs are run one by one: there are {len(causes):,} causes, "
                f"and {MAX_PAIRED:,} are the most; name fewer targets on a smaller part"
            )
        single: dict[str, set[int]] = {cause: set() for cause in self._names}
        for v in self._targets:
            for cause in (*self.causes(self.graph.ids[v]), self.graph.ids[v]):
                single[cause].add(v)
        found: list[Pair] = []
        twice = [(c.id, c.id) for c in self.graph.components if c.count > 1 and c.id in causes]
        chosen = [*combinations(sorted(causes), 2), *twice]
        total = len(chosen)
        for number, (first, second) in enumerate(chosen):
            if number % 50 == 0:
                tell(f"running pair {number + 1:,} of {total:,}")
            skipped = single[first] | single[second]
            if len(skipped) < len(self._targets):
                try:
                    run = self.contingencies.run([first, second], skipped)
                except LOAD_ERRORS as error:
                    both = f"{quoted(first)} and {quoted(second)}"
                    raise UsageError(f"pairs cannot be judged: after {both}: {error}") from None
                found.extend(
                    Pair((first, second), self.graph.ids[v], point, run.demand_lost_at_rest)
                    for v, point in run.points.items()
                )
        return sorted(found, key=lambda pair: (-pair.demand_lost_at_rest, pair.causes, pair.target))

    @cached_property
    def _can_fail(self) -> list[bool]:
        """Whether each cause can fail: shared risks do, and components without `fails: false`."""
        alone = [component.fails is not False for component in self.graph.components]
        return [*alone, *(True for _ in self.graph.risks)]

    def below_level_finding(self, target: str) -> Finding:
        """A target that is below its level with nothing failed, with its reason."""
        v = self.graph.index_of(target)
        return Finding(
            rule=Rule.BELOW_LEVEL,
            where=target,
            kind=self.graph.components[v].kind,
            message=f"{target} is below its level even with nothing failed",
            reason=self.contingencies.below_level[v],
        )

    @cached_property
    def accepted(self) -> dict[tuple[str, str], schema.Accepted]:
        """What objectives accept, by target and cause; whether it is found or not."""
        return {
            (objective.of, entry.id): entry
            for objective in self.graph.topology.objectives
            for entry in objective.accepted
        }

    @cached_property
    def _names(self) -> list[str]:
        """The ids of all causes: components, then shared risks."""
        return [*self.graph.ids, *(risk.id for risk in self.graph.risks)]

    def _cause(self, name: str) -> int:
        if name in self.graph.risk_index:
            return self.graph.size + self.graph.risk_index[name]
        return self.graph.index_of(name)

    def reason(self, target: str, cause: str) -> tuple[str, ...]:
        """The chain from a single point of failure to its target, in words.

        The shortest there is for a structural one; else what happens in the cascade.
        """
        v = self.graph.index_of(target)
        point = self.load.get(v, {}).get(cause)
        return self._reasons.reason(v, self._cause(cause)) if point is None else point.reason

    def finding(self, target: str, cause: str) -> Finding:
        """One single point of failure as a finding, with its reason."""
        what = self._cause(cause)
        shared = what >= self.graph.size
        entry: schema.Component | schema.SharedRisk = (
            self.graph.risks[what - self.graph.size] if shared else self.graph.components[what]
        )
        named = f"{cause} ({'shared risk, ' if shared else ''}{entry.kind})"
        return Finding(
            rule=Rule.SINGLE_POINT_OF_FAILURE,
            where=target,
            cause=cause,
            kind=entry.kind,
            shared_risk=shared,
            failure_class=self.failure_class(target, cause),
            message=f"{named} is a single point of failure of {target}",
            reason=self.reason(target, cause),
        )

    def findings(self) -> Iterator[Finding]:
        """All findings: never-up targets, single points by target, start-up deadlocks."""
        for target in self.never_up:
            yield self.never_up_finding(target)
        for target in self.below_level:
            yield self.below_level_finding(target)
        for target in self.targets:
            for cause in self.causes(target):
                yield self.finding(target, cause)
        for deadlock in self.start_up_deadlocks:
            yield self.deadlock_finding(deadlock)

    def never_up_finding(self, target: str) -> Finding:
        """A target that does not work with nothing failed, with its reason."""
        v = self.graph.index_of(target)
        return Finding(
            rule=Rule.NEVER_UP,
            where=target,
            kind=self.graph.components[v].kind,
            message=f"{target} does not work even with nothing failed",
            reason=never_up_reason(self.graph, v),
        )

    def deadlock_finding(self, deadlock: tuple[str, ...]) -> Finding:
        """A start-up deadlock, with a shortest circle of waiting as its reason."""
        members = tuple(self.graph.index[name] for name in deadlock)
        return Finding(
            rule=Rule.START_UP_DEADLOCK,
            where=deadlock[0],
            involved=deadlock,
            message=f"{len(deadlock):,} components run, but could not start from cold",
            reason=deadlock_reason(self.graph, members),
        )

    # -- blast radius ---------------------------------------------------------------------------

    def blast_size(self, cause: str) -> int:
        """How many components go down when a component (one member of it) or shared risk fails."""
        return self._sizes[self._cause(cause)]

    def demand_lost(self, cause: str) -> float:
        """The demand of all that goes down, in load units; exact before it is rounded once."""
        return self._demand(self._cause(cause))

    def targets_lost(self, cause: str) -> int:
        """How many targets, itself aside, a component or shared risk takes below their level."""
        return self._targets_lost[self._cause(cause)]

    def target_lost(self, cause: str) -> str:
        """The first by id of the targets that a component or shared risk takes down."""
        what = self._cause(cause)
        down, _ = self._order.taken_down(what)
        lost = down.intersection(self._targets) - {what}
        lost.update(v for v, causes in self.load.items() if cause in causes)
        return self.graph.ids[min(lost)]

    def falling(self) -> list[str]:
        """The targets that some single failure takes down, sorted."""
        return [self.graph.ids[v] for v in self._targets if self._order.falls(v) or v in self.load]

    def widest(self, most: int) -> list[str]:
        """The causes with the widest blast radius: by demand, by components, by id."""
        ranked = (cause for cause, size in enumerate(self._sizes) if size)
        return [self._names[cause] for cause in heapq.nsmallest(most, ranked, key=self._width)]

    def by_targets_lost(self, most: int) -> list[str]:
        """The worst single points of failure: by targets, by demand, by components, by id."""
        lost, names = self._targets_lost, self._names
        ranked = (cause for cause, targets in enumerate(lost) if targets)
        key = lambda cause: (-lost[cause], *self._width(cause))  # noqa: E731
        return [names[cause] for cause in heapq.nsmallest(most, ranked, key=key)]

    def single_point_count(self) -> tuple[int, int]:
        """How many single points of failure there are; how many findings, one for each target."""
        return sum(map(bool, self._targets_lost)), sum(self._targets_lost)

    def class_counts(self) -> dict[FailureClass, int]:
        """How many single points of failure there are of each class: each counted at its worst."""
        counts = dict.fromkeys(FailureClass, 0)
        if not self.load:
            return {**counts, FailureClass.STRUCTURAL: sum(map(bool, self._targets_lost))}
        points: dict[str, set[FailureClass]] = {}
        by_load = Counter(cause for causes in self.load.values() for cause in causes)
        for causes in self.load.values():
            for cause, point in causes.items():
                points.setdefault(cause, set()).add(point.failure_class)
        for number, lost in enumerate(self._targets_lost):
            name = self._names[number]
            found = points.get(name, set())
            if lost > by_load[name]:
                found = {*found, FailureClass.STRUCTURAL}
            worst = next((c for c in FailureClass if c in found), None)
            if worst is not None:
                counts[worst] += 1
        return counts

    def _width(self, cause: int) -> tuple[int, int, str]:
        return -self._demands[cause], -self._sizes[cause], self._names[cause]

    def _demand(self, cause: int) -> float:
        return float(Fraction(self._demands[cause], self._scale))

    @cached_property
    def _sizes(self) -> list[int]:
        """How many components each cause takes down."""
        return self._order.totals([1] * self.graph.size)

    @cached_property
    def _demands(self) -> list[int]:
        """The demand each cause takes down, in parts of one `_scale`th."""
        components = self.graph.components
        return self._order.totals([_whole_parts(c.demand, self._scale) for c in components])

    @cached_property
    def _scale(self) -> int:
        """A power of two by which every demand is a whole number of parts."""
        demands = (c.demand for c in self.graph.components if c.demand)
        return max((demand.as_integer_ratio()[1] for demand in demands), default=1)

    @cached_property
    def _targets_lost(self) -> list[int]:
        """How many targets other than itself each cause takes down."""
        weights = [0] * self.graph.size
        for v in self._targets:
            weights[v] = 1
        lost = self._order.totals(weights)
        for v in self._targets:
            lost[v] -= self.graph.fails_alone[v]
        for causes in self.load.values():
            for cause in causes:
                lost[self._cause(cause)] += 1
        return lost


class BlastRadius:
    """All that goes down when components and shared risks fail at once, and the demand it had.

    A component takes one member with it each time it is named, or with `all_members` all of them.
    Raises `UnknownIdError`.
    """

    def __init__(self, graph: Graph, *failed: str, all_members: bool = False) -> None:
        self.failed, self.all_members = failed, all_members
        components: list[int] = []
        risks: list[int] = []
        for name in failed:
            if name in graph.risk_index:
                risks.append(graph.risk_index[name])
            elif name in graph.index:
                v = graph.index[name]
                components += [v] * (graph.components[v].count if all_members else 1)
            else:
                known = [*graph.ids, *graph.risk_index]
                raise UnknownIdError("component or shared risk", name, known)
        lost = graph.going_down(components, risks)
        self.down = tuple(graph.ids[v] for v in sorted(lost))
        demands = (graph.components[v].demand or 0.0 for v in lost)
        self.demand_lost = float(sum(map(Fraction, demands), Fraction(0)))


def _whole_parts(demand: float | None, scale: int) -> int:
    if not demand:
        return 0
    numerator, denominator = demand.as_integer_ratio()
    return numerator * (scale // denominator)


def choose_targets(graph: Graph, asked: Iterable[str] | None) -> list[int]:
    """The components to be judged, sorted: those asked for, or else those of the domain's rule."""
    return chosen_targets(graph, asked or None)[0]


def chosen_targets(graph: Graph, asked: Iterable[str] | None) -> tuple[list[int], TargetRule]:
    """What is judged, sorted, and by which rule of the domain."""
    if asked is not None:
        names = list(asked)
        for name in names:
            if name in graph.risk_index and name not in graph.index:
                raise UsageError(f"{quoted(name)} is a shared risk: a target is a component")
        return sorted({graph.index_of(name) for name in names}), "asked"
    objectives = {graph.index[o.of] for o in graph.topology.objectives}
    if objectives:
        return sorted(objectives), "objective"
    demanded = [v for v, c in enumerate(graph.components) if c.demand]
    if demanded:
        return demanded, "demand"
    needed: set[str] = set()
    for c in graph.components:
        for entry in c.needs:
            if isinstance(entry, str):
                needed.add(entry)
            else:
                needed.update(named((entry,)))
    return [
        v
        for v, c in enumerate(graph.components)
        if c.needs and c.connects is None and c.id not in needed
    ], "top"


def named(entries: Iterable[schema.Requirement]) -> Iterator[str]:
    """All ids that requirements name, hard or soft, goals included."""
    for entry in entries:
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, schema.On):
            yield entry.on
        elif isinstance(entry, schema.Reach):
            yield entry.reach
        else:
            yield from named(parts_of(entry))
