"""What some failures take down, and the shortest chain to each of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from topology.structure.graph import Fall, Graph
from topology.structure.reasons.blame import Blame
from topology.structure.reasons.waves import Before, Waves

if TYPE_CHECKING:
    from topology.structure.order_one.order_one import OrderOne


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
            chain.append(self._before[chain[-1]])
        cause = self.starts[chain[-1]]
        if cause != chain[-1]:
            chain.append(cause)
        return chain[::-1]

    def step(self, x: int, y: int) -> str:
        """One step of such a chain in words."""
        return self.blame(y).told(x, y).words

    def depth(self, y: int) -> int:
        """The number of steps to a component that goes down."""
        return self._depth[y]

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
    def _before(self) -> dict[int, int]:
        """For each component that goes down, the one before it on its shortest chain.

        Breadth-first from the causes; of equal chains the one of the lower ids.
        """
        blamed_by: dict[int, list[int]] = {}
        for y in sorted(self.down.difference(self.starts)):
            for x in self._blamed(y):
                blamed_by.setdefault(x, []).append(y)
        before = dict(self.starts)
        level = list(self.starts)
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
        depth = dict.fromkeys(self.starts.values(), 0)
        for y, x in self._before.items():
            if y != x:
                depth[y] = depth[x] + 1
        return depth
