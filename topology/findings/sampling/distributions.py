"""The values of a range by their likelihood: the inverse distribution function of each shape.

A range without a distribution is uniform. Of whole numbers whole ones are drawn: of a uniform range
each with the same likelihood, of the others the nearest to what a fraction would have been.
"""

from __future__ import annotations

from math import exp, floor, log, sqrt

from scipy.special import ndtri

from topology.values.ranged import Distribution, Ranged, RangedInt

TAIL = 0.05
"""What share of a lognormal value lies below its `low`, and above its `high`."""

LEAST = 2.0**-40
"""A point at the very edge of the cube would be none of a distribution without an end."""


def drawn(ranged: Ranged, level: float) -> float:
    """The value below which a share `level` of a range lies, from 0 to 1, in the range's own unit.

    >>> drawn(RangedInt.parse({"low": 1, "high": 4}, int, int), 0.49)
    2
    """
    if isinstance(ranged, RangedInt):
        return _whole(ranged, level)
    if ranged.distribution is Distribution.LOGNORMAL:
        return min(_lognormal(ranged, level), ranged.most)
    if ranged.distribution is Distribution.TRIANGULAR:
        return _triangular(ranged.low, ranged.value, ranged.high, level)
    return ranged.low + level * (ranged.high - ranged.low)


def _whole(ranged: RangedInt, level: float) -> int:
    """The same of whole numbers, which are as wide as the way to the next."""
    low, high = int(ranged.low), int(ranged.high)
    if ranged.distribution is Distribution.LOGNORMAL:
        return max(1, round(_lognormal(ranged, level)))
    if ranged.distribution is Distribution.TRIANGULAR:
        value = round(_triangular(low - 0.5, ranged.value, high + 0.5, level))
    else:
        value = floor(low + level * (high - low + 1))
    return min(max(value, low), high)


def _triangular(low: float, mode: float, high: float, level: float) -> float:
    """Of the density that rises from `low` to the `mode` and falls to `high`, in straight lines."""
    width = high - low
    if level * width <= mode - low:
        return low + sqrt(level * width * (mode - low))
    return high - sqrt((1 - level) * width * (high - mode))


def _lognormal(ranged: Ranged, level: float) -> float:
    """Its median is the geometric mean of `low` and `high`."""
    low, high = log(ranged.low), log(ranged.high)
    spread = (high - low) / (2 * float(ndtri(1 - TAIL)))
    return exp((low + high) / 2 + spread * float(ndtri(max(level, LEAST))))
