"""The compiled, integer-indexed graph and its structure function: failed -> down.

Components are numbered in the order of their ids, so that no answer depends on the order in the
file. Behind them come inner nodes: *gates* (a part of a requirement that is down when `need` of
its children are) and *paths* (one component's way to one goal). A component is a gate too: down
when one of its children is. So a topology is an and/or/threshold graph over components, plus
reachability.

Two meanings of a cycle are kept apart (domain: running and cold start). `down` is the greatest
fixed point of working, `cold_start` the least; a path must in both really exist, so reachability
is a least fixed point inside either.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from topology.document import schema
from topology.document.document import Topology
from topology.errors import UnknownIdError

GATE_NEEDS_ONE = 1
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


class Graph:
    """A topology compiled for analysis. Make one with `Graph.compile`; it is not changed after."""

    def __init__(self, topology: Topology) -> None:
        components = topology.components
        order = sorted(range(len(components)), key=lambda i: components[i].id)
        self.topology = topology
        self.components = tuple(components[i] for i in order)
        self.ids: list[str] = [component.id for component in self.components]
        self.index: dict[str, int] = {name: i for i, name in enumerate(self.ids)}
        self.size = len(self.ids)
        self.children: list[tuple[int, ...]] = [()] * self.size
        self.gate_needs: list[int] = []
        self.gate_owners: list[int] = []
        self.networks: list[Network] = []
        self.network_index: dict[NetworkKey, int] = {}
        self._distances: dict[int, dict[int, int]] = {}
        self.path_network: dict[int, tuple[int, int]] = {}
        self.standbys: list[tuple[int, schema.FirstOf, int]] = []
        """Owner, entry and gate of each `first_of` that has something to switch to."""
        risks = sorted(topology.shared_risks, key=lambda risk: risk.id)
        self.risks = tuple(risks)
        self.risk_index: dict[str, int] = {risk.id: i for i, risk in enumerate(risks)}
        self._compile_needs()
        self.risk_hits: list[tuple[int, ...]] = [self._hits(risk) for risk in risks]

    @classmethod
    def compile(cls, topology: Topology) -> Graph:
        """The compiled form of a valid topology. O(size of the document)."""
        return cls(topology)

    # -- compiling ----------------------------------------------------------------------------

    def _compile_needs(self) -> None:
        compiler = _Compiler(self)
        index, children = self.index, self.children
        for v, component in enumerate(self.components):
            needs = component.needs
            if not needs:
                continue
            found: list[int] = []
            for entry in needs:
                if type(entry) is str:
                    found.append(index[entry])
                else:
                    compiler.conjunct(entry, v, found)
            children[v] = tuple(found)

    def _hits(self, risk: schema.SharedRisk) -> tuple[int, ...]:
        if not isinstance(risk.hits, schema.Selector):
            return tuple(sorted(self.index[name] for name in risk.hits))
        some = min((self._with_word.get(word, ()) for word in risk.hits.words), key=len)
        return tuple(v for v in some if risk.hits.selects(self.components[v]))

    @cached_property
    def _with_word(self) -> dict[tuple[str, str], list[int]]:
        """The components of each kind, at each location and with each tag."""
        found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for v, component in enumerate(self.components):
            found["kind", component.kind].append(v)
            if component.location is not None:
                found["location", component.location].append(v)
            for tag in dict.fromkeys(component.tags):
                found["tag", tag].append(v)
        return found

    # -- facts --------------------------------------------------------------------------------

    @property
    def node_count(self) -> int:
        """Components and inner nodes."""
        return len(self.children)

    def need(self, node: int) -> int:
        """How many of its children have to be down for the node to be down."""
        return GATE_NEEDS_ONE if node < self.size else self.gate_needs[node - self.size]

    def spare(self, component: int) -> int:
        """Members that may fail before the entry does."""
        entry = self.components[component]
        return entry.count - entry.quorum

    def is_link(self, component: int) -> bool:
        """Whether the component connects two others."""
        return self.components[component].connects is not None

    @cached_property
    def fails_alone(self) -> bytearray:
        """For each component, whether one failure of its own (of one member) takes it down."""
        return bytearray([c.fails is not False and c.count == c.quorum for c in self.components])

    @cached_property
    def risks_of(self) -> dict[int, tuple[int, ...]]:
        """The shared risks that hit a component, by component; only where there are any."""
        found: dict[int, list[int]] = {}
        for risk, hits in enumerate(self.risk_hits):
            for v in hits:
                found.setdefault(v, []).append(risk)
        return {v: tuple(risks) for v, risks in found.items()}

    @cached_property
    def parents(self) -> dict[int, list[int]]:
        """The nodes that have a node as a child, once for each time; absent if there are none."""
        parents: dict[int, list[int]] = {}
        for node, row in enumerate(self.children):
            for child in row:
                found = parents.get(child)
                if found is None:
                    parents[child] = [node]
                else:
                    found.append(node)
        return parents

    def distances(self, network: Network) -> dict[int, int]:
        """Links on the shortest way from each node to the goal, with nothing failed."""
        found = self._distances.get(id(network))
        if found is None:
            found = self._distances[id(network)] = network.reaching(self.never_up)
        return found

    def network_of(self, entry: schema.Reach) -> Network:
        """The network that a reach entry of this topology asks for."""
        return self.networks[self.network_index[network_key(entry)]]

    def index_of(self, name: str) -> int:
        """The number of a component; raises `UnknownIdError` with the nearest id."""
        found = self.index.get(name)
        if found is None:
            raise UnknownIdError("component", name, self.ids)
        return found

    # -- the structure function -----------------------------------------------------------------

    def down(self, failed: Iterable[str]) -> frozenset[str]:
        """The ids of all components that are down when these components and shared risks fail.

        A component takes one of its members with it each time it is named; a shared risk takes all
        members of all it hits. Components that are down with nothing failed are in the answer.
        Raises `UnknownIdError`. Cost: what goes down with its neighbours, and one search of each
        network that is touched, as often as it changes.
        """
        components: list[int] = []
        risks: list[int] = []
        for name in failed:
            if name in self.risk_index:
                risks.append(self.risk_index[name])
            elif name in self.index:
                components.append(self.index[name])
            else:
                known = [*self.ids, *self.risk_index]
                raise UnknownIdError("component or shared risk", name, known)
        lost = self.going_down(components, risks)
        ids = self.ids
        return frozenset(ids[v] for v in (*lost, *self.never_up))

    def going_down(self, components: Iterable[int], risks: Iterable[int] = ()) -> set[int]:
        """The components that go down, beyond those never up, when these fail (see `down`)."""
        members = Counter(components)
        hit = {v for v, times in members.items() if times > self.spare(v)}
        hit.update(v for risk in risks for v in self.risk_hits[risk])
        spread = _Spread(self, self._baseline)
        spread.run(v for v in hit if v not in self._baseline.down)
        return {v for v in spread.down if v < self.size}

    @cached_property
    def never_up(self) -> frozenset[int]:
        """Components that do not work with nothing failed."""
        return frozenset(v for v in self._baseline.down if v < self.size)

    @cached_property
    def never_up_nodes(self) -> frozenset[int]:
        """Components never up with all their inner nodes, and other inner nodes never up."""
        first, never_up = self.size, self.never_up
        owned = (first + i for i, owner in enumerate(self.gate_owners) if owner in never_up)
        return frozenset(self._baseline.down).union(owned if never_up else ())

    @property
    def lost_at_start(self) -> dict[int, int]:
        """How many children of a gate are never up; only where there are any."""
        return self._baseline.lost

    @cached_property
    def never_up_paths(self) -> frozenset[int]:
        """Paths that do not exist with nothing failed."""
        return frozenset(node for node in self._baseline.down if node in self.path_network)

    @cached_property
    def _baseline(self) -> _Baseline:
        baseline = _Baseline(set(), {})
        spread = _Spread(self, baseline)
        spread.touched.update(range(len(self.networks)))
        spread.run(())
        return _Baseline(spread.down, spread.lost)

    @cached_property
    def cold_start(self) -> frozenset[int]:
        """The components that come up from all down: the least fixed point of working. O(size)."""
        return frozenset(_ColdStart(self).run())


class _Compiler:
    """Turns requirements into gates and paths of a graph under construction."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.meshes: dict[frozenset[str] | None, Mesh] = {}

    def conjunct(self, entry: schema.Requirement, owner: int, into: list[int]) -> None:
        """Adds to `into` the nodes that must all work for the entry to hold."""
        index = self.graph.index
        if isinstance(entry, str):
            into.append(index[entry])
        elif isinstance(entry, schema.On):
            if entry.hard:
                into.append(index[entry.on])
        elif isinstance(entry, schema.All):
            for part in entry.all:
                self.conjunct(part, owner, into)
        elif isinstance(entry, schema.Reach):
            into.append(self._path(entry, owner))
        else:
            least, parts = choice(entry)
            self._gate(parts, len(parts) - least + 1, owner, into)
            if isinstance(entry, schema.FirstOf) and len(parts) > 1:
                self.graph.standbys.append((owner, entry, into[-1]))

    def _gate(
        self, parts: Sequence[schema.Requirement], need: int, owner: int, into: list[int]
    ) -> None:
        if need == GATE_NEEDS_ONE:
            for part in parts:
                self.conjunct(part, owner, into)
            return
        into.append(self._node(tuple(self._branch(part, owner) for part in parts), need, owner))

    def _branch(self, part: schema.Requirement, owner: int) -> int:
        nodes: list[int] = []
        self.conjunct(part, owner, nodes)
        return nodes[0] if len(nodes) == 1 else self._node(tuple(nodes), GATE_NEEDS_ONE, owner)

    def _node(self, children: tuple[int, ...], need: int, owner: int) -> int:
        self.graph.children.append(children)
        self.graph.gate_needs.append(need)
        self.graph.gate_owners.append(owner)
        return self.graph.node_count - 1

    def _path(self, entry: schema.Reach, source: int) -> int:
        graph = self.graph
        key = network_key(entry)
        number = graph.network_index.get(key)
        if number is None:
            number = graph.network_index[key] = len(graph.networks)
            graph.networks.append(Network(graph.index[entry.reach], self._mesh(key[1])))
        paths = graph.networks[number].paths
        if source not in paths:
            node = paths[source] = self._node((), 0, source)
            graph.path_network[node] = (number, source)
        return paths[source]

    def _mesh(self, over: frozenset[str] | None) -> Mesh:
        if over in self.meshes:
            return self.meshes[over]
        links = [
            link
            for link, component in enumerate(self.graph.components)
            if component.connects is not None and (over is None or component.kind in over)
        ]
        mesh = self.meshes[over] = self._arcs(links)
        return mesh

    def _arcs(self, links: list[int]) -> Mesh:
        index, components = self.graph.index, self.graph.components
        arcs_in: dict[int, list[tuple[int, int]]] = {}
        arcs_out: dict[int, list[tuple[int, int]]] = {}
        any_one_way = any(components[link].one_way for link in links)
        for link in links:
            a, b = components[link].connects or ()
            start, end = index[a], index[b]
            if start not in arcs_in:
                arcs_in[start], arcs_out[start] = [], []
            if end not in arcs_in:
                arcs_in[end], arcs_out[end] = [], []
            arcs_in[end].append((start, link))
            if not any_one_way:
                arcs_in[start].append((end, link))
                continue
            arcs_out[start].append((end, link))
            if not components[link].one_way:
                arcs_in[start].append((end, link))
                arcs_out[end].append((start, link))
        out = arcs_out if any_one_way else arcs_in
        return Mesh(arcs_in, out, frozenset(links), any_one_way)


