"""Traffic over links as the specification says it, in plain fractions: one destination at a time.

Written to be obviously right, from the meaning alone; shares no code with the program.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Arc = tuple[str, str, str]
"""A link and the nodes that it is passed from and to."""


@dataclass
class Carried:
    """What is carried, and what is not."""

    arcs: dict[Arc, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    through: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    cut_off: Fraction = Fraction(0)
    gone: Fraction = Fraction(0)


def carried(document: dict[str, Any], down: Collection[str] = ()) -> Carried:
    """What is carried when some links and nodes are down."""
    routing = document.get("routing", {})
    arcs: list[tuple[Arc, Fraction]] = []
    for part in document["components"]:
        if "connects" not in part or part["id"] in down or {*part["connects"]} & {*down}:
            continue
        a, b = part["connects"]
        length = Fraction(str(part.get("metric", 1))) if routing.get("metric") != "hops" else 1
        arcs.append(((part["id"], a, b), Fraction(length)))
        if not part.get("one_way"):
            arcs.append(((part["id"], b, a), Fraction(length)))
    found = Carried()
    amounts: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for entry in document["traffic"]:
        amounts[entry["from"], entry["to"]] += Fraction(entry["demand"])
    for goal in {to for _, to in amounts}:
        _to(goal, {a: x for (a, b), x in amounts.items() if b == goal}, arcs, routing, down, found)
    return found


def _to(
    goal: str,
    amounts: dict[str, Fraction],
    arcs: list[tuple[Arc, Fraction]],
    routing: dict[str, str],
    down: Collection[str],
    found: Carried,
) -> None:
    distance = _distances(goal, arcs, down)
    on: dict[str, list[Arc]] = defaultdict(list)
    for arc, length in arcs:
        _, a, b = arc
        if a in distance and b in distance and distance[a] == length + distance[b]:
            on[a].append(arc)
    near_first = sorted(distance, key=lambda node: distance[node])
    ways: dict[str, int] = {goal: 1}
    for node in near_first[1:]:
        ways[node] = sum(ways[b] for _, _, b in on[node])
    passing: dict[str, Fraction] = defaultdict(Fraction)
    for node, amount in amounts.items():
        if node != goal and node in distance and node not in down:
            passing[node] += amount
        elif node != goal and (node in down or goal in down):
            found.gone += amount
        elif node != goal:
            found.cut_off += amount
    for node in reversed(near_first[1:]):
        found.through[node] += passing[node] - amounts.get(node, 0)
        for arc in on[node]:
            part = _part(arc, on[node], ways, routing.get("ways", "single"))
            found.arcs[arc] += passing[node] * part
            passing[arc[2]] += passing[node] * part


def _distances(
    goal: str, arcs: list[tuple[Arc, Fraction]], down: Collection[str]
) -> dict[str, Fraction]:
    distance = {} if goal in down else {goal: Fraction(0)}
    for _ in range(len(arcs) + 1):
        for (_, a, b), length in arcs:
            if b in distance and (a not in distance or distance[b] + length < distance[a]):
                distance[a] = distance[b] + length
    return distance


def _part(arc: Arc, all_on: list[Arc], ways: dict[str, int], how: str) -> Fraction:
    if how == "equal-cost":
        return Fraction(1, len(all_on))
    if how == "all-shortest":
        return Fraction(ways[arc[2]], ways[arc[1]])
    return Fraction(int(arc == min(all_on, key=lambda one: (one[2], one[0]))))
