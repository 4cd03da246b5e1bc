"""Single points of failure of each target, with reasons; never-up targets; deadlocks.

A single point of failure is one component or shared risk, other than the target, whose failure
alone takes the target below its level. `structural` ones, for which no alternative is left, follow
from the structure alone (`order_one`); where one is left, the cascade tells whether it can carry
the load in time (`contingencies`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from topology.document import schema
from topology.document.document import Topology, collector_paused
from topology.errors import UsageError
from topology.finding import FailureClass, Finding, LevelLost, Rule, Step
from topology.findings import conditions
from topology.findings.blast_radius import Widths
from topology.findings.deadlocks.deadlocks import Deadlocks
from topology.findings.ranking.bare import Bare
from topology.findings.ranking.counts import Counts
from topology.findings.ranking.held import HeldOutages
from topology.findings.ranking.recoveries import Recoveries, Recovery
from topology.findings.ranking.severity import Ranking
from topology.findings.targets import chosen_targets, takes_tops
from topology.findings.under_load import Loss, UnderLoad, kind_of, own_causes
from topology.showing import Shown
from topology.structure.graph import Graph
from topology.structure.knowledge import Extent, extent, extents, is_known, unknown_tops
from topology.structure.order_one.order_one import OrderOne
from topology.structure.order_one.starts import Start, taken_to_start
from topology.structure.reasons.reasons import Reasons
from topology.values.deadlines import never
from topology.work.workers import HERE, Workers

if TYPE_CHECKING:
    from topology.findings.pairs import Pair
    from topology.findings.traffic.points import TrafficPoints
    from topology.loads.contingencies import Contingencies
    from topology.loads.verdicts import LoadPoint


class SinglePoints(Shown):
    """The single points of failure of a topology. Findings and reasons are made when asked for."""

    def __init__(
        self, graph: Graph, targets: Iterable[str] | None = None, *, today: str | None = None
    ) -> None:
        """Finds what is structural, near linear in the graph; all else when it is asked for.

        `today`, YYYY-MM-DD, is the date by which it is judged what is still accepted.
        """
        self.graph = graph
        self.today = None if today is None else str(today)
        chosen, self.target_rule, self.judges_traffic = chosen_targets(graph, targets)
        up = [v for v in chosen if v not in graph.never_up]
        self._never_up = [v for v in chosen if v in graph.never_up]
        self._targets = [v for v in up if is_known(graph, v)]
        unknown = set(up).difference(self._targets)
        tops = unknown_tops(graph) if takes_tops(graph, self.target_rule) else []
        self._not_judged = sorted({*unknown, *tops})
        self.pairs_not_run = 0
        self.why_not_run = ""
        """How many pairs were not run when `pairs` had found what it did, and why."""
        with collector_paused():
            self._order = OrderOne(graph)
        self._reasons = Reasons(self._order)
        self.widths = Widths(self._order)
        self.under_load = UnderLoad(graph, sorted(up), self._structural, self.widths.taken)
        self._bare = Bare(graph, self.targets_lost, self._targets_down)
        self._held = HeldOutages(self._order, self.under_load)
        self._deadlocks = Deadlocks(self._order, self._held.still_down)

    @classmethod
    def of(
        cls,
        topology: Topology,
        targets: Iterable[str] | None = None,
        *,
        today: str | None = None,
    ) -> SinglePoints:
        """Analyses a topology; `targets` overrides the choice of targets. Raises `UnknownIdError`.

        Near linear in the document (see `single_cuts`, `network_cuts`, `cycles`).
        """
        with collector_paused():
            graph = Graph.compile(topology)
        return cls(graph, targets, today=today)

    # -- what is judged -------------------------------------------------------------------------

    @property
    def topology(self) -> Topology:
        """The document that was analysed."""
        return self.graph.topology

    @property
    def targets(self) -> tuple[str, ...]:
        """The components that are targets, are up with nothing failed, and so are judged."""
        return tuple(self.graph.ids[v] for v in self._targets)

    @property
    def never_up(self) -> tuple[str, ...]:
        """The targets that do not work with nothing failed."""
        return tuple(self.graph.ids[v] for v in self._never_up)

    @property
    def not_judged(self) -> tuple[str, ...]:
        """The targets of which nothing is known, so that no failure could be found."""
        return tuple(self.graph.ids[v] for v in self._not_judged)

    @cached_property
    def traffic(self) -> TrafficPoints | None:
        """What failures do to the traffic, and that is a target; None where it is none."""
        if not self.judges_traffic:
            return None
        from topology.findings.traffic.points import TrafficPoints

        return TrafficPoints(self.graph)

    @cached_property
    def extent(self) -> Extent:
        """How much is said of all that the judged targets hang on."""
        return extent(self.graph, self._targets)

    @cached_property
    def extents(self) -> dict[str, Extent]:
        """The same for each judged target by itself; empty where they are too many."""
        found = extents(self.graph, self._targets)
        return {self.graph.ids[v]: said for v, said in found.items()}

    @cached_property
    def taken_to_start(self) -> dict[str, tuple[Start, ...]]:
        """Of each judged target the standbys that save it if they start, where that is a chance."""
        found = taken_to_start(self._order, self._targets)
        return {self.graph.ids[v]: starts for v, starts in found.items()}

    @property
    def start_up_deadlocks(self) -> tuple[tuple[str, ...], ...]:
        """Components that run but cannot start from cold, in groups that wait for one another."""
        return self._deadlocks.start_up

    @property
    def recovery_deadlocks(self) -> tuple[str, ...]:
        """The causes, sorted, after which something is never back: what mends it is down too."""
        return self._deadlocks.recovery

    # -- single points --------------------------------------------------------------------------

    def causes(self, target: str) -> tuple[str, ...]:
        """The ids of the single points of failure of a target, sorted."""
        v = self.graph.index_of(target)
        return tuple(sorted((*self._structural(v), *self.load.get(v, ()))))

    def _structural(self, v: int) -> list[str]:
        names, owner = self.widths.names, self.graph.owner
        return [names[cause] for cause in self._order.causes(v) if owner(cause) != v]

    def failure_class(self, target: str, cause: str) -> FailureClass:
        """The class of a single point of failure of a target."""
        point = self.load.get(self.graph.index_of(target), {}).get(cause)
        return FailureClass.STRUCTURAL if point is None else point.failure_class

    # -- load -----------------------------------------------------------------------------------

    @property
    def contingencies(self) -> Contingencies:
        """The failures played over time, of which `load` is what came of it."""
        return self.under_load.contingencies

    @property
    def load(self) -> dict[int, dict[str, LoadPoint]]:
        """By target and cause, the single points that leave an alternative: too weak, or late.

        Judged when it is first asked for, or by `judge_load`.
        """
        return self.under_load.points

    def judge_load(
        self,
        tell: Callable[[str], None] = lambda _: None,
        expired: Callable[[], bool] = never,
        jobs: int | Workers = HERE,
    ) -> None:
        """Runs what can matter until it has `expired`, and tells now and then how far it is."""
        self.under_load.judge(tell, expired, Workers.of(jobs))

    @property
    def causes_unjudged(self) -> dict[str, str]:
        """Failures after which loads cannot be judged, and why; known once `load` is."""
        return self.under_load.causes_unjudged

    @property
    def load_unjudged(self) -> str:
        """Why overload and delay could not be judged; empty when they were, or do not matter."""
        return self.under_load.unjudged

    def by_structure_alone(self, target: str) -> bool:
        """Whether load could matter to a target, and was not judged after all its failures."""
        unjudged = self.load_unjudged or self.causes_unjudged
        return bool(unjudged) or self.graph.index_of(target) in self.under_load.lost_anyway

    @property
    def below_level(self) -> tuple[str, ...]:
        """The targets that are below their level with nothing failed; not judged for load."""
        return tuple(self.graph.ids[v] for v in self.under_load.below_level)

    def level_lost(self, target: str) -> LevelLost | None:
        """The level to which single failures are too much that leave no part of it another way."""
        v = self.graph.index_of(target)
        points = self.load.get(v, {}).items()
        lost = {c for c, point in points if point.failure_class is FailureClass.STRUCTURAL}
        standard = self.graph.standards.get(target)
        return LevelLost(standard.level if standard else 1.0, frozenset(lost)) if lost else None

    # -- worst first ------------------------------------------------------------------------------

    @cached_property
    def recoveries(self) -> Recoveries:
        """How long until each target is back, with the repairs that the document gives."""
        return Recoveries(
            self._order,
            self.under_load,
            self._to_be_repaired,
            held=self._held,
            deadlocks=self._deadlocks,
        )

    def _to_be_repaired(self) -> list[str]:
        """All single points of failure, the widest first."""
        lost, names = self.counts.targets_lost, self.widths.names
        found = (cause for cause, targets in enumerate(lost) if targets)
        return [names[cause] for cause in sorted(found, key=self.widths.rank)]

    @cached_property
    def ranking(self) -> Ranking:
        """The one rule by which the worst comes first."""
        return Ranking(self.widths, self.under_load, self._is_lasting, self._is_lost, self.is_bare)

    def _is_lasting(self, cause: str) -> bool:
        """Whether some target that falls to a cause is known never to be back."""
        if not self.targets_lost(cause):
            return False
        alone = self.recoveries.of_all_by_needs(cause)
        if alone is not None:
            return alone.is_never
        if not self.recoveries.may_be_never(cause):
            return False
        return any(self.recoveries.of(v, cause).is_never for v in self._targets_down(cause))

    def is_bare(self, cause: str) -> bool:
        """Whether a cause is nothing but its own failure: what it is made of is judged besides."""
        return self._bare.of(cause)

    def _is_lost(self, target: str) -> bool:
        """Whether a target does not work, or is known never to be back after some cause."""
        v = self.graph.index[target]
        if v in self._never_up or v not in self._judged:
            return v in self._never_up
        lasting = self.recoveries.lasting
        causes = lasting.intersection(self.causes(target)) if lasting else ()
        return any(self.recoveries.is_never(v, cause) for cause in causes)

    def recovery(self, target: str, cause: str) -> Recovery:
        """When a target is back after a single point of failure of it has failed."""
        return self.recoveries.of(self.graph.index_of(target), cause)

    @cached_property
    def _judged(self) -> frozenset[int]:
        return frozenset(self._targets)

    def worst(self, most: int, tell: Callable[[str], None] = lambda _: None) -> list[Loss]:
        """The single failures that cost something, worst first.

        That a target is lost when it fails itself says nothing: those are not listed, unless they
        take another one down.
        """
        losses = self.under_load.losses(tell)
        names, sizes = self.widths.names, self.widths.sizes
        for number, (cause, size) in enumerate(zip(names, sizes, strict=True)):
            if size and cause not in losses:
                demand, money = self.widths.demand(number), self.widths.money(number)
                losses[cause] = Loss(cause, demand, 0.0, None, False, money)
        own = set(self._targets) | set(self._never_up)
        ranked = self.ranking.causes(
            cause
            for cause, loss in losses.items()
            if (loss.at_rest or loss.until_rest or loss.money_at_rest)
            and not (self.graph.owner(self._cause(cause)) in own and not self.targets_lost(cause))
        )
        return [losses[cause] for cause in ranked[:most]]

    def pairs(
        self,
        tell: Callable[[str], None] = lambda _: None,
        expired: Callable[[], bool] = never,
        jobs: int | Workers = HERE,
    ) -> list[Pair]:
        """Pairs of causes that take a target below its level where neither does alone; worst first.

        Runs all pairs of causes until it has `expired`; without, until `pairs.MOST_WORK` is done,
        and refuses more than `pairs.MAX_PAIRED` causes with `UsageError`.
        """
        from topology.findings.pairs import pairs

        if self.load_unjudged:
            raise UsageError(f"pairs cannot be judged: {self.load_unjudged}")
        causes = self.can_fail
        single: dict[str, set[int]] = {cause: set() for cause in self.widths.names}
        for v in self._targets:
            for cause in (*self.causes(self.graph.ids[v]), *own_causes(self.graph, v)):
                single[cause].add(v)
        found, self.pairs_not_run, self.why_not_run = pairs(
            self.contingencies, causes, single, tell, expired, Workers.of(jobs)
        )
        return found

    @cached_property
    def judged_pairs(self) -> tuple[tuple[Pair, ...], str]:
        """The same within bounded work, and why not all pairs were run; none where none were."""
        try:
            found, left = self.pairs(), self.pairs_not_run
        except UsageError as error:
            return (), str(error)
        return tuple(found), f"{left:,} pairs were not run: {self.why_not_run}" * bool(left)

    @property
    def can_fail(self) -> list[str]:
        """What can fail: all shared risks and modes, and components without `fails: false`."""
        alone = (c.id for c in self.graph.components if c.fails is not False)
        return [*alone, *self.graph.strike_index]

    def below_level_finding(self, target: str) -> Finding:
        """A target that is below its level with nothing failed, with its reason."""
        reason = self.under_load.below_level[self.graph.index_of(target)]
        return conditions.below_level(self.graph, target, reason)

    @cached_property
    def accepted(self) -> dict[tuple[str, str], schema.Accepted]:
        """What objectives accept, by target and cause; whether it is found or not."""
        return {
            (target, entry.id): entry
            for target, standard in self.graph.standards.items()
            for entry in sorted(standard.accepted, key=lambda entry: entry.until)
        }

    def is_over(self, entry: schema.Accepted) -> bool | None:
        """Whether what was accepted counts again; None without a date to judge by."""
        return None if self.today is None else entry.until < self.today

    def _cause(self, name: str) -> int:
        return self.graph.cause_number(name)

    def reason(self, target: str, cause: str) -> tuple[str, ...]:
        """The chain from a single point of failure to its target, in words.

        The shortest there is for a structural one; else what happens in the cascade.
        """
        v = self.graph.index_of(target)
        point = self.load.get(v, {}).get(cause)
        return self._reasons.reason(v, self._cause(cause)) if point is None else point.reason

    def because(self, target: str, cause: str) -> tuple[Step, ...]:
        """The same with what became of every alternative."""
        return self.finding(target, cause).because

    def finding(self, target: str, cause: str) -> Finding:
        """One single point of failure as a finding, with its reason."""
        v, number = self.graph.index_of(target), self._cause(cause)
        kind, point = kind_of(self.graph, number), self.load.get(v, {}).get(cause)
        if point is None:
            reason = self._reasons.reason(v, number)
            because = self._reasons.because(v, number, reason)
        else:
            reason, because = point.reason, point.because
        return Finding(
            rule=Rule.SINGLE_POINT_OF_FAILURE,
            where=target,
            cause=cause,
            kind=kind.name,
            shared_risk=kind.is_risk,
            is_mode=kind.is_mode,
            failure_class=FailureClass.STRUCTURAL if point is None else point.failure_class,
            message=f"{kind.words(cause)} is a single point of failure of {target}",
            reason=reason,
            because=because,
        )

    def not_judged_finding(self, target: str) -> Finding:
        """A target of which nothing is known."""
        return conditions.not_judged(self.graph, target)

    def findings(self) -> Iterator[Finding]:
        """All findings: never-up targets, single points by target, those of the traffic, deadlocks.

        Targets of which nothing is known come last.
        """
        for target in self.never_up:
            yield self.never_up_finding(target)
        for target in self.below_level:
            yield self.below_level_finding(target)
        for target in self.targets:
            for cause in self.causes(target):
                yield self.finding(target, cause)
        if self.traffic is not None:
            from topology.findings.traffic.telling import findings

            yield from findings(self.traffic)
        for deadlock in self.start_up_deadlocks:
            yield self.deadlock_finding(deadlock)
        yield from map(self.recovery_deadlock_finding, self.recovery_deadlocks)
        yield from map(self.not_judged_finding, self.not_judged)

    def never_up_finding(self, target: str) -> Finding:
        """A target that does not work with nothing failed, with its reason."""
        return conditions.never_up(self.graph, target)

    def deadlock_finding(self, deadlock: tuple[str, ...]) -> Finding:
        """A start-up deadlock, with a shortest circle of waiting as its reason."""
        return self._deadlocks.start_up_finding(deadlock)

    def recovery_deadlock_finding(self, cause: str) -> Finding:
        """What is never back after a cause, with a shortest circle of waiting as its reason."""
        return self._deadlocks.recovery_finding(cause)

    # -- blast radius ---------------------------------------------------------------------------

    def blast_size(self, cause: str) -> int:
        """How many components go down when a component (one member of it) or shared risk fails."""
        return self.widths.sizes[self._cause(cause)]

    def demand_lost(self, cause: str) -> float:
        """The demand of all that goes down, in load units; exact before it is rounded once."""
        return self.widths.demand(self._cause(cause))

    def targets_lost(self, cause: str) -> int:
        """How many targets, itself aside, a cause takes below their level."""
        return self.counts.targets_lost[self._cause(cause)]

    def in_circle_with(self, cause: str) -> list[str]:
        """The components in a circle of needs with a cause: the failure of each is that of all."""
        return [self.widths.names[v] for v in self.widths.in_circle_with(self._cause(cause))]

    def _targets_down(self, cause: str) -> set[int]:
        """The targets, itself aside, that a component or shared risk takes below their level."""
        what = self._cause(cause)
        if not self.counts.targets_lost[what]:
            return set()
        lost = self.widths.taken(what).intersection(self._targets)
        lost.discard(self.graph.owner(what))
        lost.update(v for v, causes in self.load.items() if cause in causes)
        return lost

    def targets_down(self, cause: str) -> list[str]:
        """The ids of the targets that a component or shared risk takes down, the worst first."""
        return self.ranking.targets(self.graph.ids[v] for v in self._targets_down(cause))

    def falling(self) -> list[str]:
        """The targets that some single failure takes down, sorted."""
        return [self.graph.ids[v] for v in self._targets if self._order.falls(v) or v in self.load]

    def widest(self, most: int) -> list[str]:
        """The worst of all causes that take anything down."""
        names = zip(self.widths.names, self.widths.sizes, strict=True)
        return self.ranking.causes((name for name, size in names if size), most)

    def worst_causes(self, most: int | None = None) -> list[str]:
        """The single points of failure, the worst first."""
        names = zip(self.widths.names, self.counts.targets_lost, strict=True)
        return self.ranking.causes((name for name, targets in names if targets), most)

    @cached_property
    def ranks(self) -> dict[str, int]:
        """The place of each single point of failure, the worst first, from 1."""
        return {cause: rank for rank, cause in enumerate(self.worst_causes(), start=1)}

    @cached_property
    def counts(self) -> Counts:
        """How many single points of failure there are."""
        points = {
            v: {self._cause(cause): point.failure_class for cause, point in causes.items()}
            for v, causes in self.load.items()
        }
        return Counts(self._order, self._targets, points)
