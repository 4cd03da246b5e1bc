"""Start-up deadlocks: what runs, but cannot start from cold.

A component is stuck when it works with nothing failed (greatest fixed point) and does not come up
from all down (least fixed point of what it needs to run and to start). It waits for the stuck
components in those of its needs that do not hold in the cold. Stuck components that are joined by
waiting, in either direction, are one deadlock: those that keep each other down, with those that
wait for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import cached_property
from itertools import compress
from typing import NamedTuple

from topology.document import schema
from topology.document.schema import choice, for_work, name_of, parts_of
from topology.structure.graph import Graph
from topology.structure.network import Network, network_key
from topology.structure.nodes import Nodes
from topology.structure.words import MAX_STEPS, left_out, over_words

MAX_CIRCLES = 5
"""Circles of waiting that a reason tells."""
MAX_STARTS = 20
"""Components through which circles are looked for, where it is said through which."""
MOST_BITS = 1_000_000_000
"""Nodes of networks times stuck components up to which the latter are held as bits."""
FEW = 1_000
"""Components of a part up to which a circle is looked for from each of them."""


def start_up_deadlocks(graph: Graph) -> tuple[tuple[int, ...], ...]:
    """The deadlocks, each sorted, in order. Every stuck component is in exactly one. O(size)."""
    stuck = set(range(graph.size)) - graph.never_up - graph.cold_start
    if not stuck:
        return ()
    waiting = Waiting(graph, stuck)
    groups = _Groups()
    for v in sorted(stuck):
        groups.find(v)
        for item, other in waiting.pairs(v):
            groups.join(item, other)
    found: dict[Item, list[int]] = {}
    for v in sorted(stuck):
        found.setdefault(groups.find(v), []).append(v)
    return tuple(sorted(tuple(group) for group in found.values()))


def deadlock_reason(graph: Graph, deadlock: tuple[int, ...]) -> tuple[str, ...]:
    """A shortest circle of each part of a deadlock that waits for nothing else, in words.

    Each of these has to be broken, or its part never starts; what waits for them may then start.
    """
    waiting = Waiting(graph, set(deadlock))
    waits = {v: sorted(waiting.elements(v)) for v in deadlock}
    ids = graph.ids

    def alone(v: int) -> str:
        return f"{ids[v]} cannot start: {min(waiting.never(v), default='nothing lets it')}"

    return circles_told(waits, lambda v, x: f"{ids[v]} waits for {ids[x]}", alone)


def circles_told(
    waits: dict[int, list[int]],
    told: Callable[[int, int], str],
    alone: Callable[[int], str],
    through: Set[int] = frozenset(),
) -> tuple[str, ...]:
    """A shortest circle of each part that waits for nothing else, in words.

    `told` says how one waits for another, `alone` why one comes up never that waits for none. A
    part that has any of `through` is told by a circle through the first few of these.
    """
    parts = sorted(_last_parts(waits))
    said: list[str] = []
    for number, part in enumerate(parts[:MAX_CIRCLES]):
        inner = {v: waits[v] for v in part}
        starts = sorted(inner.keys() & through)[:MAX_STARTS]
        circle = _shortest_circle(inner, starts) if any(inner.values()) else []
        turns = list(zip(circle, [*circle[1:], *circle[:1]], strict=True))
        steps = _shortened(turns, told) or [alone(part[0])]
        said += [f"besides, {steps[0]}" if number else steps[0], *steps[1:]]
    if len(parts) > MAX_CIRCLES:
        said.append(f"besides, {len(parts) - MAX_CIRCLES:,} more circles")
    return tuple(said)


def _shortened(turns: Sequence[tuple[int, int]], told: Callable[[int, int], str]) -> list[str]:
    """The steps of a circle; of a long one the first and the last, and only these are told."""
    hidden = len(turns) - MAX_STEPS
    if hidden <= 0:
        return [told(v, x) for v, x in turns]
    first, last = turns[: MAX_STEPS // 2], turns[MAX_STEPS // 2 + hidden :]
    return [*(told(*turn) for turn in first), left_out(hidden), *(told(*turn) for turn in last)]


def to_start(component: schema.Component) -> tuple[schema.Requirement, ...]:
    """What a component needs to come up, beside what it needs to run."""
    return () if component.start is None else for_work(component.start.needs)


def _last_parts(waits: dict[int, list[int]]) -> Iterator[tuple[int, ...]]:
    """The strongly connected parts that wait for nothing outside, each sorted. O(size), Tarjan."""
    import rustworkx

    digraph: rustworkx.PyDiGraph[int, None] = rustworkx.PyDiGraph()
    nodes = sorted(waits)
    place = dict(zip(nodes, digraph.add_nodes_from(nodes), strict=True))
    digraph.add_edges_from_no_data([(place[v], place[x]) for v in nodes for x in waits[v]])
    for group in rustworkx.strongly_connected_components(digraph):
        if len(group) == len(nodes):
            yield tuple(nodes)
            return
        part = {nodes[i] for i in group}
        if all(x in part for v in part for x in waits[v]):
            yield tuple(sorted(part))


class Way(NamedTuple):
    """Stands for all that is stuck on the shortest ways from a node of a network to its goal."""

    network: int
    node: int


Item = int | Way


class Waiting:
    """Which stuck components a stuck component waits for.

    The way to a goal is shared by many sources; `of` names the shared rest of it by a token, so
    that all sources together cost one pass over the network. `elements` names them all.
    """

    def __init__(
        self,
        graph: Graph,
        stuck: set[int],
        asleep: Set[int] | None = None,
        nodes: Nodes | None = None,
    ) -> None:
        """`asleep` is what is down in the end, in place of what does not come up from cold.

        `nodes` are those of all that is waited for.
        """
        self.graph = graph
        self.nodes = nodes or graph.starting
        self.stuck = stuck
        self.asleep = set(range(graph.size)) - graph.cold_start if asleep is None else asleep
        self._ways: dict[int, dict[int, list[Item]]] = {}
        self._mask_of: dict[int, dict[int, int]] = {}
        self._named: set[Item] = set()
        self._reached_cold: dict[int, dict[int, int]] = {}

    def of(self, v: int) -> Iterator[Item]:
        """Stuck components, and tokens that stand for several, that v waits for."""
        for entry in (*self.graph.components[v].needs, *to_start(self.graph.components[v])):
            yield from self._entry(entry, v)
        places = self.graph.places.get(v)
        if places is not None and places.lost(self.asleep) >= places.enough:
            yield from (place for place in places.numbers if place in self.stuck)

    def never(self, v: int) -> Iterator[str]:
        """What v needs to start that is not there even with nothing failed."""
        return self.wanting(to_start(self.graph.components[v]), v)

    def wanting(self, entries: Iterable[schema.Requirement], v: int) -> Iterator[str]:
        """What of some entries that do not hold is not there even with nothing failed."""
        todo = [entry for entry in entries if not self._starts(entry, v)]
        for entry in todo:
            if isinstance(entry, schema.Reach):
                yield f"no path to {entry.reach}{over_words(entry)}"
            elif isinstance(entry, str | schema.On):
                yield f"{name_of(entry)} is never up"
            else:
                todo += [part for part in parts_of(entry) if not self._starts(part, v)]

    def elements(self, v: int) -> set[int]:
        """All stuck components that v waits for."""
        return self._named_by(self.of(v)) - {v}

    def within(self, entry: schema.Requirement, v: int) -> set[int]:
        """The stuck components for want of which an entry does not hold for v."""
        return self._named_by(self._entry(entry, v))

    def _named_by(self, items: Iterable[Item]) -> set[int]:
        found: set[int] = set()
        todo, seen = list(items), set[Item]()
        if any(isinstance(item, Way) for item in todo) and self._are_few:
            return self._named_by_masks(todo)
        for item in todo:
            if not isinstance(item, Way):
                found.add(item)
            elif item not in seen:
                seen.add(item)
                todo.extend(self._way(item))
        return found

    @cached_property
    def _are_few(self) -> bool:
        """Whether there is room for a bit for each stuck component, at each node of a network."""
        nodes = sum(len(network.mesh.arcs_in) + 1 for network in self.nodes.networks)
        return nodes * len(self.stuck) <= MOST_BITS

    def _named_by_masks(self, items: Iterable[Item]) -> set[int]:
        found, mask = set[int](), 0
        for item in items:
            if isinstance(item, Way):
                mask |= self._masks(item.network)[item.node]
            else:
                found.add(item)
        found.update(compress(self._ordered, map(int, bin(mask)[:1:-1])))
        return found

    @cached_property
    def _ordered(self) -> list[int]:
        return sorted(self.stuck)

    @cached_property
    def _bit_of(self) -> dict[int, int]:
        return {v: 1 << place for place, v in enumerate(self._ordered)}

    def _masks(self, number: int) -> dict[int, int]:
        """For each node of a network all that its way stands for; what is nearer comes first."""
        found = self._mask_of.get(number)
        if found is None:
            found = self._mask_of[number] = {}
            for node, items in self._ways[number].items():
                mask = 0
                for item in items:
                    mask |= found[item.node] if isinstance(item, Way) else self._bit_of[item]
                found[node] = mask
        return found

    def pairs(self, v: int) -> Iterator[tuple[Item, Item]]:
        """What joins v to all it waits for: v and its items, and new tokens with theirs."""
        todo: list[Item] = [v]
        for item in todo:
            for other in self._way(item) if isinstance(item, Way) else self.of(v):
                yield item, other
                if isinstance(other, Way) and other not in self._named:
                    self._named.add(other)
                    todo.append(other)

    def _way(self, way: Way) -> list[Item]:
        return self._ways[way.network][way.node]

    def _entry(self, entry: schema.Requirement, v: int) -> Iterator[Item]:
        if isinstance(entry, schema.Reach):
            yield from self._reach(entry, v)
        elif isinstance(entry, str | schema.On):
            x = self.graph.index[name_of(entry)]
            if (isinstance(entry, str) or entry.hard) and x in self.stuck:
                yield x
        elif not self._starts(entry, v):
            switch = self.graph.switch(entry, v)
            for part in (*parts_of(entry), *(switch.tools if switch else ())):
                yield from self._entry(part, v)

    def _starts(self, entry: schema.Requirement, v: int) -> bool:
        """Whether an entry holds with all up that comes up."""
        asleep = self.asleep
        if isinstance(entry, str):
            return self.graph.index[entry] not in asleep
        if isinstance(entry, schema.On):
            return not entry.hard or self.graph.index[entry.on] not in asleep
        if isinstance(entry, schema.All):
            return all(self._starts(part, v) for part in entry.all)
        if isinstance(entry, schema.Reach):
            return v in self._cold(self.nodes.network_index[network_key(entry)])
        least, parts = choice(entry)
        if sum(self._starts(part, v) for part in parts) < least:
            return False
        switch = self.graph.switch(entry, v)
        if switch is None or self._starts(switch.active, v):
            return True
        return all(self._starts(tool, v) for tool in switch.tools)

    # -- reach ----------------------------------------------------------------------------------

    def _cold(self, number: int) -> dict[int, int]:
        if number not in self._reached_cold:
            self._reached_cold[number] = self.nodes.networks[number].reaching(self.asleep)
        return self._reached_cold[number]

    def _reach(self, entry: schema.Reach, v: int) -> Iterator[Item]:
        number = self.nodes.network_index[network_key(entry)]
        if self._starts(entry, v):
            return
        if number not in self._ways:
            self._ways[number] = self._stuck_ways(number, self.nodes.networks[number])
        if self._ways[number].get(v):
            yield Way(number, v)

    def _stuck_ways(self, number: int, network: Network) -> dict[int, list[Item]]:
        """For each node what is stuck on its shortest ways to the goal: elements and tokens."""
        distance = network.reaching(self.graph.never_up)
        arcs_out = network.mesh.arcs_out
        ways: dict[int, list[Item]] = {}
        for node in distance:
            found: list[Item] = []
            for further, link in arcs_out.get(node, ()):
                if link in self.graph.never_up or distance.get(further) != distance[node] - 1:
                    continue
                if further in self.graph.never_up:
                    continue
                found.extend(e for e in (link, further) if e in self.stuck)
                if ways.get(further):
                    found.append(Way(number, further))
            ways[node] = found
        return ways


class _Groups:
    """Disjoint sets with path halving (Tarjan 1975)."""

    def __init__(self) -> None:
        self.parent: dict[Item, Item] = {}

    def find(self, item: Item) -> Item:
        parent = self.parent
        parent.setdefault(item, item)
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, a: Item, b: Item) -> None:
        self.parent[self.find(b)] = self.find(a)


def _shortest_circle(waits: dict[int, list[int]], starts: Sequence[int] = ()) -> list[int]:
    """A shortest circle in a graph in which every node has a successor; the lowest such one.

    Of those through `starts`, if there are any.

    Of a big graph a shortest through its lowest node: each start costs a search of all of it.
    """
    best: list[int] = []
    for start in starts or sorted(waits)[: len(waits) if len(waits) <= FEW else 1]:
        before: dict[int, int] = {}
        queue = [start]
        for node in queue:
            for further in waits.get(node, ()):
                if further == start:
                    circle = [node]
                    while circle[-1] != start:
                        circle.append(before[circle[-1]])
                    if not best or len(circle) < len(best):
                        best = circle[::-1]
                    queue.clear()
                    break
                if further not in before:
                    before[further] = node
                    queue.append(further)
        if len(best) == 2:
            break
    return best
