"""What tips a service, in words: strengths, lengths, the smallest push, and what is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from topology.loads.hidden_capacities import HiddenCapacity
from topology.loads.tipping.pushes import Kind
from topology.loads.tipping.searching import FAINTEST, Row, Turn
from topology.loads.tipping.tipping import TippingMap
from topology.loads.tipping.trials import Fate
from topology.render.words.phrases import shown
from topology.render.words.ranges import at_values_given
from topology.values.units import counted, figure, percent, time_words

MARKS = {
    Fate.HELD: "·",
    Fate.BACK: "░",
    Fate.AFTER: "▒",
    Fate.NOT_BACK: "▓",
    Fate.NEVER: "█",
    Fate.UNKNOWN: "?",
}
"""How a fate is drawn where there are no colours; in order, the best first."""
MOST_NAMED = 3


def title(found: TippingMap) -> str:
    """What is pushed, and who is looked at."""
    return f"{shown(found.question.target)} after {push_words(found)}"


def push_words(found: TippingMap) -> str:
    """`a brownout of db`."""
    said = _few(found.push.of)
    if found.push.kind is Kind.BROWNOUT:
        return f"a brownout of {said}"
    return f"a surge of the demand of {said}"


def _few(ids: Sequence[str]) -> str:
    more = len(ids) - MOST_NAMED
    return ", ".join(map(shown, ids[:MOST_NAMED])) + (f" and {more:,} more" if more > 0 else "")


def strength_axis(found: TippingMap) -> str:
    """What strengths are, for an axis or a head."""
    if found.push.kind is Kind.BROWNOUT:
        return "share of the capacity that is gone"
    return "times the demand"


def strength_words(found: TippingMap, strength: float) -> str:
    """`50 %` of a capacity that is gone, or `3 times` the demand."""
    if found.push.kind is Kind.BROWNOUT:
        return percent(strength)
    return f"{figure(strength)} times"


def turn_words(found: TippingMap, row: Row) -> str:
    """From which length on a strength tips, if any does."""
    turn = row.turn
    if turn is None and row.unknown:
        return f"not known for {row.unknown:,} of {counted(len(row.cells), 'length')}"
    if turn is None:
        return f"never tips within {time_words(found.question.longest_s)}"
    if turn.over is None:
        return f"tips however short: {time_words(turn.tips)} is enough"
    return f"tips after {length_words(turn)}"


def length_words(turn: Turn) -> str:
    """The length from which on it tips; half-way where it is at an event, and known so exactly."""
    if turn.is_exact and turn.over is not None:
        return time_words((turn.over + turn.tips) / 2)
    return time_words(turn.tips)


def rows_words(found: TippingMap) -> list[tuple[str, str]]:
    """From which length on each strength tips; those that come to the same in one line."""
    said = []
    for words, group in groupby(found.rows, lambda row: turn_words(found, row)):
        rows = list(group)
        first, last = (strength_words(found, row.strength) for row in (rows[0], rows[-1]))
        said.append((first if len(rows) == 1 else f"{first} to {last}", words))
    return said


def smallest_words(found: TippingMap) -> str:
    """The smallest push that tips, and the weakest; or that none does."""
    row = found.smallest
    if row is None or row.turn is None:
        left = ", as far as there was time to try" if found.out_of_time else ""
        known = ", as far as is known" if Fate.UNKNOWN in found.fates() else ""
        longest = time_words(found.question.longest_s)
        return f"No {found.push.kind} of the grid tips it within {longest}{left}{known}"
    strength, length = strength_words(found, row.strength), length_words(row.turn)
    said = f"Smallest {found.push.kind} that tips it: {strength} for {length}"
    if found.push.kind is Kind.BROWNOUT and row.turn.over is not None and row.strength < 1:
        said += f" ({time_words(found.amount(row))} of the whole capacity)"
    if found.weakest is not None:
        weakest = strength_words(found, found.weakest.tips)
        if found.weakest.tips <= found.push.none + FAINTEST:
            weakest += " or less"
        said += f"; weakest within {time_words(found.question.longest_s)}: {weakest}"
    return said


def frontier_words(found: TippingMap) -> str:
    """The pushes of which none is both weaker and shorter than another; empty for one or none."""
    rows = found.frontier
    if len(rows) < 2:
        return ""
    each = (
        f"{strength_words(found, row.strength)} for {length_words(row.turn)}"
        for row in rows
        if row.turn is not None
    )
    return f"No tipping {found.push.kind} is both weaker and shorter: {', '.join(each)}"


def vulnerable_words(found: TippingMap) -> Iterator[str]:
    """Whether what is called would stay over the edge, and how far its load is from that."""
    if found.not_judged:
        yield f"From what load on it is vulnerable is not known: {found.not_judged}"
        return
    if not found.vulnerable and not found.idle:
        yield (
            f"Nobody retries what {shown(found.question.target)} calls and has a capacity: "
            "by retries nothing stays over the edge"
        )
    unit = f" {shown(found.load_unit)}" if found.load_unit else ""
    for entry in found.vulnerable:
        yield _vulnerable(entry, unit)
    if found.idle:
        yield (
            f"{_few(found.idle)}: nobody who retries calls it before the push, so from what load "
            "on it is vulnerable is not told"
        )


def _vulnerable(entry: HiddenCapacity, unit: str) -> str:
    at_most, used = (percent(load / entry.capacity) for load in (entry.hidden, entry.load))
    hidden = f"{figure(entry.hidden)}{unit} ({at_most} of its capacity)"
    load = f"{figure(entry.load)}{unit} ({used})"
    name = shown(entry.component)
    if entry.is_vulnerable:
        less = percent(1 - entry.hidden / entry.load)
        return f"{name} is vulnerable above {hidden}: it has {load}; with {less} less it is not"
    more = percent(entry.hidden / entry.load - 1)
    return f"{name} is vulnerable only above {hidden}: it has {load}, and bears {more} more"


def notes(found: TippingMap) -> Iterator[str]:
    """What the map does not say, or takes for granted."""
    if found.out_of_time:
        left = ", ".join(strength_words(found, s) for s in found.not_tried)
        said = f"not tried: {left}" if left else "the weakest that tips was not looked for"
        yield f"Time was up: {said}"
    if found.question.until_s is not None:
        end = f"{time_words(found.question.until_s)} after the {found.push.kind}"
        yield f"Each run ends {end}: what is not back by then may come back later"
    if Fate.UNKNOWN in found.fates():
        yield "What is not known (?) has more events than a run may have"
    if again := found.over_again:
        strength, length = again[0]
        some = f"{strength_words(found, strength)} for {time_words(length)}"
        yield (
            f"Not monotone: {counted(len(again), 'push', 'pushes')} of the grid "
            f"({some}{', …' if len(again) > 1 else ''}) "
            "would be got over though a weaker or shorter one tips"
        )
    if found.ranges:
        yield at_values_given(found.ranges)
    if found.has_profiles:
        yield "Demands are taken at the top of their profiles"


def summary_words(found: TippingMap) -> str:
    """How much was tried, and how close lengths are found."""
    tried = sum(len(row.cells) for row in found.rows)
    close = f"lengths to {percent(found.resolution)}"
    return f"{counted(found.runs, 'cascade')} played, {tried:,} of them on the grid; {close}"


def axis_label(length_s: float) -> tuple[str, str]:
    """A number and its unit, of the largest unit that there is one of, to three digits.

    >>> axis_label(0.5), axis_label(90.0), axis_label(3_600.0)
    (('500', 'ms'), ('1.5', 'min'), ('1', 'h'))
    """
    units = ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s"))
    size, unit = next(((s, u) for s, u in units if length_s >= s), (0.001, "ms"))
    return f"{length_s / size:.3g}", unit


def fates_of(found: TippingMap) -> list[Fate]:
    """What there is on the map, the best first."""
    there = found.fates()
    return [fate for fate in MARKS if fate in there]


def sentences(found: TippingMap) -> list[str]:
    """All that is said of a map beside it, each a sentence without its stop."""
    said = [smallest_words(found), frontier_words(found), *vulnerable_words(found), *notes(found)]
    return [words for words in (*said, summary_words(found)) if words]
