"""CSV in which nothing is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from topology.errors import printable


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
