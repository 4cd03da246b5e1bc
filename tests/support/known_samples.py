"""Figures of ranges whose distribution is known in closed form, to hold sampled estimates against.

A sum of d uniform values has the distribution of Irwin (1927) and Hall; the logarithm of a product
of lognormal values is normal; the largest of d uniform values lies below x with likelihood x^d; a
triangular value has one of two squares. None of it shares code with what draws or estimates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import comb, exp, factorial, log, sqrt
from random import Random
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from topology.findings.sampling.design import Design
from topology.findings.sampling.distributions import drawn
from topology.values.ranged import RangedFloat

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Known:
    """A figure of values that are drawn from ranges, and what is known of it."""

    name: str
    ranges: tuple[RangedFloat, ...]
    figure: Callable[[Values], Values]
    """From values, one range a column, to the figure of each row."""
    below: Callable[[float], float]
    """The likelihood that it is no larger."""
    mean: float
    span: tuple[float, float]
    """Between which all but next to nothing of it lies."""
    shares: tuple[float, ...]
    """Of its variance from each range alone; the same as in total where it is a sum."""

    def quantile(self, level: float) -> float:
        """Below which a share of it lies, by bisection."""
        low, high = self.span
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if self.below(middle) < level else (low, middle)
        return (low + high) / 2


def given(low: float, high: float, **more: object) -> RangedFloat:
    return RangedFloat.parse({"low": low, "high": high, **more}, float, float)


def largest_of_uniform(size: int) -> Known:
    ranges = (given(0.0, 1.0),) * size
    # S_i and T_i of a maximum are no sum: left out.
    mean = size / (size + 1)
    return Known("largest", ranges, lambda x: x.max(axis=-1), lambda y: y**size, mean, (0, 1), ())


def sum_of_uniform(size: int) -> Known:
    def below(y: float) -> float:
        signed = ((-1) ** k * comb(size, k) * max(0.0, y - k) ** size for k in range(size + 1))
        return sum(signed) / factorial(size)

    ranges = (given(0.0, 1.0),) * size
    shares = (1 / size,) * size
    return Known("sum", ranges, lambda x: x.sum(axis=-1), below, size / 2, (0, size), shares)


def product_of_lognormal(draw: Random, size: int) -> Known:
    """Of values that lie with 90 % between two ends each; its own logarithm is the figure."""
    tail = NormalDist().inv_cdf(0.95)
    ends = [(low, low * draw.uniform(1.5, 20)) for low in (draw.uniform(0.1, 5),) * size]
    ranges = tuple(given(low, high, distribution="lognormal") for low, high in ends)
    spreads = [log(high / low) / 2 / tail for low, high in ends]
    sigma = sqrt(sum(s * s for s in spreads))
    middle = sum(log(low * high) / 2 for low, high in ends)
    law = NormalDist(middle, sigma)
    shares = tuple(s * s / sigma**2 for s in spreads)
    span = (middle - 8 * sigma, middle + 8 * sigma)
    return Known("product", ranges, lambda x: np.log(x).sum(axis=-1), law.cdf, middle, span, shares)


def power_of_triangular(draw: Random) -> Known:
    """One value, and a monotone figure of it."""
    low, high = 1.0, draw.uniform(2, 9)
    mode = draw.uniform(low, high)

    def below(y: float) -> float:
        x = log(y)
        if x <= mode:
            return (x - low) ** 2 / (high - low) / (mode - low)
        return 1 - (high - x) ** 2 / (high - low) / (high - mode)

    def chance(x: float) -> float:  # the mean of exp(x), piece by piece
        up = 2 / (high - low) / (mode - low), 2 / (high - low) / (high - mode)
        return (
            up[0] * ((mode - low - 1) * exp(mode) + exp(low))
            + up[1] * (exp(high) - (high - mode + 1) * exp(mode))
        ) * x

    ranges = (given(low, high, value=mode, distribution="triangular"),)
    figure: Callable[[Values], Values] = lambda x: np.exp(x[..., 0])  # noqa: E731
    return Known("power", ranges, figure, below, chance(1.0), (exp(low), exp(high)), (1.0,))


def known_figures(draw: Random) -> Iterator[Known]:
    """Endless ones of all sorts, in one to six dimensions."""
    while True:
        size = draw.randint(1, 6)
        sort = draw.randrange(4)
        if sort == 0:
            yield largest_of_uniform(size)
        elif sort == 1:
            yield sum_of_uniform(size)
        elif sort == 2:
            yield product_of_lognormal(draw, size)
        else:
            yield power_of_triangular(draw)


def evaluated(known: Known, design: Design, seed: int) -> Values:
    """The figure at all rows of all replicates, as `Replicate.all_levels` has them."""
    uniform = all(entry.distribution is None for entry in known.ranges)
    levels = np.stack([replicate.all_levels() for replicate in design.replicated(seed)])
    if uniform:  # from 0 to 1: the levels are the values
        return known.figure(levels)
    values = np.empty_like(levels)
    for column, ranged in enumerate(known.ranges):
        flat = [drawn(ranged, level) for level in levels[..., column].ravel().tolist()]
        values[..., column] = np.reshape(flat, levels.shape[:-1])
    return known.figure(values)


@dataclass
class Covered:
    """How often intervals have the true value, by what is estimated."""

    cases: dict[str, int]
    hits: dict[str, int]

    def share(self, what: str) -> float:
        return self.hits[what] / self.cases[what]

    def count(self, what: str, is_within: bool) -> None:
        self.cases[what] = self.cases.get(what, 0) + 1
        self.hits[what] = self.hits.get(what, 0) + is_within

    def add(self, other: Covered) -> None:
        for what, cases in other.cases.items():
            self.cases[what] = self.cases.get(what, 0) + cases
            self.hits[what] = self.hits.get(what, 0) + other.hits[what]


def coverage(cases: int, seed: int, sizes: tuple[int, ...] = (128, 1_000)) -> Covered:
    """Samples of known figures, each with another seed: a share, quantiles, mean and indices.

    Those of one range are counted once more by themselves.
    """
    from topology.findings.sampling import estimates
    from topology.findings.sampling.indices import indices, is_of_one

    draw, found = Random(seed), Covered({}, {})

    def count(what: str, entry: estimates.Estimate, truth: float) -> None:
        slack = 1e-9 * max(1.0, abs(truth))
        is_within = entry.low - slack <= truth <= entry.high + slack
        found.count(what, is_within)
        if len(known.ranges) == 1:
            found.count(f"{what} of one range", is_within)

    for _, known in zip(range(cases), known_figures(draw), strict=False):
        design = Design.of(draw.choice(sizes), len(known.ranges))
        values = evaluated(known, design, draw.randrange(2**60))
        points, rows = design.points, design.rows
        draws = values[:, :points]
        level = draw.uniform(0.01, 0.99)
        count("share", estimates.share(draws <= known.quantile(level)), level)
        crossed = np.split(values[:, points + rows :], design.ranges, axis=1)
        levels, of_one = (0.05, 0.5, 0.95), is_of_one(draws, crossed)
        quantiles = estimates.quantiles(draws, levels, of_one=of_one)
        for at, entry in zip(levels, quantiles, strict=True):
            count(f"quantile {at}", entry, known.quantile(at))
        count("mean", estimates.mean(draws), known.mean)
        each = indices(draws, values[:, points : points + rows], crossed) or []
        for index, share in zip(each, known.shares, strict=False):
            if len(known.ranges) > 1:
                count("first-order index", index.first, share)
                count("total index", index.total, share)
    return found
