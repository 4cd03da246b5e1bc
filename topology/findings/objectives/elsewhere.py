"""Whether what holds at the values given holds all over the ranges of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from topology.findings.objectives.clauses import (
    Clause,
    Part,
    Verdict,
    counting,
    leaves_out,
    more_than_points,
    still_accepted,
)
from topology.findings.over_ranges import OverRanges
from topology.findings.sensitivity import About, Sensitivity
from topology.findings.single_points import SinglePoints

RULE = "ranges"
KEEPS = "keeps this all over the ranges"
NOT_ALL_TRIED = "not all values of its ranges were tried: give single values, or more time"


def over_ranges(
    points: SinglePoints, verdict: Verdict, ranges: OverRanges, tried: Sequence[Sensitivity]
) -> Verdict:
    """With the worst that is found elsewhere in the ranges than at the values given, if any.

    `tried` is how the clauses depend on each range, where they hang on more than single failures.
    """
    single = _points_elsewhere(points, verdict, ranges, is_tried=bool(tried))
    worse = (*single, *_elsewhere(verdict, tried))
    if not worse:
        is_part = more_than_points(verdict.objective) and len(tried) < ranges.ranges
        return verdict if ranges.is_complete and not is_part else _not_all_tried(verdict)
    known_first = sorted(worse, key=lambda part: part.holds is None)
    first = known_first[0]
    parts = {part.about: part for part in reversed(known_first)}
    clause = Clause(
        KEEPS,
        first.holds,
        first.why,
        RULE,
        parts=tuple(parts[about] for about in sorted(parts)),
    )
    return replace(verdict, clauses=(*verdict.clauses, clause))


def _not_all_tried(verdict: Verdict) -> Verdict:
    """What holds as far as was tried is not known."""
    if not verdict.holds:
        return verdict
    clause = Clause(KEEPS, None, NOT_ALL_TRIED, RULE)
    return replace(verdict, clauses=(*verdict.clauses, clause))


def _points_elsewhere(
    points: SinglePoints, verdict: Verdict, ranges: OverRanges, *, is_tried: bool
) -> Iterator[Part]:
    """What single failures do elsewhere in the ranges to the target of an objective.

    Of which class they are there is compared where its clauses `is_tried`.
    """
    if not verdict.target:
        return
    objective = verdict.objective
    accepted = still_accepted(points, verdict.accepted)
    counts = counting(points.graph, objective.against)
    for part in ranges.elsewhere:
        for word in part.found:
            why, about = f"{word}, with {part.place}", f"{word.about}:{word.cause}"
            falls = word.about is About.FALL and objective.survives and word.cause not in accepted
            if word.target == verdict.target and word.about is About.SHORT:
                yield Part(about, False, why)
            elif word.target == verdict.target and falls and counts(word.cause):
                if not leaves_out(objective):
                    yield Part(about, False, why)
                elif not is_tried:
                    yield Part(about, None, why)
            elif word.about is About.UNJUDGED:
                yield Part(about, None, why)


def _elsewhere(verdict: Verdict, tried: Sequence[Sensitivity]) -> Iterator[Part]:
    """The clauses that do not hold elsewhere in the ranges, or of which it is not known there."""
    for along in tried:
        for stretch in along.stretches:
            place = along.place_of(stretch)
            for clause in verdict.clauses:
                said = f"{verdict.about} {clause.asks}"
                if clause.holds is not False and f"{said}: violated" in stretch.verdict:
                    yield Part(clause.asks, False, f"{said}: violated, with {place}")
                elif clause.holds and f"{said}: not known" in stretch.verdict:
                    yield Part(clause.asks, None, f"{said}: not known, with {place}")
