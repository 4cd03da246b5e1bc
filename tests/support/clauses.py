"""One clause of an objective of a document, by the name of its field."""

from __future__ import annotations

from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.findings.objectives.clauses import Clause
from topology.findings.objectives.verdicts import verdicts
from topology.findings.single_points import SinglePoints


def clause_of(document: Doc, objective: Doc, *, today: str | None = None) -> Clause:
    """The only clause of an objective about all its targets, which is the only one there is."""
    points = SinglePoints.of(
        Topology.from_dict({**document, "objectives": [objective]}), today=today
    )
    (clause,) = (c for v in verdicts(points, {}, {}) if not v.target for c in v.clauses)
    return clause


def found(clause: Clause) -> list[tuple[str, str]]:
    """Of the findings of a clause the cause, and what each is about."""
    return [(finding.cause, finding.where) for finding in clause.findings]
