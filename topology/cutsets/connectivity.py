"""When no path leads from a source to the goal of a network, as gates over its elements.

The network is taken apart along a *frontier*: nodes enter one after the other, the links to those
inside are decided, and nodes whose links are all decided leave. What matters of everything decided
so far is which nodes of the frontier the source reaches, which reach the goal, and which reach one
another; states alike in this go on together. So the number of gates follows the width of the
frontier and not the number of paths (the edge decomposition of Carlier and Lucet 1996 and Hardy,
Lucet and Limnios 2007, here with nodes that fail, and with links of one direction as relations in
place of partitions). For one element e of a state: down = (e down and what is down without it) or
what is down with it, which is the same, as the function is monotone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from topology.cutsets.engine.fault_tree import ALWAYS, NEVER, GateBuilder
from topology.errors import TopologyError
from topology.structure.network import Network
from topology.values.deadlines import never

MAX_STATES = 250_000
"""More states of all frontiers of all networks of a tree than this are not followed."""


class Bounds(NamedTuple):
    """How far networks are taken apart."""

    max_states: int = MAX_STATES
    expired: Callable[[], bool] = never


UNASKED = Bounds()


class TooWideError(TopologyError):
    """A network of which no narrow frontier was found, so that it is not taken apart."""


class Arc(NamedTuple):
    """All links between two nodes that lead the same way, or both ways."""

    start: int
    end: int
    both: bool
    links: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What of a network can lie on a path from a source: its further nodes, and its links."""

    source: int
    goal: int
    nodes: tuple[int, ...]
    arcs: tuple[Arc, ...]

    @property
    def elements(self) -> Iterator[int]:
        """All that may fail, the source aside."""
        yield from (node for node in self.nodes if node != self.source)
        for arc in self.arcs:
            yield from arc.links


def part_between(network: Network, source: int) -> Part:
    """The part of a network that paths from a source lead over. O(nodes + links).

    Two-way links alone: the block of the source and the goal, once these are joined by a link. With
    one-way links: what the source leads to and what leads to the goal, which may be more.
    """
    goal, mesh = network.goal, network.mesh
    ahead = _spread(source, mesh.arcs_out, goal)
    behind = _spread(goal, mesh.arcs_in, source)
    nodes = ahead & behind
    if goal not in ahead:
        return Part(source, goal, (), ())
    if not mesh.one_way:
        nodes = _block(nodes, mesh.arcs_out, source, goal)
    return Part(source, goal, tuple(sorted(nodes)), tuple(_arcs(network, nodes, source)))


def _spread(start: int, arcs: Mapping[int, Sequence[tuple[int, int]]], end: int) -> set[int]:
    """What is led to from a start, but for what lies beyond an end."""
    found = {start}
    queue = deque((start,))
    while queue:
        for node, _ in arcs.get(queue.popleft(), ()):
            if node not in found:
                found.add(node)
                if node != end:
                    queue.append(node)
    return found


def _block(
    nodes: set[int], arcs: Mapping[int, Sequence[tuple[int, int]]], source: int, goal: int
) -> set[int]:
    """The nodes on simple paths between two: their block, once they are joined (Tarjan 1972)."""
    import rustworkx as rx

    number = {node: i for i, node in enumerate(sorted(nodes))}
    digraph: rx.PyGraph[None, None] = rx.PyGraph(multigraph=False)
    digraph.add_nodes_from([None] * len(number))
    digraph.extend_from_edge_list(
        [(i, number[v]) for u, i in number.items() for v, _ in arcs.get(u, ()) if v in number]
    )
    ends = number[source], number[goal]
    digraph.extend_from_edge_list([ends])
    blocks = rx.biconnected_components(digraph)
    block = blocks[ends] if ends in blocks else blocks[ends[1], ends[0]]
    back = sorted(nodes)
    return {back[i] for pair, of in blocks.items() if of == block for i in pair}


def _arcs(network: Network, nodes: set[int], source: int) -> Iterator[Arc]:
    """The links among some nodes, those alike together, in order; none leads to the source."""
    mesh, goal = network.mesh, network.goal
    links: dict[tuple[int, int], set[int]] = {}
    for start in nodes - {goal}:
        for end, link in mesh.arcs_out.get(start, ()):
            if end in nodes and end != source:
                links.setdefault((start, end), set()).add(link)
    for (start, end), forth in sorted(links.items()):
        back = links.get((end, start), set())
        if (both := forth & back) and start < end:
            yield Arc(start, end, both=True, links=tuple(sorted(both)))
        if only := forth - back:
            yield Arc(start, end, both=False, links=tuple(sorted(only)))


