"""A topology too big to draw, as its quotient: components alike together, and how they are joined.

Alike are those of one kind at one location, or of one kind where that makes too many groups. Lines
between two groups are one line with their number; of thousands the heaviest are drawn and the rest
counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from topology.render.drawing.layout import Edge, Point, layered
from topology.render.drawing.lines import HIT

CARD = (176.0, 60.0)
"""Width and height, as drawing.js draws it."""


MAX_GROUPS = 150


MAX_LINES = 400


Key: TypeAlias = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Group:
    """Components and shared risks that are alike; `kind` is None for all that are in no other."""

    kind: str | None
    location: str | None
    size: int
    single: int
    place: Point


@dataclass(frozen=True, slots=True)
class GroupLine:
    """All lines of one role from one group to another, by their positions."""

    start: int
    end: int
    role: str
    directed: bool
    weight: int
    lane: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """The groups, the heaviest lines between them, and how many lines are left out."""

    by_location: bool
    groups: tuple[Group, ...]
    lines: tuple[GroupLine, ...]
    left_out: int


def quotient(
    alike: Sequence[Key],
    lines: Iterable[tuple[int, int, str, bool]],
    single: Container[int],
    targets: Iterable[int],
) -> Quotient:
    """The quotient of nodes by kind and location; lines are from, to, role, directed. Linear."""
    by_location = len(set(alike)) <= MAX_GROUPS
    keys = list(alike) if by_location else [(kind, None) for kind, _ in alike]
    sizes = Counter(keys)
    listed = sorted(sizes, key=lambda key: (-sizes[key], str(key)))
    kept = {key: i for i, key in enumerate(listed[:MAX_GROUPS])}
    others = len(kept) if len(listed) > MAX_GROUPS else None
    group_of = [kept.get(key, len(kept)) for key in keys]
    names: list[tuple[str | None, str | None]] = [*kept]
    if others is not None:
        names.append((None, None))
    members, singles = Counter(group_of), Counter(g for v, g in enumerate(group_of) if v in single)
    weights: Counter[tuple[int, int, str, bool]] = Counter()
    for start, end, role, directed in lines:
        a, b = group_of[start], group_of[end]
        if a != b:
            weights[a, b, role, directed] += 1
    heaviest = sorted(weights, key=lambda line: (-weights[line], line))
    shown = heaviest[:MAX_LINES]
    places, lanes = _lay_out(len(names), shown, {group_of[v] for v in targets})
    groups = tuple(
        Group(kind, location, members[g], singles[g], places[g])
        for g, (kind, location) in enumerate(names)
    )
    drawn = tuple(
        GroupLine(a, b, role, directed, weights[a, b, role, directed], _lane(lanes, a, b))
        for a, b, role, directed in sorted(shown)
    )
    return Quotient(by_location, groups, drawn, len(heaviest) - len(shown))


def _lane(lanes: Mapping[Edge, tuple[Point, ...]], a: int, b: int) -> tuple[Point, ...]:
    return lanes[a, b] if (a, b) in lanes else tuple(reversed(lanes.get((b, a), ())))


def _lay_out(
    size: int, lines: Iterable[tuple[int, int, str, bool]], targets: set[int]
) -> tuple[Sequence[Point], dict[Edge, tuple[Point, ...]]]:
    # What a risk hits stands to its left.
    styles = {((b, a) if role == HIT else (a, b)): role for a, b, role, _ in lines}
    layout = layered([CARD] * size, styles, styles=styles, pinned=sorted(targets))
    return layout.places, dict(layout.lanes)
