"""The graph as an SVG file: cards in layers, as the page draws them, without a browser.

Single points of failure have cut corners and a mark, shared risks pointed ends and dashes, targets
a second outline, links round ends: shape as well as colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from topology.document.document import Topology
from topology.document.schema import Component, SharedRisk
from topology.findings.single_points import SinglePoints
from topology.render.drawing.layout import Point
from topology.render.drawing.lines import (
    HIT,
    LINK,
    MUST,
    ONE_OF,
    REACH,
    SOFT,
    drawn_risks,
    numbered,
)
from topology.render.drawing.picture import LINK_CARD, Line, Picture
from topology.render.drawing.quotient import CARD
from topology.render.drawing.summary import Summary
from topology.render.drawing.svg import clipped, document, number, words

MARGIN, HEAD, FOOT = 28.0, 58.0, 44.0
DASHES = {MUST: "", ONE_OF: "9 5", SOFT: "2 5", REACH: "10 4 2 4", LINK: "", HIT: "4 4"}
STYLES = {LINK: "link", REACH: "reach", HIT: "risk"}

Entry: TypeAlias = Component | SharedRisk


def graph_svg(points: SinglePoints) -> str:
    """The picture of a topology with its single points of failure; of a big one the part around."""
    topology = points.topology
    number_of = numbered(topology)
    summary = Summary(topology, points, number_of)
    picture = Picture.of(topology, number_of, summary.targets, summary.prominent)
    return _Drawing(topology, summary, picture).svg()


class _Drawing:
    def __init__(self, topology: Topology, summary: Summary, picture: Picture) -> None:
        self.topology = topology
        self.summary = summary
        self.picture = picture
        components = sorted(topology.components, key=lambda component: component.id)
        self.entries: list[Entry] = [*components, *drawn_risks(topology)]
        self.targets = frozenset(summary.targets)
        places = picture.places
        self.left = min((x - self._size(v)[0] / 2 for v, (x, _) in places.items()), default=0.0)
        self.top = min((y - self._size(v)[1] / 2 for v, (_, y) in places.items()), default=0.0)
        right = max((x + self._size(v)[0] / 2 for v, (x, _) in places.items()), default=0.0)
        bottom = max((y + self._size(v)[1] / 2 for v, (_, y) in places.items()), default=0.0)
        self.width = max(right - self.left, 560.0) + 2 * MARGIN
        self.height = bottom - self.top + HEAD + FOOT

    def svg(self) -> str:
        """The whole picture."""
        title = self.topology.name or "topology"
        verdict = self.summary.verdict()
        shown, total = len(self.picture.places), self.picture.total
        if shown < total:
            verdict += f" Drawn: {shown:,} of {total:,}."
        room = self.width - 2 * MARGIN
        parts = [
            words((MARGIN, 22), clipped(title, room, 12), "muted", 12),
            words((MARGIN, 42), clipped(verdict, room, 16), size=16, more='font-weight="600"'),
            *(self._line(line) for line in self.picture.lines),
            *(part for v, place in self.picture.places.items() for part in self._card(v, place)),
            *self._legend(),
        ]
        return document(self.width, self.height, f"{title}: {verdict}", parts)

    def _size(self, v: int) -> tuple[float, float]:
        return LINK_CARD if getattr(self.entries[v], "connects", None) else CARD

    def _at(self, place: Point) -> Point:
        x, y = place
        return x - self.left + MARGIN, y - self.top + HEAD

    # -- lines ------------------------------------------------------------------------------------

    def _line(self, line: Line) -> str:
        (x1, y1), (x2, y2) = (self._at(self.picture.places[v]) for v in (line.start, line.end))
        way = 1.0 if x2 >= x1 else -1.0
        start = (x1 + way * self._size(line.start)[0] / 2, y1)
        end = (x2 - way * self._size(line.end)[0] / 2, y2)
        points = [start, *map(self._at, self.picture.lane(line)), end]
        path = f"M{number(start[0])} {number(start[1])}"
        for (ax, ay), (bx, by) in pairwise(points):
            middle = number((ax + bx) / 2)
            curve = f" C{middle} {number(ay)} {middle} {number(by)} {number(bx)} {number(by)}"
            path += curve if abs(ay - by) > 0.5 else f" L{number(bx)} {number(by)}"
        dashes = f' stroke-dasharray="{DASHES[line.role]}"' if DASHES[line.role] else ""
        width = 2.4 if line.role == LINK else 1.4
        style = STYLES.get(line.role, "edge")
        drawn = f'<path class="{style}" fill="none" stroke-width="{width}"{dashes} d="{path}"/>'
        return drawn + (_arrow(end, way) if line.directed else "")

    # -- cards ------------------------------------------------------------------------------------

    def _card(self, v: int, place: Point) -> Iterator[str]:
        entry = self.entries[v]
        box = _Box(*self._at(place), *self._size(v))
        is_risk, is_single = isinstance(entry, SharedRisk), v in self.summary.single
        is_target = v in self.targets
        style = "single" if is_single else "target" if is_target else "risk" if is_risk else ""
        shape = _RISK if is_risk else _SINGLE if is_single else _LINK if self._is_link(v) else ""
        dashes = ' stroke-dasharray="6 4"' if is_risk else ""
        thick = 2.6 if is_single else 2 if is_target else 1.2
        if is_target:
            around = _outline(box.grown(4), shape)
            yield f'<path class="{style}" fill="none" stroke-width="1.2" d="{around}"/>'
        outline = _outline(box, shape)
        yield f'<path class="card {style}" stroke-width="{thick}"{dashes} d="{outline}"/>'
        yield from self._text(v, box)
        if is_single:
            at = f"{number(box.x - box.width / 2 + 3)} {number(box.y - box.height / 2 - 9)}"
            yield f'<path class="mark" d="M{at}l10 10-10 10-10-10z"/>'

    @property
    def _has_modes(self) -> bool:
        return any(component.modes for component in self.topology.components)

    def _is_link(self, v: int) -> bool:
        return self._size(v) == LINK_CARD

    def _text(self, v: int, box: _Box) -> Iterator[str]:
        entry = self.entries[v]
        x = box.x - box.width / 2 + (18 if isinstance(entry, SharedRisk) else 12)
        room = box.width - 26
        size = 12.5 if self._is_link(v) else 13.5
        label = clipped(entry.name or entry.id, room, size)
        if self._is_link(v):
            yield words((x, box.y + 4), label, size=size)
            return
        count = entry.count if isinstance(entry, Component) else 1
        below = entry.kind + (f" · ×{count:,}" if count > 1 else "")
        yield words((x, box.y - 3), label, size=size, more='font-weight="600"')
        yield words((x, box.y + 15), clipped(below, room, 11), "muted", 11)

    def _legend(self) -> Iterator[str]:
        y = self.height - 16
        said: Mapping[str, str] = {
            "◆ single point of failure": "mark",
            "double outline: target": "muted",
            f"pointed: shared risk{' or mode' if self._has_modes else ''}": "muted",
            "dashed line: one of several": "muted",
        }
        x = MARGIN
        for label, style in said.items():
            yield words((x, y), label, style, 11)
            x += len(label) * 11 * 0.56 + 18


def _arrow(end: Point, way: float) -> str:
    x, y = end
    back = number(-9 * way)
    return f'<path class="muted" d="M{number(x)} {number(y)}l{back} -4.5v9z"/>'


_RISK, _SINGLE, _LINK = "risk", "single", "link"


class _Box(NamedTuple):
    """A card by its middle and size."""

    x: float
    y: float
    width: float
    height: float

    def grown(self, by: float) -> _Box:
        """With so much more on every side."""
        return _Box(self.x, self.y, self.width + 2 * by, self.height + 2 * by)


def _outline(box: _Box, shape: str) -> str:
    x, y, w, h = box.x, box.y, box.width / 2, box.height / 2
    if shape in (_RISK, _SINGLE):
        cut_x, cut_y = (16.0, h) if shape == _RISK else (11.0, 11.0)
        corners = [
            (x - w + cut_x, y - h), (x + w - cut_x, y - h), (x + w, y - h + cut_y),
            (x + w, y + h - cut_y), (x + w - cut_x, y + h), (x - w + cut_x, y + h),
            (x - w, y + h - cut_y), (x - w, y - h + cut_y),
        ]  # fmt: skip
        return "M" + " L".join(f"{number(a)} {number(b)}" for a, b in corners) + " Z"
    r = h if shape == _LINK else 9.0
    arc, back = f"a{number(r)} {number(r)} 0 0 1", number(-r)
    across, down = number(box.width - 2 * r), number(box.height - 2 * r)
    left, up = number(2 * r - box.width), number(2 * r - box.height)
    return (
        f"M{number(x - w + r)} {number(y - h)} h{across} {arc} {number(r)} {number(r)} v{down} "
        f"{arc} {back} {number(r)} h{left} {arc} {back} {back} v{up} {arc} {number(r)} {back} Z"
    )
