"""A faster twin of the routing function for one case: everyone sends as much to everyone.

Where all links lead both ways and are as long as one another, no two are between the same nodes,
and traffic takes all shortest ways equally, what passes a node is its betweenness (Freeman 1977),
and what takes an arc is the arc's; both by Brandes (2001) in compiled code, O(nodes x links). A
test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

import numpy as np

from topology.network.arcs import Arcs, Floats
from topology.network.demands import Demands
from topology.network.routing import Loads, Loss

LEAST_NODES = 200
"""Below that the routing function is as fast, and works out failures from the state intact."""
ONE_THREAD = 1 << 40
"""More nodes than there are: threads would add up in any order."""


class Betweenness:
    """Traffic of one amount for every ordered pair of nodes, after any losses."""

    def __init__(self, arcs: Arcs, amount: float) -> None:
        """`amount` is that of each pair, in load units."""
        self._arcs, self._amount = arcs, amount

    @classmethod
    def of(cls, arcs: Arcs, demands: Demands, ways: str) -> Betweenness | None:
        """The twin of a routing, if it can be one and is worth it."""
        size = len(arcs.nodes)
        if size < LEAST_NODES or ways != "all-shortest" or not _is_simple(arcs):
            return None
        if len(demands.blocks) != 1 or len(demands.amount):
            return None
        (block,) = demands.blocks
        if not len(block.origins) == len(block.destinations) == size:
            return None
        return cls(arcs, block.amount)

    def after(self, loss: Loss, *, of_arcs: bool = True) -> Loads:
        """The loads after a loss; what takes arcs, which takes the longer, only if asked for."""
        import rustworkx as rx

        arcs, size = self._arcs, len(self._arcs.nodes)
        fails = np.zeros(size, dtype=np.bool_)
        fails[list(loss.nodes)] = True
        keeps = ~fails[arcs.tail] & ~fails[arcs.head]
        keeps[[arc for link in loss.links for arc in arcs.arcs_of[link]]] = False
        (kept,) = np.nonzero(keeps)
        graph: rx.PyDiGraph[None, None] = rx.PyDiGraph(multigraph=False)
        graph.add_nodes_from([None] * size)
        ends = zip(arcs.tail[kept].tolist(), arcs.head[kept].tolist(), strict=True)
        graph.extend_from_edge_list(list(ends))
        rows = np.zeros(arcs.size + size)
        if of_arcs:
            rows[kept] = _values(rx.digraph_edge_betweenness_centrality(graph, **_ALL), len(kept))
        rows[arcs.size :] = _values(rx.digraph_betweenness_centrality(graph, **_ALL), size)
        up = size - int(fails.sum())
        islands = rx.weakly_connected_components(graph)
        joined = sum(len(island) * (len(island) - 1) for island in islands)
        pairs = up * (up - 1)
        return Loads(
            rows * self._amount,
            cut_off=(pairs - joined) * self._amount,
            gone=(size * (size - 1) - pairs) * self._amount,
        )


class _Asked(TypedDict):
    normalized: bool
    parallel_threshold: int


_ALL: _Asked = {"normalized": False, "parallel_threshold": ONE_THREAD}


def _values(found: Mapping[int, float], size: int) -> Floats:
    """The values of a mapping from 0, 1, 2 and so on."""
    return np.fromiter(found.values(), dtype=np.float64, count=size)


def _is_simple(arcs: Arcs) -> bool:
    """Whether all links lead both ways, are equally long, and none lies beside another."""
    if not arcs.size or (arcs.twin < 0).any() or (arcs.length != arcs.length[0]).any():
        return False
    is_beside = (np.diff(arcs.tail) == 0) & (np.diff(arcs.head) == 0)
    return not is_beside.any() and not (arcs.tail == arcs.head).any()
