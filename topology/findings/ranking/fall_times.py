"""When each target falls after each single failure, if nothing is mended: by reserves alone.

A component falls when the first entry of its needs does, a choice when too few of its parts are
left, and what has a reserve so much later. With needs that run in no circle, and no paths, one pass
over the components in the order of their needs gives the times for many causes at once: O(needs x
causes) in array operations.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from graphlib import TopologicalSorter
from math import inf
from typing import TYPE_CHECKING

from topology.document import schema
from topology.document.schema import choice, parts_of
from topology.structure.graph import Graph

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Times = npt.NDArray[np.float64]

BLOCK = 512
"""Causes that are looked at together."""


class FallTimes:
    """The times, in seconds, at which targets fall to single components; 0 for at once."""

    def __init__(self, graph: Graph, targets: Collection[int]) -> None:
        """Needs must run in no circle, none may be a path, and no members may stand in places."""
        import numpy as np

        self._np = np
        self._graph = graph
        self._of: dict[int, dict[int, float]] = {}
        hard = (set(_hard(component.needs)) for component in graph.components)
        needs = {v: {graph.index[name] for name in names} for v, names in enumerate(hard)}
        self._order = tuple(TopologicalSorter(needs).static_order())
        for first in range(0, graph.size, BLOCK):
            self._add(range(first, min(first + BLOCK, graph.size)), sorted(targets))

    def fall_s(self, v: int, cause: int) -> float:
        """When a target falls to a cause; infinite if it does not."""
        return self._of.get(cause, {}).get(v, inf)

    def later(self, cause: int) -> bool:
        """Whether some target falls to a cause later than at once."""
        return any(at > 0 for at in self._of.get(cause, {}).values())

    def _add(self, causes: range, targets: list[int]) -> None:
        np, graph = self._np, self._graph
        times: Times = np.full((graph.size, len(causes)), inf)
        for v in self._order:
            needs = graph.components[v].needs
            if needs:
                times[v] = self._first(needs, times)
            if v in causes and graph.fails_alone[v]:
                times[v, v - causes.start] = 0.0
        rows = times[targets]
        for row, column in zip(*np.nonzero(np.isfinite(rows)), strict=True):
            of_cause = self._of.setdefault(causes.start + int(column), {})
            of_cause[targets[row]] = float(rows[row, column])

    def _first(self, entries: Iterable[schema.Requirement], times: Times) -> Times:
        np = self._np
        found = [self._entry(entry, times) for entry in entries]
        least: Times = found[0] if len(found) == 1 else np.minimum.reduce(found)
        return least

    def _entry(self, entry: schema.Requirement, times: Times) -> Times:
        assert not isinstance(entry, schema.Reach)
        found: Times
        if isinstance(entry, str):
            found = times[self._graph.index[entry]]
            return found
        if isinstance(entry, schema.On):
            named = times[self._graph.index[entry.on]]
            found = named if entry.hard else self._np.full(times.shape[1], inf)
        elif isinstance(entry, schema.All):
            found = self._first(entry.all, times)
        else:
            least, parts = choice(entry)
            falls = self._np.sort([self._entry(part, times) for part in parts], axis=0)
            found = falls[len(parts) - least]
        return found + float(entry.holds) if entry.holds else found


def _hard(entries: Iterable[schema.Requirement]) -> Iterator[str]:
    """The components without which something may fall."""
    for entry in entries:
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, schema.On):
            if entry.hard:
                yield entry.on
        elif not isinstance(entry, schema.Reach):
            yield from _hard(parts_of(entry))
