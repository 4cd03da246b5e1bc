"""What goes from where to where: the traffic of a document as a matrix, by columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from topology.document.schema import ALL, Selector, Targets
from topology.document.schema import Demand as Entry
from topology.network.arcs import Arcs, Floats, Ints
from topology.structure.graph import Graph


def ends_of(graph: Graph) -> list[int]:
    """The components that traffic is said to come from or go to, by ids or selections, sorted.

    What a selection finds is one of them though no link leads to it; links are none.
    """
    entries = graph.topology.traffic
    sides = [side for entry in entries for side in (entry.origin, entry.to) if side != ALL]
    names = {side for side in sides if isinstance(side, str)}
    names.update(name for side in sides if isinstance(side, tuple) for name in side)
    selectors = {side for side in sides if isinstance(side, Selector)}
    found = {graph.index[name] for name in names}
    for selector in selectors:
        selected = (v for v, c in enumerate(graph.components) if selector.selects(c))
        found.update(v for v in selected if not graph.is_link(v))
    return sorted(found)


@dataclass(frozen=True, slots=True)
class Block:
    """Ordered pairs of which each has so much: all of some nodes to all of some."""

    origins: Ints
    destinations: Ints
    amount: float


@dataclass(frozen=True, eq=False)
class Demands:
    """The demand of each ordered pair of nodes; of a node to itself there is none.

    Held as single pairs and blocks of pairs, so that a thousand nodes that all send to all take no
    room; `columns` makes a part of the matrix.
    """

    nodes: int
    origin: Ints
    destination: Ints
    amount: Floats
    blocks: tuple[Block, ...] = ()

    @classmethod
    def of(cls, graph: Graph, arcs: Arcs, times: float = 1.0) -> Demands:
        """The traffic of a document, all of it multiplied by `times`. O(entries)."""
        singles: list[tuple[int, int, float]] = []
        blocks: list[Block] = []
        for entry in graph.topology.traffic:
            amount = float(entry.demand) * times
            if isinstance(entry.origin, str) and isinstance(entry.to, str) and not _is_all(entry):
                start, end = (arcs.position[graph.index[name]] for name in (entry.origin, entry.to))
                singles.append((start, end, amount))
            else:
                origins, ends = (_nodes(graph, arcs, side) for side in (entry.origin, entry.to))
                blocks.append(Block(origins, ends, amount))
        # Sums are the same to the last bit whatever the order in the document.
        singles.sort()
        blocks.sort(
            key=lambda block: (block.amount, *map(bytes, (block.origins, block.destinations)))
        )
        origin, destination, amounts = zip(*singles, strict=True) if singles else ((), (), ())
        return cls(
            len(arcs.nodes),
            np.array(origin, dtype=np.int64),
            np.array(destination, dtype=np.int64),
            np.array(amounts, dtype=np.float64),
            tuple(blocks),
        )

    @cached_property
    def destinations(self) -> Ints:
        """The nodes that anything goes to, ascending."""
        some = [self.destination[self.amount > 0]]
        some += [block.destinations for block in self.blocks if block.amount > 0]
        return np.unique(np.concatenate(some))

    def columns(self, destinations: Ints) -> Floats:
        """The demand of each node (row) to some destinations (columns, ascending)."""
        found = np.zeros((self.nodes, len(destinations)))
        at = np.searchsorted(destinations, self.destination)
        is_in = np.isin(self.destination, destinations)
        np.add.at(found, (self.origin[is_in], at[is_in]), self.amount[is_in])
        for block in self.blocks:
            columns = np.flatnonzero(np.isin(destinations, block.destinations))
            found[np.ix_(block.origins, columns)] += block.amount
        found[destinations, np.arange(len(destinations))] = 0.0
        return found

    @cached_property
    def total(self) -> float:
        """All of it, in load units."""
        pairs = float(self.amount[self.origin != self.destination].sum())
        return pairs + sum(b.amount * _pairs(b.origins, b.destinations) for b in self.blocks)


def _is_all(entry: Entry) -> bool:
    return ALL in (entry.origin, entry.to)


def _nodes(graph: Graph, arcs: Arcs, side: Targets) -> Ints:
    """The nodes that one side of an entry means, ascending."""
    if isinstance(side, Selector):
        some: Iterable[int] = (v for v in arcs.nodes if side.selects(graph.components[v]))
    elif side == ALL:
        some = arcs.nodes
    else:
        names: Sequence[str] = (side,) if isinstance(side, str) else side
        some = sorted({graph.index[name] for name in names})
    return np.array([arcs.position[v] for v in some], dtype=np.int64)


def _pairs(origins: Ints, destinations: Ints) -> int:
    """How many ordered pairs of different nodes there are."""
    return len(origins) * len(destinations) - len(np.intersect1d(origins, destinations))
