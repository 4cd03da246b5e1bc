"""What failures do to the traffic at some limit: all of them gone through once, exactly.

A failure counts for what it makes worse than it is with nothing failed: what it cuts off that had a
way, and what it makes carry more than the limit, and more than before. It is `structural` where it
cuts something off, and else `overload`; `gray` where something limps that nobody routes around,
and nothing would be wrong without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, combinations, islice
from math import comb

import numpy as np

from topology.document.schema import Accepted
from topology.finding import FailureClass, Finding
from topology.loads.cascade.effort import DONE
from topology.network.arcs import Flags, Floats
from topology.network.causes import Cause
from topology.network.flows import cut_off_by
from topology.network.gauges import above, first_most
from topology.network.routing import Loss
from topology.network.sweep import Aftermath, Sweep, TrafficNetwork, Use
from topology.structure.graph import Graph
from topology.structure.knowledge import hung_on
from topology.values.deadlines import never
from topology.values.rounding import exceeds

MOST_PAIRS = 200_000
"""Pairs of failures that are gone through; of more nothing is said."""
ENTRIES = 150
"""Nodes times destinations of a state that are gone through while a moment of a run goes by."""
AT_ONCE = 4_096
"""Pairs of failures that are gone through together."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What is too much for the traffic, and what comes of it; of no failure: the state intact."""

    cause: Cause
    cut_off: float
    """Demand that loses its way, in load units."""
    worst: Use | None
    """The most used of the places that carry too much, if any does."""
    overloaded: int
    """How many places carry too much."""
    failure_class: FailureClass

    @property
    def amounts(self) -> tuple[float, float]:
        """How bad it is: what is cut off, and the highest utilisation above the limit."""
        return self.cut_off, 0.0 if self.worst is None else self.worst.utilisation

    @property
    def badness(self) -> tuple[float, float, tuple[int, ...]]:
        """The worst first."""
        cut_off, utilisation = self.amounts
        return -cut_off, -utilisation, self.cause.numbers


