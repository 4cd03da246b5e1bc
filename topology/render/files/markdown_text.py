"""Text of a document as Markdown: nothing in it is taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from topology.errors import printable
from topology.render.tables.table import Cell, Id, Table

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
