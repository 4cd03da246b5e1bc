"""Shared risks and modes that strike what a target depends on, and that no fault tree counts.

What limps or raises demand takes nothing down by structure. What takes some of the members of an
entry, and not too many, does so only together with further members.
"""

from __future__ import annotations

from functools import cached_property

from topology.cutsets.synthesis import components_below
from topology.structure.graph import Graph
from topology.structure.strikes import Strike, not_counted


class Beside:
    """The strikes beside the fault tree of a target; near nothing where there are none."""

    def __init__(self, graph: Graph, target: int, *, own: bool = False) -> None:
        """With `own` those of the target itself are counted among them."""
        self._graph = graph
        self._target = target
        self._own = own

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is not counted, and why."""
        return tuple(not_counted(self._found, [strike.id for strike in self.partial]))

    @cached_property
    def _found(self) -> list[Strike]:
        graph = self._graph
        unusual = [
            strike
            for strike, struck in zip(graph.strikes, graph.struck, strict=True)
            if strike.raises or strike.hits != struck
        ]
        if not self._own:
            unusual = [strike for strike in unusual if strike.mode_of != self._target]
        below = components_below(graph, self._target) if unusual else set()
        return [s for s in unusual if s.raises or not below.isdisjoint(s.hits)]

    @cached_property
    def partial(self) -> list[Strike]:
        """Those that take some members of an entry, and more only together with others."""
        struck = dict(zip(self._graph.strike_index, self._graph.struck, strict=True))
        return [
            strike for strike in self._found if strike.fails and struck[strike.id] != strike.hits
        ]