class TrafficPoints:
    """The traffic of a topology as a target. Failures are gone through when it is first asked."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._hits: dict[float, tuple[Hit, ...]] = {}
        self.told: dict[tuple[tuple[int, ...], float], Finding] = {}
        """The findings that were made, by what fails and the limit: a reason takes its time."""

    # -- what is asked ----------------------------------------------------------------------------

    @cached_property
    def limit(self) -> float:
        """The lowest utilisation that objectives allow; 1 where they ask for none."""
        objectives, of_traffic = self.graph.topology.objectives, self.graph.standards.of_traffic
        asked = (objectives[number].utilisation for number in of_traffic)
        return float(min((limit for limit in asked if limit is not None), default=1.0))

    @cached_property
    def accepted(self) -> dict[str, Accepted]:
        """What objectives of it accept, by cause; the longest of each."""
        standards, topology = self.graph.standards, self.graph.topology
        found = chain.from_iterable(
            standards.accepted_of_traffic(topology.objectives[number])
            for number in standards.of_traffic
        )
        return {entry.id: entry for entry in sorted(found, key=lambda entry: entry.until)}

    # -- what comes of it -------------------------------------------------------------------------

    @cached_property
    def network(self) -> TrafficNetwork:
        """The traffic over the links."""
        return TrafficNetwork(self.graph)

    @cached_property
    def sweep(self) -> Sweep:
        """The state intact and after every single failure that the network feels."""
        sweep = Sweep.of(self.network, limit=self.limit)
        self._count(len(sweep.failures))
        return sweep

    def _count(self, states: int) -> None:
        """Counts what is done among the work by which ranges are bounded."""
        network = self.network
        entries = states * len(network.arcs.nodes) * len(network.demands.destinations)
        DONE.add(0, entries // ENTRIES)

    @cached_property
    def _used_intact(self) -> Floats:
        return self.network.utilisations(self.network.nothing)

    def intact(self, limit: float) -> Hit | None:
        """What is wrong with nothing failed; None where nothing is."""
        over = above(self._used_intact, limit)
        return self._hit(self.network.nothing, self.sweep.intact.cut_off, over, self._used_intact)

    def hits(self, limit: float) -> tuple[Hit, ...]:
        """The single failures that are too much, the worst first."""
        if limit not in self._hits:
            found = self._worse(self.sweep, limit)
            self._hits[limit] = tuple(sorted(found, key=lambda hit: hit.badness))
        return self._hits[limit]

    @cached_property
    def by_cause(self) -> dict[str, Hit]:
        """Those at the limit of its objectives by the id of what fails, the worst first."""
        name = self.network.causes.name
        return {name(hit.cause.numbers[0]): hit for hit in self.hits(self.limit)}

    def _worse(self, sweep: Sweep, limit: float) -> Iterator[Hit]:
        """Those that make something worse than it is intact."""
        some = [after for after in sweep.failures if after.cut_off or _is_over(after.worst, limit)]
        if limit == sweep.limit and self.intact(limit) is None:
            for after in some:
                worst = after.worst if after.overloaded else None
                found = _classed(after.cause, after.cut_off, worst, after.overloaded)
                yield from self._or_gray(found, limit)
            return
        loads = self.network.router.after(after.cause.loss for after in some)
        for after, carried in zip(some, loads, strict=True):
            used = self.network.gauges.utilisations(carried.rows, after.cause.left)
            over = self._newly_over(used, limit)
            hit = self._hit(after.cause, self._newly_cut_off(after), over, used)
            yield from self._or_gray(hit, limit)

    def _newly_cut_off(self, after: Aftermath) -> float:
        if not self.sweep.intact.cut_off:
            return after.cut_off
        return sum(one.amount for one in cut_off_by(self.network, after.cause))

    def _newly_over(self, used: Floats, limit: float) -> Flags:
        return above(used, limit) & above(used, self._used_intact)

    def _hit(self, cause: Cause, cut_off: float, over: Flags, used: Floats) -> Hit | None:
        """With the most used of the places that carry too much."""
        worst = None
        if over.any():
            at = first_most(np.where(over, used, 0.0))
            worst = Use(self.network.gauges.places[at], float(used[at]))
        return _classed(cause, cut_off, worst, int(np.count_nonzero(over)))

    def _or_gray(self, hit: Hit | None, limit: float) -> Iterator[Hit]:
        """A hit, if there is one, as what it is."""
        if hit is not None:
            is_gray = not hit.cut_off and self._is_gray(hit.cause, limit)
            yield replace(hit, failure_class=FailureClass.GRAY) if is_gray else hit

    def _is_gray(self, cause: Cause, limit: float) -> bool:
        """Whether something limps, and nothing would be wrong if it were taken for dead."""
        graph, arcs = self.graph, self.network.arcs
        strikes = (graph.strikes[n - graph.size] for n in cause.numbers if n >= graph.size)
        limping = {v for strike in strikes if strike.limps for v in strike.hits if v in cause.left}
        if not limping:
            return False
        links = cause.loss.links.union(limping.intersection(arcs.arcs_of))
        nodes = cause.loss.nodes.union(arcs.position[v] for v in limping if v in arcs.position)
        dead = Cause(cause.numbers, Loss(links, nodes))
        used = self.network.utilisations(dead)
        return not (cut_off_by(self.network, dead) or self._newly_over(used, limit).any())

    # -- two at once ------------------------------------------------------------------------------

    @cached_property
    def can_fail(self) -> list[int]:
        """All failures of what the network hangs on, by number, be they felt alone or not."""
        graph, arcs = self.graph, self.network.arcs
        scope = hung_on(graph.nodes, (*arcs.arcs_of, *arcs.nodes))
        alone = [v for v in sorted(scope) if graph.components[v].fails is not False]
        strikes = enumerate(graph.strikes, start=graph.size)
        return [*alone, *(n for n, strike in strikes if not scope.isdisjoint(strike.hits))]

    def pairs(self, numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
        """All pairs of some failures; of an entry with several members two of these as well."""
        return chain(combinations(numbers, 2), ((n, n) for n in self._several(numbers)))

    def pair_count(self, numbers: Sequence[int]) -> int:
        """How many they are."""
        return comb(len(numbers), 2) + len(self._several(numbers))

    def _several(self, numbers: Iterable[int]) -> list[int]:
        size, components = self.graph.size, self.graph.components
        return [n for n in numbers if n < size and components[n].count > 1]

    def new_pairs(self, expired: Callable[[], bool] = never) -> list[Hit] | None:
        """The pairs that are too much at the limit of its objectives though neither is alone.

        None where it expired, or where they are more than `MOST_PAIRS`.
        """
        alone = {number for hit in self.hits(self.limit) for number in hit.cause.numbers}
        left = [number for number in self.can_fail if number not in alone]
        return self.pair_hits(left, self.limit, expired)

    def pair_hits(
        self,
        numbers: Sequence[int],
        limit: float,
        expired: Callable[[], bool] = never,
    ) -> list[Hit] | None:
        """The pairs of some failures that are too much, worst first; None as in `new_pairs`."""
        if self.pair_count(numbers) > MOST_PAIRS:
            return None
        left = self.pairs(numbers)
        found: list[Hit] = []
        while some := list(islice(left, AT_ONCE)):
            if expired():
                return None
            causes = [cause for cause in map(self.network.causes.together, some) if cause.is_felt]
            self._count(len(causes))
            found.extend(self._worse(Sweep.of(self.network, causes, limit=limit), limit))
        return sorted(found, key=lambda hit: hit.badness)

    # -- what is known ----------------------------------------------------------------------------

    def carrying(self, causes: Iterable[Cause]) -> frozenset[int]:
        """The links that carry anything, with nothing failed or after one of some causes."""
        arcs = self.network.arcs
        is_carrying = np.zeros(arcs.size, dtype=np.bool_)
        losses = (cause.loss for cause in (self.network.nothing, *causes))
        for loads in self.network.router.after(losses):
            is_carrying |= loads.of_arcs(arcs) > 0
        return frozenset(np.unique(arcs.link[is_carrying]).tolist())


def _classed(cause: Cause, cut_off: float, worst: Use | None, overloaded: int) -> Hit | None:
    """A hit by its class, where it is one."""
    if not cut_off and worst is None:
        return None
    kind = FailureClass.STRUCTURAL if cut_off else FailureClass.OVERLOAD
    return Hit(cause, cut_off, worst, overloaded, kind)


def _is_over(use: Use | None, limit: float) -> bool:
    return use is not None and exceeds(use.utilisation, limit)
