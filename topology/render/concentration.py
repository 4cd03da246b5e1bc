"""What hangs on each group of a document, as far as a report has room and time for it."""

from __future__ import annotations

from topology.findings.concentration.concentration import Concentration
from topology.findings.concentration.groups import all_groups
from topology.findings.single_points import SinglePoints
from topology.findings.study import MAX_COMPONENTS

MAX_GROUPS = 50
"""Groups of each sort in a page."""


def concentration_of(points: SinglePoints, most: int) -> Concentration | str:
    """The worst `most` groups of each sort that the document names; or why they are not there."""
    if len(points.topology.components) > MAX_COMPONENTS:
        return f"not worked out above {MAX_COMPONENTS:,} components"
    return Concentration(points, all_groups(points.topology), most=most)
