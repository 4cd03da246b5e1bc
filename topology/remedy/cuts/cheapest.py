"""The cheapest links that cover cuts, by integer programming (HiGHS).

A link covers a cut when its ends are on different sides of it. There may be millions of links, of
which few matter: the linear relaxation starts with the cheapest of each class and takes in what
its prices say is worth it (Gilmore and Gomory 1961), until nothing is. Its optimum bounds the cost
from below, and with any answer it rules out every link whose reduced cost is more than the
difference (Dantzig, Fulkerson and Johnson 1954). What is left is small, and solved exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from topology.remedy.cuts.links import Floats
from topology.remedy.cuts.parts import DOWN, Ints
from topology.remedy.cuts.solving import Program

Bools = NDArray[np.bool_]
SOME = 1e-7
"""Less of a link is none."""
NEAR = 1e-6
"""Costs that differ by less are one cost."""
FEW = 6
"""Links of each class that the first relaxation knows."""
SMALL = 4_000_000
"""Entries of a program that is solved as a whole."""
PER_LINK = (1e-3, 1e-5)
"""What is added to the cost of each link so that of the cheapest sets the smallest comes out."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """At least so many links between its sides."""

    sides: Ints
    """Of each class; `DOWN` where no link can end."""
    least: int
    weights: Ints
    """By sort of link, as how many one counts: 0 if what makes the cut fail takes it down too."""


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Links by number, what they cost, and what any that cover the cuts cost at least."""

    links: Ints
    cost: float
    bound: float


