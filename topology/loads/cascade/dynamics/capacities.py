"""The capacity that is left of a component by lost members, events and warming up."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from topology.document import schema
from topology.loads.cascade.run import Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.timers import Kind, Timers
from topology.loads.moment.limits import Limits


class Capacities:
    """Keeps `Limits.capacity` up to date."""

    def __init__(
        self,
        components: Sequence[schema.Component],
        limits: Limits,
        timers: Timers,
        timeline: Timeline,
        *,
        unlimited: bool = False,
    ) -> None:
        """`unlimited` lets everything carry whatever comes, until an event gives it a capacity."""
        self._components = components
        self._limits = limits
        self._timers = timers
        self._timeline = timeline
        self._given = {
            v: component.capacity
            for v, component in enumerate(components)
            if component.capacity is not None and not unlimited
        }
        self._lost: dict[int, int] = {}
        self._away: dict[int, int] = {}
        """Members in places that are down."""
        self._warming: dict[int, float] = {}
        """Components that are warming up, and the share of their capacity they have."""

    def copy(self, limits: Limits, timers: Timers, timeline: Timeline) -> Capacities:
        """The same capacities, in another run."""
        new = copy(self)
        new._limits, new._timers, new._timeline = limits, timers, timeline
        new._given, new._lost = dict(self._given), dict(self._lost)
        new._away, new._warming = dict(self._away), dict(self._warming)
        return new

    def change(self, v: int, amount: float) -> None:
        """An event changes what all members together carry."""
        self._given[v] = amount
        self._set(v)

    def members_lost(self, v: int, lost: int) -> None:
        """So many members are down; each had an equal part."""
        self._lost[v] = lost
        self._set(v)

    def members_away(self, v: int, away: int) -> None:
        """So many members are in places that are down, beside those that have failed."""
        self._away[v] = away
        self._set(v)

    def rose(self, v: int) -> None:
        """A component has come up again, and may have to warm up."""
        overload = self._components[v].overload
        warm_up = None if overload is None else overload.warm_up
        if warm_up is not None and warm_up.time:
            self._warming[v] = warm_up.share
            self._set(v)
            self._timers.set(Kind.WARM, v, self._timeline.now + warm_up.time)

    def fell(self, v: int) -> None:
        """A component has gone down."""
        if self._warming.pop(v, None) is not None:
            self._timers.set(Kind.WARM, v, None)
            self._set(v)

    def is_warm(self, v: int) -> None:
        """It has warmed up."""
        del self._warming[v]
        self._set(v)
        timeline = self._timeline
        timeline.log(Word.WARM, v, f"{self._components[v].id} is warm", timeline.last(v))

    def _set(self, v: int) -> None:
        if v not in self._given:
            return
        count = self._components[v].count
        # An entry that is down altogether keeps its capacity: what is down carries nothing anyway.
        lost = self._lost.get(v, 0) + self._away.get(v, 0)
        left = (count - lost) / count if lost < count else 1.0
        warm = self._warming.get(v, 1.0)
        self._limits.capacity[v] = self._given[v] * left * warm
