"""What is solved at once, and in which order: dependencies first.

A unit is a node of the graph, a network (which gives all paths over it), or a core. They are
numbered in this order: nodes, networks, cores.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from topology.structure.graph import Graph
from topology.structure.order_one.down_sets import Core


class Units:
    """The units of a graph."""

    def __init__(self, graph: Graph, cores: Iterable[Core]) -> None:
        self.graph = graph
        self.core_list = sorted(cores)
        self.first_network = graph.node_count
        self.first_core = self.first_network + len(graph.networks)
        self.core_unit = {c: self.first_core + i for i, c in enumerate(self.core_list)}

    def in_order(self) -> list[list[int]]:
        """The strongly connected components of what has dependencies, dependencies first."""
        import rustworkx

        graph = self.graph
        last = self.first_core + len(self.core_list)
        units = [node for node, row in enumerate(graph.children) if row]
        inner = len(units)
        units.extend((*graph.path_network, *range(self.first_network, last)))
        position = {unit: i for i, unit in enumerate(units)}
        edges = [
            (i, position[other])
            for i, unit in enumerate(units[:inner])
            for other in graph.children[unit]
            if other in position
        ]
        edges += [
            (i, position[other])
            for i, unit in enumerate(units[inner:], inner)
            for other in self.dependencies(unit)
            if other in position
        ]
        digraph = rustworkx.PyDiGraph()
        digraph.add_nodes_from(units)
        digraph.add_edges_from_no_data(edges)
        found = rustworkx.strongly_connected_components(digraph)
        return [[units[i] for i in group] for group in found]

    def dependencies(self, unit: int) -> Sequence[int]:
        """The units that a unit is computed from."""
        graph = self.graph
        if unit < self.first_network:
            if unit in graph.path_network:
                return [self.first_network + graph.path_network[unit][0]]
            return graph.children[unit]
        if unit < self.first_core:
            return self._network_dependencies(unit - self.first_network)
        component, number = self.core_list[unit - self.first_core]
        path = graph.networks[number].paths[component]
        return [child for child in graph.children[component] if child != path]

    def _network_dependencies(self, number: int) -> list[int]:
        """The elements of a network as units; a node that no path can pass is not among them."""
        network = self.graph.networks[number]
        found = [network.goal, *(link for link in network.mesh.links if self.graph.children[link])]
        for node, arcs in network.mesh.arcs_in.items():
            core = self.core_unit.get((node, number))
            if core is not None:
                found.append(core)
            elif not self.graph.children[node]:
                continue
            elif node != network.goal and (network.mesh.one_way or _is_passed(arcs)):
                found.append(node)
        return found


def _is_passed(arcs: list[tuple[int, int]]) -> bool:
    """Whether a path over two-way links can go through a node: it has two neighbours."""
    first = arcs[0][0] if arcs else -1
    return any(start != first for start, _ in arcs)
