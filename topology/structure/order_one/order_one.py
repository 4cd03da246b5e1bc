"""D(v) of a whole graph: which single failures take which node down (see `single_cuts`).

Nodes are taken in dependency order. A network is one unit: it depends on what its links and
nodes need, and gives the paths over it (`network_cuts`). Units in a cycle are solved together
(`cycles`). What a node on the way needs *besides* the same goal is a unit of its own, its core:
to ask in the middle of a path whether the goal is reached from there is to ask nothing new. So the
everyday case, in which every router has to reach the hub, is no cycle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from topology.structure.graph import GATE_NEEDS_ONE, Graph
from topology.structure.order_one.closure_sums import closure_sums
from topology.structure.order_one.dominators import spans_below
from topology.structure.order_one.single_cuts import NO_CAUSE, Cuts, Generators

MANY = 2
"""Corrections a node from which bit sets are less work."""
FEW_FOR_BITS = 60_000
"""Nodes up to which bit sets are."""

Core = tuple[int, int]
"""A component on the way of a network, without its own path to the same goal."""


class OrderOne:
    """The single failures of every component and inner node of a graph that is up.

    A cause is a component (its number) or a shared risk (`graph.size` plus its number).
    `below[node]` are the generators of a node; None when it is down with nothing failed. A
    component that has a core carries its own failure on a node apart (`own`), which both share.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.cuts = Cuts()
        self.below: list[Generators | None] = [None] * graph.node_count
        self.core_below: dict[Core, Generators] = {}
        self.cores: set[Core] = set(_cores(graph))
        self.has_cycles = False
        self.dominators: dict[int, dict[int, int]] = {}
        self._spans: dict[int, dict[int, tuple[int, int]]] = {}
        self.own: dict[int, Generators] = {}
        self._risk_nodes = [self.cuts.add(graph.size + r, ()) for r in range(len(graph.risks))]
        for component, _ in sorted(self.cores):
            if component not in self.own:
                alone = graph.fails_alone[component]
                self.own[component] = (self.cuts.add(component, ()),) if alone else ()
        Solver(self).solve()

    # -- answers --------------------------------------------------------------------------------

    def causes(self, component: int) -> list[int]:
        """The causes that take a component that is up down, itself included, in no stated order."""
        below = self.below[component]
        return [] if below is None else self.cuts.causes(below)

    def totals(self, weights: Sequence[int]) -> list[int]:
        """For each cause the sum of the weights of all components it takes down. Exact.

        `weights[v]` is a whole number for each component. One pass over the nodes, latest first:
        each hands its weight to its generators, and takes off what would arrive twice
        (`Cuts.corrections`). Where that is more work than there are nodes, by bit sets.
        """
        sums = [0] * len(self.cuts)
        for weight, below in zip(weights, self.below, strict=False):
            if below and weight:
                sums[below[0]] += weight
        corrections = self._corrections
        if corrections is not None:
            self._hand_down(sums, corrections)
        else:
            nodes = [node for node, cause in enumerate(self.cuts.cause) if cause != NO_CAUSE]
            wanted = closure_sums(self.cuts.generators, sums, nodes)
            for node, weight in zip(nodes, wanted, strict=True):
                sums[node] = weight
        found = [0] * (self.graph.size + len(self.graph.risks))
        for cause, weight in zip(self.cuts.cause, sums, strict=True):
            if cause != NO_CAUSE:
                found[cause] = weight
        return found

    def _hand_down(
        self, sums: list[int], corrections: Mapping[int, Sequence[tuple[int, int]]]
    ) -> None:
        """Adds to each node the weights of all that reach it."""
        generators = self.cuts.generators
        for node in range(len(sums) - 1, -1, -1):
            below, weight = generators[node], sums[node]
            if below and weight:
                for further in below:
                    sums[further] += weight
                for further, times in corrections.get(node, ()):
                    sums[further] += times * weight

    @cached_property
    def _corrections(self) -> dict[int, list[tuple[int, int]]] | None:
        """`Cuts.corrections` of each node that needs any; None where bit sets are less work."""
        found: dict[int, list[tuple[int, int]]] = {}
        left = MANY * len(self.cuts) if len(self.cuts) <= FEW_FOR_BITS else None
        if left is not None and left < 0:
            return None
        for node, below in enumerate(self.cuts.generators):
            if len(below) > 1 and (corrections := list(self.cuts.corrections(below))):
                found[node] = corrections
                if left is not None:
                    left -= len(corrections)
                    if left < 0:
                        return None
        return found

    def falls(self, component: int) -> bool:
        """Whether any single failure but its own takes an up component down."""
        cause, generators = self.cuts.cause, self.cuts.generators
        todo = list(self.below[component] or ())
        seen = set(todo)
        for node in todo:
            if cause[node] not in (NO_CAUSE, component):
                return True
            new = [k for k in generators[node] if k not in seen]
            seen.update(new)
            todo.extend(new)
        return False

    def taken_down(self, cause: int) -> tuple[set[int], set[int]]:
        """The components and the paths that a cause takes down. O(answer).

        What is down with nothing failed is not among them.
        """
        node = self._node_of_cause.get(cause)
        if node is None:
            return set(), set()
        users, seen, todo = self._users, {node}, [node]
        for k in todo:
            for user in users[k]:
                if user not in seen:
                    seen.add(user)
                    todo.append(user)
        held = self._held
        found = {v for k in todo for v in held.get(k, ())}
        return {v for v in found if v < self.graph.size}, {v for v in found if v >= self.graph.size}

    @cached_property
    def _node_of_cause(self) -> dict[int, int]:
        return {cause: node for node, cause in enumerate(self.cuts.cause) if cause != NO_CAUSE}

    @cached_property
    def _users(self) -> list[list[int]]:
        """The nodes that have a node among their generators."""
        users: list[list[int]] = [[] for _ in range(len(self.cuts))]
        for node, below in enumerate(self.cuts.generators):
            for further in below:
                users[further].append(node)
        return users

    @cached_property
    def _held(self) -> dict[int, list[int]]:
        """The components and paths that have a node as a generator."""
        held: dict[int, list[int]] = {}
        for v in (*range(self.graph.size), *self.graph.path_network):
            for node in self.below[v] or ():
                held.setdefault(node, []).append(v)
        return held

    def dominates(self, element: int, path: int) -> bool:
        """Whether every way of a path goes over an element of its network."""
        number, source = self.graph.path_network[path]
        spans = self._spans.get(number)
        if spans is None:
            found = self.dominators.get(number, {})
            spans = self._spans[number] = spans_below(self.graph.networks[number].goal, found)
        first, last = spans.get(element, (0, -1))
        return source != element and source in spans and first <= spans[source][0] <= last

    # -- for the solvers ------------------------------------------------------------------------

    def risks_on(self, component: int) -> Generators:
        """The nodes of the shared risks that hit a component."""
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


