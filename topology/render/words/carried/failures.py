"""What traffic does to links after failures, in words."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from topology.network.causes import CauseKind
from topology.network.flows import Diverted, diverted_over
from topology.network.gauges import Place
from topology.network.sweep import TrafficNetwork, Use
from topology.render.words.phrases import ARROW, reckoned, rounded, shown
from topology.values.units import counted, figure, fraction, percent

MOST_NAMED = 3
"""Links and nodes that are named in a sentence."""


def place_words(network: TrafficNetwork, place: Place) -> str:
    """A direction of a link, a link whose both directions count together, or a node."""
    name, between = shown(network.graph.ids[place.component]), direction_words(network, place)
    return f"{name} ({between})" if between else name


def direction_words(network: TrafficNetwork, place: Place) -> str:
    """Between which sites; nothing of a node."""
    if place.start < 0:
        return ""
    graph = network.graph
    is_both = not network.arcs.is_full_duplex and not graph.components[place.component].one_way
    between = " ↔ " if is_both else ARROW
    return f"{shown(graph.ids[place.start])}{between}{shown(graph.ids[place.end])}"


def causes_words(network: TrafficNetwork, causes: Sequence[int]) -> str:
    """One cause or two by their ids."""
    names = [shown(network.causes.name(number)) for number in causes]
    if len(set(names)) < len(names):
        return f"two members of {names[0]}"
    return " and ".join(names)


def fails_words(network: TrafficNetwork, causes: Sequence[int]) -> str:
    """That they happen: a component fails, a shared risk strikes, a mode sets in."""
    words = {CauseKind.RISK: ("strikes", "strike"), CauseKind.MODE: ("sets in", "set in")}
    verbs = [words.get(network.causes.kind(n), ("fails", "fail")) for n in causes]
    if len(set(verbs)) == 1:
        return f"{causes_words(network, causes)} {verbs[0][len(causes) > 1]}"
    names = (shown(network.causes.name(number)) for number in causes)
    return " and ".join(f"{name} {one}" for name, (one, _) in zip(names, verbs, strict=True))


def use_words(utilisation: float) -> str:
    """A utilisation; infinite where something carries on nothing that is left."""
    return percent(utilisation) if isfinite(utilisation) else "∞ %"


def carries_words(use: Use) -> str:
    """How much of its capacity a place carries."""
    if not isfinite(use.utilisation):
        return "carries traffic and has no capacity left"
    return f"carries {percent(use.utilisation)}"


def load_words(network: TrafficNetwork, amount: float) -> str:
    """An amount of traffic with its unit."""
    unit = network.graph.topology.load_unit
    # Sums that are whole but for rounding are told as whole.
    short = rounded(amount) if isfinite(amount) else amount
    return f"{reckoned(short)} {shown(unit)}" if unit else reckoned(short)


def part_words(network: TrafficNetwork, amount: float) -> str:
    """A part of all traffic, with its share."""
    total = network.demands.total
    share = f" ({percent(amount / total)})" if total else ""
    return f"{reckoned(rounded(amount))} of {load_words(network, total)}{share}"


def factor_words(factor: float | None, *, is_bound: bool = False) -> str:
    """By how much all traffic may grow; where not all was judged, no more than that is known."""
    if factor is None:
        return "not known" if is_bound else "by any factor, as nothing with a capacity carries any"
    return f"to {'at most ' if is_bound else ''}{figure(factor)} times what it is"


def gone_words(network: TrafficNetwork, causes: Sequence[int]) -> str:
    """What goes down with causes beside themselves; empty if nothing does."""
    loss = network.causes.together(causes).loss
    own = set(causes)
    links = len(loss.links)
    nodes = len(loss.nodes)
    if own >= {*loss.links, *(network.arcs.nodes[n] for n in loss.nodes)}:
        return ""
    counts = [counted(n, noun) for n, noun in ((nodes, "node"), (links, "link")) if n]
    return f"{' and '.join(counts)} gone"


def reason_words(network: TrafficNetwork, causes: Sequence[int], use: Use) -> str:
    """Why a place carries so much after causes, step by step."""
    cause = network.causes.together(causes)
    steps = [fails_words(network, causes), gone_words(network, causes)]
    place = use.place
    name = place_words(network, place)
    left = cause.left.get(place.component)
    if left is not None:
        steps.append(f"{name} has {fraction(left) if left else 'nothing'} of its capacity left")
    told = f"{name} {carries_words(use)}"
    if more := diverted_words(network, diverted_over(network, place, cause)):
        told += f": {more}"
    elif left is None:
        told += ": no more than with nothing failed"
    return ARROW.join(filter(None, (*steps, told)))


def diverted_words(network: TrafficNetwork, found: Sequence[Diverted]) -> str:
    """What a place carries more, by what took it before; empty if nothing is diverted."""
    parts = [
        f"{load_words(network, d.amount)}{'' if n else ' of it diverted'} from "
        f"{shown(network.graph.ids[d.lost])}"
        for n, d in enumerate(found[:MOST_NAMED])
    ]
    if left := found[MOST_NAMED:]:
        rest = load_words(network, sum(d.amount for d in left))
        parts.append(f"{rest} from {len(left):,} more")
    return ", ".join(parts)
