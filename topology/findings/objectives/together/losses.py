"""How much money any one failure costs all targets together, until all of it is lost no more.

Each target loses its `loss_per_hour` while it is out, with the repairs that the document gives; and
where load can matter the share of it that is missing, until it serves all again. That a target
fails itself is an incident as any other. What is not known counts with the least that it can be,
which may be too much already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf, isclose, isinf
from typing import TYPE_CHECKING, NamedTuple

from topology.cutsets.engine.work import OUT_OF_TIME
from topology.document.relevance import BY_STRUCTURE
from topology.document.schema import Objective
from topology.finding import Finding, Rule, Step, plain_steps
from topology.findings.objectives.clauses import MOST_TOLD, NONE_COUNTS, Clause, Together
from topology.findings.objectives.together.scope import FailuresJudged, Scope, of_kind, owner_of
from topology.findings.ranking.recoveries import Recovery
from topology.findings.under_load import cause_words, kind_of, own_causes
from topology.values.rounding import exceeds
from topology.values.units import SECONDS, counted, figure, time_words

if TYPE_CHECKING:
    from topology.loads.outages import Cost

RULE = "max_loss_per_incident"
MOST_WORK = 2_000_000
"""Failures played with their repairs, times components."""


def loss_asked(objective: Objective) -> str:
    """What is asked, in words."""
    most = figure(objective.max_loss_per_incident or 0.0)
    return f"loses at most {most} by any single failure{of_kind(objective)}"


def loss(together: Together) -> Clause:
    """The clause with its verdict."""
    return Losses(together).judged.clause(together, RULE, loss_asked(together.objective))


class Part(NamedTuple):
    """What one target loses."""

    target: int
    money: float
    """The least that it can be, where it is not known."""
    out_s: float
    wanting: str = ""
    """For want of what it is not known."""


class Incident(NamedTuple):
    """What one failure costs."""

    cause: str
    parts: tuple[Part, ...]
    """The dearest first."""
    wanting: str = ""
    """For want of what nothing more is known."""

    @property
    def money(self) -> float:
        """The least that it can be, where it is not known."""
        return sum(part.money for part in self.parts)

    @property
    def unknown(self) -> str:
        """For want of what it is not known; empty where it is."""
        return self.wanting or next((p.wanting for p in self.parts if p.wanting), "")


@dataclass(frozen=True)
class Losses:
    """What each failure costs the targets of an objective."""

    together: Together
    _played: list[str] = field(default_factory=list)

    @property
    def judged(self) -> FailuresJudged:
        """All failures that count, against the money that one of them may cost."""
        scope, most = self._scope, self.together.objective.max_loss_per_incident or 0.0
        number = len(scope.failures)
        if not self._given:
            return FailuresJudged((), number, "no loss_per_hour", "")
        found = sorted(self.incidents, key=lambda one: (-one.money, one.cause))
        return FailuresJudged(
            [self._finding(one) for one in found if exceeds(one.money, most)],
            number,
            self._unknown(found) or self._unjudged or ("" if number else NONE_COUNTS),
            self._at_most(found),
        )

    @cached_property
    def _scope(self) -> Scope:
        return Scope(self.together)

    @cached_property
    def _given(self) -> dict[int, float]:
        """The targets of which it is said what they lose, by number, and how much in an hour."""
        graph = self.together.graph
        numbers = [graph.index[name] for name in self.together.targets]
        found = {v: graph.components[v].loss_per_hour for v in numbers}
        return {v: lost for v, lost in found.items() if lost is not None}

    @cached_property
    def _losing(self) -> dict[int, float]:
        """Those of them that lose anything, and how much in a second."""
        return {v: lost / SECONDS["h"] for v, lost in self._given.items() if lost}

    @cached_property
    def _up(self) -> list[int]:
        """Those of them of which it can be told what takes them down."""
        graph, points = self.together.graph, self.together.points
        chosen = {*points.targets, *points.not_judged}
        return [v for v in self._losing if graph.ids[v] in chosen]

    @property
    def _unjudged(self) -> str:
        """Why not all can be told of some target; empty where it can of each."""
        graph, points = self.together.graph, self.together.points
        if points.load_unjudged:
            return f"it is {BY_STRUCTURE}: {points.load_unjudged}"
        for v in self._losing:
            name = graph.ids[v]
            if name in points.never_up:
                return f"{name} does not work even with nothing failed"
            if name not in points.targets:
                return self._scope.silent or f"{name} was not judged"
        return self._lost_anyway

    @property
    def _lost_anyway(self) -> str:
        """Which target loses something with nothing failed, in words; empty where none does."""
        points = self.together.points
        if not points.under_load.matters:
            return ""
        from topology.loads.outages import loses_anyway

        intact = points.contingencies.intact[0]
        return next((why for v in self._losing if (why := loses_anyway(v, intact))), "")

    # -- what each failure costs ------------------------------------------------------------------

    @cached_property
    def incidents(self) -> list[Incident]:
        """What each failure costs that may cost anything, by cause."""
        failures = frozenset(self._scope.failures)
        causes = failures.intersection({*self._falling, *self._moving})
        return [self._incident(cause) for cause in sorted(causes)]

    @cached_property
    def _falling(self) -> dict[str, list[int]]:
        """By failure the targets that it takes down by structure."""
        graph, points = self.together.graph, self.together.points
        found: dict[str, list[int]] = {}
        for v in self._up:
            for cause in dict.fromkeys((*points.causes(graph.ids[v]), *own_causes(graph, v))):
                if points.widths.takes_down(graph.cause_number(cause), v):
                    found.setdefault(cause, []).append(v)
        return found

    @property
    def _moving(self) -> Sequence[str]:
        """The failures that move load."""
        points = self.together.points
        is_judged = points.under_load.matters and not points.load_unjudged
        return points.contingencies.causes if is_judged else ()

    def _incident(self, cause: str) -> Incident:
        falling = self._falling.get(cause, [])
        wanting = ""
        if self.together.points.under_load.matters:
            costs = self._costs(cause)
            if isinstance(costs, str):
                wanting = costs
                parts = [self._least(v, cause, wanting) for v in falling]
            else:
                lost = (v for v in self._up if v in costs)
                parts = [self._part(v, cause, costs[v]) for v in lost]
        else:
            parts = [self._by_structure(v, cause) for v in falling]
        return Incident(cause, tuple(sorted(parts, key=lambda p: (-p.money, p.target))), wanting)

    def _by_structure(self, v: int, cause: str) -> Part:
        """By when its needs hold again; played where it is out more than once until then."""
        recovery = self.together.points.recoveries.of(v, cause)
        if recovery.is_never:
            return Part(v, inf, inf)
        is_own = owner_of(self.together, cause) == v
        if recovery.wanting and not is_own:
            return self._least(v, cause, recovery.wanting)
        if recovery.wanting or not _is_one(recovery):
            costs = self._costs(cause)
            if isinstance(costs, str):
                return self._least(v, cause, costs)
            return self._part(v, cause, costs[v]) if v in costs else Part(v, 0.0, 0.0)
        return Part(v, self._losing[v] * recovery.outage_s, recovery.outage_s)

    def _part(self, v: int, cause: str, cost: Cost) -> Part:
        if cost.wanting:
            return self._least(v, cause, cost.wanting)
        return Part(v, cost.money, cost.out_s)

    def _least(self, v: int, cause: str, wanting: str) -> Part:
        """The least that it can be: it is out until its needs can hold again."""
        least_s = 0.0
        if v in self._falling.get(cause, ()):
            least_s = self.together.points.recoveries.least_s(v, cause)
        return Part(v, self._losing[v] * least_s, least_s, wanting)

    def _costs(self, cause: str) -> dict[int, Cost] | str:
        """What is lost when it is played, with all repairs; or why it cannot be."""
        points = self.together.points
        most = max(1, MOST_WORK // self.together.graph.size)
        if points.load_unjudged or points.contingencies.unjudged:
            return "loads cannot be judged"
        if len(self._played) >= most:
            return f"of so many failures only {most:,} are played"
        if points.under_load.has_expired():
            return OUT_OF_TIME
        from topology.loads.contingencies import LOAD_ERRORS

        self._played.append(cause)
        try:
            return points.contingencies.costs(cause)
        except LOAD_ERRORS:
            return f"loads cannot be judged after {cause} fails"

    # -- in words ---------------------------------------------------------------------------------

    def _finding(self, incident: Incident) -> Finding:
        graph, cause = self.together.graph, incident.cause
        kind, shared, is_mode = kind_of(graph, graph.cause_number(cause))
        parts = [part for part in incident.parts if part.money]
        lost = [*map(self._part_words, parts[:MOST_TOLD])]
        if (further := len(parts) - MOST_TOLD) > 0:
            lost.append(counted(further, "more target"))
        least = "at least " if incident.unknown and not isinf(incident.money) else ""
        most = self._money_words(self.together.objective.max_loss_per_incident or 0.0)
        said = f"{cause_words(graph, cause)} costs {least}{self._money_words(incident.money)}"
        steps = self._steps(incident)
        return Finding(
            rule=Rule.LOSS_TOO_HIGH,
            where="",
            cause=cause,
            kind=kind,
            shared_risk=shared,
            is_mode=is_mode,
            message=f"{said}: {', '.join(lost)}; at most {most} are allowed",
            reason=tuple(step.words for step in steps),
            because=steps,
            amounts=(incident.money,),
        )

    def _steps(self, incident: Incident) -> tuple[Step, ...]:
        """How the failure comes to the target that loses the most, and what that loses."""
        points, worst = self.together.points, incident.parts[0]
        name = self.together.graph.ids[worst.target]
        is_point = incident.cause in points.causes(name)
        steps = points.because(name, incident.cause) if is_point else ()
        return (
            *(steps or plain_steps((f"{incident.cause} fails",))),
            Step(self._part_words(worst)),
        )

    def _part_words(self, part: Part) -> str:
        name, an_hour = self.together.graph.ids[part.target], self._given[part.target]
        rate = f"at {self._money_words(an_hour)}{'/h' if self._currency else ' an hour'}"
        least = " at least" if part.wanting else ""
        if isinf(part.money):
            never = "is never back" if isinf(part.out_s) else "never serves all again"
            return f"{name} {never}, {rate}"
        if isclose(part.money, an_hour / SECONDS["h"] * part.out_s, rel_tol=1e-6):
            return f"{name} is out for {time_words(part.out_s)}{least} {rate}"
        out = f", out for {time_words(part.out_s)} at the longest," if part.out_s else " in part,"
        return f"{name} loses {self._money_words(part.money)}{out} {rate}"

    @property
    def _currency(self) -> str:
        return self.together.graph.topology.currency or ""

    def _money_words(self, money: float) -> str:
        said = "without end" if isinf(money) else figure(money)
        return said if isinf(money) else f"{said} {self._currency}".rstrip()

    def _unknown(self, found: Sequence[Incident]) -> str:
        """After how many failures it is not known, and for want of what."""
        reasons = list(dict.fromkeys(one.unknown for one in found if one.unknown))
        if not reasons:
            return ""
        number = sum(bool(one.unknown) for one in found)
        further = len(reasons) - MOST_TOLD
        more = f" and {counted(further, 'more reason')}" if further > 0 else ""
        of = f"{number:,} of {counted(len(self._scope.failures), 'failure')}"
        return f"not known after {of}: {', '.join(reasons[:MOST_TOLD])}{more}"

    def _at_most(self, found: Sequence[Incident]) -> str:
        number, targets = len(self._given), len(self.together.targets)
        of = counted(len(self._scope.failures), "failure")
        said = f"none of {of} costs anything"
        if found and found[0].money:
            said = f"the dearest of {of} is {found[0].cause}: {self._money_words(found[0].money)}"
        if number == targets:
            return said
        of = f"{number:,} of {counted(targets, 'target')}"
        return f"{said}; it is that of {of}, as the others have no loss_per_hour"


def _is_one(recovery: Recovery) -> bool:
    """Whether it is out once and no more."""
    lasts_s = recovery.outage_s
    return recovery.longest_s is None or recovery.held_s + lasts_s >= recovery.after_s * (1 - 1e-9)
