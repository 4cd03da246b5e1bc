"""The accounts of a run: what every component was offered, served, shed; how long it was out.

Amounts are integrals of rates that are constant between events, so they are exact but for
rounding. At every event the balance of each component is checked.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from topology.loads.cascade.accounts.standards import LEVEL_EPSILON, Standards
from topology.loads.cascade.dynamics.backlogs import Backlogs
from topology.loads.moment.arcs import Flags, Floats
from topology.loads.moment.loads import Loads

HOUR = 3_600.0


class Accounts:
    """Sums over one run; `look` is called after each event, `pass_time` before the next.

    Arrays over the components: amounts in load units times `base_s` seconds, times in seconds.
    """

    def __init__(
        self,
        loads: Loads,
        follow: Floats,
        backlogs: Backlogs,
        standards: Standards,
        base_s: float,
    ) -> None:
        """`follow` is the part of each component's load that follows its switches."""
        self._loads = loads
        self._follow = follow
        self._queues = backlogs.queues
        self._standards = standards
        self._base_s = base_s
        size = loads.wiring.size
        self.sums = {name: np.zeros(size) for name in ("offered", "served", "shed", "abandoned")}
        self.rates = {name: np.zeros(size) for name in self.sums}
        self.level: Floats = np.ones(size)
        self.lowest: Floats = np.ones(size)
        self.use: Floats = np.zeros(size)
        self.peak_use: Floats = np.zeros(size)
        self.peak_capacity: Floats = loads.limits.capacity.copy()
        """What each could carry when it was used the most."""
        self.demand_lost: Floats = np.zeros(size)
        self.money_lost: Floats = np.zeros(size)
        self.down_s: Floats = np.zeros(size)
        self.below_s: Floats = np.zeros(size)
        self.outage_s: Floats = np.zeros(size)
        self.longest_s: Floats = np.zeros(size)
        self.last_out_s: Floats = np.zeros(size)
        """When each was last out."""
        self.waited: Floats = np.zeros(size)
        self.peak_backlog: dict[int, tuple[float, float]] = {}
        """The longest backlog of each queue, and when it was that long."""
        self.cleared_s: dict[int, float] = {}
        self.largest_error = 0.0

    # -- rates ----------------------------------------------------------------------------------

    def look(self) -> None:
        """Reads the rates that hold from now on."""
        loads, limits = self._loads, self._loads.limits
        size = loads.wiring.size
        own, passing = loads.own[:size], loads.passing
        offered = own + passing
        own_success, success = loads.own_success, loads.success[:size]
        served = own * success + passing * own_success
        abandoned = own * own_success * (1 - self._follow)
        if self._queues:
            self._queue_rates(offered, served, abandoned)
        shed = offered - loads.let_in + loads.work - served - abandoned
        queue = limits.queues
        shed = np.where(queue, shed, offered - served - abandoned)
        self.rates = {"offered": offered, "served": served, "shed": shed, "abandoned": abandoned}
        self.level = np.where(limits.up, success, 0.0)
        np.minimum(self.lowest, self.level, out=self.lowest)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            use = np.minimum(offered, limits.limit) / limits.capacity
        self.use = np.where(limits.up & (offered > 0) & ~np.isnan(use), use, 0.0)
        if (higher := self.use > self.peak_use).any():
            self.peak_use = np.where(higher, self.use, self.peak_use)
            self.peak_capacity = np.where(higher, limits.capacity, self.peak_capacity)

    def _queue_rates(self, offered: Floats, served: Floats, abandoned: Floats) -> None:
        """What leaves a queue, in time and late."""
        loads = self._loads
        for v, queue in self._queues.items():
            work, total = float(loads.work[v]), float(offered[v])
            own = work * (float(loads.own[v]) / total if total else 1.0)
            if queue.late:
                served[v], abandoned[v] = 0.0, work
                continue
            needs = float(loads.needs_success[v]) * float(loads.limits.succeeds[v])
            served[v] = own * needs + (work - own)
            abandoned[v] = own * (1 - float(self._follow[v]))

    # -- sums -----------------------------------------------------------------------------------

    def pass_time(self, now: float, passed: float) -> None:
        """Adds up what the rates come to in a time that passes from now on."""
        loads, standards = self._loads, self._standards
        amount = passed / self._base_s
        for name, rate in self.rates.items():
            self.sums[name] += rate * amount
        failing = 1 - loads.success[: loads.wiring.size]
        self.demand_lost += loads.limits.external * failing * amount
        self.money_lost += standards.loss * (1 - self.level) * (passed / HOUR)
        out = self.is_out
        self.down_s += np.where(out, passed, 0.0)
        self.below_s += np.where(self.level < standards.floor - LEVEL_EPSILON, passed, 0.0)
        self.outage_s = np.where(out, self.outage_s + passed, 0.0)
        np.maximum(self.longest_s, self.outage_s, out=self.longest_s)
        self.last_out_s = np.where(out, now + passed, self.last_out_s)
        self._wait(now + passed, passed)
        self._check_balance()

    @property
    def is_out(self) -> Flags:
        """What is out now: below the level of its objective, or without service at all."""
        needed = self._standards.needed
        return (self.level < needed - LEVEL_EPSILON) | (self.level <= LEVEL_EPSILON)

    def end(self, round_s: Mapping[int, float]) -> None:
        """An outage that is not over by the end is the longest there is: infinite.

        Of what goes round for ever, with the time of its round in `round_s`, what is back at some
        time of each round is back.
        """
        is_lasting = self.is_out.copy()
        for v, period in round_s.items():
            is_lasting[v] &= self.outage_s[v] >= period * (1 - 1e-9)
        self.longest_s = np.where(is_lasting, np.inf, self.longest_s)

    def _wait(self, until: float, passed: float) -> None:
        """Adds up the waiting in queues; the backlogs are still those from before."""
        for v, queue in self._queues.items():
            before = queue.backlog
            after = max(0.0, before + queue.growth * passed)
            self.waited[v] += 0.5 * (before + after) * passed
            if after > self.peak_backlog.get(v, (0.0, 0.0))[0]:
                self.peak_backlog[v] = (after, until)
            if before > 0 and after <= 1e-9 * before:
                self.cleared_s[v] = until
            elif after > 0:
                self.cleared_s.pop(v, None)

    def _check_balance(self) -> None:
        """offered = served + shed + abandoned + growth of the backlog, for each component."""
        rates = self.rates
        gap = rates["offered"] - rates["served"] - rates["shed"] - rates["abandoned"]
        for v, queue in self._queues.items():
            gap[v] -= queue.growth * self._base_s
        scale = np.maximum(rates["offered"], 1.0)
        self.largest_error = max(self.largest_error, float(np.max(np.abs(gap) / scale)))
        least = min(0.0, *(float(np.min(rate)) for rate in rates.values()))
        self.largest_error = max(self.largest_error, -least)
