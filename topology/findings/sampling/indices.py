"""How much of what varies comes from each range: sensitivity indices of first order and in total.

Of a figure f with independent inputs, S_i = V(E(f | x_i)) / V(f) is the share of its variance that
would go if x_i were known, and T_i = E(V(f | all but x_i)) / V(f) the share that would be left if
all else were known (Sobol 1993; Homma and Saltelli 1996). S_i <= T_i, and a sum of inputs has both
the same. From values at rows of A, B and A with column i of B they are estimated as

    S_i = mean(f(B) (f(AB_i) - f(A))) / V     (Saltelli and others 2010)
    T_i = mean((f(A) - f(AB_i))^2) / (2 V)    (Jansen 1999)

with V from all draws, and f taken from its mean, which changes nothing but the error. An interval
follows from leaving out one replicate after the other (the jackknife of a ratio; Miller 1974).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from topology.findings.sampling.estimates import Estimate, Floats, of_replicates


@dataclass(frozen=True, slots=True)
class Index:
    """What a range has to do with a verdict or a figure."""

    first: Estimate
    total: Estimate


def indices(draws: Floats, others: Floats, crossed: list[Floats]) -> list[Index] | None:
    """An index for each range, from values by replicate; None where nothing varies.

    `draws` are all of A, `others` the rows of B, `crossed` for each range those of A with one
    column of B, as many as there are in `others`.
    """
    middle, rows = draws.mean(), others.shape[1]
    variances = ((draws - middle) ** 2).mean(axis=1)
    if not variances.sum() > 0.0:
        return None
    first_rows, other = draws[:, :rows], others - middle
    return [
        Index(
            _ratio((other * (mixed - first_rows)).mean(axis=1), variances),
            _ratio(((first_rows - mixed) ** 2).mean(axis=1) / 2, variances),
        )
        for mixed in crossed
    ]


def _ratio(above: Floats, below: Floats) -> Estimate:
    """The ratio of two means over replicates, by the jackknife."""
    number = len(above)
    whole = float(above.sum() / below.sum())
    rest = below.sum() - below
    if not (rest > 0.0).all():  # all that varies does so in one replicate
        return Estimate(whole, float("-inf"), float("inf"))
    without = (above.sum() - above) / rest
    found = of_replicates(np.asarray(number * whole - (number - 1) * without))
    half = found.high - found.value
    return Estimate(whole, whole - half, whole + half)
