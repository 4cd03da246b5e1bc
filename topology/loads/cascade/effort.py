"""How much may happen in a run before it is left at that; counted in events, not in seconds.

What never rests is known long before: a run without an end may have fewer events once nothing is to
come from outside.
"""

from __future__ import annotations

from threading import local

MAX_EVENTS = 4_000
"""How many events a run may have."""
MAX_ROUND = 1_500
"""How many it may have to come to rest, or back to where it was, when nothing else is to come."""
MORE = 4
"""How many more of either for each component."""
LEVELS = 12
"""How many levels of calls are swept at the cost of half an event."""
BEGINNING = 50
"""How many levels could be swept while a system is set up."""
SWEPT, WIDE = 10, 500
"""So many levels that are swept, or so many components, make a moment twice as long."""
WORK = 0.1
"""What an event costs in which crews have done something, against others."""
MAX_AT_ONCE = 10_000
"""How many events there may be at one moment."""


class Done(local):
    """What all runs of a thread have done so far, by which many of them together are bounded."""

    work = 0.0
    """In moments of a small document, with few calls: a third of a millisecond."""

    def begin(self, size: int) -> None:
        """One more system of so many components is set up."""
        self.add(BEGINNING, size)

    def add(self, swept: int, size: int) -> None:
        """One more moment of so many components, for which so many levels were swept."""
        self.work += (1 + swept / SWEPT) * (1 + size / WIDE)


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
