"""`Table`: rows of cells before anybody shows them.

A cell is a text, a word, an id (which a page can link to the graph), or several ids that belong
together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


class Word(str):
    """A text that means no id, though an id may read like it: a yes or no, a kind, a tag."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Id:
    """The id of a component or shared risk; `times` when so many members of it fail.

    `left` is how many of these are left where places take the others.
    """

    id: str
    times: int = 1
    left: int | None = None

    @property
    def said(self) -> str:
        """With how many members fail where that is more than one."""
        if self.left is not None:
            return f"{self.times:,} of the {self.left:,} {self.id} left"
        return self.id if self.times < 2 else f"{self.times:,} x {self.id}"


Cell: TypeAlias = str | Id | tuple[Id, ...]


Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; `note` is said before it."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""

    def without_empty(self) -> Table:
        """Without columns, the first aside, in which nothing stands."""
        kept = [i for i in range(len(self.head)) if i == 0 or any(row[i] for row in self.rows)]
        rows = tuple(tuple(row[i] for i in kept) for row in self.rows)
        return Table(tuple(self.head[i] for i in kept), rows, self.note)
