"""How much any one failure takes down: components and demand, anywhere in the document.

What goes down by structure counts, and where loads are judged what is down under load as well when
nothing changes any more, with nothing repaired. What fails itself is not among the components that
it takes down; the demand that it had is lost all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from topology.document.relevance import BY_STRUCTURE
from topology.document.schema import Blast, Objective
from topology.finding import Finding, Rule, Step, plain_steps
from topology.findings.objectives.clauses import NONE_COUNTS, Clause, Together
from topology.findings.objectives.together.scope import FailuresJudged, Scope, of_kind, owner_of
from topology.findings.under_load import cause_words, kind_of
from topology.values.rounding import exceeds
from topology.values.units import counted, figure

RULE = "max_blast"


def blast_asked(objective: Objective) -> str:
    """What is asked, in words."""
    most, parts = objective.most_taken or Blast(components=0), []
    if most.components is not None:
        parts.append(f"more than {counted(most.components, 'component')} beside itself")
    if most.demand is not None:
        parts.append(f"more than {figure(most.demand)} of demand")
    return f"has no failure{of_kind(objective)} that takes down {' or '.join(parts)}"


def blast(together: Together) -> Clause:
    """The clause with its verdict."""
    return _Blasts(together).judged.clause(together, RULE, blast_asked(together.objective))


class _Taken(NamedTuple):
    """What one failure takes down."""

    components: int
    """What fails itself aside."""
    demand: float
    under_load: frozenset[int]
    """Those of the components that go down, or below their level, only under load."""


@dataclass(frozen=True)
class _Blasts:
    together: Together

    @cached_property
    def judged(self) -> FailuresJudged:
        scope = Scope(self.together)
        failures = scope.failures_in_it
        taken = {cause: self._taken(cause) for cause in failures}
        ranking = self.together.points.ranking
        wide = ranking.causes(c for c in failures if self._is_too_wide(taken[c]))
        unjudged = scope.unjudged(failures)
        unknown = f"it is {BY_STRUCTURE}: {unjudged}" if unjudged else scope.silent
        return FailuresJudged(
            [self._finding(cause, taken[cause]) for cause in wide],
            len(failures),
            unknown if failures else NONE_COUNTS,
            self._at_most(taken),
        )

    @cached_property
    def _most(self) -> Blast:
        return self.together.objective.most_taken or Blast(components=0)

    def _is_too_wide(self, taken: _Taken) -> bool:
        return self._has_too_many(taken) or self._has_too_much(taken)

    def _has_too_many(self, taken: _Taken) -> bool:
        most = self._most.components
        return most is not None and taken.components > most

    def _has_too_much(self, taken: _Taken) -> bool:
        most = self._most.demand
        return most is not None and exceeds(taken.demand, most)

    # -- what one failure takes down --------------------------------------------------------------

    def _taken(self, cause: str) -> _Taken:
        points = self.together.points
        widths, number = points.widths, self.together.graph.cause_number(cause)
        demand, size = widths.demand(number), widths.sizes[number]
        is_own = size > 0 and owner_of(self.together, cause) is not None
        below = self._below.get(cause, ())
        loss = points.under_load.loss(cause)
        if loss is None and not below:
            return _Taken(size - is_own, demand, frozenset())
        more = frozenset(below) if loss is None else loss.also_down.union(below)
        more -= {owner_of(self.together, cause)}
        if more:
            more -= widths.taken(number)
        if loss is not None:
            demand = max(demand, loss.at_rest - self._lost_intact)
        return _Taken(size - is_own + len(more), demand, more)

    @cached_property
    def _below(self) -> dict[str, list[int]]:
        """The targets that go below their level under load, by cause."""
        found: dict[str, list[int]] = {}
        for v, causes in self.together.points.load.items():
            for cause in causes:
                found.setdefault(cause, []).append(v)
        return found

    @cached_property
    def _lost_intact(self) -> float:
        return self.together.points.contingencies.intact[0].demand_lost_at_rest()

    # -- in words -----------------------------------------------------------------------------

    def _finding(self, cause: str, taken: _Taken) -> Finding:
        graph = self.together.graph
        kind, shared, is_mode = kind_of(graph, graph.cause_number(cause))
        steps, parts = self._steps(cause, taken), self._allowed_words(cause, taken)
        return Finding(
            rule=Rule.BLAST_TOO_WIDE,
            where="",
            cause=cause,
            kind=kind,
            shared_risk=shared,
            is_mode=is_mode,
            message=f"{cause_words(graph, cause)} takes down {' and '.join(parts)}",
            reason=tuple(step.words for step in steps),
            because=steps,
            amounts=(
                0.0 if self._most.components is None else float(taken.components),
                0.0 if self._most.demand is None else taken.demand,
            ),
        )

    def _allowed_words(self, cause: str, taken: _Taken) -> Iterator[str]:
        most = self._most
        if self._has_too_many(taken):
            said = f"{self._components_words(cause, taken)}, at most {most.components:,} "
            yield f"{said}{'is' if most.components == 1 else 'are'} allowed"
        if self._has_too_much(taken) and most.demand is not None:
            yield f"{self._demand_words(taken)}, at most {figure(most.demand)} is allowed"

    def _components_words(self, cause: str, taken: _Taken) -> str:
        graph = self.together.graph
        is_one = owner_of(self.together, cause) is not None
        noun = "other component" if is_one else "component"
        number = counted(graph.size - is_one, noun)
        loaded = f" ({len(taken.under_load):,} of them under load)" if taken.under_load else ""
        return f"{taken.components:,} of {number}{loaded}"

    def _demand_words(self, taken: _Taken) -> str:
        unit = self.together.graph.topology.load_unit or "of demand"
        of = f" of {figure(self._demand)}" if not exceeds(taken.demand, self._demand) else ""
        return f"{figure(taken.demand)}{of} {unit}"

    @cached_property
    def _demand(self) -> float:
        """All that there is, with nothing raised."""
        return sum(c.demand or 0.0 for c in self.together.graph.components)

    def _steps(self, cause: str, taken: _Taken) -> tuple[Step, ...]:
        """How it takes down one of them: the worst target that falls, or else the worst of all."""
        points, graph = self.together.points, self.together.graph
        some = points.targets_down(cause) or self._worst_down(cause)
        if some:
            return points.because(some[0], cause)
        loaded = (f"{graph.ids[v]} goes down under load" for v in sorted(taken.under_load)[:1])
        return plain_steps((f"{cause} fails", *loaded))

    def _worst_down(self, cause: str) -> list[str]:
        """What costs most of what a cause takes down by structure, the cause aside."""
        graph, points = self.together.graph, self.together.points
        down = points.widths.taken(graph.cause_number(cause)) - {owner_of(self.together, cause)}
        found = (graph.components[v] for v in down)
        worst = min(
            found, key=lambda c: (-(c.loss_per_hour or 0), -(c.demand or 0), c.id), default=None
        )
        return [] if worst is None else [worst.id]

    def _at_most(self, taken: Mapping[str, _Taken]) -> str:
        """The most that any failure takes down, of components and of demand as they are asked."""
        of, found = f"of {counted(len(taken), 'failure')}", taken.items()
        if not any(most.components or most.demand for most in taken.values()):
            return f"none {of} takes anything else down"
        said = []
        if self._most.components is not None:
            cause, most = max(found, key=lambda pair: pair[1].components)
            said.append(f"{self._components_words(cause, most)}, when {cause} fails")
        if self._most.demand is not None:
            cause, most = max(found, key=lambda pair: pair[1].demand)
            said.append(f"{self._demand_words(most)}, when {cause} fails")
        return f"{of} none takes down more than {' and '.join(said)}"
