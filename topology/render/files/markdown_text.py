"""Text of a document as Markdown: nothing in it is taken for markup, and nothing in it is live.

What a comment on a pull request would turn into a link, or tell somebody of, stands there as code:
a backslash before it is gone by the time that it is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from topology.errors import printable
from topology.render.tables.table import Cell, Id, Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#$&!])")


_START = re.compile(r"^(\d*)([-+=.)])(?=[-=\s]|$)")
"""A list, a rule or the line under a heading, where a block begins so."""
_LIVE = re.compile(r"@\w|://|www\.|mailto:|xmpp:|#\d|GH-\d", re.IGNORECASE)
"""In a word that somebody is told of (`@name`), an address, or the number of an issue."""
_OPENING, _CLOSING = "([{\"'", ")]}\"'.,:;!?"
"""What stands before and after a word, and is no part of it."""
_NO_CODE = {"`": "&#96;", "|": "&#124;"}
"""What cannot stand in code, in a table at least, and how it is written beside it."""


def text(value: str) -> str:
    """A text of the document as Markdown shows it: escaped, on one line, inert.

    >>> print(text("*new*: ask @ops, see www.example.org."))
    \\*new\\*: ask `@ops`, see `www.example.org`.
    """
    words = printable(" ".join(value.split())).split(" ")
    said = " ".join(_inert(w) if _LIVE.search(w) else _SPECIAL.sub(r"\\\1", w) for w in words)
    return _START.sub(r"\1\\\2", said)


def _inert(word: str) -> str:
    """A word as code, as far as it can be."""
    rest = word.lstrip(_OPENING)
    live = rest.rstrip(_CLOSING)
    parts = (_NO_CODE.get(part) or f"`{part}`" for part in re.split(r"([`|])", live) if part)
    around = word[: len(word) - len(rest)], rest[len(live) :]
    before, after = (_SPECIAL.sub(r"\\\1", part) for part in around)
    return before + "".join(parts) + after


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
