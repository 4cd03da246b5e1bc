"""Which causes are nothing but their own failure.

So it is with what only groups others, and with the end of the paths of all that falls: what they
are made of is judged besides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property

from topology.findings.targets import ends_only, goals, only_groups
from topology.structure.graph import Graph


class Bare:
    """The causes of a graph, each judged when it is first asked for."""

    def __init__(
        self,
        graph: Graph,
        targets_lost: Callable[[str], int],
        targets_down: Callable[[str], Collection[int]],
    ) -> None:
        """How many targets a cause takes down, itself aside, and which."""
        self._graph = graph
        self._targets_lost = targets_lost
        self._targets_down = targets_down
        self._known: dict[str, bool] = {}

    def of(self, cause: str) -> bool:
        """Whether a cause is nothing but its own failure."""
        found = self._known.get(cause)
        if found is None:
            found = self._known[cause] = self._is_bare(cause)
        return found

    def _is_bare(self, cause: str) -> bool:
        v = self._graph.index.get(cause)
        if v is None or not self._targets_lost(cause):
            return False
        component = self._graph.components[v]
        if only_groups(component):
            return True
        lost = self._targets_down(cause) if ends_only(component) and cause in self._goals else ()
        return bool(lost) and all(cause in goals(self._graph.components[w].needs) for w in lost)

    @cached_property
    def _goals(self) -> frozenset[str]:
        return frozenset(goals(entry for c in self._graph.components for entry in c.needs))
