"""Sites as dots, links as lines: the parts of a map, whatever it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot

from topology.render.drawing.layout import Point
from topology.render.drawing.maps.labels import Segment, labelled
from topology.render.drawing.maps.projection import projected
from topology.render.drawing.svg import number, text

MOST: Point = (700.0, 720.0)
"""The width and height that a map fits into."""
MARGIN: Point = (46.0, 26.0)
"""For names at the edges."""
LANE = 9.0
"""Between links of the same two sites."""
DOT = 4.5


@dataclass(frozen=True, slots=True)
class Site:
    """A dot; `style` has the classes of its look, `told` all that is said of it."""

    number: int
    name: str
    place: Point
    """Latitude and longitude."""
    style: str
    told: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two sites."""

    number: int
    ends: tuple[int, int]
    width: float
    style: str
    told: str


class Ground:
    """A map of sites, the most important first, and of the lines between them."""

    def __init__(self, sites: Sequence[Site], lines: Sequence[Line]) -> None:
        self.sites = sites
        paper = projected({site.number: site.place for site in sites}, MOST, MARGIN)
        self.points, self.width, self.height = paper
        self.lines = [line for line in lines if set(line.ends) <= self.points.keys()]
        self.bends = dict(self._bends())

    def _bends(self) -> Iterator[tuple[int, Point]]:
        """By the number of each line the point that it bends towards: parallel ones lie apart."""
        between: dict[tuple[int, int], list[Line]] = defaultdict(list)
        for line in self.lines:
            between[min(line.ends), max(line.ends)].append(line)
        for (first, second), some in between.items():
            (x1, y1), (x2, y2) = self.points[first], self.points[second]
            length = hypot(x2 - x1, y2 - y1) or 1.0
            for n, line in enumerate(some):
                # A curve comes half as far as the point that it bends towards.
                out = 2 * LANE * (n - (len(some) - 1) / 2) / length
                yield (
                    line.number,
                    ((x1 + x2) / 2 - (y2 - y1) * out, (y1 + y2) / 2 + (x2 - x1) * out),
                )

    def parts(self, is_interactive: bool = False) -> Iterator[str]:
        """Lines, then dots."""
        for line in self.lines:
            yield self._line(line, is_interactive)
        for site in self.sites:
            yield self._site(site, is_interactive)

    def _line(self, line: Line, is_interactive: bool) -> str:
        (x1, y1), (x2, y2) = (self.points[v] for v in line.ends)
        x, y = self.bends[line.number]
        at = f'd="M{_pair(x1, y1)}Q{_pair(x, y)} {_pair(x2, y2)}"'
        middle = ((x1 + x2) / 4 + x / 2, (y1 + y2) / 4 + y / 2)
        strokes = [("halo", line.width + 8), ("casing", line.width + 1.6), ("wire", line.width)]
        if is_interactive:
            strokes.append(("touch", max(line.width + 8, 14.0)))
        drawn = "".join(
            f'<path class="{style}" stroke-width="{number(w)}" {at}/>' for style, w in strokes
        )
        return _group(f"road {line.style}", line, f"{drawn}{_cross(middle)}", is_interactive)

    def _site(self, site: Site, is_interactive: bool) -> str:
        x, y = self.points[site.number]
        at = f'cx="{number(x)}" cy="{number(y)}"'
        drawn = (
            f'<circle class="ring" stroke-width="2.4" {at} r="{number(DOT + 5)}"/>'
            f'<circle class="dot" stroke-width="1.4" {at} r="{number(DOT)}"/>{_cross((x, y))}'
        )
        return _group(f"site {site.style}", site, drawn, is_interactive)

    def labels(self, size: float, style: str = "") -> Iterator[str]:
        """The names that find room at a size of the font."""
        names = [(site.number, site.name) for site in self.sites]
        found = labelled(names, self.points, self._segments(), (self.width, self.height), size)
        yield f'<g class="{f"names {style}".strip()}" aria-hidden="true">'
        for _, said, (x, y), anchor in found:
            at = f'x="{number(x)}" y="{number(y)}" text-anchor="{anchor}"'
            look = f'font-size="{number(size)}" stroke-width="3" paint-order="stroke"'
            yield f'<text class="name" {at} {look} stroke-linejoin="round">{text(said)}</text>'
        yield "</g>"

    def _segments(self) -> list[Segment]:
        return [
            (self.points[one], self.points[other]) for one, other in (e.ends for e in self.lines)
        ]


def _cross(place: Point) -> str:
    x, y = place
    at = f"M{_pair(x - 5, y - 5)}l10 10M{_pair(x - 5, y + 5)}l10 -10"
    return f'<path class="cross" stroke-width="2.4" d="{at}"/>'


def _group(style: str, entry: Site | Line, drawn: str, is_interactive: bool) -> str:
    told = text(entry.told)
    more = ""
    if is_interactive:
        more = f' data-of="{entry.number}" role="img" tabindex="-1" aria-label="{told}"'
    return f'<g class="{style}"{more}><title>{told}</title>{drawn}</g>'


def _pair(x: float, y: float) -> str:
    return f"{number(x)} {number(y)}"
