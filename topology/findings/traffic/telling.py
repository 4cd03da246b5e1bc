"""What is too much for the traffic, as findings, with the reason step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.document.schema import TRAFFIC
from topology.finding import FailureClass, Finding, Rule
from topology.findings.traffic.points import Hit, TrafficPoints
from topology.findings.under_load import cause_words, kind_of
from topology.network.words import cut_off_words, failed_steps, overload_words
from topology.structure.graph import Graph
from topology.values.units import counted, percent


def findings(points: TrafficPoints) -> Iterator[Finding]:
    """All that single failures do at the limit of its objectives; first what is wrong intact."""
    intact = points.intact(points.limit)
    for hit in (*([intact] if intact else ()), *points.hits(points.limit)):
        yield finding(points, hit, points.limit)


def finding_of(points: TrafficPoints, cause: str) -> Finding:
    """That of one failure, by its id, or of the state intact; raises `KeyError` for no finding."""
    hit = points.intact(points.limit) if not cause else points.by_cause[cause]
    if hit is None:
        raise KeyError(cause)
    return finding(points, hit, points.limit)


def finding(points: TrafficPoints, hit: Hit, limit: float) -> Finding:
    """A failure, or two at once, or none, that is too much for the traffic, with its reason."""
    key = hit.cause.numbers, limit
    if key not in points.told:
        points.told[key] = _made(points, hit, limit)
    return points.told[key]


def _made(points: TrafficPoints, hit: Hit, limit: float) -> Finding:
    names = tuple(map(points.network.causes.name, hit.cause.numbers))
    kind, shared, is_mode = "", False, False
    if len(names) == 1:
        kind, shared, is_mode = kind_of(points.graph, hit.cause.numbers[0])
    return Finding(
        rule=Rule.TRAFFIC_NOT_CARRIED,
        where=TRAFFIC,
        cause=names[0] if len(names) == 1 else "",
        kind=kind,
        shared_risk=shared,
        is_mode=is_mode,
        failure_class=hit.failure_class,
        message=_message(points.graph, names),
        reason=tuple(_steps(points, hit, limit)),
        involved=names if len(names) > 1 else (),
        amounts=hit.amounts,
    )


def _message(graph: Graph, names: Sequence[str]) -> str:
    if not names:
        return "the traffic is not carried as it has to be, even with nothing failed"
    if len(names) > 1:
        return f"{' and '.join(names)} at once are too much for the traffic"
    return f"{cause_words(graph, names[0])} is a single point of failure of the traffic"


def _steps(points: TrafficPoints, hit: Hit, limit: float) -> Iterator[str]:
    network, use = points.network, hit.worst
    yield from failed_steps(network, hit.cause, None if use is None else use.place)
    if hit.cut_off:
        yield cut_off_words(network, hit.cause)
    if use is not None:
        others = counted(hit.overloaded - 1, "more place") if hit.overloaded > 1 else ""
        also = f" (and {others} above {percent(limit)})" if others else ""
        yield f"{overload_words(network, hit.cause, use)}{also}"
    if hit.failure_class is FailureClass.GRAY:
        yield "nothing would be too much without it: nobody routes around what has not failed"
