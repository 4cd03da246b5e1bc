"""Fault trees as their files have them, coherent or not, as plain values and as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from topology.cutsets.formulas.failing import FailingSets
    from topology.reliability.formulas import FormulaAvailability
    from topology.reliability.importance import CauseImportance
from topology.render.machine.chances.counts import counted
from topology.render.machine.csv_text import csv_text
from topology.render.machine.plain import FORMAT, Plain


def formulas_plain(found: Sequence[FormulaAvailability], *, table: bool) -> Plain:
    """All tops, with importances if `table`; what is not known is null, RRW also "infinite"."""
    return {"format": FORMAT, "targets": [_plain(one, table) for one in found]}


def _plain(one: FormulaAvailability, table: bool) -> Plain:
    q = one.unavailability
    return {
        "id": one.id,
        "coherent": one.is_coherent,
        "availability": None if q is None else 1 - q,
        "unavailability": q,
        "exact": q is not None and not one.missing,
        "why_unknown": one.why_unknown or None,
        "method": one.method,
        "downtime_minutes_per_year": one.downtime_minutes_per_year,
        "missing": list(one.missing),
        "from_default": list(one.supplied),
        "importance": [_importance(entry) for entry in one.importances] if table else None,
    }


def _importance(entry: CauseImportance) -> Plain:
    found = entry.importance
    return {
        "id": entry.id,
        "birnbaum": found.birnbaum,
        "criticality": found.criticality,
        "fussell_vesely": None,
        "raw": found.raw,
        "rrw": "infinite" if found.rrw is not None and isinf(found.rrw) else found.rrw,
    }


def formulas_csv(found: Sequence[FormulaAvailability]) -> str:
    """A row for each top and event with a probability."""
    header = (
        "target", "unavailability", "event", "birnbaum", "criticality", "raw", "rrw",
    )  # fmt: skip
    rows = (
        (one.id, repr(one.unavailability), entry.id, *_cells(entry))
        for one in found
        for entry in one.importances
    )
    return csv_text(header, rows)


def _cells(entry: CauseImportance) -> tuple[str, ...]:
    found = entry.importance
    values = (found.birnbaum, found.criticality, found.raw, found.rrw)
    return tuple("" if value is None else repr(value) for value in values)


def failing_plain(found: Sequence[FailingSets], *, limit: int) -> Plain:
    """The sets of all tops, under the name of what they are."""
    return {"format": FORMAT, "targets": [_failing(one, limit) for one in found]}


def _failing(one: FailingSets, limit: int) -> Plain:
    return {
        "target": one.id,
        "coherent": False,
        "kind": one.kind.value,
        "complete": one.is_complete,
        "max_order": one.max_order,
        "why_unknown": one.why_unknown or None,
        "count_by_order": {str(k): counted(n) for k, n in one.count_by_order.items()},
        "total": counted(one.total) if one.is_known else None,
        "ranked_by": one.ranked_by,
        "without_data": list(one.missing),
        "sets": [
            {"literals": list(each.literals), "probability": each.probability}
            for each in one.listed(limit)
        ],
    }


def failing_csv(found: Sequence[FailingSets], *, limit: int) -> str:
    """A row for each set that is listed."""
    rows = (
        (
            one.id,
            one.kind.value,
            str(rank),
            str(len(each.literals)),
            "" if each.probability is None else repr(each.probability),
            " + ".join(each.literals),
        )
        for one in found
        for rank, each in enumerate(one.listed(limit), start=1)
    )
    return csv_text(("target", "kind", "rank", "order", "probability", "literals"), rows)
