"""Tables as a page has them: texts, and ids that lead to their nodes in the graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from topology.errors import printable
from topology.render.tables.causes import ByCause
from topology.render.tables.table import Cell, Id, Row, Table, Word
from topology.values.units import counted

MAX_ROWS = 500
"""Rows of a table in the page."""
FIRST_ROWS = 12
"""Rows that are there at once; the others come with a click. As in report.css."""
LONG, SHORT = 48, 14
"""Characters from which a column is wide, and up to which it stays on one line."""
LONGEST_WORD = 40
"""Characters of a word that is broken rather than making its column wider."""


@dataclass(frozen=True, slots=True)
class Link:
    """An id in a cell, and the node of the graph that it is."""

    said: str
    node: int | None


@dataclass(frozen=True, slots=True)
class Links:
    """Ids of a cell."""

    links: tuple[Link, ...]

    @property
    def said(self) -> str:
        """All of them, as they are read."""
        return " + ".join(link.said for link in self.links)


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in which nothing is named."""

    said: str


Value = str | Links | Plain


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the page has it; `styles` are classes of its columns."""

    label: str
    note: str
    head: tuple[str, ...]
    styles: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    more: str = ""
    is_ours: bool = True
    """Whether its texts are ours, in which ids have their names, or those of the document."""

    @property
    def folded(self) -> int:
        """How many rows there are where only the first are there at once; else 0."""
        return _folded(len(self.rows))


@dataclass(frozen=True, slots=True)
class Group:
    """A cause, its targets under the head of all of them, and what is said of those left out."""

    row: tuple[Value, ...]
    targets: Shown
    said: str


@dataclass(frozen=True, slots=True)
class Grouped:
    """A table of which each row opens to a table."""

    label: str
    head: tuple[str, ...]
    styles: tuple[str, ...]
    groups: tuple[Group, ...]
    more: str
    is_ours: bool = True

    @property
    def folded(self) -> int:
        """As of `Shown`."""
        return _folded(len(self.groups))


def shown(table: Table, node: Mapping[str, int], label: str, total: int | None = None) -> Shown:
    """The first rows of a table; `total` is how many there are, where it has not all of them."""
    rows = table.rows[:MAX_ROWS]
    whole = len(table.rows) if total is None else total
    more = f"{len(rows):,} of {counted(whole, 'row')} are here." if whole > len(rows) else ""
    cells = tuple(_cells(row, node) for row in rows)
    head = tuple(map(printable, table.head))
    return Shown(label, printable(table.note), head, _styles(head, cells), cells, more)


def grouped(found: ByCause, node: Mapping[str, int], label: str) -> Grouped:
    """The causes with their targets, and how many findings of all are here."""
    rows = tuple(_cells(row, node) for row in found.causes.rows)
    listed = sum(len(table.rows) for table in found.targets)
    more = ""
    if listed < found.total:
        more = f"{listed:,} of {counted(found.total, 'finding')} are here, the worst first."
    groups = tuple(
        Group(
            row, shown(targets, node, f"Targets that fall to {_said(row[0])}"), _opens(targets, n)
        )
        for row, targets, n in zip(rows, found.targets, found.left_out, strict=True)
    )
    head = tuple(map(printable, found.causes.head))
    return Grouped(label, head, _styles(head, rows), groups, more)


def _opens(targets: Table, left_out: int) -> str:
    """What a cause opens to: all of its targets, or so many of them."""
    listed = len(targets.rows)
    if left_out:
        return f"{listed:,} of {counted(listed + left_out, 'target')}, and why"
    return f"{counted(listed, 'target')}, and why"


def _folded(rows: int) -> int:
    """That there are more rows than are there at once; two or three more are not worth a click."""
    return rows if rows > FIRST_ROWS + 3 else 0


def _cells(row: Row, node: Mapping[str, int]) -> tuple[Value, ...]:
    return tuple(_cell(cell, node) for cell in row)


def _cell(cell: Cell, node: Mapping[str, int]) -> Value:
    if isinstance(cell, Word):
        return Plain(printable(cell))
    if isinstance(cell, str):
        return printable(cell)
    ids = (cell,) if isinstance(cell, Id) else cell
    return Links(tuple(Link(printable(one.said), node.get(one.id)) for one in ids))


def _said(value: Value) -> str:
    return value if isinstance(value, str) else value.said


def _styles(head: tuple[str, ...], rows: tuple[tuple[Value, ...], ...]) -> tuple[str, ...]:
    """How wide each column is to be, by the longest text in it and its longest word."""
    found = []
    for column in range(len(head)):
        texts = [_said(row[column]) for row in rows]
        longest = max(map(len, texts), default=0)
        style = "wide" if longest >= LONG else "short" if longest <= SHORT else ""
        words = (len(word) for text in texts for word in text.split())
        found.append(f"{style} endless".strip() if max(words, default=0) > LONGEST_WORD else style)
    return tuple(found)
