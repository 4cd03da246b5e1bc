"""How many sets fail a target whose network is too wide for a fault tree: two bounds.

From below by its minimal cut sets of few failures, which also give the numbers of sets of no more
failures exactly; from above by some of its path sets, which all have to be hit (`path_sets`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from topology.cutsets.counts.bounds import Counts, between
from topology.cutsets.counts.counting import Draw
from topology.cutsets.counts.pool import Pool
from topology.cutsets.engine.fault_tree import Event, FaultTree, Gate
from topology.cutsets.engine.work import Work
from topology.cutsets.hitting_sets import minimal_hitting_sets
from topology.cutsets.path_sets import PathSets
from topology.cutsets.synthesis import causes_of
from topology.structure.graph import Graph

WIDE_ORDER = 2
"""Failures up to which all cut sets are found."""
MAX_PATHS = 32
"""Path sets, beside those that have nothing in common, that a bound is made of."""


class WideSets:
    """The cut sets and the path sets of a target, over what of its causes is drawn."""

    def __init__(self, graph: Graph, target: int, pool: Pool) -> None:
        self._pool = pool
        self._causes = [c for c in causes_of(graph, target, own=True) if pool.draws(c)]
        self._sets = PathSets(graph, target, self._causes)
        self._events = tuple(Event(cause.id, cause.members) for cause in self._causes)

    def failed_sets(self, most: int, work: Work) -> Counts:
        """How many sets of each size up to `most` fail the target. Raises `TooManyMembersError`."""
        cuts, exact_to = self._cuts(work.expired)
        tree, groups = self._pool.tree(cuts, self._causes)
        draw = Draw(groups, self._pool.units, most)
        paths = [self._pool.tree(hit, self._causes)[0] for hit in self._paths()]
        return between(draw, tree, paths, exact_to, work)

    def _cuts(self, expired: Callable[[], bool]) -> tuple[FaultTree, int | None]:
        """The tree that fails with any cut set up to an order, and that order; None for all."""
        orders = [event.order for event in self._events]
        found = minimal_hitting_sets(self._sets, orders, WIDE_ORDER, expired)
        return self._any_of(found.sets), None if found.complete else found.order

    def _paths(self) -> Iterator[FaultTree]:
        """Trees that fail when some path sets are all hit: of many of them, of fewer, of one."""
        found = list(dict.fromkeys(self._some()))
        number = len(found)
        while number:
            yield self._all_hit(found[:number])
            number //= 2

    def _some(self) -> Iterator[frozenset[int]]:
        """Path sets that have nothing in common, and those around each event of the first."""
        failed: frozenset[int] = frozenset()
        first = path = self._sets(failed)
        while path:
            yield path
            failed |= path
            path = self._sets(failed)
        for event in sorted(first or ())[:MAX_PATHS]:
            around = self._sets(frozenset({event}))
            if around:
                yield around

    def _any_of(self, sets: Iterable[Iterable[int]]) -> FaultTree:
        return self._tree(0, [tuple(some) for some in sets])

    def _all_hit(self, sets: Sequence[Iterable[int]]) -> FaultTree:
        return self._tree(1, [tuple(sorted(some)) for some in sets])

    def _tree(self, votes: int, sets: Sequence[tuple[int, ...]]) -> FaultTree:
        """Any of all of each set (0), or all of any of each set (1)."""
        first = len(self._events)
        gates = [Gate(1 if votes else len(some), some) for some in sets]
        top = Gate(len(gates) if votes else 1, tuple(range(first, first + len(gates))))
        return FaultTree(self._events, (*gates, top), first + len(gates))
