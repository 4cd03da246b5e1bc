"""A sample as Markdown: what was drawn, then tables of verdicts and figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.findings.sampling.indices import Index
from topology.findings.sampling.sampling import LEVELS, Sample
from topology.render.files.markdown_text import markdown_table, text
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
)
from topology.render.tables.table import Id, Table
from topology.values.units import percent

INDEXED = "Hangs on (total index)"


def sample_markdown(found: Sample, most: int) -> str:
    """All that is said of a sample; at most so many rows a table."""
    return "\n\n".join(_blocks(found, most)) + "\n"


def _blocks(found: Sample, most: int) -> Iterator[str]:
    yield f"# {text(found.name)}"
    yield f"{text(title(found))}. " + " ".join(f"{text(words)}." for words in design_words(found))
    yield "## Ranges"
    rows = tuple((Id(entry.place), input_words(entry)) for entry in found.inputs)
    yield from _table(Table(("Value", "Drawn from"), rows), most)
    if found.verdicts:
        yield "## Verdicts"
        yield from _table(_verdicts(found), most)
    if any(entry.quantiles for entry in found.figures):
        yield "## Figures"
        yield from _table(_figures(found), most)
    said = [*notes(found), *filter(None, [first_words(found)])]
    yield " ".join(f"{text(words)}." for words in said)


def _verdicts(found: Sample) -> Table:
    order = sorted(found.verdicts, key=lambda entry: not entry.varies)
    rows = tuple(
        (
            entry.said.words,
            entry.said.about,
            share_words(entry.share),
            _telling(found, entry.indices or ()),
        )
        for entry in order
    )
    return Table(("Verdict", "About", "True in", INDEXED), rows).without_empty()


def _figures(found: Sample) -> Table:
    known = [entry for entry in found.figures if entry.quantiles]
    rows = tuple(
        (
            figure_title(entry.figure),
            *(spread_words(found, entry.figure.unit, quantile) for quantile in entry.quantiles),
            _telling(found, entry.indices or ()),
        )
        for entry in sorted(known, key=lambda entry: not entry.varies)
    )
    below = tuple(f"{percent(level)} of draws below" for level in LEVELS)
    return Table(("Figure", *below, INDEXED), rows).without_empty()


def _telling(found: Sample, each: Sequence[Index]) -> str:
    pairs = telling(found, each)
    return "; ".join(f"{entry.place} {index_words(index.total)}" for entry, index in pairs)


def _table(made: Table, most: int) -> Iterator[str]:
    yield markdown_table(Table(made.head, made.rows[:most]))
    if len(made.rows) > most:
        yield f"Shown: {most:,} of {len(made.rows):,}."