# -- the frontier ---------------------------------------------------------------------------------


def cut_off(
    builder: GateBuilder,
    part: Part,
    down: Callable[[int], int],
    bounds: Bounds = UNASKED,
) -> int:
    """The node of a tree that has failed when no path of a part is left.

    `down` gives the node for the failure of an element. Raises `TooWideError`, also out of time.
    """
    if not part.nodes:
        return ALWAYS
    steps, _ = min((_steps(part, order) for order in _orders(part)), key=lambda found: found[1])
    # Of links side by side all have to fail.
    nodes = [
        builder.gate(len(step.elements), [down(e) for e in step.elements])
        if step.elements
        else NEVER
        for step in steps
    ]
    return _gates(builder, nodes, _layers(steps, nodes, bounds))


class _Step(NamedTuple):
    """A node enters at a slot (`end` < 0), or an arc joins two; then some slots are left."""

    start: int
    end: int
    both: bool
    elements: tuple[int, ...]
    role: str
    """Whether the node that enters is the "source" or the "goal"."""
    left: int = 0
    """The slots that are left after it, as bits."""


def _orders(part: Part) -> Iterator[list[int]]:
    """Orders in which nodes may enter: by distance from either end, and greedily from either."""
    around: dict[int, set[int]] = {node: set() for node in part.nodes}
    for arc in part.arcs:
        around[arc.start].add(arc.end)
        around[arc.end].add(arc.start)
    for start in (part.source, part.goal):
        yield _breadth_first(around, start)
        yield _greedy(around, start)


def _breadth_first(around: Mapping[int, set[int]], start: int) -> list[int]:
    found = [start]
    seen = {start}
    for node in found:
        for further in sorted(around[node] - seen):
            seen.add(further)
            found.append(further)
    return found + sorted(around.keys() - seen)


def _greedy(around: Mapping[int, set[int]], start: int) -> list[int]:
    """Next is always a node after which the most can leave; of several the one waiting longest."""
    found, inside = [start], {start}
    outside = {node: len(further) for node, further in around.items()}
    """How many neighbours of a node have not entered."""
    waiting = dict.fromkeys(sorted(around[start]))
    for further in around[start]:
        outside[further] -= 1
    while waiting:
        node = min(waiting, key=lambda n: -sum(outside[m] == 1 for m in around[n] & inside))
        del waiting[node]
        found.append(node)
        inside.add(node)
        for further in sorted(around[node]):
            outside[further] -= 1
            if further not in inside:
                waiting.setdefault(further)
    return found + sorted(around.keys() - inside)


def _steps(part: Part, order: Sequence[int]) -> tuple[list[_Step], int]:
    """The steps of an order, each node with its links to those inside; and what they may cost."""
    at = {node: i for i, node in enumerate(order)}
    last = dict(at)
    arcs_of: dict[int, list[Arc]] = {node: [] for node in order}
    for arc in part.arcs:
        later = max(arc.start, arc.end, key=at.__getitem__)
        arcs_of[later].append(arc)
        for node in (arc.start, arc.end):
            last[node] = max(last[node], at[later])
    leaving: dict[int, list[int]] = {}
    for node in order:
        leaving.setdefault(last[node], []).append(node)
    slots: dict[int, int] = {}
    free: list[int] = []
    steps: list[_Step] = []
    width = cost = 0
    roles = {part.source: "source", part.goal: "goal"}
    for number, node in enumerate(order):
        if not free:
            free.append(width)
            width += 1
        slots[node] = free.pop()
        elements = () if node == part.source else (node,)
        steps.append(_Step(slots[node], -1, False, elements, roles.get(node, "")))
        arcs = sorted(arcs_of[node], key=lambda arc: (at[arc.start], at[arc.end]))
        steps += [_Step(slots[a.start], slots[a.end], a.both, a.links, "") for a in arcs]
        cost += (1 + len(arcs)) << (width - len(free))
        gone = [slots[n] for n in leaving.get(number, ())]
        steps[-1] = steps[-1]._replace(left=sum(1 << slot for slot in gone))
        free += sorted(gone, reverse=True)
    return steps, cost


