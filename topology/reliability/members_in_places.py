"""Probabilities and importances of members that stand in places (see `cutsets.stages`).

At the stage i at which n_i members are left, of which k_i have to fail, they do so with probability
P_i = P(Bin(n_i, q) >= k_i). The events of the stages stand in a row, P_i = z_i P_(i+1). In any
state of the places those of one stage decide, so the probability Q of the top is linear in all P_i
together, and exact. It follows for a member drawn from all: where n_i of n are left, it is one of
these with probability n_i / n, and what becomes of Q if it never or always fails is Q with

    P_i' = n_i / n P(Bin(n_i - 1, q) >= k_i or k_i - 1) + (1 - n_i / n) P_i
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, lgamma, log

from topology.cutsets.engine.solution import Solution
from topology.cutsets.stages import Stage
from topology.reliability.importance import Group, Importance
from topology.values.failing_members import at_least, exactly


@dataclass(frozen=True, slots=True)
class StageGroup(Group):
    """The event of a stage, once those beyond have happened; q is that of a member of `count`."""

    stage: Stage

    @property
    def probability(self) -> float:
        """That as many fail as have to at this stage, if they do so at the next."""
        return _ratio(_chance(self.stage, self.q), _beyond(self.stage, self.q))

    @property
    def expected(self) -> float:
        """By how many more choices all are down on average than at the next stage."""
        if self.q <= 0.0:
            return 0.0
        ways = _log_ways(self.stage) - (_log_ways(self.stage.beyond) if self.stage.beyond else 0.0)
        return exp(ways + self.members * log(self.q))

    @property
    def slope(self) -> float:
        """The derivative of the probability by the q of one member."""
        beyond = self.stage.beyond
        later = _beyond(self.stage, self.q)
        if not later:
            return 0.0
        change = _slope(self.stage, self.q)
        if beyond is not None:
            change -= _chance(self.stage, self.q) * _slope(beyond, self.q) / later
        return change / later / self.count


def average_importance(
    solution: Solution, groups: Sequence[Group], events: Sequence[int]
) -> Importance:
    """The importances of a member of an entry, on average; `events` are those of its stages.

    Members differ by their place. Fussell-Vesely is left open: it asks which of them failed. Cost:
    three passes over the diagrams.
    """
    q = [group.probability for group in groups]
    top = solution.unavailability(q)
    stages = [group for event in events if isinstance(group := groups[event], StageGroup)]

    def given(*, fails: bool) -> float:
        changed = list(q)
        for event, chance in zip(
            events, _in_a_row([_given(g, fails) for g in stages]), strict=True
        ):
            changed[event] = chance
        return solution.unavailability(changed)

    slopes = solution.birnbaum(q)
    birnbaum = sum(slopes[event] * group.slope for event, group in zip(events, stages, strict=True))
    if top <= 0:
        return Importance(birnbaum, None, None, None, None, False)
    low, high = given(fails=False), given(fails=True)
    return Importance(
        birnbaum=birnbaum,
        criticality=(top - low) / top,
        fussell_vesely=None,
        raw=min(1.0, high) / top,
        rrw=top / low if low > 0 else inf,
        fussell_vesely_exact=False,
    )


def _given(group: StageGroup, fails: bool) -> float:
    """The probability of a stage if one member, drawn from all, always or never fails."""
    stage, q = group.stage, group.q
    own = at_least(stage.failing - fails, stage.left - 1, q)
    share = stage.left / group.count
    return share * own + (1.0 - share) * _chance(stage, q)


def _in_a_row(chances: Sequence[float]) -> list[float]:
    """Of each stage, least lost first, the probability once the next has happened."""
    return [_ratio(*pair) for pair in zip(chances, [*chances[1:], 1.0], strict=True)]


def _chance(stage: Stage, q: float) -> float:
    return at_least(stage.failing, stage.left, q)


def _beyond(stage: Stage, q: float) -> float:
    return 1.0 if stage.beyond is None else _chance(stage.beyond, q)


def _slope(stage: Stage, q: float) -> float:
    return stage.left * exactly(stage.failing - 1, stage.left - 1, q)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _log_ways(stage: Stage) -> float:
    """The logarithm of the ways to choose those that fail."""
    left, failing = stage.left, stage.failing
    return lgamma(left + 1) - lgamma(failing + 1) - lgamma(left - failing + 1)
