"""What tips fallbacks, how long a switch may take, and hidden capacities, as tables."""

from __future__ import annotations

from collections.abc import Iterator

from topology.findings.study import Study
from topology.render.tables.table import Id, Table, Word
from topology.values.units import figure, percent, time_words


def margins(study: Study, most: int) -> Iterator[Table]:
    """What tips fallbacks, how long a switch may take, and hidden capacities; those there are."""
    found = (_fallbacks(study, most), _switchovers(study, most), _hidden(study, most))
    yield from (table for table in found if table.rows)


def _unit(study: Study) -> str:
    return f" ({study.topology.load_unit})" if study.topology.load_unit else ""


def _fallbacks(study: Study, most: int) -> Table:
    unit = _unit(study)
    rows = tuple(
        (
            Id(entry.owner),
            Id(entry.entry[0])
            if len(entry.entry) == 1
            else ", ".join(entry.entry[:3]) + (" …" if len(entry.entry) > 3 else ""),
            percent(entry.share),
            "any" if entry.tipping_share is None else f"under {percent(entry.tipping_share)}",
            Id(entry.component or ""),
            figure(entry.threshold or 0.0),
            figure(entry.lacking) if entry.lacking else "none",
            figure(entry.admission_limit) if entry.admission_limit is not None else "",
        )
        for entry in study.fallbacks[:most]
    )
    head = (
        "Load of", "Falls back on", "Share that follows", "Share it bears", "Tips first",
        f"Bears{unit}", f"Capacity it lacks{unit}", f"Admission limit that keeps it up{unit}",
    )  # fmt: skip
    return Table(head, rows)


def _switchovers(study: Study, most: int) -> Table:
    ranking = study.points.ranking
    found = sorted(
        study.longest_switchovers,
        key=lambda entry: (ranking.of_target(entry.target), ranking.of_cause(entry.cause)),
    )
    rows = tuple(
        (
            Id(entry.target),
            Id(entry.cause),
            time_words(entry.rto_s),
            time_words(entry.switchover_s),
            time_words(entry.longest_s),
        )
        for entry in found[:most]
    )
    head = ("Target", "Failure of", "rto", "Switchover takes", "Longest that meets the rto")
    return Table(head, rows)


def _hidden(study: Study, most: int) -> Table:
    unit = _unit(study)
    rows = tuple(
        (
            Id(entry.component),
            figure(entry.capacity),
            figure(entry.hidden),
            figure(entry.load),
            Word("yes" if entry.is_vulnerable else "no"),
        )
        for entry in study.hidden_capacities[:most]
    )
    head = (
        "Component", f"Capacity{unit}", f"Hidden capacity with its callers' retries{unit}",
        f"Load{unit}", "Stays over the edge once pushed",
    )  # fmt: skip
    return Table(head, rows)
