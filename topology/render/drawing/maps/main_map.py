"""The whole topology on a map: what has coordinates where they say, the rest beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from topology.render.drawing.layout import Point
from topology.render.drawing.maps.projection import projected

if TYPE_CHECKING:
    from topology.document.document import Topology

ROOM: Point = (1_800.0, 1_200.0)
"""The width and height that the map fits into."""
MARGIN: Point = (40.0, 40.0)
ROWS, ROW, COLUMN = 12, 90.0, 680.0
"""Of what has no coordinates: rows, and the distances of its rows and columns."""
MOST_BESIDE = 24


@dataclass(frozen=True, slots=True)
class MainMap:
    """Places by number; `beside` are those without coordinates, `left_out` counts further ones."""

    places: Mapping[int, Point]
    links: Mapping[int, tuple[int, int]]
    """Links between two places on the map, and those two; they stand in the middle."""
    beside: tuple[int, ...]
    left_out: int
    is_usual: bool
    """Whether at least half of what is no link has coordinates."""

    @classmethod
    def of(
        cls, topology: Topology, number: Mapping[str, int], first: Iterable[int]
    ) -> MainMap | None:
        """The map, or None where fewer than two components have coordinates.

        Of what has none the `first` come first.
        """
        given: dict[int, Point] = {
            number[c.id]: (float(c.latitude), float(c.longitude))
            for c in topology.components
            if c.latitude is not None and c.longitude is not None
        }
        if len(given) < 2:
            return None
        paper = projected(given, ROOM, MARGIN)
        spans = {
            number[c.id]: (number[c.connects[0]], number[c.connects[1]])
            for c in topology.components
            if c.connects is not None
        }
        links = {v: ends for v, ends in sorted(spans.items()) if paper.points.keys() >= set(ends)}
        places = {v: _rounded(place) for v, place in sorted(paper.points.items())}
        between: dict[tuple[int, ...], int] = {}
        for v, ends in links.items():
            n = between[tuple(sorted(ends))] = between.get(tuple(sorted(ends)), -1) + 1
            places.setdefault(v, _middle(paper.points[ends[0]], paper.points[ends[1]], n))
        rest = [v for v in dict.fromkeys((*first, *range(len(number)))) if v not in places]
        beside = rest[:MOST_BESIDE]
        places.update(_columns(beside, paper.height))
        others = len(topology.components) - len(spans)
        is_usual = 2 * len(given.keys() - spans.keys()) >= others
        return cls(places, links, tuple(beside), len(rest) - len(beside), is_usual)


def _middle(a: Point, b: Point, n: int) -> Point:
    """The middle of a link; the next ones between the same two places stand nearer to one end."""
    share = 0.5 + (0.12 * ((n + 1) // 2) * (1 if n % 2 else -1) if n < 7 else 0.0)
    return _rounded((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share))


def _columns(nodes: Sequence[int], height: float) -> dict[int, Point]:
    """Columns to the left of the map, beside its middle."""
    found = {}
    for i, v in enumerate(nodes):
        column, row = divmod(i, ROWS)
        rows = min(ROWS, len(nodes) - column * ROWS)
        y = height / 2 + (row - (rows - 1) / 2) * ROW
        found[v] = _rounded((-COLUMN * (column + 1), y))
    return found


def _rounded(place: Point) -> Point:
    return round(place[0], 1), round(place[1], 1)
