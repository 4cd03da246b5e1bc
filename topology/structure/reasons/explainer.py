"""What one cause takes down, and the shortest chain to each of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from topology.structure.order_one.order_one import OrderOne
from topology.structure.reasons.blame import Blame
from topology.structure.reasons.waves import Before, Waves


class Explainer:
    """Explains what one cause takes down."""

    def __init__(self, order: OrderOne, cause: int) -> None:
        graph = self.graph = order.graph
        self.cause = cause
        self.down, lost = order.taken_down(cause)
        if cause < graph.size:
            self.first = [cause] if self.down else []
        else:
            self.first = [v for v in graph.struck[cause - graph.size] if v in self.down]
        self.alone = {path: cause for path in lost if order.dominates(cause, path)}
        self.waves = Waves(graph, self.first, lost, self.alone)

    def chain(self, target: int) -> list[int]:
        """The shortest chain from the cause to a component that it takes down, both included."""
        chain = [target]
        while chain[-1] != self.cause:
            chain.append(self._before[chain[-1]])
        return chain[::-1]

    def step(self, x: int, y: int) -> str:
        """One step of such a chain in words."""
        return self.blame(y).told(x, y).words

    def depth(self, y: int) -> int:
        """The number of steps to a component that goes down."""
        return self._depth[y]

    def blame(self, y: int) -> Blame:
        """Whom to blame for the fall of y: judged in the state just before it."""
        return Blame(self.graph, Before(self.waves, self.waves.of[y]), self.waves, self.alone)

    def _blamed(self, y: int) -> Iterable[int]:
        """The components to blame for the fall of y."""
        needed = self.graph.plain_needs[y]
        if needed is None:
            return self.blame(y).of(y)
        # Of what it needs nothing is never up, or it would not be up itself.
        wave, of = self.waves.of[y], self.waves.of
        return [x for x in needed if of.get(x, wave) < wave]

    @cached_property
    def _before(self) -> dict[int, int]:
        """For each component that goes down, the one before it on its shortest chain.

        Breadth-first from the cause; of equal chains the one of the lower ids.
        """
        blamed_by: dict[int, list[int]] = {}
        for y in sorted(self.down.difference(self.first)):
            for x in self._blamed(y):
                blamed_by.setdefault(x, []).append(y)
        before = dict.fromkeys(self.first, self.cause)
        level = self.first
        while level:
            further: list[int] = []
            for x in sorted(level):
                for y in blamed_by.get(x, ()):
                    if y not in before:
                        before[y] = x
                        further.append(y)
            level = further
        return before

    @cached_property
    def _depth(self) -> dict[int, int]:
        """The length of each shortest chain."""
        depth = {self.cause: 0}
        for y, x in self._before.items():
            if y != x:
                depth[y] = depth[x] + 1
        return depth
