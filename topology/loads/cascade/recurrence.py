"""Whether a run has been in its present state before, so that it goes round in circles."""

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


class Recurrence:
    """Remembers the states of a run.

    A backlog that is worked on all the time decides nothing but when it ends: if it is no smaller
    than the last time, it never does.
    """

    def __init__(self) -> None:
        self._seen: dict[State, Visit] = {}
        self.period_s: float | None = None
        self.lost_per_round = 0.0
        """The demand that is lost each time round."""
        self.money_per_round = 0.0
        self.growing: frozenset[int] = frozenset()
        """Queues that are longer each time round."""

    def look(self, state: State, now: Visit) -> bool:
        """Whether the present state has been there; remembers it."""
        before = self._seen.get(state)
        self._seen[state] = now
        if before is None or before.at_s >= now.at_s:
            return False
        change = {v: backlog - before.backlogs[v] for v, backlog in now.backlogs.items()}
        slack = {v: 1e-9 * max(1.0, backlog) for v, backlog in before.backlogs.items()}
        if any(grown < -slack[v] for v, grown in change.items()):
            return False
        self.period_s = now.at_s - before.at_s
        self.lost_per_round = now.demand_lost - before.demand_lost
        self.money_per_round = now.money_lost - before.money_lost
        self.growing = frozenset(v for v, grown in change.items() if grown > slack[v])
        return True
