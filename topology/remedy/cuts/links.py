"""New links that can be had between any two nodes, and what each costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from topology.remedy.cuts.parts import Ints

Floats = NDArray[np.float64]
BLOCK = 512
"""Rows of costs that are looked at together."""


class Costs(Protocol):
    """What the new links of one sort cost; infinite for what cannot be had."""

    def __call__(self, nodes: Ints, /) -> Floats:
        """From some nodes to all, of shape (nodes given, all nodes); the same both ways."""


def dense(costs: Floats) -> Costs:
    """Of a whole matrix."""
    return lambda nodes: costs[nodes]


def listed(nodes: int, ends: Sequence[tuple[int, int]], costs: Sequence[float]) -> Costs:
    """Of a list of links; of several between the same two the cheapest."""
    beside: dict[int, list[tuple[int, float]]] = {}
    for (a, b), cost in zip(ends, costs, strict=True):
        beside.setdefault(a, []).append((b, cost))
        beside.setdefault(b, []).append((a, cost))

    def rows(some: Ints) -> Floats:
        found = np.full((len(some), nodes), np.inf)
        for row, node in enumerate(some.tolist()):
            for other, cost in beside.get(node, ()):
                found[row, other] = min(found[row, other], cost)
        return found

    return rows


def not_joined(costs: Costs, nodes: int, ends: Ints) -> Costs:
    """The same without those between nodes that are joined already, and without loops."""
    at, to = np.concatenate((ends, ends[:, ::-1], np.repeat(np.arange(nodes), 2).reshape(-1, 2))).T
    by_node = np.argsort(at, kind="stable")
    at, to = at[by_node], to[by_node]

    def rows(some: Ints) -> Floats:
        found = costs(some).copy()
        first, last = np.searchsorted(at, some), np.searchsorted(at, some, side="right")
        for row, (begin, end) in enumerate(zip(first, last, strict=True)):
            found[row, to[begin:end]] = np.inf
        return found

    return rows


def great_circles(
    latitudes: Floats, longitudes: Floats, *, radius_km: float, each: float, per_km: float
) -> Costs:
    """By the haversine of places in degrees, not rounded: `each` + `per_km` * km."""
    north, east = np.radians(latitudes), np.radians(longitudes)
    across = np.cos(north)

    def rows(some: Ints) -> Floats:
        half = np.sin((north - north[some, None]) / 2) ** 2
        half += across[some, None] * across * np.sin((east - east[some, None]) / 2) ** 2
        km = 2 * radius_km * np.arcsin(np.minimum(1.0, np.sqrt(half)))
        return np.asarray(each + per_km * km, dtype=np.float64)

    return rows


def by_class(costs: Costs, classes: Ints) -> Floats:
    """The cheapest between any two classes; infinite within one. Blocks of rows at a time."""
    number = int(classes.max()) + 1 if len(classes) else 0
    order = np.argsort(classes, kind="stable")
    starts = np.searchsorted(classes[order], np.arange(number))
    found = np.full((number, number), np.inf)
    for begin in range(0, len(order), BLOCK):
        some = order[begin : begin + BLOCK]
        narrow = np.minimum.reduceat(costs(some)[:, order], starts, axis=1)
        own, first = np.unique(classes[some], return_index=True)
        found[own] = np.minimum(found[own], np.minimum.reduceat(narrow, first, axis=0))
    np.fill_diagonal(found, np.inf)
    return found


def cheapest_between(costs: Costs, classes: Ints, a: int, b: int) -> tuple[int, int]:
    """The ends of the cheapest link between two classes, the lesser first; of equals the first."""
    ones, others = np.flatnonzero(classes == a), np.flatnonzero(classes == b)
    if len(ones) > len(others):
        ones, others = others, ones
    block = costs(ones)[:, others]
    ties = np.argwhere(block == block.min())
    pairs = [(int(ones[i]), int(others[j])) for i, j in ties]
    return min((min(pair), max(pair)) for pair in pairs)
