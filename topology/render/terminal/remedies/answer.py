"""What to change first, as lines: what to do, what comes of it, how sure that is, a summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.render.terminal.columns import MARGIN, Line
from topology.render.terminal.lines import next_line
from topology.render.terminal.remedies.choices import alone_lines, frontier_lines
from topology.render.words.phrases import said
from topology.render.words.remedy import Told, clauses_words

DO_FIRST = "do first:"
LABEL = len("with both: ")
"""Columns of what stands at the left of what is to be done."""


def remedy_lines(told: Told, *, limit: int, following: Sequence[Sequence[str]]) -> list[Line]:
    """The lines, at most `limit` of each kind. `following` are the commands to go on with."""
    lines = [*_first(told, limit), *_states(told, limit)]
    if told.is_needed:
        lines += [[("", f"{told.sure()}.")], []]
    lines += frontier_lines(told, limit)
    lines += alone_lines(told, limit)
    lines += _listed("out of reach of all that could be done", told.remedy.out_of_reach, limit)
    lines.append([("good" if not told.remedy.after.failures else "bad", told.summary())])
    lines += map(next_line, following)
    return lines


def _first(told: Told, limit: int) -> Iterator[Line]:
    """What to do, one choice after the other, and what comes of all of them."""
    chosen = told.first
    if len(chosen) < 2:
        begin = told.do_first()
        label = begin[: len(DO_FIRST)] if begin.startswith(DO_FIRST) else ""
        yield [("target", label), ("", begin.removeprefix(label))]
        yield []
        return
    for number, choice in enumerate(chosen):
        label = told.then if number else told.begin
        yield [(MARGIN if number else "target", f"{label:{LABEL}}"), ("", told.choice(choice))]
    with_them = "with both:" if len(chosen) == 2 else "with all:"
    for number, effect in enumerate(told.effects()[:limit]):
        yield [(MARGIN, f"{'' if number else with_them:{LABEL}}"), ("", effect)]
    yield from _more(len(told.effects()) - limit)
    yield []


def _states(told: Told, limit: int) -> Iterator[Line]:
    """What does not hold before, and what still does not after."""
    if not told.is_needed:
        return
    for label, state in (("before", told.remedy.before), ("after", told.remedy.after)):
        yield [("target", label), ("", f": {clauses_words(state)}")]
        yield from ([("", f"  {said(words)}")] for words in state.sentences[:limit])
        yield from _more(len(state.sentences) - limit)
    yield []


def _listed(title: str, sentences: Sequence[str], limit: int) -> Iterator[Line]:
    if not sentences:
        return
    yield [("target", title)]
    yield from ([("", f"  {said(words)}")] for words in sentences[:limit])
    yield from _more(len(sentences) - limit)
    yield []


def _more(hidden: int) -> Iterator[Line]:
    if hidden > 0:
        words = f"  … and {hidden:,} more (--limit N shows more, --format json all)"
        yield [("dim", words)]
