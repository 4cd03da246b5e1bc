"""Values that are given as a range, and what is true in a part of it, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isinf

from topology.findings.sensitivity import Sensitivity, Span, Stretch, Untried
from topology.render.words.phrases import amount
from topology.values.ranged import Ranged, RangedInt
from topology.values.units import counted, figure, time_words


def number_words(ranged: Ranged, value: float) -> str:
    """A value of a range as people read it: a duration, or a number to six digits."""
    if isinstance(ranged.write(value), str):
        return time_words(value)
    return amount(value) if isinstance(ranged, RangedInt) else figure(value)


def at_values_given(ranges: int) -> str:
    """That no other value of so many ranges was tried than the one that counts.

    >>> at_values_given(1)
    'Judged at the values given: the range of 1 value was not tried'
    """
    are = "the range of 1 value was" if ranges == 1 else f"the ranges of {ranges:,} values were"
    return f"Judged at the values given: {are} not tried"


def stretch_words(ranged: Ranged, stretch: Stretch) -> str:
    """A part of a range, from where to where; whole numbers may be one alone.

    >>> stretch_words(RangedInt.parse({"low": 1, "high": 5}, int, int), Stretch(3, 3, ()))
    '3'
    """
    low, high = number_words(ranged, stretch.low), number_words(ranged, stretch.high)
    return low if stretch.low == stretch.high else f"{low} … {high}"


def span_words(spans: Sequence[Span], escaped: Callable[[str], str]) -> str:
    """How long who is out at a time, from the least to the most; six targets at most."""
    said = [
        f"{escaped(s.target)} is out for {_outage(s.low)} to {_outage(s.high)}" for s in spans[:6]
    ]
    return "; ".join(said) + (f"; and {len(spans) - 6:,} more" if len(spans) > 6 else "")


def _outage(seconds: float) -> str:
    return "good" if isinf(seconds) else time_words(seconds)


def special_words(sensitivity: Sensitivity, stretch: Stretch, escaped: Callable[[str], str]) -> str:
    """What is true in a stretch and not all over the range; six sentences at most."""
    special = [word for word in stretch.verdict if word not in sensitivity.always]
    said = "; ".join(map(escaped, special[:6])) or "nothing of this"
    return said + (f"; and {len(special) - 6:,} more" if len(special) > 6 else "")


def untried_words(untried: Untried) -> str:
    """That ranges were not gone through, and for want of what; empty for none."""
    why = "the time was too short" if untried.is_timed else "--time-limit tries more values"
    number = untried.number
    return f"{counted(number, 'range')} not tried to the end: {why}" if number else ""
