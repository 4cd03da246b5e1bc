"""Judges a document by its objectives, and puts all that violates them together.

A finding that violates several clauses is one finding. A clause that is violated, or not known,
without anything that is found stands for itself, so that no failing check is without a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from topology.document.schema import Accepted
from topology.finding import Finding, Rule
from topology.findings.criticality import criticality_findings
from topology.findings.gate.checked import (
    Checked,
    Found,
    Place,
    Result,
    Standing,
    clause_sentence,
)
from topology.findings.gate.fingerprints import content, fingerprint, fingerprint_of
from topology.findings.objectives.clauses import Clause, Part, Verdict
from topology.findings.objectives.judged import Judged
from topology.findings.ranking.recoveries import in_words
from topology.findings.single_points import SinglePoints
from topology.structure.strikes import NO_COMPONENT


class Describing(Protocol):
    """Knows where things are described, as far as that is known."""

    def of(self, name: str) -> Place | None:
        """Of a component, a shared risk or a mode, by its id."""

    def of_objective(self, number: int) -> Place | None:
        """Of an objective, by its position from 0."""


def checked(
    judgement: Judged,
    file: str,
    places: Describing,
    *,
    today: str = "",
    beside: Iterable[Found] = (),
) -> Checked:
    """What a judgement comes to; `beside` is what is found of acceptances."""
    points = judgement.points
    results = tuple(_results(judgement.verdicts, places))
    found = _Findings(points, places)
    for verdict in judgement.verdicts:
        found.take(verdict)
    found.take_criticality()
    return Checked(
        file=file,
        name=points.topology.name,
        today=today,
        results=results,
        findings=tuple(_in_order((*found.all(), *beside))),
        accepted=len({entry for v in judgement.verdicts for entry in v.accepted}),
    )


def _results(found: Sequence[Verdict], places: Describing) -> Iterator[Result]:
    for verdict in found:
        for clause in verdict.clauses:
            yield Result(
                verdict.number,
                verdict.about,
                clause.rule,
                clause.asks,
                Standing.of(clause.holds),
                clause.why,
                verdict.objective.source or "",
                places.of_objective(verdict.number),
            )


def _sentence(verdict: Verdict, clause: Clause, part: Part | None = None) -> str:
    """Of a clause, or of one thing that it does not hold for."""
    said = clause if part is None else part
    return clause_sentence(verdict.about, clause.asks, Standing.of(said.holds), said.why)


_BY_POINTS = ("survives", "rto")
"""Clauses that single points of failure violate."""


class _Findings:
    """The findings of all verdicts, each once, with the clauses that it violates."""

    def __init__(self, points: SinglePoints, places: Describing) -> None:
        self._points = points
        self._places = places
        self._found: dict[str, Found] = {}

    def all(self) -> Iterable[Found]:
        return self._found.values()

    def take(self, verdict: Verdict) -> None:
        """Adds what a verdict is violated by, what is borne, and what is not known."""
        by_points = [c for c in verdict.clauses if c.holds is False and c.rule in _BY_POINTS]
        for cause in verdict.violated_by:
            said = [_sentence(verdict, clause) for clause in by_points]
            self._add(self._points.finding(verdict.target, cause), said)
        for cause in verdict.borne if verdict.target else ():
            self._bear(verdict, self._points.finding(verdict.target, cause))
        for clause in verdict.clauses:
            for finding in clause.borne:
                self._bear(verdict, finding)
            said = [_sentence(verdict, clause)]
            for finding in clause.findings:
                self._add(finding, said)
            is_told = clause.findings or (verdict.violated_by and clause in by_points)
            if not clause.holds and not is_told:
                for part in clause.parts or (Part("", clause.holds, clause.why),):
                    self._put(_of_clause(verdict, clause, part, self._places))

    def take_criticality(self) -> None:
        """Adds what hangs on something less critical, unless that is accepted for it."""
        points = self._points
        for finding in criticality_findings(points):
            standard = points.graph.standards.get(finding.where)
            entries = [e for e in standard.accepted if e.id == finding.cause] if standard else []
            borne = [entry for entry in entries if not points.is_over(entry)]
            self._add(finding, (), max(borne, key=lambda e: e.until, default=None))

    def _bear(self, verdict: Verdict, finding: Finding) -> None:
        """Adds what violates nothing, by the first acceptance that is not over."""
        entries = (entry for entry in verdict.accepted if entry.id == finding.cause)
        entry = next(entry for entry in entries if not self._points.is_over(entry))
        self._add(finding, (), entry)

    def _add(
        self, finding: Finding, clauses: Sequence[str], accepted: Accepted | None = None
    ) -> None:
        where, cause = finding.where, finding.cause
        recovery = self._points.recovery(where, cause) if _is_point(finding) else None
        takes = self._takes(cause) if _is_point(finding) else None
        is_known = recovery is not None and not recovery.wanting
        back_s = recovery.outage_s if recovery is not None and is_known else None
        made = Found(
            rule=finding.rule,
            target=where,
            cause=cause,
            message=finding.message,
            fingerprint=fingerprint_of(finding),
            failure_class=finding.failure_class,
            steps=finding.steps,
            back="" if recovery is None else in_words(recovery),
            back_s=back_s,
            takes=takes,
            amounts=finding.amounts,
            clauses=tuple(clauses),
            place=self._places.of(cause or where),
            accepted=accepted,
        )
        self._put(made)

    def _takes(self, cause: str) -> int:
        """How many components go down with a cause, what it is a failure of aside."""
        graph, size = self._points.graph, self._points.blast_size(cause)
        is_own = size > 0 and graph.owner(graph.cause_number(cause)) != NO_COMPONENT
        return size - is_own

    def _put(self, made: Found) -> None:
        said = content(made.failure_class, made.steps, made.back_s, made.takes, made.amounts)
        made = replace(made, content=said)
        was = self._found.get(made.fingerprint)
        if was is not None:
            clauses = tuple(dict.fromkeys((*was.clauses, *made.clauses)))
            # What one objective bears and another does not violates the other.
            borne = was.accepted if made.accepted is not None else None
            # Two objectives can ask the same of different targets: the worse of both counts.
            amounts = max(was.amounts, made.amounts)
            made = replace(was, clauses=clauses, accepted=borne, amounts=amounts)
        self._found[made.fingerprint] = made


def _is_point(finding: Finding) -> bool:
    return finding.rule is Rule.SINGLE_POINT_OF_FAILURE


def _of_clause(verdict: Verdict, clause: Clause, part: Part, places: Describing) -> Found:
    """What a clause says by itself, of one thing that it does not hold for."""
    rule = clause.rule or "objective"
    return Found(
        rule=rule,
        target=verdict.target,
        cause="",
        message=_sentence(verdict, clause, part),
        fingerprint=fingerprint(rule, verdict.about, clause.asks, [part.about] * bool(part.about)),
        clauses=(_sentence(verdict, clause),),
        place=places.of_objective(verdict.number),
        amounts=clause.amounts,
        is_unknown=part.holds is None,
    )


def _in_order(found: Iterable[Found]) -> list[Found]:
    """What fails a check first, then what is not known, then what is borne; each as it was."""
    return sorted(found, key=lambda one: (one.accepted is not None, one.is_unknown))
