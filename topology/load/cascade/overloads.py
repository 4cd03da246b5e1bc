"""Who has more than they can carry: overloads told and blamed, crashes timed, queues followed."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

import numpy as np

from topology.document import schema
from topology.load.cascade.run import NO_CAUSE, Word
from topology.load.mechanisms.queues import Queue
from topology.load.mechanisms.timers import Kind
from topology.load.moment.flow import OVER
from topology.load.moment.wiring import Form
from topology.values.units import format_duration, percent

if TYPE_CHECKING:
    from topology.load.cascade.cascade import Cascade


class Overloads:
    """Compares loads with capacities after each solution, and follows the queues."""

    def __init__(self, cascade: Cascade) -> None:
        self.cascade = cascade
        components = cascade.components
        self.queues: dict[int, Queue] = {}
        crashing: list[int] = []
        for v, component in enumerate(components):
            overload = component.overload
            if overload is not None and overload.mode == "queue":
                self.queues[v] = Queue(overload.max_queue, overload.timeout, cascade.now)
            if overload is not None and overload.mode == "crash" and component.capacity is not None:
                crashing.append(v)
        self._crashing = np.array(crashing, dtype=np.int64)
        self._above = np.array([self._overload(v).above for v in crashing])
        self._over = np.zeros(len(components), dtype=np.bool_)
        self._timed: set[int] = set()
        """Components that crash if they stay over their threshold."""
        self._before = (cascade.flow.sent, cascade.flow.attempts)

    def copy(self, cascade: Cascade) -> Overloads:
        """The same state, in another cascade."""
        new = copy(self)
        new.cascade, new._over = cascade, self._over.copy()
        new._timed = set(self._timed)
        new.queues = {v: queue.copy() for v, queue in self.queues.items()}
        return new

    def _overload(self, v: int) -> schema.Overload:
        overload = self.cascade.components[v].overload
        assert overload is not None
        return overload

    # -- overload -------------------------------------------------------------------------------

    def begin_moment(self) -> None:
        """Keeps the loads from before what happens now, to tell what grew."""
        flow = self.cascade.flow
        self._before = (flow.sent.copy(), flow.attempts.copy())

    def fell(self, v: int) -> None:
        """A component has gone down: it is not overloaded any more."""
        self._over[v] = False
        if v in self._timed:
            self._clear(v)

    def look(self) -> bool:
        """Tells of new overloads, starts and stops crash timers; True when one crashes now."""
        self._tell()
        if not len(self._crashing):
            return False
        cascade, v = self.cascade, self._crashing
        threshold = cascade.limits.capacity[v] * self._above * OVER
        over = cascade.limits.up[v] & (cascade.flow.let_in[v] > threshold)
        happened = False
        exceeding = set(v[over].tolist())
        for node in sorted(self._timed - exceeding):
            self._clear(node)
        for node in sorted(exceeding - self._timed):
            hold = self._overload(node).hold
            if hold > 0:
                self._timed.add(node)
                cascade.timers.set(Kind.CRASH, node, cascade.now + hold)
            else:
                self.crash(node)
                happened = True
        return happened

    def _clear(self, v: int) -> None:
        self._timed.discard(v)
        self.cascade.timers.set(Kind.CRASH, v, None)

    def crash(self, v: int) -> None:
        """A component goes down under its load."""
        cascade, overload = self.cascade, self._overload(v)
        self._timed.discard(v)
        after = f" after {format_duration(overload.hold)}" if overload.hold else ""
        cascade.mending.crashed.add(v)
        cascade.unsettled.add(v)
        cascade.log(Word.CRASHES, v, f"{cascade.graph.ids[v]} crashes{after}", cascade.last(v))
        if overload.restart is not None:
            cascade.timers.set(Kind.RESTART, v, cascade.now + overload.restart)

    def restart(self, v: int) -> None:
        """What has crashed is sound again."""
        cascade = self.cascade
        cascade.timers.set(Kind.RESTART, v, None)
        cascade.mending.crashed.discard(v)
        cascade.unsettled.add(v)
        cascade.log(Word.RESTARTS, v, f"{cascade.graph.ids[v]} restarts", cascade.last(v))

    def _tell(self) -> None:
        cascade = self.cascade
        limits, capacity = cascade.limits, cascade.limits.capacity
        offered = np.minimum(cascade.flow.offered, limits.limit)
        over = limits.up & (offered > capacity * OVER)
        for v in np.flatnonzero(over != self._over).tolist():
            name = cascade.graph.ids[v]
            if over[v]:
                words = f"{name} has a load, and no capacity left"
                if capacity[v]:
                    words = f"{name} at {percent(float(offered[v] / capacity[v]))} of capacity"
                cascade.log(Word.OVERLOADED, v, words, self._pushed_by(v))
            elif limits.up[v]:
                words = f"{name} back within its capacity"
                cascade.log(Word.RELIEVED, v, words, cascade.latest_line)
        self._over = over

    # -- what a load is due to --------------------------------------------------------------------

    def _pushed_by(self, v: int) -> int:
        """The line to which a load is due that grew: the greatest growth is followed upward."""
        cascade, wiring = self.cascade, self.cascade.wiring
        seen: set[int] = set()
        node = v
        while node not in seen:
            seen.add(node)
            line = self._pusher(node, itself=node == v)
            if line != NO_CAUSE:
                return line
            grown = [(self._growth(n), -wiring.arcs[n].parent) for n in wiring.arcs_into[node]]
            growth, parent = max(grown, default=(0.0, 0))
            if growth <= 0:
                break
            node = -parent
        return cascade.latest_line if cascade.latest_line >= cascade.first_line else NO_CAUSE

    def _growth(self, arc: int) -> float:
        flow, (sent, attempts) = self.cascade.flow, self._before
        parent = flow.parent[arc]
        return float(flow.sent[parent] * flow.attempts[arc] - sent[parent] * attempts[arc])

    def _pusher(self, node: int, *, itself: bool) -> int:
        """The line of this moment by which a node sends more, or can carry less."""
        cascade, wiring = self.cascade, self.cascade.wiring
        line = cascade.last(node)
        if wiring.forms[node] is Form.SHARED:
            children = [wiring.arcs[n].child for n in wiring.arcs_from[node]]
            fallen = (c for c in children if not cascade.standing.works[c])
            line = max((cascade.switching.latest_below(c) for c in fallen), default=NO_CAUSE)
        if line < cascade.first_line:
            return NO_CAUSE
        if itself and cascade.timeline[line].event not in _PUSHES:
            return NO_CAUSE
        return line

    # -- queues -------------------------------------------------------------------------------

    def review_queues(self) -> None:
        """Tells the limits what the queues have come to."""
        cascade, limits = self.cascade, self.cascade.limits
        for v, queue in self.queues.items():
            name = cascade.graph.ids[v]
            if queue.late != bool(limits.late[v]):
                word = Word.LATE if queue.late else Word.IN_TIME
                said = "serves too late" if queue.late else "serves in time again"
                cascade.log(word, v, f"{name} {said}", cascade.last(v))
            if queue.is_full and not limits.full[v] and queue.growth > 0:
                cascade.log(Word.QUEUE_FULL, v, f"the queue of {name} is full", cascade.last(v))
            limits.waiting[v] = queue.backlog > 0
            limits.late[v], limits.full[v] = queue.late, queue.is_full

    def set_queue_rates(self) -> None:
        """From now on the queues change at the rates that were found."""
        cascade = self.cascade
        for v, queue in self.queues.items():
            drained = queue.growth < 0 and not queue.backlog
            into, out = float(cascade.flow.let_in[v]), float(cascade.flow.work[v])
            queue.set_rates(into / cascade.base_s, out / cascade.base_s)
            if drained:
                words = f"the backlog of {cascade.graph.ids[v]} is cleared"
                cascade.log(Word.CLEARED, v, words, cascade.last(v))


_PUSHES = (Word.CAPACITY, Word.RETURNS, Word.LIMIT, Word.DEMAND, Word.WARM, Word.FAILS)
