"""Single points of failure in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from topology.document.relevance import BY_STRUCTURE
from topology.document.schema import Accepted
from topology.finding import FailureClass
from topology.findings.ranking.recoveries import RETURNS, Recovery, Return, in_words
from topology.findings.single_points import SinglePoints
from topology.render.words.knowledge import extent_words
from topology.render.words.phrases import shown, taken_words
from topology.values.units import counted, percent, time_words

if TYPE_CHECKING:
    from topology.finding import Finding
    from topology.findings.over_ranges import OverRanges


class SpofTotals:
    """Counts over all targets: what falls, to what, and how often. No finding is listed for it."""

    def __init__(self, points: SinglePoints, ranges: OverRanges | None = None) -> None:
        """`ranges` if the document has any and they can matter."""
        self.points, self.ranges = points, ranges
        self.judged = len(points.targets)
        self.falling = points.falling()
        self.single_points, self.findings = points.counts.of_points()
        self.classes = points.counts.of_classes()
        self.by_structure = by_structure_words(points)
        """Of whom loads could not be judged, after some failure at least; empty if of nobody."""

    @cached_property
    def less_critical(self) -> tuple[Finding, ...]:
        """What needs something less critical than itself."""
        from topology.findings.criticality import criticality_findings

        return criticality_findings(self.points)


def verdict(totals: SpofTotals) -> str:
    """The result in one sentence; what it takes for granted of standbys in another."""
    return f"{_verdict(totals)}{_taken_words(totals.points)}"


def _taken_words(points: SinglePoints) -> str:
    starts = {start.event: start for of in points.taken_to_start.values() for start in of}
    return taken_words([starts[event] for event in sorted(starts)])


def _verdict(totals: SpofTotals) -> str:
    said = traffic_words(totals.points)
    return f"{_of_components(totals)} {said}".strip() if said else _of_components(totals)


def traffic_words(points: SinglePoints) -> str:
    """What single failures do to the traffic, in a sentence; empty where that is no target."""
    traffic = points.traffic
    if traffic is None:
        return ""
    total = counted(len(traffic.sweep.failures), "single failure")
    links = traffic.network.arcs.arcs_of
    open_ = sum(points.graph.components[v].capacity is None for v in links)
    values = " at the values given" if points.graph.ranges else ""
    notes = f"; {open_:,} of {counted(len(links), 'link')} without capacity" if open_ else ""
    if traffic.intact(traffic.limit) is not None:
        notes += "; it is not carried as it has to be even with nothing failed"
    hits = traffic.hits(traffic.limit)
    if not hits:
        above = f"anything above {percent(traffic.limit)}"
        return f"None of {total} cuts traffic off or puts {above}{values}{notes}."
    found = Counter(hit.failure_class for hit in hits)
    kinds = _of_classes([(name.value, found[name]) for name in FailureClass if found[name]])
    allowed = f"at most {percent(traffic.limit)} allowed"
    return f"The traffic falls to {len(hits):,} of {total}{values} ({allowed}): {kinds}{notes}."


def _of_components(totals: SpofTotals) -> str:
    points = totals.points
    if not totals.judged and points.traffic and not (points.not_judged or points.never_up):
        return ""
    if not totals.judged:
        if points.not_judged:
            return "No target could be judged."
        if points.never_up:
            return "No target is up to be judged."
        return "Nothing was judged: nothing here is a target, and --for ID makes anything one."
    if not totals.findings:
        return _none_found(totals)
    falls = "falls" if len(totals.falling) == 1 else "fall"
    single = counted(totals.single_points, "single point of failure", "single points of failure")
    of = f"{len(totals.falling):,} of {counted(totals.judged, 'target')}"
    at_values = " at the values given" if points.graph.ranges else ""
    alone = f" ({totals.by_structure})" if totals.by_structure else ""
    return f"{of} {falls} to a single failure{at_values}: {single}, {_classes(totals)}{alone}."


def _none_found(totals: SpofTotals) -> str:
    ranges, holds = totals.ranges, ", each survives any one failure"
    where = ""
    if ranges is not None and not (ranges.is_complete or ranges.is_worse):
        all_of = "" if ranges.sensitivities is None else "all "
        where, holds = f" at the values given; their ranges were not {all_of}tried", ""
    elif ranges is not None and ranges.is_worse:
        from topology.findings.sensitivity import About

        words = {word for part in ranges.elsewhere for word in part.found}
        found = [word for word in words if word.about is not About.RETURN]
        more = counted(len(found), "finding")
        where, holds = f" at the values given; {more} elsewhere in their ranges", ""
    elif ranges is not None:
        each = "the range" if ranges.ranges == 1 else f"each of {ranges.ranges:,} ranges"
        where = f", all over {each}"
    if totals.points.below_level:
        holds = ""
    if alone := totals.by_structure:
        holds += f" {alone}" if alone == BY_STRUCTURE else f" ({alone})"
    return f"No single point of failure{where}: {counted(totals.judged, 'target')} judged{holds}."


def by_structure_words(points: SinglePoints) -> str:
    """Of whom the verdict is by structure alone though load could matter; empty if of nobody."""
    alone = sum(map(points.by_structure_alone, points.targets))
    if 0 < alone < len(points.targets):
        return f"{alone:,} of {counted(len(points.targets), 'target')} {BY_STRUCTURE}"
    return BY_STRUCTURE if alone else ""


def known_words(points: SinglePoints) -> str:
    """How much is said of what the verdict hangs on; empty when all is."""
    return extent_words(points.extent)


def target_known_words(points: SinglePoints, target: str) -> str:
    """How much is said of what the verdict on one target hangs on, if it is not as with all."""
    extent = points.extents.get(target, points.extent)
    return "" if extent == points.extent else extent_words(extent)


def _classes(totals: SpofTotals) -> str:
    """`all structural`, or how many of each class."""
    return _of_classes([(name.value, number) for name, number in totals.classes.items() if number])


def _of_classes(found: Sequence[tuple[str, int]]) -> str:
    if len(found) == 1:
        return f"all {found[0][0]}" if found[0][1] > 1 else found[0][0]
    parts = [f"{number:,} {name}" for name, number in found]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def recovery_words(recovery: Recovery) -> str:
    """When a target is back after a failure, as a line shows it."""
    return in_words(recovery, shown)


def back_words(recovery: Recovery) -> str:
    """The same as a cell shows it, without what it hangs on: `12 h 20 min, too late`, `never`."""
    state = recovery.state
    if state in (Return.NEVER, Return.NOT_KNOWN):
        return str(state)
    late = ", too late" if state is Return.LATE else ""
    if recovery.wanting:
        return f"over {time_words(recovery.at_least_s)}{late}"
    if recovery.held_s and not recovery.outage_s:
        return "no outage"
    return f"{time_words(recovery.after_s)}{late}"


def worst_recovery(recoveries: Iterable[Recovery]) -> Recovery:
    """The worst of some: never, late, not known when, else the longest."""

    def badness(one: Recovery) -> tuple[int, float, float]:
        return RETURNS.index(_without_rto(one.state)), -one.after_s, -one.outage_s

    return min(recoveries, key=badness)


def _without_rto(state: Return) -> Return:
    """What is in time is no better than what nobody gave a time."""
    return Return.BACK if state is Return.IN_TIME else state


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
    return f"Of {counted(sum(found.values()), 'finding')} with an rto: {', '.join(parts)}."


BARE = "nothing but its own failure"
"""Said of what only groups others or ends paths; `fails: false` would leave it out."""


def accepted_words(entry: Accepted, *, is_over: bool | None) -> str:
    """Until when somebody has accepted a finding, and why; `is_over` None: nobody knows."""
    judged = {None: ", date not checked", True: ", which is over: it counts again", False: ""}
    return f"accepted until {entry.until}{judged[is_over]}: {shown(entry.reason)}"


def accepted_said(points: SinglePoints, target: str, cause: str) -> str:
    """The same of a single point of failure; empty where nobody has accepted it."""
    entry = points.accepted.get((target, cause))
    return accepted_words(entry, is_over=points.is_over(entry)) if entry else ""


def kind_words(kind: str, *, is_shared: bool, is_mode: bool, is_bare: bool = False) -> str:
    """The kind of what fails, and what else it is; `is_bare` where nothing but itself falls.

    >>> kind_words("duct", is_shared=True, is_mode=False)
    'duct (shared risk)'
    """
    also = ((is_shared, "shared risk"), (is_mode, "mode"), (is_bare, BARE))
    return kind + "".join(f" ({words})" for is_so, words in also if is_so)
