"""One level of a wiring as a sweep sees it: load comes down through it, success up.

The load of a level is executed under the limits and sent on; its success is made from that of the
levels below. Both are array operations, O(nodes + arcs of the level).
"""

from __future__ import annotations

import numpy as np

from topology.loads.moment.arcs import Floats, Ints
from topology.loads.moment.limits import OVER, Limits
from topology.loads.moment.loads import Loads
from topology.loads.moment.ways import Ways
from topology.loads.moment.wiring import Form, Level, Wiring

_NONE: Ints = np.zeros(0, dtype=np.int64)


class LevelPlan:
    """One level with the index arrays that every sweep uses."""

    def __init__(self, wiring: Wiring, limits: Limits, level: Level) -> None:
        self._arrays = of = wiring.arrays
        bounded = limits.bounded()
        components = level.components
        self.bounded = components[bounded[components]]
        self.free = components[~bounded[components]]
        self.junctions = level.junctions
        forward = level.arcs[~of.is_returning[level.arcs]]
        self.arcs = forward
        self.parents, self.children = of.parent[forward], of.child[forward]
        self.products, self.product_arcs, self.product_starts = level.products
        self.product_children = of.child[self.product_arcs]
        self.sums, self.sum_arcs, self.sum_starts = level.sums
        self.sum_children = of.child[self.sum_arcs]
        forms = wiring.forms
        self.paths = [int(n) for n in self.products if forms[n] is Form.PATH]
        slots = {node: slot for slot, node in enumerate(wiring.paths)}
        self.path_slots = [slots[node] for node in self.paths]
        self.may_pass = bool(wiring.paths) or wiring.traffic is not None
        """Whether anything may pass through components on the way to others."""
        self.held = _NONE
        if wiring.reserves:
            self.held = np.flatnonzero(np.isin(of.parent[self.product_arcs], wiring.reserves))
        """Where in `product_arcs` entries with a reserve are; they count while they are called."""
        self.makers = self.products[self.products < wiring.size]
        self.bare = components[~np.isin(components, self.makers)]
        self.retried = bool(
            of.is_retrying[self.product_arcs].any() or of.is_retrying[self.sum_arcs].any()
        )
        arcs = np.concatenate((self.product_arcs, self.sum_arcs))
        self.uncalled = bool((of.calls[arcs] == 0).any())
        self.queues = components[limits.queues[components]]
        self.has_cost = bool(limits.cost[self.bounded].any())

    def load(self, loads: Loads, attempts: Floats) -> None:
        """Takes what arrives at this level, executes it, and sends it on."""
        if len(self.free):
            free = self.free
            up, own = loads.limits.up[free], loads.own[free]
            sent = np.where(up, own, 0.0)
            loads.sent[free] = sent
            loads.own_success[free] = up
            if self.may_pass:
                own = own + loads.passing[free]
                sent = np.where(up, own, 0.0)
            loads.let_in[free] = own
            loads.work[free] = sent
            if loads.limits.some_limp:
                self._limp(loads, free)
        if len(self.bounded):
            self._serve(loads)
        if len(self.junctions):
            loads.sent[self.junctions] = loads.own[self.junctions]
            loads.sent[self.paths] *= loads.through[self.path_slots]
        if len(self.arcs):
            np.add.at(loads.own, self.children, loads.sent[self.parents] * attempts[self.arcs])

    def _serve(self, loads: Loads) -> None:
        """Work and success of components that have a capacity, a limit or a queue."""
        limits, v = loads.limits, self.bounded
        own = loads.own[v]
        offered = own + loads.passing[v]
        up, queue = limits.up[v], limits.queues[v]
        capacity = np.where(up, limits.capacity[v], 0.0)
        into = np.minimum(offered, limits.limit[v])
        over = into > capacity * OVER
        good = work = np.where(over, capacity, into)
        if self.has_cost:
            cost = limits.cost[v]
            room = np.where(cost < 1, 1 - cost, 1.0)
            good = np.where(cost < 1, np.maximum(0.0, (capacity - cost * into) / room), 0.0)
            good = np.where(over, good, into)
        if len(self.queues):
            waits = queue & ~(limits.full[v] & over)
            good = np.where(queue, np.where(waits, into, capacity), good)
            good = np.where(queue & limits.late[v], 0.0, good)
            rush = np.where(limits.waiting[v], limits.rush[v], 0.0)
            drained = np.minimum(into + rush, capacity)
            work = np.where(queue, drained, work)
            into = np.where(queue & ~waits, capacity, into)
        up_or_queue = up | queue
        # Where nothing is offered nothing fails, but for what is late in a queue.
        idle = ~limits.late[v]
        with np.errstate(divide="ignore", invalid="ignore"):
            success = np.where(offered > 0, good / offered, idle)
            part = np.where(offered > 0, own / offered, 1.0)
        loads.own_success[v] = np.where(up_or_queue, success, 0.0)
        loads.let_in[v] = into
        loads.work[v] = work
        loads.sent[v] = np.where(up, work * part, 0.0)
        if limits.some_limp:
            self._limp(loads, v)

    @staticmethod
    def _limp(loads: Loads, v: Ints) -> None:
        """What does not succeed with what limps is lost there: it is not sent on."""
        succeeds = loads.limits.succeeds[v]
        loads.own_success[v] *= succeeds
        loads.sent[v] *= succeeds

    def succeed(self, loads: Loads, ways: Ways) -> None:
        """The success of this level's nodes, from that of the levels below."""
        success = loads.success
        if len(self.sums):
            values = (
                self._seen(loads, self.sum_children, self.sum_arcs) * loads.weight[self.sum_arcs]
            )
            success[self.sums] = np.add.reduceat(values, self.sum_starts)
        if len(self.bare):
            success[self.bare] = loads.own_success[self.bare]
        if len(self.products):
            values = self._seen(loads, self.product_children, self.product_arcs)
            if len(self.held):
                called = loads.weight[self.product_arcs[self.held]] > 0
                values[self.held] = np.where(called, values[self.held], 1.0)
            product = np.multiply.reduceat(values, self.product_starts)
            success[self.products] = product
            if len(self.makers):
                made = product[self.products < loads.wiring.size]
                loads.needs_success[self.makers] = made
                success[self.makers] = made * loads.own_success[self.makers]
            for path in self.paths:
                success[path] *= ways.along(path)
        if len(self.queues):
            asleep = self.queues[~loads.limits.up[self.queues]]
            success[asleep] = loads.own_success[asleep]

    def _seen(self, loads: Loads, children: Ints, arcs: Ints) -> Floats:
        """The success that a caller sees of each callee, after its retries.

        What is not called (`calls` 0) only has to be there: nothing of it can fail.
        """
        seen = loads.success[children]
        if self.retried:
            seen = 1.0 - (1.0 - seen) ** (self._arrays.retries[arcs] + 1)
        return np.where(self._arrays.calls[arcs] > 0, seen, 1.0) if self.uncalled else seen
