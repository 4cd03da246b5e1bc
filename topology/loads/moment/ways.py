"""The ways over networks that paths take at a moment: what passes whom, and what it costs them.

A `reach` takes the ways that `routes` finds. Each link and node on them is offered what those
before it let through, and the goal what is left at the end. The ways of one network to its goal
have no circles, so what passes is added up from the farthest node to the goal, and success is
added up from the goal, of each way by its share: O(hops).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from topology.loads.mechanisms.twins import twin
from topology.loads.moment.arcs import Flags, Floats
from topology.loads.moment.wiring import Wiring

if TYPE_CHECKING:
    from topology.loads.moment.routes import Hops
    from topology.loads.moment.traffic import Carried


class Down:
    """What is not up, as a container."""

    def __init__(self, up: Sequence[bool] | Flags) -> None:
        self.up = up

    def __contains__(self, component: object) -> bool:
        return isinstance(component, int) and not self.up[component]


class Ways:
    """The ways of all networks. `find` sets those of some anew, `carry` puts load on all."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._next: list[Hops] = [{} for _ in wiring.networks]
        self._along: list[dict[int, float]] = [{} for _ in wiring.networks]

    @property
    def taken(self) -> tuple[object, ...]:
        """The hops on from each node that load passes, by network."""
        return tuple(tuple(hops.items()) for hops in self._next)

    def copy(self) -> Ways:
        """The same ways, to be changed apart."""
        new = twin(self)
        new._next, new._along = list(self._next), list(self._along)
        return new

    def find(self, numbers: Collection[int], up: Flags) -> None:
        """Sets the ways of some networks anew."""
        if numbers:
            for number, hops in self._wiring.routes.find(numbers, up).items():
                self._next[number] = hops

    def carry(
        self, own: Floats, own_success: Floats, let_through: Floats, carried: Carried | None
    ) -> tuple[Floats, Floats]:
        """What passes each component when the nodes have so much load of their own, and what part
        of the load of each PATH reaches its goal.

        What is `carried` passes as well. `let_through` is the part of what passes a component that
        goes on behind it. Keeps the success along the ways for `along`.
        """
        wiring = self._wiring
        passing, against = self._begun(carried)
        loads: list[dict[int, float]] = [{} for _ in self._next]
        arriving: dict[int, dict[int, float]] = {}
        for node, number in wiring.paths.items():
            source = wiring.owners[node]
            loads[number][source] = loads[number].get(source, 0.0) + float(own[node])
        for number, hops in enumerate(self._next):
            goal = wiring.networks[number].goal
            self._pass_on(hops, goal, loads[number], (passing, against), let_through)
            self._along[number] = _along(hops, goal, own_success)
            arriving[number] = _along(hops, goal, let_through)
        through = [arriving[of].get(wiring.owners[node], 1.0) for node, of in wiring.paths.items()]
        if against is not passing:
            np.maximum(passing, against, out=passing)
        return passing, np.array(through)

    def _begun(self, carried: Carried | None) -> tuple[Floats, Floats]:
        """What passes by traffic alone: along links and over nodes, and against links.

        Twice the same array where both directions of a link share its capacity.
        """
        size, is_full = self._wiring.size, self._wiring.is_full_duplex
        passing: Floats = np.zeros(size) if carried is None else carried.along.copy()
        if not is_full:
            return passing, passing
        return passing, np.zeros(size) if carried is None else carried.against.copy()

    def _pass_on(
        self,
        hops: Hops,
        goal: int,
        load: dict[int, float],
        passing: tuple[Floats, Floats],
        let_through: Floats,
    ) -> None:
        """Adds what the loads of some nodes come to on their ways to a goal."""
        along, against = passing
        ends = self._wiring.graph.ends
        for node, ways in hops.items():
            for link, further, share in ways:
                amount = load.get(node, 0.0) * share
                (along if ends[link][0] == node else against)[link] += amount
                if further != goal:
                    amount *= float(let_through[link])
                    along[further] += amount
                    amount *= float(let_through[further])
                    load[further] = load.get(further, 0.0) + amount

    def passed(self, path: int) -> list[int]:
        """The links and components on the ways that a PATH asks for, from its owner on."""
        number = self._wiring.paths[path]
        hops, goal = self._next[number], self._wiring.networks[number].goal
        found: dict[int, None] = {}
        todo = [self._wiring.owners[path]]
        seen = {*todo}
        for at in todo:
            for link, node, _ in hops.get(at, ()):
                found.update({link: None, node: None})
                if node not in seen and node != goal:
                    seen.add(node)
                    todo.append(node)
        return list(found)

    def along(self, path: int) -> float:
        """The success of what is passed on the ways that a PATH asks for; 0 without a way."""
        return self._along[self._wiring.paths[path]].get(self._wiring.owners[path], 0.0)


def _along(hops: Hops, goal: int, part: Floats) -> dict[int, float]:
    """The product of some part of each component over the ways from each node to the goal.

    Of several ways the sum, each by its share.
    """
    found: dict[int, float] = {}
    for node in reversed(hops):
        total = 0.0
        for link, further, share in hops[node]:
            of_way = share * float(part[link])
            if further != goal:
                of_way *= float(part[further]) * found[further]
            total += of_way
        found[node] = total
    return found
