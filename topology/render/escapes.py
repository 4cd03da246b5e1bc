"""Text of a document as Markdown and as CSV: nothing in it is taken for markup or a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from topology.errors import printable

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#$&!])")


def text(value: str) -> str:
    """A text of the document as Markdown shows it: escaped, on one line."""
    return _SPECIAL.sub(r"\\\1", printable(" ".join(value.split())))


def code(value: str) -> str:
    """An id as code; a backtick or a bar in it falls back to escaped text."""
    safe = printable(" ".join(value.split()))
    return text(value) if "`" in safe or "|" in safe else f"`{safe}`"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV in which no cell is a formula for a spreadsheet or a command for a terminal."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(map(_harmless, row) for row in rows)
    return out.getvalue()


def _harmless(cell: str) -> str:
    safe = printable(cell)
    return f"'{safe}" if safe.startswith(("=", "+", "-", "@", "\t")) else safe
