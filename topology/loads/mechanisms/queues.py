"""A fluid queue, first come first served: how much waits, and how long the first has waited.

Between events arrivals come in at one rate and leave at one rate, so the backlog is linear in time,
and so is the age of what is at the front while it comes from one parcel (an interval of constant
arrivals): served at rate u, arrivals that came at rate r pass at u/r of their own speed.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from topology.loads.mechanisms.clock import resolution
from topology.loads.mechanisms.twins import twin

NEGLIGIBLE = 1e-12
SAME_RATE = 1e-9
"""Arrivals whose rates differ by no more, relatively, are of one parcel."""


@dataclass(slots=True)
class Parcel:
    """What arrived from `start` to `end` at a constant rate and still waits."""

    start: float
    end: float
    rate: float

    @property
    def amount(self) -> float:
        """How much it is."""
        return (self.end - self.start) * self.rate


class Queue:
    """The queue of one component. Rates hold from `set_rates` until they are set again."""

    def __init__(self, most: float | None, timeout: float | None, now: float) -> None:
        self.most = most
        self.timeout = timeout
        self.backlog = 0.0
        self.late = False
        self.now = now
        self.arriving = 0.0
        self.leaving = 0.0
        self._parcels: deque[Parcel] = deque()

    def copy(self) -> Queue:
        """The same queue, to be changed apart."""
        new = twin(self)
        new._parcels = deque(replace(parcel) for parcel in self._parcels)
        return new

    @property
    def is_full(self) -> bool:
        """Whether nothing more can wait."""
        return self.most is not None and self.backlog >= self.most * (1 - NEGLIGIBLE)

    @property
    def age(self) -> float:
        """How long the first has waited."""
        return self.now - self._parcels[0].start if self._parcels else 0.0

    def set_rates(self, arriving: float, leaving: float) -> None:
        """From now on so much comes in, and so much is worked off."""
        self.arriving, self.leaving = arriving, leaving
        if self.timeout is not None and arriving > 0:
            last = self._parcels[-1] if self._parcels else None
            if last is None or last.end != self.now or not _is_same(last.rate, arriving):
                self._parcels.append(Parcel(self.now, self.now, arriving))

    @property
    def growth(self) -> float:
        """How fast the backlog grows; rounding errors are no growth."""
        growth = self.arriving - self.leaving
        return 0.0 if abs(growth) <= NEGLIGIBLE * (self.arriving + self.leaving) else growth

    def next_s(self) -> float | None:
        """When something about it changes by itself: empty, full, late, in time again."""
        times = []
        growth = self.growth
        if growth < 0 < self.backlog:
            times.append(self.backlog / -growth)
        elif growth > 0 and self.most is not None and not self.is_full:
            times.append((self.most - self.backlog) / growth)
        if self.timeout is not None and (self.backlog > 0 or growth > 0):
            times.extend(self._ageing(self.timeout))
        return self.now + min(times) if times else None

    def _ageing(self, timeout: float) -> list[float]:
        """How long until the front parcel is used up, or its age passes the timeout."""
        if not self._parcels:
            return []
        times = []
        front = self._parcels[0]
        open_end = front.end == self.now and len(self._parcels) == 1
        pace = self.leaving / front.rate
        if self.leaving > 0 and not open_end:
            times.append(front.amount / self.leaving)
        if pace < 1 and not self.late:
            times.append(max(0.0, timeout - self.age) / (1 - pace))
        elif pace > 1 and self.late:
            times.append(max(0.0, self.age - timeout) / (pace - 1))
        return times

    def advance(self, now: float) -> None:
        """Lets time pass at the rates that hold."""
        passed = now - self.now
        self.backlog = max(0.0, self.backlog + self.growth * passed)
        if self.growth < 0 and self.backlog <= NEGLIGIBLE * self.leaving * max(passed, 1.0):
            self.backlog = 0.0
        if self.most is not None and self.growth > 0 and self.backlog >= self.most * (1 - 1e-9):
            self.backlog = self.most
        self.now = now
        if self.timeout is not None:
            self._work_off(passed)
            self._judge(self.timeout)

    def _work_off(self, passed: float) -> None:
        parcels = self._parcels
        if self.arriving > 0:
            parcels[-1].end = self.now
        left = self.leaving * passed
        while parcels and left > 0:
            front = parcels[0]
            if front.amount <= left * (1 + NEGLIGIBLE) + self.leaving * resolution(self.now):
                left -= front.amount
                parcels.popleft()
            else:
                front.start += left / front.rate
                break
        if self.backlog <= 0:
            parcels.clear()

    def _judge(self, timeout: float) -> None:
        """What has waited just as long as the timeout is in time."""
        edge = timeout * (1 + 1e-9)
        if self.backlog <= 0:
            self.late = False
        elif not self.late:
            self.late = self.age >= timeout * (1 - 1e-9) and self._pace() < 1
        else:
            self.late = self.age > edge or (self.age >= timeout * (1 - 1e-9) and self._pace() < 1)

    def _pace(self) -> float:
        return self.leaving / self._parcels[0].rate if self._parcels else 1.0


def _is_same(rate: float, other: float) -> bool:
    return abs(rate - other) <= SAME_RATE * rate
