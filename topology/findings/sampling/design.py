"""What is drawn: independent scramblings of a Sobol sequence, each of which is one replicate.

Points of one scrambling depend on one another, which is what makes them cover the ranges so evenly,
so nothing can be told of an error from them alone; but scramblings are independent and alike (Owen
1997), so what each of them says is a sample of independent estimates (L'Ecuyer, Nakayama, Owen and
Tuffin 2023). A replicate has a power of two of points, as a Sobol sequence is balanced only then;
so many are made that there are `REPLICATES` of them at least and as many draws as were asked for.

For the indices each replicate takes the first points of a sequence of twice the dimensions: rows of
A, which are draws already, rows of B, and of A with one column of B for each range (Saltelli and
others 2010).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

REPLICATES = 32
"""At least so many scramblings: from them follows how sure an estimate is."""
FEWEST = 4 * REPLICATES
"""So many draws at least: fewer could not bound the outer quantiles."""
MOST = 100_000
"""So many draws at most."""

Levels: TypeAlias = NDArray[np.float64]
"""Points of the unit cube, one a row, a column for each range."""


@dataclass(frozen=True, slots=True)
class Design:
    """How many points there are of each sort; see the module."""

    ranges: int
    replicates: int
    points: int
    """Draws of each replicate; a power of two."""
    rows: int
    """Those of them that the indices begin at; a power of two."""

    @classmethod
    def of(cls, draws: int, ranges: int) -> Design:
        """At least so many draws, and about as many more for the indices.

        >>> Design.of(1000, 5)
        Design(ranges=5, replicates=63, points=16, rows=2)
        """
        points = _power(draws // REPLICATES)
        rows = min(points, _power(points // (ranges + 1)))
        return cls(ranges, -(-draws // points), points, rows)

    @property
    def draws(self) -> int:
        """All draws: what shares and quantiles are estimated from."""
        return self.replicates * self.points

    @property
    def more_of_each(self) -> int:
        """What each replicate needs for the indices beside its draws."""
        return self.rows * (self.ranges + 1)

    def replicated(self, seed: int) -> Iterator[Replicate]:
        """The replicates, each scrambled anew; the same for a seed."""
        random = np.random.default_rng(seed)
        for _ in range(self.replicates):
            cube = qmc.Sobol(2 * self.ranges, scramble=True, rng=random).random(self.points)
            yield Replicate(cube[:, : self.ranges], cube[: self.rows, self.ranges :])


@dataclass(frozen=True, slots=True)
class Replicate:
    """The points of one scrambling."""

    draws: Levels
    others: Levels
    """Beside the first of the draws others that are independent of them."""

    def crossed(self) -> Iterator[Levels]:
        """The first draws with one column of the others, for each range."""
        rows = len(self.others)
        for column in range(self.draws.shape[1]):
            mixed = self.draws[:rows].copy()
            mixed[:, column] = self.others[:, column]
            yield mixed

    def all_levels(self) -> Levels:
        """All rows in one: the draws, the others, the crossed ones by range."""
        return np.vstack([self.draws, self.others, *self.crossed()])


def _power(number: int) -> int:
    """The largest power of two that is no larger; 1 for less."""
    return 1 << max(0, number.bit_length() - 1)
