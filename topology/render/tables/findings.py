"""Objectives, the traffic and what is wrong with nothing failed, as tables."""

from __future__ import annotations

from itertools import chain, islice

from topology.finding import Finding, in_words
from topology.findings.returns import by_return
from topology.findings.study import Study
from topology.render.people import data_words, entry_of, owner_of, runbook_of
from topology.render.tables.table import Id, Row, Table, Word
from topology.render.words.verdict import accepted_said, accepted_words, kind_words, recovery_words

HOLDS = {True: Word("yes"), False: Word("no"), None: Word("not known")}


def objectives(study: Study) -> Table:
    """What each objective asks, and whether that holds; the worst first."""
    sources = any(verdict.objective.source for verdict in study.worst_verdicts)
    rows = (
        (
            *(Id(verdict.about), clause.asks, HOLDS[clause.holds], clause.why),
            *((verdict.objective.source or "",) if sources else ()),
        )
        for verdict in study.worst_verdicts
        for clause in verdict.clauses
    )
    head = ("Of", "Asks that it", "Holds", "Why", *(("Source",) if sources else ()))
    return Table(head, tuple(rows))


def findings(study: Study, most: int) -> Table:
    """The single points of failure, a row for each target and cause, the worst target first."""
    points, graph = study.points, study.points.graph
    rows: list[Row] = []
    for target in points.ranking.targets(points.falling()):
        for cause in chain.from_iterable(causes for _, causes in by_return(points, target)):
            if len(rows) < most:
                finding = points.finding(target, cause)
                kind = _kind(finding, is_bare=points.is_bare(cause))
                why = in_words(finding.steps)
                said = accepted_said(points, target, cause)
                back = recovery_words(points.recovery(target, cause))
                a_class = str(finding.failure_class)
                people = (owner_of(graph, cause), runbook_of(graph, cause))
                data = data_words(entry_of(graph, cause))
                rows.append((Id(target), Id(cause), kind, a_class, *people, back, data, said, why))
    head = (
        *("Target", "Cause", "Kind", "Class", "Owner", "Runbook", "Back", "Data"),
        *("Accepted", "Reason"),
    )
    return Table(head, tuple(rows)).without_empty()


def _kind(finding: Finding, *, is_bare: bool = False) -> Word:
    is_shared, is_mode = finding.shared_risk, finding.is_mode
    return Word(kind_words(finding.kind, is_shared=is_shared, is_mode=is_mode, is_bare=is_bare))


def traffic(study: Study, most: int) -> Table:
    """What is too much for the traffic, with nothing failed and after which failure; worst first.

    Without rows where the traffic is no target, or nothing is.
    """
    points, graph = study.points.traffic, study.points.graph
    head = ("Cause", "Kind", "Class", "Owner", "Runbook", "Cut off", "Highest use", "Data")
    rows: list[Row] = []
    if points is None:
        return Table(head, ())
    from topology.findings.traffic.telling import findings
    from topology.network.words import amount_words, use_words

    for finding in islice(findings(points), most):
        cause, (cut_off, used) = finding.cause, finding.amounts
        entry = points.accepted.get(cause)
        is_over = study.points.is_over(entry) if entry else None
        rows.append(
            (
                Id(cause) if cause else "with nothing failed",
                _kind(finding),
                str(finding.failure_class),
                *((owner_of(graph, cause), runbook_of(graph, cause)) if cause else ("", "")),
                amount_words(graph, cut_off) if cut_off else "",
                use_words(used) if used else "",
                data_words(entry_of(graph, cause)) if cause else "",
                accepted_words(entry, is_over=is_over) if entry else "",
                in_words(finding.steps),
            )
        )
    return Table((*head, "Accepted", "Reason"), tuple(rows)).without_empty()


def conditions(study: Study, most: int) -> Table:
    """What is wrong with nothing failed: targets never up or below level, start-up deadlocks."""
    points = study.points
    found = chain(
        (
            ("never up", points.never_up_finding(target))
            for target in points.ranking.targets(points.never_up)
        ),
        (
            ("below its level", points.below_level_finding(target))
            for target in points.ranking.targets(points.below_level)
        ),
        (("not judged", points.not_judged_finding(target)) for target in points.not_judged),
        (
            ("cannot start from cold", points.deadlock_finding(deadlock))
            for deadlock in points.start_up_deadlocks
        ),
    )
    rows = tuple(
        (
            Id(finding.where),
            what + (f", with {len(finding.involved) - 1:,} more" if finding.involved[1:] else ""),
            in_words(finding.steps),
        )
        for what, finding in islice(found, most)
    )
    return Table(("Of", "What", "Reason"), rows)


def recovery_deadlocks(study: Study, most: int) -> Table:
    """What is never back after which single failure, as what mends it is down with it."""
    points = study.points
    causes = points.ranking.causes(points.recovery_deadlocks)[:most]
    rows = []
    for finding in map(points.recovery_deadlock_finding, causes):
        also = f" and {len(finding.involved) - 1:,} more" if finding.involved[1:] else ""
        rows.append((Id(finding.cause), Id(finding.where), also, in_words(finding.steps)))
    return Table(("After", "Never back", "", "Reason"), tuple(rows))


def unjudged(study: Study, most: int) -> Table:
    """The failures of which overload and delay could not be judged, and why."""
    found = sorted(study.points.causes_unjudged.items())[:most]
    rows = tuple((Id(cause), why) for cause, why in found)
    return Table(("Failure of", "Overload and delay could not be judged"), rows)
