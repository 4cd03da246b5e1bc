"""One draw judged: what is true of the document with those values, and what its figures are.

Most of a draw is like the one before. A single failure has no use for how often things fail, and no
scenario for what another one says: what does not hang on the values that differ is not worked out
again. The decision diagrams of the targets stay, too, as long as their fault trees do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import NamedTuple

from topology.cutsets.cutsets import CutSets
from topology.cutsets.engine.engine import solve
from topology.cutsets.engine.fault_tree import FaultTree
from topology.cutsets.engine.solution import Solution
from topology.cutsets.engine.work import Work
from topology.document.document import Path, Topology, put_at
from topology.errors import DocumentError, UsageError
from topology.findings.objectives.verdicts import held, verdicts
from topology.findings.over_ranges import not_in_time
from topology.findings.sensitivity import UNJUDGED, points_verdict, run_verdict
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.playing import run_scenario
from topology.loads.contingencies import LOAD_ERRORS
from topology.loads.fallbacks import fallbacks
from topology.reliability.availability import Availability
from topology.structure.graph import Graph
from topology.values.ranged import Ranged
from topology.values.units import YEAR_S

DIAGRAM_NODES = 10_000_000
"""Nodes of decision diagrams that are made for the targets of one draw."""
KEPT = 1_000
"""Fault trees of which the diagrams are kept."""
SINGLE = "single failures"
"""What those verdicts are about that are about no objective and no scenario."""
OBJECTIVES = "objectives"
DOCUMENT = "the document"


class Measure(StrEnum):
    """What a figure measures."""

    UNAVAILABILITY = "unavailability"
    DOWNTIME = "downtime"
    FAILURES = "failures"
    MEAN_OUTAGE = "mean outage"
    LOSS = "loss"
    WORST_OUTAGE = "longest outage after a single failure"
    LACKING = "capacity that a fallback lacks"
    OUTAGE = "longest outage"
    DEMAND_LOST = "demand lost"
    MONEY_LOST = "money lost"


class Unit(StrEnum):
    """What the numbers of a figure are."""

    SHARE = "share"
    MINUTES_A_YEAR = "min a year"
    A_YEAR = "a year"
    SECONDS = "s"
    MONEY = "money"
    MONEY_A_YEAR = "money a year"
    LOAD = "load"
    AMOUNT = "amount"


UNITS = {
    Measure.UNAVAILABILITY: Unit.SHARE,
    Measure.DOWNTIME: Unit.MINUTES_A_YEAR,
    Measure.FAILURES: Unit.A_YEAR,
    Measure.MEAN_OUTAGE: Unit.SECONDS,
    Measure.LOSS: Unit.MONEY_A_YEAR,
    Measure.WORST_OUTAGE: Unit.SECONDS,
    Measure.LACKING: Unit.LOAD,
    Measure.OUTAGE: Unit.SECONDS,
    Measure.DEMAND_LOST: Unit.AMOUNT,
    Measure.MONEY_LOST: Unit.MONEY,
}


class Said(NamedTuple):
    """A sentence of a verdict, and what that is about."""

    about: str
    words: str


class Figure(NamedTuple):
    """What is measured of whom: a target, or the owner of a fallback."""

    of: str
    measure: Measure
    where: str = ""
    """The scenario, or the fallback."""

    @property
    def unit(self) -> Unit:
        """What it is measured in."""
        return UNITS[self.measure]


@dataclass(frozen=True, slots=True)
class Judged:
    """What is true of one draw, and its figures; what is not known is not among them."""

    said: frozenset[Said] = frozenset()
    figures: dict[Figure, float] = field(default_factory=dict)
    """Those that are for ever are infinite."""


class Chances(NamedTuple):
    """What the chances of a target leave out, at the draw judged last."""

    bound: str
    """How the time that it is down is bounded: `at least`, `at most`, `about`; empty if exact."""
    missing: tuple[str, ...]
    """What counts as never failing, for lack of data."""
    by_structure_alone: bool
    """Whether overload could take it down as well, of which nothing is said."""


Values = tuple[float, ...]
"""A value for each range."""


class Judge:
    """Judges a document at values of its ranges."""

    def __init__(self, topology: Topology, targets: Sequence[str] | None = None) -> None:
        """`targets` overrides whom single failures are judged of."""
        self._given = topology
        self._targets = targets
        self._ranges = topology.ranges()
        self._plain = topology.to_dict()
        self._solve = _Solver()
        self._of_points = [n for n, (path, _) in enumerate(self._ranges) if _moves_points(path)]
        self._last: tuple[Values, _Points] | None = None
        self._runs: dict[tuple[int, Values], Judged] = {}
        self.chances: dict[str, Chances] = {}
        """By target that has chances."""

    @property
    def ranges(self) -> list[tuple[Path, Ranged]]:
        """The ranges, in the order of the values."""
        return self._ranges

    def key(self, values: Values) -> Values:
        """The values on which single failures hang: draws of one key are best judged in a row."""
        return tuple(values[n] for n in self._of_points)

    def forget(self) -> None:
        """Lets go of what draws made that are not told again."""
        self._runs.clear()

    def __call__(self, values: Values) -> Judged:
        """What is true at some values, and what the figures are."""
        for (path, ranged), value in zip(self._ranges, values, strict=True):
            put_at(self._plain, path, ranged.write(value))
        try:
            topology = Topology.from_dict(self._plain)
        except DocumentError:
            return Judged(frozenset({Said(DOCUMENT, "the document contradicts itself")}))
        points = self._points(topology, self.key(values))
        chances = self._chances(topology, points)
        self.chances |= {
            target: Chances(entry.bound_of_down, entry.missing, entry.by_structure_alone)
            for target, entry in chances.items()
            if entry.unavailability is not None
        }
        said = {*points.said, *_objectives(points, chances, self._given)}
        figures = {**points.figures, **dict(_of_chances(chances))}
        for number, scenario in enumerate(topology.scenarios):
            played = self._played(topology, number, scenario.id, values)
            said |= played.said
            figures |= played.figures
        return Judged(frozenset(said), figures)

    def _points(self, topology: Topology, key: Values) -> _Points:
        if self._last is None or self._last[0] != key:
            self._last = key, _Points(SinglePoints.of(topology, self._targets))
        return self._last[1]

    def _chances(self, topology: Topology, points: _Points) -> dict[str, Availability]:
        graph, work = Graph.compile(topology), Work(nodes=DIAGRAM_NODES)
        found = {}
        for target in points.points.targets:
            with suppress(UsageError):
                entry = Availability(graph, graph.index[target], work=work, solver=self._solve)
                found[target] = entry
        return found

    def _played(self, topology: Topology, number: int, name: str, values: Values) -> Judged:
        """A scenario played; once for all draws that have the same values for it."""
        key = tuple(
            value
            for (path, _), value in zip(self._ranges, values, strict=True)
            if _moves_points(path) or path[:2] == ("scenarios", number)
        )
        if (number, key) not in self._runs:
            self._runs[number, key] = _scenario(topology, name)
        return self._runs[number, key]


class _Solver:
    """Solves fault trees, each once."""

    def __init__(self) -> None:
        self._known: dict[FaultTree, Solution] = {}

    def __call__(self, tree: FaultTree, *, work: Work) -> Solution:
        found = self._known.get(tree)
        if found is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            found = self._known[tree] = solve(tree, work=work)
        return found


class _Points:
    """Single failures judged, with all that hangs on the same values."""

    def __init__(self, points: SinglePoints) -> None:
        self.points = points
        told = points_verdict(points).union(not_in_time(points))
        self.said = [Said(SINGLE, str(words)) for words in told]
        self.figures = dict(_of_points(points))
        self.cut_sets = dict(_cut_sets(points))


def _moves_points(path: Path) -> bool:
    """Whether a value may matter to what happens when something fails.

    How often it does is for the chances alone, and a scenario's own values for that scenario.
    """
    is_frequency = path[-2:-1] == ("fails",) and path[-1] != "mttr"
    return not is_frequency and path[0] != "scenarios"


def _cut_sets(points: SinglePoints) -> Iterator[tuple[str, CutSets]]:
    """Those of the targets that have to survive more than one failure."""
    graph = points.graph
    for target in points.targets:
        standard = graph.standards.get(target)
        if standard is not None and (standard.survives or 0) > 1:
            with suppress(UsageError):
                work = Work(nodes=DIAGRAM_NODES)
                v = graph.index[target]
                yield target, CutSets(graph, v, max_order=standard.survives, work=work)


def _objectives(
    points: _Points, chances: dict[str, Availability], given: Topology
) -> Iterator[Said]:
    for found in verdicts(points.points, points.cut_sets, chances):
        for words in held(found, given, points.points.graph):
            yield Said(OBJECTIVES, words)


# -- figures --------------------------------------------------------------------------------------


def _of_points(points: SinglePoints) -> Iterator[tuple[Figure, float]]:
    for target in points.targets:
        outage = _worst_outage(points, target)
        if outage is not None:
            yield Figure(target, Measure.WORST_OUTAGE), outage
    with suppress(*LOAD_ERRORS):
        for entry in fallbacks(points.graph):
            where = " and ".join(entry.entry)
            yield Figure(entry.owner, Measure.LACKING, where), entry.lacking


def _worst_outage(points: SinglePoints, target: str) -> float | None:
    """How long a target is out after the worst of single failures; None where it is not known."""
    found = [points.recovery(target, cause) for cause in points.causes(target)]
    if any(recovery.is_never for recovery in found):
        return inf
    if any(recovery.wanting for recovery in found):
        return None
    return max((recovery.outage_s for recovery in found), default=0.0)


def _of_chances(chances: dict[str, Availability]) -> Iterator[tuple[Figure, float]]:
    """With what waiting for standbys adds, where that is known."""
    for target, entry in chances.items():
        down = entry.with_switching
        if down is None:
            continue
        yield Figure(target, Measure.UNAVAILABILITY), down
        yield Figure(target, Measure.DOWNTIME), down * YEAR_S / 60
        if entry.loss_per_year is not None:
            yield Figure(target, Measure.LOSS), entry.loss_of(down)
        if entry.per_year is not None:
            yield Figure(target, Measure.FAILURES), entry.per_year
        if entry.mean_outage_s is not None:
            yield Figure(target, Measure.MEAN_OUTAGE), entry.mean_outage_s


def _scenario(topology: Topology, name: str) -> Judged:
    try:
        run = run_scenario(topology, name)
    except LOAD_ERRORS as error:
        return Judged(frozenset({Said(name, UNJUDGED[type(error)])}))
    except UsageError:
        return Judged(frozenset({Said(name, "the scenario cannot be played")}))
    figures: dict[Figure, float] = {}
    for target in run.watched:
        outcome, never = run.outcomes[target], target in run.never
        figures[Figure(target, Measure.OUTAGE, name)] = inf if never else outcome.longest_outage_s
        figures[Figure(target, Measure.DEMAND_LOST, name)] = outcome.demand_lost
        if run.currency:
            figures[Figure(target, Measure.MONEY_LOST, name)] = outcome.money_lost
    said = _named(run_verdict(topology, run), name)
    return Judged(frozenset(said), figures)


def _named(sentences: Iterable[str], about: str) -> Iterator[Said]:
    return (Said(about, str(words)) for words in sentences)
