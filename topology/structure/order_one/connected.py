"""What stays connected over two-way links under each of many causes, for all goals at once.

Each cause is a bit. Under one cause the nodes that work fall into connected parts; one search, all
causes at once, finds one part of each, and searches follow one another until every node has its
part under every cause. A goal is reached where both ends are in one part. Cost: the parts of all
causes with their arcs, 64 causes at a time where their parts are alike.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterator, Mapping

from topology.structure.network import Mesh

Masks = dict[int, int]
"""By search the causes under which a node is in the part that it found."""


class Connected:
    """The parts of a mesh of two-way links under each cause.

    `kills[element]` are the causes, bits of `every`, that take an element down; `blocked` never
    works.
    """

    def __init__(
        self, mesh: Mesh, blocked: Container[int], kills: Mapping[int, int], every: int
    ) -> None:
        self._kills, self._every = kills, every
        self._arcs = {
            node: [(v, link) for v, link in arcs if v not in blocked and link not in blocked]
            for node, arcs in mesh.arcs_in.items()
            if node not in blocked
        }
        self._parts: dict[int, Masks] = {node: {} for node in self._arcs}
        self._left = {node: every & ~kills.get(node, 0) for node in self._arcs}
        self._sources: dict[int, Masks] = {}
        number = 0
        while seeds := dict(self._seeds()):
            self._search(number, seeds)
            number += 1

    def reached(self, source: int, goal: int) -> int:
        """The causes under which a path leads to a goal; the source itself need not work."""
        if source == goal:
            return self._every & ~self._kills.get(goal, 0)
        parts = self._parts.get(goal)
        if not parts or source not in self._arcs:
            return 0
        found = 0
        for number, mask in self._source(source).items():
            found |= mask & parts.get(number, 0)
        return found

    def _source(self, source: int) -> Masks:
        """The parts that are reached from a node, be it down itself or not."""
        found = self._sources.get(source)
        if found is None:
            found = self._sources[source] = dict(self._parts[source])
            own = self._kills.get(source, 0)
            for v, link in self._arcs[source] if own else ():
                open_to = own & ~self._kills.get(link, 0)
                for number, mask in self._parts[v].items():
                    if mask & open_to:
                        found[number] = found.get(number, 0) | mask & open_to
        return found

    def _seeds(self) -> Iterator[tuple[int, int]]:
        """For each cause the first node that has no part yet."""
        seeded = 0
        done = []
        for node, left in self._left.items():
            if new := left & ~seeded:
                seeded |= new
                yield node, new
            elif not left:
                done.append(node)
            if seeded == self._every:
                break
        for node in done:
            del self._left[node]

    def _search(self, number: int, seeds: Masks) -> None:
        """Finds the parts in which the seeds lie, of each cause one."""
        kills, arcs = self._kills, self._arcs
        found = dict(seeds)
        queue, queued = deque(seeds), set(seeds)
        while queue:
            node = queue.popleft()
            queued.discard(node)
            through = found[node]
            for v, link in arcs[node]:
                before = found.get(v, 0)
                after = before | through & ~kills.get(link, 0) & ~kills.get(v, 0)
                if after != before:
                    found[v] = after
                    if v not in queued:
                        queued.add(v)
                        queue.append(v)
        for node, mask in found.items():
            self._parts[node][number] = mask
            if node in self._left:
                self._left[node] &= ~mask
