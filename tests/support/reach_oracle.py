"""The next hops over links to a goal, by enumeration: shares no code with what it judges."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import NamedTuple


class Line(NamedTuple):
    """A link as a document has it."""

    name: str
    start: str
    end: str
    one_way: bool
    metric: int


Step = tuple[str, str, Fraction]
"""The link, the node it leads to, and the share of what passes."""


def ways_to(
    goal: str, start: str, lines: Collection[Line], down: Collection[str]
) -> list[tuple[tuple[str, str], ...]]:
    """All shortest ways as wholes: (link, node) for each hop. Only the first node may be down."""
    best: list[tuple[tuple[str, str], ...]] = []
    least = None
    todo: list[tuple[str, int, tuple[tuple[str, str], ...]]] = [(start, 0, ())]
    while todo:
        at, length, way = todo.pop()
        if at == goal:
            if least is None or length < least:
                best, least = [], length
            if length == least:
                best.append(way)
            continue
        seen = {start, *(node for _, node in way)}
        for line in lines:
            for here, there in ((line.start, line.end), (line.end, line.start)):
                if line.one_way and here == line.end and line.start != line.end:
                    continue
                if here == at and there not in seen and not {line.name, there} & set(down):
                    todo.append((there, length + line.metric, (*way, (line.name, there))))
    return best


def hops_from(
    goal: str, start: str, lines: Collection[Line], down: Collection[str], ways: str
) -> dict[str, list[Step]]:
    """The next hops of all nodes that what starts somewhere passes."""
    found: dict[str, list[Step]] = {}
    todo = [start]
    for node in todo:
        whole = ways_to(goal, node, lines, down) if node != goal else []
        if node in found or not whole:
            continue
        firsts = sorted({(way[0][1], way[0][0]) for way in whole})
        if ways == "single":
            firsts = firsts[:1]
        shares = {
            first: Fraction(sum(way[0] == first[::-1] for way in whole), len(whole))
            if ways == "all-shortest"
            else Fraction(1, len(firsts))
            for first in firsts
        }
        found[node] = [(link, further, shares[further, link]) for further, link in firsts]
        todo += [further for further, _ in firsts]
    return found
