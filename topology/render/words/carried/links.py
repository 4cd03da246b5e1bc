"""What a failure does to all links, and how much a link carries at the most, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topology.network.words import (
    amount_words,
    causes_words,
    direction_words,
    place_words,
    use_words,
)
from topology.render.words.phrases import MOST_NAMED
from topology.values.units import counted, figure, percent

if TYPE_CHECKING:
    from topology.network.sweep import Aftermath, PlaceUse, Sweep, TrafficNetwork


def growing_words(sweep: Sweep) -> str:
    """By which factor all traffic may grow until something is full, as a sentence."""
    if sweep.growth_any is None:
        return "Nothing that traffic takes has a capacity, so it may grow without bound"
    number = counted(len(sweep.failures), "single failure")
    return (
        f"Until something is full all traffic {_growth(sweep.intact.growth)} with nothing failed; "
        f"it {_growth(sweep.growth_any)} with any of {number}"
    )


def _growth(growth: float | None) -> str:
    if growth is None:
        return "may grow without bound"
    return f"{'has to fall' if growth < 1 else 'may grow'} to {figure(growth)} times"


def after_words(sweep: Sweep, after: Aftermath) -> str:
    """What a cause does, as a sentence without its end."""
    name = causes_words(sweep.network, after.cause.numbers)
    said = worst_words(sweep, after)
    return f"After {name}: {said}" if name else f"With nothing failed: {said}"


def without_words(names: Sequence[str]) -> str:
    """Which sites are not on the map."""
    if not names:
        return ""
    are = "is" if len(names) == 1 else "are"
    some = counted(len(names), "site")
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    named = ", ".join(names[:MOST_NAMED])
    return f"{some} without coordinates {are} not drawn: {named}{more}"


def worst_words(sweep: Sweep, after: Aftermath) -> str:
    """The most used place after a cause, how many are overloaded, and what is cut off."""
    network = sweep.network
    parts = []
    if after.worst is not None:
        place, used = place_words(network, after.worst.place), use_words(after.worst.utilisation)
        parts.append(f"{place} carries the most, {used}")
    if after.overloaded:
        parts.append(f"{counted(after.overloaded, 'place')} above {percent(sweep.limit)}")
    if after.cut_off:
        parts.append(f"{amount_words(network.graph, after.cut_off)} cut off")
    if after.gone:
        parts.append(f"{amount_words(network.graph, after.gone)} gone with their ends")
    return "; ".join(parts) or "all traffic has a way"


def link_words(network: TrafficNetwork, uses: list[PlaceUse]) -> str:
    """How much of a link is used, with nothing failed and at the worst, in each direction."""
    said = []
    for use in uses:
        between = direction_words(network, use.place)
        direction = f"{between}: " if between else ""
        at_most = ""
        if use.cause is not None:
            after = causes_words(network, use.cause.numbers)
            at_most = f", at most {use_words(use.worst)} after {after}"
        said.append(f"{direction}{use_words(use.intact)} with nothing failed{at_most}")
    return "; ".join(said) or "no capacity is given"


def part_words(network: TrafficNetwork, amount: float) -> str:
    """A part of all traffic, with its share."""
    total = network.demands.total
    share = f" ({percent(amount / total)})" if total else ""
    return f"{figure(amount)} of {amount_words(network.graph, total)}{share}"


def factor_words(factor: float | None, *, is_bound: bool = False) -> str:
    """By how much all traffic may grow; where not all was judged, no more than that is known."""
    if factor is None:
        return "not known" if is_bound else "by any factor, as nothing with a capacity carries any"
    return f"to {'at most ' if is_bound else ''}{figure(factor)} times what it is"
