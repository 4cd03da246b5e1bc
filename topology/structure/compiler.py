"""Requirements to nodes: gates for what may do without a part, paths for what must be reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from topology.document import schema
from topology.document.schema import choice, for_work, named, starts_of, tools_of
from topology.structure.network import Mesh, Network, network_key
from topology.structure.nodes import GATE_NEEDS_ONE, Nodes, Standby, Start
from topology.structure.places import Places, heavy
from topology.structure.structure_function import baseline


def compiled(components: Sequence[schema.Component], index: Mapping[str, int]) -> Nodes:
    """The nodes of components, which are in the order of their numbers. O(size of the needs)."""
    compiler = _Compiler(components, index, Nodes(len(components)))
    children = compiler.nodes.children
    for v, component in enumerate(components):
        needs = component.needs
        if not needs and component.spread is None:
            continue
        found: list[int] = []
        for entry in needs:
            if type(entry) is str:
                found.append(index[entry])
            else:
                compiler.conjunct(entry, v, found)
        if component.spread is not None:
            found.append(compiler.places(component, v))
        children[v] = tuple(found)
    compiler.bind_switches()
    if compiler.standbys:
        compiler.nodes.starts.update(_named_apart(compiler.standbys, components))
    return compiler.nodes


def network_to(
    entry: schema.Reach, components: Sequence[schema.Component], index: Mapping[str, int]
) -> Network:
    """The network that a reach entry asks for which is no need of a component."""
    mesh = _Compiler(components, index, Nodes(len(components))).mesh(network_key(entry)[1])
    return Network(index[entry.reach], mesh)


Work = tuple[int, Sequence[schema.Requirement]]
"""Who does something, which is where a path begins, and what is needed for it."""


def with_works(
    nodes: Nodes,
    components: Sequence[schema.Component],
    index: Mapping[str, int],
    works: Sequence[Work],
) -> tuple[Nodes, list[tuple[int, ...]]]:
    """The nodes, and behind them those of some works: which ones must all work for each of these.

    O(nodes + size of the needs).
    """
    compiler = _Compiler(components, index, nodes.copy())
    found = [compiler.work(needs, owner) for owner, needs in works]
    return compiler.nodes, found


def starting(
    nodes: Nodes, components: Sequence[schema.Component], index: Mapping[str, int]
) -> Nodes:
    """The nodes with what components need to come up; the same where that is what they run on."""
    works = [(v, c.start.needs) for v, c in enumerate(components) if c.start and c.start.needs]
    if not works:
        return nodes
    grown, found = with_works(nodes, components, index, works)
    for (v, _), more in zip(works, found, strict=True):
        grown.children[v] = (*grown.children[v], *more)
    return grown


Standbys = dict[int, tuple[int, schema.Requirement]]
"""Of each gate of a standby its owner and its entry."""


def _named_apart(
    standbys: Standbys, components: Sequence[schema.Component]
) -> Iterator[tuple[int, Start]]:
    """The standbys, each named by what it names; of several alike by whom they are for as well."""
    names = {node: " and ".join(sorted(set(named((e,))))) for node, (_, e) in standbys.items()}
    alike = Counter(names.values())
    of_owner = Counter((names[node], owner) for node, (owner, _) in standbys.items())
    seen = Counter[tuple[str, int]]()
    for node, (owner, entry) in standbys.items():
        name = names[node]
        event = f"{name} does not start"
        if alike[name] > 1:
            seen[name, owner] += 1
            turn = f", {seen[name, owner]}" if of_owner[name, owner] > 1 else ""
            event += f" for {components[owner].id}{turn}"
        yield node, Start(owner, name, starts_of(entry), event)


class _Compiler:
    """Turns requirements into gates and paths."""

    def __init__(
        self, components: Sequence[schema.Component], index: Mapping[str, int], nodes: Nodes
    ) -> None:
        self.components = components
        self.index = index
        self.nodes = nodes
        keys, networks = nodes.network_index, nodes.networks
        self.meshes = {over: networks[i].mesh for (_, over), i in keys.items()}
        self.standbys: Standbys = {}

    def conjunct(self, entry: schema.Requirement, owner: int, into: list[int]) -> None:
        """Adds to `into` the nodes that must all work for the entry to hold."""
        index = self.index
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
            self._gate(
                parts, len(parts) - least + 1, owner, into, isinstance(entry, schema.FirstOf)
            )
            if isinstance(entry, schema.FirstOf) and len(parts) > 1:
                self._standby(entry, owner, into[-1])

    def work(self, needs: Sequence[schema.Requirement], owner: int) -> tuple[int, ...]:
        """The nodes that must all work for some work to go on."""
        found: list[int] = []
        for entry in for_work(needs):
            self.conjunct(entry, owner, found)
        return tuple(found)

    def _standby(self, entry: schema.FirstOf, owner: int, gate: int) -> None:
        nodes, switch = self.nodes, entry.switchover
        tools = () if switch is None else self.work(switch.needs, owner)
        nodes.standbys.append(Standby(owner, entry, gate, nodes.children[gate], tools))

    def bind_switches(self) -> None:
        """Makes those standbys hang on the tools of their switch that cannot be had without.

        What works with nothing failed does not: no switch is needed then.
        """
        bound = [standby for standby in self.nodes.standbys if tools_of(standby.entry)]
        if not bound:
            return
        down = baseline(self.nodes).down
        for owner, entry, gate, entries, tools in bound:
            active = next((i for i, node in enumerate(entries) if node not in down), None)
            if active is None:
                continue
            self.nodes.active[owner, id(entry)] = active
            others = (*entries[:active], *entries[active + 1 :])
            rest = others[0] if len(others) == 1 else self._node(others, len(others), owner)
            switched = self._node((*tools, rest), GATE_NEEDS_ONE, owner)
            self.nodes.rewire(gate, (entries[active], switched), 2)

    def places(self, component: schema.Component, owner: int) -> int:
        """The node that is down when too few members stand in places that are up."""
        dealt = sorted((self.index[name], own) for name, own in component.dealt.items())
        numbers, members = zip(*dealt, strict=True)
        least = component.count - component.quorum + 1
        gate = heavy(numbers, members, least, lambda n, some: self._node(tuple(some), n, owner))
        self.nodes.places[owner] = Places(numbers, members, component.quorum, gate)
        return gate

    def _gate(
        self,
        parts: Sequence[schema.Requirement],
        need: int,
        owner: int,
        into: list[int],
        in_order: bool,
    ) -> None:
        if need == GATE_NEEDS_ONE:
            for part in parts:
                self.conjunct(part, owner, into)
            return
        branches = [self._branch(part, owner) for part in parts]
        for place, part in enumerate(parts) if in_order else ():
            if place and starts_of(part) < 1.0:
                gate = branches[place] = self._node((branches[place],), GATE_NEEDS_ONE, owner)
                self.standbys[gate] = owner, part
        into.append(self._node(tuple(branches), need, owner))

    def _branch(self, part: schema.Requirement, owner: int) -> int:
        nodes: list[int] = []
        self.conjunct(part, owner, nodes)
        return nodes[0] if len(nodes) == 1 else self._node(tuple(nodes), GATE_NEEDS_ONE, owner)

    def _node(self, children: tuple[int, ...], need: int, owner: int) -> int:
        self.nodes.children.append(children)
        self.nodes.gate_needs.append(need)
        self.nodes.gate_owners.append(owner)
        return self.nodes.count - 1

    def _path(self, entry: schema.Reach, source: int) -> int:
        nodes = self.nodes
        key = network_key(entry)
        number = nodes.network_index.get(key)
        if number is None:
            number = nodes.network_index[key] = len(nodes.networks)
            nodes.networks.append(Network(self.index[entry.reach], self.mesh(key[1])))
        paths = nodes.networks[number].paths
        if source not in paths:
            node = paths[source] = self._node((), 0, source)
            nodes.path_network[node] = (number, source)
        return paths[source]

    def mesh(self, over: frozenset[str] | None) -> Mesh:
        """The links of some kinds, of any when None."""
        if over in self.meshes:
            return self.meshes[over]
        links = [
            link
            for link, component in enumerate(self.components)
            if component.connects is not None and (over is None or component.kind in over)
        ]
        mesh = self.meshes[over] = self._arcs(links)
        return mesh

    def _arcs(self, links: list[int]) -> Mesh:
        index, components = self.index, self.components
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
