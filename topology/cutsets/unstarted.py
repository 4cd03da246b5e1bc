"""Minimal cut sets of which standbys that do not start when asked to are a part.

A standby that does not start is an event of its own and no failure that anybody counts: it only
shows when what it stands by for has failed. So the tree is solved once without these events, which
gives the sets of failures, and once with them. The sets of the second without such an event are
those of the first; the others are told apart, by the failures in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from topology.cutsets.connectivity import MAX_STATES, Bounds, TooWideError
from topology.cutsets.engine.engine import solve
from topology.cutsets.engine.solution import CutSet, Solution
from topology.cutsets.engine.work import Work
from topology.cutsets.synthesis import Also, Cause, fault_tree_of
from topology.structure.graph import Graph

APART = 1_000_000_000
"""What an event that is no failure is counted as, so that failures are told apart from it."""
MOST_LOOKED_AT = 100_000
"""Sets that are gone through to list those with a standby that does not start."""


@dataclass(frozen=True, slots=True)
class Unstarted:
    """What is known of these sets; up to `max_order` failures, or all where that is None."""

    causes: tuple[Cause, ...]
    solution: Solution
    max_order: int | None
    count_by_order: dict[int, int]
    """By the number of failures in them, every way to choose members counted."""

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.count_by_order.values())

    @property
    def names(self) -> tuple[str, ...]:
        """The events, sorted."""
        return tuple(sorted(cause.id for cause in self.causes if cause.start is not None))

    def listed(self, q: Sequence[float] | None) -> Iterator[CutSet]:
        """The sets, most probable first where probabilities are given, else smallest first."""
        solution, most = self.solution, self.max_order
        found = solution.smallest() if q is None else solution.most_probable(q)
        for cut in islice(found, MOST_LOOKED_AT):
            chosen = [self.causes[event] for event in cut.events]
            failures = sum(cause.members for cause in chosen if cause.start is None)
            if failures < sum(cause.members for cause in chosen) and (
                most is None or failures <= most
            ):
                yield cut


def unstarted(graph: Graph, target: int, max_order: int | None, work: Work) -> Unstarted | None:
    """The sets of a target; None if it has no such standby, or nothing is known in the time."""
    if not graph.nodes.starts or target in graph.never_up:
        return None
    try:
        bounds = Bounds(MAX_STATES, work.expired)
        found = fault_tree_of(graph, target, bounds=bounds, also=Also.STARTS)
    except TooWideError:
        return None
    starts = sum(cause.start is not None for cause in found.causes)
    if not starts:
        return None
    upto = None if max_order is None else max_order + starts
    solution = solve(found.tree, upto, work=work, sets_only=True)
    known = solution.max_order
    most = max_order
    if known is not None and (upto is None or known < upto):
        most = max(0, known - starts)
    marked = tuple(
        replace(event, order=APART) if cause.start is not None else event
        for event, cause in zip(solution.events, found.causes, strict=True)
    )
    counts: dict[int, int] = {}
    for order, number in replace(solution, events=marked, max_order=None).count_by_order.items():
        if order >= APART and (most is None or order % APART <= most):
            counts[order % APART] = counts.get(order % APART, 0) + number
    return Unstarted(found.causes, solution, most, dict(sorted(counts.items())))
