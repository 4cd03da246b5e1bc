"""Ducts of a network from a table of their own: what runs together fails together.

A row for each link in each duct, in two columns called `duct` and `link`. A duct is a shared risk
of the links in it, which are named by the ids that the import gives them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from topology.errors import DocumentError, Problem, did_you_mean, quoted
from topology.sources.imports.draft import Draft, known
from topology.sources.imports.given import Given
from topology.sources.imports.graphs.csv_text import table_rows, table_separator
from topology.values.units import counted

_DUCTS = {
    **dict.fromkeys(("duct", "conduit", "trench"), "duct"),
    **dict.fromkeys(("srlg", "risk", "shared risk", "shared_risk"), "shared-risk"),
}
"""What the column of the ducts is called, and of which kind they are then."""
_LINKS = ("link", "fibre", "fiber", "cable", "component", "hits")
_RULE = "a table of ducts has the columns duct and link"


def add_ducts(draft: Draft, given: Given) -> None:
    """Adds the ducts of a table to a network. Raises `DocumentError` with all that is wrong."""
    try:
        (line, head), *rows = table_rows(given.text, table_separator(given.text)) or [(1, [])]
    except csv.Error:
        raise given.error("is a table that breaks off within a cell") from None
    names = [cell.casefold() for cell in head]
    duct, link = (_column(names, called, given, line) for called in (_DUCTS, _LINKS))
    problems = list(_problems(draft, rows, duct, link, len(head)))
    if not rows:
        problems = [Problem("", f"has no row below the names of its columns: {_RULE}")]
    if problems:
        raise DocumentError(given.name, problems)
    kind = _DUCTS[names[duct]]
    for at, cells in rows:
        said = known(given.source("", at))
        draft.risk(cells[duct], [cells[link]], kind=kind, said=said)
    ducts, links = ({cells[column] for _, cells in rows} for column in (duct, link))
    told = f"{counted(len(ducts), 'duct')} over {counted(len(links), 'link')}"
    draft.read(f"{given.short_name}: {told}", len(ducts))
    for column, name in enumerate(head):
        if column not in (duct, link):
            draft.leave_out(f"column {name} of {given.short_name}", "it is not read")


def _column(names: Sequence[str], called: Iterable[str], given: Given, line: int) -> int:
    """Which column is called so, by the first name that one has. Raises `DocumentError`."""
    found = next((names.index(name) for name in called if name in names), None)
    if found is None:
        wanted, has = next(iter(called)), ", ".join(map(quoted, names)) or "none"
        said = f"has no column {quoted(wanted)}, but {has}: {_RULE}"
        raise given.error(said, f"line {line}")
    return found


def _problems(
    draft: Draft, rows: Sequence[tuple[int, list[str]]], duct: int, link: int, width: int
) -> Iterator[Problem]:
    for at, cells in rows:
        for said in _wrong(draft, cells, duct, link, width):
            yield Problem("", said, at=f"line {at}")


def _wrong(draft: Draft, cells: Sequence[str], duct: int, link: int, width: int) -> Iterator[str]:
    if len(cells) != width:
        yield f"has {counted(len(cells), 'cell')}, and the first row {width:,}"
        return
    name, hit = cells[duct], cells[link]
    if not name:
        yield "has no duct"
    elif name in draft.components:
        yield f"has the duct {quoted(name)}, which is the id of a component"
    if hit not in draft.components:
        near = did_you_mean(hit, draft.components)
        yield f"has the link {quoted(hit)}, which does not exist{near}"
