"""What an answer about traffic takes for granted, and what it leaves out; in sentences.

Ids in them are those of the document: whoever shows them makes them printable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.document.schema import Component, Demand, Routing, SharedRisk
from topology.network.survey.survey import Survey
from topology.network.sweep import TrafficNetwork
from topology.values.units import counted

MOST_NAMED = 3


def remarks(survey: Survey) -> list[str]:
    """All of them, in a fixed order."""
    network = survey.network
    return [
        *not_judged(survey),
        *_degrees(network),
        *_ranges(network),
        *_without_capacity(network),
        *_never_up(network),
        *_sent_besides(network),
        *_surges(network),
    ]


def not_judged(survey: Survey) -> Iterator[str]:
    """What there was no time for, or that there was nothing to judge."""
    if survey.not_judged:
        left = counted(survey.not_judged, "cause" if survey.pairs is None else "cause or pair")
        yield f"the time was too short for up to {left}: what they do is not known"
    elif not len(survey.failures):
        yield "no cause that was asked for takes anything of the network down"


def _degrees(network: TrafficNetwork) -> Iterator[str]:
    """How much of the traffic and of the capacities is less than known."""
    entries = network.graph.topology.traffic
    limited = [c for c in _carriers(network) if c.capacity is not None]
    risks = [risk for risk in network.graph.risks if risk.hits is not None]
    for some, noun, many in (
        (entries, "entry of traffic", "entries of traffic"),
        (limited, "capacity", "capacities"),
        (risks, "shared risk", "shared risks"),
    ):
        for degree, n in _counts(some):
            yield f"{n:,} of {counted(len(some), noun, many)} {'is' if n == 1 else 'are'} {degree}"
    if (network.graph.topology.routing or Routing()).assumed is not None:
        yield "how traffic is routed is assumed"


def _counts(some: Sequence[Component | Demand | SharedRisk]) -> Iterator[tuple[str, int]]:
    for degree, n in (
        ("guessed", sum(entry.guessed is not None for entry in some)),
        ("assumed", sum(entry.guessed is None and _is_assumed(entry) for entry in some)),
    ):
        if n:
            yield degree, n


def _is_assumed(entry: Component | Demand | SharedRisk) -> bool:
    """Whether what traffic makes of an entry is assumed: all of it, or that field."""
    if not isinstance(entry.assumed, dict):
        return entry.assumed is not None
    return not {"capacity", "demand", "hits"}.isdisjoint(entry.assumed)


def _carriers(network: TrafficNetwork) -> list[Component]:
    return [network.graph.components[v] for v in (*network.arcs.arcs_of, *network.arcs.nodes)]


def _ranges(network: TrafficNetwork) -> Iterator[str]:
    """Ranges on which the traffic, its ways or its limits hang."""
    fields = {"capacity", "metric", "count", "quorum", "leaves", "parts"}
    paths = [path for path, _ in network.graph.ranges]
    n = sum(path[0] == "traffic" or path[-1] in fields for path in paths)
    if n:
        value = "value that is a range is" if n == 1 else "values that are ranges are"
        yield f"{n:,} {value} taken as given, not looked along"


def _without_capacity(network: TrafficNetwork) -> Iterator[str]:
    components = network.graph.components
    links = [v for v in network.arcs.arcs_of if components[v].capacity is None]
    if links:
        total = counted(len(network.arcs.arcs_of), "link")
        has = "has" if len(links) == 1 else "have"
        yield f"{len(links):,} of {total} {has} no capacity and can carry any traffic"
        if not network.gauges.places:
            yield 'no "capacity" is known, so no failure can be said to overload anything'


def _never_up(network: TrafficNetwork) -> Iterator[str]:
    graph = network.graph
    down = sorted(graph.never_up & {*network.arcs.arcs_of, *network.arcs.nodes})
    if down:
        yield f"{_names([graph.ids[v] for v in down])} never up: nothing takes a way over it"


def _sent_besides(network: TrafficNetwork) -> Iterator[str]:
    """Load that takes the links too, and is not traffic."""
    graph = network.graph
    has_load = any(c.demand is not None for c in graph.components)
    if graph.networks and has_load and network.gauges.places:
        yield "utilisation is that of traffic alone: what `reach` entries send is not in it"


def _surges(network: TrafficNetwork) -> Iterator[str]:
    surges = [risk.id for risk in network.graph.risks if risk.raises]
    if surges:
        yield f"surges do not raise traffic and are not judged: {_listed(surges)}"


def _names(names: list[str]) -> str:
    return f"{_listed(names)} {'is' if len(names) == 1 else 'are'}"


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
