"""Where in the ranges of a document which verdict holds, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from topology.findings.sensitivity import Sensitivity
from topology.findings.study import Study
from topology.render.tables.table import Id, Row, Table
from topology.render.words.ranges import number_words, span_words, special_words, stretch_words


def ranges(study: Study) -> Table:
    """Where in the range of each value which verdict holds, for those on which one depends."""
    decisive = ((about, s) for about, s in study.sensitivities if s.is_decisive or s.spans)
    rows = tuple(chain.from_iterable(_range_rows(about, s) for about, s in decisive))
    samples = max((entry.samples for _, entry in study.sensitivities), default=0)
    note = (
        "Each value that is given as a range was tried by itself, the others as they stand: at "
        f"{samples:,} values at most, and by bisection between those that differ."
    )
    head = ("Value", "Range", "Verdict on", "Where", "What holds there, and not all over")
    return Table(head, rows, note)


def settled(study: Study) -> Sequence[str]:
    """The values on which nothing depends."""
    decisive = {s.place for _, s in study.sensitivities if s.is_decisive or s.spans}
    return sorted({s.place for _, s in study.sensitivities} - decisive)


def _range_rows(about: str, sensitivity: Sensitivity) -> Iterator[Row]:
    ranged = sensitivity.ranged
    span = f"{number_words(ranged, ranged.low)} … {number_words(ranged, ranged.high)}"
    taken = f"{span}, taken as {number_words(ranged, ranged.value)}"
    if sensitivity.spans:
        yield Id(sensitivity.place), taken, about, span, span_words(sensitivity.spans, str)
    for position, stretch in enumerate(sensitivity.stretches if sensitivity.is_decisive else ()):
        first = position == 0 and not sensitivity.spans
        yield (
            Id(sensitivity.place) if first else "",
            taken if first else "",
            about if first else "",
            stretch_words(ranged, stretch),
            special_words(sensitivity, stretch, str),
        )
