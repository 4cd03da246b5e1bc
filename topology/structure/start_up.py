"""Start-up deadlocks: what runs, but cannot start from cold.

A component is stuck when it works with nothing failed (greatest fixed point) and does not come up
from all down (least fixed point). It waits for the stuck components in those of its needs that do
not hold in the cold. Stuck components that are joined by waiting, in either direction, are one
deadlock: those that keep each other down, with those that wait for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from topology.document import schema
from topology.document.schema import choice, parts_of
from topology.structure.graph import Graph
from topology.structure.network import Network, network_key
from topology.structure.words import MAX_STEPS, left_out

MAX_CIRCLES = 5
"""Circles of waiting that a reason tells."""
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
    parts = sorted(_last_parts(waits))
    said: list[str] = []
    for number, part in enumerate(parts[:MAX_CIRCLES]):
        circle = _shortest_circle({v: [x for x in waits[v] if x in part] for v in part})
        turns = zip(circle, [*circle[1:], *circle[:1]], strict=True)
        steps = [f"{graph.ids[v]} waits for {graph.ids[x]}" for v, x in turns]
        if (hidden := len(steps) - MAX_STEPS) > 0:
            steps[MAX_STEPS // 2 : MAX_STEPS // 2 + hidden] = [left_out(hidden)]
        said += [f"besides, {steps[0]}" if number else steps[0], *steps[1:]]
    if len(parts) > MAX_CIRCLES:
        said.append(f"besides, {len(parts) - MAX_CIRCLES:,} more circles")
    return tuple(said)


def _last_parts(waits: dict[int, list[int]]) -> Iterator[tuple[int, ...]]:
    """The strongly connected parts that wait for nothing outside, each sorted. O(size), Tarjan."""
    import rustworkx

    digraph: rustworkx.PyDiGraph[int, None] = rustworkx.PyDiGraph()
    nodes = sorted(waits)
    place = dict(zip(nodes, digraph.add_nodes_from(nodes), strict=True))
    digraph.add_edges_from_no_data([(place[v], place[x]) for v in nodes for x in waits[v]])
    for group in rustworkx.strongly_connected_components(digraph):
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

    def __init__(self, graph: Graph, stuck: set[int]) -> None:
        self.graph = graph
        self.stuck = stuck
        self._ways: dict[int, dict[int, list[Item]]] = {}
        self._named: set[Item] = set()
        self._reached_cold: dict[int, dict[int, int]] = {}

    def of(self, v: int) -> Iterator[Item]:
        """Stuck components, and tokens that stand for several, that v waits for."""
        for entry in self.graph.components[v].needs:
            yield from self._entry(entry, v)
        places = self.graph.places.get(v)
        if places is not None and places.lost(self._asleep) >= places.enough:
            yield from (place for place in places.numbers if place in self.stuck)

    @cached_property
    def _asleep(self) -> set[int]:
        """The components that do not come up from cold."""
        return set(range(self.graph.size)) - self.graph.cold_start

    def elements(self, v: int) -> set[int]:
        """All stuck components that v waits for."""
        found: set[int] = set()
        todo, seen = list(self.of(v)), set[Item]()
        for item in todo:
            if not isinstance(item, Way):
                found.add(item)
            elif item not in seen:
                seen.add(item)
                todo.extend(self._way(item))
        return found - {v}

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
            name = entry if isinstance(entry, str) else entry.on
            hard = isinstance(entry, str) or entry.hard
            if hard and self.graph.index[name] in self.stuck:
                yield self.graph.index[name]
        elif not self._starts(entry, v):
            for part in parts_of(entry):
                yield from self._entry(part, v)

    def _starts(self, entry: schema.Requirement, v: int) -> bool:
        """Whether an entry holds with all up that comes up from cold."""
        up = self.graph.cold_start
        if isinstance(entry, str):
            return self.graph.index[entry] in up
        if isinstance(entry, schema.On):
            return not entry.hard or self.graph.index[entry.on] in up
        if isinstance(entry, schema.All):
            return all(self._starts(part, v) for part in entry.all)
        if isinstance(entry, schema.Reach):
            return v in self._cold(self.graph.network_index[network_key(entry)])
        least, parts = choice(entry)
        return sum(self._starts(part, v) for part in parts) >= least

    # -- reach ----------------------------------------------------------------------------------

    def _cold(self, number: int) -> dict[int, int]:
        if number not in self._reached_cold:
            self._reached_cold[number] = self.graph.networks[number].reaching(self._asleep)
        return self._reached_cold[number]

    def _reach(self, entry: schema.Reach, v: int) -> Iterator[Item]:
        number = self.graph.network_index[network_key(entry)]
        if self._starts(entry, v):
            return
        if number not in self._ways:
            self._ways[number] = self._stuck_ways(number, self.graph.networks[number])
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


def _shortest_circle(waits: dict[int, list[int]]) -> list[int]:
    """A shortest circle in a graph in which every node has a successor; the lowest such one.

    Of a big graph a shortest through its lowest node: each start costs a search of all of it.
    """
    best: list[int] = []
    for start in sorted(waits)[: len(waits) if len(waits) <= FEW else 1]:
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
