"""When each target falls after each single failure, if nothing is mended: by reserves alone.

A component falls when the first entry of its needs does, a choice when too few of its parts are
left, and what has a reserve so much later. With needs that run in no circle, and no paths, one pass
over the components in the order of their needs gives the times for many causes at once: O(needs x
causes) in array operations.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
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

    def __init__(self, graph: Graph, targets: Collection[int], causes: Sequence[int]) -> None:
        """Needs must run in no circle, and none may be a path.

        Nor may members stand in places, or a switch hang on tools.
        """
        import numpy as np

        self._np = np
        self._graph = graph
        self._of: dict[int, dict[int, float]] = {}
        hard = (set(_hard(component.needs)) for component in graph.components)
        needs = {v: {graph.index[name] for name in names} for v, names in enumerate(hard)}
        self._order = tuple(TopologicalSorter(needs).static_order())
        for first in range(0, len(causes), BLOCK):
            self._add(causes[first : first + BLOCK], sorted(targets))

    def fall_s(self, v: int, cause: int) -> float:
        """When a target falls to a cause; infinite if it does not."""
        return self._of.get(cause, {}).get(v, inf)

    def later(self, cause: int) -> bool:
        """Whether some target falls to a cause later than at once."""
        return any(at > 0 for at in self._of.get(cause, {}).values())

    def _add(self, causes: Sequence[int], targets: list[int]) -> None:
        np, graph = self._np, self._graph
        times: dict[int, Times] = {}
        column_of = {v: column for column, v in enumerate(causes)}
        for v in self._order:
            falls = self._first(graph.components[v].needs, times)
            if v in column_of and graph.fails_alone[v]:
                falls = np.full(len(causes), inf) if falls is None else falls.copy()
                falls[column_of[v]] = 0.0
            if falls is not None:
                times[v] = falls
        for v in targets:
            row = times.get(v)
            for column in () if row is None else np.flatnonzero(np.isfinite(row)).tolist():
                self._of.setdefault(causes[column], {})[v] = float(times[v][column])

    def _first(
        self, entries: Iterable[schema.Requirement], times: Mapping[int, Times]
    ) -> Times | None:
        """When the first of some entries falls; None if none does, whatever the cause."""
        known = (self._entry(entry, times) for entry in entries)
        found = [falls for falls in known if falls is not None]
        return reduce(self._np.minimum, found) if found else None

    def _entry(self, entry: schema.Requirement, times: Mapping[int, Times]) -> Times | None:
        assert not isinstance(entry, schema.Reach)
        if isinstance(entry, str):
            return times.get(self._graph.index[entry])
        if isinstance(entry, schema.On):
            found = times.get(self._graph.index[entry.on]) if entry.hard else None
        elif isinstance(entry, schema.All):
            found = self._first(entry.all, times)
        else:
            found = self._choice(*choice(entry), times)
        return found if found is None or not entry.holds else found + float(entry.holds)

    def _choice(
        self, least: int, parts: Sequence[schema.Requirement], times: Mapping[int, Times]
    ) -> Times | None:
        """When too few parts are left; None if that never is so, whatever the cause."""
        np = self._np
        known = (self._entry(part, times) for part in parts)
        falls = [part for part in known if part is not None]
        too_many = len(parts) - least + 1
        if len(falls) < too_many:
            return None
        if len(falls) == too_many:
            found: Times = reduce(np.maximum, falls)
        else:
            found = np.sort(falls, axis=0)[too_many - 1]
        return found if np.isfinite(found).any() else None


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
