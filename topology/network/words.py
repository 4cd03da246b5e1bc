"""What traffic does to links after failures, in words: of findings, tables, maps and lines alike.

The texts of a document stand in them as they are: whoever puts them out escapes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from topology.network.causes import Cause, CauseKind
from topology.network.flows import Diverted, cut_off_by, diverted_over
from topology.network.gauges import Place
from topology.network.sweep import TrafficNetwork, Use
from topology.structure.graph import Graph
from topology.values.units import counted, figure, fraction, percent

ARROW = " → "
MOST_NAMED = 3
"""Links and nodes that are named in a sentence."""

# -- places and amounts ---------------------------------------------------------------------------


def place_words(network: TrafficNetwork, place: Place) -> str:
    """A direction of a link, a link whose both directions count together, or a node."""
    name, between = network.graph.ids[place.component], direction_words(network, place)
    return f"{name} ({between})" if between else name


def direction_words(network: TrafficNetwork, place: Place) -> str:
    """Between which sites; nothing of a node."""
    if place.start < 0:
        return ""
    graph = network.graph
    is_both = not network.arcs.is_full_duplex and not graph.components[place.component].one_way
    return f"{graph.ids[place.start]}{' ↔ ' if is_both else ARROW}{graph.ids[place.end]}"


def amount_words(graph: Graph, amount: float) -> str:
    """So much traffic, with the unit of loads; sums that are whole but for rounding as whole."""
    unit = graph.topology.load_unit
    return f"{figure(amount)}{f' {unit}' if unit else ''}"


def use_words(utilisation: float) -> str:
    """A utilisation; infinite where something carries on nothing that is left."""
    return percent(utilisation) if isfinite(utilisation) else "∞ %"


def carries_words(use: Use) -> str:
    """How much of its capacity a place carries."""
    if not isfinite(use.utilisation):
        return "carries traffic and has no capacity left"
    return f"carries {percent(use.utilisation)}"


# -- what fails -----------------------------------------------------------------------------------


def causes_words(network: TrafficNetwork, causes: Sequence[int]) -> str:
    """One cause or two by their ids."""
    names = [network.causes.name(number) for number in causes]
    if len(set(names)) < len(names):
        return f"two members of {names[0]}"
    if len(causes) == 1 and (members := _members(network, causes[0])) > 1:
        return f"one of the {members:,} members of {names[0]}"
    return " and ".join(names)


def _members(network: TrafficNetwork, number: int) -> int:
    """How many members a cause is one of; 1 of what is no component."""
    graph = network.graph
    return graph.components[number].count if number < graph.size else 1


def fails_words(network: TrafficNetwork, causes: Sequence[int]) -> str:
    """That they happen: a component fails, a shared risk strikes, a mode sets in."""
    words = {CauseKind.RISK: ("strikes", "strike"), CauseKind.MODE: ("sets in", "set in")}
    verbs = [words.get(network.causes.kind(n), ("fails", "fail")) for n in causes]
    if len(set(verbs)) == 1:
        return f"{causes_words(network, causes)} {verbs[0][len(causes) > 1]}"
    names = map(network.causes.name, causes)
    return " and ".join(f"{name} {one}" for name, (one, _) in zip(names, verbs, strict=True))


def gone_words(network: TrafficNetwork, cause: Cause) -> str:
    """What of the network goes down with a cause beside itself; empty if nothing does."""
    graph = network.graph
    links = sorted(cause.loss.links.difference(cause.numbers))
    nodes = sorted({network.arcs.nodes[n] for n in cause.loss.nodes}.difference(cause.numbers))
    counts = [counted(len(some), noun) for some, noun in ((nodes, "node"), (links, "link")) if some]
    if not counts:
        return ""
    gone = [*nodes, *links]
    names, more = ", ".join(graph.ids[v] for v in gone[:MOST_NAMED]), len(gone) - MOST_NAMED
    also = f" and {more:,} more" if more > 0 else ""
    return f"{' and '.join(counts)} {'is' if len(gone) == 1 else 'are'} gone: {names}{also}"


def left_words(network: TrafficNetwork, cause: Cause, place: Place | None = None) -> str:
    """What has less capacity left after a cause, a place first; empty if nothing has."""
    first = None if place is None else place.component
    left = sorted(cause.left.items(), key=lambda one: (one[0] != first, one[0]))
    said = ", ".join(
        f"{network.graph.ids[v]} has {fraction(share) if share else 'nothing'} of its capacity left"
        for v, share in left[:MOST_NAMED]
    )
    more = len(left) - MOST_NAMED
    return f"{said}, and {more:,} more have less" if more > 0 else said


# -- why ------------------------------------------------------------------------------------------


def failed_steps(
    network: TrafficNetwork, cause: Cause, place: Place | None = None
) -> Iterator[str]:
    """What fails, what is gone with it, and what has less capacity left: first that of a place."""
    if cause.numbers:
        said = (fails_words(network, cause.numbers), gone_words(network, cause))
        yield from filter(None, (*said, left_words(network, cause, place)))


def cut_off_words(network: TrafficNetwork, cause: Cause) -> str:
    """What a cause cuts off: the most of it, and how many flows more. Raises `IndexError`."""
    graph, flows = network.graph, cut_off_by(network, cause)
    first, more = flows[0], len(flows) - 1
    also = f" (and {counted(more, 'more flow')})" if more else ""
    ends = f"from {graph.ids[first.origin]} to {graph.ids[first.destination]}"
    no_way = "has no way left" if cause.numbers else "has no way"
    return f"{amount_words(graph, first.amount)} {ends} {no_way}{also}"


def overload_words(network: TrafficNetwork, cause: Cause, use: Use) -> str:
    """How much a place carries after a cause, and where that of it went before which is new."""
    said = f"{place_words(network, use.place)} {carries_words(use)}"
    if not cause.numbers:
        return said
    if more := diverted_words(network, diverted_over(network, use.place, cause)):
        return f"{said}: {more}"
    return (
        said if use.place.component in cause.left else f"{said}: no more than with nothing failed"
    )


def diverted_words(network: TrafficNetwork, found: Sequence[Diverted]) -> str:
    """What a place carries more, by what took it before; empty if nothing is diverted."""
    graph = network.graph
    parts = [
        f"{amount_words(graph, d.amount)}{'' if n else ' of it diverted'} from {graph.ids[d.lost]}"
        for n, d in enumerate(found[:MOST_NAMED])
    ]
    if left := found[MOST_NAMED:]:
        rest = amount_words(graph, sum(d.amount for d in left))
        parts.append(f"{rest} from {len(left):,} more")
    return ", ".join(parts)
