"""What comes up: the least fixed point of working, from nothing (cold start) or from what is up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from topology.structure.nodes import Nodes


def cold_start(nodes: Nodes, ends: Mapping[int, Sequence[int]]) -> frozenset[int]:
    """The components that come up from all down; `ends` are those of each link. O(size)."""
    rising = Rising(nodes, ends, set(range(nodes.count)))
    for number in range(len(nodes.networks)):
        rising.reaching[number] = set()
    for node in range(nodes.count):
        rising.missing[node] = _missing(nodes, node)
    rising.run(node for node in range(nodes.count) if rising.missing[node] == 0)
    return frozenset(v for v in range(nodes.size) if v not in rising.down)


def _missing(nodes: Nodes, node: int) -> int:
    """How many children have to come up before the node does, from all down."""
    if node in nodes.path_network:
        return 1
    return len(nodes.children[node]) - nodes.need(node) + 1 if nodes.children[node] else 0


class Rising:
    """What comes up with what: needs and reachability together, each edge followed once.

    Who makes one says of each node that may rise how many children it is `missing`, and of each
    network whose paths are among them from where its goal is reached already (`reaching`).
    """

    def __init__(self, nodes: Nodes, ends: Mapping[int, Sequence[int]], down: set[int]) -> None:
        self.nodes = nodes
        self.ends = ends
        self.down = down
        """What is not up, of the components at least."""
        self.missing: dict[int, int] = {}
        self.reaching: dict[int, set[int]] = {}
        self.besides: dict[int, list[int]] = {}
        """What waits for a node without having it as a child."""
        self._queue: list[int] = []

    def run(self, first: Iterable[int]) -> None:
        """Lets these rise, and all that rises with them."""
        for node in first:
            self._rose(node)
        parents, missing = self.nodes.parents, self.missing
        while self._queue:
            node = self._queue.pop()
            for parent in (*parents.get(node, ()), *self.besides.get(node, ())):
                left = missing.get(parent, 0)
                if left > 0:
                    missing[parent] = left - 1
                    if left == 1:
                        self._rose(parent)
            if node < self.nodes.size:
                self._open_paths(node, self.ends.get(node))

    def _rose(self, node: int) -> None:
        self.down.discard(node)
        self._queue.append(node)

    def _open_paths(self, node: int, ends: Sequence[int] | None) -> None:
        """Paths that a component opens by coming up: a goal, a node on the way, or a link."""
        for number in self.reaching:
            network = self.nodes.networks[number]
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
            if path is not None and self.missing.get(path, 0) > 0:
                self.missing[path] = 0
                self._rose(path)
            if node not in self.down:
                arcs = network.mesh.arcs_in.get(node, ())
                todo.extend(u for u, link in arcs if link not in self.down)

    def _extend(self, number: int, node: int, only: int | None) -> None:
        """Goes on from `node`, if the goal is reached from it and it works, over its links."""
        if node not in self.reaching[number] or node in self.down:
            return
        for start, link in self.nodes.networks[number].mesh.arcs_in.get(node, ()):
            if (only is None or link == only) and link not in self.down:
                self._reach(number, start)
