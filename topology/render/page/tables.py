"""Tables as a page has them: texts, and ids that lead to their nodes in the graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from topology.errors import printable
from topology.render.tables.table import Cell, Id, Table
from topology.values.units import counted

MAX_ROWS = 500
"""Rows of a table in the page."""


@dataclass(frozen=True, slots=True)
class Link:
    """An id in a cell, and the node of the graph that it is."""

    said: str
    node: int | None


@dataclass(frozen=True, slots=True)
class Links:
    """Ids of a cell."""

    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the page has it."""

    label: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | Links, ...], ...]
    more: str


def shown(table: Table, node: Mapping[str, int], label: str, total: int | None = None) -> Shown:
    """The first rows of a table; `total` is how many there are, where it has not all of them."""
    rows = table.rows[:MAX_ROWS]
    whole = len(table.rows) if total is None else total
    more = f"{len(rows):,} of {counted(whole, 'row')} are here." if whole > len(rows) else ""
    cells = tuple(tuple(_cell(cell, node) for cell in row) for row in rows)
    head = tuple(map(printable, table.head))
    return Shown(label, printable(table.note), head, cells, more)


def _cell(cell: Cell, node: Mapping[str, int]) -> str | Links:
    if isinstance(cell, str):
        return printable(cell)
    ids = (cell,) if isinstance(cell, Id) else cell
    return Links(tuple(Link(printable(one.said), node.get(one.id)) for one in ids))
