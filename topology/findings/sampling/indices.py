"""How much of what varies comes from each range: sensitivity indices of first order and in total.

Of a figure f with independent inputs, S_i = V(E(f | x_i)) / V(f) is the share of its variance that
would go if x_i were known, and T_i = E(V(f | all but x_i)) / V(f) the share that would be left if
all else were known (Sobol 1993; Homma and Saltelli 1996). S_i <= T_i, and a sum of inputs has both
the same. From values at rows of A, B and A with column i of B they are estimated as

    S_i = mean(f(B) (f(AB_i) - f(A))) / V     (Saltelli and others 2010)
    T_i = mean((f(A) - f(AB_i))^2) / (2 V)    (Jansen 1999)

with f taken from its mean. V is that of the very values above it, f(B) and f(AB_i), or f(A) and
f(AB_i): what a few rows have of outliers is then above and below alike (Janon and others 2014). An
interval follows from leaving out one replicate after the other (the jackknife of a ratio; Miller
1974). T_i is one less the correlation r of f(A) and f(AB_i), so it lies between 0 and 2 and is
skewed near both. Its interval is made of arcsin(sqrt(T_i / 2)), which is pi / 4 - arcsin(r) / 2 and
spreads much the same wherever it is (Harley 1956), and then taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np

from topology.findings.sampling.estimates import Estimate, Floats, of_replicates


@dataclass(frozen=True, slots=True)
class Index:
    """What a range has to do with a verdict or a figure."""

    first: Estimate
    total: Estimate


def is_of_one(draws: Floats, crossed: list[Floats]) -> bool:
    """Whether no more than one range ever changes a figure, by the rows that `indices` takes.

    To be the same to the last bit is no accident: a range that matters, however little, shows.
    """
    rows = crossed[0].shape[1]
    return sum(not np.array_equal(mixed, draws[:, :rows]) for mixed in crossed) <= 1


def indices(draws: Floats, others: Floats, crossed: list[Floats]) -> list[Index] | None:
    """An index for each range, from values by replicate; None where nothing varies.

    `draws` are all of A, `others` the rows of B, `crossed` for each range those of A with one
    column of B, as many as there are in `others`.
    """
    if not np.ptp(draws) > 0.0:
        return None
    middle = draws.mean()
    first, other = draws[:, : others.shape[1]] - middle, others - middle
    return [_index(first, other, mixed - middle) for mixed in crossed]


def _index(first: Floats, other: Floats, mixed: Floats) -> Index:
    """Of values of A, of B, and of A with one column of B."""
    return Index(
        _ratio(other * (mixed - first), (other**2 + mixed**2) / 2),
        _ratio((first - mixed) ** 2 / 2, (first**2 + mixed**2) / 2, _ARCSINE),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """On what scale an interval is made."""

    to: Callable[[Floats], Floats]
    back: Callable[[Floats], Floats]


_PLAIN = _Scale(lambda ratio: ratio, lambda scaled: scaled)
_ARCSINE = _Scale(
    lambda ratio: np.arcsin(np.sqrt(np.clip(ratio / 2, 0.0, 1.0))),
    lambda scaled: 2 * np.sin(np.clip(scaled, 0.0, np.pi / 2)) ** 2,
)


def _ratio(aboves: Floats, belows: Floats, scale: _Scale = _PLAIN) -> Estimate:
    """The ratio of two means over all rows, by the jackknife over replicates on some scale."""
    above, below = aboves.sum(axis=1), belows.sum(axis=1)
    number, rest = len(above), below.sum() - below
    if not (rest > 0.0).all():  # all that varies does so in one replicate, or in no row of these
        return Estimate(above.sum() / below.sum() if below.sum() else 0.0, -inf, inf)
    whole = above.sum() / below.sum()
    middle, without = scale.to(whole), scale.to((above.sum() - above) / rest)
    found = of_replicates(number * middle - (number - 1) * without)
    half = found.high - found.value
    low, high = scale.back(np.array([middle - half, middle + half])).tolist()
    # The way there and back may round to the other side.
    return Estimate(float(whole), min(low, float(whole)), max(high, float(whole)))
