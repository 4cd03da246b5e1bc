"""The single failures of every node of a graph, as far as they are found: what the solvers share.

`DownSets` is filled in by `solver` in dependency order, by `network_cuts` for the paths over a
network and by `cycles` for what needs one another; `order_one` answers from it.
"""

from __future__ import annotations

from collections.abc import Iterator

from topology.structure.graph import Graph
from topology.structure.order_one.single_cuts import Cuts, Generators

Core = tuple[int, int]
"""A component on the way of a network (its number), without its own path to the same goal."""


class DownSets:
    """D(v) of the nodes of a graph (see `single_cuts`), kept as generators.

    A cause is a component (its number) or one of `graph.strikes` (`graph.size` plus its number).
    `below[node]` are the generators of a node; None when it is down with nothing failed, or not
    solved yet. A component that has a core carries its own failure on a node apart (`own`), which
    both share.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.cuts = Cuts()
        self.below: list[Generators | None] = [None] * graph.node_count
        self.core_below: dict[Core, Generators] = {}
        self.cores: set[Core] = set(_cores(graph))
        self.dominators: dict[int, dict[int, int]] = {}
        """For each network that is solved, what dominates each element of it."""
        self.own: dict[int, Generators] = {}
        self._risk_nodes = [self.cuts.add(graph.size + r, ()) for r in range(len(graph.strikes))]
        for component, _ in sorted(self.cores):
            if component not in self.own:
                alone = graph.fails_alone[component]
                self.own[component] = (self.cuts.add(component, ()),) if alone else ()

    def risks_on(self, component: int) -> Generators:
        """The nodes of the shared risks and modes that take a component down."""
        return tuple(self._risk_nodes[r] for r in self.graph.risks_of.get(component, ()))

    def element(self, component: int, network: int) -> Generators:
        """What takes a link or a node on the way down, its own path to the same goal aside."""
        core = self.core_below.get((component, network))
        if core is not None:
            return core
        return self.below[component] or ()


def _cores(graph: Graph) -> Iterator[Core]:
    """Components with a path of a network that the paths of others may pass."""
    for number, network in enumerate(graph.networks):
        arcs_in = network.mesh.arcs_in
        for component, path in network.paths.items():
            if path in graph.children[component]:
                arcs = arcs_in.get(component, ())
                neighbours = {start for start, _ in arcs}
                if network.mesh.one_way or len(neighbours) > 1:
                    yield component, number
