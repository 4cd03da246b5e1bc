"""Single points of failure in a sentence."""

from __future__ import annotations

from topology.document.relevance import BY_STRUCTURE
from topology.document.schema import Accepted
from topology.findings.single_points import SinglePoints
from topology.render.words.phrases import count, shown


class SpofTotals:
    """Counts over all targets: what falls, to what, and how often. No finding is listed for it."""

    def __init__(self, points: SinglePoints) -> None:
        self.judged = len(points.targets)
        self.falling = points.falling()
        self.single_points, self.findings = points.single_point_count()
        self.classes = points.class_counts()
        self.by_structure = bool(points.load_unjudged or points.causes_unjudged)
        """Whether loads could not be judged, after some failure at least."""


def verdict(totals: SpofTotals, never_up: int) -> str:
    """The result in one sentence."""
    if not totals.judged:
        return "No target is up to be judged." if never_up else "No target to judge."
    if not totals.findings:
        kept = count(totals.judged, "target")
        said = f"No single point of failure: {kept} judged, each survives any one failure"
        return f"{said} {BY_STRUCTURE}." if totals.by_structure else f"{said}."
    falls = "falls" if len(totals.falling) == 1 else "fall"
    single = count(totals.single_points, "single point of failure", "single points of failure")
    of = f"{len(totals.falling):,} of {count(totals.judged, 'target')}"
    return f"{of} {falls} to a single failure: {single}, {_classes(totals)}."


def _classes(totals: SpofTotals) -> str:
    """`all structural`, or how many of each class."""
    found = [(name.value, number) for name, number in totals.classes.items() if number]
    if len(found) == 1:
        return f"all {found[0][0]}" if totals.single_points > 1 else found[0][0]
    parts = [f"{number:,} {name}" for name, number in found]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def accepted_words(entry: Accepted) -> str:
    """Until when somebody has accepted a finding, and why; no clock says whether that is over."""
    return f"accepted until {entry.until}: {shown(entry.reason)}"
