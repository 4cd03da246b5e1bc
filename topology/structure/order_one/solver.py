"""D(v) of all nodes of a graph, unit by unit in dependency order.

Each unit costs what `single_cuts` says of it; units in a cycle are solved together (`cycles`), the
paths over a network at once (`network_cuts`).
"""

from __future__ import annotations

from collections.abc import Iterator

from topology.structure.graph import Graph
from topology.structure.nodes import GATE_NEEDS_ONE
from topology.structure.order_one.cycles import solve_cycle
from topology.structure.order_one.down_sets import Core, DownSets
from topology.structure.order_one.network_cuts import solve_network
from topology.structure.order_one.single_cuts import NO_CAUSE, Generators
from topology.structure.order_one.units import Units


def solved(graph: Graph) -> tuple[DownSets, frozenset[int]]:
    """The single failures of all that is up, and the components that need themselves in a cycle."""
    solver = _Solver(graph)
    return solver.sets, solver.solve()


class _Solver:
    """One pass over the units of a graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.sets = DownSets(graph)
        self.units = Units(graph, self.sets.cores)
        self.down = graph.never_up_nodes

    def solve(self) -> frozenset[int]:
        """Fills in `below` and `core_below` of all that is up; the components in cycles."""
        sets, units, in_circles = self.sets, self.units, set[int]()
        self._leaves()
        for group in units.in_order():
            if len(group) > 1:
                in_circles.update(self._components(group))
                solve_cycle(sets, units, group)
                continue
            unit = group[0]
            if unit < units.first_network:
                if sets.below[unit] is None and unit not in self.down:
                    sets.below[unit] = self._node(unit)
            elif unit < units.first_core:
                solve_network(sets, unit - units.first_network)
            else:
                self._core(units.core_list[unit - units.first_core])
        return frozenset(in_circles)

    def _components(self, group: list[int]) -> Iterator[int]:
        """The components among units, those of cores included."""
        units = self.units
        for unit in group:
            if unit < self.graph.size:
                yield unit
            elif unit >= units.first_core:
                yield units.core_list[unit - units.first_core][0]

    def _leaves(self) -> None:
        """The components that need nothing; they are up."""
        graph, below, cuts = self.graph, self.sets.below, self.sets.cuts
        leaves = [v for v, row in enumerate(graph.children[: graph.size]) if not row]
        if graph.risks_of:
            hit = [v for v in leaves if v in graph.risks_of]
            leaves = [v for v in leaves if v not in graph.risks_of]
            for v in hit:
                cause = v if graph.fails_alone[v] else NO_CAUSE
                below[v] = cuts.single(cause, self.sets.risks_on(v))
        alone = [v for v in leaves if graph.fails_alone[v]]
        for v in leaves:
            below[v] = ()
        for v, node in zip(alone, cuts.add_sources(alone), strict=True):
            below[v] = (node,)

    # -- one unit -------------------------------------------------------------------------------

    def _node(self, node: int) -> Generators:
        graph, below = self.graph, self.sets.below
        row = graph.children[node]
        if node < graph.size:
            return self._component(node, row)
        branches = [found for child in row if (found := below[child]) is not None]
        need = graph.gate_needs[node - graph.size] - (len(row) - len(branches))
        cuts = self.sets.cuts
        return cuts.union(branches) if need == GATE_NEEDS_ONE else cuts.meet(branches, need)

    def _component(self, v: int, row: tuple[int, ...]) -> Generators:
        sets, cuts = self.sets, self.sets.cuts
        branches = [sets.below[child] or () for child in row]
        branches.extend((risk,) for risk in sets.risks_on(v))
        if v in sets.own:
            return cuts.single(NO_CAUSE, cuts.union([*branches, sets.own[v]]))
        cause = v if self.graph.fails_alone[v] else NO_CAUSE
        return cuts.single(cause, cuts.union(branches))

    def _core(self, core: Core) -> None:
        component, number = core
        if component in self.down:
            return
        sets, cuts = self.sets, self.sets.cuts
        path = self.graph.networks[number].paths[component]
        branches = [sets.below[c] or () for c in self.graph.children[component] if c != path]
        branches.extend((risk,) for risk in sets.risks_on(component))
        branches.append(sets.own[component])
        sets.core_below[core] = cuts.single(NO_CAUSE, cuts.union(branches))
