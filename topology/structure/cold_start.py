"""What comes up from all down: the least fixed point of working."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence

from topology.structure.nodes import Nodes


def cold_start(nodes: Nodes, ends: Mapping[int, Sequence[int]]) -> frozenset[int]:
    """The components that come up from all down; `ends` are those of each link. O(size)."""
    return frozenset(_ColdStart(nodes, ends).run())


class _ColdStart:
    """What comes up from all down: the least fixed point of needs and of reachability together."""

    def __init__(self, nodes: Nodes, ends: Mapping[int, Sequence[int]]) -> None:
        self.nodes = nodes
        self.ends = ends
        self.up: set[int] = set()
        self.missing = array("q", (self._missing(v) for v in range(nodes.count)))
        self.reaching: list[set[int]] = [set() for _ in nodes.networks]
        self.queue: list[int] = []

    def _missing(self, node: int) -> int:
        """How many children have to come up before the node does."""
        nodes = self.nodes
        if node in nodes.path_network:
            return 1
        return len(nodes.children[node]) - nodes.need(node) + 1 if nodes.children[node] else 0

    def run(self) -> Iterator[int]:
        nodes = self.nodes
        parents = nodes.parents
        for node in range(nodes.count):
            if self.missing[node] == 0:
                self._rose(node)
        while self.queue:
            node = self.queue.pop()
            for parent in parents.get(node, ()):
                self.missing[parent] -= 1
                if self.missing[parent] == 0:
                    self._rose(parent)
            if node < nodes.size:
                self._open_paths(node, self.ends.get(node))
        return (v for v in self.up if v < nodes.size)

    def _rose(self, node: int) -> None:
        self.up.add(node)
        self.queue.append(node)

    def _open_paths(self, node: int, ends: Sequence[int] | None) -> None:
        """Paths that a component opens by coming up: a goal, a node on the way, or a link."""
        for number, network in enumerate(self.nodes.networks):
            if network.goal == node:
                self._reach(number, node)
            if ends is not None and node in network.mesh.links:
                for end in ends:
                    self._extend(number, end, only=node)
            elif node in network.mesh.arcs_in:
                self._extend(number, node, only=None)

    def _reach(self, number: int, start: int) -> None:
        """The goal is reached from `start`: tell its path, and go on from it if it works."""
        network = self.nodes.networks[number]
        todo = [start]
        while todo:
            node = todo.pop()
            if node in self.reaching[number]:
                continue
            self.reaching[number].add(node)
            path = network.paths.get(node)
            if path is not None and self.missing[path] > 0:
                self.missing[path] = 0
                self._rose(path)
            if node in self.up:
                todo.extend(u for u, link in network.mesh.arcs_in.get(node, ()) if link in self.up)

    def _extend(self, number: int, node: int, only: int | None) -> None:
        """Goes on from `node`, if the goal is reached from it and it works, over its links."""
        if node not in self.reaching[number] or node not in self.up:
            return
        for start, link in self.nodes.networks[number].mesh.arcs_in.get(node, ()):
            if (only is None or link == only) and link in self.up:
                self._reach(number, start)
