"""Who has more than they can carry: overloads told and blamed, crashes timed."""

from __future__ import annotations

from math import inf, isfinite

import numpy as np

from topology.document import schema
from topology.loads.cascade.dynamics.crashes import Crashes
from topology.loads.cascade.run import EFFECTS, NO_CAUSE, Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.timers import Kind, Timers
from topology.loads.mechanisms.twins import twin
from topology.loads.moment.arcs import Ints
from topology.loads.moment.flow import Flow
from topology.loads.moment.limits import OVER
from topology.loads.moment.standing import Standing
from topology.loads.moment.wiring import Form
from topology.values.units import percent


class Overloads:
    """Compares the loads of a moment with the capacities, each time they have been found."""

    def __init__(
        self,
        loads: Flow,
        standing: Standing,
        crashes: Crashes,
        timers: Timers,
        timeline: Timeline,
    ) -> None:
        self._loads = loads
        self._wiring = loads.wiring
        self._components = loads.wiring.graph.components
        self._standing = standing
        self._crashes = crashes
        self._timers = timers
        self._timeline = timeline
        crashing = [
            v
            for v, c in enumerate(self._components)
            if c.overload is not None and c.overload.mode == "crash" and c.capacity is not None
        ]
        self._crashing = np.array(crashing, dtype=np.int64)
        self._above = np.array([self._overload(v).above for v in crashing])
        self._place_of = np.full(len(self._components), -1, dtype=np.int64)
        """Where each is among those that may crash."""
        self._place_of[self._crashing] = np.arange(len(crashing))
        self._over = np.zeros(len(self._components), dtype=np.bool_)
        self._timed: set[int] = set()
        """Components that crash if they stay over their threshold."""
        self.at_once: dict[int, tuple[float, float]] = {}
        """What came to those that crashed at once, and what they could carry: the most over it."""
        self._before = (loads.sent, loads.attempts)
        self._carried_before = loads.carried

    def copy(
        self,
        loads: Flow,
        standing: Standing,
        crashes: Crashes,
        timers: Timers,
        timeline: Timeline,
    ) -> Overloads:
        """The same state, in another run."""
        new = twin(self)
        new._loads, new._standing, new._crashes = loads, standing, crashes
        new._timers, new._timeline = timers, timeline
        new._over, new._timed = self._over.copy(), set(self._timed)
        new.at_once = dict(self.at_once)
        return new

    def _overload(self, v: int) -> schema.Overload:
        overload = self._components[v].overload
        assert overload is not None
        return overload

    # -- overload -------------------------------------------------------------------------------

    def begin_moment(self) -> None:
        """Keeps the loads from before what happens now, to tell what grew."""
        self._loads.hold()
        self._before = (self._loads.sent, self._loads.attempts)
        self._carried_before = self._loads.carried

    def fell(self, v: int) -> None:
        """A component has gone down: it is not overloaded any more."""
        self._over[v] = False
        if v in self._timed:
            self._clear(v)

    def look(self) -> bool:
        """Tells of new overloads, starts and stops crash timers; True when one crashes now."""
        near = self._near()
        self._tell(near)
        at = slice(None) if near is None else self._place_of[near][self._place_of[near] >= 0]
        v = self._crashing[at]
        if not len(v):
            return False
        limits = self._loads.limits
        threshold = limits.capacity[v] * self._above[at] * OVER
        over = limits.up[v] & (self._loads.let_in[v] > threshold)
        happened = False
        exceeding = set(v[over].tolist())
        for node in sorted((self._timed - exceeding).intersection(v.tolist())):
            self._clear(node)
        for node in sorted(exceeding - self._timed):
            hold = self._overload(node).hold
            if hold > 0:
                self._timed.add(node)
                self._timers.set(Kind.CRASH, node, self._timeline.now + hold)
            else:
                self._keep(node)
                self.crash(node)
                happened = True
        return happened

    def _near(self) -> Ints | None:
        """Those for which something may have changed since this was last looked at, sorted."""
        changed = self._loads.changed
        return None if changed is None else np.array(sorted(changed), dtype=np.int64)

    def _keep(self, v: int) -> None:
        load, capacity = float(self._loads.let_in[v]), float(self._loads.limits.capacity[v])
        most, over = self.at_once.get(v, (0.0, 1.0))
        if load * over >= most * capacity:
            self.at_once[v] = load, capacity

    def _clear(self, v: int) -> None:
        self._timed.discard(v)
        self._timers.set(Kind.CRASH, v, None)

    def crash(self, v: int) -> None:
        """A component goes down under its load."""
        self._timed.discard(v)
        self._crashes.crash(v)

    def _tell(self, near: Ints | None) -> None:
        timeline, limits, loads = self._timeline, self._loads.limits, self._loads
        at = slice(None) if near is None else near
        capacity, all_over = limits.capacity[at], self._over.copy()
        offered = (loads.own[: loads.wiring.size][at]) + loads.passing[at]
        offered = np.minimum(offered, limits.limit[at])
        all_over[at] = over = limits.up[at] & (offered > capacity * OVER)
        told = len(timeline.lines)
        for place in np.flatnonzero(over != self._over[at]).tolist():
            v = place if near is None else int(near[place])
            name = self._components[v].id
            if over[place]:
                words = f"{name} has a load, and no capacity left"
                carried = float(capacity[place])
                use = float(offered[place]) / carried if carried else inf
                if isfinite(use):
                    words = f"{name} at {percent(use)} of capacity"
                timeline.log(Word.OVERLOADED, v, words, self._pushed_by(v, told))
            elif limits.up[v]:
                words = f"{name} back within its capacity"
                timeline.log(Word.RELIEVED, v, words, timeline.latest_line)
        self._over = all_over

    # -- what a load is due to --------------------------------------------------------------------

    def _pushed_by(self, v: int, told: int) -> int:
        """The line to which a load is due that grew: the greatest growth is followed upward.

        `told` is how many lines there were before the loads of now: what is too much for several
        at once is due to none of them.
        """
        wiring = self._wiring
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
        line = self._diverter(v, told)
        return self._latest_nearby(v, told) if line == NO_CAUSE else line

    def _diverter(self, v: int, told: int) -> int:
        """Of what went down in this moment, where a component has more traffic than before it, the
        line of that which carried the most until then."""
        before, now = self._carried_before, self._loads.carried
        if before is None or now is None or now.offered[v] <= before.offered[v]:
            return NO_CAUSE
        carried, index = before.offered, self._wiring.graph.index
        first = max(self._timeline.first_line, told - MOST_LINES)
        fallen = (
            (float(carried[other]), -number)
            for number in range(first, told)
            if (line := self._timeline.lines[number]).event in _FALLS
            and (other := index.get(line.component)) is not None
        )
        most, number = max(fallen, default=(0.0, 0))
        return -number if most > 0 else NO_CAUSE

    def _latest_nearby(self, v: int, told: int) -> int:
        """The latest of the first lines that is of this moment and near a component."""
        timeline, wiring = self._timeline, self._wiring
        first = max(timeline.first_line, told - MOST_LINES)
        for number in range(told - 1, first - 1, -1):
            happening = timeline.lines[number]
            other = wiring.graph.index.get(happening.component)
            is_near = other is None or wiring.part_of[other] == wiring.part_of[v]
            if is_near and happening.event not in EFFECTS:
                return number
        return NO_CAUSE

    def _growth(self, arc: int) -> float:
        loads, (sent, attempts) = self._loads, self._before
        parent = self._wiring.arcs[arc].parent
        return float(loads.sent[parent] * loads.attempts[arc] - sent[parent] * attempts[arc])

    def _pusher(self, node: int, *, itself: bool) -> int:
        """The line of this moment by which a node sends more, or can carry less."""
        timeline, wiring = self._timeline, self._wiring
        line = timeline.last(node)
        if wiring.forms[node] is Form.SHARED:
            fallen = (c for c in wiring.children[node] if not self._standing.works[c])
            line = max(
                (timeline.latest(self._standing.behind(c)) for c in fallen), default=NO_CAUSE
            )
        if line < timeline.first_line:
            return NO_CAUSE
        if itself and timeline.lines[line].event not in _PUSHES:
            return NO_CAUSE
        return line


MOST_LINES = 200
"""Lines of one moment that are looked through."""
_LIMPS = (Word.LIMPS, Word.SEEN)
_COMES = (Word.CAPACITY, Word.RETURNS, Word.CALLS, Word.LIMIT, Word.DEMAND, Word.WARM)
_FALLS = (Word.FAILS, Word.CRASHES, Word.FALLS)
_PUSHES = (*_COMES, Word.FAILS, *_LIMPS)
