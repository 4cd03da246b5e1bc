"""Single failures inside a cycle of requirements, by a fixed point over bit sets.

Inside a strongly connected part D is solved directly: one bit for each component of the part that
might fail, and one for each class of causes below it. Down sets grow from nothing (the greatest
fixed point of working); within each round the paths of a network that belongs to the part are
solved exactly for the down sets of that round (reachability, the least fixed point), so the
alternation ends in the solution that the domain asks for (Knaster and Tarski). What depends on
each other without a choice is first collapsed. Cost: rounds x edges of the part x bits / 64.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from topology.structure.nodes import GATE_NEEDS_ONE
from topology.structure.order_one.connected import Connected
from topology.structure.order_one.down_sets import Core, DownSets
from topology.structure.order_one.network_cuts import alive_masks, bits, cause_classes
from topology.structure.order_one.single_cuts import NO_CAUSE, Generators
from topology.structure.order_one.units import Units


def solve_cycle(sets: DownSets, units: Units, group: Sequence[int]) -> None:
    """Sets `below` of all nodes of a strongly connected part, and of its networks' paths."""
    _Cycle(sets, units, group).solve()


class _Cycle:
    """A strongly connected part. Its inner nodes are units: graph nodes, and cores behind them."""

    def __init__(self, sets: DownSets, units: Units, group: Sequence[int]) -> None:
        self.sets = sets
        self.graph = sets.graph
        self.down = sets.graph.never_up_nodes
        self.units = units
        first, core = units.first_network, units.first_core
        self.networks = {u - first: None for u in sorted(group) if first <= u < core}
        cores = ((u, *units.core_list[u - core]) for u in group if u >= core)
        up = [(u, owner, n) for u, owner, n in cores if owner not in self.down]
        self.inside = {u for u in group if u < first and u not in self.down}
        self.inside.update(self._as_a_whole((owner, n) for _, owner, n in up))
        self.nodes = sorted(self.inside)
        self.inner_cores = sorted(u for u, _, n in up if n not in self._alike)
        self.children: dict[int, list[int]] = {}
        self.outer: dict[int, list[Generators]] = {}
        self.need: dict[int, int] = {}
        self._collect()
        self._collapse()
        self._number_bits()

    # -- the inner and-or graph -------------------------------------------------------------------

    def _collect(self) -> None:
        """Inner nodes with their inner children, what they need outside, and thresholds."""
        for unit in self.inner_cores:
            component, _ = self._core(unit)
            row = self.units.dependencies(unit)
            self._add(unit, row, GATE_NEEDS_ONE, owner=component)
        for node in self.nodes:
            row = self.graph.children[node]
            lost = sum(child in self.down for child in row)
            owner = node if node < self.graph.size else None
            self._add(node, row, self.graph.need(node) - lost, owner=owner)

    def _as_a_whole(self, cores: Iterable[Core]) -> Iterator[int]:
        """The owners of cores with their paths: what these need is in the part, or solved."""
        networks = self.graph.networks
        for owner, number in cores:
            if number in self.networks:
                yield owner
                yield networks[number].paths[owner]

    def _core(self, unit: int) -> Core:
        return self.units.core_list[unit - self.units.first_core]

    def _add(self, key: int, row: Iterable[int], need: int, owner: int | None = None) -> None:
        up = [child for child in row if child not in self.down]
        inner = [c for c in up if c in self.inside]
        outer = [self.sets.below[c] or () for c in up if c not in self.inside]
        if owner is not None:
            outer.append(self.sets.own.get(owner, ()))
            outer.extend((risk,) for risk in self.sets.risks_on(owner))
        self.children[key], self.outer[key], self.need[key] = inner, outer, need

    def _collapse(self) -> None:
        """Groups of inner nodes that need one another without a choice, dependencies first."""
        import rustworkx

        keys = list(self.children)
        number = {key: i for i, key in enumerate(keys)}
        digraph = rustworkx.PyDiGraph()
        digraph.add_nodes_from(keys)
        digraph.add_edges_from_no_data(
            [
                (number[key], number[child])
                for key in keys
                if self.need[key] == GATE_NEEDS_ONE
                for child in self.children[key]
            ]
        )
        found = rustworkx.strongly_connected_components(digraph)
        self.groups: list[list[int]] = [[keys[i] for i in sorted(group)] for group in found]
        self.group_of = {key: g for g, group in enumerate(self.groups) for key in group}

    # -- bits -----------------------------------------------------------------------------------

    def _number_bits(self) -> None:
        """A bit for each group (it is down), then one for each class of causes outside."""
        outer: list[Generators] = [b for key in self.children for b in self.outer[key]]
        elements = {n: self._outer_elements(n) for n in self.networks}
        for below in elements.values():
            outer.extend(below.values())
        distinct = list(dict.fromkeys(below for below in outer if below))
        position = {below: i for i, below in enumerate(distinct)}
        classes = list(cause_classes(self.sets.cuts, distinct))
        masks = [0] * len(distinct)
        self.bit_of = self._inner_bits()
        self.group_at = list(self.bit_of)
        first = len(self.bit_of)
        for i, (_, positions) in enumerate(classes):
            for p in positions:
                masks[p] |= 1 << (first + i)
        self.class_nodes = [nodes for nodes, _ in classes]
        self.inner_bits = (1 << first) - 1
        self.every = (1 << (first + len(classes))) - 1
        self.mask_of = {below: masks[i] for below, i in position.items()}
        self.fixed = {
            n: {e: self.mask_of[b] for e, b in below.items() if b} for n, below in elements.items()
        }

    def _inner_bits(self) -> dict[int, int]:
        """The bits of the groups that hold a component: only these are causes of themselves."""
        size = self.graph.size
        held = (g for g, keys in enumerate(self.groups) if any(key < size for key in keys))
        return {group: bit for bit, group in enumerate(held)}

    def _outer_elements(self, number: int) -> dict[int, Generators]:
        """The elements of an inner network that are solved already."""
        network = self.graph.networks[number]
        found: dict[int, Generators] = {}
        for element in (network.goal, *network.mesh.links, *network.mesh.arcs_in):
            core = (element, number)
            if core in self.sets.cores:
                below = self.sets.core_below.get(core)
            else:
                below = None if element in self.inside else self.sets.below[element]
            if below is not None:
                found[element] = below
        return found

    # -- the fixed point ------------------------------------------------------------------------

    def solve(self) -> None:
        self.values = [self._own_bit(g) for g in range(len(self.groups))]
        self.paths: dict[int, int] = {}
        self._settle()
        while self._search_networks():
            self._settle()
        self._store()

    def _own_bit(self, group: int) -> int:
        """A group that holds a component is a cause of itself."""
        bit = self.bit_of.get(group)
        return 0 if bit is None else 1 << bit

    def _settle(self) -> None:
        """Down sets grow until no gate adds anything."""
        changed = True
        while changed:
            changed = False
            for g, group in enumerate(self.groups):
                value = self.values[g]
                for key in group:
                    value |= self._evaluate(key)
                if value != self.values[g]:
                    self.values[g] = value
                    changed = True

    def _evaluate(self, key: int) -> int:
        masks = [self.values[self.group_of[child]] for child in self.children[key]]
        masks.extend(self.mask_of.get(below, 0) for below in self.outer[key])
        if key in self.graph.path_network:
            return self.paths.get(key, 0)
        return _at_least(masks, self.need[key], self.every)

    def _search_networks(self) -> bool:
        """Solves the paths of all inner networks for the down sets so far; whether any grew."""
        grew = False
        connected: dict[int, Connected] = {}
        for number in self.networks:
            network = self.graph.networks[number]
            mesh = network.mesh
            if number not in self._alike:
                alive = alive_masks(network, self.graph.never_up, self._kills(number), self.every)
                reached = {source: alive.get(source, 0) for source in network.paths}
            else:
                shared = connected.get(id(mesh))
                if shared is None:
                    kills = self._kills(number)
                    shared = Connected(mesh, self.graph.never_up, kills, self.every)
                    connected[id(mesh)] = shared
                reached = {s: shared.reached(s, network.goal) for s in network.paths}
            for source, path in network.paths.items():
                cut = self.every & ~reached[source]
                if path not in self.down and cut != self.paths.get(path, 0):
                    self.paths[path] = cut
                    grew = True
        return grew

    @cached_property
    def _alike(self) -> frozenset[int]:
        """The networks of two-way links whose elements fall to the same, whatever the goal.

        A node that has to reach the goal itself is one of this circle as a whole: without its core
        it falls only where the goal is reached from it no more, and then not through it either.
        """
        found = []
        for number in self.networks:
            network = self.graph.networks[number]
            elements = (*network.mesh.links, *network.mesh.arcs_in)
            apart = ((e, number) for e in elements if e not in self.inside)
            is_there = network.goal in network.mesh.arcs_in
            if not network.mesh.one_way and is_there and self.sets.cores.isdisjoint(apart):
                found.append(number)
        return frozenset(found)

    def _kills(self, number: int) -> dict[int, int]:
        kills = dict(self.fixed[number])
        network, alike = self.graph.networks[number], number in self._alike
        for element in (network.goal, *network.mesh.links, *network.mesh.arcs_in):
            core = (element, number)
            unit = element if alike else self.units.core_unit.get(core, element)
            group = self.group_of.get(unit)
            if group is not None:
                kills[element] = self.values[group]
        return kills

    # -- back to generators -----------------------------------------------------------------------

    def _store(self) -> None:
        """Makes nodes of the solution: smaller down sets first, equal ones as one chain."""
        self.made: dict[int, Generators] = {}
        self._belows: dict[int, Generators] = {}
        self.masks_made: list[tuple[int, int]] = []
        for g in sorted(
            self.group_at, key=lambda g: ((self.values[g] & self.inner_bits).bit_count(), g)
        ):
            if g not in self.made:
                self._make(g)
        for key, group in self.group_of.items():
            if key >= self.units.first_core:
                self.sets.core_below[self._core(key)] = self._below(self.values[group])
            elif key not in self.graph.path_network:
                self.sets.below[key] = self._below(self.values[group])
        for path in self.paths:
            self.sets.below[path] = self._below(self.paths[path])

    def _make(self, group: int) -> None:
        value = self.values[group]
        inner, own = self._groups(value), self.bit_of[group]
        alike = [g for g in inner if self.values[g] >> own & 1]
        rest = value
        for g in alike:
            rest &= ~(1 << self.bit_of[g])
        cuts = self.sets.cuts
        below = self._below(rest)
        for g in alike:
            for key in self.groups[g]:
                own = key < self.graph.size and key not in self.sets.own
                if own and self.graph.fails_alone[key]:
                    below = (cuts.add(key, below),)
        below = cuts.single(NO_CAUSE, below)
        for g in alike:
            self.made[g] = below

    def _groups(self, value: int) -> list[int]:
        """The groups of the part in a down set."""
        return [self.group_at[bit] for bit in bits(value & self.inner_bits)]

    def _below(self, value: int) -> Generators:
        """Generators of a down set: the largest inner ones first, until all is covered.

        Many nodes of a circle have one down set, so the answers are kept.
        """
        found = self._belows.get(value)
        if found is None:
            found = self._belows[value] = self._find_below(value)
        return found

    def _find_below(self, value: int) -> Generators:
        branches: list[Generators] = []
        covered, sizes = 0, self._sizes
        for g in sorted(self._groups(value), key=lambda g: (-sizes[g], g)):
            if not covered >> self.bit_of[g] & 1:
                branches.append(self.made[g])
                covered |= self.values[g]
        rest = (value & ~self.inner_bits & ~covered) >> len(self.bit_of)
        branches.extend(self.class_nodes[i] for i in bits(rest))
        return self.sets.cuts.union(branches)

    @cached_property
    def _sizes(self) -> list[int]:
        """The size of each group's down set, when all are found."""
        return [value.bit_count() for value in self.values]


def _at_least(masks: Sequence[int], need: int, every: int) -> int:
    """The bits that are set in at least `need` of the masks."""
    if need <= 0:
        return every
    if need == 1:
        found = 0
        for mask in masks:
            found |= mask
        return found
    if need == len(masks):
        found = every
        for mask in masks:
            found &= mask
        return found
    reached = [every] + [0] * need
    for mask in masks:
        for k in range(need, 0, -1):
            reached[k] |= reached[k - 1] & mask
    return reached[need]
