"""What can fail that counts for the targets of an objective, and the verdict on all of it.

Where several failures do too much, the clause names the worst and says after how many of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from topology.document.schema import Objective, targets_words
from topology.finding import Finding
from topology.findings.objectives.clauses import (
    BELOW_ANYWAY,
    Clause,
    Together,
    accepted_note,
    counting,
    some_words,
)
from topology.structure.strikes import NO_COMPONENT
from topology.values.units import counted


@dataclass(frozen=True)
class Scope:
    """What can fail, anywhere or in what the targets of an objective hang on."""

    together: Together

    @cached_property
    def failures(self) -> list[str]:
        """All single failures that can happen and count, anywhere in the document, sorted."""
        counts = counting(self.together.graph, self.together.objective.against)
        return sorted(filter(counts, self.together.points.can_fail))

    @cached_property
    def failures_in_it(self) -> list[str]:
        """Those of them that hit something in it, or raise its demand."""
        return [cause for cause in self.failures if self._is_in_it(cause)]

    def _is_in_it(self, cause: str) -> bool:
        graph = self.together.graph
        number = graph.cause_number(cause)
        if self.together.is_all or number < graph.size:
            return self.together.is_all or number in self.together.components
        strike = graph.strikes[number - graph.size]
        raised = (graph.index[name] for name in strike.raises)
        return not self.together.components.isdisjoint((*strike.hits, *raised))

    def unjudged(self, causes: Iterable[str]) -> str:
        """Why not all that load does after some failures is known; empty where it is."""
        points = self.together.points
        if points.load_unjudged:
            return points.load_unjudged
        _ = points.load  # which says after which failures it is not known
        unjudged = points.causes_unjudged
        first = min((cause for cause in causes if cause in unjudged), default=None)
        if first is not None:
            return f"after {first} fails, {unjudged[first]}"
        below = min(points.under_load.lost_anyway, default=None)
        return "" if below is None else f"{self.together.graph.ids[below]}: {BELOW_ANYWAY}"

    @property
    def silent(self) -> str:
        """The targets of which nothing is known, in words; empty where something is."""
        points, meant = self.together.points, set(self.together.targets)
        some = [t for t in points.not_judged if self.together.is_all or t in meant]
        return f"nothing is said of what {some_words(some)} needs" if some else ""


def of_kind(objective: Objective) -> str:
    """Which failures count, in words: ` of kind fibre`; empty for all of them."""
    against = objective.against
    return "" if against is None else f" of {targets_words(against)}"


def owner_of(together: Together, cause: str) -> int | None:
    """The component that a cause is a failure of; None of a shared risk."""
    owner = together.graph.owner(together.graph.cause_number(cause))
    return None if owner == NO_COMPONENT else owner


@dataclass(frozen=True, slots=True)
class FailuresJudged:
    """What single failures do that is too much, and what is known of the others."""

    found: Sequence[Finding]
    """By failures that may be accepted; the worst first."""
    failures: int
    """How many were judged."""
    unknown: str
    """Why it is not known that there is nothing else; empty where it is."""
    holds: str
    """What can be said where there is nothing."""

    def clause(self, together: Together, rule: str, asks: str) -> Clause:
        """The clause with its verdict: what is known to be too much goes before all else."""
        accepted = together.accepted_ids
        borne = tuple(f for f in self.found if f.cause in accepted)
        left = tuple(f for f in self.found if f.cause not in accepted)
        why = "; ".join(self._why(together, left, borne))
        holds = False if left else None if self.unknown else True
        return Clause(asks, holds, why, rule, left, borne)

    def _why(
        self, together: Together, left: Sequence[Finding], borne: Sequence[Finding]
    ) -> Iterator[str]:
        if left:
            number = len({finding.cause for finding in left if finding.cause})
            of = f"after {number:,} of {counted(self.failures, 'failure')}, the worst: "
            yield f"{of if number else ''}{left[0].message}"
        else:
            yield self.unknown or self.holds
        if borne:
            causes, is_over = {finding.cause for finding in borne}, together.points.is_over
            entries = (e for e in together.accepted if e.id in causes and not is_over(e))
            yield accepted_note(together.points, entries)
