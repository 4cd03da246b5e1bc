"""A check as Markdown that fits a comment on a pull request: the verdict, then what makes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from topology.findings.gate.checked import Checked, passes
from topology.render.files.markdown_text import code, table, text
from topology.render.gate.ordered import Told, not_checked, worst_first
from topology.render.words.changes.gate import (
    Kind,
    below_words,
    cut,
    error_words,
    place_words,
    summary_words,
    until_words,
    verdict_words,
)

MAX_CHARACTERS = 60_000
"""A comment may have 65,536."""
MOST = 100
"""Rows of each table, or fewer where that is too long."""
MAX_WORDS = 300
"""Characters of a text in it."""
TITLES = {
    Kind.VIOLATED: "Violated",
    Kind.NOT_KNOWN: "Not known",
    Kind.ALLOWED: "Not known, which is allowed",
    Kind.UNCHANGED: "As in the baseline",
    Kind.ACCEPTED: "Accepted",
}


def gate_markdown(checked: Sequence[Checked]) -> str:
    """The comment, bounded; what is left out is counted."""
    most, words = MOST, MAX_WORDS
    made = _page(checked, most, words)
    while len(made) > MAX_CHARACTERS and (most > 1 or words > 20):
        most, words = max(1, most // 2), max(20, words // 2)
        made = _page(checked, most, words)
    return made


def _page(checked: Sequence[Checked], most: int, words: int) -> str:
    return "\n".join(_lines(checked, most, words)) + "\n"


def _lines(checked: Sequence[Checked], most: int, words: int) -> Iterator[str]:
    yield f"## {'Passed' if passes(checked) else 'Failed'}: topology check"
    yield ""
    yield f"**{text(summary_words(checked))}**"
    told = worst_first(checked)
    wrong = not_checked(checked)
    rows = [[_file(one, words), text(cut(error_words(one), words))] for one in wrong[:most]]
    yield from _section("Not checked", ["document", "why"], rows, (len(wrong), len(checked)))
    for kind in Kind:
        of_kind = [one for one in told if one.kind is kind]
        head = [*_HEAD, "until"] if kind is Kind.ACCEPTED else _HEAD
        rows = [_row(one, words) for one in of_kind[:most]]
        yield from _section(TITLES[kind], head, rows, (len(of_kind), len(told)))
    yield from _ways(checked, most, words)
    yield from _folded("Reasons", _reasons([one for one in told if one.kind.fails], most, words))
    yield from _folded("Documents", _documents(checked, most, words))


_HEAD = ["finding", "document", "class", "back"]


def _row(told: Told, words: int) -> list[str]:
    found = told.found
    row = [
        text(cut(found.message, words)),
        code(cut(place_words(found), words)) if found.place else _file(told.document, words),
        str(found.failure_class or "–"),
        text(cut(found.back, words)) or "–",
    ]
    if found.accepted is not None:
        row.append(text(cut(until_words(found.accepted), words)))
    return row


def _section(
    title: str, head: Sequence[str], rows: Sequence[Sequence[str]], counts: tuple[int, int]
) -> Iterator[str]:
    """A table of the first of so many, of so many in all; nothing where there are none."""
    number, of = counts
    if not number:
        return
    yield ""
    yield f"### {title}: {number:,} of {of:,}"
    yield ""
    yield table(head, rows)
    if number > len(rows):
        yield ""
        yield f"… and {number - len(rows):,} of {number:,} more"


def _ways(checked: Sequence[Checked], most: int, words: int) -> Iterator[str]:
    """The cheapest way to where each document passes, of those that fail and were asked for one."""
    told = [(one, said) for one in checked if not one.holds for said in one.way]
    if not told:
        return
    yield ""
    yield "### The cheapest way to where it passes"
    yield ""
    yield from (f"- {_file(one, words)}: {text(cut(said, 2 * words))}" for one, said in told[:most])
    if told[most:]:
        yield f"- … and {len(told) - most:,} of {len(told):,} more"


def _reasons(failing: Sequence[Told], most: int, words: int) -> Iterator[str]:
    for told in failing[:most]:
        yield f"- {text(cut(told.found.message, words))}"
        yield from (f"  - {text(cut(said, words))}" for said in below_words(told.found))
    if failing[most:]:
        yield f"- … and {len(failing) - most:,} of {len(failing):,} more"


def _documents(checked: Sequence[Checked], most: int, words: int) -> Iterator[str]:
    for one in checked[:most]:
        yield f"- {_file(one, words)} {text(cut(verdict_words(one), words))}"
        if one.known:
            yield f"  - {text(cut(one.known, words))}"
        gone = one.gone[:most]
        yield from (f"  - no longer found: {text(cut(said, words))}" for said in gone)
        if one.gone[most:]:
            yield f"  - … and {len(one.gone) - most:,} of {len(one.gone):,} more"
    if checked[most:]:
        yield f"- … and {len(checked) - most:,} of {len(checked):,} more"


def _folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    told = list(lines)
    if told:
        yield ""
        yield f"<details><summary>{title}</summary>"
        yield ""
        yield from told
        yield ""
        yield "</details>"


def _file(one: Checked, words: int) -> str:
    return code(cut(one.file, words))