class Solver:
    """One pass over the units of a graph in dependency order."""

    def __init__(self, order: OrderOne) -> None:
        self.order = order
        self.graph = order.graph
        self.down = order.graph.never_up_nodes
        self.core_list = sorted(order.cores)
        self.first_network = order.graph.node_count
        self.first_core = self.first_network + len(order.graph.networks)
        self.core_unit = {c: self.first_core + i for i, c in enumerate(self.core_list)}

    def solve(self) -> None:
        """Fills in `below` and `core_below` of all that is up."""
        from topology.structure.order_one.cycles import solve_cycle
        from topology.structure.order_one.network_cuts import solve_network

        order = self.order
        self._leaves()
        for unit_group in self._units_in_order():
            if len(unit_group) > 1:
                order.has_cycles = True
                solve_cycle(order, self, unit_group)
                continue
            unit = unit_group[0]
            if unit < self.first_network:
                if order.below[unit] is None and unit not in self.down:
                    order.below[unit] = self._node(unit)
            elif unit < self.first_core:
                solve_network(order, unit - self.first_network)
            else:
                self._core(self.core_list[unit - self.first_core])

    def _leaves(self) -> None:
        """The components that need nothing; they are up."""
        graph, below, cuts = self.graph, self.order.below, self.order.cuts
        leaves = [v for v, row in enumerate(graph.children[: graph.size]) if not row]
        if graph.risks_of:
            hit = [v for v in leaves if v in graph.risks_of]
            leaves = [v for v in leaves if v not in graph.risks_of]
            for v in hit:
                cause = v if graph.fails_alone[v] else NO_CAUSE
                below[v] = cuts.single(cause, self.order.risks_on(v))
        alone = [v for v in leaves if graph.fails_alone[v]]
        for v in leaves:
            below[v] = ()
        for v, node in zip(alone, cuts.add_sources(alone), strict=True):
            below[v] = (node,)

    def _units_in_order(self) -> list[list[int]]:
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

    # -- one unit -------------------------------------------------------------------------------

    def _node(self, node: int) -> Generators:
        graph, below = self.graph, self.order.below
        row = graph.children[node]
        if node < graph.size:
            return self._component(node, row)
        branches = [found for child in row if (found := below[child]) is not None]
        need = graph.gate_needs[node - graph.size] - (len(row) - len(branches))
        cuts = self.order.cuts
        return cuts.union(branches) if need == GATE_NEEDS_ONE else cuts.meet(branches, need)

    def _component(self, v: int, row: tuple[int, ...]) -> Generators:
        order, cuts = self.order, self.order.cuts
        branches = [order.below[child] or () for child in row]
        branches.extend((risk,) for risk in order.risks_on(v))
        if v in order.own:
            return cuts.single(NO_CAUSE, cuts.union([*branches, order.own[v]]))
        cause = v if self.graph.fails_alone[v] else NO_CAUSE
        return cuts.single(cause, cuts.union(branches))

    def _core(self, core: Core) -> None:
        component, number = core
        if component in self.down:
            return
        order, cuts = self.order, self.order.cuts
        path = self.graph.networks[number].paths[component]
        branches = [order.below[c] or () for c in self.graph.children[component] if c != path]
        branches.extend((risk,) for risk in order.risks_on(component))
        branches.append(order.own[component])
        order.core_below[core] = cuts.single(NO_CAUSE, cuts.union(branches))


def _is_passed(arcs: list[tuple[int, int]]) -> bool:
    """Whether a path over two-way links can go through a node: it has two neighbours."""
    first = arcs[0][0] if arcs else -1
    return any(start != first for start, _ in arcs)
