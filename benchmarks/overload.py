"""Layered topologies in which some alternatives cannot carry the load of others. Deterministic.

    python -m benchmarks.overload SIZE PATH [SEED]

Five layers, loads flowing down: functions with a demand; services; applications in pairs and
triples, each group an `any` of whoever calls it; databases, alone and in pairs; power feeds. All
but functions and feeds have a capacity and crash above it, at once and for good.

With nothing failed all is within its capacity. Whether the rest of a group can carry the load of
one member more is drawn for each group: for one in five it cannot. What moves with that load, one
layer down, is too much for some databases of the rest; and some groups have all their members on
one feed. So a single failure may come to nothing, take down what hard needs lead to, crash the
rest of a group, or crash it by way of a database.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, TypeVar

from benchmarks.generate import Document, write

FUNCTIONS, SERVICES, APPLICATIONS, DATABASES = 0.1, 0.2, 0.45, 0.17
"""The shares of the layers; the rest are feeds."""

TIGHT = 0.2
"""The share of groups with less capacity than the loss of one member asks for."""

SAME_FEED = 0.08
"""The share of groups whose members all hang on one feed."""

SPIKE = 1.4
"""The growth of load that a database without alternatives withstands, unless it is tight."""

T = TypeVar("T")


def document(size: int, seed: int = 1) -> Document:
    """A topology of exactly so many components, at least 50."""
    if size < 50:
        raise ValueError("five layers with alternatives take at least 50 components")
    return _Maker(size, random.Random(seed)).document(f"Overload over {size:,}")


class _Maker:
    """Adds layer by layer, from the top; what calls a component is there before it."""

    def __init__(self, size: int, draw: random.Random) -> None:
        self._draw = draw
        functions, services = int(FUNCTIONS * size), int(SERVICES * size)
        self._functions = [f"fn-{i}" for i in range(functions)]
        self._services = [f"svc-{i}" for i in range(services)]
        self._applications = _groups("app", int(APPLICATIONS * size), (2, 3), draw)
        self._databases = _groups("db", int(DATABASES * size), (1, 2), draw)
        grouped = sum(map(len, chain(self._applications, self._databases)))
        self._feeds = [f"power-{i}" for i in range(size - functions - services - grouped)]
        self._components: list[Document] = []
        self._load: dict[str, float] = {}

    def document(self, name: str) -> Document:
        self._add_functions()
        self._add_services()
        databases = _deal(self._databases, self._draw)
        for group in self._applications:
            self._add_group(group, "application", [[_any(next(databases))] for _ in group])
        for group in self._databases:
            self._add_group(group, "database", [[] for _ in group])
        for feed in self._feeds:
            self._add({"id": feed, "kind": "power"})
        components = self._components
        return {"format": 1, "name": name, "load_unit": "requests/s", "components": components}

    def _add_functions(self) -> None:
        draw, services = self._draw, _deal(self._services, self._draw)
        for name in self._functions:
            # Two of these may be the same where the cards are dealt anew.
            needs: list[Any] = list(dict.fromkeys([next(services), next(services)]))
            if draw.random() < 0.25:
                needs.append(_any(draw.choice(self._applications)))
            demand = draw.randrange(50, 1000)
            self._load[name] = demand
            self._add({"id": name, "kind": "function", "demand": demand, "needs": needs})

    def _add_services(self) -> None:
        draw, groups = self._draw, _deal(self._applications, self._draw)
        for name in self._services:
            needs = [_any(next(groups))]
            if draw.random() < 0.15:
                needs.append(draw.choice(draw.choice(self._databases)))
            self._add_limited(name, "service", 1.2 + 0.8 * draw.random(), needs)

    def _add_group(self, names: list[str], kind: str, needs: list[list[Any]]) -> None:
        """The members of a group, equally tight or ample, each with a feed besides its needs."""
        draw, size = self._draw, len(names)
        grown = size / (size - 1) if size > 1 else SPIKE
        if draw.random() < TIGHT:
            factor = 1.05 + (0.97 * grown - 1.05) * draw.random()
        else:
            factor = grown * (1.15 + 0.45 * draw.random())
        feeds = draw.sample(self._feeds, size)
        if draw.random() < SAME_FEED:
            feeds = feeds[:1] * size
        for name, feed, others in zip(names, feeds, needs, strict=True):
            self._add_limited(name, kind, factor, [*others, feed])

    def _add_limited(self, name: str, kind: str, factor: float, needs: list[Any]) -> None:
        """A component with so many times the capacity of its load; 1 if nobody calls it."""
        limits = {
            "capacity": round(factor * self._load.get(name, 0.0), 3) or 1.0,
            "overload": {"mode": "crash", "above": 1.0},
        }
        self._add({"id": name, "kind": kind, **limits, "needs": needs})

    def _add(self, component: Document) -> None:
        """Adds a component, and its load to what it calls."""
        self._components.append(component)
        load = self._load.get(component["id"], 0.0)
        for need in component.get("needs", ()):
            names = [need] if isinstance(need, str) else need["any"]
            for name in names:
                self._load[name] = self._load.get(name, 0.0) + load / len(names)


def _groups(stem: str, count: int, sizes: tuple[int, int], draw: random.Random) -> list[list[str]]:
    """`count` names in groups of two sizes, the larger of which is the smaller plus one."""
    groups: list[list[str]] = []
    small, large = sizes
    while count > 0:
        size = draw.choice(sizes)
        if count <= large:
            size = count
        elif count - size < small:
            size = small
        names = [f"{stem}-{len(groups)}{letter}" for letter in "abc"[:size]]
        groups.append(names if size > 1 else [f"{stem}-{len(groups)}"])
        count -= size
    return groups


def _deal(cards: Sequence[T], draw: random.Random) -> Iterator[T]:
    """All cards in a drawn order, again and again."""
    while True:
        yield from draw.sample(cards, len(cards))


def _any(names: list[str]) -> Any:
    return {"any": list(names)} if len(names) > 1 else names[0]


if __name__ == "__main__":
    count, path = sys.argv[1:3]
    write(document(int(count), *map(int, sys.argv[3:4])), path)
