"""The cheapest links with which a network withstands single failures, proven.

A failure parts what has to hold together into pieces; for each of these, some new link that is not
down itself must lead out of it. Which cuts that makes is not known beforehand, as new links join
pieces to larger ones: they are added where an answer does not cover them, until it covers all.

A network that is not whole to begin with takes two links into each part, as a new link can fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from topology.remedy.cuts.cheapest import Bools, Cheapest, Chosen, Cut
from topology.remedy.cuts.links import Costs, by_class, cheapest_between
from topology.remedy.cuts.parts import DOWN, Ints, Network, after_links, alike
from topology.values.deadlines import never

PIECES = 6
"""Up to so many pieces, every way to divide them in two is a cut from the start."""


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """Nodes that have to reach each other, or a hub, as long as they are up.

    Without a hub, those that are up among themselves; with one, each the hub, as long as that is.
    """

    nodes: Ints
    hub: int | None = None

    def standing(self, parts: Ints) -> Ints:
        """Those that have to be joined after a failure, the hub first; none where it is down."""
        if self.hub is not None and parts[self.hub] == DOWN:
            return self.nodes[:0]
        every = self.nodes if self.hub is None else np.append(self.hub, self.nodes)
        up: Ints = every[parts[every] != DOWN]
        return up


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """What is left after a failure."""

    parts: Ints
    """By node, as in `parts`."""
    spares: Bools
    """By sort of new link, whether it leaves those up."""
    wanted: Sequence[Together] | None = None
    """What must hold together after it; None: all that is wanted."""


@dataclass(frozen=True, slots=True)
class Added:
    """One new link: its sort, and its ends."""

    sort: int
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The cheapest links, what they cost, and what any that do cost at least."""

    links: tuple[Added, ...]
    cost: float
    bound: float
    failures: tuple[int, ...]
    """By position, those after which something is apart whatever is added; -1 for none at all."""


@dataclass(slots=True, eq=False)
class Question:
    """A network, what must hold together in it, after which failures, and what links there are."""

    network: Network
    wanted: Sequence[Together]
    failures: Sequence[Failure]
    costs: Sequence[Costs]
    """By sort of new link."""
    new_can_fail: bool
    """Whether each new link can fail by itself."""
    expired: Callable[[], bool] = never
    _classes: Ints = field(init=False)
    _left: dict[int, _Pieces] = field(init=False)

    def answer(self) -> Answer:
        """Raises `Unfinished` if time ran out."""
        nodes, whole = self.network.nodes, self.network.parts()
        intact = Failure(whole, np.ones(len(self.costs), dtype=bool))
        every = [intact, *self.failures]
        parted = [i for i, failure in enumerate(every) if self._is_parted(failure)]
        # Two links between the same two classes may both be wanted where one of them can fail.
        doubled = 0 in parted and self.new_can_fail
        rows = np.array([every[i].parts for i in parted], dtype=np.intp).reshape(-1, nodes)
        self._classes = np.arange(nodes) if doubled else alike(rows, nodes)
        cheapest = Cheapest(
            np.stack([by_class(costs, self._classes) for costs in self.costs]), self.expired
        )
        self._left = {i: _Pieces.of(every[i], self._classes, self._asked(every[i])) for i in parted}
        hopeless = [
            i for i, pieces in self._left.items() if pieces.leave_out(cheapest, doubled and not i)
        ]
        self._left = {i: pieces for i, pieces in self._left.items() if pieces.groups}
        if not self._left:
            return Answer((), 0.0, 0.0, tuple(i - 1 for i in hopeless))
        needed = 2 if doubled else 1
        cheapest.add(
            [c for i, p in self._left.items() for c in p.first_cuts(needed if not i else 1)]
        )
        best = self._covered(cheapest, doubled)
        links = sorted(
            (self._added(cheapest, n) for n in best.links), key=lambda x: (x.sort, x.a, x.b)
        )
        return Answer(tuple(links), best.cost, best.bound, tuple(i - 1 for i in hopeless))

    def _covered(self, cheapest: Cheapest, doubled: bool) -> Chosen:
        fewest = False
        while True:
            best = cheapest.solve(fewest=fewest)
            cuts = [c for pieces in self._left.values() for c in pieces.open(cheapest, best.links)]
            if doubled and 0 in self._left:
                cuts += self._left[0].open_twice(cheapest, best.links)
            if cuts:
                cheapest.add(cuts)
            elif fewest:
                return best
            else:
                fewest = True

    def _asked(self, failure: Failure) -> Sequence[Together]:
        return self.wanted if failure.wanted is None else failure.wanted

    def _is_parted(self, failure: Failure) -> bool:
        for wanted in self._asked(failure):
            found = failure.parts[wanted.standing(failure.parts)]
            if len(found) and (found != found[0]).any():
                return True
        return False

    def _added(self, cheapest: Cheapest, link: int) -> Added:
        sort, a, b = (int(x) for x in cheapest.ends(np.array(link)))
        return Added(sort, *cheapest_between(self.costs[sort], self._classes, a, b))