def network_key(entry: schema.Reach) -> NetworkKey:
    """What two reach entries share when they ask for paths of one network."""
    return entry.reach, None if entry.over is None else frozenset(entry.over)


def choice(
    entry: schema.Any | schema.AtLeast | schema.FirstOf,
) -> tuple[int, tuple[schema.Requirement, ...]]:
    """How many of which alternatives must hold."""
    if isinstance(entry, schema.AtLeast):
        return entry.at_least, entry.of
    return 1, entry.any if isinstance(entry, schema.Any) else entry.first_of


@dataclass(frozen=True, slots=True)
class _Baseline:
    """What is down with nothing failed, and how many children each further node has lost by it."""

    down: set[int]
    lost: dict[int, int]


class _Spread:
    """Failures spreading upward from a baseline, counting the children each node has lost.

    Downward closure by counters (Dowling and Gallier 1984): each edge is followed once. Networks
    that lost an element are searched anew when nothing else moves, until nothing does.
    """

    def __init__(self, graph: Graph, baseline: _Baseline) -> None:
        self.graph = graph
        self.baseline = baseline
        self.down: set[int] = set()
        self.lost: dict[int, int] = {}
        self.queue: list[int] = []
        self.touched: set[int] = set()

    def run(self, failed: Iterable[int]) -> None:
        for node in failed:
            self._fell(node)
        self._settle()
        while self.touched:
            networks, self.touched = self.touched, set()
            for number in sorted(networks):
                self._search(self.graph.networks[number])
            self._settle()

    def _fell(self, node: int) -> None:
        if node in self.down:
            return
        self.down.add(node)
        self.queue.append(node)
        if node < self.graph.size:
            for number, network in enumerate(self.graph.networks):
                if network.goal == node or network.mesh.is_element(node):
                    self.touched.add(number)

    def _settle(self) -> None:
        if not self.queue:
            return
        parents, already = self.graph.parents, self.baseline.down
        while self.queue:
            for parent in parents.get(self.queue.pop(), ()):
                if parent in self.down or parent in already:
                    continue
                before = self.lost.get(parent)
                if before is None:
                    before = self.baseline.lost.get(parent, 0)
                self.lost[parent] = before + 1
                if before + 1 >= self.graph.need(parent):
                    self._fell(parent)

    def _search(self, network: Network) -> None:
        reaching = network.reaching(self.down | self.baseline.down)
        for source, node in network.paths.items():
            if source not in reaching and node not in self.baseline.down:
                self._fell(node)


