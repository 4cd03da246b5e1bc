"""The ways over networks that paths take at a moment: what passes whom, and what it costs them.

A `reach` takes one way of the fewest links, of equal ones the lower ids. Each link and node on it
is offered what those before it let through, and the goal what is left at the end. The ways of one
network to its goal form a tree, so what passes is added up from the farthest node to the goal, and
success is multiplied up from the goal: O(length of the ways).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from topology.loads.mechanisms.twins import twin
from topology.loads.moment.arcs import Flags, Floats
from topology.loads.moment.wiring import Wiring
from topology.structure.network import Network


class Way(NamedTuple):
    """The next link and the next node on the way to the goal of a network."""

    link: int
    node: int


class Down:
    """What is not up, as a container."""

    def __init__(self, up: Sequence[bool] | Flags) -> None:
        self.up = up

    def __contains__(self, component: object) -> bool:
        return isinstance(component, int) and not self.up[component]


class Ways:
    """The ways of all networks. `find` sets those of one anew, `carry` puts load on all."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._next: list[dict[int, Way]] = [{} for _ in wiring.networks]
        """The next hop of each node that load passes, farthest first."""
        self._along: list[dict[int, float]] = [{} for _ in wiring.networks]

    @property
    def taken(self) -> tuple[tuple[tuple[int, Way], ...], ...]:
        """The way on from each node that load passes, by network."""
        return tuple(tuple(ways.items()) for ways in self._next)

    def copy(self) -> Ways:
        """The same ways, to be changed apart."""
        new = twin(self)
        new._next, new._along = list(self._next), list(self._along)
        return new

    def find(self, number: int, up: Flags) -> None:
        """Sets the ways of a network anew: fewest links, of equal ones the lower ids."""
        network = self._wiring.networks[number]
        down = Down(up)
        distance = network.reaching(down)
        ways: dict[int, Way] = {}
        sources = [
            self._wiring.owners[node] for node, of in self._wiring.paths.items() if of == number
        ]
        for source in sorted(sources):
            node = source
            while node in distance and distance[node] and node not in ways:
                ways[node] = _next_hop(network, node, distance, down)
                node = ways[node].node
        farthest = sorted(ways, key=lambda node: (-distance[node], node))
        self._next[number] = {node: ways[node] for node in farthest}

    def carry(self, own: Floats, own_success: Floats, let_through: Floats) -> tuple[Floats, Floats]:
        """What passes each component when the nodes have so much load of their own, and what part
        of the load of each PATH reaches its goal.

        `let_through` is the part of what passes a component that goes on behind it. Keeps the
        success along the ways for `along`.
        """
        wiring = self._wiring
        passing: Floats = np.zeros(wiring.size)
        loads: list[dict[int, float]] = [{} for _ in self._next]
        arriving: dict[int, dict[int, float]] = {}
        for node, number in wiring.paths.items():
            source = wiring.owners[node]
            loads[number][source] = loads[number].get(source, 0.0) + float(own[node])
        for number, ways in enumerate(self._next):
            load, goal = loads[number], wiring.networks[number].goal
            for node, way in ways.items():
                amount = load.get(node, 0.0)
                passing[way.link] += amount
                if way.node != goal:
                    amount *= float(let_through[way.link])
                    passing[way.node] += amount
                    amount *= float(let_through[way.node])
                    load[way.node] = load.get(way.node, 0.0) + amount
            self._along[number] = _along(ways, goal, own_success)
            arriving[number] = _along(ways, goal, let_through)
        through = [arriving[of].get(wiring.owners[node], 1.0) for node, of in wiring.paths.items()]
        return passing, np.array(through)

    def passed(self, path: int) -> list[int]:
        """The links and components on the way that a PATH asks for."""
        ways, at = self._next[self._wiring.paths[path]], self._wiring.owners[path]
        found: list[int] = []
        while at in ways:
            found.extend(ways[at])
            at = ways[at].node
        return found

    def along(self, path: int) -> float:
        """The success of what is passed on the way that a PATH asks for; 0 without a way."""
        return self._along[self._wiring.paths[path]].get(self._wiring.owners[path], 0.0)


def _along(ways: dict[int, Way], goal: int, part: Floats) -> dict[int, float]:
    """The product of some part of each component over the way from each node to the goal."""
    found: dict[int, float] = {}
    for node in reversed(ways):
        way = ways[node]
        found[node] = float(part[way.link])
        if way.node != goal:
            found[node] *= float(part[way.node]) * found[way.node]
    return found


def _next_hop(network: Network, node: int, distance: dict[int, int], down: Down) -> Way:
    """The next hop of a node from which the goal is reached."""
    steps = [
        (v, link)
        for v, link in network.mesh.arcs_out.get(node, ())
        if distance.get(v, -1) == distance[node] - 1 and link not in down and v not in down
    ]
    further, link = min(steps)
    return Way(link, further)
