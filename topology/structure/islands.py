"""Islands: what of a network is still reached when the way to its goal is lost, and its edge."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping

from topology.structure.graph import Graph
from topology.structure.network import Mesh, Network

_NONE: frozenset[int] = frozenset()


def reachable_from(mesh: Mesh, start: int, down: Container[int]) -> set[int]:
    """The nodes that a path of working links and nodes leads to, `start` included."""
    arcs_out = mesh.arcs_out
    found = {start}
    todo = [start]
    for node in todo:
        for further, link in arcs_out.get(node, ()):
            if further not in found and link not in down and further not in down:
                found.add(further)
                todo.append(further)
    return found


def edge_of(
    island: Collection[int], graph: Graph, network: Network, down: Container[int]
) -> Iterator[int]:
    """The down links and nodes at which an island ends, and beyond which a way to the goal lay.

    Each of them once for each way out. What is down elsewhere has no part in it.
    """
    distance, far = graph.distances(network), len(graph.ids)
    nearest = min(distance.get(u, far) for u in island)
    beyond: Mapping[int, int] | None = None
    for u in sorted(island):
        for v, link in network.mesh.arcs_out.get(u, ()):
            if v in island or v not in distance or v in graph.never_up:
                continue
            if distance[v] >= nearest:
                # Its shortest way may lead back here: look for one that does not.
                if beyond is None:
                    beyond = network.reaching(graph.never_up | set(island))
                if v not in beyond:
                    continue
            if link in down:
                yield link
            elif v in down:
                yield v


class Islands:
    """What is left of a mesh of two-way links while some of it is down: its parts, by a search of
    all of it, for all goals and all that wants to reach them.

    Each part that works is an island; its shores are the parts of all that is ever up and no part
    of it. So the edge towards a goal is what is down on the way to the shore on which that lies.
    """

    def __init__(self, graph: Graph, mesh: Mesh, down: Container[int]) -> None:
        """`down` is read when an edge is asked for, too."""
        self._graph, self._mesh, self._down = graph, mesh, down
        self._island = _parts(mesh, down)
        self._shores: dict[int, tuple[dict[int, int], dict[int, set[int]]]] = {}

    def reaches(self, source: int, goal: int) -> bool:
        """Whether a path leads to a goal. The source itself need not work."""
        if goal in self._down:
            return False
        if source == goal:
            return True
        island, down = self._island, self._down
        there = island.get(goal)
        if there is None or source in island:
            return there is not None and island[source] == there
        arcs = self._mesh.arcs_out.get(source, ())
        return any(island.get(v) == there and link not in down for v, link in arcs)

    def edge(self, source: int, goal: int) -> Collection[int]:
        """What `edge_of` yields of the island of a source that works, if its way is lost."""
        number = self._island.get(source)
        if number is None:
            return _NONE
        shores = self._shores.get(number)
        if shores is None:
            shores = self._shores[number] = self._found_shores(number)
        shore_of, edges = shores
        shore = shore_of.get(goal)
        return _NONE if shore is None else edges.get(shore, _NONE)

    def _found_shores(self, number: int) -> tuple[dict[int, int], dict[int, set[int]]]:
        """The shores around an island, and the edge towards each."""
        never_up, down, arcs_out = self._graph.never_up, self._down, self._mesh.arcs_out
        island = {v for v, found in self._island.items() if found == number}
        shore_of = _parts(self._mesh, never_up | island)
        edges: dict[int, set[int]] = {}
        for u in island:
            for v, link in arcs_out[u]:
                if v in shore_of and (link in down or v in down):
                    edges.setdefault(shore_of[v], set()).add(link if link in down else v)
        return shore_of, edges


def _parts(mesh: Mesh, down: Container[int]) -> dict[int, int]:
    """The number of the connected part of each node that works, by two-way links."""
    arcs = mesh.arcs_out
    part: dict[int, int] = {}
    for start in arcs:
        if start in part or start in down:
            continue
        part[start] = number = len(part)
        todo = [start]
        for node in todo:
            for further, link in arcs[node]:
                if further not in part and link not in down and further not in down:
                    part[further] = number
                    todo.append(further)
    return part
