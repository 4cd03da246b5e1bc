"""What takes links and nodes of a network down, or leaves them a part of their capacity."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from topology.network.arcs import Arcs
from topology.network.routing import Loss
from topology.structure.graph import Graph


class CauseKind(StrEnum):
    """What a cause is to the network."""

    LINK = "link"
    NODE = "node"
    COMPONENT = "component"
    """Any other component, without which a link or a node does not work."""
    RISK = "risk"
    MODE = "mode"


@dataclass(frozen=True, slots=True)
class Cause:
    """One or more failures at once, and what they do to the network."""

    numbers: tuple[int, ...]
    """The failures as `Graph` numbers causes: components, then strikes."""
    loss: Loss
    left: dict[int, float] = field(default_factory=dict)
    """The share of its capacity that a link or node has left that goes on working, by component."""

    @property
    def is_felt(self) -> bool:
        """Whether anything of the network fails or carries less."""
        return bool(self.loss.links or self.loss.nodes or self.left)


class Causes:
    """The failures of a document as the network feels them."""

    def __init__(self, graph: Graph, arcs: Arcs) -> None:
        self.graph, self.arcs = graph, arcs
        self._limited = {
            v for v in (*arcs.arcs_of, *arcs.nodes) if graph.components[v].capacity is not None
        }

    @property
    def never(self) -> Loss:
        """What does not work with nothing failed."""
        return self._loss(self.graph.never_up)

    def single(self) -> list[Cause]:
        """Every single failure that the network feels, in the order of their numbers."""
        graph = self.graph
        alone = [v for v in range(graph.size) if graph.components[v].fails is not False]
        numbers = (*alone, *range(graph.size, graph.size + len(graph.strikes)))
        found = (self.together([number]) for number in numbers)
        return [cause for cause in found if cause.is_felt]

    def together(self, numbers: Sequence[int]) -> Cause:
        """Some failures at once; a component that is named twice loses two members."""
        graph = self.graph
        components = [number for number in numbers if number < graph.size]
        strikes = [number - graph.size for number in numbers if number >= graph.size]
        down = graph.going_down(components, strikes)
        left = {
            v: share
            for v, share in self._left(components, strikes, down)
            if v in self._limited and v not in down
        }
        return Cause(tuple(numbers), self._loss(down), left)

    def kind(self, number: int) -> CauseKind:
        """What a single failure is."""
        if number >= self.graph.size:
            return CauseKind.MODE if self.graph.owner(number) >= 0 else CauseKind.RISK
        if number in self.arcs.arcs_of:
            return CauseKind.LINK
        return CauseKind.NODE if number in self.arcs.position else CauseKind.COMPONENT

    def name(self, number: int) -> str:
        """The id of a single failure."""
        graph = self.graph
        return graph.ids[number] if number < graph.size else graph.strikes[number - graph.size].id

    def _loss(self, down: Iterable[int]) -> Loss:
        down = set(down)
        position = self.arcs.position
        return Loss(
            frozenset(v for v in down if v in self.arcs.arcs_of),
            frozenset(position[v] for v in down if v in position),
        )

    def _left(
        self, components: Sequence[int], strikes: Sequence[int], down: Container[int]
    ) -> Iterator[tuple[int, float]]:
        """The share that each is left with that loses members, by places too, or limps."""
        graph = self.graph
        lost: dict[int, float] = {}
        for v in components:
            lost[v] = lost.get(v, 0.0) + 1.0
        for number in strikes:
            strike = graph.strikes[number]
            for v in strike.hits:
                share = 1.0 if strike.fails else 1.0 - strike.leaves
                lost[v] = lost.get(v, 0.0) + share * strike.members(graph.components[v])
        for v, places in graph.places.items():
            lost[v] = lost.get(v, 0.0) + places.lost(down)
        for v, members in sorted(lost.items()):
            if members:
                yield v, max(1.0 - members / graph.components[v].count, 0.0)
