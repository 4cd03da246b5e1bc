"""What is too much for the traffic, as findings, with the reason step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.document.schema import TRAFFIC
from topology.finding import FailureClass, Finding, Rule
from topology.findings.traffic.cut_off import cut_off_by
from topology.findings.traffic.points import Hit, TrafficPoints
from topology.findings.under_load import cause_words, kind_of
from topology.network.causes import Cause
from topology.network.flows import diverted_over
from topology.network.gauges import Place
from topology.network.sweep import TrafficNetwork, Use
from topology.structure.graph import Graph
from topology.values.units import counted, figure

MOST_TOLD = 3
"""Links and nodes that are gone with a failure and are named."""
MOST_DIVERTED = 2
"""Links and nodes that traffic was diverted from and that are named."""


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
    yield from _failed(points, hit.cause)
    if hit.cut_off:
        yield _cut_off(points, hit.cause)
    if hit.worst is not None:
        yield _overloaded(points, hit, hit.worst, limit)
    if hit.failure_class is FailureClass.GRAY:
        yield "nothing would be too much without it: nobody routes around what has not failed"


def _failed(points: TrafficPoints, cause: Cause) -> Iterator[str]:
    """What fails, what of the network is gone with it, and what has less capacity left."""
    graph, numbers = points.graph, cause.numbers
    if not numbers:
        return
    names = [points.network.causes.name(number) for number in numbers]
    yield f"{' and '.join(names)} {'fails' if len(names) == 1 else 'fail'}"
    links = sorted(cause.loss.links.difference(numbers))
    nodes = sorted({points.network.arcs.nodes[n] for n in cause.loss.nodes}.difference(numbers))
    parts = [counted(len(some), what) for some, what in ((nodes, "node"), (links, "link")) if some]
    if parts:
        verb = "is" if len(links) + len(nodes) == 1 else "are"
        yield f"{' and '.join(parts)} {verb} gone: {_some(graph, [*nodes, *links])}"
    if cause.left:
        said = (
            f"{graph.ids[v]} has {percent_words(s)} left" for v, s in sorted(cause.left.items())
        )
        yield ", ".join(list(said)[:MOST_TOLD])


def _some(graph: Graph, numbers: Sequence[int]) -> str:
    more = len(numbers) - MOST_TOLD
    names = ", ".join(graph.ids[v] for v in numbers[:MOST_TOLD])
    return f"{names} and {more:,} more" if more > 0 else names


def _cut_off(points: TrafficPoints, cause: Cause) -> str:
    graph, flows = points.graph, cut_off_by(points.network, cause)
    first, more = flows[0], len(flows) - 1
    also = f" (and {counted(more, 'more flow')})" if more else ""
    ends = f"from {graph.ids[first.origin]} to {graph.ids[first.destination]}"
    no_way = "has no way left" if cause.numbers else "has no way"
    return f"{amount_words(graph, first.amount)} {ends} {no_way}{also}"


def _overloaded(points: TrafficPoints, hit: Hit, use: Use, limit: float) -> str:
    graph = points.graph
    carries = f"{place_words(points.network, use.place)} {carries_words(use)}"
    diverted = diverted_over(points.network, use.place, hit.cause) if hit.cause.numbers else ()
    from_ = [
        f"{amount_words(graph, one.amount)}{'' if n else ' of it diverted'} "
        f"from {graph.ids[one.lost]}"
        for n, one in enumerate(diverted[:MOST_DIVERTED])
    ]
    more = len(diverted) - MOST_DIVERTED
    said = ", ".join(from_) + (f", and from {more:,} more" if more > 0 else "")
    others = hit.overloaded - 1
    also = f" (and {counted(others, 'more place')} above {percent_words(limit)})" if others else ""
    return f"{carries}{f': {said}' if said else ''}{also}"


# -- in words -------------------------------------------------------------------------------------


def carries_words(use: Use) -> str:
    """How much of its capacity a place carries."""
    if use.utilisation == float("inf"):
        return "has a load, and no capacity left"
    return f"carries {percent_words(use.utilisation)}"


def place_words(network: TrafficNetwork, place: Place) -> str:
    """A direction of a link, a link whose both directions count together, or a node."""
    graph = network.graph
    name = graph.ids[place.component]
    if place.start < 0:
        return name
    is_both = not network.arcs.is_full_duplex and not graph.components[place.component].one_way
    between = "↔" if is_both else "→"
    return f"{name} ({graph.ids[place.start]} {between} {graph.ids[place.end]})"


def amount_words(graph: Graph, amount: float) -> str:
    """So much traffic, with the unit of loads."""
    unit = graph.topology.load_unit
    return f"{figure(amount)}{f' {unit}' if unit else ''}"


def percent_words(share: float) -> str:
    """A share of a capacity."""
    return f"{figure(share * 100)} %"
