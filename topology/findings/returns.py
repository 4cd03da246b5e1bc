"""Findings by when their targets are back: in time, late, never, or not known."""

from __future__ import annotations

from collections import Counter

from topology.findings.ranking.recoveries import RETURNS, Return
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
