"""What some failures take down, and the shortest chain to each of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from topology.structure.graph import Fall, Graph
from topology.structure.reasons.blame import Blame, Told
from topology.structure.reasons.waves import Before, Waves

if TYPE_CHECKING:
    from topology.structure.order_one.order_one import OrderOne

_TOLD = 64
"""Steps whose words are kept."""


class Explainer:
    """Explains what fails with what: one cause, or several at once.

    `starts` are the components that go down by the failures themselves, each with its cause (its
    own number, or `graph.size` plus a strike); `alone` names for a path the one element among them
    that by itself cuts it off.
    """

    def __init__(
        self,
        graph: Graph,
        fall: Fall,
        starts: Mapping[int, int],
        alone: Mapping[int, int],
    ) -> None:
        self.graph, self.down, self.alone = graph, fall.down, alone
        self.starts = dict(sorted(starts.items()))
        self.waves = Waves(graph, self.starts, fall.paths, alone, fall.failed)
        self._failed = fall.failed
        self._levels: dict[int, int] = {}
        self._blames: dict[int, list[int]] = {}
        self._steps: dict[int, int] = {}
        self._told: dict[tuple[int, int], Told] = {}

    @classmethod
    def of(cls, order: OrderOne, cause: int) -> Explainer:
        """Of a single cause, whose fall is known already."""
        graph = order.graph
        down, lost = order.taken_down(cause)
        struck = (cause,) if cause < graph.size else graph.struck[cause - graph.size]
        first = [v for v in struck if v in down]
        alone = {path: cause for path in lost if order.dominates(cause, path)}
        return cls(graph, Fall(down, lost, set(first), {}), dict.fromkeys(first, cause), alone)

    def chain(self, target: int) -> list[int]:
        """The shortest chain from a cause to a component that goes down, both included."""
        chain = [target]
        while chain[-1] not in self.starts:
            chain.append(self._before(chain[-1]))
        cause = self.starts[chain[-1]]
        if cause != chain[-1]:
            chain.append(cause)
        return chain[::-1]

    def step(self, x: int, y: int) -> str:
        """One step of such a chain in words."""
        return self.told(x, y).words

    def told(self, x: int, y: int) -> Told:
        """How x being down makes y go down; the last few are kept, as they are asked for again."""
        found = self._told.get((x, y))
        if found is None:
            if len(self._told) >= _TOLD:
                self._told.clear()
            found = self._told[x, y] = self.blame(y).told(x, y)
        return found

    def depth(self, y: int) -> int:
        """The number of steps to a component that goes down."""
        steps = 0
        while y not in self.starts:
            steps, y = steps + 1, self._before(y)
        return steps + (self.starts[y] != y)

    def blame(self, y: int) -> Blame:
        """Whom to blame for the fall of y: judged in the state just before it."""
        before = Before(self.waves, self.waves.of[y])
        return Blame(self.graph, before, self.waves, self.alone, self._failed)

    def _blamed(self, y: int) -> Iterable[int]:
        """The components to blame for the fall of y."""
        needed = self.graph.plain_needs[y]
        if needed is None:
            return self.blame(y).of(y)
        # Of what it needs nothing is never up, or it would not be up itself.
        wave, of = self.waves.of[y], self.waves.of
        return [x for x in needed if of.get(x, wave) < wave]

    @cached_property
    def _first_compound(self) -> int:
        """The first wave in which a component falls that asks for more than some others."""
        of, plain = self.waves.of, self.graph.plain_needs
        compound = (v for v in self.down if plain[v] is None and v not in self.starts)
        return min((of[v] for v in compound), default=len(of) + 1)

    def _level(self, target: int) -> int:
        """How many steps before a component that goes down the nearest of `starts` is.

        Before any compound need has a part in it, that is the wave: what falls for a plain need
        does so right after the first of what it needs. Beyond, it is looked for among all that can
        be blamed on the way back.
        """
        levels, of, first = self._levels, self.waves.of, self._first_compound
        todo = [target]
        while todo:
            y = todo[-1]
            if y in levels:
                todo.pop()
            elif y in self.starts or of[y] < first:
                levels[y] = of[y]
                todo.pop()
            else:
                blamed = self._blamed_by(y)
                if further := [x for x in blamed if x not in levels]:
                    todo += further
                else:
                    levels[y] = 1 + min(levels[x] for x in blamed)
                    todo.pop()
        return levels[target]

    def _blamed_by(self, y: int) -> list[int]:
        found = self._blames.get(y)
        if found is None:
            # What never was up is the beginning of no chain.
            found = self._blames[y] = [x for x in self._blamed(y) if x in self.down]
        return found

    def _before(self, y: int) -> int:
        """The component before one that goes down on its shortest chain.

        Of equal chains the one of the lower ids.
        """
        found = self._steps.get(y)
        if found is None:
            found = min(self._blamed_by(y), key=lambda x: (self._level(x), x))
            self._steps[y] = found
        return found
