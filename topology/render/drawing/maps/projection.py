"""Latitude and longitude on paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from math import cos, pi, radians, sin
from typing import NamedTuple

from topology.render.drawing.layout import Point

LEAST_COSINE = 0.1
"""Near the poles a degree of longitude is drawn no smaller than so many of latitude."""
RING = 10.0
"""How far sites at one place are moved apart."""


class Paper(NamedTuple):
    """Points within a width and a height."""

    points: dict[int, Point]
    width: float
    height: float


def projected(places: Mapping[int, Point], most: Point, margin: Point) -> Paper:
    """Places as (latitude, longitude) in degrees, as large as `most` allows, north at the top.

    Equirectangular: x is the longitude times the cosine of the middle latitude, y the latitude,
    both to one scale, so that shapes are right in the middle. The map is cut where the widest
    stretch of longitude without any place is, so that what lies on both sides of the date line
    stays together.
    """
    if not places:
        return Paper({}, 2 * margin[0], 2 * margin[1])
    cut = _cut([longitude for _, longitude in places.values()])
    latitudes = [latitude for latitude, _ in places.values()]
    top, bottom = max(latitudes), min(latitudes)
    squeeze = max(cos(radians((top + bottom) / 2)), LEAST_COSINE)
    flat = {v: ((lon - cut) % 360 * squeeze, top - lat) for v, (lat, lon) in places.items()}
    left = min(x for x, _ in flat.values())
    wide, high = max(x for x, _ in flat.values()) - left, top - bottom
    scale = min(
        (room - 2 * edge) / size
        for room, edge, size in zip(most, margin, (wide or 1e-9, high or 1e-9), strict=True)
    )
    if not wide and not high:
        scale = 0.0
    edge, above = margin
    points = {v: (edge + (x - left) * scale, above + y * scale) for v, (x, y) in flat.items()}
    return Paper(_moved_apart(points), wide * scale + 2 * edge, high * scale + 2 * above)


def _cut(longitudes: list[float]) -> float:
    """Where the widest stretch without any of some longitudes ends."""
    some = sorted(longitude % 360 for longitude in longitudes)
    before = [some[-1] - 360, *some[:-1]]
    return max(zip(some, before, strict=True), key=lambda pair: pair[0] - pair[1])[0]


def _moved_apart(points: dict[int, Point]) -> dict[int, Point]:
    """Those at one place on a ring around it."""
    at: dict[tuple[int, int], list[int]] = defaultdict(list)
    for v, (x, y) in sorted(points.items()):
        at[round(x), round(y)].append(v)
    found = dict(points)
    for some in at.values():
        for n, v in enumerate(some if len(some) > 1 else ()):
            angle = 2 * pi * n / len(some)
            x, y = points[some[0]]
            found[v] = (x + RING * cos(angle), y + RING * sin(angle))
    return found
