"""What became of every alternative on the way from a cause to what it takes down.

One chain says why a component fell if one need is to blame. Where too few of several alternatives
are left, the loss of each is part of the reason: at the last such choice of a chain all that fell
are accounted for, each by its own shortest chain, and so on inside these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from topology.document import schema
from topology.document.schema import choice, name_of, named, parts_of
from topology.finding import MOST_ALTERNATIVES, MOST_LEVELS, Step, plain_steps
from topology.structure.reasons.blame import written_plain
from topology.structure.reasons.explainer import Explainer
from topology.structure.words import left_out

MOST_STEPS = 8
"""Longer chains inside an alternative are shown by their first and last steps."""


class Alternatives:
    """Accounts for the falls that failures bring about. `own` tells the failure of a cause."""

    def __init__(self, explainer: Explainer, own: Callable[[int], str]) -> None:
        self._explainer = explainer
        self._graph = explainer.graph
        self._own = own

    def account(self, target: int) -> tuple[Step, ...]:
        """The steps after the cause to the fall of a target; nothing when no choice is on the way.

        Costs the chains that are told, and a look at each alternative of a choice.
        """
        steps = self._along(self._explainer.chain(target), MOST_LEVELS)
        return steps if any(step.alternatives for step in steps) else ()

    def _along(self, chain: Sequence[int], levels: int) -> tuple[Step, ...]:
        """A chain from the cause on, from the last choice on it."""
        explainer = self._explainer
        after: list[Step] = []
        first = 0 if chain[0] < self._graph.size else 1
        for k in range(len(chain) - 1, first, -1):
            x, y = chain[k - 1], chain[k]
            told = explainer.told(x, y)
            if told.choice is not None and levels:
                return self._choice(told.choice, y, told.words, levels), *reversed(after)
            after.append(Step(told.words))
        return *self._opening(chain, first), *reversed(after)

    def _opening(self, chain: Sequence[int], first: int) -> tuple[Step, ...]:
        """What is told of a chain before its first step."""
        if first:
            return (Step(f"{self._graph.ids[chain[1]]} is hit"),)
        return (Step(self._own(chain[0])),) if len(chain) == 1 else ()

    def _choice(self, entry: schema.Choice, y: int, words: str, levels: int) -> Step:
        blame = self._explainer.blame(y)
        lost = sorted(blame.lost(entry, y), key=lambda part: self._rank(part, y))
        told = tuple(self._part(part, y, levels - 1) for part in lost[:MOST_ALTERNATIVES])
        return Step(words, tuple(map(_shortened, told)), max(0, len(lost) - MOST_ALTERNATIVES))

    def _rank(self, part: schema.Requirement, y: int) -> tuple[object, ...]:
        """In which order lost parts are told, wherever in the document they stand."""
        return self._depth(part, y), sorted(named((part,))), written_plain(part)

    def _depth(self, part: schema.Requirement, y: int) -> tuple[int, int]:
        """How near to the cause a lost part of y's needs is, and by what it fell.

        What was never there comes last.
        """
        nearest = self._nearest(part, y)
        if nearest is None:
            return len(self._graph.ids), 0
        return self._explainer.depth(nearest), nearest

    def _nearest(self, part: schema.Requirement, y: int) -> int | None:
        """Of what a part blames the component that fell nearest to the cause."""
        explainer = self._explainer
        blamed = explainer.blame(y).part_blames(part, y) & explainer.down
        return min(blamed, key=lambda x: (explainer.depth(x), x), default=None)

    def _part(self, part: schema.Requirement, y: int, levels: int) -> tuple[Step, ...]:
        """How one part of y's needs was lost."""
        if not isinstance(part, str | schema.On | schema.Reach):
            return self._compound(part, y, levels)
        x = self._nearest(part, y)
        if x is None:
            return (Step(self._never(part, y)),)
        steps = self._along(self._explainer.chain(x), levels)
        if isinstance(part, schema.Reach):
            told = self._explainer.blame(y).part_told(part, x, y)
            return *steps, Step(told.words)
        return steps

    def _compound(self, part: schema.Compound, y: int, levels: int) -> tuple[Step, ...]:
        blame = self._explainer.blame(y)
        lost = [inner for inner in parts_of(part) if not blame.holds(inner, y)]
        least = min(lost, key=lambda inner: self._rank(inner, y))
        if isinstance(part, schema.All) or choice(part)[0] == len(parts_of(part)):
            return self._part(least, y, levels)
        x = self._nearest(part, y)
        told = None if x is None else blame.part_told(part, x, y)
        if told is None or told.choice is None or not levels:
            return self._part(least, y, levels)
        return (self._choice(told.choice, y, told.words, levels),)

    def _never(self, part: str | schema.On | schema.Reach, y: int) -> str:
        if isinstance(part, schema.Reach):
            return f"{self._graph.ids[y]} has no path to {part.reach}"
        return f"{name_of(part)} is never up"


def _shortened(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    hidden = len(steps) - MOST_STEPS
    if hidden <= 0:
        return steps
    half = MOST_STEPS // 2
    return *steps[:half], *plain_steps([left_out(hidden)]), *steps[-half:]
