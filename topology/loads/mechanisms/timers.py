"""What is due when: one timer for each kind and node, taken in a stated order."""

from __future__ import annotations

import heapq
from enum import IntEnum


class Kind(IntEnum):
    """What a timer is for, in the order in which those of one moment are taken."""

    RESTART = 0
    START = 1
    WARM = 2
    STANDBY = 3
    CRASH = 4
    RESERVE = 5
    SEEN = 6


class Timers:
    """A heap of timers, of which those that were set anew or cleared are passed over."""

    def __init__(self) -> None:
        self._due: dict[tuple[Kind, int], float] = {}
        self._heap: list[tuple[float, Kind, int]] = []

    def copy(self) -> Timers:
        """The same timers, to be changed apart."""
        new = Timers()
        new._due, new._heap = dict(self._due), self._heap[:]
        return new

    def set(self, kind: Kind, node: int, at: float | None) -> None:
        """Sets a timer, or clears it."""
        if at is None:
            self._due.pop((kind, node), None)
        elif self._due.get((kind, node)) != at:
            self._due[kind, node] = at
            heapq.heappush(self._heap, (at, kind, node))

    def is_set(self, kind: Kind, node: int) -> bool:
        """Whether it runs."""
        return (kind, node) in self._due

    @property
    def next_s(self) -> float | None:
        """When the next is due."""
        while self._heap:
            at, kind, node = self._heap[0]
            if self._due.get((kind, node)) == at:
                return at
            heapq.heappop(self._heap)
        return None

    def due(self, edge: float) -> list[tuple[Kind, int]]:
        """All that are due up to `edge`, by kind and node; they are cleared."""
        found = []
        while (at := self.next_s) is not None and at <= edge:
            _, kind, node = heapq.heappop(self._heap)
            del self._due[kind, node]
            found.append((kind, node))
        return sorted(found)

    def pending(self, now: float) -> tuple[tuple[Kind, int, float], ...]:
        """What runs, and for how much longer, to the microsecond."""
        return tuple(sorted((k, n, round(at - now, 6)) for (k, n), at in self._due.items()))
