"""Who calls whom: a topology compiled for load, as nodes and weighted arcs in levels.

Nodes are the components, by the numbers of `Graph`, and behind them *junctions*: the compound
entries of their needs. An arc leads from a node to one that it needs. Along it runs load one way
and success the other. Levels order the nodes so that callers come before callees; where calls run
in a circle, some arcs lead back (`returning`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np

from topology.document import schema
from topology.document.schema import choice, weight_of
from topology.loads.moment.arcs import Arc, ArcArrays, Ints
from topology.structure.graph import Graph
from topology.structure.network import network_key


class Form(IntEnum):
    """What a node makes of its arcs."""

    COMPONENT = 0
    ALL = 1
    SHARED = 2
    STANDBY = 3
    PATH = 4


@dataclass(frozen=True, slots=True)
class Level:
    """Nodes of which none calls another, and their arcs; all index arrays.

    `products` and `sums` are (nodes, arcs in the order of the nodes, start of each node's arcs).
    """

    components: Ints
    junctions: Ints
    arcs: Ints
    products: tuple[Ints, Ints, Ints]
    sums: tuple[Ints, Ints, Ints]


class Wiring:
    """The calls of a topology. Not changed after it is made; O(size of the document)."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.size = graph.size
        self.forms: list[Form] = [Form.COMPONENT] * graph.size
        self.owners: list[int] = list(range(graph.size))
        self.entries: list[schema.Requirement | None] = [None] * graph.size
        self.required: list[int] = [0] * graph.size
        """How many of a node's hard arcs must lead to what works, for the node to work."""
        self.arcs: list[Arc] = []
        self.paths: dict[int, int] = {}
        """The number of the network that a PATH asks a way of."""
        for v, component in enumerate(graph.components):
            for entry in component.needs:
                self._wire(entry, v, v, 1.0)
        self.arcs.sort(key=lambda arc: arc.parent)
        for arc in self.arcs:
            if self.forms[arc.parent] in (Form.COMPONENT, Form.ALL) and arc.hard:
                self.required[arc.parent] += 1

    # -- compiling ----------------------------------------------------------------------------

    def _wire(self, entry: schema.Requirement, parent: int, owner: int, weight: float) -> None:
        index = self.graph.index
        if isinstance(entry, str):
            self.arcs.append(Arc(parent, index[entry], weight=weight))
        elif isinstance(entry, schema.On):
            called = index[entry.on]
            self.arcs.append(Arc(parent, called, entry.calls, entry.retries, entry.hard, weight))
        else:
            node = self._junction(entry, owner)
            self.arcs.append(Arc(parent, node, weight=weight))
            if isinstance(entry, schema.Reach):
                self.paths[node] = self.graph.network_index[network_key(entry)]
                self.arcs.append(Arc(node, index[entry.reach]))
            else:
                parts = entry.all if isinstance(entry, schema.All) else choice(entry)[1]
                for part in parts:
                    self._wire(part, node, owner, weight_of(part))

    def _junction(self, entry: schema.Requirement, owner: int) -> int:
        self.forms.append(_FORMS[type(entry)])
        self.owners.append(owner)
        self.entries.append(entry)
        self.required.append(entry.at_least if isinstance(entry, schema.AtLeast) else 1)
        if isinstance(entry, schema.All):
            self.required[-1] = 0
        return len(self.forms) - 1

    # -- facts --------------------------------------------------------------------------------

    @property
    def node_count(self) -> int:
        """Components and junctions."""
        return len(self.forms)

    @cached_property
    def arrays(self) -> ArcArrays:
        """The arcs as arrays, for all moments."""
        return ArcArrays.of(self.arcs, self.returning)

    @cached_property
    def arcs_from(self) -> list[range]:
        """The arcs of each node, in the order of the document."""
        found, start = [], 0
        for node in range(self.node_count):
            end = start
            while end < len(self.arcs) and self.arcs[end].parent == node:
                end += 1
            found.append(range(start, end))
            start = end
        return found

    @cached_property
    def arcs_into(self) -> list[list[int]]:
        """The arcs that lead to each node."""
        found: list[list[int]] = [[] for _ in range(self.node_count)]
        for number, arc in enumerate(self.arcs):
            found[arc.child].append(number)
        return found

    @cached_property
    def hard_parents(self) -> list[list[int]]:
        """The nodes that need a node, once for each hard arc."""
        found: list[list[int]] = [[] for _ in range(self.node_count)]
        for arc in self.arcs:
            if arc.hard:
                found[arc.child].append(arc.parent)
        return found

    @cached_property
    def standing_in(self) -> dict[int, list[tuple[int, int]]]:
        """Of each place the components of which members stand there, with how many do."""
        found: dict[int, list[tuple[int, int]]] = {}
        for v, places in self.graph.places.items():
            for place, members in zip(places.numbers, places.members, strict=True):
                found.setdefault(place, []).append((v, members))
        return found

    @cached_property
    def standbys(self) -> list[int]:
        """The junctions that switch, in order."""
        return [node for node, form in enumerate(self.forms) if form is Form.STANDBY]

    def elements_of(self, node: int) -> Sequence[int]:
        """The links and nodes that the way of a PATH may lead over; none for other nodes."""
        number = self.paths.get(node)
        return () if number is None else self._elements[number]

    @cached_property
    def _elements(self) -> list[list[int]]:
        """The elements of each network, sorted."""
        networks = self.graph.networks
        return [sorted({n.goal, *n.mesh.links, *n.mesh.arcs_in}) for n in networks]

    def named_by(self, node: int) -> set[int]:
        """The components that an entry names."""
        if node < self.size:
            return {node}
        children = (self.arcs[number].child for number in self.arcs_from[node])
        return set[int]().union(*map(self.named_by, children))

    def name(self, node: int) -> str:
        """The id of a component, or of the component that a junction belongs to."""
        return self.graph.ids[self.owners[node]]

    # -- parts --------------------------------------------------------------------------------

    @cached_property
    def part_of(self) -> list[int]:
        """The number of the part that each node is in: what calls, ways and crews join."""
        import rustworkx as rx

        joined: rx.PyGraph[None, None] = rx.PyGraph()
        joined.add_nodes_from([None] * self.node_count)
        joined.extend_from_edge_list([(arc.parent, arc.child) for arc in self.arcs])
        first: dict[object, int] = {}
        for path, number in self.paths.items():
            joined.add_edge(path, first.setdefault(number, path), None)
        for path in first.values():
            joined.extend_from_edge_list([(path, e) for e in self.elements_of(path)])
        for v, places in self.graph.places.items():
            joined.extend_from_edge_list([(v, place) for place in places.numbers])
        for v, component in enumerate(self.graph.components):
            for work in (component.repair, component.verify):
                if work is not None and work.crew is not None:
                    joined.add_edge(v, first.setdefault(work.crew, v), None)
        found = [0] * self.node_count
        for number, group in enumerate(sorted(map(sorted, rx.connected_components(joined)))):
            for node in group:
                found[node] = number
        return found

    @cached_property
    def parts(self) -> list[Ints]:
        """The components of each part."""
        found: list[list[int]] = [[] for _ in range(max(self.part_of, default=-1) + 1)]
        for v in range(self.size):
            found[self.part_of[v]].append(v)
        return [np.array(part, dtype=np.int64) for part in found]

    # -- levels -------------------------------------------------------------------------------

    @cached_property
    def returning(self) -> Ints:
        """Arcs that lead back in a circle of calls."""
        group = self._circle_of
        back = [
            number
            for number, arc in enumerate(self.arcs)
            if group[arc.parent] == group[arc.child] and arc.child <= arc.parent
        ]
        return np.array(back, dtype=np.int64)

    @cached_property
    def circles(self) -> list[list[int]]:
        """Nodes that call one another in circles, each group sorted."""
        import rustworkx as rx

        digraph: rx.PyDiGraph[None, None] = rx.PyDiGraph()
        digraph.add_nodes_from([None] * self.node_count)
        digraph.extend_from_edge_list([(arc.parent, arc.child) for arc in self.arcs])
        found = rx.strongly_connected_components(digraph)
        return sorted(sorted(group) for group in found if len(group) > 1)

    @cached_property
    def _circle_of(self) -> list[int]:
        """The circle that a node is in; a number of its own if in none."""
        group = [-1 - node for node in range(self.node_count)]
        for number, nodes in enumerate(self.circles):
            for node in nodes:
                group[node] = number
        return group

    @cached_property
    def levels(self) -> list[Level]:
        """The levels, callers first."""
        back = set(self.returning.tolist())
        incoming = [0] * self.node_count
        for number, arc in enumerate(self.arcs):
            incoming[arc.child] += number not in back
        level = [0] * self.node_count
        todo = [node for node, count in enumerate(incoming) if not count]
        for node in todo:
            for number in self.arcs_from[node]:
                if number in back:
                    continue
                child = self.arcs[number].child
                level[child] = max(level[child], level[node] + 1)
                incoming[child] -= 1
                if not incoming[child]:
                    todo.append(child)
        rows: list[list[int]] = [[] for _ in range(max(level, default=0) + 1)]
        for node, number in enumerate(level):
            rows[number].append(node)
        return [self._level(row) for row in rows]

    def _level(self, nodes: Sequence[int]) -> Level:
        components = [node for node in nodes if node < self.size]
        junctions = [node for node in nodes if node >= self.size]
        products = [n for n in nodes if self.forms[n] not in (Form.SHARED, Form.STANDBY)]
        sums = [n for n in nodes if self.forms[n] in (Form.SHARED, Form.STANDBY)]
        arcs = [number for node in nodes for number in self.arcs_from[node]]
        return Level(
            np.array(components, dtype=np.int64),
            np.array(junctions, dtype=np.int64),
            np.array(arcs, dtype=np.int64),
            self._segments(products),
            self._segments(sums),
        )

    def _segments(self, nodes: Sequence[int]) -> tuple[Ints, Ints, Ints]:
        """Nodes with hard arcs, these arcs, and where each node's begin."""
        kept: list[int] = []
        arcs: list[int] = []
        starts: list[int] = []
        for node in nodes:
            hard = [number for number in self.arcs_from[node] if self.arcs[number].hard]
            if hard:
                kept.append(node)
                starts.append(len(arcs))
                arcs.extend(hard)
        return (
            np.array(kept, dtype=np.int64),
            np.array(arcs, dtype=np.int64),
            np.array(starts, dtype=np.int64),
        )

    def circle_through(self, node: int) -> Iterator[int]:
        """A shortest circle of calls from a node back to itself, components only."""
        before: dict[int, int] = {}
        todo = [node]
        for at in todo:
            for number in self.arcs_from[at]:
                child = self.arcs[number].child
                if child == node:
                    way = [at]
                    while way[-1] != node:
                        way.append(before[way[-1]])
                    yield from (n for n in reversed(way) if n < self.size)
                    return
                if child not in before:
                    before[child] = at
                    todo.append(child)


_FORMS = {
    schema.All: Form.ALL,
    schema.Any: Form.SHARED,
    schema.AtLeast: Form.SHARED,
    schema.FirstOf: Form.STANDBY,
    schema.Split: Form.SHARED,
    schema.Reach: Form.PATH,
}
