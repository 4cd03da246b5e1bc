"""The capacity that is left of a component by lost members, events and warming up."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from topology.load.cascade.run import Word
from topology.load.mechanisms.timers import Kind

if TYPE_CHECKING:
    from topology.load.cascade.cascade import Cascade


class Capacities:
    """Keeps `Limits.capacity` up to date."""

    def __init__(self, cascade: Cascade) -> None:
        self.cascade = cascade
        self._given = {
            v: component.capacity
            for v, component in enumerate(cascade.components)
            if component.capacity is not None and not cascade.settings.unlimited
        }
        self._lost: dict[int, int] = {}
        self._warming: dict[int, float] = {}
        """Components that are warming up, and the share of their capacity they have."""

    def copy(self, cascade: Cascade) -> Capacities:
        """The same capacities, in another cascade."""
        new = copy(self)
        new.cascade = cascade
        new._given, new._lost, new._warming = (
            dict(self._given),
            dict(self._lost),
            dict(self._warming),
        )
        return new

    def change(self, v: int, amount: float) -> None:
        """An event changes what all members together carry."""
        self._given[v] = amount
        self._set(v)

    def members_lost(self, v: int, lost: int) -> None:
        """So many members are down; each had an equal part."""
        self._lost[v] = lost
        self._set(v)

    def rose(self, v: int) -> None:
        """A component has come up again, and may have to warm up."""
        overload = self.cascade.components[v].overload
        warm_up = None if overload is None else overload.warm_up
        if warm_up is not None and warm_up.time:
            self._warming[v] = warm_up.share
            self._set(v)
            self.cascade.timers.set(Kind.WARM, v, self.cascade.now + warm_up.time)

    def fell(self, v: int) -> None:
        """A component has gone down."""
        if self._warming.pop(v, None) is not None:
            self.cascade.timers.set(Kind.WARM, v, None)
            self._set(v)

    def is_warm(self, v: int) -> None:
        """It has warmed up."""
        del self._warming[v]
        self._set(v)
        cascade = self.cascade
        cascade.log(Word.WARM, v, f"{cascade.graph.ids[v]} is warm", cascade.last(v))

    def _set(self, v: int) -> None:
        if v not in self._given:
            return
        count = self.cascade.components[v].count
        # An entry that is down altogether keeps its capacity: what is down carries nothing anyway.
        left = (count - self._lost.get(v, 0)) / count or 1.0
        warm = self._warming.get(v, 1.0)
        self.cascade.limits.capacity[v] = self._given[v] * left * warm
