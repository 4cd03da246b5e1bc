"""Tables of traffic: a row for each demand, or a square matrix of them.

A list has the columns `from`, `to` and `demand`, in any order. A matrix has ids in its first row
and in its first column: a row is what one node sends, a column what one gets. What is empty or 0
there is no demand.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from math import isfinite

from topology.document.failure_rules import twice
from topology.errors import DocumentError, Problem, did_you_mean, quoted
from topology.sources.imports.given import Given
from topology.sources.imports.graphs.csv_text import Row, table_rows, table_separator
from topology.values.units import counted

COLUMNS = ("from", "to", "demand")
Asked = tuple[str, str, float | str, int | None]
"""From, to, how much (what is no number as its text), and the line."""
_RULE = "a table of traffic has the columns from, to and demand, or is a square matrix"
_MEANT = {
    **dict.fromkeys(("source", "src", "origin", "a", "source_id"), "from"),
    **dict.fromkeys(("target", "dst", "dest", "destination", "b", "target_id"), "to"),
    **dict.fromkeys(("value", "amount", "volume", "traffic", "load", "bandwidth"), "demand"),
}
"""What others call a column."""


def demands_of_table(given: Given, ids: Collection[str]) -> list[Asked]:
    """The demands in a table; `ids` are those of the document. Raises `DocumentError`."""
    try:
        rows = list(table_rows(given.text, table_separator(given.text)))
    except csv.Error:
        raise given.error(
            "is a table that breaks off within a cell, or has too long a one"
        ) from None
    if len(rows) < 2:
        raise given.error(f"has no row below the names of its columns: {_RULE}")
    names = [cell.casefold() for cell in rows[0][1]]
    is_list = not {*COLUMNS}.isdisjoint(names) or not any(c in ids for c in rows[0][1][1:])
    read, problems = (_list if is_list else _matrix), list[Problem]()
    found = read(rows, names if is_list else rows[0][1], problems)
    if problems:
        raise DocumentError(given.name, problems)
    return found


def _list(rows: Sequence[Row], names: Sequence[str], problems: list[Problem]) -> list[Asked]:
    problems.extend(_wrong(rows[0][0], said) for said in _columns(names))
    if problems:
        return []
    start, end, amount = map(names.index, COLUMNS)
    found: list[Asked] = []
    for line, cells in rows[1:]:
        if len(cells) == len(names):
            found.append((cells[start], cells[end], _amount(cells[amount]), line))
        else:
            problems.append(_wrong(line, _width(cells, names)))
    return found


def _columns(names: Sequence[str]) -> Iterator[str]:
    """What is wrong with the columns of a list."""
    for name in names:
        if name not in COLUMNS:
            meant = _MEANT.get(name)
            near = f"; did you mean {quoted(meant)}?" if meant else did_you_mean(name, COLUMNS)
            yield f"has the column {quoted(name)}{near or f': {_RULE}'}"
    missing = [name for name in COLUMNS if name not in names]
    yield from (f"has no column {quoted(name)}: {_RULE}" for name in missing)
    yield from (f"has the column {quoted(name)} twice" for name in twice(names))


def _matrix(rows: Sequence[Row], head: Sequence[str], problems: list[Problem]) -> list[Asked]:
    ends, starts = head[1:], [cells[0] for _, cells in rows[1:]]
    problems.extend(_wrong(rows[0][0], said) for said in _not_square(ends, starts))
    found: list[Asked] = []
    for line, cells in rows[1:]:
        if len(cells) != len(head):
            problems.append(_wrong(line, _width(cells, head)))
            continue
        origin = cells[0]
        for end, cell in zip(ends, cells[1:], strict=True):
            if cell and (amount := _amount(cell)):
                found.append((origin, end, amount, line))
    return found


def _not_square(ends: Sequence[str], starts: Sequence[str]) -> Iterator[str]:
    yield from (f"has the column {quoted(name)} twice" for name in twice(ends))
    yield from (f"has the row {quoted(name)} twice" for name in twice(starts))
    columns, rows = set(ends), set(starts)
    for name in dict.fromkeys(end for end in ends if end not in rows):
        near = did_you_mean(name, rows - columns)
        yield f"has the column {quoted(name)} and no row of it: a matrix is square{near}"
    for name in dict.fromkeys(start for start in starts if start not in columns):
        near = did_you_mean(name, columns - rows)
        yield f"has the row {quoted(name)} and no column of it: a matrix is square{near}"


def _width(cells: Sequence[str], head: Sequence[str]) -> str:
    return f"has {counted(len(cells), 'cell')}, and the first row {len(head):,}"


def _wrong(line: int, said: str) -> Problem:
    return Problem("", said, at=f"line {line}")


def _amount(cell: str) -> float | str:
    """A number; what is none as it stands.

    >>> _amount("1e3"), _amount("-2"), _amount("1_0"), _amount("nan")
    (1000.0, -2.0, '1_0', 'nan')
    """
    try:
        value = float(cell)
    except ValueError:
        return cell
    return value if isfinite(value) and "_" not in cell and cell.isascii() else cell
