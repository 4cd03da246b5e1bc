"""Availability and importances for people, as CSV, and as the published JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isinf

from topology.document.failure_data import YEAR_S
from topology.reliability.availability import Availability, CauseImportance
from topology.render.escapes import csv_text
from topology.render.machine import FORMAT, Plain
from topology.render.terminal.columns import COMMAND, Line
from topology.render.terminal.cuts import missing_words
from topology.render.terminal.text import command, count, shown
from topology.render.terminal.timeline import time_words
from topology.values.units import figure, nines, percent

EXAMPLE = "*=mtbf 2 y, mttr 4 h"
COLUMNS = ("criticality", "Fussell-Vesely", "Birnbaum", "RAW", "RRW")
_WIDTHS = (12, 16, 10, 10, 10)
_NAME = 20


def availability_lines(found: Sequence[Availability], *, limit: int, file: str) -> list[Line]:
    """How often and how long each target is down, the worst first, and what that comes from."""
    lines: list[Line] = []
    ranked = sorted(found, key=lambda a: (-(a.unavailability or 0.0), a.id))
    for target in ranked:
        lines += _target(target, limit)
    return [*lines, *_summary(ranked, file)]


def _target(target: Availability, limit: int) -> Iterator[Line]:
    if target.unavailability is None:
        yield [("bad", shown(target.id)), ("", f" is not judged: {target.why_unknown}")]
        yield []
        return
    total = target.with_switching or 0.0
    style = "bad" if _meets(target) is False else "target"
    said = f" is up {'at most ' if target.is_bound else ''}{nines(total)} of the time"
    yield [(style, shown(target.id)), ("", said)]
    yield [("", f"  {'; '.join(_facts(target, total))}")]
    if target.missing:
        yield [("bad", f"  counted as never failing: {missing_words(target.missing)}")]
    if target.supplied:
        names = ", ".join(map(shown, target.supplied[:5]))
        more = ", …" if len(target.supplied) > 5 else ""
        yield [("dim", f"  from --default: {names}{more}")]
    if wanted := _objective(target):
        met = {True: "met", False: "violated", None: "not known"}[_meets(target)]
        yield [("", f"  objective {nines(1 - wanted)}: {met}")]
    yield from _table(target, limit)
    yield []


def _facts(target: Availability, total: float) -> Iterator[str]:
    assert target.unavailability is not None
    least = "at least " if target.is_bound else ""
    switching = target.switching
    often = ""
    if target.per_year:
        number = figure(float(f"{target.per_year:.3g}"))
        each = mean_words(target.mean_outage_s or 0.0)
        often = f"{number} {'outage' if number == '1' else 'outages'} a year of {each}"
    if switching.unavailability:
        outages = f" in {often}" if often else " with nothing left"
        alone, waiting = map(_year_words, (target.unavailability, switching.unavailability))
        apart = f"{alone}{outages}, {waiting} waiting for standbys"
        yield f"down {least}{_year_words(total)} a year: {apart}"
    else:
        never = "never down, as far as data go" if target.missing else "never down"
        yield f"down {least}{_year_words(total)} a year" if total else never
        if often:
            yield often
    if target.without_frequency:
        first = shown(target.without_frequency[0])
        yield f"how often is not known: {first} has no mtbf or per_year"
    if target.loss_per_year is not None:
        currency = target.graph.topology.currency
        unit = f" {shown(currency)}" if currency else ""
        lost = target.loss_of(total)
        yield f"{least}{figure(lost)}{unit} lost a year"
    if switching.unavailability is None:
        yield f"what switching adds is not known: {switching.why_unknown}"


def _year_words(share: float) -> str:
    return mean_words(share * YEAR_S)


def mean_words(seconds: float) -> str:
    """A time that is a mean: as exact as one talks of it.

    >>> mean_words(7239.2), mean_words(41.23), mean_words(0.01234), mean_words(400_000)
    ('2 h 1 min', '41 s', '0.0123 s', '4 d 15 h')
    """
    unit = next((unit for least, unit in _ROUNDED if seconds >= least), None)
    return time_words(float(f"{seconds:.3g}") if unit is None else round(seconds / unit) * unit)


_ROUNDED = ((86_400.0, 3_600.0), (3_600.0, 60.0), (10.0, 1.0))
"""From so many seconds on a mean is told to so many."""


def _table(target: Availability, limit: int) -> Iterator[Line]:
    entries = [e for e in target.importances if e.importance.criticality]
    if not entries:
        return
    head = "".join(f"{name:>{width}}" for name, width in zip(COLUMNS, _WIDTHS, strict=True))
    yield [("dim", f"  {'cause':{_NAME}}{head}")]
    for entry in entries[:limit]:
        name = shown(entry.id) if entry.count == 1 else f"{shown(entry.id)} (1 of {entry.count:,})"
        cells = "".join(
            f"{cell:>{width}}" for cell, width in zip(importance_cells(entry), _WIDTHS, strict=True)
        )
        if len(name) >= _NAME:
            yield [("", f"  {name}")]
            name = ""
        yield [("", f"  {name:{_NAME}}{cells}")]
    if len(entries) > limit:
        yield [("dim", f"  and {count(len(entries) - limit, 'cause')} more (--limit)")]


def importance_cells(entry: CauseImportance) -> tuple[str, ...]:
    """The importances of a cause in the order of `COLUMNS`."""
    found = entry.importance
    exact = "" if found.fussell_vesely_exact else "<="
    return (
        percent(found.criticality or 0.0),
        "unknown" if found.fussell_vesely is None else exact + percent(found.fussell_vesely),
        f"{found.birnbaum:.3g}",
        _ratio(found.raw or 0.0),
        _ratio(found.rrw or 0.0),
    )


def _ratio(value: float) -> str:
    """A risk worth to four digits; one that is not 1 is never shown as 1."""
    if isinf(value):
        return "infinite"
    if value >= 1e6:
        return f"{value:.3g}"
    return "over 1" if 1 < value < 1.0005 else figure(float(f"{value:.4g}"))


def _objective(target: Availability) -> float | None:
    objectives = target.graph.topology.objectives
    return next((o.availability for o in objectives if o.of == target.id), None)


def _meets(target: Availability) -> bool | None:
    """Whether the objective holds, if there is one."""
    wanted = _objective(target)
    return None if wanted is None else target.meets(wanted)


def _summary(found: Sequence[Availability], file: str) -> Iterator[Line]:
    judged = [a for a in found if a.unavailability is not None]
    violated = sum(_meets(a) is False for a in found)
    said = f"{count(len(found), 'target')}, {len(judged):,} judged"
    wanted = sum(_objective(a) is not None for a in found)
    if wanted:
        said += f"; {violated:,} of {count(wanted, 'objective')} violated"
    if any(a.missing for a in found):
        said += "; data are missing, so the truth is worse"
    yield [("bad" if violated else "", f"{said}.")]
    if any(not a.importances and a.missing for a in found):
        example = ["availability", file, "--default", EXAMPLE]
        yield [("", "Next: "), (COMMAND, command(example))]
    elif found:
        yield [("", "Next: "), (COMMAND, command(["cuts", file]))]


# -- for machines ---------------------------------------------------------------------------------


def availability_plain(found: Sequence[Availability]) -> Plain:
    """All targets by id; what is not known is null, an infinite RRW the text "infinite"."""
    return {"format": FORMAT, "targets": [_plain(target) for target in found]}


def _plain(target: Availability) -> Plain:
    wanted = _objective(target)
    return {
        "id": target.id,
        "availability": target.availability,
        "unavailability": target.unavailability,
        "exact": target.unavailability is not None and not target.missing,
        "why_unknown": target.why_unknown or None,
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
        "objective": None if wanted is None else {"availability": wanted, "holds": _meets(target)},
        "missing": list(target.missing),
        "from_default": list(target.supplied),
        "without_frequency": list(target.without_frequency),
        "importance": [_importance(entry) for entry in target.importances],
    }


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
    }


def availability_csv(found: Sequence[Availability]) -> str:
    """A row for each target and cause with data."""
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
    return csv_text(header, rows)


def _values(entry: CauseImportance) -> tuple[float | None, ...]:
    found = entry.importance
    values = (found.criticality, found.fussell_vesely, found.raw, found.rrw)
    return (found.birnbaum, *values)
