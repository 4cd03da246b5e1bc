"""The first view of a topology: the ways from the worst findings to targets, the rest in groups.

Drawn one by one is what stands on a way from a single point of failure to the first target that
falls to it, the worst first, as many ways as find room on a small screen at a size that can be
read. All else is gathered by group, tag, location or kind, in one row below, each group with its
number.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from topology.render.drawing.layout import Edge, Point
from topology.render.drawing.lines import HIT, LINK, REACH, drawn_risks
from topology.render.drawing.picture import Line, lay_out, spans_of
from topology.render.drawing.quotient import CARD

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.document.schema import Component, SharedRisk
    from topology.render.drawing.picture import Picture
    from topology.render.drawing.summary import Summary

ROOM: Point = (1_130.0, 430.0)
"""Width and height of the first view: what a window of 1280 × 800 has for the graph, at 80 %."""
MOST_BOXES = (14, 11, 9, 7, 5, 3)
"""Boxes to try, until what is drawn has room."""
MOST_CAUSES = 8
MOST_ROWS = 4
LONGEST = 6
"""Boxes of a way beyond which its middle is left to the groups."""
GROUP_CARD = (150.0, 44.0)
"""Width and height of a group, as drawing.js draws it."""
GROUPS_IN_ROW = 7
GROUP_STEP = 163.0
MOST_GROUPS = 13
ABOVE_GROUPS = 40.0
FEWEST = 8
"""Components and shared risks below which nothing is gathered."""

GROUP, TAG, LOCATION, KIND = "group", "tag", "location", "kind"
USUAL_GROUPS = 12
"""More groups than this tell nobody anything: the next property is tried."""


class Gathered(NamedTuple):
    """What has the same group, tag, location or kind; `name` is None for all that is in no other.

    `only` is the member of a group of one, which is drawn as itself.
    """

    name: str | None
    size: int
    single: int
    place: Point
    only: int | None


class Gathering(NamedTuple):
    """The groups by one property, and the lines that end at any of them.

    Ends of lines from `first_group` on are groups, the others numbers of nodes.
    """

    by: str
    groups: tuple[Gathered, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FirstView:
    """Boxes with their places and lines, and ways to gather the rest, the usual one first."""

    places: Mapping[int, Point]
    lines: tuple[Line, ...]
    lanes: Mapping[Edge, tuple[Point, ...]]
    first_group: int
    gatherings: tuple[Gathering, ...]

    @classmethod
    def of(
        cls, topology: Topology, picture: Picture, summary: Summary, all_lines: Sequence[Line]
    ) -> FirstView | None:
        """The first view, or None of what is too small for one."""
        total = picture.total
        if total < FEWEST:
            return None
        nodes: list[Component | SharedRisk] = [
            *sorted(topology.components, key=lambda component: component.id),
            *drawn_risks(topology),
        ]
        ways = _ways(summary, all_lines)
        chosen, places, lanes = _with_room(topology, ways, summary, all_lines)
        if len(chosen) >= total - 1:
            return None
        drawn = frozenset(chosen)
        lines = tuple(line for line in all_lines if line.start in drawn and line.end in drawn)
        rest = [v for v in range(total) if v not in drawn]
        bottom = max((y for _, y in places.values()), default=0.0) + CARD[1] / 2 + ABOVE_GROUPS
        width = max((x for x, _ in places.values()), default=0.0) + CARD[0] / 2
        found = tuple(
            _gathering(by, nodes, rest, summary.single, all_lines, (width, bottom))
            for by in _properties(nodes, rest)
        )
        return cls(places, lines, lanes, total, found)

    def lane(self, line: Line) -> tuple[Point, ...]:
        """The points a line runs through between its ends."""
        lane = self.lanes.get((line.start, line.end))
        if lane is not None:
            return lane
        return tuple(reversed(self.lanes.get((line.end, line.start), ())))


def _ways(summary: Summary, lines: Iterable[Line]) -> list[list[int]]:
    """For the worst single points of failure the nodes from a target down to each."""
    near: dict[int, list[int]] = {}
    for start, end, role, _ in lines:
        if role == REACH:
            continue
        if role in (LINK, HIT):
            near.setdefault(end, []).append(start)
        if role != HIT:
            near.setdefault(start, []).append(end)
    ways = []
    for cause, target, down in summary.worst(MOST_CAUSES):
        way = _way(target, cause, near, down | {cause, target}) or _way(target, cause, near, None)
        ways.append(way or [target, cause])
    return [way if len(way) <= LONGEST else [*way[:3], *way[-3:]] for way in ways]


def _way(
    target: int, cause: int, near: Mapping[int, Sequence[int]], within: frozenset[int] | None
) -> list[int]:
    """A shortest way from one node to another through some nodes; empty if there is none."""
    before, queue = {target: target}, deque([target])
    while queue and cause not in before:
        v = queue.popleft()
        for w in near.get(v, ()):
            if w not in before and (within is None or w in within):
                before[w] = v
                queue.append(w)
    if cause not in before:
        return []
    way = [cause]
    while way[-1] != target:
        way.append(before[way[-1]])
    return way[::-1]


def _with_room(
    topology: Topology,
    ways: Sequence[Sequence[int]],
    summary: Summary,
    lines: Sequence[Line],
) -> tuple[list[int], dict[int, Point], dict[Edge, tuple[Point, ...]]]:
    """As many ways as find room above a row of groups, and where they are drawn."""
    components = sorted(topology.components, key=lambda component: component.id)
    spans = spans_of(components, summary.number)
    wide, high = ROOM[0], ROOM[1] - ABOVE_GROUPS - GROUP_CARD[1]
    for most in MOST_BOXES:
        chosen: dict[int, None] = {}
        for way in ways or [[v] for v in summary.targets[:MOST_ROWS]]:
            if not chosen or len({*chosen, *way}) <= most:
                chosen.update(dict.fromkeys(way))
        shown = sorted(chosen)
        drawn = frozenset(shown)
        joined = [line for line in lines if line.start in drawn and line.end in drawn]
        places, lanes = lay_out(
            shown, joined, spans, summary.targets, len(topology.components), MOST_ROWS
        )
        right = max((x for x, _ in places.values()), default=0.0) + CARD[0] / 2
        bottom = max((y for _, y in places.values()), default=0.0) + CARD[1] / 2
        if right <= wide and bottom <= high:
            break
    return shown, places, lanes


def _properties(nodes: Sequence[Component | SharedRisk], rest: Sequence[int]) -> list[str]:
    """By what the rest may be gathered, the usual first.

    That is the first of group, tag, location and kind that at least half of it has, and that makes
    2 to `USUAL_GROUPS` groups of it; else the kind.
    """
    able, usual = [], None
    for by in (GROUP, TAG, LOCATION, KIND):
        values = [value for v in rest if (value := value_of(nodes[v], by)) is not None]
        kinds = len(set(values))
        if by != KIND and (kinds < 2 or 2 * len(values) < len(rest)):
            continue
        able.append(by)
        if usual is None and 2 <= kinds <= USUAL_GROUPS:
            usual = by
    first = usual or KIND
    return [first, *(by for by in able if by != first)]


def value_of(node: Component | SharedRisk, by: str) -> str | None:
    """The kind, the location, the group or the first tag of a node."""
    if by == KIND:
        return node.kind
    if by in (GROUP, LOCATION):
        return getattr(node, by, None)
    return next(iter(getattr(node, "tags", ())), None)


def _gathering(
    by: str,
    nodes: Sequence[Component | SharedRisk],
    rest: Sequence[int],
    single: Mapping[int, int],
    lines: Iterable[Line],
    corner: Point,
) -> Gathering:
    """The largest groups and one of all the rest, in rows below what is drawn."""
    values = {v: value_of(nodes[v], by) for v in rest}
    sizes = Counter(value for value in values.values() if value is not None)
    listed = sorted(sizes, key=lambda value: (-sizes[value], value))
    has_others = len(listed) > MOST_GROUPS or None in values.values()
    kept = listed[: MOST_GROUPS - has_others]
    names: list[str | None] = [*kept, None] if has_others else [*kept]
    index = {name: g for g, name in enumerate(kept)}
    group_of = {v: index.get(value or "", len(kept)) for v, value in values.items()}
    members = Counter(group_of.values())
    singles = Counter(g for v, g in group_of.items() if v in single)
    alone = {g: v for v, g in group_of.items() if members[g] == 1}
    groups = tuple(
        Gathered(name, members[g], singles[g], _place(g, len(names), corner), alone.get(g))
        for g, name in enumerate(names)
    )
    return Gathering(by, groups, tuple(_joined(lines, group_of, len(nodes))))


def _place(g: int, total: int, corner: Point) -> Point:
    """The centre of a group: in a row below the boxes, from the middle of them outwards."""
    row, at = divmod(g, GROUPS_IN_ROW)
    in_row = min(GROUPS_IN_ROW, total - row * GROUPS_IN_ROW)
    x = corner[0] / 2 + (at - (in_row - 1) / 2) * GROUP_STEP
    return round(x, 1), round(corner[1] + GROUP_CARD[1] / 2 + row * (GROUP_CARD[1] + 14), 1)


def _joined(lines: Iterable[Line], group_of: Mapping[int, int], first: int) -> list[Line]:
    """The lines with an end in a group, one of each role between two."""
    found = set()
    for start, end, role, directed in lines:
        a = first + group_of[start] if start in group_of else start
        b = first + group_of[end] if end in group_of else end
        if a != b and (a >= first or b >= first):
            found.add(Line(a, b, role, directed))
    return sorted(found)
