"""The structure function: failed to down, the greatest fixed point of working.

A path must really exist, so reachability is a least fixed point inside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from topology.structure.network import Network
from topology.structure.nodes import Nodes


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is down with nothing failed, and how many children each further node has lost by it."""

    down: set[int]
    lost: dict[int, int]


class Spread:
    """Failures spreading upward from a baseline, counting the children each node has lost.

    Downward closure by counters (Dowling and Gallier 1984): each edge is followed once. Networks
    that lost an element are searched anew when nothing else moves, until nothing does.
    """

    def __init__(self, nodes: Nodes, baseline: Baseline) -> None:
        self.nodes = nodes
        self.baseline = baseline
        self.down: set[int] = set()
        self.lost: dict[int, int] = {}
        self.queue: list[int] = []
        self.touched: set[int] = set()

    def run(self, failed: Iterable[int]) -> None:
        """Lets these fall, and all that falls with them."""
        for node in failed:
            self._fell(node)
        self._settle()
        while self.touched:
            networks, self.touched = self.touched, set()
            for number in sorted(networks):
                self._search(self.nodes.networks[number])
            self._settle()

    def _fell(self, node: int) -> None:
        if node in self.down:
            return
        self.down.add(node)
        self.queue.append(node)
        if node < self.nodes.size:
            for number, network in enumerate(self.nodes.networks):
                if network.goal == node or network.mesh.is_element(node):
                    self.touched.add(number)

    def _settle(self) -> None:
        if not self.queue:
            return
        parents, already = self.nodes.parents, self.baseline.down
        while self.queue:
            for parent in parents.get(self.queue.pop(), ()):
                if parent in self.down or parent in already:
                    continue
                before = self.lost.get(parent)
                if before is None:
                    before = self.baseline.lost.get(parent, 0)
                self.lost[parent] = before + 1
                if before + 1 >= self.nodes.need(parent):
                    self._fell(parent)

    def _search(self, network: Network) -> None:
        reaching = network.reaching(self.down | self.baseline.down)
        for source, node in network.paths.items():
            if source not in reaching and node not in self.baseline.down:
                self._fell(node)


def baseline(nodes: Nodes) -> Baseline:
    """What is down with nothing failed."""
    spread = Spread(nodes, Baseline(set(), {}))
    spread.touched.update(range(len(nodes.networks)))
    spread.run(())
    return Baseline(spread.down, spread.lost)
