"""Into what a network falls after a failure.

A failure is a row of labels, one for each node: nodes of one label still reach each other, and
`DOWN` marks those that failed. Two nodes with the same label in every row are alike: it makes no
difference to any of these failures at which of the two a new link ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.intp]
DOWN = -1


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Nodes 0 to `nodes` - 1, and the two ends of each link; parallel links are two links."""

    nodes: int
    ends: Ints
    """Of shape (links, 2)."""

    @classmethod
    def of(cls, nodes: int, ends: Sequence[tuple[int, int]] | Ints) -> Network:
        """Loops join nothing, and are dropped."""
        pairs = np.asarray(ends, dtype=np.intp).reshape(-1, 2)
        return cls(nodes, pairs[pairs[:, 0] != pairs[:, 1]])

    def without(self, nodes: Sequence[int] = (), links: Sequence[int] = ()) -> Ints:
        """The parts left when nodes and links fail. O(nodes + links)."""
        up = np.full(self.nodes, True)
        up[list(nodes)] = False
        kept = up[self.ends[:, 0]] & up[self.ends[:, 1]]
        kept[list(links)] = False
        return np.where(up, components(self.nodes, self.ends[kept]), DOWN)

    def parts(self) -> Ints:
        """With nothing failed."""
        return components(self.nodes, self.ends)


def components(nodes: int, ends: Ints) -> Ints:
    """The connected component of each node, numbered by their lowest nodes.

    Labels of neighbours are lowered and pointers jumped until none changes: O(links log nodes) in
    numpy for all but long chains.
    """
    label = np.arange(nodes)
    if not len(ends):
        return label
    a, b = ends.T
    while True:
        low = np.minimum(label[a], label[b])
        before = label.copy()
        for end in (label[a], label[b], a, b):
            np.minimum.at(label, end, low)
        while not np.array_equal(jumped := label[label], label):
            label = jumped
        if (before == label).all():
            return np.unique(label, return_inverse=True)[1].reshape(-1).astype(np.intp)


@dataclass(frozen=True, slots=True)
class _Search:
    """A depth-first search: each node's place in it, the end of its subtree, its low point."""

    order: Ints
    place: list[int]
    end: list[int]
    low: list[int]
    parent: list[int]
    link: list[int]
    """By which each node was reached; -1 for roots."""
    root: list[int]


def _searched(network: Network) -> _Search:
    """Tarjan 1972. O(nodes + links)."""
    size = network.nodes
    beside: list[list[tuple[int, int]]] = [[] for _ in range(size)]
    for link, (a, b) in enumerate(network.ends.tolist()):
        beside[a].append((b, link))
        beside[b].append((a, link))
    place, end, low, root = [-1] * size, [0] * size, [0] * size, [0] * size
    parent, by = [-1] * size, [-1] * size
    order: list[int] = []
    for start in range(size):
        if place[start] >= 0:
            continue
        stack: list[tuple[int, Iterator[tuple[int, int]]]] = []
        entering: tuple[int, int, int] | None = (start, -1, -1)
        while entering or stack:
            if entering:
                node, parent[node], by[node] = entering
                place[node] = low[node] = len(order)
                root[node] = start
                order.append(node)
                stack.append((node, iter(beside[node])))
                entering = None
            node, rest = stack[-1]
            for other, link in rest:
                if place[other] < 0:
                    entering = (other, node, link)
                    break
                if link != by[node]:
                    low[node] = min(low[node], place[other])
            else:
                stack.pop()
                end[node] = len(order)
                if parent[node] >= 0:
                    low[parent[node]] = min(low[parent[node]], low[node])
    return _Search(np.array(order, dtype=np.intp), place, end, low, parent, by, root)


def after_links(network: Network) -> tuple[list[int], list[Ints]]:
    """The bridges, and the parts after the failure of each.

    O(nodes + links), and O(nodes) for each of them.
    """
    found, whole = _searched(network), network.parts()
    links, rows = [], []
    for node in found.order.tolist():
        above = found.parent[node]
        if above >= 0 and found.low[node] > found.place[above]:
            row = whole.copy()
            row[found.order[found.place[node] : found.end[node]]] = whole.max() + 1
            links.append(found.link[node])
            rows.append(row)
    return links, rows


def after_nodes(network: Network) -> tuple[list[int], list[Ints]]:
    """The articulation points, and the parts after the failure of each. Bounds as for links."""
    found, whole = _searched(network), network.parts()
    cut_off: dict[int, list[int]] = {}
    for node in found.order.tolist():
        above = found.parent[node]
        if above >= 0 and found.low[node] >= found.place[above]:
            cut_off.setdefault(above, []).append(node)
    nodes, rows = [], []
    for node, below in sorted(cut_off.items()):
        # Of a root, nothing but what is below is left.
        if found.parent[node] < 0 and len(below) < 2:
            continue
        row = whole.copy()
        for number, top in enumerate(below, whole.max() + 1):
            row[found.order[found.place[top] : found.end[top]]] = number
        row[node] = DOWN
        nodes.append(node)
        rows.append(row)
    return nodes, rows


def alike(rows: NDArray[np.intp], nodes: int) -> Ints:
    """The class of each node: nodes are of one class if no row tells them apart."""
    if not len(rows):
        return np.zeros(nodes, dtype=np.intp)
    found = np.unique(rows, axis=1, return_inverse=True)[1]
    return np.asarray(found, dtype=np.intp).reshape(-1)
