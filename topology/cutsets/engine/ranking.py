"""The least costly sets of zero-suppressed diagrams in order, without listing the others.

Each event has a cost, a set the sum of those of its events: -log q ranks by probability, the
order by size. One pass up finds the least cost to go from each node; a set is then followed
down, and wherever it passes by another way to go on, that way with its own least completion
waits in a heap (Lawler 1972; the recursive enumeration of Jimenez and Marzal 1999 is the same
order). A variable that is a module offers that module's sets, ranked in turn and only as far as
asked. O(nodes + answers x levels x log).

Costs are whole numbers, so sums do not depend on their order. Below the cost a key holds the
number of failures, and below that one bit for each event, so that equal costs are told apart:
smaller sets first, then those with the lower event numbers.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence

from topology.cutsets.engine.diagram import FALSE, TRUE, Diagram
from topology.cutsets.engine.fault_tree import Event

_FINE = 1 << 50
_NEVER = 1 << 62
_SIZE_BITS = 40

Events = tuple[int, ...]
Choice = tuple[int, Events]
"""The key of a set and its events."""


def cost_of_probability(q: float) -> int:
    """-log2 q in fine steps; a set with an event that never happens comes after all others."""
    return round(-math.log2(q) * _FINE) if q > 0 else _NEVER


class Keys:
    """The key of each event, additive over the events of a set; see the module."""

    def __init__(self, events: Sequence[Event], costs: Sequence[int]) -> None:
        bits = len(events)
        self.choices: list[Choice] = [
            ((((cost << _SIZE_BITS) + event.order) << bits) - (1 << (bits - 1 - number)), (number,))
            for number, (event, cost) in enumerate(zip(events, costs, strict=True))
        ]


class Ranking:
    """Sets in order, made as far as asked."""

    def at(self, rank: int) -> Choice | None:
        """The set of this rank, if there are so many."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[Choice]:
        rank = 0
        while (choice := self.at(rank)) is not None:
            yield choice
            rank += 1


class Single(Ranking):
    """The one set of a lone event."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice

    def at(self, rank: int) -> Choice | None:
        """The set of this rank, if there are so many."""
        return None if rank else self.choice


class _Path:
    """What has been chosen so far, newest first."""

    __slots__ = ("chosen", "earlier")

    def __init__(self, chosen: Events, earlier: _Path | None) -> None:
        self.chosen = chosen
        self.earlier = earlier

    def events(self) -> Events:
        found: list[int] = []
        path: _Path | None = self
        while path is not None:
            found.extend(path.chosen)
            path = path.earlier
        return tuple(sorted(found))


Waiting = tuple[int, int, int, int, "_Path | None"]
"""Key of the best completion, key so far, node, rank of the choice at it or -1, path so far."""


class Ranked(Ranking):
    """The ranked sets of a diagram; `offers` are those of the variables, by level."""

    def __init__(self, diagram: Diagram, offers: Sequence[Ranking]) -> None:
        self.diagram = diagram
        self.offers = offers
        self.found: list[Choice] = []
        self.heap: list[Waiting] = []
        self.to_go = self._least()
        least = self.to_go[diagram.root]
        if least is not None:
            self.heap.append((least, 0, diagram.root, -1, None))

    def _least(self) -> list[int | None]:
        firsts = [offer.at(0) for offer in self.offers]
        keys = [None if first is None else first[0] for first in firsts]
        found: list[int | None] = [None, 0]
        diagram = self.diagram
        for level, high, low in zip(
            diagram.level[2:], diagram.high[2:], diagram.low[2:], strict=True
        ):
            with_it, without, key = found[high], found[low], keys[level]
            if with_it is None or key is None:
                found.append(without)
            elif without is None or with_it + key < without:
                found.append(with_it + key)
            else:
                found.append(without)
        return found

    def at(self, rank: int) -> Choice | None:
        """The set of this rank, if there are so many."""
        while len(self.found) <= rank and self.heap:
            self._next()
        return self.found[rank] if rank < len(self.found) else None

    def _next(self) -> None:
        total, key, node, rank, path = heapq.heappop(self.heap)
        if rank >= 0:
            key, node, path = self._choose(key, node, rank, path)
        diagram, to_go = self.diagram, self.to_go
        while node != TRUE:
            low = diagram.low[node]
            without, best = to_go[low], to_go[node]
            if without is None or without != best:
                if without is not None:
                    heapq.heappush(self.heap, (key + without, key, low, -1, path))
                key, node, path = self._choose(key, node, 0, path)
            else:
                self._wait(key, node, 0, path)
                node = low
        self.found.append((total, path.events() if path is not None else ()))

    def _choose(
        self, key: int, node: int, rank: int, path: _Path | None
    ) -> tuple[int, int, _Path | None]:
        """Goes on with a variable's set of this rank; its next set waits."""
        self._wait(key, node, rank + 1, path)
        choice = self.offers[self.diagram.level[node]].at(rank)
        assert choice is not None
        return key + choice[0], self.diagram.high[node], _Path(choice[1], path)

    def _wait(self, key: int, node: int, rank: int, path: _Path | None) -> None:
        diagram = self.diagram
        after = self.to_go[diagram.high[node]]
        choice = self.offers[diagram.level[node]].at(rank)
        if after is not None and choice is not None:
            heapq.heappush(self.heap, (key + choice[0] + after, key, node, rank, path))


def graded(diagram: Diagram, orders: Sequence[Sequence[int]], max_order: int) -> dict[int, Diagram]:
    """The sets of each order up to `max_order` as diagrams of their own.

    `orders` are those that the sets of each level's variable may have. A variable of the result
    stands for one of the old, v, in one order, m: it is numbered `v * (max_order + 1) + m`.
    """
    level, high, low = [0, 0], [0, 0], [0, 0]
    variables: list[int] = []
    first: list[int] = []
    for variable, some in zip(diagram.variables, orders, strict=True):
        first.append(len(variables))
        variables.extend(variable * (max_order + 1) + order for order in some)
    at: list[dict[int, int]] = [{}, {0: TRUE}]
    for old, above, below in zip(diagram.level[2:], diagram.high[2:], diagram.low[2:], strict=True):
        here = dict(at[below])
        for number in range(len(orders[old]) - 1, -1, -1):
            added = orders[old][number]
            for rest, node in at[above].items():
                if rest + added <= max_order:
                    level.append(first[old] + number)
                    high.append(node)
                    low.append(here.get(rest + added, FALSE))
                    here[rest + added] = len(level) - 1
        at.append(here)
    return {
        order: Diagram(tuple(variables), level, high, low, node)
        for order, node in sorted(at[diagram.root].items())
    }
