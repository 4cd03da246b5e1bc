"""Results as pandas frames: the columns of their CSV, as numbers where they are numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from topology.render.notebook.rows import Result, rows_of

if TYPE_CHECKING:
    import pandas as pd

MAX_ROWS = 100_000
"""Rows of a frame: there can be more cut sets than a machine could hold."""
_NUMBERS = frozenset((
    "demand", "capacity", "demand_lost", "back_after_s", "longest_outage_s", "at_s",
    "unavailability", "multiplicity", "birnbaum", "criticality", "fussell_vesely", "raw", "rrw",
))  # fmt: skip
_COUNTS = frozenset(("count", "quorum", "rank", "order"))
_FLAGS = frozenset(("shared_risk",))


def frame(result: Result) -> pd.DataFrame:
    """A frame of the rows of a result, in their order.

    Its `attrs` have `units` (by column), `rows` (how many there are) and `left_out` (how many of
    these are not in it). Raises `ImportError` where pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError:
        raise ImportError("to_frame() needs pandas: pip install pandas") from None
    found = rows_of(result, MAX_ROWS)
    columns = {
        name: pd.Series(_typed(name, [row[i] for row in found.rows]), dtype=_dtype(name))
        for i, name in enumerate(found.head)
    }
    made = pd.DataFrame(columns, columns=list(found.head))
    made.attrs["units"] = dict(found.units)
    made.attrs["rows"] = found.total
    made.attrs["left_out"] = found.total - len(found.rows)
    return made


def _typed(name: str, cells: Sequence[str]) -> list[Any]:
    kinds: dict[bool, Callable[[str], Any]] = {
        name in _NUMBERS: lambda cell: float(cell or "nan"),
        name in _COUNTS: int,
        name in _FLAGS: lambda cell: cell == "yes",
    }
    return [kinds[True](cell) for cell in cells] if True in kinds else list(cells)


def _dtype(name: str) -> str:
    if name in _NUMBERS:
        return "float64"
    return "int64" if name in _COUNTS else "bool" if name in _FLAGS else "object"
