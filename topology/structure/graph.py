"""The compiled, integer-indexed graph of a topology: its facts, and what goes down with what.

Components are numbered in the order of their ids, so that no answer depends on the order in the
file. Behind them come the inner nodes of their requirements (`nodes`). Two meanings of a cycle are
kept apart (running and cold start): `down` is the greatest fixed point of working
(`structure_function`), `cold_start` the least.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property

from topology.document import schema
from topology.document.document import Topology
from topology.errors import UnknownIdError
from topology.structure.cold_start import cold_start
from topology.structure.compiler import compiled
from topology.structure.network import Network, network_key
from topology.structure.structure_function import Baseline, Spread, baseline


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
        self.nodes = nodes = compiled(self.components, self.index)
        self.children = nodes.children
        self.gate_needs, self.gate_owners = nodes.gate_needs, nodes.gate_owners
        self.networks, self.network_index = nodes.networks, nodes.network_index
        self.path_network, self.standbys = nodes.path_network, nodes.standbys
        self.places = nodes.places
        self._distances: dict[int, dict[int, int]] = {}
        risks = sorted(topology.shared_risks, key=lambda risk: risk.id)
        self.risks = tuple(risks)
        self.risk_index: dict[str, int] = {risk.id: i for i, risk in enumerate(risks)}
        self.risk_hits: list[tuple[int, ...]] = [self._hits(risk) for risk in risks]

    @classmethod
    def compile(cls, topology: Topology) -> Graph:
        """The compiled form of a valid topology. O(size of the document)."""
        return cls(topology)

    def _hits(self, risk: schema.SharedRisk) -> tuple[int, ...]:
        if not isinstance(risk.hits, schema.Selector):
            return tuple(sorted(self.index[name] for name in risk.hits or ()))
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
        return self.nodes.count

    def need(self, node: int) -> int:
        """How many of its children have to be down for the node to be down."""
        return self.nodes.need(node)

    def spare(self, component: int) -> int:
        """Members that may fail before the entry does, while all its places are up."""
        entry = self.components[component]
        return entry.count - entry.quorum

    def is_link(self, component: int) -> bool:
        """Whether the component connects two others."""
        return self.components[component].connects is not None

    @cached_property
    def fails_alone(self) -> bytearray:
        """For each component, whether one failure of its own (of one member) takes it down."""
        alone = bytearray([c.fails is not False and c.count == c.quorum for c in self.components])
        for v, places in self.places.items():
            is_last = places.lost(self.never_up) + 1 >= places.enough
            alone[v] = is_last and self.components[v].fails is not False
        return alone

    @cached_property
    def risks_of(self) -> dict[int, tuple[int, ...]]:
        """The shared risks that hit a component, by component; only where there are any."""
        found: dict[int, list[int]] = {}
        for risk, hits in enumerate(self.risk_hits):
            for v in hits:
                found.setdefault(v, []).append(risk)
        return {v: tuple(risks) for v, risks in found.items()}

    @property
    def parents(self) -> dict[int, list[int]]:
        """The nodes that have a node as a child, once for each time; absent if there are none."""
        return self.nodes.parents

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

    def failing(self, names: Iterable[str]) -> tuple[list[int], list[int]]:
        """The numbers of the components and of the shared risks among what fails, in order.

        Raises `UnknownIdError` with the nearest id.
        """
        components: list[int] = []
        risks: list[int] = []
        for name in names:
            if name in self.risk_index:
                risks.append(self.risk_index[name])
            elif name in self.index:
                components.append(self.index[name])
            else:
                known = [*self.ids, *self.risk_index]
                raise UnknownIdError("component or shared risk", name, known)
        return components, risks

    # -- the structure function -----------------------------------------------------------------

    def down(self, failed: Iterable[str]) -> frozenset[str]:
        """The ids of all components that are down when these components and shared risks fail.

        A component takes one of its members with it each time it is named, of those in places that
        are up; a shared risk takes all members of all it hits. Components that are down with
        nothing failed are in the answer. Raises `UnknownIdError`. Cost: what goes down with its
        neighbours, and one search of each network that is touched, as often as it changes.
        """
        lost = self.going_down(*self.failing(failed))
        ids = self.ids
        return frozenset(ids[v] for v in (*lost, *self.never_up))

    def going_down(self, components: Iterable[int], risks: Iterable[int] = ()) -> set[int]:
        """The components that go down, beyond those never up, when these fail (see `down`)."""
        members = Counter(components)
        hit = {v for v, times in members.items() if times > self.spare(v)}
        hit.update(v for risk in risks for v in self.risk_hits[risk])
        spread = Spread(self.nodes, self._baseline)
        spread.run(v for v in hit if v not in self._baseline.down)
        if self.places and (some := [v for v in members if v in self.places]):
            while few := [v for v in some if self._is_short(v, members[v], spread.down)]:
                spread.run(few)
        return {v for v in spread.down if v < self.size}

    def _is_short(self, v: int, failed: int, down: set[int]) -> bool:
        """Whether a component that is spread falls for its members that failed where they stand."""
        if v in down or v in self._baseline.down:
            return False
        places = self.places[v]
        return failed + places.lost(down) + places.lost(self._baseline.down) >= places.enough

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
    def _baseline(self) -> Baseline:
        return baseline(self.nodes)

    @cached_property
    def cold_start(self) -> frozenset[int]:
        """The components that come up from all down: the least fixed point of working. O(size)."""
        index = self.index
        links = ((v, c.connects) for v, c in enumerate(self.components) if c.connects is not None)
        ends = {v: tuple(index[name] for name in connects) for v, connects in links}
        return cold_start(self.nodes, ends)
