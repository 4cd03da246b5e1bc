"""What tips a service, as Markdown that fits a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from topology.loads.tipping.tipping import TippingMap
from topology.render.files.markdown_text import table, text
from topology.render.words.tipping import (
    MARKS,
    axis_label,
    fates_of,
    rows_words,
    sentences,
    strength_axis,
    strength_words,
    title,
)


def tip_markdown(found: TippingMap) -> str:
    """The map as a table of marks, and what is said of it."""
    return "\n".join(_lines(found))


def _lines(found: TippingMap) -> Iterator[str]:
    yield f"## Tipping: {text(title(found))}\n"
    for said in sentences(found):
        yield f"- {text(said)}."
    yield ""
    axis = strength_axis(found)
    yield table(
        (axis[0].upper() + axis[1:], "Length"), ([text(s), text(w)] for s, w in rows_words(found))
    )
    yield ""
    head = ("", *(" ".join(axis_label(length)) for length in found.lengths_s))
    yield table(
        head,
        (
            [strength_words(found, row.strength), *(MARKS[cell.fate] for cell in row.cells)]
            for row in found.rows
        ),
    )
    yield ""
    yield "; ".join(f"{MARKS[fate]} {fate}" for fate in fates_of(found)) + ".\n"
