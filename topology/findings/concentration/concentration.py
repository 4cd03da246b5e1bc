"""What falls when all of one group fails at once, and whether that is within tolerance.

Each group is put into the document as a shared risk that hits all its members and mends nothing: so
each member is repaired as it says itself, and the answer is the ordinary one for single failures,
with load, class, reason and recovery. The risk is marked as assumed: it is a question, and nothing
is known by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import inf

from topology.document.document import Topology
from topology.document.schema import SharedRisk, changed
from topology.finding import FailureClass
from topology.findings.concentration.alternatives import Choice, Choices
from topology.findings.concentration.groups import Groups
from topology.findings.ranking.recoveries import Recovery
from topology.findings.single_points import SinglePoints
from topology.structure.graph import Graph
from topology.values.deadlines import never

MOST_PLAYED = 1_000_000
"""Groups that are played for their loads, times components."""
MOST_LOOKED_AT = 5_000_000
"""What is looked at for alternatives: see `Choices.work`."""
MOST_NAMED = 5_000
"""Characters of a group by which it is called as a cause; of more it is called by its number."""
NOT_PLAYED = "too many groups for so many components: only the widest were played"
NOT_LOOKED_AT = "too many choices to be looked at"
ASKED = "A question: what if all of it failed at once?"


@dataclass(frozen=True, slots=True)
class Hanging:
    """A target that falls below its level when a group fails."""

    target: str
    failure_class: FailureClass
    recovery: Recovery
    is_member: bool
    """Whether it belongs to the group itself."""
    by_one: tuple[str, ...]
    """The members each of which is a single point of failure of it by itself, sorted; of a member
    with modes these too."""
    reason: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All that belongs to one, and what comes of its failure."""

    name: str
    components: tuple[str, ...]
    """The ids of its members, sorted."""
    hanging: tuple[Hanging, ...]
    """The targets that hang on it, the worst first."""
    never_fail: int
    """How many of them are declared never to fail by themselves."""
    components_down: int
    """By structure, its members among them."""
    demand_lost: float
    """In load units: what is not served when nothing changes any more, with nothing repaired."""
    money_lost: float
    """In an hour, of the same."""
    choices: tuple[Choice, ...]
    """The choices on the way of the targets that lead into it."""
    choices_unknown: str = ""
    """Why they were not looked at; empty when they were."""
    load_unjudged: str = ""
    """Why the loads after it were not judged; empty when they were, or do not matter."""

    @property
    def only_together(self) -> int:
        """How many targets fall that no member takes down alone, and that are none themselves."""
        return sum(not (one.by_one or one.is_member) for one in self.hanging)


@dataclass(frozen=True, slots=True)
class Concentrated:
    """The groups of one sort, the worst first."""

    by: str
    rule: str
    groups: tuple[Group, ...]
    """As many as were asked for."""
    total: int
    """How many there are."""
    falling: int
    """How many of all take a target down."""
    unjudged: Mapping[str, int]
    """How many of all were judged by structure alone, by the reason."""
    without: tuple[str, ...]
    """The ids of the components that belong to none: nothing says that they fail together."""


