"""What is different between two documents, as Markdown that fits a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from topology.findings.comparison.comparison import Comparison
from topology.render.files.markdown_text import code, text
from topology.render.words.changes.comparison import Row, headline, remarks, sections

MAX_CHARACTERS = 60_000
"""A comment may have 65,536."""
MOST = 25
"""Things of each kind that are listed, or fewer where that is too long."""


def comparison_markdown(found: Comparison) -> str:
    """The comparison, bounded; what is left out is counted."""
    most = MOST
    made = _page(found, most)
    while len(made) > MAX_CHARACTERS and most > 1:
        most //= 2
        made = _page(found, most)
    return made


def _page(found: Comparison, most: int) -> str:
    return "\n".join(_lines(found, most)) + "\n"


def _lines(found: Comparison, most: int) -> Iterator[str]:
    old, new = (text(name[:100]) for name in (found.old.name, found.new.name))
    yield f"## What changed in {new}" if old == new else f"## {old} → {new}"
    yield ""
    yield f"**{text(headline(found))}**"
    for section in sections(found, most):
        yield ""
        yield f"### {section.title}"
        yield ""
        for row in section.rows:
            yield from _row(row)
        if section.hidden:
            yield f"- … and {section.hidden:,} more (`--format json` has all)"
    told = list(remarks(found))
    if told:
        yield ""
        yield "### Not compared"
        yield ""
        yield from (f"- {text(words)}" for words in told)


def _row(row: Row) -> Iterator[str]:
    mark = f"**{row.sign}**" if len(row.sign) > 1 else code(row.sign)
    yield f"- {mark} {text(row.said)}"
    yield from (f"  - {text(words)}" for words in row.below)
