"""Strikes that take some members of an entry, together with further members that fail.

A strike that takes m of n members, of which s can be spared, leaves s + 1 - m failures among the
n - m others. With several strikes on one entry the members add up, up to `MOST` of them.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import combinations
from typing import NamedTuple

from topology.structure.graph import Graph

MOST = 6
"""Strikes on one entry that are taken together in all ways."""


class Share(NamedTuple):
    """Strikes on one component that take it down with so many more members failing.

    They fail `among` the members that no strike takes; none where the strikes are enough.
    """

    component: int
    strikes: tuple[int, ...]
    members: int
    among: int


def shares_of(graph: Graph, inside: Container[int], target: int) -> list[Share]:
    """All that take down some component `inside`, of which no part would be enough.

    Only of strikes that hit one component inside, so that what one takes decides of nothing else;
    a mode or a member of the `target` is its own failure. O(strikes), but for the subsets of those
    on one entry.
    """
    partial: dict[int, list[int]] = {}
    for number, (strike, struck) in enumerate(zip(graph.strikes, graph.struck, strict=True)):
        if not strike.fails or strike.hits == struck or strike.mode_of == target:
            continue
        hits = [v for v in strike.hits if v in inside]
        if len(hits) == 1 and hits[0] not in struck and hits[0] not in graph.places:
            partial.setdefault(hits[0], []).append(number)
    return [
        share
        for v, strikes in sorted(partial.items())
        if len(strikes) <= MOST
        for share in _of_one(graph, v, strikes, target)
    ]


def _of_one(graph: Graph, v: int, strikes: list[int], target: int) -> Iterator[Share]:
    component, spare = graph.components[v], graph.spare(v)
    takes = {number: graph.strikes[number].members(component) for number in strikes}
    strikes = [number for number in strikes if takes[number]]
    for size in range(1, len(strikes) + 1):
        for chosen in combinations(strikes, size):
            taken = sum(takes[number] for number in chosen)
            if taken - min(takes[number] for number in chosen) > spare:
                continue
            if taken > spare:
                yield Share(v, chosen, 0, 0)
            elif component.fails is not False and v != target:
                yield Share(v, chosen, spare + 1 - taken, component.count - taken)
