"""Which single failures move load, so that they have to be run.

They take away an entry of a choice, a member of a capacity, or an element of somebody's way, while
who used it stays up. For the others nothing can move.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Sequence

from topology.loads.moment.wiring import Form, Wiring

TakenDown = Callable[[int], Collection[int]]
"""What goes down with a component or, from `graph.size` on, with a shared risk."""


class Causes:
    """The components and shared risks of a wiring, as what moves load or does not."""

    def __init__(self, wiring: Wiring, taken_down: TakenDown) -> None:
        self._wiring = wiring
        self._taken_down = taken_down
        self._paths_by_element: dict[int, list[int]] = {}
        for path in wiring.paths:
            for element in wiring.elements_of(path):
                self._paths_by_element.setdefault(element, []).append(path)

    def moving(self) -> list[str]:
        """The causes that move load, sorted."""
        graph = self._wiring.graph
        found = [
            graph.ids[v]
            for v, component in enumerate(graph.components)
            if component.fails is not False and self._moves([v], self._taken_down(v))
        ]
        found += [
            risk.id
            for number, risk in enumerate(graph.risks)
            if self._moves(graph.risk_hits[number], self._taken_down(graph.size + number))
        ]
        return sorted(found)

    def _moves(self, hit: Sequence[int], down: Collection[int]) -> bool:
        """Whether somebody stays up who has to do without what goes down."""
        components = self._wiring.graph.components
        if any(v not in down and components[v].capacity is not None for v in hit):
            return True
        standing_in = self._wiring.standing_in
        owners = (v for place in down for v, _ in standing_in.get(place, ()))
        if any(v not in down and components[v].capacity is not None for v in owners):
            return True
        return any(self._has_survivor(v, down) for v in down)

    def _has_survivor(self, v: int, down: Container[int]) -> bool:
        wiring = self._wiring
        for path in self._paths_by_element.get(v, ()):
            if wiring.owners[path] not in down:
                return True
        for parent in wiring.hard_parents[v]:
            if wiring.forms[parent] is not Form.COMPONENT and wiring.owners[parent] not in down:
                return True
        return False
