"""How much each event matters to the top of a tree: the five importances of reliability practice.

With Q the probability of the top, Q1 and Q0 that with event i certain and impossible:

    Birnbaum 1969          dQ/dq  = Q1 - Q0
    criticality            (Q - Q0) / Q, the share of Q that goes if i never fails
    Fussell-Vesely 1975    P(some minimal cut set with i in it is down) / Q
    risk achievement worth Q1 / Q
    risk reduction worth   Q / Q0, infinite where nothing fails without i

Some tools print under the name of Fussell and Vesely what is here the criticality, or the quotient
of the sums over minimal cut sets; this is the definition of the authors. It is exact where the
sets are few enough to be joined for each event, and otherwise the sum over the sets with i in
them, by Q, which is not below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, exp, inf, lgamma, log
from typing import TYPE_CHECKING

from topology.cutsets.engine.diagram import FALSE, TRUE, Diagram, new_manager
from topology.cutsets.engine.solution import Solution
from topology.values.failing_members import at_least, exactly

if TYPE_CHECKING:
    from oxidd.bdd import BDDFunction

MAX_JOINED = 300_000
"""Nodes times events of a diagram of sets, up to which they are joined for each event."""
CLOSE = 1e-3
"""A Q0 below this share of Q is computed anew, as the difference Q - (Q - Q0) would not tell it."""


@dataclass(frozen=True, slots=True)
class Group:
    """What an event is: `members` of `count` alike are down, each with probability q."""

    members: int
    count: int
    q: float

    @property
    def probability(self) -> float:
        """That so many or more are down."""
        return at_least(self.members, self.count, self.q)

    @property
    def expected(self) -> float:
        """How many choices of so many are down on average: C(count, members) q^members.

        Raises `OverflowError` where that is beyond any number.
        """
        if self.count <= 1_000:
            return float(comb(self.count, self.members) * self.q**self.members)
        if self.q <= 0.0:
            return 0.0
        ways = lgamma(self.count + 1) - lgamma(self.members + 1)
        ways -= lgamma(self.count - self.members + 1)
        return exp(ways + self.members * log(self.q))

    @property
    def slope(self) -> float:
        """The derivative of that by the q of one member."""
        return exactly(self.members - 1, self.count - 1, self.q)


@dataclass(frozen=True, slots=True)
class Importance:
    """The importances of an event, or of one member of it where it stands for several.

    All but Birnbaum's are None where the top never fails, and Fussell and Vesely's where not all
    minimal cut sets are known. `fussell_vesely_exact` tells whether that
    one is exact (see the module).
    """

    birnbaum: float
    criticality: float | None
    fussell_vesely: float | None
    raw: float | None
    rrw: float | None
    fussell_vesely_exact: bool


@dataclass(frozen=True, slots=True)
class CauseImportance:
    """The importances of a component, or of one of its `count` members, or of a shared risk."""

    id: str
    count: int
    importance: Importance
    in_places: bool = False
    """Whether it is the average over members that differ by the place where they stand."""
    is_start: bool = False
    """Whether it is that a standby does not start, which is no failure."""


def importances(solution: Solution, groups: Sequence[Group]) -> list[Importance]:
    """The importances of all events of a tree whose probability is known.

    Without all its minimal cut sets there is no Fussell-Vesely.

    Cost: a few passes over the diagrams; for Fussell-Vesely one for each event (`MAX_JOINED`).
    """
    found = _Importances(solution, groups)
    return [found.of(event) for event in range(len(groups))]


class _Importances:
    """What all events have in common, and the importances of each."""

    def __init__(self, solution: Solution, groups: Sequence[Group]) -> None:
        self.solution = solution
        self.groups = groups
        self.q = [group.probability for group in groups]
        self.top = solution.unavailability(self.q)
        self.slopes = solution.birnbaum(self.q)
        self.always_in = [False] * len(self.q)
        self.in_failed_set: Sequence[float] | None = None
        self.exact = False
        if solution.complete:
            self.always_in = _always_in(solution, self.q)
            self.in_failed_set, self.exact = _in_failed_set(solution, self.q)

    def of(self, event: int) -> Importance:
        """The importances of one event."""
        group, slope, top = self.groups[event], self.slopes[event], self.top
        shares = self.in_failed_set
        birnbaum = slope * group.slope
        if top <= 0:
            return Importance(birnbaum, None, None, None, None, self.exact)
        q = self.q[event]
        certain = at_least(group.members - 1, group.count - 1, group.q)
        low = self._without(event)
        taking_part = group.q * certain / q if q else 0.0
        return Importance(
            birnbaum=birnbaum,
            criticality=(top - low) / top,
            fussell_vesely=shares[event] * taking_part / top if shares else None,
            raw=min(1.0, top + slope * (certain - q)) / top,
            rrw=top / low if low > 0 else inf,
            fussell_vesely_exact=self.exact,
        )

    def _without(self, event: int) -> float:
        """The probability of the top when the event, or one member of it, never fails."""
        group, q = self.groups[event], self.q
        left = at_least(group.members, group.count - 1, group.q)
        if left == 0.0 and self.always_in[event]:
            return 0.0
        low = self.top - self.slopes[event] * (q[event] - left)
        if low < CLOSE * self.top:
            low = self.solution.unavailability([*q[:event], left, *q[event + 1 :]])
        return low


def _always_in(solution: Solution, q: Sequence[float]) -> list[bool]:
    """Whether an event is in every minimal cut set that can fail at all. Exact: in integers."""
    value: dict[int, float] = {event: int(one > 0) for event, one in enumerate(q)}
    slopes = []
    for part in solution.parts:
        factors = [value[node] for node in part.minimal.variables]
        sums = _sums(part.minimal, factors)
        slopes.append(_slopes(part.minimal, sums, factors))
        value[part.node] = sums[part.minimal.root]
    slope = _chained(solution, slopes)
    total = value[solution.top]
    return [slope.get(event, 0) * value[event] == total for event in range(len(q))]


def _chained(solution: Solution, slopes: Sequence[Sequence[float]]) -> dict[int, float]:
    """From the slope of each module by its variables that of the top by each node."""
    found: dict[int, float] = {solution.top: 1}
    for part, slope in zip(reversed(solution.parts), reversed(slopes), strict=True):
        for node, one in zip(part.minimal.variables, slope, strict=True):
            found[node] = found[part.node] * one
    return found


def _sums(diagram: Diagram, factors: Sequence[float]) -> list[float]:
    """For each node of a diagram of sets the sum over its sets of the product of factors."""
    found: list[float] = [0, 1]
    levels, highs, lows = diagram.level, diagram.high, diagram.low
    for node in range(2, len(levels)):
        found.append(found[lows[node]] + found[highs[node]] * factors[levels[node]])
    return found


def _slopes(diagram: Diagram, sums: Sequence[float], factors: Sequence[float]) -> list[float]:
    """The derivative of the sum of the root by each factor."""
    slope: list[float] = [0] * len(factors)
    reach: list[float] = [0] * len(sums)
    reach[diagram.root] = 1
    levels, highs, lows = diagram.level, diagram.high, diagram.low
    for node in range(len(levels) - 1, 1, -1):
        if here := reach[node]:
            level, high = levels[node], highs[node]
            slope[level] += here * sums[high]
            reach[high] += here * factors[level]
            reach[lows[node]] += here
    return slope


# -- Fussell-Vesely -------------------------------------------------------------------------------


def _in_failed_set(solution: Solution, q: Sequence[float]) -> tuple[list[float], bool]:
    """The probability that some minimal cut set with an event in it is down, for each event.

    Modules are independent: some set with e in it is down when in the module of e such a set is,
    and in the parent one with the module in it.
    """
    value = solution.probabilities(q)
    factors = [[value[node] for node in part.minimal.variables] for part in solution.parts]
    pairs = [(part.minimal, own) for part, own in zip(solution.parts, factors, strict=True)]
    exact = sum(len(diagram) * len(own) for diagram, own in pairs) <= MAX_JOINED
    try:
        shares = [_joined(*pair) for pair in pairs] if exact else []
    except MemoryError:  # of the manager's: the union is larger than the sets
        exact = False
    if not exact:
        shares = [_slopes(diagram, _sums(diagram, own), own) for diagram, own in pairs]
    share = _chained(solution, shares)
    return [share.get(event, 0.0) * one for event, one in enumerate(q)], exact


def _joined(diagram: Diagram, q: Sequence[float]) -> list[float]:
    """For each variable the probability that the rest of some set with it is down."""
    if diagram.root in (FALSE, TRUE):
        return [0.0] * len(q)
    from oxidd.bdd import BDDManager

    size = max(1 << 16, 64 * len(diagram))
    manager = new_manager(BDDManager, size, size)
    manager.add_vars(len(q))
    literals = [manager.var(level) for level in range(len(q))]
    false, true = manager.false(), manager.true()
    union = [false, true]
    for node in range(2, len(diagram)):
        high, low = union[diagram.high[node]], union[diagram.low[node]]
        union.append((literals[diagram.level[node]] & high) | low)
    chance = _Chance(q)
    found = []
    for level in range(len(q)):
        with_it = [false, false]
        for node in range(2, len(diagram)):
            at = diagram.level[node]
            if at >= level:
                with_it.append(union[diagram.high[node]] if at == level else false)
            else:
                high, low = with_it[diagram.high[node]], with_it[diagram.low[node]]
                with_it.append((literals[at] & high) | low)
        found.append(chance.of(with_it[diagram.root]))
    return found


class _Chance:
    """Probabilities of functions of one manager, each node once."""

    def __init__(self, q: Sequence[float]) -> None:
        self.q = q
        self.known: dict[BDDFunction, float] = {}

    def of(self, function: BDDFunction) -> float:
        """The probability of a function."""
        known = self.known
        stack = [function]
        while stack:
            top = stack[-1]
            if top in known:
                stack.pop()
                continue
            level = top.node_level()
            if level is None:
                known[top] = float(top.valid())
                continue
            high, low = top.cofactors() or (top, top)
            left = [f for f in (high, low) if f not in known]
            if left:
                stack.extend(left)
            else:
                known[top] = self.q[level] * known[high] + (1.0 - self.q[level]) * known[low]
        return known[function]
