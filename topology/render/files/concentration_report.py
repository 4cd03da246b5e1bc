"""What hangs on each provider, location, kind, tag and owner, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from topology.findings.concentration.concentration import Concentration
from topology.render.files.markdown_text import markdown_table, text
from topology.render.tables.concentration import concentrated
from topology.render.words.concentration import (
    ALL_AT_ONCE,
    title,
    unjudged_words,
)


def concentration_blocks(found: Concentration, most: int, heading: str = "##") -> Iterator[str]:
    """A heading, and a table for each sort of group, of at most `most` rows; nothing for none."""
    if not found.found:
        return
    yield f"{heading} Concentration"
    said = (ALL_AT_ONCE, *unjudged_words(found))
    yield " ".join(f"{text(words[0].upper() + words[1:])}." for words in said)
    for one in found.found:
        yield f"{heading}# {text(title(one.by))}"
        made = concentrated(found, one, most)
        yield markdown_table(made) if made.rows else text(made.note)
        if one.total > most:
            yield f"Shown: {most:,} of {one.total:,} groups."


def concentration_markdown(found: Concentration, most: int) -> str:
    """The same as a text of its own."""
    blocks = list(concentration_blocks(found, most))
    nothing = "No component names a provider, a location, a kind, a tag or an owner."
    return "\n\n".join([f"# {text(found.topology.name)}", *(blocks or [nothing])]) + "\n"
