"""The single points of failure by cause: what each costs, and below it the targets that fall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from topology.finding import FailureClass, in_words
from topology.findings.ranking.recoveries import Recovery
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.findings.under_load import kind_of
from topology.render.people import data_words, entry_of, owner_of, runbook_of
from topology.render.tables.table import Id, Row, Table, Word
from topology.render.words.phrases import reckoned, shown
from topology.render.words.verdict import (
    accepted_said,
    back_words,
    kind_words,
    recovery_words,
    worst_recovery,
)

MOST_TARGETS = 50
"""Targets of one cause that are listed, so that there is room for other causes."""


@dataclass(frozen=True, slots=True)
class ByCause:
    """A row for each cause, and for each of these rows a table of the targets that fall."""

    causes: Table
    targets: tuple[Table, ...]
    left_out: tuple[int, ...]
    """Of each cause, how many targets are not listed."""
    total: int
    """Findings there are: pairs of a cause and a target that falls to it."""


def by_cause(study: Study, most: int) -> ByCause:
    """The worst causes first, as long as there is room for `most` findings."""
    points = study.points
    rows: list[Row] = []
    inner: list[list[Row]] = []
    left_out: list[int] = []
    room = most
    for cause in points.worst_causes(most):
        if not room:
            break
        down = worst_targets(points, cause)
        listed = down[: min(room, MOST_TARGETS)]
        room -= len(listed)
        recoveries = [points.recovery(target, cause) for target in listed]
        back = worst_recovery(recoveries)
        rows.append(_cause_row(points, cause, down, back))
        pairs = zip(listed, recoveries, strict=True)
        inner.append([_target_row(points, cause, *pair) for pair in pairs])
        left_out.append(len(down) - len(listed))
    total = sum(len(points.causes(target)) for target in points.falling())
    causes = Table(_cause_head(points), tuple(rows)).without_empty()
    return ByCause(causes, _alike(_target_head(points), inner), tuple(left_out), total)


def worst_targets(points: SinglePoints, cause: str) -> list[str]:
    """The targets that fall to a cause, the worst first; before all one that is never back."""
    down = points.targets_down(cause)
    if points.ranking.of_cause(cause).comes_back:
        return down
    first = next((t for t in down if points.recovery(t, cause).is_never), None)
    return down if first is None else [first, *(t for t in down if t != first)]


def _cause_head(points: SinglePoints) -> tuple[str, ...]:
    topology = points.topology
    return (
        *("Cause", "Kind", "Classes", "Targets", "Back after"),
        f"Lost an hour{_in(topology.currency)}",
        f"Demand lost{_in(topology.load_unit)}",
        *("Owner", "Runbook", "Data"),
    )


def _in(unit: str | None) -> str:
    return f" ({shown(unit)})" if unit else ""


def _cause_row(points: SinglePoints, cause: str, down: Sequence[str], back: Recovery) -> Row:
    graph = points.graph
    kind, is_shared, is_mode = kind_of(graph, graph.cause_number(cause))
    found = {points.failure_class(target, cause) for target in down}
    lost = points.ranking.lost(cause)
    return (
        Id(cause),
        Word(kind_words(kind, is_shared=is_shared, is_mode=is_mode, is_bare=points.is_bare(cause))),
        ", ".join(str(one) for one in FailureClass if one in found),
        f"{len(down):,} of {len(points.targets):,}",
        back_words(back),
        reckoned(lost.money) if lost.money else "",
        reckoned(lost.demand) if lost.demand else "",
        owner_of(graph, cause),
        runbook_of(graph, cause),
        data_words(entry_of(graph, cause)),
    )


def _target_head(points: SinglePoints) -> tuple[str, ...]:
    down = f"Lost an hour when down{_in(points.topology.currency)}"
    return ("Target", "Class", "Back", down, "Accepted", "Reason")


def _target_row(points: SinglePoints, cause: str, target: str, recovery: Recovery) -> Row:
    finding = points.finding(target, cause)
    money = points.graph.components[points.graph.index[target]].loss_per_hour
    return (
        Id(target),
        str(finding.failure_class),
        recovery_words(recovery),
        reckoned(money) if money else "",
        accepted_said(points, target, cause),
        in_words(finding.steps),
    )


def _alike(head: tuple[str, ...], inner: Sequence[Sequence[Row]]) -> tuple[Table, ...]:
    """Tables with the same columns: those in which anything stands in any of them."""
    kept = Table(head, tuple(row for rows in inner for row in rows)).without_empty()
    columns = [head.index(name) for name in kept.head]
    return tuple(
        Table(kept.head, tuple(tuple(row[i] for i in columns) for row in rows)) for rows in inner
    )
