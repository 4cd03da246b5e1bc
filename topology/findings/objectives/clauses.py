"""Clauses of objectives with their verdicts, and what they are judged by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal, NamedTuple

from topology.cutsets.cutsets import CutSets
from topology.document.schema import CLAUSES, TRAFFIC, Accepted, Objective, Selector, targets_words
from topology.finding import FailureClass, Finding
from topology.findings.single_points import SinglePoints
from topology.reliability.availability import Availability
from topology.structure.graph import Graph
from topology.structure.knowledge import extent, hung_on, silent_words

BELOW_ANYWAY = "it is below its level with nothing failed"
"""Why more cannot be said of a target under load."""
NOTHING = "it selects nothing"
"""Why nothing can be said where no target is meant."""
NONE_COUNTS = "no failure counts"
"""Why nothing can be said where nothing that is asked about can fail."""
MOST_TOLD = 3
"""Of what is wanting to know an outage, and of what is accepted."""


class Part(NamedTuple):
    """One thing that a clause does not hold for, or of which that is not known."""

    about: str
    """The same whatever is said of it."""
    holds: Literal[False] | None
    why: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that an objective asks: `holds` is None where it is not known, and `why` not."""

    asks: str
    holds: bool | None
    why: str
    rule: str = ""
    """The field of the objective that asks it; empty for what every objective asks."""
    findings: tuple[Finding, ...] = ()
    """What violates it, beside single points of failure."""
    borne: tuple[Finding, ...] = ()
    """What would violate it and is accepted, beside single points of failure."""
    amounts: tuple[float, ...] = ()
    """How far it is from holding, the more the farther, where no finding says it."""
    parts: tuple[Part, ...] = ()
    """What it does not hold for, one by one, where no finding says it; `why` has the worst."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An objective with its clauses of one target, or of all its targets together.

    With the causes that violate it, and what is accepted.
    """

    objective: Objective
    clauses: tuple[Clause, ...]
    violated_by: tuple[str, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    borne: tuple[str, ...] = ()
    """The failures that would violate it and are accepted."""
    number: int = 0
    """The position of the objective in the document."""
    target: str = ""
    """The id; empty where it is about all targets together."""

    @property
    def about(self) -> str:
        """The target, or the targets in words."""
        return self.target or targets_words(self.objective.of)

    @property
    def holds(self) -> bool | None:
        """Whether all clauses hold; None when none is violated and some are not known."""
        if any(clause.holds is False for clause in self.clauses):
            return False
        return None if any(clause.holds is None for clause in self.clauses) else True

    def findings(self, points: SinglePoints) -> Iterator[Finding]:
        """What violates it, the worst single points of failure first."""
        for cause in self.violated_by:
            yield points.finding(self.target, cause)
        for clause in self.clauses:
            yield from clause.findings


@dataclass(frozen=True)
class Case:
    """One target under one objective, and what it is judged by."""

    points: SinglePoints
    objective: Objective
    target: str
    accepted: tuple[Accepted, ...]
    sets: CutSets | None = None
    availability: Availability | None = None

    @property
    def graph(self) -> Graph:
        """The compiled document."""
        return self.points.graph

    @cached_property
    def is_judged(self) -> bool:
        """Whether single failures of the target are judged."""
        return self.target in self.points.targets

    @cached_property
    def asks_of_nothing(self) -> str:
        """Why nothing can be said where no failure that is asked about can happen; else empty."""
        against = self.objective.against
        if against is None or any(map(counting(self.graph, against), self.points.can_fail)):
            return ""
        return f"{NONE_COUNTS}: nothing of {targets_words(against)} can fail"

    @cached_property
    def accepted_ids(self) -> frozenset[str]:
        """The causes that violate nothing, as far as no date is known to be over."""
        return still_accepted(self.points, self.accepted)

    @cached_property
    def causes(self) -> tuple[str, ...]:
        """The single points of failure that are asked about, accepted or not; worst first."""
        if not self.is_judged:
            return ()
        counts = counting(self.graph, self.objective.against)
        found = self.points.causes(self.target)
        return tuple(self.points.ranking.causes(cause for cause in found if counts(cause)))

    @cached_property
    def borne(self) -> tuple[str, ...]:
        """Those of them that are accepted."""
        return tuple(cause for cause in self.causes if cause in self.accepted_ids)

    @cached_property
    def violating(self) -> tuple[str, ...]:
        """Those of them that are not accepted."""
        return tuple(cause for cause in self.causes if cause not in self.accepted_ids)


@dataclass(frozen=True)
class Together:
    """All targets of one objective together, and what they are judged by."""

    points: SinglePoints
    objective: Objective
    targets: tuple[str, ...]
    is_all: bool
    """Whether they are all there are, so that the whole document is meant."""

    @property
    def graph(self) -> Graph:
        """The compiled document."""
        return self.points.graph

    @cached_property
    def components(self) -> frozenset[int]:
        """Every component for all targets; else the targets and what their needs lead to."""
        graph = self.graph
        if self.is_all:
            return frozenset(range(graph.size))
        return hung_on(graph.nodes, (graph.index[name] for name in self.targets))

    @cached_property
    def _accepted_of_each(self) -> list[tuple[Accepted, ...]]:
        standards, objective = self.graph.standards, self.objective
        of_each = [standards.accepted(objective, target) for target in self.targets]
        return of_each or [objective.accepted]

    @cached_property
    def accepted(self) -> tuple[Accepted, ...]:
        """What is accepted of each of them, so that it is of all."""
        ids = [{entry.id for entry in some} for some in self._accepted_of_each]
        entries = dict.fromkeys(chain(*self._accepted_of_each))
        return tuple(entry for entry in entries if all(entry.id in some for some in ids))

    @cached_property
    def accepted_ids(self) -> frozenset[str]:
        """The causes that violate nothing, as far as no date is known to be over."""
        of_each = (still_accepted(self.points, some) for some in self._accepted_of_each)
        return frozenset.intersection(*of_each)


def still_accepted(points: SinglePoints, entries: Iterable[Accepted]) -> frozenset[str]:
    """The causes of what is accepted and not known to be over."""
    return frozenset(entry.id for entry in entries if not points.is_over(entry))


def counting(graph: Graph, against: Selector | None) -> Callable[[str], bool]:
    """Whether a failure counts: any, or that of what is selected.

    Of a shared risk only its kind is known; a mode counts as its component does.
    """
    if against is None:
        return lambda _: True

    def counts(cause: str) -> bool:
        if cause in graph.risk_index:
            kind = graph.risks[graph.risk_index[cause]].kind
            return against.words == (("kind", kind),)
        name = cause if cause in graph.index else cause.rpartition(":")[0]
        return against.selects(graph.components[graph.index[name]])

    return counts


def more_than_points(objective: Objective) -> bool:
    """Whether an objective asks for more than that no single failure takes its targets down."""
    # Where there is no traffic, a component of this name is judged along ranges without need.
    is_of_more = (objective.survives or 0) > 1 or leaves_out(objective) or objective.of == TRAFFIC
    return is_of_more or any(objective.asks(c) for c in CLAUSES if c != "survives")


def some_words(names: Sequence[str], most: int = MOST_TOLD) -> str:
    """The first of some names, and whether there are more."""
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def known_note(graph: Graph, targets: Iterable[str]) -> str:
    """What says nothing of what it needs, of all that some targets hang on, if anything does."""
    said = silent_words(extent(graph, (graph.index[target] for target in targets)))
    return f", {said}" if said else ""


def leaves_out(objective: Objective) -> bool:
    """Whether some classes of single points of failure do not count."""
    return objective.classes is not None and len(set(objective.classes)) < len(FailureClass)


def few_words(names: Sequence[str], most: int = MOST_TOLD) -> str:
    """The first of some names, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")


def unjudged(points: SinglePoints) -> str:
    """Why loads could not be judged after every single failure; empty when they were."""
    after = next(iter(sorted(points.causes_unjudged.items())), None)
    return points.load_unjudged or (f"after {after[0]} fails, {after[1]}" if after else "")


def accepted_note(points: SinglePoints, borne: Iterable[Accepted]) -> str:
    """What is accepted, so that it violates nothing, and until when."""
    unchecked = ", date not checked" if points.today is None else ""
    some = few_words([f"{entry.id} until {entry.until}" for entry in borne])
    return f"accepted: {some}{unchecked}"
