"""Which single failures move load, so that they have to be run.

They take away an entry of a choice, a member of a capacity, or an element of somebody's way, while
who used it stays up; or they let something limp, or raise a demand that reaches a limit; or they
divert traffic to where it can be too much for what a target hangs on. For the others nothing can
move.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Sequence
from functools import cached_property

from topology.document.schema import Component
from topology.loads.moment.wiring import Wiring
from topology.structure.strikes import Strike

TakenDown = Callable[[int], Collection[int]]
"""What goes down with a component or, from `graph.size` on, with a shared risk."""


class Causes:
    """The components and shared risks of a wiring, as what moves load or does not."""

    def __init__(self, wiring: Wiring, taken_down: TakenDown, targets: Collection[int]) -> None:
        self._wiring = wiring
        self._targets = targets
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
            strike.id
            for number, strike in enumerate(graph.strikes)
            if self._strikes(strike, graph.size + number)
        ]
        return sorted(found)

    def _strikes(self, strike: Strike, cause: int) -> bool:
        if strike.limps or any(map(self._is_raised, strike.raises.items())):
            return True
        return strike.fails and self._moves(strike.hits, self._taken_down(cause))

    def _is_raised(self, raised: tuple[str, float]) -> bool:
        """Whether a demand rises that reaches something with a limit."""
        name, factor = raised
        return factor > 1 and self._wiring.graph.index[name] in self._limited

    @cached_property
    def _limited(self) -> set[int]:
        """The nodes from which load comes to something that has a capacity or a limit."""
        wiring = self._wiring
        todo = [v for v, c in enumerate(wiring.graph.components) if _has_limit(c)]
        found = set(todo)
        for node in todo:
            callers = [wiring.arcs[number].parent for number in wiring.arcs_into[node]]
            callers += self._paths_by_element.get(node, ())
            todo.extend(further for further in callers if further not in found)
            found.update(callers)
        return found

    def _moves(self, hit: Sequence[int], down: Collection[int]) -> bool:
        """Whether somebody stays up who has to do without what goes down."""
        components = self._wiring.graph.components
        if any(v not in down and components[v].capacity is not None for v in hit):
            return True
        standing_in = self._wiring.standing_in
        owners = (v for place in down for v, _ in standing_in.get(place, ()))
        if any(v not in down and components[v].capacity is not None for v in owners):
            return True
        return any(v in self._diverting or self._has_survivor(v, down) for v in down)

    @cached_property
    def _diverting(self) -> set[int]:
        """The links and nodes whose failure diverts traffic that can do a target harm."""
        traffic, part_of = self._wiring.traffic, self._wiring.part_of
        elements = [] if traffic is None else traffic.elements
        components = self._wiring.graph.components
        if not any(_has_limit(components[v]) for v in elements):
            return set()
        harmed = {part_of[v] for v in self._targets}
        return {v for v in elements if part_of[v] in harmed}

    def _has_survivor(self, v: int, down: Container[int]) -> bool:
        wiring = self._wiring
        for path in self._paths_by_element.get(v, ()):
            if path < wiring.first_tool and wiring.owners[path] not in down:
                return True
        for parent in wiring.hard_parents[v]:
            runs = wiring.size <= parent < wiring.first_tool
            if runs and wiring.owners[parent] not in down:
                return True
        return False


def _has_limit(component: Component) -> bool:
    overload = component.overload
    return component.capacity is not None or (overload is not None and overload.limit is not None)
