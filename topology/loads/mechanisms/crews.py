"""Work that waits for hands: list scheduling of repairs and checks on crews.

Whoever of a crew is free takes the next unit of the first work in the list; what is begun is
finished (Graham 1966: such a schedule ends before max(CP, W/K) + (1 - 1/K) CP). Ranked by weight,
then id, then arrival.

A work may go slower for a while, or stand still: its units keep how far they are, and its hands
stand waiting with it.

Units of one work are alike: hands that go on from one to the next do so round by round, and rounds
in which no member is done and nothing else begins are skipped at once, however many there are.
"""

from __future__ import annotations

import heapq
from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import inf
from typing import NamedTuple

from topology.loads.mechanisms.clock import resolution


@dataclass(order=True, slots=True)
class Work:
    """Units of equal length for one component; `kind` says what they are."""

    rank: tuple[float, str, int]
    component: int = field(compare=False)
    kind: str = field(compare=False)
    units: int = field(compare=False)
    unit_s: float = field(compare=False)
    """How long a unit takes as things are; infinite while the work stands still."""
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

    @property
    def number(self) -> int:
        """The order of arrival, by which it is known."""
        return self.rank[2]

    @property
    def stands_still(self) -> bool:
        """Whether somebody has begun it, and cannot go on."""
        return self.begun_s is not None and self.unit_s == inf

    @property
    def spare(self) -> int:
        """How many units can be done before one of them is the last of a member."""
        return self.open - (self.members - 1) * self.each - 1


@dataclass(frozen=True, slots=True)
class Done:
    """Members for which a work was done at a moment; `last` when none is left."""

    work: Work
    members: int
    last: bool


class Batch(NamedTuple):
    """Hands that each do a unit of one work at the same time; ordered by their end."""

    end_s: float
    number: int
    work: Work
    units: int
    left: float = 1.0
    """How much of them was left when the work came to stand still; of no meaning while it goes."""

    def paced(self, was_s: float, unit_s: float, now: float) -> Batch:
        """The same as it goes on when a unit takes so long, which took `was_s` until now."""
        left = self.left
        if was_s < inf:
            left = max(0.0, self.end_s - now) / was_s if was_s else 1.0
        return self._replace(end_s=now + left * unit_s if unit_s < inf else inf, left=left)


class Crew:
    """The hands of one crew, what they do and what waits for them."""

    def __init__(self, size: int) -> None:
        self.idle = size
        self.waiting: list[Work] = []
        self.busy: list[Batch] = []
        """A heap."""

    def begin(self, work: Work, units: int, now: float, number: int) -> None:
        """So many hands each take a unit."""
        work.waiting -= units
        if work.begun_s is None:
            work.begun_s = now
        heapq.heappush(self.busy, Batch(now + work.unit_s, number, work, units))

    def finish(self) -> Batch:
        """Whoever is next done; their hands are free again."""
        batch = heapq.heappop(self.busy)
        batch.work.open -= batch.units
        if batch.work.crew is not None:
            self.idle += batch.units
        return batch

    def pace(self, work: Work, unit_s: float, now: float) -> None:
        """From now on a unit of a work takes so long; what is done of it stays done."""
        was_s, work.unit_s = work.unit_s, unit_s
        self.busy = [b.paced(was_s, unit_s, now) if b.work is work else b for b in self.busy]
        heapq.heapify(self.busy)

    def give_up(self, work: Work) -> None:
        """Frees the hands that stand waiting with a work."""
        if work.crew is not None:
            self.idle += sum(b.units for b in self.busy if b.work is work)
        self.busy = [b for b in self.busy if b.work is not work]
        heapq.heapify(self.busy)

    def tidy(self) -> None:
        """Takes off the list what nobody has to take any more of."""
        if self.waiting and not self.waiting[0].waiting:
            self.waiting.pop(0)

    # -- rounds -----------------------------------------------------------------------------------

    def go_on(self, now: float) -> None:
        """All that happens up to a time, as long as it is only hands that go on as they do."""
        while self.busy and self.busy[0].end_s <= now and self._goes_on():
            if not self._skip_rounds(now):
                end_s, number, _, units, _ = self.finish()
                self.idle -= units
                self.begin(self.waiting[0], units, end_s, number)
            self.tidy()

    def _goes_on(self) -> bool:
        """Whether whoever is next done takes more of what is being done, and no member is done."""
        end_s, _, work, units, _ = self.busy[0]
        if end_s == inf or not self.waiting or (not work.dropped and units > work.spare):
            return False
        first = self.waiting[0]
        return first.begun_s is not None and first.waiting >= units

    def _skip_rounds(self, now: float) -> bool:
        """Skips whole rounds of all who do the first work, while nobody else is done."""
        first = self.waiting[0]
        mine = [batch for batch in self.busy if batch.work is first]
        hands = sum(batch.units for batch in mine)
        until = min((b.end_s for b in self.busy if b.work is not first), default=inf)
        until, last = min(until, now), max((b.end_s for b in mine), default=inf)
        if last >= until:
            return False
        rounds = min(first.spare, first.waiting) // hands
        if first.unit_s and until < inf:
            rounds = min(rounds, int((until - last) / first.unit_s))
        if rounds <= 0:
            return False
        first.waiting -= rounds * hands
        first.open -= rounds * hands
        passed = rounds * first.unit_s
        self.busy = [
            b._replace(end_s=b.end_s + passed) if b.work is first else b for b in self.busy
        ]
        heapq.heapify(self.busy)
        return True

    @property
    def next_s(self) -> float | None:
        """When something else happens than that hands go on as they do."""
        if not self.busy or self.busy[0].end_s == inf:
            return None
        if not self._goes_on():
            return self.busy[0].end_s
        ahead = Crew(0)
        works = {
            id(work): _as_it_is(work) for work in (*(b.work for b in self.busy), self.waiting[0])
        }
        ahead.waiting = [works[id(self.waiting[0])]]
        ahead.busy = [b._replace(work=works[id(b.work)]) for b in self.busy]
        ahead.go_on(inf)
        return ahead.busy[0].end_s if ahead.busy[0].end_s < inf else None


