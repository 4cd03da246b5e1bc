"""The chance that each target is up by how many have failed: small panels of one scale."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from topology.reliability.survival import Survivals
from topology.render.drawing.svg import clipped, document, number, text, words
from topology.render.words.chances.survival import Bounded
from topology.render.words.names import Names
from topology.values.units import percent

LABEL = "Chance to be up by the number of failures, drawn at random"
HARDLY = 0.005
"""Chances that cannot be told from none on paper."""
BOUNDS = "filled up to a proven lower bound; the line above is the upper one"
MOST = 24
"""Panels of a picture; how many targets have none is said."""
MOST_IN_REPORT = 9
ACROSS = 3
WIDE, HIGH, GAP = 260.0, 130.0, 34.0
LEFT, TOP, FOOT = 52.0, 40.0, 30.0
ROW = HIGH + TOP + FOOT


def survival_svg(found: Survivals) -> str:
    """The mix and each target that is judged, those that stand least first, as a file."""
    width, height, parts = _drawn(found, MOST, lambda name: name)
    return document(width, height, LABEL, parts)


def survival_element(found: Survivals, names: Names) -> str:
    """The first of them as an element for a page; ids by their `names`."""

    def named(name: str) -> str:
        known = names.of_id(name)
        return known.name if known else name

    _, height, parts = _drawn(found, MOST_IN_REPORT, named)
    box = f'viewBox="0 0 {number(_wide(ACROSS))} {number(height)}"'
    return "\n".join([f'<svg {box} role="img" aria-label="{LABEL}">', *parts, "</svg>"])


def _wide(panels: int) -> float:
    return LEFT + panels * (WIDE + GAP)


def _drawn(
    found: Survivals, most: int, named: Callable[[str], str]
) -> tuple[float, float, list[str]]:
    """The first `most` panels with their width and height."""
    panels: list[tuple[str, Sequence[Bounded]]] = []
    if found.mix is not None:
        panels.append(("mix by weight", found.mix.points))
    judged = (survival for survival in found.targets if survival.points)
    panels += [(named(survival.id), survival.points) for survival in judged]
    drawn = [(name, _seen(panels, points)) for name, points in panels[:most]]
    rows = -(-len(drawn) // ACROSS)
    left_out = len(panels) - len(drawn)
    is_bounded = any(p.at_least < p.at_most for _, points in drawn for p in points)
    below = 42 if is_bounded or left_out or not drawn else 0
    height = max(1, rows) * ROW + below
    parts: list[str] = []
    for place, (name, points) in enumerate(drawn):
        x = LEFT + place % ACROSS * (WIDE + GAP)
        y = TOP + place // ACROSS * ROW
        parts += _panel(name, points, found.pool.units, (x, y))
    if is_bounded:
        parts.append(words((LEFT, height - 26), BOUNDS, "muted", 11))
    if left_out:
        parts.append(words((LEFT, height - 8), f"{left_out:,} more are not drawn", "muted", 11))
    if not drawn:
        parts.append(words((16, TOP), "no target is judged", "muted", 11))
    return _wide(min(ACROSS, max(1, len(drawn)))), height, parts


def _seen(
    panels: Sequence[tuple[str, Sequence[Bounded]]], points: Sequence[Bounded]
) -> Sequence[Bounded]:
    """The points up to where hardly anything is up on any panel, so that all have one scale."""
    ends = (point.failures for _, some in panels for point in some if point.at_most > HARDLY)
    last = max(ends, default=0)
    seen = sum(point.failures <= last for point in points)
    return points[: seen + 1]


def _panel(
    name: str, points: Sequence[Bounded], units: int, at: tuple[float, float]
) -> Iterator[str]:
    x, y = at
    last = max(1, points[-1].failures)
    yield words((x, y - 12), clipped(name, WIDE, 13), size=13)
    for share in (0.0, 0.5, 1.0):
        level = y + HIGH * (1 - share)
        line = f'x1="{number(x)}" x2="{number(x + WIDE)}" y1="{number(level)}" y2="{number(level)}"'
        yield f'<line class="grid" {line}/>'
        if x == LEFT:
            yield words((x - 8, level + 4), percent(share), "muted", 11, 'text-anchor="end"')

    def place(point: Bounded, share: float) -> str:
        return f"{number(x + WIDE * point.failures / last)},{number(y + HIGH * (1 - share))}"

    low = [place(point, point.at_least) for point in points]
    high = [place(point, point.at_most) for point in points]
    ends = f"{number(x)},{number(y + HIGH)} {number(x + WIDE)},{number(y + HIGH)}"
    first, second = ends.split()
    if len(points) > 1:
        yield f'<polygon class="served" points="{first} {" ".join(low)} {second}"/>'
    if high != low:
        yield f'<polyline class="load" fill="none" points="{" ".join(high)}"/>'
    if len(points) == 1:
        cx, cy = low[0].split(",")
        yield f'<circle class="mark" cx="{cx}" cy="{cy}" r="3"><title>{text(name)}</title></circle>'
    bottom = y + HIGH + 16
    yield words((x, bottom), "0", "muted", 11)
    said = f"{last:,} of {units:,} failed"
    yield words((x + WIDE, bottom), said, "muted", 11, 'text-anchor="end"')
