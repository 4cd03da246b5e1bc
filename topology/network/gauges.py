"""Where it is measured how much of a capacity is used: directions of links, links, and nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from topology.network.arcs import Arcs, Flags, Floats
from topology.structure.graph import Graph

ROUNDING = 1e-9
"""What is above a limit by less is not above it."""


class Place(NamedTuple):
    """A direction of a link, or both together, or a node."""

    component: int
    """The number of the link or the node."""
    start: int
    """The component that the link leads from; -1 of a node."""
    end: int


@dataclass(frozen=True, eq=False)
class Gauges:
    """All places with a capacity, in the order of the ids; of a link the direction forward first.

    With full duplex each direction of a link is one; else the link is, and both directions count.
    """

    places: tuple[Place, ...]
    capacity: Floats
    _first: list[int]
    _second: list[int]
    """The rows of loads that each measures; the second is one that is always 0 if there is none."""

    @classmethod
    def of(cls, graph: Graph, arcs: Arcs) -> Gauges:
        """The gauges of a network. O(links log links)."""
        nothing = arcs.size + len(arcs.nodes)
        found: list[tuple[Place, int, int]] = []
        for link, of_link in arcs.arcs_of.items():
            place = Place(link, *graph.ends[link])
            second = of_link[1] if len(of_link) == 2 else nothing
            if not arcs.is_full_duplex:
                found.append((place, of_link[0], second))
                continue
            found.append((place, of_link[0], nothing))
            if second != nothing:
                found.append((Place(link, place.end, place.start), second, nothing))
        found += [(Place(v, -1, -1), arcs.size + n, nothing) for n, v in enumerate(arcs.nodes)]
        limited = [row for row in found if graph.components[row[0].component].capacity is not None]
        limited.sort(key=lambda row: row[0].component)
        places = tuple(place for place, _, _ in limited)
        capacity = [float(graph.components[place.component].capacity or 0.0) for place in places]
        first, second_rows = [row[1] for row in limited], [row[2] for row in limited]
        return cls(places, np.array(capacity), first, second_rows)

    def loads(self, rows: Floats) -> Floats:
        """The load at each place, in load units."""
        more = np.append(rows, 0.0)
        found: Floats = more[self._first] + more[self._second]
        return found

    def utilisations(self, rows: Floats, left: dict[int, float]) -> Floats:
        """The share of its capacity that each carries; infinite where something carries on none.

        `left` is the share of the capacity that some components have left.
        """
        loads, capacity = self.loads(rows), self.capacity
        if left:
            capacity = capacity * [left.get(place.component, 1.0) for place in self.places]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(loads > 0, loads / capacity, 0.0)


def above(values: Floats, most: Floats | float) -> Flags:
    """Which values are more than allowed; more by a rounding error is not more (`exceeds`)."""
    found: Flags = values > most * (1 + ROUNDING)
    return found


def first_most(values: Floats) -> int:
    """Where the most is; of what differs by rounding the first."""
    return int(np.argmax(values >= values.max() * (1 - ROUNDING)))


def ranked(values: Floats) -> Floats:
    """The values in nine digits, to rank by: what differs by rounding is equal.

    >>> ranked(np.array([0.1 + 0.2, 0.3, 0.0, np.inf])).tolist()
    [0.3, 0.3, 0.0, inf]
    """
    is_some = (values > 0) & np.isfinite(values)
    digits = np.zeros(len(values))
    np.log10(values, out=digits, where=is_some)
    unit = 10.0 ** np.clip(8 - np.floor(digits), -300, 300)
    return np.where(is_some, np.rint(np.where(is_some, values, 0.0) * unit) / unit, values)
