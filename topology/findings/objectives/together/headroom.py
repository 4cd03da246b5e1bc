"""How much of any capacity is used with nothing failed, and after any single failure.

At the worst moment while the component works, until nothing changes any more, with nothing repaired
and demands at the top of their profiles: what stands in for minutes has to carry it all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import isinf
from typing import TYPE_CHECKING

from topology.cutsets.engine.work import OUT_OF_TIME
from topology.document.schema import Objective
from topology.finding import Finding, Rule
from topology.findings.objectives.clauses import NONE_COUNTS, Clause, Together
from topology.findings.objectives.together.scope import FailuresJudged, Scope, of_kind
from topology.findings.under_load import kind_of
from topology.values.units import counted, figure

if TYPE_CHECKING:
    from topology.loads.cascade.accounts.uses import Use

RULE = "headroom"
MOST_WORK = 2_000_000
"""Failures played, times components."""
SHED = 1e-9
"""In load units; less is a rounding error."""


def headroom_asked(objective: Objective) -> str:
    """What is asked, in words."""
    share = _percent(objective.headroom or 0.0)
    after = f"after any single failure{of_kind(objective)}"
    return f"uses no capacity above {share}, {after}"


def headroom(together: Together) -> Clause:
    """The clause with its verdict."""
    return _Headroom(together).judged.clause(together, RULE, headroom_asked(together.objective))


Used = tuple[str, int, "Use"]
"""After which failure, if after any, what uses how much."""


@dataclass(frozen=True)
class _Headroom:
    together: Together
    unplayed: dict[str, str] = field(default_factory=dict)
    """Failures after which nothing is known, and why, once `_above` is."""

    @property
    def judged(self) -> FailuresJudged:
        """What was found; the failures have to be played before it is known which were not."""
        failures = self._scope.failures
        if why := self._why_not:
            return FailuresJudged((), len(failures), why, "")
        above = sorted(self._above, key=lambda used: (-used[2].share, used[0], used[1]))
        return FailuresJudged(
            [self._finding(*used) for used in above],
            len(failures),
            self._open or self._scope.silent or ("" if failures else NONE_COUNTS),
            self._at_most,
        )

    @cached_property
    def _scope(self) -> Scope:
        return Scope(self.together)

    @cached_property
    def _limited(self) -> list[int]:
        components = self.together.graph.components
        return sorted(v for v in self.together.components if components[v].capacity is not None)

    @property
    def _why_not(self) -> str:
        """Why nothing is known of any capacity; empty where it is."""
        if not self._limited:
            return "nothing in it has a capacity"
        if not any(c.demand for c in self.together.graph.components):
            return "nothing has demand"
        return self.together.points.load_unjudged

    @property
    def _open(self) -> str:
        first = min(self.unplayed.items(), default=None)
        if first is None:
            return ""
        of = f"{len(self.unplayed):,} of {counted(len(self._scope.failures), 'failure')}"
        return f"not known after {of}: {first[0]} fails, {first[1]}"

    # -- played -----------------------------------------------------------------------------------

    @cached_property
    def _intact(self) -> dict[int, Use]:
        """The uses with nothing failed."""
        from topology.loads.cascade.accounts.uses import uses_of

        cascade = self.together.points.contingencies.intact[0]
        return uses_of(cascade.accounts, cascade.overloads.at_once, self._limited)

    @cached_property
    def _uses(self) -> list[Used]:
        """All uses: with nothing failed, and where they are greater after a failure."""
        found = [("", v, use) for v, use in self._intact.items()]
        for number, cause in enumerate(self._moving):
            for v, use in self._after(cause, number).items():
                if v not in self._intact or use.is_above(self._intact[v].share):
                    found.append((cause, v, use))
        return found

    @cached_property
    def _moving(self) -> list[str]:
        """The failures after which somebody may have to carry more.

        Where anybody is turned away with nothing failed that may be any: it leaves others more.
        """
        contingencies = self.together.points.contingencies
        if (contingencies.intact[0].accounts.rates["shed"] > SHED).any():
            return self._scope.failures
        moving = frozenset(contingencies.causes)
        return [cause for cause in self._scope.failures if cause in moving]

    def _after(self, cause: str, number: int) -> dict[int, Use]:
        from topology.loads.cascade.accounts.uses import uses_of
        from topology.loads.contingencies import LOAD_ERRORS

        points = self.together.points
        most = max(1, MOST_WORK // self.together.graph.size)
        if number >= most:
            self.unplayed[cause] = f"and of so many only {most:,} are played"
        elif points.under_load.has_expired():
            self.unplayed[cause] = OUT_OF_TIME
        else:
            cascade = points.contingencies.starts.cascade([cause])
            try:
                cascade.run()
            except LOAD_ERRORS as error:
                self.unplayed[cause] = str(error)
            else:
                return uses_of(cascade.accounts, cascade.overloads.at_once, self._limited)
        return {}

    @property
    def _above(self) -> list[Used]:
        most = self.together.objective.headroom or 0.0
        return [used for used in self._uses if used[2].is_above(most)]

    # -- in words -----------------------------------------------------------------------------

    def _finding(self, cause: str, v: int, use: Use) -> Finding:
        graph = self.together.graph
        name, carries = graph.ids[v], f"{graph.ids[v]} {self._use_words(use)}"
        kind, shared, is_mode = graph.components[v].kind, False, False
        if cause:
            kind, shared, is_mode = kind_of(graph, graph.cause_number(cause))
        when = f"{cause} fails → " if cause else "with nothing failed "
        most = _percent(self.together.objective.headroom or 0.0)
        return Finding(
            rule=Rule.HEADROOM_USED,
            where=name,
            cause=cause,
            kind=kind,
            shared_risk=shared,
            is_mode=is_mode,
            message=f"{when}{carries}, at most {most} allowed",
            reason=(f"{cause} fails", carries) if cause else (carries,),
            amounts=(use.share,),
        )

    def _use_words(self, use: Use) -> str:
        if isinf(use.share):
            return "has a load, and no capacity left"
        unit = self.together.graph.topology.load_unit
        of = f"{figure(use.load)} of {figure(use.capacity)}{f' {unit}' if unit else ''}"
        return f"carries {of}: {_percent(use.share)}"

    @property
    def _at_most(self) -> str:
        number = counted(len(self._limited), "capacity", "capacities")
        if not self._uses:
            return f"nothing comes to any of {number}"
        cause, v, use = max(self._uses, key=lambda used: used[2].share)
        when = f"when {cause} fails" if cause else "with nothing failed"
        name = self.together.graph.ids[v]
        return f"of {number} the most used is {name}: {when} it {self._use_words(use)}"


def _percent(share: float) -> str:
    return f"{figure(share * 100)} %"
