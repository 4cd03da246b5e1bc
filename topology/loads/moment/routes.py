"""The ways that whatever reaches out takes over links, by the routing of a document.

Which arcs lie on shortest ways, and what part of a load takes each, is for `topology.network` to
say; here its answer becomes the next hops of those nodes that load can pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from topology.document.schema import Routing
from topology.loads.moment.arcs import Flags, Ints
from topology.network.arcs import FAR, Arcs
from topology.network.routing import MOST_ENTRIES
from topology.network.solving import Base, Batch
from topology.structure.graph import Graph
from topology.structure.network import NetworkKey


class Hop(NamedTuple):
    """A link on from a node, and where it leads."""

    link: int
    node: int
    share: float
    """The part of what passes the node that takes it."""


Hops = dict[int, tuple[Hop, ...]]
"""The next hops of each node that load passes, farthest first."""

MOST_KEPT = 100_000
"""Hops that are kept at once of states that may come again."""


class Routes:
    """The ways to the goals of networks, for what is up.

    The first node of a way need not work, each further one and the goal must. Of a state that was
    there before they are known.
    """

    def __init__(
        self, graph: Graph, networks: Sequence[NetworkKey], sources: Sequence[Sequence[int]]
    ) -> None:
        """`sources` are the components that ask for a way of each network."""
        routing = graph.topology.routing or Routing()
        groups: dict[frozenset[str] | None, dict[int, tuple[int, Sequence[int]]]] = {}
        for number, (goal, kinds) in enumerate(networks):
            groups.setdefault(kinds, {})[number] = graph.index[goal], sources[number]
        self._meshes = [_Mesh(graph, routing, kinds, of) for kinds, of in groups.items()]

    def find(self, networks: Iterable[int], up: Flags) -> dict[int, Hops]:
        """The next hops in some networks, by their numbers."""
        some = set(networks)
        found: dict[int, Hops] = {}
        for mesh in self._meshes:
            asked = sorted(some & mesh.ends.keys())
            if asked:
                found.update(mesh.find(tuple(asked), up))
        return found


class _Mesh:
    """The links of some kinds, and who asks for ways over them."""

    def __init__(
        self,
        graph: Graph,
        routing: Routing,
        kinds: frozenset[str] | None,
        ends: dict[int, tuple[int, Sequence[int]]],
    ) -> None:
        self.ends = ends
        """The goal and the sources of each network, by its number."""
        over = None if kinds is None else tuple(sorted(kinds))
        nodes = {goal for goal, _ in ends.values()}.union(*(s for _, s in ends.values()))
        self._arcs = arcs = Arcs.of(graph, replace(routing, over=over), sorted(nodes))
        self._ways = routing.ways
        self._nodes: Ints = np.array(arcs.nodes, dtype=np.int64)
        self._heads = self._nodes[arcs.head]
        self._known: dict[tuple[tuple[int, ...], bytes], dict[int, Hops]] = {}
        self._kept = 0

    def find(self, networks: tuple[int, ...], up: Flags) -> dict[int, Hops]:
        keeps = up[self._arcs.link] & up[self._heads]
        key = networks, keeps.tobytes()
        if key not in self._known:
            found = self._found(networks, keeps)
            self._kept += 1 + sum(map(len, found.values()))
            if self._kept > MOST_KEPT:
                self._known.clear()
                self._kept = 0
            self._known[key] = found
        return self._known[key]

    def _found(self, networks: tuple[int, ...], keeps: Flags) -> dict[int, Hops]:
        width = max(MOST_ENTRIES // len(self._nodes), 1)
        found: dict[int, Hops] = {}
        for first in range(0, len(networks), width):
            found.update(self._together(networks[first : first + width], keeps))
        return found

    def _together(self, networks: tuple[int, ...], keeps: Flags) -> dict[int, Hops]:
        position = self._arcs.position
        goals = {number: position[self.ends[number][0]] for number in networks}
        destinations = np.unique(np.array(list(goals.values()), dtype=np.int64))
        demand = np.zeros((len(self._nodes), len(destinations)))
        nothing = Base.nothing(self._arcs, destinations, demand, keeps)
        batch = Batch(self._arcs, destinations, nothing, self._ways, 1)
        batch.from_nothing()
        column = {int(node): n for n, node in enumerate(destinations)}
        return {
            number: self._hops(batch, column[goals[number]], self.ends[number][1])
            for number in networks
        }

    def _hops(self, batch: Batch, column: int, sources: Sequence[int]) -> Hops:
        """What leads on from some sources, and from all that they come by."""
        arcs, width = self._arcs, batch.layout.width
        at = np.unique([arcs.position[v] for v in sources]) * width + column
        wave = at[batch.distance[at] < FAR]
        found: dict[int, list[Hop]] = {}
        far: dict[int, int] = {}
        while len(wave):
            steps = batch.ways_out(wave)
            shares = batch.divided.of(np.ones(len(batch.distance)), steps)
            steps, shares = steps.where(shares > 0), shares[shares > 0]
            starts = self._nodes[steps.start // width].tolist()
            links, ends = arcs.link[steps.arc].tolist(), self._nodes[steps.end // width].tolist()
            length = batch.distance[steps.start].tolist()
            for start, hop in zip(starts, map(Hop, links, ends, shares.tolist()), strict=True):
                found.setdefault(start, []).append(hop)
            far.update(zip(starts, length, strict=True))
            further = np.unique(steps.end)
            seen = np.array([v in found for v in self._nodes[further // width].tolist()], np.bool_)
            wave = further[~seen]
        return {node: tuple(found[node]) for node in sorted(found, key=lambda v: (-far[v], v))}
