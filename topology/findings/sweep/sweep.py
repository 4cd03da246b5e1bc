"""Every contingency of up to so many failures, and which targets fall to it, and how (N-k).

A target falls as `structural` where it goes down whatever the load; where loads are judged, also as
one of the classes that leave an alternative (`loads.verdicts`). A target that is not among those
that fall holds its level.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from topology.document.document import Topology
from topology.document.relevance import load_can_matter
from topology.errors import UsageError
from topology.finding import FailureClass
from topology.findings.single_points import SinglePoints
from topology.findings.sweep.combinations import Failed, count_up_to, failures_up_to
from topology.structure.graph import Graph
from topology.work.job import Job
from topology.work.workers import HERE, Counted, Workers

if TYPE_CHECKING:
    from topology.loads.contingencies import Contingencies

FALLING_WORK = 0.25
"""What it costs to follow one contingency through the structure alone, in moments of a run."""
NO_LOAD = "nothing has a capacity or a limit, and no standby is late or partial"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one contingency comes to."""

    failed: Failed
    falls: tuple[tuple[str, FailureClass], ...]
    """The targets that fall, by their ids, each with how."""
    load_unjudged: str = ""
    """Why its loads could not be judged, so that it is judged by structure alone."""


class Sweep:
    """All contingencies of a document up to an order; each is played when it is asked for."""

    def __init__(self, points: SinglePoints, order: int) -> None:
        """Judges the targets of `points`, which are known and up with nothing failed.

        Raises `UsageError` for an order below one, and where there is no such target.
        """
        if order < 1:
            raise UsageError(f"the order of contingencies must be at least 1, not {order}")
        if not points.targets:
            raise UsageError("there is no target to judge: name one, or give a component demand")
        self.points = points
        self.order = order
        self.targets = points.targets

    @cached_property
    def members(self) -> dict[str, int]:
        """How often each cause can fail at once: an entry of several members as often as those."""
        counts = {c.id: c.count for c in self.points.graph.components}
        return {cause: counts.get(cause, 1) for cause in self.points.can_fail}

    @cached_property
    def number(self) -> int:
        """How many contingencies there are."""
        return count_up_to(self.order, self.members)

    @cached_property
    def load_unjudged(self) -> str:
        """Why all are judged by structure alone; empty where loads are judged."""
        graph = self.points.graph
        if not load_can_matter(graph.components, graph.risks):
            return NO_LOAD
        return self.points.load_unjudged

    @property
    def by_structure(self) -> tuple[str, ...]:
        """The targets below their level with nothing failed, for which loads are not judged."""
        if self.load_unjudged:
            return ()
        lost = self.points.under_load.lost_anyway
        ids = self.points.graph.ids
        return tuple(sorted(ids[v] for v in lost if ids[v] in self.targets))

    def outcomes(
        self, first: int = 0, jobs: int | Workers = HERE
    ) -> Generator[Outcome, None, None]:
        """What each contingency comes to, from the `first` of them on, counted from 0.

        They are the same, in the same order, by however many `jobs`, which are processes.
        """
        graph = self.points.graph
        given = _Given(graph.topology, self.targets, bool(self.load_unjudged))
        player = _player(graph, given)
        todo = islice(failures_up_to(self.order, self.members), first, None)
        counted = Counted(self.number - first, player.spent)
        job = Job(given, _begun, _played)
        yield from Workers.of(jobs).each(job, todo, lambda: player, counted)


@dataclass(frozen=True, slots=True)
class _Given:
    topology: Topology
    targets: tuple[str, ...]
    is_structural: bool


class _Player:
    """Plays contingencies of a graph; without what plays loads, by structure alone."""

    def __init__(
        self, graph: Graph, targets: tuple[str, ...], contingencies: Contingencies | None
    ) -> None:
        self._graph = graph
        self._targets = [(graph.index[name], name) for name in sorted(targets)]
        self._contingencies = contingencies
        self._followed = 0

    def spent(self) -> float:
        """What has been done, in moments of runs."""
        if self._contingencies is None:
            return FALLING_WORK * self._followed
        from topology.loads.cascade.effort import DONE

        return FALLING_WORK * self._followed + DONE.work

    def play(self, failed: Failed) -> Outcome:
        """What one contingency comes to."""
        self._followed += 1
        down = self._graph.going_down(*self._graph.failing(failed))
        falls = {name: FailureClass.STRUCTURAL for v, name in self._targets if v in down}
        if self._contingencies is None or len(falls) == len(self._targets):
            return Outcome(failed, tuple(falls.items()))
        from topology.loads.contingencies import LOAD_ERRORS

        try:
            run = self._contingencies.run(failed, down)
        except LOAD_ERRORS as error:
            return Outcome(failed, tuple(falls.items()), str(error))
        falls |= {name: run.points[v].failure_class for v, name in self._targets if v in run.points}
        return Outcome(failed, tuple(sorted(falls.items())))


def _begun(given: _Given) -> _Player:
    """The same elsewhere. A graph knows its parts by identity, and is made anew."""
    return _player(Graph.compile(given.topology), given)


def _player(graph: Graph, given: _Given) -> _Player:
    if given.is_structural:
        return _Player(graph, given.targets, None)
    from topology.loads.contingencies import Contingencies

    targets = map(graph.index_of, given.targets)
    return _Player(graph, given.targets, Contingencies(graph, targets))


def _played(player: _Player, failed: Failed) -> Outcome:
    return player.play(failed)
