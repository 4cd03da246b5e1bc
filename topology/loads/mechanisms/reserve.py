"""A reserve over time: what is left of a battery, a cache, a buffer, in seconds that it lasts."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from topology.loads.mechanisms.clock import resolution


@dataclass
class Reserve:
    """What is left for an entry that stops holding; full to begin with, and changed at `since_s`.

    A reserve used by a share x is full again after x * `refill_s`: it refills at the rate
    `holds_s` / `refill_s` while the entry holds, at once where that is 0.

    >>> battery = Reserve(600.0, 7200.0)
    >>> battery.drain(0.0)
    600.0
    >>> battery.refill(300.0)
    >>> battery.left_s(1500.0)
    400.0
    """

    holds_s: float
    refill_s: float = 0.0
    is_draining: bool = False
    is_used_up: bool = False
    since_s: float = 0.0
    level_s: float = inf
    """What was left at `since_s`; no more than `holds_s` counts."""

    def left_s(self, now: float) -> float:
        """For how long it lasts from now on."""
        passed = now - self.since_s
        if self.is_draining:
            left = self.level_s - passed
            return 0.0 if left <= resolution(now) else left
        if self.is_used_up:
            return 0.0
        if self.refill_s <= 0:
            return self.holds_s
        return min(self.holds_s, self.level_s + passed * self.holds_s / self.refill_s)

    def drain(self, now: float) -> float:
        """The entry has stopped holding; when the reserve is used up if it does not hold again."""
        self._change(now, is_draining=True)
        return now + self.level_s

    def refill(self, now: float) -> None:
        """The entry holds again."""
        self._change(now, is_draining=False)
        self.is_used_up = False

    def end(self, now: float) -> None:
        """It is used up, and the entry does not hold."""
        self._change(now, is_draining=False)
        self.is_used_up = True

    def _change(self, now: float, *, is_draining: bool) -> None:
        self.level_s, self.since_s, self.is_draining = self.left_s(now), now, is_draining
