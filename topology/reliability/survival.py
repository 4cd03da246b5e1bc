"""How much chaos does a target stand? Whether it is up when k of all that can fail have failed.

k units of n, drawn without replacement, leave the target up with the probability U_k / C(n, k), U_k
being the number of sets of k units after which it is up. These counts are the signature of the
system (Samaniego 1985): the k-th failure in a random order is the one that takes it down with
probability U_(k-1) / C(n, k-1) - U_k / C(n, k). They are whole numbers, from decision diagrams and
never from samples; where these are too large each lies between two that are proven. It is what
experiments measure that kill so many containers drawn at random.

Nothing is said of load or of time: up means that the structure holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import ceil, lgamma, log

from topology.cutsets.beside import Beside
from topology.cutsets.connectivity import MAX_STATES, Bounds, TooWideError
from topology.cutsets.counts.bounds import Counts, failed_sets
from topology.cutsets.counts.counting import Draw
from topology.cutsets.counts.pool import Pool, TooManyMembersError
from topology.cutsets.counts.wide import WideSets
from topology.cutsets.engine.work import OUT_OF_TIME, Work
from topology.cutsets.synthesis import causes_of, fault_tree_of
from topology.document.relevance import how_judged, overload_can_matter
from topology.errors import UsageError, did_you_mean, quoted
from topology.structure.graph import Graph
from topology.structure.knowledge import UNKNOWN, is_known
from topology.values.steps import nth

MOST_UNITS = 2_000
"""Units of which all numbers of failures are counted where none is asked for."""
MAX_BITS = 1 << 26
"""Bits of all numbers of sets of one target."""
FEW_STATES, NODES_A_STATE = 20_000, 10
"""States of a network that are followed in any case, and more by the work there is."""
FEW_FAILURES = 100
"""Failures up to which it is done of more units."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How many failures are asked about, a whole curve where neither is given; and of which mix.

    `shares` of all that can fail are rounded up to whole failures.
    """

    failures: tuple[int, ...] = ()
    shares: tuple[Fraction, ...] = ()
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    """Of the targets in the mix, by id."""

    def numbers(self, units: int) -> tuple[int, ...]:
        """The numbers of failures, ascending. Raises `UsageError` for more than can fail."""
        if not self.failures and not self.shares:
            last = units if units <= MOST_UNITS else FEW_FAILURES
            return tuple(range(last + 1))
        for number in self.failures:
            if number > units:
                raise UsageError(f"--failures {number:,}: only {units:,} can fail")
        shares = (ceil(share * units) for share in self.shares)
        found = tuple(sorted({*self.failures, *shares}))
        if _bits(units, found[-1]) * (found[-1] + 1) > MAX_BITS:
            raise UsageError(
                f"{found[-1]:,} failures of {units:,} that can fail: the numbers of sets are too "
                "large to be counted; ask for fewer"
            )
        return found


def _bits(units: int, chosen: int) -> float:
    """How long the number of ways is to choose so many, at most, in bits."""
    few = min(chosen, units // 2)
    return (lgamma(units + 1) - lgamma(few + 1) - lgamma(units - few + 1)) / log(2)


@dataclass(frozen=True, slots=True)
class Point:
    """Of all `sets` of so many failures at least and at most so many leave the target up."""

    failures: int
    sets: int
    up_least: int
    up_most: int

    @property
    def exact(self) -> bool:
        """Whether the number is known, and not only bounds of it."""
        return self.up_least == self.up_most

    @property
    def at_least(self) -> float:
        """The probability that it is up, or a lower bound of it."""
        return self.up_least / self.sets

    @property
    def at_most(self) -> float:
        """The probability that it is up, or an upper bound of it."""
        return self.up_most / self.sets


class Survival:
    """One target after so many failures drawn at random."""

    def __init__(
        self,
        graph: Graph,
        target: int,
        pool: Pool,
        asked: Asked | None = None,
        work: Work | None = None,
    ) -> None:
        """No more than `work` is done. Raises `UsageError` for more failures than can be."""
        self.graph = graph
        self.id = graph.ids[target]
        self.pool = pool
        self.numbers = (asked or Asked()).numbers(pool.units)
        self.why_unknown = ""
        """Why nothing is said of it; empty when something is."""
        self.why_bounds = ""
        """Why only bounds are known; empty where all is exact."""
        self._target = target
        self._work = work or Work()
        self._counts = self._counted()

    def _counted(self) -> Counts | None:
        graph, target, pool = self.graph, self._target, self.pool
        if not is_known(graph, target):
            self.why_unknown = UNKNOWN
            return None
        if self._work.expired():
            self.why_unknown = OUT_OF_TIME
            return None
        try:
            states = max(FEW_STATES, min(MAX_STATES, self._work.nodes // NODES_A_STATE))
            bounds = Bounds(int(states), self._work.expired)
            found = fault_tree_of(graph, target, own=True, bounds=bounds)
            tree, groups = pool.tree(found.tree, found.causes)
        except TooManyMembersError as error:
            self.why_unknown = str(error)
            return None
        except TooWideError as error:
            self.why_bounds = OUT_OF_TIME if self._work.expired() else str(error)
            return self._wide()
        counts = failed_sets(tree, Draw(groups, pool.units, self._most), self._work)
        if not counts.exact:
            self.why_bounds = TOO_LARGE
        return counts

    @property
    def _most(self) -> int:
        return max(self.numbers)

    def _wide(self) -> Counts | None:
        """Bounds from cut sets and path sets, where there is no tree."""
        graph, work = self.graph, self._work
        try:
            return WideSets(graph, self._target, self.pool).failed_sets(self._most, work)
        except TooManyMembersError as error:
            self.why_unknown = str(error)
            return None

    # -- answers ----------------------------------------------------------------------------------

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """What is asked about, by the number of failures; empty where nothing is known."""
        counts = self._counts
        return () if counts is None else tuple(map(self._point, self.numbers))

    def _point(self, number: int) -> Point:
        assert self._counts is not None
        counts = self._counts
        every = counts.sets[number]
        return Point(number, every, every - counts.most[number], every - counts.least[number])

    @property
    def exact(self) -> bool:
        """Whether all that is asked about is known exactly."""
        return self._counts is not None and all(point.exact for point in self.points)

    @cached_property
    def sure(self) -> int | None:
        """After how many failures it is up, whichever they are; None if not even without any."""
        points = [] if self._counts is None else map(self._point, range(self._most + 1))
        last = None
        for point in points:
            if point.up_least < point.sets:
                break
            last = point.failures
        return last

    @property
    def falls_to_one(self) -> bool:
        """Whether some single failure is known to take it down."""
        return bool(self._counts and self._most and self._counts.least[1])

    @cached_property
    def hopeless(self) -> int | None:
        """From how many failures on it is down, whichever they are; None if not so far."""
        if self._counts is None:
            return None
        numbers = range(self._most + 1)
        return next((k for k in numbers if not self._point(k).up_most), None)

    @cached_property
    def mean_failures(self) -> tuple[float, float] | None:
        """How many failures in a random order take it down on average: at least, at most.

        The sum of the probabilities that it is up after k of them. None where that is not all
        known, or all that can fail does not take it down.
        """
        if self._counts is None or self.hopeless is None:
            return None
        points = [self._point(k) for k in range(self.hopeless)]
        least = sum((Fraction(p.up_least, p.sets) for p in points), Fraction())
        most = sum((Fraction(p.up_most, p.sets) for p in points), Fraction())
        return float(least), float(most)

    @cached_property
    def signature(self) -> tuple[float, ...] | None:
        """With which probability the first, second … failure in a random order takes it down.

        None where the curve is not exact or not whole. What is left to 1 is that none does.
        """
        if not self.exact or self.numbers != tuple(range(self.pool.units + 1)):
            return None
        up = [Fraction(point.up_least, point.sets) for point in self.points]
        return tuple(float(a - b) for a, b in pairwise(up))

    @property
    def by_structure_alone(self) -> bool:
        """Whether overload could take the target down as well, of which nothing is said here."""
        return overload_can_matter(self.graph.components, self.graph.risks)

    @property
    def how_judged(self) -> str:
        """What a sentence about it has to say where load could deny it; else empty."""
        return how_judged(self.graph.components) if self.by_structure_alone else ""

    @cached_property
    def not_drawn(self) -> tuple[str, ...]:
        """The shared risks and modes that could take it down and are not drawn, by id."""
        causes = causes_of(self.graph, self._target, own=True)
        risks = {c.risk for c in causes if c.risk is not None} - self.pool.risks
        return tuple(sorted(self.graph.strikes[number].id for number in risks))

    @cached_property
    def in_part(self) -> tuple[str, ...]:
        """The shared risks that are drawn and take a part of some members, by id.

        What such a risk takes down alone is counted; what it does with further members is not.
        """
        drawn = {self.graph.strikes[number].id for number in self.pool.risks}
        if not drawn:
            return ()
        beside = Beside(self.graph, self._target, own=True)
        return tuple(sorted(strike.id for strike in beside.partial if strike.id in drawn))


TOO_LARGE = "the decision diagram of all is larger than is built unasked"
"""Why only bounds are known."""


# -- several targets -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MixPoint:
    """The weighted mean over targets of the probability to be up after so many failures."""

    failures: int
    at_least: float
    at_most: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Mix:
    """Targets by their weights, as requests come to them; the weights are those given."""

    weights: Mapping[str, Fraction]
    points: tuple[MixPoint, ...]


def mix_of(found: Sequence[Survival], weights: Mapping[str, Fraction]) -> Mix | None:
    """The weighted mean over targets; None where one with a weight is not judged.

    Raises `UsageError` for a weight of what is no target, and where all are 0.
    """
    known = {survival.id: survival for survival in found}
    for name in weights:
        if name not in known:
            meant = did_you_mean(name, known)
            raise UsageError(f"--weight {quoted(name)}: it is no target of this analysis{meant}")
    total = sum(weights.values(), Fraction())
    if not total:
        raise UsageError("--weight: the weights of all targets are 0")
    some = [(known[name], one / total) for name, one in sorted(weights.items()) if one]
    if any(not survival.points for survival, _ in some):
        return None
    points = [
        _mixed([(survival.points[n], share) for survival, share in some])
        for n in range(len(found[0].numbers))
    ]
    return Mix(dict(weights), tuple(points))


def _mixed(parts: Sequence[tuple[Point, Fraction]]) -> MixPoint:
    least = sum((share * Fraction(p.up_least, p.sets) for p, share in parts), Fraction())
    most = sum((share * Fraction(p.up_most, p.sets) for p, share in parts), Fraction())
    return MixPoint(parts[0][0].failures, float(least), float(most), least == most)


def weights_of(graph: Graph, targets: Iterable[str]) -> dict[str, Fraction]:
    """The weights of the objectives of some targets; empty where one has no objective, or alone."""
    names = list(targets)
    if len(names) < 2 or not all(name in graph.standards for name in names):
        return {}
    return {name: Fraction(repr(graph.standards.weight(name))) for name in names}


@dataclass(frozen=True)
class Survivals:
    """All targets after the same numbers of failures, worst first, and their mix if any."""

    graph: Graph
    pool: Pool
    numbers: tuple[int, ...]
    """The numbers of failures asked about, ascending."""
    is_cut_short: bool
    """Whether a whole curve was asked for, and ends before all that can fail have failed."""
    targets: tuple[Survival, ...]
    mix: Mix | None


def survivals(  # noqa: PLR0913
    graph: Graph,
    targets: Sequence[int],
    pool: Pool,
    asked: Asked,
    *,
    work: Work,
    further: Work | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Survivals:
    """Each target by itself with an equal part of the work, and their mean by weights.

    With `further` work what is not exact after that is tried again, one after the other. Without
    weights asked for those of objectives, where all targets have some. Raises `UsageError`.
    """
    numbers = asked.numbers(pool.units)
    found = []
    for n, (v, share) in enumerate(zip(targets, work.shares(len(targets)), strict=True)):
        tell(nth(f"counting the failures that {graph.ids[v]} stands, target", n, len(targets)))
        found.append(Survival(graph, v, pool, asked, share))
    for n, survival in enumerate(found):
        if further is None or further.is_over:
            break
        if survival.points and not survival.exact:
            tell(nth(f"counting all that {survival.id} stands, target", n, len(found)))
            again = Survival(graph, graph.index[survival.id], pool, asked, further)
            found[n] = again if again.exact else survival
    chosen = asked.weights or weights_of(graph, (survival.id for survival in found))
    mix = mix_of(found, chosen) if chosen else None
    is_whole = not asked.failures and not asked.shares
    return Survivals(
        graph=graph,
        pool=pool,
        numbers=numbers,
        is_cut_short=is_whole and numbers[-1] < pool.units,
        targets=tuple(sorted(found, key=_worst_first)),
        mix=mix,
    )


def _worst_first(survival: Survival) -> tuple[bool, float, str]:
    """By how much it is up over all that is asked; what is not judged comes last."""
    points = survival.points
    total = sum(point.at_least + point.at_most for point in points)
    return not points, total, survival.id
