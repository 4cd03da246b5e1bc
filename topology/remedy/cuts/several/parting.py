"""The cheapest links with which nodes stay joined after several failures at once, proven.

By Menger's theorem two nodes stay joined after any `k` failures if `k` + 1 links lead from one side
to the other wherever the network is cut between them, a node that can fail counted as a link, and
what cannot fail as enough. Each cut with less asks for so many of the new links across it: a row.
There are too many cuts to list; least cuts find those that an answer violates, first of the linear
relaxation, then of whole links, until none is violated (Groetschel, Monma and Stoer 1992).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from topology.remedy.cuts.cheapest import Bools, Cheapest, Chosen, Cut
from topology.remedy.cuts.links import Costs, Floats, by_class
from topology.remedy.cuts.parts import DOWN, Ints, Network
from topology.remedy.cuts.several.flows import Flows
from topology.remedy.cuts.solving import Unfinished
from topology.remedy.cuts.survive import Added, Answer
from topology.values.deadlines import never

UNIT = 10_000
"""Into so many parts a link is divided, as shares of links are looked at."""
NEAR = 1e-3
"""By less a row of shares of links is not violated."""
ROUNDS = 60
"""As often rows are looked for in shares of links; what is left is found in whole ones."""


class _Hopeless(Exception):  # noqa: N818 - it is an answer
    """All links together are too few for some cut."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Which nodes stay joined after how many failures of what."""

    survives: int
    pairs: Ints
    """Of shape (pairs, 2): no failure is one of these two themselves."""
    nodes: Bools
    """Which can fail and count."""
    links: Bools
    """By link of the network."""
    sorts: Bools
    """By sort of new link."""


@dataclass(slots=True, eq=False)
class Several:
    """A network, what is kept in it, and what links there are."""

    network: Network
    kept: Sequence[Kept]
    costs: Sequence[Costs]
    """By sort of new link."""
    expired: Callable[[], bool] = never
    _known: set[tuple[bytes, int, bytes]] = field(default_factory=set)

    def answer(self) -> Answer | None:
        """The cheapest links, and of the cheapest sets the smallest; None if all are too few.

        Costs to 1e-6. Raises `Unfinished` if time ran out.
        """
        alone = np.arange(self.network.nodes)
        costs = np.stack([by_class(costs, alone) for costs in self.costs])
        cheapest = Cheapest(costs, self.expired)
        self._known.clear()
        try:
            best = self._cheapest(cheapest)
        except _Hopeless:
            return None
        if best is None:
            return Answer((), 0.0, 0.0, ())
        ends = zip(*(x.tolist() for x in cheapest.ends(np.sort(best.links))), strict=True)
        return Answer(tuple(Added(*end) for end in ends), best.cost, best.bound, ())

    def _cheapest(self, cheapest: Cheapest) -> Chosen | None:
        """None if nothing is to be done."""
        none = np.zeros(0, dtype=np.intp)
        cuts = list(self._violated(cheapest, none, none.astype(np.float64)))
        if not cuts:
            return None
        for _ in range(ROUNDS):
            cheapest.add(cuts)
            cuts = list(self._violated(cheapest, *cheapest.relaxed()))
            if not cuts:
                break
        fewest = False
        while True:
            if cuts:
                cheapest.add(cuts)
            best = cheapest.solve(fewest=fewest)
            cuts = list(self._violated(cheapest, best.links, np.ones(len(best.links))))
            if not cuts and fewest:
                return best
            fewest = not cuts

    def _violated(self, cheapest: Cheapest, links: Ints, shares: Floats) -> Iterator[Cut]:
        """Cuts that shares of links do not cover; none only if they cover all."""
        for kept in self.kept:
            flows = self._flows(cheapest, kept, links, shares)
            # A little less than whole units, as shares are rounded to them.
            enough = (kept.survives + 1) * UNIT - (UNIT // 100)
            seen = np.zeros(len(kept.pairs), dtype=bool)
            for n, (a, b) in enumerate(kept.pairs.tolist()):
                if seen[n]:
                    continue
                if self.expired():
                    raise Unfinished
                for which, sides in enumerate(flows.cuts(a, b, enough)):
                    if not which:
                        at, to = sides[kept.pairs].T
                        # Violated as well, by the same cut: what else parts them is left for later.
                        seen |= (at == 0) & (to == 1)
                    cut = self._cut(cheapest, kept, sides)
                    if cut is not None and _is_open(cheapest, cut, links, shares):
                        yield cut

    def _flows(self, cheapest: Cheapest, kept: Kept, links: Ints, shares: Floats) -> Flows:
        whole = (kept.survives + 1) * UNIT
        flows = Flows(kept.nodes, UNIT)
        flows.add(self.network.ends, np.where(kept.links, UNIT, whole))
        sorts, a, b = cheapest.ends(links)
        rooms = np.rint(shares * np.where(kept.sorts[sorts], UNIT, whole)).astype(np.intp)
        flows.add(np.stack((a, b), axis=1)[rooms > 0], rooms[rooms > 0])
        return flows

    def _cut(self, cheapest: Cheapest, kept: Kept, sides: Ints) -> Cut | None:
        """What a cut asks for; None if that is known. Raises `_Hopeless` if it is too much."""
        at, to = sides[self.network.ends].T
        across = int(((at != to) & (at != DOWN) & (to != DOWN)).sum())
        least = kept.survives + 1 - int((sides == DOWN).sum()) - across
        weights = np.where(kept.sorts, 1, least)
        key = sides.tobytes(), least, weights.tobytes()
        if key in self._known:
            return None
        self._known.add(key)
        ones, others = np.flatnonzero(sides == 0), np.flatnonzero(sides == 1)
        both = (
            np.ix_(np.arange(len(weights)), *order) for order in ((ones, others), (others, ones))
        )
        had = sum(np.isfinite(cheapest.costs[block]).sum(axis=(1, 2)) for block in both)
        if had @ weights < least:
            raise _Hopeless
        return Cut(sides, least, weights)


def _is_open(cheapest: Cheapest, cut: Cut, links: Ints, shares: Floats) -> bool:
    sorts, a, b = cheapest.ends(links)
    at, to = cut.sides[a], cut.sides[b]
    covers = (at != to) & (at != DOWN) & (to != DOWN)
    return float((covers * cut.weights[sorts]) @ shares) < cut.least - NEAR
