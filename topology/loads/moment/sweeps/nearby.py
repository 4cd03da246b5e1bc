"""The loads of a moment found anew where something changed alone, level by level.

Where nothing feeds back (no retries, circles, ways, queues) the loads of a moment hang on no moment
before. What changed is followed down as far as loads change by it, and up as far as success does:
O(arcs of what changes), whatever the size of the rest. Each sum and product is made of the same
numbers in the same order as in a sweep over all, so what is found is the same to the last bit.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable

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
        sent = loads.sent.item
        queue = [(levels[node], node) for node in changed]
        heapq.heapify(queue)
        known = set(changed)
        while queue:
            node = heapq.heappop(queue)[1]
            before = sent(node)
            self._carry(loads, node)
            if sent(node) != before or (sums[node] and node in changed):
                for arc in arcs_from[node]:
                    child = children[arc]
                    if child not in known:
                        known.add(child)
                        heapq.heappush(queue, (levels[child], child))
                if len(known) > self._most:
                    return None
        return known

    def _carry(self, loads: Loads, node: int) -> None:
        """What arrives at a node, and what it sends on."""
        own = loads.limits.external.item(node) if node < self._size else 0.0
        sent, attempts = loads.sent.item, loads.attempts.item
        for arc, parent in self._into[node]:
            own += sent(parent) * attempts(arc)
        loads.own[node] = own
        if node < self._size:
            _serve(loads, node, own)
        else:
            loads.sent[node] = own

    # -- success, upward ------------------------------------------------------------------------

    def _succeed(self, loads: Loads, looked_at: Iterable[int]) -> set[int] | None:
        """Lets changes of success come up; the nodes that were looked at."""
        known = set(looked_at)
        queue = [(-self._level[node], node) for node in known]
        heapq.heapify(queue)
        success = loads.success
        while queue:
            _, node = heapq.heappop(queue)
            found = self._success(loads, node)
            if found != success.item(node):
                success[node] = found
                for parent in self._hard_parents[node]:
                    if parent not in known:
                        known.add(parent)
                        heapq.heappush(queue, (-self._level[parent], parent))
                if len(known) > self._most:
                    return None
        return known

    def _success(self, loads: Loads, node: int) -> float:
        hard = self._hard[node]
        if not hard:
            return loads.own_success.item(node) if node < self._size else loads.success.item(node)
        success, calls, children = loads.success.item, self._calls, self._child
        seen = [success(children[arc]) if calls[arc] > 0 else 1.0 for arc in hard]
        if self._sums[node]:
            weight = loads.weight.item
            return _added([s * weight(arc) for s, arc in zip(seen, hard, strict=True)])
        product = seen[0]
        for factor in seen[1:]:
            product *= factor
        if node >= self._size:
            return product
        loads.needs_success[node] = product
        return product * loads.own_success.item(node)


def _serve(loads: Loads, v: int, own: float) -> None:
    """Work and success of a component without a queue, of what arrives at it."""
    limits = loads.limits
    is_up = bool(limits.up[v])
    capacity = limits.capacity.item(v) if is_up else 0.0
    into = min(own, limits.limit.item(v))
    good = work = into
    if into > capacity * OVER:
        good = work = capacity
        if cost := limits.cost.item(v):
            good = max(0.0, (capacity - cost * into) / (1 - cost)) if cost < 1 else 0.0
    success = good / own if own > 0 else 1.0
    succeeds = limits.succeeds.item(v)
    loads.own_success[v] = success * succeeds if is_up else 0.0
    loads.let_in[v] = into
    loads.work[v] = work
    loads.sent[v] = work * succeeds if is_up else 0.0


def _added(values: list[float]) -> float:
    """The sum as numpy makes it of a stretch of an array."""
    if len(values) >= PAIRWISE:
        return float(np.add.reduceat(np.array(values), [0])[0])
    rest = 0.0
    for value in values[1:]:
        rest += value
    return values[0] + rest
