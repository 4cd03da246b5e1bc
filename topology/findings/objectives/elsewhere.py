"""Whether what holds at the values given holds all over the ranges of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from topology.finding import Finding, Rule
from topology.findings.objectives.clauses import Clause, Verdict, counting, leaves_out
from topology.findings.over_ranges import OverRanges
from topology.findings.sensitivity import About, Sensitivity
from topology.findings.single_points import SinglePoints

RULE = "ranges"


class Worse(NamedTuple):
    """What is not so elsewhere in a range, or not known there."""

    holds: Literal[False] | None
    words: str
    place: str
    """The part of the range."""
    cause: str = ""

    @property
    def why(self) -> str:
        """Both in a sentence."""
        return f"{self.words}, with {self.place}"


def over_ranges(
    points: SinglePoints, verdict: Verdict, ranges: OverRanges, tried: Sequence[Sensitivity]
) -> Verdict:
    """With the worst that is found elsewhere in the ranges than at the values given, if any."""
    single = _points_elsewhere(points, verdict, ranges, is_tried=bool(tried))
    worse = (*single, *_elsewhere(verdict, tried))
    if not worse:
        return verdict
    first = min(worse, key=lambda found: found.holds is None)
    findings = tuple(_findings(verdict, (one for one in worse if one.holds is False)))
    asks = "keeps this all over the ranges"
    clause = Clause(asks, first.holds, first.why, RULE, findings)
    return replace(verdict, clauses=(*verdict.clauses, clause))


def _findings(verdict: Verdict, worse: Iterable[Worse]) -> Iterator[Finding]:
    """What is violated elsewhere, each once, with the first part of a range where it is."""
    firsts = {one.words: one for one in reversed([*worse])}
    for one in reversed(firsts.values()):
        yield Finding(
            rule=Rule.ELSEWHERE_IN_RANGES,
            where=verdict.target,
            message=one.why,
            reason=(one.place, one.words),
            cause=one.cause,
            involved=() if one.cause else (one.words,),
        )


def _points_elsewhere(
    points: SinglePoints, verdict: Verdict, ranges: OverRanges, *, is_tried: bool
) -> Iterator[Worse]:
    """What single failures do elsewhere in the ranges to the target of an objective.

    Of which class they are there is compared where its clauses `is_tried`.
    """
    if not verdict.target:
        return
    objective = verdict.objective
    accepted = {entry.id for entry in verdict.accepted if not points.is_over(entry)}
    counts = counting(points.graph, objective.against)
    for part in ranges.elsewhere:
        for word in part.found:
            falls = word.about is About.FALL and objective.survives and word.cause not in accepted
            if word.target == verdict.target and word.about is About.SHORT:
                yield Worse(False, str(word), part.place)
            elif word.target == verdict.target and falls and counts(word.cause):
                if not leaves_out(objective):
                    yield Worse(False, str(word), part.place, word.cause)
                elif not is_tried:
                    yield Worse(None, str(word), part.place, word.cause)
            elif word.about is About.UNJUDGED:
                yield Worse(None, str(word), part.place)


def _elsewhere(verdict: Verdict, tried: Sequence[Sensitivity]) -> Iterator[Worse]:
    """The clauses that do not hold elsewhere in the ranges, or of which it is not known there."""
    for along in tried:
        for stretch in along.stretches:
            place = along.place_of(stretch)
            for clause in verdict.clauses:
                said = f"{verdict.about} {clause.asks}"
                if clause.holds is not False and f"{said}: violated" in stretch.verdict:
                    yield Worse(False, f"{said}: violated", place)
                elif clause.holds and f"{said}: not known" in stretch.verdict:
                    yield Worse(None, f"{said}: not known", place)
