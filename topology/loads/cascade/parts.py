"""What there is at a moment in each part of a run in which something is still to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import numpy as np

from topology.loads.cascade.accounts.accounts import Accounts
from topology.loads.cascade.dynamics.backlogs import Backlogs
from topology.loads.cascade.dynamics.demands import Demands
from topology.loads.cascade.dynamics.recovering.limping import Limping
from topology.loads.cascade.dynamics.recovering.mending import Mending
from topology.loads.cascade.dynamics.recovering.starting import Starting
from topology.loads.cascade.dynamics.reserves import Reserves
from topology.loads.cascade.dynamics.start_calls import StartCalls
from topology.loads.cascade.dynamics.switching import Switching
from topology.loads.cascade.recurrence import Present, State, Visit
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.timers import Timers
from topology.loads.moment.flow import Flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Reads the parts of a run that decide what follows, and changes none.

    What calls, ways and crews join is one part (`Wiring.parts`).
    """

    flow: Flow
    timers: Timers
    demands: Demands
    mending: Mending
    starting: Starting
    limping: Limping
    switching: Switching
    reserves: Reserves
    backlogs: Backlogs
    start_calls: StartCalls
    accounts: Accounts
    timeline: Timeline

    def present(self) -> dict[int, Present]:
        """The parts in which something is to come; none when all is at rest."""
        part_of = self.flow.wiring.part_of
        facts, clock, waits = (defaultdict[int, list[object]](list) for _ in range(3))
        to_come = {part_of[v] for v, q in self.backlogs.queues.items() if q.next_s() is not None}
        for node, fact, is_coming in self._due(0.0):
            clock[part_of[node]].append(fact)
            if is_coming:
                to_come.add(part_of[node])
        for node, fact, _ in self._due(self.timeline.now):
            waits[part_of[node]].append(fact)
        for v, queue in self.backlogs.queues.items():
            clock[part_of[v]].append((queue.late, queue.is_full, queue.arriving, queue.leaving))
        for node, fact in self.reserves.changed_at():
            clock[part_of[node]].append(fact)
        for node, fact in self.reserves.pending(self.timeline.now):
            waits[part_of[node]].append(fact)
        for v, said in self.backlogs.pending():
            waits[part_of[v]].append(said)
        for node, phase in zip(self.switching.standbys, self.switching.pending(), strict=True):
            facts[part_of[node]].append(phase)
        return {
            part: self._present(part, facts[part], clock[part], waits[part])
            for part in sorted(to_come)
        }

    def _due(self, since: float) -> Iterator[tuple[int, object, bool]]:
        """What is due: of which node, and what, at which time from `since` on.

        Last whether it comes by itself; work that waits, for hands or for what it needs, does not.
        """
        for kind, node, at in self.timers.pending(since):
            yield node, (kind, node, at), True
        for step in self.demands.pending(since):
            yield step[0], step, True
        for work in self.mending.pending(since):
            yield work[0], work, work[3] < inf
        for left in self.limping.pending():
            yield left[0], left, False
        for start in self.starting.pending():
            yield start[0], start, False
        for call in self.start_calls.pending(since):
            yield call[0], call, True

    def _present(
        self, part: int, facts: list[object], clock: list[object], waits: list[object]
    ) -> Present:
        flow, members = self.flow, self.flow.wiring.parts[part]
        holds: State = (
            flow.limits.up[members].tobytes(),
            (np.round(flow.success[members], 9) + 0.0).tobytes(),
            *facts,
        )
        lost = float(self.accounts.demand_lost[members].sum())
        amounts = {v: a for v, a in self.backlogs.amounts.items() if v in self._queues(part)}
        money = float(self.accounts.money_lost[members].sum())
        visit = Visit(self.timeline.now, lost, amounts, money)
        return Present((*holds, *clock), (*holds, *waits), visit)

    def _queues(self, part: int) -> set[int]:
        part_of = self.flow.wiring.part_of
        return {v for v in self.backlogs.queues if part_of[v] == part}