class Concentration:
    """How much hangs on each group of a document."""

    def __init__(
        self,
        single: SinglePoints,
        made: Iterable[Groups],
        tell: Callable[[str], None] = lambda _: None,
        expired: Callable[[], bool] = never,
        most: int | None = None,
    ) -> None:
        """`single` is the ordinary answer, which says what one member does alone.

        Of each sort the worst `most` groups are told, or all.

        Near linear in the document, and one contingency for each group that moves load.
        """
        self.single = single
        self._made = tuple(made)
        self._most = most
        asked = Graph.compile(_with_risks(single.topology, list(self._risks())))
        names = [*single.targets, *single.never_up, *single.not_judged]
        self._points = SinglePoints(asked, names)
        self._played = self._widest()
        self._points.under_load.only = frozenset(self._played)
        self._points.judge_load(tell, expired)
        left = [cause for cause in self._causes.values() if cause not in self._played]
        if self._points.under_load.matters:
            self._points.causes_unjudged.update(dict.fromkeys(left, NOT_PLAYED))

    # -- what is asked of -------------------------------------------------------------------------

    @property
    def topology(self) -> Topology:
        """The document."""
        return self.single.topology

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets that are judged."""
        return self._points.targets

    @cached_property
    def total_demand(self) -> float:
        """The demand of all components, in load units."""
        return _sum(component.demand for component in self.topology.components)

    @cached_property
    def total_money(self) -> float:
        """What all components lose in an hour."""
        return _sum(component.loss_per_hour for component in self.topology.components)

    @property
    def by_structure_alone(self) -> tuple[str, ...]:
        """The targets below their level with nothing failed, so that no load could be judged."""
        points = self._points
        lost = points.under_load.lost_anyway
        return tuple(name for name in points.targets if points.graph.index[name] in lost)

    @property
    def has_unjudged_traffic(self) -> bool:
        """Whether traffic is a target, which groups are not asked about."""
        return self.single.judges_traffic

    # -- the answer -------------------------------------------------------------------------------

    @cached_property
    def found(self) -> tuple[Concentrated, ...]:
        """The groups by each sort that was asked for, in that order."""
        return tuple(map(self._concentrated, self._made))

    def _concentrated(self, made: Groups) -> Concentrated:
        causes = {self._causes[made.by, name]: name for name in made.of}
        ranked = self._points.ranking.causes(causes)
        groups = (self._group(causes[cause], made, cause) for cause in ranked[: self._most])
        falling = sum(bool(self._points.targets_lost(cause)) for cause in ranked)
        unjudged = Counter(why for why in map(self._unjudged, ranked) if why)
        return Concentrated(
            made.by,
            made.rule,
            tuple(groups),
            len(ranked),
            falling,
            dict(sorted(unjudged.items())),
            made.without,
        )

    def _group(self, name: str, made: Groups, cause: str) -> Group:
        points, members = self._points, made.of[name]
        number = points.graph.cause_number(cause)
        loss = points.under_load.loss(cause)
        down = points.widths.taken(number)
        return Group(
            name,
            members,
            tuple(self._hanging(target, cause, members) for target in points.targets_down(cause)),
            sum(self._points.graph.components[v].fails is False for v in self._numbers(members)),
            len(down),
            points.widths.demand(number) if loss is None else loss.at_rest,
            points.widths.money(number) if loss is None else loss.money_at_rest,
            self._choices.into(members, down) if self._choices else (),
            "" if self._choices else NOT_LOOKED_AT,
            self._unjudged(cause),
        )

    def _numbers(self, names: Iterable[str]) -> list[int]:
        return [self._points.graph.index[name] for name in names]

    def _hanging(self, target: str, cause: str, members: Sequence[str]) -> Hanging:
        points = self._points
        own = self._by_one(target)
        return Hanging(
            target,
            points.failure_class(target, cause),
            self._recovery(target, cause),
            target in members,
            tuple(sorted(own.intersection(members))),
            points.reason(target, cause),
        )

    def _by_one(self, target: str) -> set[str]:
        """The components that take a target down by themselves, in whatever mode."""
        graph = self.single.graph
        owners = (graph.owner(graph.cause_number(c)) for c in self.single.causes(target))
        return {graph.ids[v] for v in owners if v >= 0}

    def _recovery(self, target: str, cause: str) -> Recovery:
        points = self._points
        v = points.graph.index[target]
        if cause in points.causes_unjudged:
            why = f"loads were not judged: {points.causes_unjudged[cause]}"
            return replace(Recovery(inf, why), rto_s=points.recoveries.rtos.get(v))
        return points.recoveries.of(v, cause, is_point=True)

    def _unjudged(self, cause: str) -> str:
        points = self._points
        return points.load_unjudged or points.causes_unjudged.get(cause, "")

    # -- groups as shared risks -------------------------------------------------------------------

    @cached_property
    def _causes(self) -> dict[tuple[str, str], str]:
        """What each group is called as a cause: like nothing else in the document."""
        taken = {*self.single.graph.ids, *self.single.graph.strike_index}
        found: dict[tuple[str, str], str] = {}
        for made in self._made:
            for number, name in enumerate(made.of, 1):
                # Owners and places may be longer than an id.
                is_short = len(made.by) + len(name) <= MOST_NAMED
                cause = f"{made.by} {name}" if is_short else f"group {number:,}"
                while cause in taken:
                    cause = f"all of {cause}"
                taken.add(cause)
                found[made.by, name] = cause
        return found

    def _risks(self) -> Iterator[SharedRisk]:
        for made in self._made:
            for name, members in made.of.items():
                cause = self._causes[made.by, name]
                kind = made.by[:MOST_NAMED]
                yield SharedRisk(id=cause, kind=kind, hits=members, assumed=ASKED)

    def _widest(self) -> list[str]:
        """The groups that are played for their loads: of too many those that take down most."""
        widths, graph = self._points.widths, self._points.graph
        most = max(1, MOST_PLAYED // max(1, graph.size))
        causes = sorted(self._causes.values(), key=lambda c: widths.rank(graph.cause_number(c)))
        return causes[:most]

    @cached_property
    def _choices(self) -> Choices | None:
        """What leads to the targets; None where there is too much to be looked at."""
        graph = self._points.graph
        choices = Choices(graph, self._numbers(self.targets))
        return choices if choices.work * len(self._causes) <= MOST_LOOKED_AT else None


def _with_risks(topology: Topology, risks: Sequence[SharedRisk]) -> Topology:
    return changed(topology, shared_risks=(*topology.shared_risks, *risks))


def _sum(amounts: Iterable[float | None]) -> float:
    return float(sum((Fraction(amount) for amount in amounts if amount), Fraction(0)))
