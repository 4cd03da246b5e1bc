"""A check for people: the findings of each document, its verdict, then all in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.findings.gate.checked import Checked, Found, Standing, passes
from topology.render.terminal.columns import Line
from topology.render.terminal.lines import next_line
from topology.render.words.changes.gate import (
    Kind,
    below_words,
    beside_clauses,
    cut,
    group_words,
    grouped,
    kind_of,
    next_words,
    place_words,
    summary_words,
    verdict_words,
)

MOST = 20
"""Findings of each kind that are listed of a document unless asked otherwise."""
MAX_WORDS = 1_000
"""Characters of what is told of one of them."""
STYLES = {Kind.VIOLATED: "bad", Kind.NOT_KNOWN: "bad"}


def gate_lines(
    checked: Sequence[Checked], limit: int = MOST, typed: Sequence[str] | None = None
) -> list[Line]:
    """The lines, at most `limit` findings of each kind for each document.

    `typed` is what was typed for the check, from which the next commands follow.

    None begins with a text of a document: in the log of a pipeline it could be a command.
    """
    lines: list[Line] = []
    for one in checked:
        lines += [*_document(one, limit), []]
    verdict = ("good", "passed") if passes(checked) else ("bad", "failed")
    lines.append([verdict, ("", f"  {cut(summary_words(checked), MAX_WORDS)}.")])
    return [*lines, *map(next_line, next_words(checked, typed))]


def _document(one: Checked, limit: int) -> Iterator[Line]:
    yield [("target", cut(one.file, MAX_WORDS))]
    yield from _clauses(one, limit)
    beside = beside_clauses(one)
    for kind in Kind:
        groups = grouped([found for found in beside if kind_of(one, found) is kind])
        for group in groups[:limit]:
            yield from _group(group, kind)
        yield from _left_out(len(groups), limit, kind.label)
    for said in one.gone[:limit]:
        yield [("good", "  no longer found"), ("", f": {cut(said, MAX_WORDS)}")]
    yield from _left_out(len(one.gone), limit, "no longer found")
    style = "good" if one.holds else "bad"
    yield [(style, f"  {cut(verdict_words(one), MAX_WORDS)}.")]
    if not one.holds:
        yield from ([("", f"  suggested: {cut(words, MAX_WORDS)}")] for words in one.way[:limit])
    if one.known:
        yield [("dim", f"  known: {cut(one.known, MAX_WORDS)}")]


def _clauses(one: Checked, limit: int) -> Iterator[Line]:
    """The clauses that are violated, then those that are not known, each once."""
    for standing in (Standing.VIOLATED, Standing.NOT_KNOWN):
        told = [result for result in one.results if result.standing is standing]
        for result in told[:limit]:
            yield [("bad", f"  {standing}"), ("", f": {cut(result.words, MAX_WORDS)}")]
        yield from _left_out(len(told), limit, str(standing))


def _left_out(number: int, limit: int, what: str) -> Iterator[Line]:
    if number > limit:
        left = f"  … and {number - limit:,} of {number:,} more are {what}"
        yield [("dim", f"{left} (--format json has all)")]


def _group(group: Sequence[Found], kind: Kind) -> Iterator[Line]:
    """One cause with all that it does alike, and below it why, and what it means."""
    first = group[0]
    style = STYLES.get(kind, "")
    yield [(style, f"  {kind.label}"), ("", f": {cut(group_words(group), MAX_WORDS)}")]
    facts = (str(first.failure_class or first.rule), place_words(first))
    yield [("dim", f"    {cut(' · '.join(filter(None, facts)), MAX_WORDS)}")]
    for words in below_words(first, most_clauses=0):
        yield [("", f"    {cut(words, MAX_WORDS)}")]
