"""What to change first, as Markdown that fits a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.render.files.markdown_text import markdown_table, text
from topology.render.tables.remedies import frontier_table, remedies_table
from topology.render.words.remedy import Told, clauses_words

MAX_CHARACTERS = 60_000
"""A comment may have 65,536."""
MOST = 50
"""Rows of each table, or fewer where that is too long."""
MAX_WORDS = 600
"""Characters of a sentence."""


def remedy_markdown(told: Told) -> str:
    """The remedy, bounded; what is left out is counted."""
    most = MOST
    made = _page(told, most)
    while len(made) > MAX_CHARACTERS and most > 1:
        most //= 2
        made = _page(told, most)
    return made


def _page(told: Told, most: int) -> str:
    return "\n".join(_lines(told, most)) + "\n"


def _lines(told: Told, most: int) -> Iterator[str]:
    yield f"## What to change first in {text(told.topology.name[:100])}"
    yield ""
    yield f"**{_said(told.do_first())}**"
    yield from _list("What comes of it", told.effects() if told.is_needed else (), most)
    if told.is_needed:
        yield ""
        yield f"{_said(told.sure())}."
        for label, state in (("Before", told.remedy.before), ("After", told.remedy.after)):
            yield from _list(f"{label}: {clauses_words(state)}", state.sentences, most)
    yield from remedy_tables(told, most)
    yield ""
    yield _said(told.summary())


def remedy_tables(told: Told, most: int) -> Iterator[str]:
    """The tables, and what no choice mends; each under a heading, where there is any."""
    remedy = told.remedy
    if len(remedy.frontier) > 1:
        yield from _headed("Cost against what is left", markdown_table(frontier_table(told, most)))
        yield from _hidden(len(remedy.frontier) - most)
    if remedy.options:
        yield from _headed("Each by itself", markdown_table(remedies_table(told, most)))
        yield from _hidden(len(remedy.options) - most)
    yield from _list("Out of reach of all that could be done", remedy.out_of_reach, most)


def _headed(title: str, body: str) -> Iterator[str]:
    yield ""
    yield f"### {text(title)}"
    yield ""
    yield body


def _list(title: str, sentences: Sequence[str], most: int) -> Iterator[str]:
    if not sentences:
        return
    yield from _headed(title, "\n".join(f"- {_said(words)}" for words in sentences[:most]))
    yield from _hidden(len(sentences) - most)


def _hidden(number: int) -> Iterator[str]:
    if number > 0:
        yield ""
        yield f"… and {number:,} more (`--format json` has all)"


def _said(words: str) -> str:
    return text(words if len(words) <= MAX_WORDS else f"{words[:MAX_WORDS]}…")