@dataclass(slots=True, eq=False)
class Cheapest:
    """Links of some sorts between classes, and the cuts that they have to cover."""

    costs: Floats
    """By sort, class and class; infinite for what cannot be had."""
    expired: Callable[[], bool]
    cuts: list[Cut] = field(default_factory=list)
    _known: Ints = field(init=False)
    """The links that the relaxation knows, by position in the costs laid flat."""
    _bound: float = 0.0
    _reduced: Floats = field(init=False)
    _shares: Floats = field(init=False)
    """Of the links that the relaxation knows, how much of each it takes."""

    def __post_init__(self) -> None:
        cheap = np.where(np.tri(self.costs.shape[1], dtype=bool), np.inf, self.costs)
        self.costs = cheap
        self._known = np.zeros(0, dtype=np.intp)
        self._reduced = cheap
        self._shares = np.zeros(0)

    @property
    def size(self) -> int:
        """How many links can be had."""
        return int(np.isfinite(self.costs).sum())

    def ends(self, links: Ints) -> tuple[Ints, Ints, Ints]:
        """The sort of links, and the classes at their ends."""
        sorts, a, b = np.unravel_index(links, self.costs.shape)
        return sorts, a, b

    def add(self, cuts: Sequence[Cut]) -> None:
        """More cuts to be covered; each must be one that can."""
        begun = not self.cuts
        self.cuts += cuts
        if begun and self.size * len(self.cuts) <= SMALL:
            self._known = np.flatnonzero(np.isfinite(self.costs))
            return
        own = [self._first_of(cut) for cut in cuts]
        if begun:
            own.append(self._cheap_ones())
        self._known = np.unique(np.concatenate((self._known, *own)))

    def relaxed(self) -> tuple[Ints, Floats]:
        """The links of which the relaxation takes any, and how much of each, from 0 to 1."""
        self._relax()
        some = self._shares > SOME
        return self._known[some], self._shares[some]

    def solve(self, *, fewest: bool = False) -> Chosen:
        """The cheapest links that cover all cuts; of the cheapest the `fewest`.

        Raises `Unfinished` if time ran out.
        """
        self._relax()
        flat = self._reduced.reshape(-1)
        first = np.flatnonzero(flat <= max(0.01 * self._bound, NEAR))
        some = np.union1d(first, self._known[flat[self._known] <= 0.05 * self._bound + NEAR])
        best = self._cheapest_of(some)
        left = np.flatnonzero(flat <= self._slack(best.cost))
        if len(np.setdiff1d(left, some)):
            best = self._cheapest_of(left)
            left = left[flat[left] <= self._slack(best.cost)]
        if fewest:
            best = self._fewest_of(left, best)
        return best

    def _slack(self, cost: float) -> float:
        """How much of a reduced cost any link of an answer this cheap can have."""
        return cost - self._bound + 2 * NEAR

    def _cheapest_of(self, links: Ints) -> Chosen:
        covers, least = self._program(links)
        solved = Program(self._cost(links), covers, least).whole(self.expired)
        links = links[solved.values > 0.5]
        # Sound for all links once none outside could be part of anything cheaper.
        return Chosen(links, float(self._cost(links).sum()), solved.bound)

    def _fewest_of(self, links: Ints, best: Chosen) -> Chosen:
        """The fewest that cost no more, by a small price on each link.

        If `p` on each gives links that cost the optimum, fewer at that cost would have come out
        instead. Where it gives dearer ones, costs are too close together, and are bounded instead.
        """
        covers, least = self._program(links)
        cost = self._cost(links)
        for price in PER_LINK:
            solved = Program(cost + price, covers, least).whole(self.expired)
            found = links[solved.values > 0.5]
            spent = float(self._cost(found).sum())
            if spent <= best.cost + NEAR:
                return Chosen(found, spent, best.bound)
        limited = Program(np.ones(len(links)), covers, least, (cost, best.cost + NEAR))
        found = links[limited.whole(self.expired).values > 0.5]
        if len(found) < len(best.links):
            return Chosen(found, float(self._cost(found).sum()), best.bound)
        return best

    def _relax(self) -> None:
        """The bound, and the reduced cost of every link.

        The bound is what the prices of the cuts come to, less what any link undercuts them by.
        """
        while True:
            covers, least = self._program(self._known)
            solved = Program(self._cost(self._known), covers, least).relaxed()
            prices = np.maximum(solved.prices, 0.0)
            self._reduced = self._less_prices(prices)
            flat = self._reduced.reshape(-1)
            new = np.flatnonzero(flat < -1e-7)
            new = np.setdiff1d(new, self._known)
            if not len(new):
                undercut = float(np.minimum(flat, 0.0).sum())
                self._bound = float(prices @ least) + undercut
                self._shares = solved.values
                return
            most = 20 * self.costs.shape[1]
            if len(new) > most:
                new = new[np.argpartition(flat[new], most)[:most]]
            self._known = np.union1d(self._known, new)

    def _cost(self, links: Ints) -> Floats:
        return self.costs.reshape(-1)[links]

    def _program(self, links: Ints) -> tuple[Ints, Floats]:
        """As how many each link counts in which cut, of shape (cuts, links), and what is taken."""
        sorts, a, b = self.ends(links)
        sides = np.stack([cut.sides for cut in self.cuts])
        at, to = sides[:, a], sides[:, b]
        covers = (at != to) & (at != DOWN) & (to != DOWN)
        weights = np.stack([cut.weights for cut in self.cuts])[:, sorts]
        return covers * weights, np.array([cut.least for cut in self.cuts], dtype=np.float64)

    def _less_prices(self, prices: Floats) -> Floats:
        """What is left of the cost of each link less the prices of the cuts that it covers."""
        paid = np.flatnonzero(prices > 0)
        found = self.costs.copy()
        if not len(paid):
            return found
        sides = np.stack([self.cuts[i].sides for i in paid])
        weights = np.stack([self.cuts[i].weights for i in paid])
        for sort in range(len(found)):
            counted = weights[:, sort] > 0
            rows, weight = sides[counted], (prices[paid] * weights[:, sort])[counted]
            found[sort] -= _together(rows != DOWN, weight)
            for side in range(int(rows.max(initial=-1)) + 1):
                on = rows == side
                some, where = on.any(axis=1), np.flatnonzero(on.any(axis=0))
                same = _together(on[np.ix_(some, where)], weight[some])
                found[sort][np.ix_(where, where)] += same
        return found

    def _first_of(self, cut: Cut) -> Ints:
        """Cheap links by which a cut can be covered by itself."""
        up = cut.sides != DOWN
        across = (cut.sides[:, None] != cut.sides) & up[:, None] & up
        cost = np.where(across & (cut.weights > 0)[:, None, None], self.costs, np.inf).reshape(-1)
        least = min(cut.least, cost.size)
        cheapest = np.argpartition(cost, least - 1)[:least]
        return np.asarray(cheapest[np.isfinite(cost[cheapest])], dtype=np.intp)

    def _cheap_ones(self) -> Ints:
        """The cheapest few of each class."""
        both = np.minimum(self.costs, self.costs.transpose(0, 2, 1))
        few = min(FEW, both.shape[1])
        near = np.argpartition(both, few - 1, axis=2)[:, :, :few]
        sort, a, _ = np.indices(near.shape)
        low, high = np.minimum(a, near), np.maximum(a, near)
        flat = np.ravel_multi_index((sort, low, high), self.costs.shape).reshape(-1)
        return flat[np.isfinite(self.costs.reshape(-1)[flat])]


def _together(on: Bools, weight: Floats) -> Floats:
    """For two classes, the weight of the rows that both are on."""
    as_numbers = on.astype(np.float64)
    found: Floats = (as_numbers * weight[:, None]).T @ as_numbers
    return found
