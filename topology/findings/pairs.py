"""Pairs of causes that take a target below its level where neither does alone (N-2)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations
from math import comb
from typing import TYPE_CHECKING

from topology.cutsets.engine.work import OUT_OF_TIME, WORKED
from topology.errors import UsageError, quoted
from topology.findings.ranking.recoveries import Recovery, played_recovery
from topology.findings.ranking.severity import Lost, Severity
from topology.loads.cascade.effort import DONE
from topology.structure.graph import Graph
from topology.values.deadlines import never
from topology.values.steps import nth
from topology.work.workers import HERE, Workers

if TYPE_CHECKING:
    from topology.loads.contingencies import Contingencies, Contingency
    from topology.loads.verdicts import LoadPoint

MAX_PAIRED = 300
"""Causes of which all pairs are run where no limit of time is given: 44,850 runs."""
MOST_WORK = 15_000
"""What may be done for them then: in moments of runs, see `topology.loads.cascade.effort`."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two causes that take a target below its level together, and why."""

    causes: tuple[str, str]
    target: str
    point: LoadPoint
    demand_lost_at_rest: float
    money_lost_at_rest: float
    """In an hour."""
    recovery: Recovery


def need_few(causes: Collection[str]) -> None:
    """Raises `UsageError` for more causes than all pairs of which can be run."""
    if len(causes) > MAX_PAIRED:
        raise UsageError(
            f"pairs are run one by one: there are {len(causes):,} causes, "
            f"and {MAX_PAIRED:,} are the most; name fewer targets on a smaller part, or give a "
            f"--time-limit to go as far as that"
        )


def pairs(
    contingencies: Contingencies,
    causes: Collection[str],
    single: Mapping[str, set[int]],
    tell: Callable[[str], None],
    expired: Callable[[], bool],
    workers: Workers = HERE,
) -> tuple[list[Pair], int, str]:
    """All pairs of causes, played one by one, worst first; how many were not, and why.

    They are played until it has `expired`, or, if it never does, until `MOST_WORK` is done.
    `single[cause]` are the targets that a cause takes down alone, itself among them. Raises
    `UsageError` where loads cannot be judged, or where there are too many to begin with.
    """
    from topology.loads.sweep.playing import played

    why = OUT_OF_TIME
    if expired is never:
        need_few(causes)
        # It is counted pair by pair, and is less than processes would take off.
        expired, why, workers = _within_work(), WORKED, HERE
    graph = contingencies.graph
    found: list[Pair] = []
    twice = [(c.id, c.id) for c in graph.components if c.count > 1 and c.id in causes]
    total = comb(len(causes), 2) + len(twice)

    def chosen() -> Iterator[tuple[tuple[str, str], set[int]]]:
        for first, second in chain(combinations(sorted(causes), 2), twice):
            yield (first, second), single[first] | single[second]

    def is_asked(skipped: set[int]) -> bool:
        return len(skipped) < len(contingencies.targets)

    not_run = 0
    asked = (one for one in chosen() if is_asked(one[1]))
    runs = played(contingencies, asked, total, workers)
    for number, (pair, skipped) in enumerate(chosen()):
        if expired():
            not_run = total - number
            runs.close()
            break
        if number % 50 == 0:
            tell(nth("running pair", number, total))
        if is_asked(skipped):
            run = next(runs)
            if isinstance(run, str):
                runs.close()
                both = " and ".join(map(quoted, pair))
                raise UsageError(f"pairs cannot be judged: after {both}: {run}")
            found.extend(_pair(contingencies, pair, v, run) for v in run.points)
    found.sort(key=lambda pair: (_severity(graph, pair), pair.causes))
    return found, not_run, why if not_run else ""


def _within_work() -> Callable[[], bool]:
    """Says, whenever it is asked, whether as much has been done as is done unasked."""
    begun = DONE.count_anew()
    return lambda: DONE.work - begun > MOST_WORK


def _pair(contingencies: Contingencies, causes: tuple[str, str], v: int, run: Contingency) -> Pair:
    return Pair(
        causes,
        contingencies.graph.ids[v],
        run.points[v],
        run.demand_lost_at_rest,
        run.money_lost_at_rest,
        played_recovery(contingencies, v, *causes),
    )


def _severity(graph: Graph, pair: Pair) -> Severity:
    """By the one rule; the components that go down with both are not counted."""
    weight = graph.standards.weight(pair.target)
    lost = Lost(pair.money_lost_at_rest, weight, pair.demand_lost_at_rest)
    return Severity.of(pair.target, lost, is_lasting=pair.recovery.is_never)
