"""Availability and importances, as plain values and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isinf

from topology.reliability.availability import Availability
from topology.reliability.importance import CauseImportance
from topology.render.machine.csv_text import csv_text
from topology.render.machine.plain import FORMAT, Plain
from topology.render.objectives import availability_of, meets_availability
from topology.values.units import YEAR_S


def availability_plain(found: Sequence[Availability]) -> Plain:
    """All targets by id; what is not known is null, an infinite RRW the text "infinite"."""
    return {"format": FORMAT, "targets": [_plain(target) for target in found]}


def _plain(target: Availability) -> Plain:
    wanted = availability_of(target)
    return {
        "id": target.id,
        "availability": target.availability,
        "unavailability": target.unavailability,
        **_bounds(target),
        "exact": target.unavailability is not None and not (target.missing or target.uncounted),
        "why_unknown": target.why_unknown or None,
        "not_judged": target.how_judged or None,
        **({"not_counted": list(target.not_counted)} if target.not_counted else {}),
        "method": target.method,
        "rare_event_upper_bound": target.rare_event,
        "min_cut_upper_bound": target.min_cut_upper_bound,
        "downtime_minutes_per_year": target.downtime_minutes_per_year,
        "outages_per_year": target.per_year,
        "mean_outage_s": target.mean_outage_s,
        "mean_time_between_outages_s": target.mean_time_between_s,
        "loss_per_year": target.loss_per_year,
        "currency": target.graph.topology.currency,
        "switching_unavailability": target.switching.unavailability,
        "with_switching": _with_switching(target),
        "switching_not_known": target.switching.why_unknown or None,
        "objective": None
        if wanted is None
        else {"availability": wanted, "holds": meets_availability(target)},
        "missing": list(target.missing),
        "from_default": list(target.supplied),
        "without_frequency": list(target.without_frequency),
        **({"conditions": list(target.conditions)} if target.conditions else {}),
        **({"reserves_not_counted": list(target.uncounted)} if target.uncounted else {}),
        "importance": [_importance(entry) for entry in target.importances],
    }


def _bounds(target: Availability) -> Plain:
    """Between what the share of time down lies where it is not known exactly."""
    if target.bounds is None or target.down_between is None:
        return {}
    lower, upper = target.down_between
    found = {"lower": lower, "upper": upper, "failures": target.bounds.failures}
    return {"unavailability_bounds": found}


def _with_switching(target: Availability) -> Plain | None:
    """The same figures with the time in which standbys take over; null where that is not known."""
    if target.unavailability is None or target.switching.unavailability is None:
        return None
    total = target.with_switching or 0.0
    return {
        "availability": 1 - total,
        "unavailability": total,
        "downtime_minutes_per_year": total * YEAR_S / 60,
        "loss_per_year": None if target.loss_per_year is None else target.loss_of(total),
    }


def _importance(entry: CauseImportance) -> Plain:
    found = entry.importance
    return {
        "id": entry.id,
        "count": entry.count,
        "birnbaum": found.birnbaum,
        "criticality": found.criticality,
        "fussell_vesely": found.fussell_vesely,
        "fussell_vesely_exact": found.fussell_vesely_exact,
        "raw": found.raw,
        "rrw": "infinite" if found.rrw is not None and isinf(found.rrw) else found.rrw,
        **({"average_of_members_in_places": True} if entry.in_places else {}),
        **({"does_not_start": True} if entry.is_start else {}),
    }


def availability_csv(found: Sequence[Availability]) -> str:
    """A row for each target and cause with data."""
    return csv_text(*importance_rows(found))


def importance_rows(
    found: Sequence[Availability],
) -> tuple[tuple[str, ...], Iterator[tuple[str, ...]]]:
    """The names of the columns, and the rows."""
    header = (
        "target", "unavailability", "cause", "count",
        "birnbaum", "criticality", "fussell_vesely", "raw", "rrw",
    )  # fmt: skip
    rows = (
        (
            target.id,
            repr(target.unavailability),
            entry.id,
            str(entry.count),
            *("" if value is None else repr(value) for value in _values(entry)),
        )
        for target in found
        for entry in target.importances
    )
    return header, rows


def _values(entry: CauseImportance) -> tuple[float | None, ...]:
    found = entry.importance
    values = (found.criticality, found.fussell_vesely, found.raw, found.rrw)
    return (found.birnbaum, *values)
