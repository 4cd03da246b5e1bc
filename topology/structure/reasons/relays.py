"""Long chains of failures in little space: components that hand a failure on to one other."""

from __future__ import annotations

from dataclasses import dataclass

from topology.structure.order_one.order_one import OrderOne
from topology.structure.order_one.single_cuts import Cuts

_SHORT = 64
"""Steps up to which a chain is walked."""


class Relay:
    """Components that hand a failure on to the only one that needs them.

    What takes such a component down takes that one down next, and goes on from there; so a chain
    of them is a path in a forest, and a place on it is found without walking it (see `Cuts`).
    In a cycle there is no such order: there nothing is taken for a relay.
    """

    def __init__(self, order: OrderOne) -> None:
        self.order = order
        self._next: dict[int, int] = {}
        self._forest: tuple[Cuts, dict[int, int]] | None = None

    def next(self, component: int) -> int:
        """The only component that needs this one; -1 when there is none or it is not alone."""
        found = self._next.get(component)
        if found is None:
            found = self._next[component] = self._only_user(component)
        return found

    def _only_user(self, component: int) -> int:
        graph = self.order.graph
        users = graph.parents.get(component, ())
        if len(users) != 1 or users[0] >= graph.size or self.order.has_cycles:
            return -1
        on_the_way = any(
            network.goal == component or network.mesh.is_element(component)
            for network in graph.networks
        )
        return users[0] if graph.fails_alone[users[0]] and not on_the_way else -1

    def run(self, cause: int, target: int) -> tuple[int, int]:
        """How many steps are relayed from a cause on its way to a target, and where they end."""
        if cause >= self.order.graph.size:
            return 0, cause
        at = cause
        for steps in range(_SHORT):
            following = self.next(at)
            if at == target or following < 0:
                return steps, at
            at = following
        forest, node_of = self._trees()
        here, there = node_of[cause], node_of[target]
        if forest.root(here) == forest.root(there):
            return forest.depth(here) - forest.depth(there), target
        end = forest.cause[forest.root(here)]
        return forest.depth(here), end

    def after(self, cause: int, steps: int) -> int:
        """The component so many relayed steps after a cause."""
        if steps <= _SHORT:
            for _ in range(steps):
                cause = self.next(cause)
            return cause
        forest, node_of = self._trees()
        node = node_of[cause]
        return forest.cause[forest.ancestor(node, forest.depth(node) - steps)]

    def _trees(self) -> tuple[Cuts, dict[int, int]]:
        """All components in the forest of relays, and the node of each."""
        if self._forest is not None:
            return self._forest
        forest, node_of = Cuts(), dict[int, int]()
        for component in range(self.order.graph.size):
            path = [component]
            while path[-1] not in node_of and self.next(path[-1]) >= 0:
                path.append(self.next(path[-1]))
            for v in reversed(path):
                if v not in node_of:
                    above = self.next(v)
                    node_of[v] = forest.add(v, (node_of[above],) if above >= 0 else ())
        self._forest = forest, node_of
        return self._forest


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of failures: `run` relayed steps from the cause, then the components of `rest`."""

    relay: Relay
    cause: int
    run: int
    rest: list[int]

    @property
    def length(self) -> int:
        """The number of steps."""
        return self.run + len(self.rest) - 1

    def at(self, k: int) -> int:
        """The component (or shared risk) after k steps."""
        return self.relay.after(self.cause, k) if k < self.run else self.rest[k - self.run]