class _ColdStart:
    """What comes up from all down: the least fixed point of needs and of reachability together."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.up: set[int] = set()
        self.missing = array("q", (self._missing(v) for v in range(graph.node_count)))
        self.reaching: list[set[int]] = [set() for _ in graph.networks]
        self.queue: list[int] = []

    def _missing(self, node: int) -> int:
        """How many children have to come up before the node does."""
        graph = self.graph
        if node in graph.path_network:
            return 1
        return len(graph.children[node]) - graph.need(node) + 1 if graph.children[node] else 0

    def run(self) -> Iterator[int]:
        graph = self.graph
        parents = graph.parents
        ends = {v: c.connects for v, c in enumerate(graph.components) if c.connects is not None}
        for node in range(graph.node_count):
            if self.missing[node] == 0:
                self._rose(node)
        while self.queue:
            node = self.queue.pop()
            for parent in parents.get(node, ()):
                self.missing[parent] -= 1
                if self.missing[parent] == 0:
                    self._rose(parent)
            if node < graph.size:
                self._open_paths(node, ends.get(node))
        return (v for v in self.up if v < graph.size)

    def _rose(self, node: int) -> None:
        self.up.add(node)
        self.queue.append(node)

    def _open_paths(self, node: int, ends: tuple[str, ...] | None) -> None:
        """Paths that a component opens by coming up: a goal, a node on the way, or a link."""
        for number, network in enumerate(self.graph.networks):
            if network.goal == node:
                self._reach(number, node)
            if ends is not None and node in network.mesh.links:
                for end in (self.graph.index[name] for name in ends):
                    self._extend(number, end, only=node)
            elif node in network.mesh.arcs_in:
                self._extend(number, node, only=None)

    def _reach(self, number: int, start: int) -> None:
        """The goal is reached from `start`: tell its path, and go on from it if it works."""
        network = self.graph.networks[number]
        todo = [start]
        while todo:
            node = todo.pop()
            if node in self.reaching[number]:
                continue
            self.reaching[number].add(node)
            path = network.paths.get(node)
            if path is not None and self.missing[path] > 0:
                self.missing[path] = 0
                self._rose(path)
            if node in self.up:
                todo.extend(u for u, link in network.mesh.arcs_in.get(node, ()) if link in self.up)

    def _extend(self, number: int, node: int, only: int | None) -> None:
        """Goes on from `node`, if the goal is reached from it and it works, over its links."""
        if node not in self.reaching[number] or node not in self.up:
            return
        for start, link in self.graph.networks[number].mesh.arcs_in.get(node, ()):
            if (only is None or link == only) and link in self.up:
                self._reach(number, start)
