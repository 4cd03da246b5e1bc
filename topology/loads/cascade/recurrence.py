"""Whether a run goes round in circles: each of its parts is in a state that it was in before.

Parts that nothing joins go their own ways. Two that go round with periods that share no measure
are never both as they were; so each is followed by itself, from one thing that happens in it to the
next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

State = tuple[object, ...]
"""What decides all that follows; remaining times to the microsecond."""


@dataclass(frozen=True, slots=True)
class Visit:
    """When a state was there, and what had been lost and what waited by then."""

    at_s: float
    demand_lost: float
    backlogs: Mapping[int, float]
    """By component; the same ones at each visit."""
    money_lost: float = 0.0


@dataclass(frozen=True, slots=True)
class Present:
    """One part at a moment."""

    standing: State
    """What stays as it is until something happens in it: times as times of the clock."""
    state: State
    visit: Visit


class Recurrence:
    """Remembers the states of one part.

    A backlog that is worked on all the time decides nothing but when it ends: if it is no smaller
    than the last time, it never does.
    """

    def __init__(self) -> None:
        self._seen: dict[State, Visit] = {}
        self.round_s: float | None = None
        """How long the last round took, once it is known that there is one."""
        self.repeats = False
        """Whether a round ends where it began; else it is a long time that speaks for all."""
        self.lost_per_round = 0.0
        """The demand that is lost each time round."""
        self.money_per_round = 0.0
        self.growing: frozenset[int] = frozenset()
        """Queues that are longer each time round."""

    def look(self, state: State, now: Visit) -> bool:
        """Whether the present state has been there; remembers it."""
        before = self._seen.pop(state, None)
        self._seen[state] = now
        if before is None or before.at_s >= now.at_s:
            return False
        change = {v: backlog - before.backlogs[v] for v, backlog in now.backlogs.items()}
        slack = {v: 1e-9 * max(1.0, backlog) for v, backlog in before.backlogs.items()}
        if any(grown < -slack[v] for v, grown in change.items()):
            return False
        self.repeats = True
        self._round(before, now)
        self.growing = frozenset(v for v, grown in change.items() if grown > slack[v])
        return True

    def give_up(self) -> None:
        """Takes the later half of what was seen for a round: no state is known to come again."""
        visits = list(self._seen.values())
        third, now = len(visits) // 3, visits[-1]
        self._round(visits[len(visits) // 2], now)
        first, last = visits[:third], visits[-third:]
        self.growing = frozenset(
            v
            for v in now.backlogs
            if third
            and min(visit.backlogs[v] for visit in last)
            > max(visit.backlogs[v] for visit in first) * (1 + 1e-9)
        )

    def _round(self, begin: Visit, end: Visit) -> None:
        self.round_s = end.at_s - begin.at_s
        self.lost_per_round = end.demand_lost - begin.demand_lost
        self.money_per_round = end.money_lost - begin.money_lost


class Rounds:
    """The recurrences of all parts in which something is always still to come."""

    def __init__(self) -> None:
        self.of: dict[int, Recurrence] = {}
        """By the number of the part."""
        self._standing: dict[int, State] = {}

    def look(self, presents: Mapping[int, Present]) -> bool:
        """Whether all these parts have been as they are; remembers what is new in them.

        What is not among them has come to rest.
        """
        self.of = {part: self.of.get(part) or Recurrence() for part in presents}
        for part, present in presents.items():
            recurrence = self.of[part]
            if recurrence.repeats or self._standing.get(part) == present.standing:
                continue
            self._standing[part] = present.standing
            recurrence.look(present.state, present.visit)
        return self.all_repeat

    def give_up(self) -> None:
        """No more is going to be looked at."""
        for recurrence in self.of.values():
            if not recurrence.repeats:
                recurrence.give_up()

    @property
    def all_repeat(self) -> bool:
        """Whether something goes round, and all that does has been as it is."""
        return bool(self.of) and all(found.repeats for found in self.of.values())

    def repeats(self, part: int) -> bool:
        """Whether a part is known to come back to where it was."""
        return part in self.of and self.of[part].repeats

    def round_s(self, part: int) -> float | None:
        """How long a round of a part takes; None of what does not go round."""
        return self.of[part].round_s if part in self.of else None

    @property
    def period_s(self) -> float | None:
        """The period of all that goes round, if it is one."""
        periods = [found.round_s or 0.0 for found in self.of.values()]
        if not self.all_repeat or max(periods) > min(periods) * (1 + 1e-9):
            return None
        return periods[0]

    @property
    def growing(self) -> frozenset[int]:
        """The queues that are longer each time round."""
        return frozenset[int]().union(*(found.growing for found in self.of.values()))
