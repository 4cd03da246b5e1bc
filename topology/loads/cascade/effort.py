"""How much may happen in a run before it is left at that; counted in events, not in seconds.

What never rests is known long before: a run without an end may have fewer events once nothing is to
come from outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from threading import local

MAX_EVENTS = 4_000
"""How many events a run may have."""
MAX_ROUND = 1_500
"""How many it may have to come to rest, or back to where it was, when nothing else is to come."""
MORE = 4
"""How many more of either for each component."""
LEVELS = 12
"""How many levels of calls are swept at the cost of half an event."""
SET_UP, BEGUN = 6, 3
"""So many moments go by while a system is set up, and while a run of it begins and ends."""
SWEPT, LOOKED_AT, WIDE = 6, 12, 500
"""So many levels that are swept, or switchovers that are looked at, are a moment more; so many
components make all of it twice as long."""
PARTS = 1024
"""Work is counted in such parts."""
WORK = 0.1
"""What an event costs in which crews have done something, against others."""
MAX_AT_ONCE = 10_000
"""How many events there may be at one moment."""


class EnoughDoneError(Exception):
    """A run has been left, as it did as much as there was left to do for many together."""


class Done(local):
    """What all runs of a thread have done so far, by which many of them together are bounded."""

    epoch = 0
    """How often it was begun to count anew."""
    work = 0.0
    """In moments of a small document: an eighth of a millisecond, give or take a fifth."""
    _most = inf

    def add(self, size: int, moments: int = 1, *, swept: int = 0, looked_at: int = 0) -> None:
        """So many moments of so many components, the levels that were swept for them, and the
        switchovers looked at; moments that were known need no sweeps."""
        more = (moments + swept / SWEPT + looked_at / LOOKED_AT) * (1 + size / WIDE)
        # In parts that add up without rounding: as much, whatever was done before.
        self.work += round(more * PARTS) / PARTS

    def go_on(self, work: float) -> None:
        """What took so much work is known, and is counted as that work."""
        self.work += work
        self.check()

    def count_anew(self) -> float:
        """How much there is by now; from here on as much is counted whatever was done before."""
        # Who only asks how much may be done needs no arrays.
        from topology.loads.moment.sweeps.solved import forget_solved

        forget_solved()
        self.epoch += 1
        return self.work

    @contextmanager
    def at_most(self, work: float) -> Iterator[None]:
        """Leaves whatever run does more than that meanwhile by `EnoughDoneError`."""
        self._most = self.work + work
        try:
            yield
        finally:
            self._most = inf

    def check(self) -> None:
        """Raises once more than is allowed has been done."""
        if self.work > self._most:
            raise EnoughDoneError


DONE = Done()


class Effort:
    """What a run may still do. An event costs a half, and what is swept for it."""

    def __init__(self, size: int) -> None:
        self._more = MORE * size
        self.left: float = MAX_EVENTS + self._more

    def spend(self, levels: int, *, is_work: bool) -> None:
        """An event has happened, and so many levels were swept; what crews do has an end."""
        self.left -= (0.5 + 0.5 * levels / LEVELS) * (WORK if is_work else 1.0)

    def for_a_round(self) -> None:
        """From now on nothing is to come from outside."""
        self.left = min(self.left, MAX_ROUND + self._more)


class AtOnce:
    """What may still happen at one moment."""

    def __init__(self, size: int, swept: int) -> None:
        """`swept` is how many levels have been swept by now."""
        self.events = 0
        self._until = swept + 3 * MAX_AT_ONCE + MORE * LEVELS * size

    def is_enough(self, swept: int) -> bool:
        """One more event has happened; whether that is as many as there may be."""
        self.events += 1
        return self.events >= MAX_AT_ONCE or swept > self._until
