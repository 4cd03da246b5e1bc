"""How much a target hangs on a cause, as cells of a table."""

from __future__ import annotations

from math import isinf

from topology.reliability.importance import CauseImportance
from topology.values.units import figure, percent

BY_PLACE = "by place"
"""Instead of a figure that is not the same for all members of an entry."""
EXPLAINED = {
    "criticality": "the share of the downtime that goes if it never fails",
    "Fussell-Vesely": "the share of the downtime in which it takes part",
    "Birnbaum": "how often the target hangs on it alone",
    "RAW": "risk achievement worth: times the downtime while it is down",
    "RRW": "risk reduction worth: times less downtime if it never fails",
}
"""Each importance in a few words."""
COLUMNS = tuple(EXPLAINED)


def importance_cells(entry: CauseImportance) -> tuple[str, ...]:
    """The importances of a cause in the order of `COLUMNS`."""
    found = entry.importance
    exact = "" if found.fussell_vesely_exact else "<="
    return (
        percent(found.criticality or 0.0),
        BY_PLACE
        if entry.in_places
        else "unknown"
        if found.fussell_vesely is None
        else exact + percent(found.fussell_vesely),
        f"{found.birnbaum:.3g}",
        _ratio(found.raw or 0.0),
        _ratio(found.rrw or 0.0),
    )


def _ratio(value: float) -> str:
    """A risk worth to four digits; one that is not 1 is never shown as 1."""
    if isinf(value):
        return "infinite"
    if value >= 1e6:
        return f"{value:.3g}"
    return "over 1" if 1 < value < 1.0005 else figure(float(f"{value:.4g}"))
