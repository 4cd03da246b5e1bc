"""The objectives of a document judged, with nothing else worked out than what they ask for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from topology.cutsets.cutsets import CutSets
from topology.document.document import Topology
from topology.document.schema import CLAUSES
from topology.findings.objectives import survival
from topology.findings.objectives.clauses import Clause, Verdict, more_than_points
from topology.findings.objectives.elsewhere import RULE
from topology.findings.objectives.verdicts import objectives_verdict, verdicts, worked_out
from topology.findings.over_ranges import OverRanges, over_ranges
from topology.findings.sensitivity import Sensitivity, sensitivities
from topology.findings.single_points import SinglePoints

NOT_ALL_TRIED = "ranges of so large a document are not all tried: give single values"


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts on a document, and what they were made from."""

    points: SinglePoints
    cut_sets: Mapping[str, CutSets]
    verdicts: tuple[Verdict, ...]

    @classmethod
    def of(
        cls,
        topology: Topology,
        targets: Iterable[str] | None = None,
        *,
        today: str | None = None,
        only: Collection[int] | None = None,
    ) -> Judged:
        """Judges all objectives, or those at some positions, all over the ranges of the document.

        `today`, YYYY-MM-DD, is the date by which it is judged what is still accepted; without one
        no date is over. Raises `UnknownIdError` for targets that do not exist.
        """
        asked = None if targets is None else tuple(targets)
        points = SinglePoints.of(topology, asked, today=today)
        points.judge_load()
        known, sets = worked_out(points)
        if not points.graph.ranges:
            return cls(points, sets, verdicts(points, sets, known, only=only))
        ranges = over_ranges(topology, asked, lambda _: None)
        tried = _tried(topology, today) if ranges.is_complete and _ask_more(topology, only) else ()
        found = verdicts(points, sets, known, ranges, tried, only=only)
        if not _is_complete(ranges, tried, _ask_more(topology, only)):
            found = tuple(map(_not_all_tried, found))
        return cls(points, sets, found)


def _ask_more(topology: Topology, only: Collection[int] | None) -> bool:
    """Whether some clause hangs on more than what falls to single failures."""
    asked = (o for n, o in enumerate(topology.objectives) if only is None or n in only)
    return any(
        more_than_points(o) or any(o.asks(clause) for clause in CLAUSES if clause != survival.RULE)
        for o in asked
    )


def _tried(topology: Topology, today: str | None) -> Sequence[Sensitivity]:
    return sensitivities(topology, objectives_verdict(today=today, given=topology))


def _is_complete(ranges: OverRanges, tried: Sequence[Sensitivity], asks_more: bool) -> bool:
    return ranges.is_complete and (not asks_more or len(tried) == ranges.ranges)


def _not_all_tried(verdict: Verdict) -> Verdict:
    if any(clause.rule == RULE for clause in verdict.clauses):
        return verdict
    clause = Clause("keeps this all over the ranges", None, NOT_ALL_TRIED, RULE)
    return replace(verdict, clauses=(*verdict.clauses, clause))
