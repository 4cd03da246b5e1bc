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
from typing import TYPE_CHECKING

import numpy as np

from topology.document import schema
from topology.document.schema import choice, weight_of
from topology.loads.moment.arcs import Arc, ArcArrays, Ints, StartCall
from topology.loads.moment.works import Needs, works_of
from topology.structure.graph import Graph
from topology.structure.network import network_key

if TYPE_CHECKING:
    from topology.loads.moment.routes import Routes
    from topology.loads.moment.traffic import Traffic


class Form(IntEnum):
    """What a node makes of its arcs."""

    COMPONENT = 0
    ALL = 1
    SHARED = 2
    STANDBY = 3
    PATH = 4
    SPLIT = 5
    HELD = 6
    """An entry with a reserve, around the entry itself."""


SUMS = (Form.SHARED, Form.STANDBY, Form.SPLIT)
"""Nodes of whose load each arc gets its part (`Loads.weight`)."""


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
        self.networks = list(graph.networks)
        """Those of the graph, and behind them those that only work asks a way of."""
        self._network_index = dict(graph.network_index)
        self.reserves: list[int] = []
        """The junctions around entries that have a reserve, in order."""
        for v, component in enumerate(graph.components):
            for entry in component.needs:
                self._wire(entry, v, v, 1.0)
        self.first_tool = len(self.forms)
        """From here on nodes say whether work can go on: nobody calls them, and no load flows."""
        self.tools: dict[tuple[int, Needs], int] = {}
        """The node that works while the needs of some work hold, by its owner and these."""
        self.starts: dict[int, int] = {}
        """For what has a `start`, the node that works while it can come up."""
        self._concerned: list[tuple[int, int]] = []
        self._wire_tools()
        self.arcs.sort(key=lambda arc: arc.parent)
        for arc in self.arcs:
            if self.forms[arc.parent] in (Form.COMPONENT, Form.ALL) and arc.hard:
                self.required[arc.parent] += 1

    # -- compiling ----------------------------------------------------------------------------

    def _wire(self, entry: schema.Requirement, parent: int, owner: int, weight: float) -> None:
        index = self.graph.index
        if not isinstance(entry, str) and entry.holds:
            parent, weight = self._held(entry, parent, owner, weight), 1.0
        if isinstance(entry, str):
            self.arcs.append(Arc(parent, index[entry], weight=weight))
        elif isinstance(entry, schema.On):
            called = index[entry.on]
            self.arcs.append(
                Arc(
                    parent,
                    called,
                    entry.calls,
                    entry.retries,
                    entry.hard,
                    weight,
                    entry.at_start,
                )
            )
        else:
            node = self._junction(entry, owner)
            self.arcs.append(Arc(parent, node, weight=weight))
            if isinstance(entry, schema.Reach):
                self.paths[node] = self._network(entry)
                self.arcs.append(Arc(node, index[entry.reach]))
            else:
                parts = entry.all if isinstance(entry, schema.All) else choice(entry)[1]
                for part in parts:
                    self._wire(part, node, owner, weight_of(part))

    def _held(self, entry: schema.Requirement, parent: int, owner: int, weight: float) -> int:
        node = self._junction(entry, owner, Form.HELD)
        self.required[node] = 1
        self.reserves.append(node)
        self.arcs.append(Arc(parent, node, weight=weight))
        return node

    def _junction(self, entry: schema.Requirement, owner: int, form: Form | None = None) -> int:
        self.forms.append(_FORMS[type(entry)] if form is None else form)
        self.owners.append(owner)
        self.entries.append(entry)
        self.required.append(entry.at_least if isinstance(entry, schema.AtLeast) else 1)
        if isinstance(entry, schema.All):
            self.required[-1] = 0
        return len(self.forms) - 1

    def _network(self, entry: schema.Reach) -> int:
        key = network_key(entry)
        if key not in self._network_index:
            self._network_index[key] = len(self.networks)
            self.networks.append(self.graph.network_to(entry))
        return self._network_index[key]

    # -- what work needs ------------------------------------------------------------------------

    def _wire_tools(self) -> None:
        """Adds the needs of all work, in which a standby takes over without delay."""
        for work, hits in works_of(self.graph):
            self._wire_work(work.needs, hits)
        for node in self.standbys:
            entry = self.entries[node]
            assert isinstance(entry, schema.FirstOf)
            self._wire_work(
                entry.switchover.needs if entry.switchover else (), (self.owners[node],)
            )
        for v, component in enumerate(self.graph.components):
            if component.start is not None:
                self.starts[v] = self._tool(component.start.needs, v)
        running = [arc for arc in self.arcs if arc.hard and arc.parent in self.starts]
        self.arcs.extend(Arc(self.starts[arc.parent], arc.child) for arc in running)
        self._concerned.extend(self.starts.items())
        for node in range(self.first_tool, len(self.forms)):
            if self.forms[node] is Form.STANDBY:
                self.forms[node] = Form.SHARED

    def _wire_work(self, needs: Needs, hits: Sequence[int]) -> None:
        if not needs or not hits:
            return
        key = hits[0], needs
        if key not in self.tools:
            self.tools[key] = self._tool(needs, hits[0])
        self._concerned.extend((v, self.tools[key]) for v in hits)

    def _tool(self, needs: Needs, owner: int) -> int:
        self.forms.append(Form.ALL)
        self.owners.append(owner)
        self.entries.append(None)
        self.required.append(0)
        node = len(self.forms) - 1
        for entry in needs:
            self._wire(entry, node, owner, 1.0)
        return node

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
    def children(self) -> list[list[int]]:
        """The nodes that each node's arcs lead to, in the order of the document."""
        return [[self.arcs[number].child for number in numbers] for numbers in self.arcs_from]

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
        return [node for node in range(self.first_tool) if self.forms[node] is Form.STANDBY]

    def held_by(self, reserve: int) -> int:
        """The entry that a reserve stands around, as a node."""
        return self.children[reserve][0]

    @cached_property
    def start_calls(self) -> list[StartCall]:
        """What is sent on top by those that come up, in the order of the arcs."""
        return [
            StartCall(self.owners[arc.parent], arc.child, arc.at_start, self._way_to(number))
            for number, arc in enumerate(self.arcs)
            if arc.at_start is not None and arc.parent < self.first_tool
        ]

    def _way_to(self, number: int) -> tuple[int, ...]:
        """The arcs from a component to one of its own, that one included."""
        way = [number]
        while (parent := self.arcs[way[-1]].parent) >= self.size:
            into = self.arcs_into[parent]
            way += (n for n in into if self.arcs[n].parent < self.first_tool)
        return tuple(way)

    def held_entry(self, reserve: int) -> HeldEntry:
        """The entry of the document that a reserve stands around."""
        entry = self.entries[reserve]
        assert entry is not None
        assert not isinstance(entry, str)
        return entry

    def elements_of(self, node: int) -> Sequence[int]:
        """The links and nodes that the way of a PATH may lead over; none for other nodes."""
        number = self.paths.get(node)
        return () if number is None else self._elements[number]

    @cached_property
    def _elements(self) -> list[list[int]]:
        """The elements of each network, sorted."""
        networks = self.networks
        return [sorted({n.goal, *n.mesh.links, *n.mesh.arcs_in}) for n in networks]

    def named_by(self, node: int) -> set[int]:
        """The components that an entry names."""
        if node < self.size:
            return {node}
        return set[int]().union(*map(self.named_by, self.children[node]))

    def name(self, node: int) -> str:
        """The id of a component, or of the component that a junction belongs to."""
        return self.graph.ids[self.owners[node]]

    @cached_property
    def routes(self) -> Routes:
        """Finds the ways that PATHs take."""
        from topology.loads.moment.routes import Routes

        sources: list[list[int]] = [[] for _ in self.networks]
        for node, number in self.paths.items():
            sources[number].append(self.owners[node])
        return Routes(self.graph, list(self._network_index), sources)

    @cached_property
    def traffic(self) -> Traffic | None:
        """Finds what the traffic of the document puts on components, if it has any."""
        if not self.graph.topology.traffic:
            return None
        from topology.loads.moment.traffic import Traffic

        return Traffic(self.graph)

    @cached_property
    def is_full_duplex(self) -> bool:
        """Whether the capacity of a link is that of each direction by itself."""
        routing = self.graph.topology.routing
        return routing is not None and routing.duplex == "full"

    @cached_property
    def shape(self) -> tuple[object, ...]:
        """All of a wiring that sweeps hang on: where it is the same they come to the same."""
        arcs, goals = self.arrays, [network.goal for network in self.networks]
        hard = bytes(arc.hard for arc in self.arcs)
        return (
            self.size,
            bytes(self.forms),
            hard,
            (self.is_full_duplex, self.traffic is None),
            *(array.tobytes() for array in (arcs.parent, arcs.child, arcs.calls, arcs.retries)),
            arcs.is_returning.tobytes(),
            tuple((node, number, self.owners[node]) for node, number in self.paths.items()),
            tuple(goals if self.paths else ()),
            tuple(self.reserves),
            tuple((call.child, call.way) for call in self.start_calls),
        )

    # -- parts --------------------------------------------------------------------------------

    @cached_property
    def part_of(self) -> list[int]:
        """The number of the part that each node is in: what calls, ways, work and crews join."""
        import rustworkx as rx

        joined: rx.PyGraph[None, None] = rx.PyGraph()
        joined.add_nodes_from([None] * self.node_count)
        joined.extend_from_edge_list([(arc.parent, arc.child) for arc in self.arcs])
        first: dict[object, int] = {}
        for path, number in self.paths.items():
            joined.add_edge(path, first.setdefault(number, path), None)
        for path in first.values():
            joined.extend_from_edge_list([(path, e) for e in self.elements_of(path)])
        if self.traffic is not None:
            elements = self.traffic.elements
            joined.extend_from_edge_list([(elements[0], v) for v in elements[1:]])
        joined.extend_from_edge_list(self._concerned)
        for v, places in self.graph.places.items():
            joined.extend_from_edge_list([(v, place) for place in places.numbers])
        for work, hits in works_of(self.graph):
            if work.crew is not None:
                for v in hits:
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
        products = [n for n in nodes if self.forms[n] not in SUMS]
        sums = [n for n in nodes if self.forms[n] in SUMS]
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


HeldEntry = schema.On | schema.Compound | schema.Reach


_FORMS = {
    schema.All: Form.ALL,
    schema.Any: Form.SHARED,
    schema.AtLeast: Form.SHARED,
    schema.FirstOf: Form.STANDBY,
    schema.Split: Form.SPLIT,
    schema.Reach: Form.PATH,
}
