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
from typing import NamedTuple

from topology.document import schema
from topology.document.document import Path, Topology
from topology.document.schema import name_of, tools_of
from topology.errors import UnknownIdError
from topology.structure.cold_start import cold_start
from topology.structure.compiler import compiled, network_to, starting
from topology.structure.network import Network, network_key
from topology.structure.nodes import Nodes
from topology.structure.strikes import falling, strikes_of
from topology.structure.structure_function import Baseline, Spread, baseline
from topology.values.ranged import Ranged


class Switch(NamedTuple):
    """A standby that hangs on the tools of its switch: it holds with what is active, or them."""

    active: schema.Requirement
    """The first entry that holds with nothing failed."""
    tools: tuple[schema.Requirement, ...]


class Fall(NamedTuple):
    """What goes down with some failures, beyond what is never up."""

    down: set[int]
    """The components."""
    paths: set[int]
    first: set[int]
    """The components that go down by the failures themselves, whatever else does."""
    failed: dict[int, int]
    """How many members fail by themselves of a component that is spread over places."""


class Graph:
    """A topology compiled for analysis. Make one with `Graph.compile`; it is not changed after."""

    def __init__(self, topology: Topology) -> None:
        components = topology.components
        order = sorted(range(len(components)), key=lambda i: components[i].id)
        self.topology = topology
        self.components = tuple(components[i] for i in order)
        self.standards = topology.standards
        """What objectives ask, by target; made when it is asked for."""
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
        self.strikes = strikes_of(risks, self.risk_hits, self.components)
        """The causes beside the failure of a component: shared risks, then modes."""
        self.strike_index: dict[str, int] = {s.id: i for i, s in enumerate(self.strikes)}
        self.struck = [falling(strike, self.components) for strike in self.strikes]
        """What each of them takes down by itself."""
        if self.places:
            self._take_along()

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
            if component.criticality is not None:
                found["criticality", str(component.criticality)].append(v)
            for tag in dict.fromkeys(component.tags):
                found["tag", tag].append(v)
        return found

    def _take_along(self) -> None:
        """What takes some members of an entry, and with a place more, takes down the entry."""
        for number, strike in enumerate(self.strikes):
            some = self.places.keys() & set(strike.hits) - set(self.struck[number])
            if some and strike.fails:
                down = self.going_down((), (number,))
                self.struck[number] = tuple(sorted({*self.struck[number], *(some & down)}))

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
        """The `strikes` that take a component down by themselves; only where there are any."""
        return _turned(self.struck)

    @cached_property
    def hit_by(self) -> dict[int, tuple[int, ...]]:
        """The shared risks that hit a component, by component; only where there are any."""
        return _turned(self.risk_hits)

    def owner(self, cause: int) -> int:
        """The component that a cause is a failure of itself; none of a shared risk.

        Causes are numbered as components, then `strikes`.
        """
        return cause if cause < self.size else self.strikes[cause - self.size].mode_of

    @cached_property
    def modes_of(self) -> dict[int, list[int]]:
        """The modes of a component, as causes, by component; only where there are any."""
        found: dict[int, list[int]] = {}
        for number, strike in enumerate(self.strikes[len(self.risks) :], len(self.risks)):
            found.setdefault(strike.mode_of, []).append(self.size + number)
        return found

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

    def network_to(self, entry: schema.Reach) -> Network:
        """The network that a reach entry asks for which is no need of a component."""
        return network_to(entry, self.components, self.index)

    def switch(self, entry: schema.Requirement, owner: int) -> Switch | None:
        """What matters of a standby of a component's needs that cannot be switched without tools.

        None for any other entry.
        """
        place = self.nodes.active.get((owner, id(entry)))
        if place is None or not isinstance(entry, schema.FirstOf):
            return None
        return Switch(entry.first_of[place], tools_of(entry))

    def index_of(self, name: str) -> int:
        """The number of a component; raises `UnknownIdError` with the nearest id."""
        found = self.index.get(name)
        if found is None:
            raise UnknownIdError("component", name, self.ids)
        return found

    def cause_number(self, name: str) -> int:
        """The number of a component as a cause, or `size` plus that of a strike.

        Raises `UnknownIdError` with the nearest id.
        """
        if name in self.strike_index:
            return self.size + self.strike_index[name]
        return self.index_of(name)

    def failing(self, names: Iterable[str]) -> tuple[list[int], list[int]]:
        """The numbers of the components and of the `strikes` among what fails, in order.

        A component or a mode may fail several members, a shared risk strikes once. Raises
        `UnknownIdError` with the nearest id.
        """
        components: list[int] = []
        strikes: list[int] = []
        for name in names:
            if name in self.strike_index:
                number = self.strike_index[name]
                if number >= len(self.risks) or number not in strikes:
                    strikes.append(number)
            elif name in self.index:
                components.append(self.index[name])
            else:
                known = [*self.ids, *self.strike_index]
                what = "component, mode or shared risk" if self.modes_of else None
                raise UnknownIdError(what or "component or shared risk", name, known)
        return components, strikes

    # -- the structure function -----------------------------------------------------------------

    def down(self, failed: Iterable[str]) -> frozenset[str]:
        """The ids of all components that are down when these components and shared risks fail.

        A component takes one of its members with it each time it is named, of those in places that
        are up, and so does a mode that leaves nothing; a shared risk takes all members of all it
        hits, or the `parts` of them that it says. What limps, and a surge, takes nothing down.
        Components that are down with nothing failed are in the answer. Raises `UnknownIdError`.
        Cost: what goes down with its neighbours, and one search of each network that is touched, as
        often as it changes.
        """
        lost = self.going_down(*self.failing(failed))
        ids = self.ids
        return frozenset(ids[v] for v in (*lost, *self.never_up))

    def going_down(self, components: Iterable[int], strikes: Iterable[int] = ()) -> set[int]:
        """The components that go down, beyond those never up, when these fail (see `down`)."""
        return self.fall(components, strikes).down

    def fall(self, components: Iterable[int], strikes: Iterable[int] = ()) -> Fall:
        """The same with the paths that are lost, and how many members fail of what is spread."""
        members = Counter(components)
        hit = set[int]()
        for number in strikes:
            hit.update(self.struck[number])
            strike = self.strikes[number]
            for v in strike.hits if strike.fails and self.struck[number] != strike.hits else ():
                members[v] += strike.members(self.components[v])
        hit.update(v for v, times in members.items() if times > self.spare(v))
        spread = Spread(self.nodes, self._baseline)
        spread.run(v for v in hit if v not in self._baseline.down)
        some = [v for v in members if v in self.places] if self.places else []
        while few := [v for v in some if self._is_short(v, members[v], spread.down)]:
            spread.run(few)
        down = {v for v in spread.down if v < self.size}
        paths = {node for node in spread.down if node in self.path_network}
        hit.update(v for v in some if self._is_short(v, members[v], set()))
        return Fall(down, paths, hit & down, {v: members[v] for v in some})

    def _is_short(self, v: int, failed: int, down: set[int]) -> bool:
        """Whether a component that is spread falls for its members that failed where they stand."""
        if v in down or v in self._baseline.down:
            return False
        places = self.places[v]
        return failed + places.lost(down) + places.lost(self._baseline.down) >= places.enough

    @cached_property
    def ranges(self) -> list[tuple[Path, Ranged]]:
        """All values of the document that are ranges: it is gone through once."""
        return self.topology.ranges()

    @cached_property
    def plain_needs(self) -> list[frozenset[int] | None]:
        """The components without which each falls; None where it asks for more than them."""
        return [self._plain_needs(component) for component in self.components]

    def _plain_needs(self, component: schema.Component) -> frozenset[int] | None:
        found = set()
        for entry in component.needs:
            if not isinstance(entry, str | schema.On):
                return None
            if isinstance(entry, str) or entry.hard:
                found.add(self.index[name_of(entry)])
        return None if component.spread else frozenset(found)

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
    def starting(self) -> Nodes:
        """The nodes with what it takes to come up; the same as `nodes` where nothing takes more."""
        return starting(self.nodes, self.components, self.index)

    @cached_property
    def ends(self) -> dict[int, tuple[int, ...]]:
        """What each link connects."""
        index = self.index
        links = ((v, c.connects) for v, c in enumerate(self.components) if c.connects is not None)
        return {v: tuple(index[name] for name in connects) for v, connects in links}

    @cached_property
    def cold_start(self) -> frozenset[int]:
        """The components that come up from all down: the least fixed point of working. O(size)."""
        return cold_start(self.starting, self.ends)


def _turned(rows: Iterable[Iterable[int]]) -> dict[int, tuple[int, ...]]:
    """The numbers of the rows in which each number stands."""
    found: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        for v in row:
            found.setdefault(v, []).append(number)
    return {v: tuple(numbers) for v, numbers in found.items()}
