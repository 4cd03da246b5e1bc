"""A check for people: the findings of each document, its verdict, then all in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.findings.gate.checked import Checked, Found, passes
from topology.render.terminal.columns import COMMAND, Line
from topology.render.terminal.lines import command
from topology.render.words.gate import (
    Kind,
    below_words,
    cut,
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


def gate_lines(checked: Sequence[Checked], limit: int = MOST) -> list[Line]:
    """The lines, at most `limit` findings of each kind for each document.

    None begins with a text of a document: in the log of a pipeline it could be a command.
    """
    lines: list[Line] = []
    for one in checked:
        lines += [*_document(one, limit), []]
    style = "good" if passes(checked) else "bad"
    lines.append([(style, "passed" if passes(checked) else "failed")])
    lines[-1].append(("", f"  {cut(summary_words(checked), MAX_WORDS)}."))
    commands = (command(words) for words in next_words(checked))
    lines += [[(COMMAND, f"next: {words}")] for words in commands]
    return lines


def _document(one: Checked, limit: int) -> Iterator[Line]:
    yield [("target", cut(one.file, MAX_WORDS))]
    for kind in Kind:
        told = [found for found in one.findings if kind_of(one, found) is kind]
        for found in told[:limit]:
            yield from _finding(found, kind)
        yield from _left_out(len(told), limit, str(kind))
    for said in one.gone[:limit]:
        yield [("good", "  no longer found"), ("", f": {cut(said, MAX_WORDS)}")]
    yield from _left_out(len(one.gone), limit, "no longer found")
    style = "good" if one.holds else "bad"
    yield [(style, f"  {cut(verdict_words(one), MAX_WORDS)}.")]
    if one.known:
        yield [("dim", f"  known: {cut(one.known, MAX_WORDS)}")]


def _left_out(number: int, limit: int, what: str) -> Iterator[Line]:
    if number > limit:
        left = f"  … and {number - limit:,} of {number:,} more are {what}"
        yield [("dim", f"{left} (--format json has all)")]


def _finding(found: Found, kind: Kind) -> Iterator[Line]:
    """What was found, and below it why, and what it means."""
    yield [(STYLES.get(kind, ""), f"  {kind}"), ("", f": {cut(found.message, MAX_WORDS)}")]
    where = ", ".join(filter(None, (found.rule, place_words(found))))
    yield [("dim", f"    {cut(where, MAX_WORDS)}")]
    for words in below_words(found):
        yield [("", f"    {cut(words, MAX_WORDS)}")]
