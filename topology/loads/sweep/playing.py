"""Contingencies one after the other, played by whoever does the work."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable
from typing import TypeAlias

from topology.document.document import Topology
from topology.loads.cascade.effort import DONE
from topology.loads.contingencies import LOAD_ERRORS, Contingencies, Contingency
from topology.structure.graph import Graph
from topology.work.job import Job
from topology.work.workers import Counted, Workers

Asked: TypeAlias = tuple[tuple[str, ...], Collection[int]]
"""What fails at once, and the targets that are not to be judged then."""


def played(
    contingencies: Contingencies, asked: Iterable[Asked], number: int, workers: Workers
) -> Generator[Contingency | str, None, None]:
    """What each of so many contingencies comes to, in their order; in words, why it is not judged.

    Others than this process are asked once the moments that are left are worth it.
    """
    given = contingencies.graph.topology, tuple(contingencies.targets)
    counted = Counted(number, lambda: DONE.work)
    return workers.each(Job(given, _begun, _played), asked, lambda: contingencies, counted)


def _begun(given: tuple[Topology, tuple[int, ...]]) -> Contingencies:
    """The same contingencies elsewhere. A graph knows its parts by identity, and is made anew."""
    topology, targets = given
    return Contingencies(Graph.compile(topology), targets)


def _played(contingencies: Contingencies, asked: Asked) -> Contingency | str:
    failed, skipped = asked
    try:
        return contingencies.run(failed, skipped)
    except LOAD_ERRORS as error:
        return str(error)
