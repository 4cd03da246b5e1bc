"""Islands: what of a network is still reached when the way to its goal is lost, and its edge."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping

from topology.structure.graph import Graph
from topology.structure.network import Mesh, Network


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
