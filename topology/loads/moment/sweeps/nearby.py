"""The loads of a moment found anew where something changed alone, level by level.

Where nothing feeds back (no retries, circles, ways, queues) the loads of a moment hang on no moment
before. What changed is followed down as far as loads change by it, and up as far as success does:
O(arcs of what changes), whatever the size of the rest. Each sum and product is made of the same
numbers in the same order as in a sweep over all, so what is found is the same to the last bit.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable

import numpy as np

from topology.loads.moment.limits import OVER
from topology.loads.moment.loads import Loads
from topology.loads.moment.wiring import SUMS, Wiring

WRITTEN = ("own", "sent", "let_in", "work", "own_success", "success", "needs_success", "attempts")
"""The arrays that are written to."""
WIDE = 8
"""When more than one in so many nodes has been looked at, a sweep over all takes less."""
PAIRWISE = 9
"""From so many numbers on numpy adds them up in another order than one by one."""


class Nearby:
    """What of a wiring it takes to follow changes; the same for all runs, O(arcs) to make."""

    def __init__(self, wiring: Wiring) -> None:
        self._size = wiring.size
        self._most = wiring.node_count // WIDE
        arcs = wiring.arcs
        self._child = [arc.child for arc in arcs]
        self._calls = [arc.calls for arc in arcs]
        self._from = wiring.arcs_from
        self._hard = [[n for n in numbers if arcs[n].hard] for numbers in wiring.arcs_from]
        self._hard_parents = [sorted(set(parents)) for parents in wiring.hard_parents]
        self._sums = [form in SUMS for form in wiring.forms]
        self._level = [0] * wiring.node_count
        self._into: list[list[tuple[int, int]]] = [[] for _ in range(wiring.node_count)]
        """The arcs that lead to each node and their parents, in the order in which a sweep adds
        their loads up."""
        for number, level in enumerate(wiring.levels):
            for node in (*level.components.tolist(), *level.junctions.tolist()):
                self._level[node] = number
            for arc in level.arcs.tolist():
                self._into[self._child[arc]].append((arc, arcs[arc].parent))

    def solve(self, loads: Loads, changed: Collection[int]) -> set[int] | None:
        """Finds the loads anew, when the limits of some components and weights of some junctions
        have `changed`; returns the components of which something may have.

        None if that is too many: then nothing that was written is of use.
        """
        for node in changed:
            if self._sums[node]:
                for arc in self._from[node]:
                    loads.attempts[arc] = self._calls[arc] * loads.weight.item(arc)
        looked_at = self._load(loads, changed)
        if looked_at is None:
            return None
        seen = self._succeed(loads, looked_at)
        if seen is None:
            return None
        return {node for node in looked_at | seen if node < self._size}

    # -- load, downward -----------------------------------------------------------------------

    def _load(self, loads: Loads, changed: Collection[int]) -> set[int] | None:
        """Lets changes of load come down; the nodes that were looked at."""
        sums, arcs_from, children, levels = self._sums, self._from, self._child, self._level
        size, into, most, own_of = self._size, self._into, self._most, loads.own
        sent, attempts, external = loads.sent.item, loads.attempts.item, loads.limits.external.item
        serve = _serving(loads)
        queue = [(levels[node], node) for node in changed]
        heapq.heapify(queue)
        known = set(changed)
        while queue:
            node = heapq.heappop(queue)[1]
            before = sent(node)
            own = external(node) if node < size else 0.0
            for arc, parent in into[node]:
                own += sent(parent) * attempts(arc)
            own_of[node] = own
            if node < size:
                now = serve(node, own)
            else:
                loads.sent[node] = now = own
            if now != before or (sums[node] and node in changed):
                for arc in arcs_from[node]:
                    child = children[arc]
                    if child not in known:
                        known.add(child)
                        heapq.heappush(queue, (levels[child], child))
                if len(known) > most:
                    return None
        return known

    # -- success, upward ------------------------------------------------------------------------

    def _succeed(self, loads: Loads, looked_at: Iterable[int]) -> set[int] | None:
        """Lets changes of success come up; the nodes that were looked at."""
        levels, parents, most = self._level, self._hard_parents, self._most
        known = set(looked_at)
        queue = [(-levels[node], node) for node in known]
        heapq.heapify(queue)
        success, find = loads.success, self._succeeding(loads)
        before = success.item
        while queue:
            node = heapq.heappop(queue)[1]
            found = find(node)
            if found != before(node):
                success[node] = found
                for parent in parents[node]:
                    if parent not in known:
                        known.add(parent)
                        heapq.heappush(queue, (-levels[parent], parent))
                if len(known) > most:
                    return None
        return known

    def _succeeding(self, loads: Loads) -> Callable[[int], float]:
        """Finds the success of a node from that of what it needs."""
        hard_of, sums, size = self._hard, self._sums, self._size
        calls, children = self._calls, self._child
        success, weight = loads.success.item, loads.weight.item
        own_success, needs_success = loads.own_success.item, loads.needs_success

        def find(node: int) -> float:
            hard = hard_of[node]
            if not hard:
                return own_success(node) if node < size else success(node)
            if sums[node]:
                return _added(
                    [(success(children[n]) if calls[n] > 0 else 1.0) * weight(n) for n in hard]
                )
            first = hard[0]
            product = success(children[first]) if calls[first] > 0 else 1.0
            for n in hard[1:]:
                product *= success(children[n]) if calls[n] > 0 else 1.0
            if node >= size:
                return product
            needs_success[node] = product
            return product * own_success(node)

        return find


def _serving(loads: Loads) -> Callable[[int, float], float]:
    """Finds work and success of a component without a queue, of what arrives at it, and returns
    what it sends on. What it reads and writes is looked up once for many components."""
    limits = loads.limits
    up, capacity_of, limit_of = limits.up.item, limits.capacity.item, limits.limit.item
    cost_of, succeeds_of = limits.cost.item, limits.succeeds.item
    own_success, let_in, work_of, sent = loads.own_success, loads.let_in, loads.work, loads.sent

    def serve(v: int, own: float) -> float:
        is_up, succeeds = up(v), succeeds_of(v)
        capacity = capacity_of(v) if is_up else 0.0
        into = min(own, limit_of(v))
        good = work = into
        if into > capacity * OVER:
            good = work = capacity
            if cost := cost_of(v):
                good = max(0.0, (capacity - cost * into) / (1 - cost)) if cost < 1 else 0.0
        success = good / own if own > 0 else 1.0
        own_success[v] = success * succeeds if is_up else 0.0
        let_in[v], work_of[v] = into, work
        sent[v] = found = work * succeeds if is_up else 0.0
        return found

    return serve


def _added(values: list[float]) -> float:
    """The sum as numpy makes it of a stretch of an array."""
    if len(values) >= PAIRWISE:
        return float(np.add.reduceat(np.array(values), [0])[0])
    rest = 0.0
    for value in values[1:]:
        rest += value
    return values[0] + rest
