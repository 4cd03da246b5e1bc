"""Work that waits for hands: list scheduling of repairs and checks on crews.

Whoever of a crew is free takes the next unit of the first work in the list; what is begun is
finished (Graham 1966: such a schedule ends before max(CP, W/K) + (1 - 1/K) CP). Ranked by weight,
then id, then arrival.
"""

from __future__ import annotations

import heapq
from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(order=True, slots=True)
class Work:
    """Units of equal length for one component; `kind` says what they are."""

    rank: tuple[float, str, int]
    component: int = field(compare=False)
    kind: str = field(compare=False)
    units: int = field(compare=False)
    unit_s: float = field(compare=False)
    crew: str | None = field(compare=False)
    each: int = field(default=1, compare=False)
    """Units for one member: members are worked on one after another."""
    begun_s: float | None = field(default=None, compare=False)
    waiting: int = field(default=0, compare=False)
    """Units that nobody has taken yet."""
    open: int = field(default=0, compare=False)
    """Units that are not done."""
    dropped: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        self.waiting = self.open = self.units

    @property
    def members(self) -> int:
        """Members for which it is not done."""
        return -(-self.open // self.each)


@dataclass(frozen=True, slots=True)
class Done:
    """Members for which a work was done at a moment; `last` when none is left."""

    work: Work
    members: int
    last: bool


class Crews:
    """All crews with what they do and what waits for them."""

    def __init__(self, sizes: dict[str, int]) -> None:
        self.idle = dict(sizes)
        self._waiting: dict[str, list[Work]] = {name: [] for name in sizes}
        self._busy: list[tuple[float, int, Work, int]] = []
        self._begun = 0

    def ask(self, work: Work, now: float) -> None:
        """Puts a work on the list; it is begun by `assign`, or now if it takes no crew."""
        if work.crew is None:
            self._begin(work, work.units, now)
        else:
            insort(self._waiting[work.crew], work)

    def drop(self, work: Work) -> None:
        """Takes a work off the list; what is begun of it comes to nothing when it ends."""
        work.dropped = True
        if work.crew is not None and work.waiting:
            self._waiting[work.crew].remove(work)
            work.waiting = 0

    def assign(self, now: float) -> None:
        """Gives everybody who is free something to do."""
        for crew, works in self._waiting.items():
            while works and self.idle[crew]:
                work = works[0]
                units = min(self.idle[crew], work.waiting)
                self.idle[crew] -= units
                self._begin(work, units, now)
                if not work.waiting:
                    works.pop(0)

    def _begin(self, work: Work, units: int, now: float) -> None:
        work.waiting -= units
        if work.begun_s is None:
            work.begun_s = now
        self._begun += 1
        heapq.heappush(self._busy, (now + work.unit_s, self._begun, work, units))

    @property
    def next_s(self) -> float | None:
        """When somebody is next done."""
        return self._busy[0][0] if self._busy else None

    def pending(self, now: float) -> tuple[tuple[int, str, int, float], ...]:
        """What is being done: on what, what it is, how many units, and for how much longer."""
        return tuple(
            (work.component, work.kind, units, round(at - now, 6))
            for at, _, work, units in self._busy
        )

    def done(self, now: float) -> Iterator[Done]:
        """Whatever is done by now for some member; the hands of all units done are free again."""
        while self._busy and self._busy[0][0] <= now:
            _, _, work, units = heapq.heappop(self._busy)
            if work.crew is not None:
                self.idle[work.crew] += units
            before = work.members
            work.open -= units
            if not work.dropped and before > work.members:
                yield Done(work, before - work.members, not work.open)
