"""Whether anything is found, and when its targets are back: in time, late, never, or not known."""

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


def has_finding(points: SinglePoints) -> bool:
    """Whether a target falls to a single failure, or something is wrong before any."""
    return is_wrong(points) or bool(points.falling()) or is_traffic_hit(points)


def is_late(points: SinglePoints) -> bool:
    """Whether a target is not, or not known to be, back in time after some single failure.

    Of the traffic that is never known.
    """
    return (
        is_wrong(points)
        or is_traffic_hit(points)
        or any(
            not points.recovery(target, cause).is_in_time
            for target in points.falling()
            for cause in points.causes(target)
        )
    )


def is_traffic_hit(points: SinglePoints) -> bool:
    """Whether some single failure is too much for the traffic."""
    traffic = points.traffic
    return traffic is not None and bool(traffic.hits(traffic.limit))


def is_wrong(points: SinglePoints) -> bool:
    """Whether a target falls short with nothing failed, or nothing was judged at all."""
    traffic = points.traffic
    judged = points.targets or points.never_up or traffic
    is_hit = traffic is not None and traffic.intact(traffic.limit) is not None
    unjudged = bool(points.not_judged) or not judged
    return bool(points.never_up or points.below_level) or is_hit or unjudged


def is_unjudged(points: SinglePoints) -> bool:
    """Whether overload and delay could not be judged, after some failure at least."""
    return bool(points.load_unjudged or points.causes_unjudged)
