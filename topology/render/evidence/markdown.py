"""The record as Markdown: every text of the document is escaped, and nothing in it is live."""

from __future__ import annotations

from collections.abc import Iterator

from topology.errors import printable
from topology.render.evidence.record import Part, Record
from topology.render.files.markdown_text import markdown_table, text


def evidence_markdown(record: Record) -> str:
    """The text of the file."""
    return "\n\n".join(_blocks(record)) + "\n"


def _blocks(record: Record) -> Iterator[str]:
    yield f"# {text(record.heading)}: {text(record.title)}"
    yield markdown_table(record.facts())
    if record.study.topology.description:
        yield text(record.study.topology.description)
    for part in record.parts():
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    yield f"## {text(part.title)}"
    yield from map(text, part.paragraphs)
    yield from map(markdown_table, part.tables)
    if part.command:
        # An indented block: no text can end it, as a fence could be ended.
        yield f"    {printable(part.command)}"
