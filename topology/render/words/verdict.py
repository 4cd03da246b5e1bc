"""Single points of failure in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from topology.document.schema import Accepted
from topology.findings.ranking.recoveries import RETURNS, Recovery, Return
from topology.findings.single_points import SinglePoints
from topology.render.words.phrases import count, shown, time_words


class SpofTotals:
    """Counts over all targets: what falls, to what, and how often. No finding is listed for it."""

    def __init__(self, points: SinglePoints) -> None:
        self.judged = len(points.targets)
        self.falling = points.falling()
        self.single_points, self.findings = points.single_point_count()
        self.classes = points.class_counts()


def verdict(totals: SpofTotals, never_up: int) -> str:
    """The result in one sentence."""
    if not totals.judged:
        return "No target is up to be judged." if never_up else "No target to judge."
    if not totals.findings:
        kept = count(totals.judged, "target")
        return f"No single point of failure: {kept} judged, each survives any one failure."
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


def recovery_words(recovery: Recovery) -> str:
    """When a target is back after a failure, and whether that is within its rto.

    >>> recovery_words(Recovery(3600.0, rto_s=900.0))
    'back after 1 h, later than its rto of 15 min'
    """
    rto = "" if recovery.rto_s is None else f"its rto of {time_words(recovery.rto_s)}"
    if recovery.wanting and recovery.state is Return.LATE:
        least = time_words(recovery.at_least_s)
        return f"not back for {least} at least, later than {rto}: {shown(recovery.wanting)}"
    if recovery.wanting:
        return f"not known when back: {shown(recovery.wanting)}"
    if recovery.is_never:
        return "never back"
    compared = f", {'within' if recovery.is_in_time else 'later than'} {rto}" if rto else ""
    return f"back after {time_words(recovery.after_s)}{compared}"


RETURN_WORDS = {
    Return.NEVER: "never back",
    Return.LATE: "back too late",
    Return.NOT_KNOWN: "not known when back",
    Return.IN_TIME: "back in time",
    Return.BACK: "back",
}


def returns_words(found: Mapping[Return, int]) -> str:
    """How many findings are back in time; empty where no rto says what is."""
    if not found:
        return ""
    parts = [f"{found[state]:,} {RETURN_WORDS[state]}" for state in RETURNS if found.get(state)]
    return f"Of {count(sum(found.values()), 'finding')} with an rto: {', '.join(parts)}."


BARE = "nothing but its own failure"
"""Said of what only groups others or ends paths; `fails: false` would leave it out."""


def accepted_words(entry: Accepted, *, is_over: bool | None) -> str:
    """Until when somebody has accepted a finding, and why; `is_over` None: nobody knows."""
    judged = {None: ", date not checked", True: ", which is over: it counts again", False: ""}
    return f"accepted until {entry.until}{judged[is_over]}: {shown(entry.reason)}"
