"""What stands at one place as one area: cards in rows within a frame for each location."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from topology.render.drawing.layout import Point, layered
from topology.render.drawing.lines import HIT
from topology.render.drawing.picture import DRAW_ALL, Line
from topology.render.drawing.quotient import CARD

if TYPE_CHECKING:
    from topology.document.document import Topology

STEP_X, STEP_Y = 196.0, 76.0
"""From card to card."""
PADDING, HEADING = 14.0, 26.0
MOST_AREAS = 60
SHAPE = 2.0
"""Width to height of what is in no area."""


class Area(NamedTuple):
    """The frame of a location; `name` is None for what has none, which gets no frame."""

    name: str | None
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Areas:
    """Places by number, and the frames."""

    places: Mapping[int, Point]
    areas: tuple[Area, ...]

    @classmethod
    def of(
        cls, topology: Topology, number: Mapping[str, int], lines: Sequence[Line]
    ) -> Areas | None:
        """The areas, or None where there are too many or fewer than two, or little has a location.

        Little is less than a third of the components.
        """
        total = len(number)
        at = {number[c.id]: c.location for c in topology.components if c.location is not None}
        names: list[str | None] = [*sorted(set(at.values()))]
        if total > DRAW_ALL or not 2 <= len(names) <= MOST_AREAS or 3 * len(at) < total:
            return None
        if len(at) < total:
            names.append(None)
        index = {name: i for i, name in enumerate(names)}
        area_of = [index[at.get(v)] for v in range(total)]
        members: list[list[int]] = [[] for _ in names]
        for v, i in enumerate(area_of):
            members[i].append(v)
        columns = [_columns(len(some), name) for some, name in zip(members, names, strict=True)]
        sizes = [_size(len(some), wide) for some, wide in zip(members, columns, strict=True)]
        edges = {
            (area_of[end], area_of[start]) if role == HIT else (area_of[start], area_of[end])
            for start, end, role, _ in lines
        }
        centres = layered(sizes, edges).places
        places: dict[int, Point] = {}
        areas = []
        for name, some, wide, (w, h), (x, y) in zip(
            names, members, columns, sizes, centres, strict=True
        ):
            left, top = x - w / 2, y - h / 2
            areas.append(Area(name, *(round(n, 1) for n in (left, top, left + w, top + h))))
            for i, v in enumerate(some):
                row, column = divmod(i, wide)
                places[v] = (
                    round(left + PADDING + CARD[0] / 2 + column * STEP_X, 1),
                    round(top + HEADING + PADDING + CARD[1] / 2 + row * STEP_Y, 1),
                )
        return cls(dict(sorted(places.items())), tuple(areas))


def _columns(amount: int, name: str | None) -> int:
    """How many cards stand side by side: about a square, wider where there is no frame."""
    shape = SHAPE if name is None else 1.0
    return max(1, round(math.sqrt(amount * shape * STEP_Y / STEP_X)))


def _size(amount: int, columns: int) -> Point:
    rows = math.ceil(amount / columns)
    width = (columns - 1) * STEP_X + CARD[0] + 2 * PADDING
    return width, HEADING + (rows - 1) * STEP_Y + CARD[1] + 2 * PADDING
