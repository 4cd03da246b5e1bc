"""What is to blame when a path has no way: the down elements at which its island ends."""

from __future__ import annotations

from collections.abc import Sequence

from topology.loads.moment.ways import Down
from topology.loads.moment.wiring import Wiring
from topology.structure.islands import edge_of, reachable_from


class Blockers:
    """The blockers of paths while nothing changes.

    Over two-way links all who start on one island are answered by one search; else each takes one,
    O(network).
    """

    def __init__(self, wiring: Wiring, works: Sequence[bool]) -> None:
        self._wiring = wiring
        self._down = Down(works)
        self._islands: dict[int, list[tuple[set[int], list[int]]]] = {}
        """By network: islands that were searched, with what ends them."""

    def of(self, path: int) -> list[int]:
        """The elements without which a path that has no way would have one, sorted."""
        wiring = self._wiring
        number, owner = wiring.paths[path], wiring.owners[path]
        known = self._islands.setdefault(number, [])
        network = wiring.networks[number]
        if not network.mesh.one_way:
            for island, edge in known:
                if owner in island:
                    return edge
        island = reachable_from(network.mesh, owner, self._down)
        edge = sorted(set(edge_of(island, wiring.graph, network, self._down)))
        # Its owner may be down itself: then others do not come through it.
        if owner not in self._down:
            known.append((island, edge))
        return edge
