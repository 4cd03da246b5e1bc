"""Shares, quantiles and means over all draws, each with an interval of confidence of 95 %.

Everything follows from how often something is so in each replicate, as replicates are independent
(`design`). A share has Wilson's score interval (1927), with the variance that is seen between the
replicates in place of that of independent draws, and Student's t in place of the normal quantile:
n draws count as n / D, D being the ratio of the two variances (the design effect; Kish 1965, Korn
and Graubard 1998). A Sobol sequence is often so even that each replicate counts k or k + 1 and
nothing else. Then the count over k is one throw of a coin for each replicate, and the interval is
Wilson's of that coin. So no interval is ever without a width, though all replicates agree.

A quantile lies where a share is: its interval has all values that the share of draws up to there
does not rule out. There the coin is left out wherever replicates differ: close to a whole number of
draws a second range, of little weight, makes a replicate count one less as well as one more.
What hangs on one range alone, and rises or falls with it, is known better: each replicate has
exactly one draw in each of as many parts, alike in likelihood, as it has points. How many draws lie
below the quantile at p is then a whole number for each replicate and one throw of a coin, and with
N points a replicate, R of them, the interval ends at the ranks between which

    R floor(p N) + Binomial(R, p N - floor(p N)) + Uniform(0, 1)

lies with 95 %, the last for where between two draws the quantile is: in between, values go in
straight lines (Hettmansperger and Sheather 1986; Nyblom 1992). Without them the median, below
which each replicate has exactly N / 2 draws, would be covered always.

A mean has Student's t over the means of the replicates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, ndtri, stdtrit

CONFIDENCE = 0.95
_UP_TO = (1 + CONFIDENCE) / 2

Floats: TypeAlias = NDArray[np.float64]
"""Of draws: a row for each replicate."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with an interval that has the true one with a confidence of `CONFIDENCE`."""

    value: float
    low: float
    high: float


def share(held: NDArray[np.bool_]) -> Estimate:
    """In what share of the draws something is so."""
    counts = held.sum(axis=1, dtype=np.float64)[None, :]
    low, high = _shares(counts, held.shape[1])
    return Estimate(float(held.mean()), float(low[0]), float(high[0]))


def _shares(counts: Floats, points: int, even: float = 1.0) -> tuple[Floats, Floats]:
    """The ends of the intervals of some shares: a row for each, its columns how often it was so in
    each replicate, of so many points; a coin where these differ by no more than is `even`."""
    replicates = counts.shape[1]
    mean = counts.mean(axis=1)
    full = np.floor(mean)
    z = float(ndtri(_UP_TO))
    below, above = _wilson(mean - full, np.full(len(mean), float(replicates)), z)
    # Where all replicates agree the coin may be the one below as well as the one above.
    below = np.where(mean == full, -above, below)
    low, high = (full + below) / points, (full + above) / points
    spread = np.ptp(counts, axis=1) > even
    if spread.any():
        seen = mean[spread] / points
        alone = counts[spread].var(axis=1, ddof=1)
        worth = replicates * points * points * seen * (1 - seen) / alone
        student = float(stdtrit(replicates - 1, _UP_TO))
        low[spread], high[spread] = _wilson(seen, worth, student)
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)


def _wilson(seen: Floats, draws: Floats, quantile: float) -> tuple[Floats, Floats]:
    """The score intervals of shares seen in so many independent draws."""
    square = quantile * quantile
    middle = (seen + square / 2 / draws) / (1 + square / draws)
    half = np.sqrt(seen * (1 - seen) / draws + square / 4 / draws**2) * quantile
    half /= 1 + square / draws
    return middle - half, middle + half


def quantiles(values: Floats, levels: tuple[float, ...], *, of_one: bool = False) -> list[Estimate]:
    """The values below which shares of a figure lie; infinite ones are the largest.

    `of_one`: no more than one range matters to it (`indices.is_of_one`).
    O(n log n + n R) for n draws in R replicates.
    """
    if of_one and _is_stratified(values):
        return [_stratified(values, level) for level in levels]
    known, counts = _counted(values)
    ends = counts.sum(axis=1) / values.size
    low, high = _shares(counts, values.shape[1], even=0.0)
    return [
        Estimate(
            float(known[int(np.argmax(ends >= level - 1e-12))]),
            float(known[int(np.argmax(high >= level))]),
            float(known[_first(low >= level)]),
        )
        for level in levels
    ]


def _is_stratified(values: Floats) -> bool:
    """Whether the draws of all replicates lie in the same parts, one in each, all of them apart."""
    rising = np.sort(values, axis=1)
    apart = rising[:, :-1].max(axis=0) < rising[:, 1:].min(axis=0)
    return bool(apart.all() and np.isfinite(rising).all() and np.unique(rising).size == rising.size)


def _stratified(values: Floats, level: float) -> Estimate:
    """A quantile of draws that are stratified, from interpolated ranks; see the module."""
    replicates, points = values.shape
    full = int(level * points + 1e-9)
    coin = bdtr(np.arange(replicates + 1), replicates, max(0.0, level * points - full))
    below = np.concatenate([[0.0], coin])
    rising = np.sort(values, axis=None)

    def at(likelihood: float) -> float:
        whole = int(np.searchsorted(coin, likelihood))
        part = (likelihood - below[whole]) / (coin[whole] - below[whole])
        rank = replicates * full + whole + part
        return float(np.interp(rank, np.arange(1, rising.size + 1), rising))

    return Estimate(at(0.5), at(1 - _UP_TO), at(_UP_TO))


def _counted(values: Floats) -> tuple[Floats, Floats]:
    """The different values, sorted; and how many in each replicate are no larger."""
    known, place = np.unique(values, return_inverse=True)
    counts = np.zeros((len(known), len(values)))
    np.add.at(counts, (place.reshape(values.shape), np.arange(len(values))[:, None]), 1.0)
    return known, np.cumsum(counts, axis=0)


def _first(held: NDArray[np.bool_]) -> int:
    """The first that holds; the last of all if none does."""
    return int(np.argmax(held)) if held.any() else len(held) - 1


def mean(values: Floats) -> Estimate:
    """The mean of a figure that is finite in all draws."""
    return of_replicates(values.mean(axis=1))


def of_replicates(estimates: Floats) -> Estimate:
    """The mean of independent estimates, one of each replicate."""
    middle = float(estimates.mean())
    error = float(estimates.std(ddof=1)) / len(estimates) ** 0.5
    half = float(stdtrit(len(estimates) - 1, _UP_TO)) * error
    return Estimate(middle, middle - half, middle + half)
