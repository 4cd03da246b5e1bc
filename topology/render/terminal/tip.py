"""What tips a service as lines: the map in blocks, from which length on each strength tips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.loads.tipping.tipping import TippingMap
from topology.loads.tipping.trials import Fate
from topology.render.terminal.columns import COMMAND, MARGIN, Line
from topology.render.terminal.lines import command
from topology.render.words.phrases import said as safe
from topology.render.words.tipping import (
    MARKS,
    axis_label,
    fates_of,
    rows_words,
    sentences,
    strength_axis,
    strength_words,
    title,
)

LABEL, CELL = 11, 5
"""Columns of a strength at the left, and of each length."""
STYLES = {Fate.HELD: "dim", Fate.BACK: "dim", Fate.AFTER: "target", Fate.UNKNOWN: "target"}


def tip_lines(found: TippingMap, following: Sequence[str]) -> list[Line]:
    """The map and what is said of it. `following` is the command to go on with."""
    lines: list[Line] = [
        [("target", title(found))],
        [("dim", f"  {strength_axis(found)}, by the length of the {found.push.kind}")],
        *_axis(found),
        *_cells(found),
        _legend(found),
        [],
        *_rows(found),
        [],
        *([("bad" if found.tipping and not number else "", f"{said}.")]
          for number, said in enumerate(sentences(found))),
    ]  # fmt: skip
    shown = [[(style, safe(text)) for style, text in line] for line in lines]
    return [*shown, [("", "next: "), (COMMAND, command(following))]]


def _axis(found: TippingMap) -> Iterator[Line]:
    """The lengths: numbers, and below them the unit where it begins."""
    numbers, units, before = "", "", ""
    for length in found.lengths_s:
        number, unit = axis_label(length)
        numbers += f"{number:>{CELL}}"
        units += f"{'' if unit == before else unit:>{CELL}}"
        before = unit
    yield [("dim", " " * LABEL + numbers)]
    yield [("dim", " " * LABEL + units.rstrip())]


def _cells(found: TippingMap) -> Iterator[Line]:
    for row in found.rows:
        spans = [(MARGIN, f"{strength_words(found, row.strength):>{LABEL - 1}} ")]
        fates = [cell.fate for cell in row.cells]
        spans += [(STYLES.get(fate, "bad"), f" {MARKS[fate] * (CELL - 1)}") for fate in fates]
        yield spans


def _legend(found: TippingMap) -> Line:
    marks = (f"{MARKS[fate]} {fate}" for fate in fates_of(found))
    return [("dim", " " * (LABEL + 1) + "   ".join(marks))]


def _rows(found: TippingMap) -> Iterator[Line]:
    said = rows_words(found)
    width = max((len(strength) for strength, _ in said), default=0)
    for strength, words in said:
        yield [(MARGIN, f"  {strength:>{width}}  "), ("", words)]
