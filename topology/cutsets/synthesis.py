"""The fault tree of a target: what has to fail for it to go down, as gates over causes.

A component is an `or` over its own failure, the shared risks that hit it and what it needs; a
choice is an at-least gate; a path is taken apart by `connectivity`. Nodes are built in dependency
order, each once, so the tree has the size of what the target depends on.

Where needs run in a circle the meaning is the greatest fixed point of working: down is only what a
failure brings down. Nodes at which circles close are first taken never to fail, and the circle is
built again with what that gave, as often as there are such nodes: each round but the last fails one
of them at least, for any given causes, so by then nothing changes any more (Kleene 1952; Bekic
1969 for doing so group by group). A circle of `or` gates alone, the usual one, has one such node.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Flag, auto

from topology.cutsets.connectivity import (
    UNASKED,
    Bounds,
    Part,
    TooWideError,
    cut_off,
    part_between,
)
from topology.cutsets.engine.fault_tree import NEVER, Event, FaultTree, GateBuilder
from topology.cutsets.shares import Share, shares_of
from topology.cutsets.stages import Stage, stages_of
from topology.structure.graph import Graph
from topology.structure.places import heavy
from topology.values.binomials import binomial

MAX_MEMBERS = 10_000_000
"""Of entries with more members the ways in which some of them fail are not counted."""
FEW_MEMBERS = 10_000
"""Unless no more than these fail, or no more are left: that is counted of any number."""
MAX_GATES = 1_000_000
"""More gates than this are not made of circles."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What an event of a tree is: `members` of a component at once, a shared risk or a mode (its
    number among `Graph.strikes`), or a switch.

    A `switch` stands for the time in which a component with a standby waits for it. Of a component
    in places there is a cause for each `stage`. A `start` is that a standby, by its gate, does not
    start when it is asked to, which is no failure.
    """

    id: str
    component: int | None = None
    risk: int | None = None
    members: int = 1
    switch: bool = False
    among: int | None = None
    """Of how many members these fail, where strikes have taken the others (`shares`); 0 of such a
    strike."""
    stage: Stage | None = None
    start: int | None = None


@dataclass(frozen=True, slots=True)
class TargetTree:
    """A fault tree with the cause that each of its events is."""

    tree: FaultTree
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class CommonTree:
    """The gates for several nodes of a graph over the same events, still open to further gates.

    `named` gives for gates that are the failure of a component that component, of several the
    first.
    """

    builder: GateBuilder
    causes: tuple[Cause, ...]
    nodes: tuple[int, ...]
    named: Mapping[int, int]


class Also(Flag):
    """What is in a fault tree beside failures of whole entries."""

    NOTHING = 0
    SHARES = auto()
    """What takes some members of an entry, together with further ones."""
    STARTS = auto()
    """That standbys do not start when asked to."""


def fault_tree_of(
    graph: Graph,
    target: int,
    *,
    own: bool = False,
    switching: Container[int] = (),
    bounds: Bounds = UNASKED,
    also: Also = Also.NOTHING,
) -> TargetTree:
    """The fault tree of a component; its own failure counts among the causes if `own`.

    The components in `switching` get an event more, for the time in which they switch. Raises
    `TooWideError` for networks that cannot be taken apart within `bounds`, and for circles of them.
    """
    units = _Units(graph, (target,))
    causes = tuple(_causes(graph, units, target if not own else None, switching))
    found = shares_of(graph, units.components, target) if Also.SHARES in also else []
    causes += tuple(_share_causes(graph, found))
    causes += tuple(_starts(units)) if Also.STARTS in also else ()
    builder = GateBuilder(events_of(graph, causes))
    synthesis = _Synthesis(units, builder, causes, bounds)
    for share in found:
        synthesis.add(share)
    return TargetTree(synthesis.builder.tree(synthesis.build()[target]), causes)


def common_tree_of(graph: Graph, nodes: Sequence[int]) -> CommonTree:
    """The gates for the failures of nodes of a graph, inner nodes among them."""
    units = _Units(graph, nodes)
    causes = (*_causes(graph, units, None), *_starts(units))
    synthesis = _Synthesis(units, GateBuilder(events_of(graph, causes)), causes)
    built = synthesis.build()
    components = sorted((unit for unit in built if unit < graph.size), reverse=True)
    named = {built[unit]: unit for unit in components if built[unit] >= len(causes)}
    return CommonTree(synthesis.builder, causes, tuple(built[node] for node in nodes), named)


def causes_of(graph: Graph, target: int, *, own: bool = False) -> tuple[Cause, ...]:
    """All that can fail of what a component depends on: components by number, then shared risks."""
    return tuple(_causes(graph, _Units(graph, (target,)), target if not own else None))


def components_below(graph: Graph, target: int) -> set[int]:
    """The component itself, and all that its needs lead to."""
    return _Units(graph, (target,)).components


def events_of(graph: Graph, causes: Sequence[Cause]) -> tuple[Event, ...]:
    """The causes as events: so many failures, in so many ways.

    Ways that cannot be counted are taken for one.
    """
    found = []
    for cause in causes:
        if cause.stage is not None:
            counted = can_be_counted(cause.stage.left, cause.stage.failing)
            found.append(Event(cause.id, cause.members, cause.stage.ways if counted else 1))
            continue
        count = 1 if cause.component is None else graph.components[cause.component].count
        count = cause.among or count
        counted = not cause.switch and can_be_counted(count, cause.members)
        ways = binomial(count, cause.members) if counted else 1
        found.append(Event(cause.id, cause.members, ways))
    return tuple(found)


def can_be_counted(count: int, members: int) -> bool:
    """Whether the ways in which so many of a count fail can be."""
    return count <= MAX_MEMBERS or min(members, count - members) <= FEW_MEMBERS


def _causes(
    graph: Graph, units: _Units, but: int | None, switching: Container[int] = ()
) -> Iterator[Cause]:
    risks: set[int] = set()
    for v in sorted({units.component_of(unit) for unit in units.children} - {NOBODY}):
        component = graph.components[v]
        risks.update(graph.risks_of.get(v, ()))
        if component.fails is not False and v != but:
            yield from _own_causes(graph, v)
        if v in switching:
            yield Cause(component.id, component=v, switch=True)
    for risk in sorted(risks):
        if but is not None and graph.owner(graph.size + risk) == but:
            continue
        yield Cause(graph.strikes[risk].id, risk=risk)


def _share_causes(graph: Graph, shares: Sequence[Share]) -> Iterator[Cause]:
    """So many members of what strikes have taken others of, then those strikes."""
    failing = {(s.component, s.members, s.among) for s in shares if s.members}
    for v, members, among in sorted(failing):
        yield Cause(graph.ids[v], component=v, members=members, among=among)
    for number in sorted({number for share in shares for number in share.strikes}):
        yield Cause(graph.strikes[number].id, risk=number, among=0)


def _starts(units: _Units) -> Iterator[Cause]:
    starts = units.graph.nodes.starts
    for unit in sorted(starts.keys() & units.children.keys()) if starts else ():
        yield Cause(starts[unit].event, start=unit)


def _own_causes(graph: Graph, v: int) -> Iterator[Cause]:
    """The failure of a component, or of as many of its members as it takes."""
    name = graph.ids[v]
    if v not in graph.places:
        yield Cause(name, component=v, members=graph.spare(v) + 1)
        return
    for stage in stages_of(graph.places[v], graph.never_up):
        yield Cause(name, component=v, members=stage.members, stage=stage)


NOBODY = -1


class _Units:
    """What some nodes are built from: nodes of the graph, and cores behind them.

    A core is a component without its own path of a network: what counts of it in the middle of the
    paths of that network. `children` holds each unit that matters with what it is built from.
    """

    def __init__(self, graph: Graph, wanted: Sequence[int]) -> None:
        self.graph = graph
        self.parts: dict[int, Part] = {}
        """What of its network matters to each path."""
        self._cores: list[tuple[int, int]] = []
        self._core_of: dict[tuple[int, int], int] = {}
        self.children: dict[int, tuple[int, ...]] = {}
        todo = list(wanted)
        while todo:
            unit = todo.pop()
            if unit not in self.children:
                self.children[unit] = found = self._children(unit)
                todo.extend(found)

    @property
    def components(self) -> set[int]:
        """The components among them."""
        return {self.component_of(unit) for unit in self.children} - {NOBODY}

    def component_of(self, unit: int) -> int:
        """The component that a unit is, or the core of; NOBODY for gates and paths."""
        if unit >= self.graph.node_count:
            return self._cores[unit - self.graph.node_count][0]
        return unit if unit < self.graph.size else NOBODY

    def _children(self, unit: int) -> tuple[int, ...]:
        graph = self.graph
        if unit >= graph.node_count:
            component, network = self._cores[unit - graph.node_count]
            own = graph.networks[network].paths[component]
            children = tuple(child for child in graph.children[component] if child != own)
            return (*children, *self._places(component))
        if unit not in graph.path_network:
            places = self._places(unit)
            return (*graph.children[unit], *places) if places else graph.children[unit]
        network, source = graph.path_network[unit]
        part = self.parts[unit] = part_between(graph.networks[network], source)
        return tuple(self.element(unit, e) for e in part.elements)

    def _places(self, component: int) -> tuple[int, ...]:
        """Where the members of a component stand, which its stages are built from."""
        places = self.graph.places.get(component)
        return () if places is None else places.numbers

    def element(self, path: int, component: int) -> int:
        """The unit that a component is on the way of a path."""
        number = self.graph.path_network[path][0]
        own = self.graph.networks[number].paths.get(component)
        if own is None or own not in self.graph.children[component]:
            return component
        key = component, number
        if key not in self._core_of:
            self._core_of[key] = self.graph.node_count + len(self._cores)
            self._cores.append(key)
        return self._core_of[key]

    def groups(self) -> list[list[int]]:
        """Units that are built from one another, together; each group after what it is built from.

        (Tarjan 1972, as rustworkx has it, gives them in that order.)
        """
        import rustworkx as rx

        names = list(self.children)
        number = {unit: i for i, unit in enumerate(names)}
        digraph: rx.PyDiGraph[None, None] = rx.PyDiGraph(multigraph=False)
        digraph.add_nodes_from([None] * len(names))
        digraph.extend_from_edge_list(
            [(number[unit], number[c]) for unit, found in self.children.items() for c in found]
        )
        return [[names[i] for i in group] for group in rx.strongly_connected_components(digraph)]


class _Synthesis:
    """A tree under construction: the node of each unit that is built."""

    def __init__(
        self,
        units: _Units,
        builder: GateBuilder,
        causes: Sequence[Cause],
        bounds: Bounds = UNASKED,
    ) -> None:
        self.units = units
        self.expired = bounds.expired
        self.states_left = bounds.max_states
        self.graph = units.graph
        self.builder = builder
        self.node: dict[int, int] = {}
        self.stage: dict[int, Stage] = {}
        self.start: dict[int, int] = {}
        self._own: dict[int, list[int]] = {}
        self._risk: dict[int, int] = {}
        self._further: dict[tuple[int, int], int] = {}
        self._shares: dict[int, list[int]] = {}
        for event, cause in enumerate(causes):
            if cause.component is not None and cause.among is not None:
                self._further[cause.component, cause.members] = event
            elif cause.component is not None:
                self._own.setdefault(cause.component, []).append(event)
            elif cause.risk is not None:
                self._risk[cause.risk] = event
            if cause.stage is not None:
                self.stage[event] = cause.stage
            if cause.start is not None:
                self.start[cause.start] = event

    def add(self, share: Share) -> None:
        """Lets strikes that take some members of a component take it down with further ones."""
        events = [self._risk[number] for number in share.strikes]
        if share.members:
            events.append(self._further[share.component, share.members])
        node = self.builder.gate(len(events), events)
        self._shares.setdefault(share.component, []).append(node)

    def build(self) -> dict[int, int]:
        """Builds all units; the node of each."""
        for group in self.units.groups():
            if len(group) == 1 and group[0] not in self.units.children[group[0]]:
                self.node[group[0]] = self._built(group[0])
            elif all(map(self._is_or, group)):
                self._build_together(group)
            else:
                self._build_circle(group)
        return self.node

    def _is_or(self, unit: int) -> bool:
        inner = self.graph.size <= unit < self.graph.node_count
        component = self.units.component_of(unit)
        if sum(event in self.stage for event in self._own.get(component, ())) > 1:
            return False
        return not inner or (unit not in self.graph.path_network and self.graph.need(unit) == 1)

    def _build_together(self, group: Sequence[int]) -> None:
        """Units that all go down with one another: one gate."""
        self.node.update(dict.fromkeys(group, NEVER))
        together = self.builder.gate(1, [self._built(unit) for unit in group])
        self.node.update(dict.fromkeys(group, together))

    def _build_circle(self, group: Sequence[int]) -> None:
        """The least solution of what the units of a group say of one another."""
        order, closing = _in_order(group, self.units.children)
        self.node.update(dict.fromkeys(closing, NEVER))
        for _ in closing:
            before = [self.node[unit] for unit in closing]
            found = {}
            for unit in order:
                found[unit] = self._built(unit)
                if unit not in closing:
                    self.node[unit] = found[unit]
            self.node.update(found)
            if len(self.builder.gates) > MAX_GATES or self.expired():
                raise TooWideError(f"a circle of {len(group):,} needs takes too many gates")
            if before == [self.node[unit] for unit in closing]:
                break
        for unit in order:
            if unit not in closing:
                self.node[unit] = self._built(unit)

    def _built(self, unit: int) -> int:
        """The node of a unit, from those of what it is built from."""
        graph = self.graph
        if unit in graph.path_network:
            return self._path(unit)
        component = self.units.component_of(unit)
        children = self.units.children[unit]
        if component in graph.places:
            children = children[: -len(graph.places[component].numbers)]
        inputs = [self.node[child] for child in children]
        if component == NOBODY:
            inputs += [self.start[unit]] if unit in self.start else []
            return self.builder.gate(graph.need(unit), inputs)
        own = self._own.get(component, ())
        inputs += [event for event in own if event not in self.stage]
        inputs += self._stages(component, [event for event in own if event in self.stage])
        inputs += self._shares.get(component, ())
        inputs += [self._risk[r] for r in graph.risks_of.get(component, ()) if r in self._risk]
        return self.builder.gate(1, inputs)

    def _stages(self, component: int, events: Sequence[int]) -> list[int]:
        """The nodes for too many members failing among those that stand, at each stage."""
        if not events:
            return []
        places, gate = self.graph.places[component], self.builder.gate
        nodes = [self.node[place] for place in places.numbers]
        found, failing = [], list[int]()
        for event in reversed(events):
            stage = self.stage[event]
            failing.append(event)
            lost = heavy(nodes, places.members, places.count - stage.left, gate)
            found.append(gate(len(failing) + 1, [lost, *failing]))
        return found

    def _path(self, unit: int) -> int:
        """The node of a path; all of them together have so many states."""
        made = len(self.builder.gates)
        node = cut_off(
            self.builder,
            self.units.parts[unit],
            lambda element: self.node[self.units.element(unit, element)],
            Bounds(self.states_left, self.expired),
        )
        # Two gates a state, unless another state has them.
        self.states_left -= (len(self.builder.gates) - made) // 2
        return node


def _in_order(
    group: Sequence[int], children: Mapping[int, Sequence[int]]
) -> tuple[list[int], set[int]]:
    """A group with each unit after what it is built from, but for those at which circles close."""
    inside, done, closing = set(group), set[int](), set[int]()
    order: list[int] = []
    for root in group:
        if root in done:
            continue
        done.add(root)
        open_units = {root: iter(children[root])}
        while open_units:
            unit = next(reversed(open_units))
            for child in open_units[unit]:
                if child in open_units:
                    closing.add(child)
                elif child in inside and child not in done:
                    done.add(child)
                    open_units[child] = iter(children[child])
                    break
            else:
                order.append(unit)
                del open_units[unit]
    return order, closing
