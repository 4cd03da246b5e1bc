"""An edge list as a table: a row for each link, two of whose columns are its ends.

Columns are known by what they are called. A table without such names has two columns, no more.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from topology.errors import DocumentError
from topology.sources.imports.draft import Draft
from topology.sources.imports.given import Given
from topology.sources.imports.graphs.drafting import drafted
from topology.sources.imports.graphs.facts import squeezed
from topology.sources.imports.graphs.network import Edge, Network
from topology.sources.imports.options import Options

_ENDS = ("a b", "a z", "1 2", "source target", "from to")
_NOUNS = ("node", "end", "endpoint", "site", "device", "vertex", "id", "city", "name")
_PAIRS = (
    ("source", "target"), ("from", "to"), ("src", "dst"), ("src", "dest"), ("a", "b"), ("a", "z"),
    ("origin", "destination"), ("source", "destination"), ("start", "end"), ("u", "v"),
    *((first + noun, second + noun) for noun in _NOUNS for first, second in map(str.split, _ENDS)),
    *((noun + first, noun + second) for noun in _NOUNS for first, second in map(str.split, _ENDS)),
)  # fmt: skip
"""What the two ends of a link are called, without spaces and signs; the likeliest first."""
_IDS = ("id", "linkid", "edgeid", "link", "edge")
_SEPARATORS = ",;\t"
_SUFFIX = re.compile(r"\.(?:csv|tsv)$", re.IGNORECASE)
_LOOKED_AT = 20_000
Row = tuple[int, list[str]]


def recognises(given: Given) -> bool:
    """Whether the first row names two ends; or is a link as all others, as its ends come again."""
    try:
        start = given.text[:_LOOKED_AT]
        rows = list(islice(table_rows(start, table_separator(start)), 20))
    except (DocumentError, csv.Error):
        return False
    if len(rows) < 2 or start.lstrip()[:1] in "{[<":
        return False
    if _ends(rows[0][1]) is not None:
        return True
    whole = rows if len(given.text) <= _LOOKED_AT else rows[:-1]
    later = {cell for _, row in whole[1:] for cell in row}
    two = all(len(row) == 2 and all(row) for _, row in whole)
    return _SUFFIX.search(given.name) is not None and two and not later.isdisjoint(rows[0][1])


def read(files: Sequence[Given], options: Options) -> Draft:
    """The network of all files. Raises `DocumentError`."""
    return drafted([_network(given) for given in files], options)


def _network(given: Given) -> Network:
    net = Network(given, declares_nodes=False)
    try:
        _fill(net, table_rows(given.text, table_separator(given.text)))
    except csv.Error:
        raise given.error(
            "is a table that breaks off within a cell, or has too long a one"
        ) from None
    if not net.edges:
        raise given.error("is a table without a link: two columns are its ends, called source and "
                          "target, from and to, or a and b")  # fmt: skip
    return net


def _fill(net: Network, rows: Iterator[Row]) -> None:
    line, head = next(rows, (1, []))
    ends = _ends(head)
    if ends is None:
        if len(head) != 2:
            raise net.given.error("has no columns that are called source and target, from and to, "
                                  "or a and b", f"line {line}")  # fmt: skip
        ends = (0, 1)
        net.remarks.append("no column is called after an end: the first row is taken for a link "
                           "as all others")  # fmt: skip
        _row(net, (line, head), ends, ["", ""])
        head = ["", ""]
    for row in rows:
        _row(net, row, ends, head)


def _row(net: Network, row: Row, ends: tuple[int, int], head: list[str]) -> None:
    line, cells = row
    if len(cells) <= max(ends) or not (cells[ends[0]] and cells[ends[1]]):
        why = "they lead nowhere"
        net.leave_out("rows without two ends", why, net.place("", line))
        return
    a, b = cells[ends[0]], cells[ends[1]]
    named = {
        name: cell
        for i, (name, cell) in enumerate(zip(head, cells, strict=False))
        if i not in ends and name and cell
    }
    own = next((named.pop(name) for name in list(named) if squeezed(name) in _IDS), None)
    net.edge(Edge(a, b, line, own, True, {**named}))


def table_rows(text: str, separator: str) -> Iterator[Row]:
    """Rows that hold something, without comments, and the line that each ends in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells) and not cells[0].startswith("#"):
            yield reader.line_num, cells


def table_separator(text: str) -> str:
    """What stands most often in the first line that is no comment."""
    lines = (line for line in text[:_LOOKED_AT].splitlines() if line.strip() and line[0] != "#")
    first = next(lines, "")
    return max(_SEPARATORS, key=first.count)


def _ends(head: Sequence[str]) -> tuple[int, int] | None:
    """The columns that are the two ends of a link, by their names."""
    names = [squeezed(cell) for cell in head]
    pair = next(((a, b) for a, b in _PAIRS if names.count(a) == names.count(b) == 1), None)
    return pair and (names.index(pair[0]), names.index(pair[1]))
