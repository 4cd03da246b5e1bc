"""Families of sets of which none holds another, as zero-suppressed decision diagrams.

A node (variable, high, low) is the sets of `high`, each with the variable, and those of `low`;
equal nodes are one node, so equal families are one number (Minato 1993). All operations give
minimal families of minimal ones (Rauzy 1993):

    without(f, g)    the sets of f that hold no set of g
    union(f, g)      the minimal ones of both
    product(f, g, k) the minimal ones of all a + b, a of f and b of g, of weight k at most

The last is cut off while it is made (Jung, Han and Ha 2004), not afterwards. That is safe: if a
set is too heavy, so is every set that holds it. Each operation remembers its answers; the number
of steps is at most the product of the sizes of its arguments times that of the result.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from topology.cutsets.engine.diagram import FALSE, TRUE, BudgetExceededError, Diagram
from topology.values.deadlines import never

_POLL = 1 << 10
_NONE = 1 << 62
"""The least weight of no set."""


class Families:
    """Families over variables of given weights, in an order; a number of steps may be made."""

    def __init__(
        self, weights: Sequence[int], steps: int, expired: Callable[[], bool] = never
    ) -> None:
        self.weights = weights
        self.level = [len(weights), len(weights)]
        self.high = [FALSE, FALSE]
        self.low = [FALSE, FALSE]
        self.least = [_NONE, 0]
        """Of each node the weight of its lightest set, and in `most` that of its heaviest."""
        self.most = [-1, 0]
        self.steps = self.left = -(-steps // _POLL) * _POLL
        self._expired = expired
        self._known: dict[tuple[int, int, int], int] = {}
        self._without: dict[tuple[int, int], int] = {}
        self._union: dict[tuple[int, int], int] = {}
        self._product: dict[tuple[int, int, int], int] = {}

    @property
    def made(self) -> int:
        """How many steps have been made."""
        return self.steps - self.left

    def _look(self) -> None:
        """At every so many steps: raises `BudgetExceededError` where no more may be made."""
        if self.left <= 0 or self._expired():
            raise BudgetExceededError

    def node(self, level: int, high: int, low: int) -> int:
        """The sets of `high` with the variable of a level, and those of `low`."""
        if not high:
            return low
        key = level, high, low
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.level)
            self.level.append(level)
            self.high.append(high)
            self.low.append(low)
            weight = self.weights[level]
            self.least.append(min(self.least[high] + weight, self.least[low]))
            self.most.append(max(self.most[high] + weight, self.most[low]))
        return found

    def without(self, f: int, g: int) -> int:
        """The sets of f that hold no set of g."""
        if not g:
            return f
        if not f or g in (TRUE, f):
            return FALSE
        if self.most[f] < self.least[g]:
            return f
        key = f, g
        found = self._without.get(key)
        if found is not None:
            return found
        self.left -= 1
        if not self.left % _POLL:
            self._look()
        level, other = self.level[f], self.level[g]
        if level > other:
            found = self.without(f, self.low[g])
        else:
            high = self.without(self.high[f], g if level < other else self.low[g])
            if level == other:
                high = self.without(high, self.high[g])
                g = self.low[g]
            found = self.node(level, high, self.without(self.low[f], g))
        self._without[key] = found
        return found

    def union(self, f: int, g: int) -> int:
        """The minimal ones of the sets of both."""
        if f > g:
            f, g = g, f
        if not f or f == g:
            return g
        if f == TRUE:
            return f
        key = f, g
        found = self._union.get(key)
        if found is not None:
            return found
        self.left -= 1
        if not self.left % _POLL:
            self._look()
        level, other = self.level[f], self.level[g]
        if level == other:
            low = self.union(self.low[f], self.low[g])
            high = self.without(self.union(self.high[f], self.high[g]), low)
        elif level < other:
            high, low = self.without(self.high[f], g), self.union(self.low[f], g)
        else:
            level = other
            high, low = self.without(self.high[g], f), self.union(f, self.low[g])
        found = self._union[key] = self.node(level, high, low)
        return found

    def product(self, f: int, g: int, most: int) -> int:
        """The minimal ones of what a set of f and one of g are together, no heavier than `most`."""
        if f > g:
            f, g = g, f
        if not f or self.least[f] > most or self.least[g] > most:
            return FALSE
        if f in (TRUE, g):
            return self.within(g, most)
        most = min(most, self.most[f] + self.most[g])
        key = f, g, most
        found = self._product.get(key)
        if found is not None:
            return found
        self.left -= 1
        if not self.left % _POLL:
            self._look()
        level = min(self.level[f], self.level[g])
        f_high, f_low = (self.high[f], self.low[f]) if self.level[f] == level else (FALSE, f)
        g_high, g_low = (self.high[g], self.low[g]) if self.level[g] == level else (FALSE, g)
        low = self.product(f_low, g_low, most)
        rest = most - self.weights[level]
        high = FALSE
        if rest >= 0:
            if not g_high:
                high = self.product(f_high, g, rest)
            elif not f_high:
                high = self.product(f, g_high, rest)
            else:
                one = self.product(f_high, self.union(g_high, g_low), rest)
                high = self.union(one, self.product(f_low, g_high, rest))
            high = self.without(high, low)
        found = self._product[key] = self.node(level, high, low)
        return found

    def within(
        self, f: int, most: int, free: int = 0, known: dict[tuple[int, int], int] | None = None
    ) -> int:
        """The sets of f no heavier than `most`; variables of the bits of `free` weigh nothing."""
        if f == FALSE or most < 0:
            return FALSE
        if self.most[f] <= most:
            return f
        if not free and self.least[f] > most:
            return FALSE
        known = {} if known is None else known
        key = f, most
        if key not in known:
            level = self.level[f]
            rest = most - (0 if free >> level & 1 else self.weights[level])
            high = self.within(self.high[f], rest, free, known)
            known[key] = self.node(level, high, self.within(self.low[f], most, free, known))
        return known[key]

    def nodes_of(self, f: int) -> list[int]:
        """The nodes below one and itself, terminals aside, each after those that it leads to."""
        seen, todo = {FALSE, TRUE}, [f]
        while todo:
            node = todo.pop()
            if node not in seen:
                seen.add(node)
                todo += (self.high[node], self.low[node])
        return sorted(seen)[2:]

    def diagram(self, f: int, variables: Sequence[int]) -> Diagram:
        """A family as arrays."""
        nodes = [FALSE, TRUE, *self.nodes_of(f)]
        number = {node: place for place, node in enumerate(nodes)}
        return Diagram(
            tuple(variables),
            [0, 0, *(self.level[node] for node in nodes[2:])],
            [0, 0, *(number[self.high[node]] for node in nodes[2:])],
            [0, 0, *(number[self.low[node]] for node in nodes[2:])],
            number[f],
        )


@contextmanager
def deep_enough(levels: int) -> Iterator[None]:
    """Lets operations over so many levels call themselves as deep as they do."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(max(usual, 4 * levels + 2_000))
    try:
        yield
    finally:
        sys.setrecursionlimit(usual)
