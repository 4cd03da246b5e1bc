"""Room for names beside points, so that none covers another; who finds none goes without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from topology.render.drawing.layout import Point
from topology.render.drawing.svg import WIDE

Segment = tuple[Point, Point]
DOT = 6.5
"""Around a point no name stands so near."""
GAP = 8.0
"""Between the middle of a point and its name."""
NEAR = 6.0
"""Between a name and another point, whose it could be."""
OTHERS = 3
"""Lines through a name that are as bad as another point near it."""


class Box(NamedTuple):
    """Where something stands: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two have any of the paper in common."""
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)

    def grown(self, by: float) -> Box:
        """With so much more on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def is_within(self, width: float, height: float) -> bool:
        """Whether all of it is on the paper."""
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height

    def meets(self, segment: Segment) -> bool:
        """Whether a straight line passes through it (Liang and Barsky 1984)."""
        (x, y), (to_x, to_y) = segment
        first, last = 0.0, 1.0
        for start, way, low, high in (
            (x, to_x - x, self.left, self.right),
            (y, to_y - y, self.top, self.bottom),
        ):
            if not way:
                if not low < start < high:
                    return False
                continue
            enters, leaves = sorted(((low - start) / way, (high - start) / way))
            first, last = max(first, enters), min(last, leaves)
        return first < last


class Label(NamedTuple):
    """A name at its place; `anchor` says which end of it is there."""

    of: int
    said: str
    place: Point
    anchor: str


def labelled(
    names: Sequence[tuple[int, str]],
    points: Mapping[int, Point],
    segments: Sequence[Segment],
    paper: Point,
    size: float,
) -> list[Label]:
    """The names that find room, in their order, which is that of their importance.

    Each takes one of eight places beside its point where it covers no name and no point: the one
    that is near the fewest other points and that the fewest lines pass through, of equal ones the
    first. O(names x (names + segments)).
    """
    dots = {v: Box(x - DOT, y - DOT, x + DOT, y + DOT) for v, (x, y) in sorted(points.items())}
    taken = list(dots.values())
    found = []

    def spoilt(v: int, box: Box) -> int:
        around = box.grown(NEAR)
        others = sum(around.overlaps(dot) for other, dot in dots.items() if other != v)
        return OTHERS * others + sum(map(box.meets, segments))

    for v, said in names:
        free = [
            (spoilt(v, box), n, label, box)
            for n, (label, box) in enumerate(_places(v, said, points[v], size))
            if box.is_within(*paper) and not any(map(box.overlaps, taken))
        ]
        if free:
            _, _, label, box = min(free, key=lambda place: place[:2])
            found.append(label)
            taken.append(box)
    return found


def _places(v: int, said: str, point: Point, size: float) -> Iterator[tuple[Label, Box]]:
    """To the right and the left, above and below, and between these."""
    x, y = point
    width = len(said) * size * WIDE * 1.08
    up, side = GAP + size * 0.5, GAP * 0.85
    for dx, dy, anchor in (
        (GAP, 0.0, "start"), (-GAP, 0.0, "end"), (0.0, -up, "middle"), (0.0, up, "middle"),
        (side, -up * 0.75, "start"), (side, up * 0.75, "start"),
        (-side, -up * 0.75, "end"), (-side, up * 0.75, "end"),
    ):  # fmt: skip
        at_x, at_y = x + dx, y + dy
        left = at_x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        box = Box(left, at_y - size * 0.55, left + width, at_y + size * 0.55)
        yield Label(v, said, (at_x, at_y + size * 0.35), anchor), box
