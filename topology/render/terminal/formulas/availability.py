"""Probabilities and importances of fault trees as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.reliability.formulas import FormulaAvailability
from topology.render.terminal.columns import MARGIN, Line
from topology.render.terminal.lines import next_line
from topology.render.words.chances.formulas import NOT_COHERENT, SIGNED, missing_events
from topology.render.words.chances.importances import COLUMNS, EXPLAINED, importance_cells
from topology.render.words.phrases import mean_words, shown
from topology.values.units import YEAR_S, counted, nines

_WIDTHS = (13, 10, 9, 9)
_SHOWN = tuple(n for n, name in enumerate(COLUMNS) if name != "Fussell-Vesely")
_NAME = max(map(len, EXPLAINED)) + 2


def formula_lines(
    found: Sequence[FormulaAvailability], *, limit: int | None, file: str
) -> list[Line]:
    """How often each tree fails, the worst first; with so many importances, without if None."""
    lines: list[Line] = []
    ranked = sorted(found, key=lambda one: (-(one.unavailability or 0.0), one.id))
    for one in ranked:
        lines += _target(one, limit)
    if limit and any(one.importances for one in ranked):
        lines += _explained(any(not one.is_coherent for one in ranked))
    judged = sum(one.unavailability is not None for one in found)
    lines.append([("", f"{counted(len(found), 'target')}, {judged:,} judged.")])
    return [*lines, next_line(["cuts", file])]


def _target(one: FormulaAvailability, limit: int | None) -> Iterator[Line]:
    if one.unavailability is None:
        yield [("bad", shown(one.id)), ("", f" is not judged: {one.why_unknown}")]
        yield []
        return
    at_most = "at most " if one.is_bound else ""
    said = f" is up {at_most}{nines(one.unavailability)} of the time"
    yield [("target", shown(one.id)), ("", said)]
    least = "at least " if one.is_bound else ""
    total = one.unavailability
    words = f"down {least}{mean_words(total * YEAR_S)} a year" if total else "never down"
    yield [("", f"  {words}; probability {total:.6g}")]
    if not one.is_coherent:
        yield [("", f"  {NOT_COHERENT}")]
    if one.missing:
        yield [("bad", f"  counted as never failing: {missing_events(one.missing)}")]
    if one.supplied:
        yield [("dim", f"  from --default: {missing_events(one.supplied)}")]
    if limit:
        yield from _table(one, limit)
    yield []


def _table(one: FormulaAvailability, limit: int) -> Iterator[Line]:
    entries = [entry for entry in one.importances if entry.importance.criticality]
    if not entries:
        return
    yield [("dim", f"{_row([COLUMNS[n] for n in _SHOWN])}  event")]
    for entry in entries[:limit]:
        cells = importance_cells(entry)
        yield [(MARGIN, f"{_row([cells[n] for n in _SHOWN])}  "), ("", shown(entry.id))]
    if len(entries) > limit:
        yield [("dim", f"  and {counted(len(entries) - limit, 'event')} more (--limit)")]


def _row(cells: Sequence[str]) -> str:
    return "".join(f"{cell:>{width}}" for cell, width in zip(cells, _WIDTHS, strict=True))


def _explained(signed: bool) -> Iterator[Line]:
    for n in _SHOWN:
        yield [(MARGIN, f"  {COLUMNS[n]:<{_NAME}}"), ("", EXPLAINED[COLUMNS[n]])]
    if signed:
        yield [("", f"  {SIGNED}")]
    yield []