@dataclass(slots=True, eq=False)
class _Pieces:
    """The pieces that a failure leaves, in classes, and which of them have to be joined."""

    sides: Ints
    number: int
    groups: tuple[tuple[Ints, bool], ...]
    """Pieces that have to be joined: and whether to the first of them, or all with each other."""
    spares: Bools

    @classmethod
    def of(cls, failure: Failure, classes: Ints, wanted: Sequence[Together]) -> _Pieces:
        up = failure.parts != DOWN
        known, numbers = np.unique(failure.parts[up], return_inverse=True)
        parts = np.full(len(up), DOWN)
        parts[up] = numbers.reshape(-1)
        sides = np.full(int(classes.max()) + 1, DOWN)
        sides[classes] = parts
        groups = []
        for together in wanted:
            pieces = parts[together.standing(failure.parts)]
            distinct = np.array(list(dict.fromkeys(pieces.tolist())), dtype=np.intp)
            if len(distinct) > 1:
                groups.append((distinct, together.hub is None))
        return cls(sides, len(known), tuple(groups), failure.spares)

    def leave_out(self, cheapest: Cheapest, twice: bool) -> bool:
        """Leaves out what all links together do not join; says whether there was any.

        Of what has to reach a hub, what can is kept; what has to hold together does so or not.
        """
        every = self._joining(cheapest, np.flatnonzero(np.isfinite(cheapest.costs)))
        rows = [every.parts(), *(after_links(every)[1] if twice else ())]
        joined, kept = alike(np.array(rows), self.number), []
        for pieces, is_whole in self.groups:
            same = joined[pieces] == joined[pieces[0]]
            if same.all() or (same.sum() > 1 and not is_whole):
                kept.append((pieces[same], is_whole))
        left_out = sum(len(pieces) for pieces, _ in self.groups) > sum(len(p) for p, _ in kept)
        self.groups = tuple(kept)
        return left_out

    def first_cuts(self, least: int) -> Iterator[Cut]:
        """Those of single pieces, of a few pieces, and of all at once."""
        own = np.arange(self.number)
        yield from self._cuts(own, least)
        if 3 < self.number <= PIECES:
            for size in range(2, self.number // 2 + 1):
                for some in combinations(range(self.number), size):
                    inside = np.isin(own, some)
                    if self._parts(inside):
                        yield self._cut(inside.astype(np.intp), least)

    def open(self, cheapest: Cheapest, links: Ints) -> Iterator[Cut]:
        """Cuts that no link covers."""
        yield from self._cuts(self._joining(cheapest, links).parts(), 1)

    def open_twice(self, cheapest: Cheapest, links: Ints) -> Iterator[Cut]:
        """Cuts that a single link covers, which can fail."""
        for joined in after_links(self._joining(cheapest, links))[1]:
            yield from self._cuts(joined, 2)

    def _cuts(self, joined: Ints, least: int) -> Iterator[Cut]:
        """Of pieces joined to larger ones: around each, and the links that all of them take."""
        number = int(joined.max()) + 1
        for one in range(number):
            inside = joined == one
            if self._parts(inside):
                yield self._cut(inside.astype(np.intp), least)
        most = max((len(np.unique(joined[pieces])) for pieces, _ in self.groups), default=0)
        if most > 2:
            # As many as a tree has, or a ring where any of them can fail.
            yield self._cut(joined, most - 1 if least == 1 else most)

    def _parts(self, inside: Bools) -> bool:
        """Whether a set of pieces parts what has to be joined."""
        return any(inside[pieces].any() and not inside[pieces].all() for pieces, _ in self.groups)

    def _cut(self, by_piece: Ints, least: int) -> Cut:
        sides = np.where(self.sides == DOWN, DOWN, by_piece[self.sides])
        return Cut(sides, least, self.spares.astype(np.intp))

    def _joining(self, cheapest: Cheapest, links: Ints) -> Network:
        """The pieces as nodes, with the links that lead from one to another."""
        sorts, a, b = cheapest.ends(links)
        at, to = self.sides[a], self.sides[b]
        leads = (at != to) & (at != DOWN) & (to != DOWN) & self.spares[sorts]
        return Network.of(self.number, np.stack((at[leads], to[leads]), axis=1))
