"""What load makes of single failures: alternatives that are left, but too weak or too late.

Nothing is played before it is asked for, and the analyses of load are not imported where nothing
in the document could make load matter.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from topology.cutsets.engine.work import OUT_OF_TIME
from topology.document.relevance import load_can_matter
from topology.errors import need_room_for_loads
from topology.structure.graph import Graph
from topology.structure.strikes import NO_COMPONENT
from topology.values.deadlines import never
from topology.values.steps import nth
from topology.work.workers import HERE, Workers

if TYPE_CHECKING:
    from topology.loads.contingencies import Contingencies, Contingency
    from topology.loads.verdicts import LoadPoint


@dataclass(frozen=True, slots=True)
class Loss:
    """The demand that one failure costs: what is not served at rest, in load units, and before."""

    cause: str
    at_rest: float
    until_rest: float
    repeats_s: float | None
    goes_round: bool
    """Whether that is an average over what goes round for ever."""
    money_at_rest: float
    """What is lost in an hour at rest."""
    also_down: frozenset[int] = frozenset()
    """What is down at rest, or goes down each time round, beside what falls by structure."""


class UnderLoad:
    """The single failures of a graph, played over time for some targets."""

    def __init__(
        self,
        graph: Graph,
        targets: Sequence[int],
        structural: Callable[[int], Sequence[str]],
        taken_down: Callable[[int], Collection[int]],
    ) -> None:
        """`structural` names what takes a target down whatever the load, `taken_down` what goes
        down with a cause."""
        self._graph = graph
        self._targets = targets
        self._structural = structural
        self._taken_down = taken_down
        self._points: dict[int, dict[str, LoadPoint]] | None = None
        self.has_expired: Callable[[], bool] = never
        """Whether the time is over that was given to judge in."""
        self._workers = HERE
        self._losses: dict[str, Loss] = {}
        """What the failures that were played cost."""
        self.causes_unjudged: dict[str, str] = {}
        """Failures after which loads cannot be judged, and why; known once `points` is."""
        self.only: Collection[str] | None = None
        """The causes that are judged, where not all are asked for."""

    @cached_property
    def matters(self) -> bool:
        """Whether the document gives anything by which load could matter."""
        return load_can_matter(self._graph.components, self._graph.risks)

    @cached_property
    def contingencies(self) -> Contingencies:
        """The failures played over time, of which `points` is what came of it."""
        need_room_for_loads()
        from topology.loads.contingencies import Contingencies

        return Contingencies(self._graph, self._targets, self._taken_down)

    @property
    def unjudged(self) -> str:
        """Why overload and delay could not be judged; empty when they were, or do not matter."""
        return self.contingencies.unjudged if self.matters else ""

    @property
    def below_level(self) -> Mapping[int, tuple[str, ...]]:
        """The targets that are below their level with nothing failed, with the reason."""
        if not self.matters or self.unjudged:
            return {}
        return self.contingencies.below_level

    @property
    def lost_anyway(self) -> Collection[int]:
        """Those of them that stay so, and are judged by structure alone."""
        return self.contingencies.lost_anyway if self.below_level else ()

    @property
    def points(self) -> dict[int, dict[str, LoadPoint]]:
        """By target and cause, the single points that leave an alternative. Judged when asked."""
        return self.judge() if self._points is None else self._points

    def judge(
        self,
        tell: Callable[[str], None] = lambda _: None,
        expired: Callable[[], bool] = never,
        workers: Workers = HERE,
    ) -> dict[int, dict[str, LoadPoint]]:
        """Runs the contingencies that can matter; `tell` is told how far it is, now and then.

        Those that were not run before it `expired` are among `causes_unjudged`.
        """
        self._points, self.has_expired, self._workers = {}, expired, workers
        if not self.matters or self.contingencies.unjudged:
            return self._points
        structural: dict[str, set[int]] = {}
        for v in self._targets:
            for name in (*self._structural(v), *own_causes(self._graph, v)):
                structural.setdefault(name, set()).add(v)
        causes = [
            cause
            for cause in self.contingencies.causes
            if len(structural.get(cause, ())) < len(self._targets)
            and (self.only is None or cause in self.only)
        ]
        for cause, run in self._played(causes, structural, tell, expired):
            for v, point in run.points.items():
                self._points.setdefault(v, {})[cause] = point
        return self._points

    def losses(self, tell: Callable[[str], None]) -> dict[str, Loss]:
        """What each failure that moves load costs, those included that take all targets down."""
        _ = self.points
        if self.matters and not self.unjudged:
            done = self._losses.keys() | self.causes_unjudged.keys()
            # Those that take every target down with them have not been played for their points.
            left = [cause for cause in self.contingencies.causes if cause not in done]
            everything = dict.fromkeys(left, range(self._graph.size))
            deque(self._played(left, everything, tell), maxlen=0)
        return dict(self._losses)

    def loss(self, cause: str) -> Loss | None:
        """What one failure costs; None where it moves no load, or load could not be judged."""
        if not self.matters or self.unjudged:
            return None
        _ = self.points
        if cause in self.moving and cause not in self._losses | self.causes_unjudged:
            # One that takes every target down with it has not been played for its points.
            deque(self._played([cause], {cause: range(self._graph.size)}), maxlen=0)
        return self._losses.get(cause)

    @cached_property
    def moving(self) -> frozenset[str]:
        """The causes that move load."""
        return frozenset(self.contingencies.causes)

    def _played(
        self,
        causes: Sequence[str],
        skipped: Mapping[str, Collection[int]],
        tell: Callable[[str], None] = lambda _: None,
        expired: Callable[[], bool] = never,
    ) -> Iterator[tuple[str, Contingency]]:
        """The contingencies of causes, but those in which loads cannot be judged."""
        from topology.loads.sweep.playing import played

        asked = (((cause,), skipped.get(cause, ())) for cause in causes)
        runs = played(self.contingencies, asked, len(causes), self._workers)
        for number, cause in enumerate(causes):
            if expired():
                runs.close()
                self.causes_unjudged.update(dict.fromkeys(causes[number:], OUT_OF_TIME))
                return
            if number % 20 == 0:
                tell(nth("running contingency", number, len(causes)))
            run = next(runs)
            if isinstance(run, str):
                self.causes_unjudged[cause] = run
                continue
            self._losses[cause] = Loss(
                cause,
                run.demand_lost_at_rest,
                run.demand_lost,
                run.repeats_s,
                run.goes_round,
                run.money_lost_at_rest,
                run.down.difference(self._taken_down(self._graph.cause_number(cause))),
            )
            yield cause, run


def own_causes(graph: Graph, v: int) -> Iterator[str]:
    """The ids of a component and of its modes: what is no news when it is the target itself."""
    yield graph.ids[v]
    yield from (graph.strikes[mode - graph.size].id for mode in graph.modes_of.get(v, ()))


class Kind(NamedTuple):
    """The kind of a cause, or of the component whose mode it is; whether it is a risk or a mode."""

    name: str
    is_risk: bool
    is_mode: bool

    def words(self, cause: str) -> str:
        """A cause with what it is: `grid (shared risk, power)`."""
        what = "shared risk, " if self.is_risk else "mode, " if self.is_mode else ""
        return f"{cause} ({what}{self.name})"


def kind_of(graph: Graph, cause: int) -> Kind:
    """What kind of a cause it is."""
    owner = graph.owner(cause)
    if owner == NO_COMPONENT:
        return Kind(graph.risks[cause - graph.size].kind, is_risk=True, is_mode=False)
    is_mode = cause >= graph.size
    return Kind(graph.components[owner].kind, is_risk=False, is_mode=is_mode)


def cause_words(graph: Graph, name: str) -> str:
    """A cause with what it is: `grid (shared risk, power)`."""
    return kind_of(graph, graph.cause_number(name)).words(name)
