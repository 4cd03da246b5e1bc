"""What targets stand, within a bound of work: for a report, where nobody asked how many failures.

All is bounded by size and never by time, so that the same document gives the same answer; what is
left out says why, and which command goes further.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from topology.cutsets.counts.pool import Pool
from topology.cutsets.engine.work import OUT_OF_TIME, Work
from topology.cutsets.synthesis import causes_of
from topology.errors import UsageError
from topology.reliability.survival import Asked, Survivals, survivals
from topology.structure.graph import Graph
from topology.values.deadlines import never

FIRST = (1, 2, 3, 5)
"""The first numbers of failures that a report tells,"""
PERCENTS = (5, 10)
"""and then so much of all that can fail."""
FAILURES, MOST_FAILURES = 200, 500
"""Failures up to which is counted in any case, and as far as the shares that are told ask for it:
there is a number of sets for each, and it is long."""
MOST_POINTS = 40
"""Steps from none to the last, of which each has a point on the curve."""
MOST_CAUSES = 2_000
"""What all targets may depend on together; a target costs about as much as it has causes."""
UNASKED_NODES = 100_000
"""Nodes of diagrams that are made for all targets."""
NODES_BY_TIME = 4_000_000
"""The same where a limit of time is given."""
COMMAND = "topology survive"


@dataclass(frozen=True, slots=True)
class Bounded:
    """What targets stand, None where nothing can be counted; and why something is missing."""

    found: Survivals | None
    absent: tuple[str, ...] = ()


def survivals_within_work(
    graph: Graph,
    targets: Sequence[str],
    *,
    most_targets: int,
    tell: Callable[[str], None] = lambda _: None,
    expired: Callable[[], bool] | None = None,
) -> Bounded:
    """The first targets, of one or more; `expired` is asked whether time is up.

    A limit of time replaces the bound of work, but not that of failures.
    """
    try:
        pool = Pool.of(graph)
    except UsageError as error:
        return Bounded(None, (str(error),))
    if expired is not None and expired():
        return Bounded(None, (OUT_OF_TIME,))
    some = list(map(graph.index_of, targets[:most_targets]))
    number = len(some) if expired is not None else _within_work(graph, some)
    work = Work(expired or never, UNASKED_NODES if expired is None else NODES_BY_TIME)
    numbers = numbers_of(pool.units)
    found = survivals(graph, some[:number], pool, Asked(numbers), work=work, tell=tell)
    absent = [f"{one.id}: {one.why_unknown}" for one in found.targets if one.why_unknown]
    if number < len(targets):
        of = f"only of the first {number:,} of {len(targets):,} targets"
        absent.insert(0, f"{of}; {COMMAND} has all")
        found = replace(found, mix=None)
    known = tuple(one for one in found.targets if one.points)
    if not known:
        return Bounded(None, tuple(absent))
    is_cut_short = numbers[-1] < pool.units
    return Bounded(replace(found, targets=known, is_cut_short=is_cut_short), tuple(absent))


def told_of(units: int) -> tuple[int, ...]:
    """The numbers of failures that a report tells of so many that can fail.

    >>> told_of(4), told_of(1_000)
    ((1, 2, 3), (1, 2, 3, 5, 50, 100))
    """
    shares = (ceil(units * percent / 100) for percent in PERCENTS)
    most = min(max(1, units - 1), MOST_FAILURES)
    return tuple(sorted(k for k in {*FIRST, *shares} if k <= most))


def numbers_of(units: int) -> tuple[int, ...]:
    """All numbers of failures that are counted: evenly apart, with those that are told."""
    told = told_of(units)
    last = min(units, max(FAILURES, *told))
    step = max(1, ceil(last / MOST_POINTS))
    return tuple(sorted({*range(0, last + 1, step), last, *told}))


def _within_work(graph: Graph, targets: Sequence[int]) -> int:
    """How many of the targets, one at least, are counted unasked."""
    left = MOST_CAUSES
    for number, target in enumerate(targets):
        left -= len(causes_of(graph, target))
        if left < 0:
            return max(number, 1)
    return len(targets)
