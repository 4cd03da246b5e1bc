"""The links of some kinds as a mesh, and the paths over it to one goal."""

from __future__ import annotations

from collections import deque
from collections.abc import Container
from dataclasses import dataclass, field

from topology.document import schema

NetworkKey = tuple[str, frozenset[str] | None]
"""A goal and the kinds of links that lead to it."""


@dataclass(frozen=True, slots=True)
class Mesh:
    """The links of some kinds, as arcs.

    `arcs_in[v]` lists `(u, link)` with a step u -> v over the link, `arcs_out[u]` lists
    `(v, link)`. A two-way link is two arcs; without any one-way link both are the same.
    """

    arcs_in: dict[int, list[tuple[int, int]]]
    arcs_out: dict[int, list[tuple[int, int]]]
    links: frozenset[int]
    one_way: bool

    def is_element(self, component: int) -> bool:
        """Whether a failure of the component can break a path of this mesh."""
        return component in self.links or component in self.arcs_in


@dataclass(frozen=True, slots=True)
class Network:
    """A goal and the mesh that leads to it, with the paths that are asked for: source -> node."""

    goal: int
    mesh: Mesh
    paths: dict[int, int] = field(default_factory=dict)

    def reaching(self, down: Container[int]) -> dict[int, int]:
        """Nodes from which the goal is reached while `down` is down, with their distance.

        The node itself need not work, each further one on the way and the goal must. In order of
        distance; a breadth-first search from the goal, O(nodes + links).
        """
        if self.goal in down:
            return {}
        distance = {self.goal: 0}
        queue = deque((self.goal,))
        arcs_in = self.mesh.arcs_in
        while queue:
            node = queue.popleft()
            further = distance[node] + 1
            for start, link in arcs_in.get(node, ()):
                if start not in distance and link not in down:
                    distance[start] = further
                    if start not in down:
                        queue.append(start)
        return distance


def network_key(entry: schema.Reach) -> NetworkKey:
    """What two reach entries share when they ask for paths of one network."""
    return entry.reach, None if entry.over is None else frozenset(entry.over)