class _State(NamedTuple):
    """What matters at a frontier: sets of slots as bits, and what each undecided node leads to."""

    reached: int
    """What the source leads to."""
    leading: int
    """What leads to the goal."""
    down: int
    rows: tuple[int, ...]
    """Of each slot that is in none of these: the like that it leads to, itself included."""


_CONNECTED, _CUT = -1, -2
_NOT_UP, _NOT_DOWN = _CONNECTED, _CUT
"""After what an element never is: neutral in down = (e down and what is down without it) or what
is down with it, so that the other state alone is left."""


def _layers(
    steps: Sequence[_Step], nodes: Sequence[int], bounds: Bounds
) -> list[list[tuple[int, int]]]:
    """For each step and state the state after it, with the element up and with it down.

    States are numbered in order of their finding, from 0 in each layer.
    """
    width = 1 + max(max(step.start, step.end) for step in steps)
    states: list[_State] = [_State(0, 0, 0, (0,) * width)]
    layers: list[list[tuple[int, int]]] = []
    total = 0
    for step, node in zip(steps, nodes, strict=True):
        number: dict[_State, int] = {}
        layer = []
        for state in states:
            after = []
            for up in (True, False):
                if node == (ALWAYS if up else NEVER):
                    found: _State | int = _NOT_UP if up else _NOT_DOWN
                else:
                    found = _after(state, step, up=up)
                if isinstance(found, _State):
                    found = number.setdefault(found, len(number))
                after.append(found)
            layer.append((after[0], after[1]))
        layers.append(layer)
        states = list(number)
        total += len(states)
        if total > bounds.max_states or bounds.expired():
            raise TooWideError(
                f"a network of {len(nodes):,} elements has too wide a frontier to be taken apart"
            )
    return layers


def _after(state: _State, step: _Step, *, up: bool) -> _State | int:
    """The state after a step, or what is settled by it."""
    after: _State | int = state
    if step.end < 0:
        after = _entered(state, step, up=up)
    elif up:
        after = _joined(state, step.start, step.end)
        if step.both and isinstance(after, _State):
            after = _joined(after, step.end, step.start)
    return _left(after, step.left) if step.left and isinstance(after, _State) else after


def _entered(state: _State, step: _Step, *, up: bool) -> _State | int:
    bit = 1 << step.start
    if not up:
        return _CUT if step.role == "goal" else state._replace(down=state.down | bit)
    if step.role == "source":
        return state._replace(reached=state.reached | bit)
    if step.role == "goal":
        return state._replace(leading=state.leading | bit)
    rows = list(state.rows)
    rows[step.start] = bit
    return state._replace(rows=tuple(rows))


def _joined(state: _State, start: int, end: int) -> _State | int:
    """One node leads to another, and so all that leads to the one to all that the other does."""
    reached, leading, down, rows = state
    first, second = 1 << start, 1 << end
    if (first | second) & down or first & leading or second & reached or rows[start] & second:
        return state
    if first & reached:
        if second & leading:
            return _CONNECTED
        gained = rows[end]
        return state._replace(reached=reached | gained, rows=_without(rows, gained))
    if second & leading:
        gained = sum(1 << slot for slot, row in enumerate(rows) if row & first)
        return state._replace(leading=leading | gained, rows=_without(rows, gained))
    more = rows[end]
    return state._replace(rows=tuple(row | more if row & first else row for row in rows))


def _without(rows: Iterable[int], slots: int) -> tuple[int, ...]:
    return tuple(0 if slots >> slot & 1 else row & ~slots for slot, row in enumerate(rows))


def _left(state: _State, slots: int) -> _State | int:
    """The state without slots; cut if the source or the goal has nobody left at the frontier."""
    reached, leading = state.reached & ~slots, state.leading & ~slots
    if (state.reached and not reached) or (state.leading and not leading):
        return _CUT
    return _State(reached, leading, state.down & ~slots, _without(state.rows, slots))


def _gates(
    builder: GateBuilder, nodes: Sequence[int], layers: Sequence[Sequence[tuple[int, int]]]
) -> int:
    """The gates of all states, last first; the node of the first state."""
    after: list[int] = []

    def node_of(state: int) -> int:
        return after[state] if state >= 0 else NEVER if state == _CONNECTED else ALWAYS

    for node, layer in zip(reversed(nodes), reversed(layers), strict=True):
        found = []
        for up, down in layer:
            without = builder.gate(2, (node, node_of(down)))
            found.append(builder.gate(1, (without, node_of(up))))
        after = found
    return after[0]
