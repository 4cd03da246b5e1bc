"""The objectives of a document judged, with nothing else worked out than what they ask for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from topology.cutsets.cutsets import CutSets
from topology.cutsets.engine.work import Work
from topology.document.document import Topology
from topology.document.failure_data import FailureData
from topology.findings.objectives.clauses import Verdict, more_than_points
from topology.findings.objectives.elsewhere import over_ranges
from topology.findings.objectives.verdicts import objectives_verdict, verdicts, worked_out
from topology.findings.over_ranges import OverRanges, judged_over
from topology.findings.sensitivity import MOST_WORK as RANGES_WORK
from topology.findings.sensitivity import (
    Allowance,
    Made,
    Sensitivity,
    points_verdict,
    sensitivities,
    targets_verdict,
)
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.effort import DONE
from topology.values.deadlines import never

UNASKED_NODES = 20_000_000
"""Nodes of decision diagrams that are made for all objectives where no limit of time is given."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts on a document, and what they were made from."""

    points: SinglePoints
    cut_sets: Mapping[str, CutSets]
    verdicts: tuple[Verdict, ...]
    ranges: OverRanges | None = None
    """What single failures do elsewhere in its ranges; None where it has none."""

    @classmethod
    def of(  # noqa: PLR0913
        cls,
        topology: Topology,
        targets: Iterable[str] | None = None,
        *,
        today: str | None = None,
        only: Collection[int] | None = None,
        defaults: Mapping[str, FailureData] | None = None,
        tell: Callable[[str], None] = lambda _: None,
        expired: Callable[[], bool] = never,
    ) -> Judged:
        """Judges all objectives, or those at some positions, all over the ranges of the document.

        Until it has `expired`, or within bounded work. `today`, YYYY-MM-DD, is the date by which it
        is judged what is still accepted; without one no date is over. `defaults` are failure data
        by kind. Raises `UnknownIdError` for targets that do not exist.
        """
        asked = None if targets is None else tuple(targets)
        tell("finding single points of failure")
        points = SinglePoints.of(topology, asked, today=today)
        points.judge_load(tell, expired)
        tell("judging the objectives")
        begun = DONE.work
        work = Work(nodes=UNASKED_NODES) if expired is never else Work(expired)
        known, sets = worked_out(points, defaults, work)
        at_values = verdicts(points, sets, known, only=only)
        if not points.graph.ranges:
            return cls(points, sets, at_values)
        tell("trying the ranges")
        made: Made = {}
        # What was run for the values given, as pairs of failures, is no more to be had for ranges.
        allowance = Allowance(RANGES_WORK - (DONE.work - begun))
        single = sensitivities(topology, targets_verdict(asked), tell, expired, made, allowance)
        ranges = judged_over(points_verdict(points), single, len(points.graph.ranges))
        tried: Sequence[Sensitivity] = ()
        if _ask_more(topology, only):
            judge = objectives_verdict(defaults, today, topology)
            tried = sensitivities(topology, judge, tell, expired, made, allowance)
        found = tuple(over_ranges(points, verdict, ranges, tried) for verdict in at_values)
        return cls(points, sets, found, ranges)


def _ask_more(topology: Topology, only: Collection[int] | None) -> bool:
    """Whether some clause hangs on more than what falls to single failures."""
    asked = (o for n, o in enumerate(topology.objectives) if only is None or n in only)
    return any(map(more_than_points, asked))
