"""Between which nodes traffic goes, and so which of them have to hold together after a failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import rustworkx as rx

from topology.document.document import Topology
from topology.document.schema import Routing
from topology.network.arcs import Arcs
from topology.network.demands import Block, Demands, ends_of
from topology.remedy.cuts.parts import DOWN, Ints
from topology.remedy.cuts.survive import Together
from topology.structure.graph import Graph

MOST_PAIRS = 200_000
"""Pairs that send which are gone through for each failure of a node."""

MOST_FLOWS = 20_000
"""Pairs of which each is looked at by itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Demanded:
    """A graph of the pairs between which something goes.

    Nodes that all send to all are joined by one more node in the place of all their pairs.
    """

    graph: rx.PyGraph[int, None]
    size: int
    """How many of its nodes are those of the network, by number; the others stand for all pairs."""

    @classmethod
    def of(cls, topology: Topology, number: Mapping[str, int]) -> Demanded | None:
        """The traffic of a document, its nodes as numbered; None of too many pairs."""
        graph = Graph.compile(topology)
        arcs = Arcs.of(graph, topology.routing or Routing(), ends_of(graph))
        demands = Demands.of(graph, arcs)
        of_arcs = np.array([number[graph.ids[v]] for v in arcs.nodes], dtype=np.intp)
        made = rx.PyGraph[int, None](multigraph=False)
        made.add_nodes_from(range(len(number)))
        blocks = [block for block in demands.blocks if block.amount > 0]
        apart = [block for block in blocks if not _is_of_all(block)]
        pairs = sum(len(block.origins) * len(block.destinations) for block in apart)
        if len(demands.amount) + pairs > MOST_PAIRS:
            return None
        some = demands.amount > 0
        _join(made, of_arcs[demands.origin[some]], of_arcs[demands.destination[some]])
        for block in blocks:
            ends = of_arcs[block.origins]
            if _is_of_all(block):
                _join(made, ends, np.full(len(ends), made.add_node(-1)))
            else:
                others = of_arcs[block.destinations]
                _join(made, np.repeat(ends, len(others)), np.tile(others, len(ends)))
        return cls(made, len(number))

    def together(self, parts: Ints) -> list[Together]:
        """What has to hold together after a failure that leaves nodes in `parts`.

        What sends to one another directly or by others that are up; what is down sends nothing.
        O(pairs).
        """
        down = np.flatnonzero(parts == DOWN)
        left = self.graph
        if len(down):
            left = left.copy()
            left.remove_nodes_from(down.tolist())
        found = []
        for component in rx.connected_components(left):
            nodes = sorted(n for n in component if n < self.size)
            if len(nodes) > 1:
                found.append(Together(np.array(nodes, dtype=np.intp)))
        return sorted(found, key=lambda one: int(one.nodes[0]))

    def pairs(self, gone: int) -> Ints | None:
        """Pairs that stay joined if and only if all that send do, up to `gone` nodes being down.

        Of all that sends to all these are the pairs of `gone` + 1 of them, one of which is always
        up. Where no node fails a forest of what sends is enough. Of shape (pairs, 2), the lesser
        first, sorted; None for more than `MOST_FLOWS`.
        """
        left = self.graph if gone else rx.minimum_spanning_tree(self.graph)
        found: set[tuple[int, int]] = set()
        for a, b in left.edge_list():
            if max(a, b) < self.size:
                found.add((min(a, b), max(a, b)))
        for every in range(self.size, self.graph.num_nodes()):
            ends = sorted(left.neighbors(every))
            some = ends[: gone + 1]
            found.update((min(a, b), max(a, b)) for a in some for b in ends if a != b)
        if len(found) > MOST_FLOWS:
            return None
        return np.array(sorted(found), dtype=np.intp).reshape(-1, 2)


def _is_of_all(block: Block) -> bool:
    """Whether all of some nodes send to all of the same."""
    return np.array_equal(block.origins, block.destinations)


def _join(graph: rx.PyGraph[int, None], a: Ints, b: Ints) -> None:
    graph.add_edges_from_no_data(
        [(i, j) for i, j in zip(a.tolist(), b.tolist(), strict=True) if i != j]
    )
