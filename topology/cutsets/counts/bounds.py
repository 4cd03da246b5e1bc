"""How many sets of each size fail a tree: exactly, or between a bound from below and from above.

Where some module is too large for a diagram two simpler trees are counted in its place
(`restricted`): one that fails less, made of cut sets, and one that fails more, of path sets. A set
that fails the first fails the tree, and one that fails the tree fails the second. Both grow as long
as they can be counted within the work, which is a number of nodes, so bounds are the same wherever
they are asked for. Single failures are known exactly in any case.

The share of failed sets never falls with their size (the local inequality of Lubell, Yamamoto and
Meshalkin, of sets that are closed upwards): each bound holds for its neighbours, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from topology.cutsets.counts.counting import Draw, Modular, failed_by_size, modular
from topology.cutsets.counts.polynomials import choices
from topology.cutsets.counts.restricted import Chosen, also_alone, single_events
from topology.cutsets.engine.fault_tree import FaultTree
from topology.cutsets.engine.work import Work

STEPS = ((3, 9, 20), (1, 1))
"""Cut sets, or path sets, by which a bound grows; and by which where the first are too many."""
ROUGH_NODES = 30_000
"""Nodes that are made for one bound in any case, and again where the first steps are too many."""


@dataclass(frozen=True, slots=True)
class Counts:
    """For k from 0 on at least, and at most, how many sets of k fail the tree; `sets` is all."""

    sets: tuple[int, ...]
    least: tuple[int, ...]
    most: tuple[int, ...]
    exact: bool


def failed_sets(tree: FaultTree, draw: Draw, work: Work) -> Counts:
    """How many sets of each size fail a tree."""
    found = modular(tree, draw, work)
    if not found.large:
        failed = tuple(failed_by_size(found, draw))
        return Counts(choices(draw.units, draw.most), failed, failed, exact=True)
    alone = single_events(found.tree)
    least, most = (
        _Closest(found, draw, paths, alone, work.expired).counts() for paths in (False, True)
    )
    if draw.most:
        # A member is a failure of its own: of a group that is one, each fails the tree alone.
        one = sum(draw.groups[e].count for e in alone if draw.groups[e].failing == 1)
        least[1] = most[1] = one
    return bounded(draw, least, most)


def bounded(draw: Draw, least: Sequence[int], most: Sequence[int]) -> Counts:
    """Two bounds, each made as close as its neighbours make it; where they meet all is exact."""
    sets = choices(draw.units, draw.most)
    low, high = list(least), list(most)
    for k in range(1, len(sets)):
        low[k] = max(low[k], -(-low[k - 1] * sets[k] // sets[k - 1]))
    for k in range(len(sets) - 1, 0, -1):
        high[k - 1] = min(high[k - 1], high[k] * sets[k - 1] // sets[k])
    return Counts(sets, tuple(low), tuple(high), exact=low == high)


def between(
    draw: Draw, cuts: FaultTree, paths: Sequence[FaultTree], exact_to: int | None, work: Work
) -> Counts:
    """The same from the union of cut sets, all of up to `exact_to` failures or all there are.

    `paths` fail more than what is asked about; the first that can be counted is.
    """
    sets = choices(draw.units, draw.most)
    least = _simple(cuts, draw, work) or [0] * (draw.most + 1)
    if exact_to is None and any(least):
        return Counts(sets, tuple(least), tuple(least), exact=True)
    most = next(filter(None, (_simple(tree, draw, work) for tree in paths)), None) or list(sets)
    if any(least):
        most[: (exact_to or 0) + 1] = least[: (exact_to or 0) + 1]
    return bounded(draw, least, most)


def _simple(tree: FaultTree, draw: Draw, work: Work) -> list[int] | None:
    found = modular(tree, draw, work, quick=True)
    return None if found.large else failed_by_size(found, draw)


@dataclass(frozen=True, slots=True)
class _Closest:
    """The bound of a tree from path sets or from cut sets."""

    found: Modular
    draw: Draw
    paths: bool
    alone: Sequence[int]
    """The events that fail the tree alone, which are cut sets in any case."""
    expired: Callable[[], bool]

    def counts(self) -> list[int]:
        """From as many sets as can be counted; else what holds of anything."""
        grown = filter(None, map(self._grown, STEPS))
        best = next(grown, None)
        if best is not None:
            return failed_by_size(best, self.draw)
        every = choices(self.draw.units, self.draw.most)
        return list(every) if self.paths else [0] * len(every)

    def _grown(self, steps: Sequence[int]) -> Modular | None:
        """More sets by these steps, as long as they can be counted and change anything."""
        found, work = self.found, Work(self.expired, ROUGH_NODES)
        chosen = Chosen(found.tree, found.large, self.draw.groups, paths=self.paths)
        best: Modular | None = None
        before = 0
        for more in steps:
            for _ in range(more):
                chosen.add()
            if chosen.size == before or work.is_over:
                break
            before = chosen.size
            tree = chosen.restricted()
            tree = tree if self.paths else also_alone(tree, self.alone)
            simple = modular(tree, self.draw, work, quick=True)
            if simple.large:
                break
            best = simple
        return best
