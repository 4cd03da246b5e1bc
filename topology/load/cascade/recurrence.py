"""Whether a cascade has been in its present state before, so that it goes round in circles."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from topology.load.mechanisms.queues import Queue

if TYPE_CHECKING:
    from topology.load.cascade.cascade import Cascade

State = tuple[object, ...]


class Visit(NamedTuple):
    """When a state was there, and what had been lost and what waited by then."""

    at_s: float
    demand_lost: float
    backlogs: tuple[float, ...]


class Recurrence:
    """Remembers states of a run; a state is what decides all that follows.

    A backlog that is worked on all the time decides nothing but when it ends: if it is no smaller
    than the last time, it never does. Remaining times are compared to the microsecond.
    """

    def __init__(self, cascade: Cascade) -> None:
        self.cascade = cascade
        self._seen: dict[State, Visit] = {}
        self.period_s: float | None = None
        self.lost_per_round = 0.0
        """The demand that is lost each time round."""
        self.growing: frozenset[int] = frozenset()
        """Queues that are longer each time round."""

    def look(self) -> bool:
        """Whether the present state has been there; remembers it."""
        cascade = self.cascade
        if cascade.script.events or not (cascade.timers.next_s or cascade.script.next_s):
            return False
        queues = cascade.overloads.queues
        backlogs = tuple(queue.backlog for queue in queues.values())
        now = Visit(cascade.now, float(cascade.accounts.demand_lost.sum()), backlogs)
        state = self._state()
        before = self._seen.get(state)
        self._seen[state] = now
        if before is None or before.at_s >= now.at_s:
            return False
        change = [a - b for a, b in zip(now.backlogs, before.backlogs, strict=True)]
        slack = [1e-9 * max(1.0, backlog) for backlog in before.backlogs]
        if any(grown < -small for grown, small in zip(change, slack, strict=True)):
            return False
        self.period_s = now.at_s - before.at_s
        self.lost_per_round = now.demand_lost - before.demand_lost
        grown = zip(queues, change, slack, strict=True)
        self.growing = frozenset(v for v, grew, small in grown if grew > small)
        return True

    def _state(self) -> State:
        cascade, now = self.cascade, self.cascade.now
        standbys, queues = cascade.switching.standbys, cascade.overloads.queues
        return (
            tuple(np.flatnonzero(~cascade.limits.up).tolist()),
            cascade.timers.pending(now),
            cascade.script.pending(now),
            cascade.mending.pending(now),
            tuple((s.phase, s.active, s.chosen) for s in standbys.values()),
            tuple(map(_queue_state, queues.values())),
            tuple(np.round(cascade.flow.success[: cascade.wiring.size], 9).tolist()),
        )


def _queue_state(queue: Queue) -> object:
    if queue.is_full:
        return "full", round(queue.age, 6) if queue.timeout is not None and not queue.late else 0
    if not queue.backlog:
        return "empty"
    if queue.most is None and (queue.timeout is None or queue.late):
        return "waiting"
    return round(queue.backlog, 6), round(queue.age, 6)
