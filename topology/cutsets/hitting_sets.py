"""Minimal cut sets up to an order, when the whole function is out of reach.

A *path set* is a set of causes that keeps the target up as long as none of them fails. A cut set
has to hit every path set, so the minimal cut sets are the minimal hitting sets of the path sets
(Reiter 1987). Path sets are asked for one by one, each disjoint from what is chosen so far, and the
search branches over its causes; a cause that was branched on before is forbidden in the branches
after it, so that every set is come upon once. A branch ends where disjoint path sets outnumber the
failures that are left: each of them needs one. Orders are gone through one after the other, so that
what is found before time is up is complete up to an order.

Cost: at most the product of the sizes of the path sets on the way, `size ** order`, each with as
many path sets as failures are left; what repeats is taken from those already known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from topology.values.deadlines import never

PathSets = Callable[[frozenset[int]], frozenset[int] | None]
"""A path set disjoint from some events, or None when these are a cut set."""
MAX_KNOWN = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """The minimal cut sets of at most `order` failures, all of them; `complete` if of any order."""

    sets: tuple[tuple[int, ...], ...]
    order: int
    complete: bool


def minimal_hitting_sets(
    path_set: PathSets,
    orders: Sequence[int],
    max_order: int | None = None,
    expired: Callable[[], bool] = never,
) -> Found:
    """The minimal cut sets, by order and then by event; `orders[e]` failures are event e.

    >>> paths = [frozenset({0, 1}), frozenset({0, 2})]
    >>> around = lambda failed: next((p for p in paths if not p & failed), None)
    >>> minimal_hitting_sets(around, [1, 1, 1]).sets
    ((0,), (1, 2))
    """
    search = _Search(path_set, orders, expired)
    order = 0
    while max_order is None or order < max_order:
        search.go(order + 1)
        if search.stopped:
            return Found(search.sorted(order), order, complete=False)
        order += 1
        if not search.cut_short:
            return Found(search.sorted(order), order, complete=True)
    return Found(search.sorted(order), order, complete=False)


class _Search:
    def __init__(
        self, path_set: PathSets, orders: Sequence[int], expired: Callable[[], bool]
    ) -> None:
        self._path_set = path_set
        self._orders = orders
        self._expired = expired
        self._known: dict[frozenset[int], None] = {}
        self._cuts: dict[frozenset[int], int] = {}
        self.stopped = self.cut_short = False

    def sorted(self, order: int) -> tuple[tuple[int, ...], ...]:
        """The cut sets up to an order, smallest first."""
        ranked = sorted((size, tuple(sorted(cut))) for cut, size in self._cuts.items())
        return tuple(cut for size, cut in ranked if size <= order)

    def go(self, order: int) -> None:
        """Finds all of an order; `cut_short` when there may be larger ones."""
        self.cut_short = False
        stack: list[tuple[frozenset[int], frozenset[int], int]] = [
            (frozenset(), frozenset(), order)
        ]
        while stack:
            if self._expired():
                self.stopped = True
                return
            chosen, forbidden, left = stack.pop()
            path = self._disjoint(chosen)
            if path is None:
                self._keep(chosen, order - left)
            elif (branches := sorted(path - forbidden)) and self._can_be_hit(
                chosen, forbidden, path, left
            ):
                before = forbidden
                for event in branches:
                    if self._orders[event] <= left:
                        stack.append((chosen | {event}, before, left - self._orders[event]))
                    else:
                        self.cut_short = True
                    before |= {event}

    def _keep(self, cut: frozenset[int], size: int) -> None:
        if cut not in self._cuts and all(self._disjoint(cut - {e}) is not None for e in cut):
            self._cuts[cut] = size

    def _can_be_hit(
        self, chosen: frozenset[int], forbidden: frozenset[int], path: frozenset[int], left: int
    ) -> bool:
        """Whether no more disjoint path sets are found than failures are left."""
        failed, needed = chosen, 0
        following: frozenset[int] | None = path
        while following is not None:
            open_to = following - forbidden
            if not open_to:
                return False
            needed += min(self._orders[event] for event in open_to)
            if needed > left:
                self.cut_short = True
                return False
            failed |= open_to
            following = self._disjoint(failed)
        return True

    def _disjoint(self, failed: frozenset[int]) -> frozenset[int] | None:
        """A path set that none of these is in: one that is known, or else a new one."""
        for path in self._known:
            if path.isdisjoint(failed):
                return path
        found = self._path_set(failed)
        if found is not None and len(self._known) < MAX_KNOWN:
            self._known[found] = None
        return found