class Crews:
    """All crews; those without hands of their own do everything at once."""

    def __init__(self, sizes: dict[str, int]) -> None:
        self._crews: dict[str | None, Crew] = {name: Crew(size) for name, size in sizes.items()}
        self._crews[None] = Crew(0)
        self._begun = 0
        self._next_s: float | None = None
        self._is_known = True

    @property
    def idle(self) -> dict[str, int]:
        """How many of each crew have nothing to do."""
        return {name: crew.idle for name, crew in self._crews.items() if name is not None}

    @property
    def begun(self) -> int:
        """How often somebody has begun something."""
        return self._begun

    def _changed(self, crew: Crew, now: float) -> None:
        """Something is about to change; what is due now is still to be done."""
        crew.go_on(now - resolution(now))
        self._is_known = False

    def ask(self, work: Work, now: float) -> None:
        """Puts a work on the list; it is begun by `assign`, or now if it takes no crew."""
        crew = self._crews[work.crew]
        self._changed(crew, now)
        if work.crew is None:
            self._begin(crew, work, work.units, now)
        else:
            insort(crew.waiting, work)

    def drop(self, work: Work, now: float) -> None:
        """Takes a work off the list; what is begun of it comes to nothing when it ends."""
        crew = self._crews[work.crew]
        self._changed(crew, now)
        work.dropped = True
        if work.crew is not None and work.waiting:
            crew.waiting.remove(work)
            work.waiting = 0
        if work.unit_s == inf:
            crew.give_up(work)

    def leave_out(self, work: Work, members: int, now: float) -> bool:
        """Does not do a work for some members; False where that of them has begun, or all have."""
        crew = self._crews[work.crew]
        self._changed(crew, now)
        units = members * work.each
        if members >= work.members or work.waiting < units:
            return False
        work.waiting -= units
        work.open -= units
        if not work.waiting:
            crew.waiting.remove(work)
        return True

    def pace(self, work: Work, unit_s: float, now: float) -> None:
        """From now on each unit of a work takes so long; infinite: it stands still."""
        crew = self._crews[work.crew]
        self._changed(crew, now)
        crew.pace(work, unit_s, now)

    def assign(self, now: float) -> None:
        """Gives everybody who is free something to do."""
        for crew in self._crews.values():
            while crew.waiting and crew.idle:
                work = crew.waiting[0]
                units = min(crew.idle, work.waiting)
                crew.idle -= units
                self._begin(crew, work, units, now)
                crew.tidy()

    def _begin(self, crew: Crew, work: Work, units: int, now: float) -> None:
        self._begun += 1
        self._is_known = False
        crew.begin(work, units, now, self._begun)

    @property
    def next_s(self) -> float | None:
        """When somebody is next done in such a way that it makes a difference."""
        if not self._is_known:
            times = [at for crew in self._crews.values() if (at := crew.next_s) is not None]
            self._next_s, self._is_known = min(times, default=None), True
        return self._next_s

    def pending(self, now: float) -> Iterator[tuple[Work, int, float, float]]:
        """What is being done: the work, how many units, and for how much longer.

        Last how much of a unit is left of what stands still.
        """
        for crew in self._crews.values():
            for batch in crew.busy:
                left = round(batch.left, 9) if batch.end_s == inf else 0.0
                yield batch.work, batch.units, round(batch.end_s - now, 6), left

    def done(self, now: float) -> Iterator[Done]:
        """Whatever is done by now for some member; the hands of all units done are free again."""
        self._is_known = False
        while True:
            for crew in self._crews.values():
                crew.go_on(now)
            ending = [crew for crew in self._crews.values() if crew.busy]
            ending = [crew for crew in ending if crew.busy[0].end_s <= now]
            if not ending:
                return
            crew = min(ending, key=lambda crew: crew.busy[0][:2])
            work = crew.busy[0].work
            before = work.members
            crew.finish()
            if not work.dropped and before > work.members:
                yield Done(work, before - work.members, not work.open)


def _as_it_is(work: Work) -> Work:
    """A work to look ahead with."""
    new = replace(work)
    new.waiting, new.open = work.waiting, work.open
    return new
