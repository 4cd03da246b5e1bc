"""The accounts of a run: what every component was offered, served, shed; how long it was out.

Amounts are integrals of rates that are constant between events, so they are exact but for
rounding. At every event the balance of each component is checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import local
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from topology.loads.cascade.accounts.standards import LEVEL_EPSILON, Standards
from topology.loads.cascade.dynamics.backlogs import Backlogs
from topology.loads.mechanisms.twins import twin
from topology.loads.moment.arcs import Flags, Floats, Ints
from topology.loads.moment.flow import Flow
from topology.loads.moment.sweeps.solved import Solution

HOUR = 3_600.0
AMOUNTS = ("offered", "served", "shed", "abandoned")
ALL = slice(None)


class Reading(NamedTuple):
    """What holds in a moment, over the components; not to be written to."""

    rates: Floats
    """One row for each of `AMOUNTS`."""
    level: Floats
    use: Floats
    lost: Floats
    """The demand that is not served."""
    error: float
    """By how much the balance of some component is out, where there are no queues."""


class _Read(local):
    """What a thread has read of moments that are kept, for as long as they are."""

    def __init__(self) -> None:
        self.of: WeakKeyDictionary[Solution, dict[tuple[bytes, ...], Reading]]
        self.of = WeakKeyDictionary()


_READ = _Read()


class Accounts:
    """Sums over one run; `look` is called after each event, `pass_time` before the next.

    Arrays over the components: amounts in load units times `base_s` seconds, times in seconds.
    """

    def __init__(
        self,
        loads: Flow,
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
        self._has_passed = False
        """Whether any time has: no array is written to that another run may hold."""
        size = loads.wiring.size
        self._sums: Floats = np.zeros((len(AMOUNTS), size))
        self._read_since: list[tuple[Ints, Reading]] = []
        """What was read of some components alone, and is not put in its place in `_last_read`."""
        self._last_read = Reading(
            np.zeros((len(AMOUNTS), size)), np.ones(size), np.zeros(size), np.zeros(size), 0.0
        )
        self.level: Floats = self._last_read.level
        self.lowest: Floats = np.ones(size)
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

    def begun(self, loads: Flow, follow: Floats, backlogs: Backlogs) -> Accounts:
        """Those of a run that begins where this one, with what is read and no time passed yet."""
        if self._has_passed:
            return Accounts(loads, follow, backlogs, self._standards, self._base_s)
        new = twin(self)
        new._loads, new._follow, new._queues = loads, follow, backlogs.queues
        new._read_since = list(self._read_since)
        new.peak_backlog, new.cleared_s = dict(self.peak_backlog), dict(self.cleared_s)
        return new

    # -- rates ----------------------------------------------------------------------------------

    @property
    def sums(self) -> dict[str, Floats]:
        """What each of `AMOUNTS` has come to."""
        return dict(zip(AMOUNTS, self._sums, strict=True))

    @property
    def use(self) -> Floats:
        """How much of its capacity is used of each component that has one."""
        return self._now.use

    @property
    def rates(self) -> dict[str, Floats]:
        """At what rate each of them goes on."""
        return dict(zip(AMOUNTS, self._now.rates, strict=True))

    def look(self) -> None:
        """Reads the rates that hold from now on."""
        near = self._loads.take_unread()
        if near is not None and not self._queues:
            self._look_near(np.array(sorted(near), dtype=np.int64))
            return
        self._last_read = now = self._known()
        self._read_since = []
        self.level = now.level
        self.lowest = np.minimum(self.lowest, now.level)
        if (higher := now.use > self.peak_use).any():
            self.peak_use = np.where(higher, now.use, self.peak_use)
            self.peak_capacity = np.where(higher, self._loads.limits.capacity, self.peak_capacity)

    def _look_near(self, near: Ints) -> None:
        """Reads what holds of some components alone: of the others it is what it was."""
        if not len(near):
            return
        now = self._read(near)
        self._read_since.append((near, now))
        self.level = _put(self.level, near, now.level)
        self.lowest = _put(self.lowest, near, np.minimum(self.lowest[near], now.level))
        higher = now.use > self.peak_use[near]
        if higher.any():
            at = near[higher]
            self.peak_use = _put(self.peak_use, at, now.use[higher])
            capacity = self._loads.limits.capacity[at]
            self.peak_capacity = _put(self.peak_capacity, at, capacity)

    @property
    def _now(self) -> Reading:
        """All that was read last, of all components."""
        if self._read_since:
            last = self._last_read
            rates, level = last.rates.copy(), last.level.copy()
            whole = Reading(rates, level, last.use.copy(), last.lost.copy(), 0.0)
            for near, part in self._read_since:
                whole.rates[:, near], whole.lost[near] = part.rates, part.lost
                whole.level[near], whole.use[near] = part.level, part.use
            error = imbalance(whole.rates, gap_of(whole.rates))
            self._last_read, self._read_since = whole._replace(error=error), []
        return self._last_read

    def _known(self) -> Reading:
        """What is read, or was when the same moment was there; queues are read each time."""
        solution, limits = self._loads.solution, self._loads.limits
        if solution is None or self._queues:
            return self._read()
        read = _READ.of.setdefault(solution, {})
        bounds = (limits.up, limits.limit, limits.capacity, limits.external)
        given = (self._follow.tobytes(), *(array.tobytes() for array in bounds))
        if given not in read:
            read[given] = self._read()
        return read[given]

    def _read(self, at: Ints | slice = ALL) -> Reading:
        """Reads what holds of all components, or of some where there are no queues."""
        loads, limits = self._loads, self._loads.limits
        size = loads.wiring.size
        own, passing = loads.own[:size][at], loads.passing[at]
        offered = own + passing
        own_success, success = loads.own_success[at], loads.success[:size][at]
        served = own * success + passing * own_success
        abandoned = own * own_success * (1 - self._follow[at])
        if self._queues:
            self._queue_rates(offered, served, abandoned)
        shed = offered - served - abandoned
        if self._queues:
            of_queues = offered - loads.let_in + loads.work - served - abandoned
            shed = np.where(limits.queues, of_queues, shed)
        rates: Floats = np.array((offered, served, shed, abandoned))
        up = limits.up[at]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            use = np.minimum(offered, limits.limit[at]) / limits.capacity[at]
        is_all = isinstance(at, slice) and not self._queues
        return Reading(
            rates,
            level=np.where(up, success, 0.0),
            use=np.where(up & (offered > 0) & ~np.isnan(use), use, 0.0),
            lost=limits.external[at] * (1 - success),
            error=imbalance(rates, gap_of(rates)) if is_all else 0.0,
        )

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
        standards, amount = self._standards, passed / self._base_s
        self._has_passed, reading = True, self._now
        self._sums = self._sums + reading.rates * amount
        self.demand_lost = self.demand_lost + reading.lost * amount
        self.money_lost = self.money_lost + standards.loss * (1 - self.level) * (passed / HOUR)
        self._be_out(now, passed)
        below = np.where(self.level < standards.floor - LEVEL_EPSILON, passed, 0.0)
        self.below_s = self.below_s + below
        self._wait(now + passed, passed)
        self._check_balance()

    def _be_out(self, now: float, passed: float) -> None:
        """Adds a time to the outages of what is out."""
        out = self.is_out
        if not out.any():
            self.outage_s = np.zeros(len(out))
            return
        self.down_s = self.down_s + np.where(out, passed, 0.0)
        self.outage_s = np.where(out, self.outage_s + passed, 0.0)
        self.longest_s = np.maximum(self.longest_s, self.outage_s)
        self.last_out_s = np.where(out, now + passed, self.last_out_s)

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
        if self._queues:
            self.waited = self.waited.copy()
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
        error = self._now.error
        if self._queues:
            gap = gap_of(self._now.rates)
            for v, queue in self._queues.items():
                gap[v] -= queue.growth * self._base_s
            error = imbalance(self._now.rates, gap)
        self.largest_error = max(self.largest_error, error)


def _put(into: Floats, at: Ints, values: Floats) -> Floats:
    """An array with other values at some places; the one that was there stays as it is."""
    found = into.copy()
    found[at] = values
    return found


def gap_of(rates: Floats) -> Floats:
    """What is offered to each component and neither served nor shed nor abandoned."""
    offered, served, shed, abandoned = rates
    gap: Floats = offered - served - shed - abandoned
    return gap


def imbalance(rates: Floats, gap: Floats) -> float:
    """The largest gap, relative to what is offered where that is more than 1; or what is negative.

    Nothing negative is offered, served, shed or abandoned.
    """
    scale = np.maximum(rates[0], 1.0)
    return max(float(np.max(np.abs(gap) / scale)), -float(np.min(rates)), 0.0)
