"""Text of a document as Markdown and as CSV: nothing in it is taken for markup or a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from topology.errors import printable
from topology.render.table import Cell, Id, Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#$&!])")

_START_OF_LIST = re.compile(r"^(\d*)([-+.)])(?=\s|$)")


def text(value: str) -> str:
    """A text of the document as Markdown shows it: escaped, on one line."""
    escaped = _SPECIAL.sub(r"\\\1", printable(" ".join(value.split())))
    return _START_OF_LIST.sub(r"\1\\\2", escaped)


def code(value: str) -> str:
    """An id as code; a backtick or a bar in it falls back to escaped text."""
    safe = printable(" ".join(value.split()))
    return text(value) if "`" in safe or "|" in safe else f"`{safe}`"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def markdown_table(found: Table) -> str:
    """A table with its note before it; ids as code."""
    head = list(map(text, found.head))
    body = table(head, [[_cell(cell) for cell in row] for row in found.rows])
    return f"{text(found.note)}\n\n{body}" if found.note else body


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return text(cell)
    return code(cell.said) if isinstance(cell, Id) else " + ".join(code(one.said) for one in cell)


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
