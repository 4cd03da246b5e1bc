"""Shared risks and modes that strike what a target depends on, and that no fault tree counts.

What limps or raises demand takes nothing down by structure. What takes some of the members of an
entry, and not too many, does so only together with further members.
"""

from __future__ import annotations

from collections.abc import Container
from functools import cached_property

from topology.cutsets.synthesis import components_below
from topology.structure.graph import Graph
from topology.structure.strikes import Strike, not_counted


class Beside:
    """The strikes beside the fault tree of a target; near nothing where there are none."""

    def __init__(
        self, graph: Graph, target: int, *, own: bool = False, counted: Container[int] = ()
    ) -> None:
        """With `own` those of the target itself count; those `counted` do with further members."""
        self._counted = counted
        self._graph = graph
        self._target = target
        self._own = own

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is not counted, and why."""
        strikes = self._graph.strikes
        partial = [strike.id for strike in self.partial]
        return tuple(not_counted((strikes[number] for number in self._found), partial))

    @cached_property
    def _found(self) -> list[int]:
        graph = self._graph
        unusual = [
            number
            for number, (strike, struck) in enumerate(zip(graph.strikes, graph.struck, strict=True))
            if (strike.raises or strike.hits != struck)
            and (self._own or strike.mode_of != self._target)
        ]
        below = components_below(graph, self._target) if unusual else set()
        below -= set() if self._own else {self._target}
        strikes = graph.strikes
        return [n for n in unusual if strikes[n].raises or not below.isdisjoint(strikes[n].hits)]

    @cached_property
    def partial(self) -> list[Strike]:
        """Those that take some members of an entry, and more only together with others."""
        graph, components = self._graph, self._graph.components
        return [
            strike
            for number in self._found
            if (strike := graph.strikes[number]).fails
            and strike.hits != graph.struck[number]
            and number not in self._counted
            and any(strike.members(components[v]) for v in strike.hits)
        ]
