"""A sample as lines: what hangs on the ranges first, then figures, then what never changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from topology.findings.sampling.indices import Index
from topology.findings.sampling.sampling import LEVELS, FigureSpread, Sample, VerdictShare
from topology.render.sampling.words import (
    design_words,
    figure_title,
    first_words,
    index_words,
    input_words,
    notes,
    share_words,
    spread_words,
    telling,
    title,
    value_words,
)
from topology.render.terminal.columns import MARGIN, Line
from topology.render.terminal.lines import more_lines, next_line
from topology.render.words.phrases import said, shown
from topology.values.units import counted, percent


def sample_lines(found: Sample, *, limit: int, file: str) -> list[Line]:
    """All that is said of a sample; of each list at most `limit` entries."""
    return [
        [("target", title(found))],
        *([("dim", f"  {words}.")] for words in design_words(found)),
        [],
        *_inputs(found, limit),
        *_verdicts(found, limit),
        *_figures(found, limit),
        *_always(found, limit),
        *([("", f"{words}.")] for words in notes(found)),
        *([("target", f"{words}.")] for words in [first_words(found)] if words),
        next_line(["spof", file]),
    ]


def _inputs(found: Sample, limit: int) -> Iterator[Line]:
    for entry in found.inputs[:limit]:
        yield [("", f"  {shown(entry.place)}"), ("dim", f"  {said(input_words(entry))}")]
    yield from more_lines(len(found.inputs) - limit, "range", "ranges")
    if len(found.inputs) <= limit:
        yield []


def together(found: Sequence[VerdictShare]) -> list[list[VerdictShare]]:
    """Those that are true in the same draws in one list, in the order of the first of each."""
    return [list(group) for _, group in groupby(sorted(found, key=_group), key=_group)]


def _group(entry: VerdictShare) -> int:
    return entry.group


def _verdicts(found: Sample, limit: int) -> Iterator[Line]:
    varying = together([entry for entry in found.verdicts if entry.varies])
    if not varying:
        return
    yield [("target", "Verdicts that vary, with the share of the draws in which each is true")]
    for group in varying[:limit]:
        first = group[0]
        yield [(MARGIN, "  "), ("bad", share_words(first.share))]
        for entry in group[:limit]:
            about = ("dim", f"  {shown(entry.said.about)}")
            yield [(MARGIN, "    "), ("", said(entry.said.words)), about]
        if len(group) > limit:
            yield [("dim", f"    … and {len(group) - limit:,} more in the same draws")]
        yield from _telling(found, first.indices or ())
    yield from more_lines(len(varying) - limit, "group of verdicts", "groups of verdicts")
    if len(varying) <= limit:
        yield []


def _telling(found: Sample, each: Sequence[Index]) -> Iterator[Line]:
    for entry, index in telling(found, each):
        alone = f"; alone {index_words(index.first)}"
        words = f"in all {index_words(index.total)}{alone}"
        yield [(MARGIN, "      "), ("", f"hangs on {shown(entry.place)}: "), ("dim", words)]


def _figures(found: Sample, limit: int) -> Iterator[Line]:
    varying = [entry for entry in found.figures if entry.varies]
    if varying:
        levels = ", ".join(map(percent, LEVELS))
        yield [("target", f"Figures that vary: {levels} of the draws lie below")]
    for entry in varying[:limit]:
        yield [(MARGIN, "  "), ("", figure_title(entry.figure))]
        yield from _spread(found, entry)
        yield from _telling(found, entry.indices or ())
    yield from more_lines(len(varying) - limit, "figure", "figures")
    if 0 < len(varying) <= limit:
        yield []


def _spread(found: Sample, entry: FigureSpread) -> Iterator[Line]:
    unit = entry.figure.unit
    for level, quantile in zip(LEVELS, entry.quantiles, strict=True):
        words = spread_words(found, unit, quantile)
        yield [(MARGIN, f"    {percent(level):>5}  "), ("", words)]
    if entry.mean is not None:
        yield [(MARGIN, "     mean  "), ("", spread_words(found, unit, entry.mean))]


def _always(found: Sample, limit: int) -> Iterator[Line]:
    same = [entry for entry in found.verdicts if not entry.varies]
    fixed = [entry for entry in found.figures if entry.quantiles and not entry.varies]
    if same:
        least = percent(same[0].share.low)
        yield [("target", f"True in all draws (in {least} of all or more): "
                f"{counted(len(same), 'verdict')}")]  # fmt: skip
    for verdict in same[:limit]:
        words = said(verdict.said.words)
        yield [(MARGIN, "  "), ("", words), ("dim", f"  {shown(verdict.said.about)}")]
    yield from more_lines(len(same) - limit, "verdict", "verdicts")
    if fixed:
        yield [("target", f"The same in all draws: {counted(len(fixed), 'figure')}")]
    for entry in fixed[:limit]:
        value = value_words(found, entry.figure.unit, entry.quantiles[0].value)
        yield [(MARGIN, "  "), ("", f"{figure_title(entry.figure)}: {value}")]
    yield from more_lines(len(fixed) - limit, "figure", "figures")
    if same or fixed:
        yield []
