"""Findings by when their targets are back: in time, late, never, or not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from topology.document.document import Topology
from topology.findings.over_ranges import OverRanges, cause_in
from topology.findings.ranking.recoveries import RETURNS, Return
from topology.findings.sensitivity import Verdict, points_verdict
from topology.findings.single_points import SinglePoints


def returns(points: SinglePoints) -> Counter[Return]:
    """Of the targets with an rto: how many findings are back in time, late, or never."""
    graph, rtos = points.graph, points.recoveries.rtos
    return Counter(
        points.recovery(target, cause).state
        for target in points.targets
        if graph.index[target] in rtos
        for cause in points.causes(target)
    )


def by_return(points: SinglePoints, target: str) -> list[tuple[Return, list[str]]]:
    """The causes of a target, the worst first; by when it is back, if it has an rto."""
    found: dict[Return, list[str]] = {}
    ranked = points.ranking.causes(points.causes(target))
    if points.graph.index_of(target) not in points.recoveries.rtos:
        return [(Return.BACK, ranked)]
    for cause in ranked:
        found.setdefault(points.recovery(target, cause).state, []).append(cause)
    return [(state, found[state]) for state in RETURNS if state in found]


def is_late(points: SinglePoints) -> bool:
    """Whether a target is not, or not known to be, back in time after some single failure."""
    return bool(points.never_up or points.below_level or points.not_judged) or any(
        not points.recovery(target, cause).is_in_time
        for target in points.falling()
        for cause in points.causes(target)
    )


_NOT_IN_TIME = {
    Return.NEVER: " is never back after ",
    Return.LATE: " is back too late after ",
    Return.NOT_KNOWN: " is not known to be back after ",
}


def returns_verdict(targets: Sequence[str] | None) -> Callable[[Topology], Verdict]:
    """Judges for a range what falls to what, and what is not back in time then."""

    def judge(topology: Topology) -> Verdict:
        points = SinglePoints.of(topology, targets)
        return points_verdict(points).union(_not_in_time(points))

    return judge


def _not_in_time(points: SinglePoints) -> Iterator[str]:
    for target in points.falling():
        for cause in points.causes(target):
            words = _NOT_IN_TIME.get(points.recovery(target, cause).state)
            if words is not None:
                yield f"{target}{words}{cause} fails"


def is_return(sentence: str) -> bool:
    """Whether a sentence of such a verdict is about what is not back in time."""
    return any(words in sentence for words in _NOT_IN_TIME.values())


def is_late_elsewhere(ranges: OverRanges) -> bool:
    """Whether something is not back in time elsewhere in ranges, or they could not all be tried."""
    return not ranges.is_complete or any(
        not cause_in(word) for part in ranges.elsewhere for word in part.found
    )
