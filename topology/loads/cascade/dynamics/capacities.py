"""The capacity that is left of a component by lost members, events and warming up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import fsum
from typing import NamedTuple

from topology.document import schema
from topology.loads.cascade.run import Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.timers import Kind, Timers
from topology.loads.mechanisms.twins import twin
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
        self._limps: dict[int, Sequence[Limp]] = {}
        self._dead: dict[int, int] = {}
        self._unlimited = unlimited
        self._away: dict[int, int] = {}
        """Members in places that are down."""
        self._warming: dict[int, float] = {}
        """Components that are warming up, and the share of their capacity they have."""

    def copy(self, limits: Limits, timers: Timers, timeline: Timeline) -> Capacities:
        """The same capacities, in another run."""
        new = twin(self)
        new._limits, new._timers, new._timeline = limits, timers, timeline
        new._lost = dict(self._lost)
        new._away, new._warming = dict(self._away), dict(self._warming)
        new._limps, new._dead = dict(self._limps), dict(self._dead)
        return new

    def change(self, v: int, amount: float) -> None:
        """An event changes what all members together carry."""
        # Copies share it until then, as mostly nothing is given anew.
        self._given = {**self._given, v: amount}
        self._set(v)

    def members_lost(self, v: int, lost: int) -> None:
        """So many members are down; each had an equal part."""
        self._lost[v] = lost
        self._set(v)

    def members_away(self, v: int, away: int) -> None:
        """So many members are in places that are down, beside those that have failed."""
        self._away[v] = away
        self._set(v)

    def limp(self, v: int, limps: Sequence[Limp], dead: int) -> None:
        """So many of its members limp, and what each is left with; so many are taken for dead."""
        self._limps[v], self._dead[v] = limps, dead
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
            if v in self._limps and not self._unlimited:
                self._limits.set_success(v, self._part_left(v))
            return
        # An entry that is down altogether keeps its capacity: what is down carries nothing anyway.
        left = self._up(v) / self._components[v].count * self._part_left(v) or 1.0
        warm = self._warming.get(v, 1.0)
        self._limits.give("capacity", v, self._given[v] * left * warm)

    def _up(self, v: int) -> int:
        down = self._lost.get(v, 0) + self._dead.get(v, 0) + self._away.get(v, 0)
        return max(0, self._components[v].count - down)

    def _part_left(self, v: int) -> float:
        """What is left of the members that are up, on average."""
        limps = self._limps.get(v)
        return part_left(self._up(v), self._components[v].count, limps) if limps else 1.0


class Limp(NamedTuple):
    """So many members of a component limp, and each is left with so much of its share."""

    members: int
    leaves: float


def part_left(up: int, count: int, limps: Iterable[Limp]) -> float:
    """The share that members which are up are left with on average; 1 where none is.

    Each limp takes members that do not limp yet, as far as there are some; a member that two have
    taken is left with a share of a share. So the order of them makes no difference.

    >>> part_left(2, 2, [Limp(1, 0.3)]), part_left(1, 1, [Limp(1, 0.5), Limp(1, 0.5)])
    (0.65, 0.25)
    """
    whole, groups = 1.0, [(1.0, up)]
    for limp in sorted(limps):
        if limp.members >= count:
            whole *= limp.leaves
        else:
            groups = list(_taken(groups, limp))
    return whole * fsum(share * members for share, members in groups) / up if up else 1.0


def _taken(groups: Sequence[tuple[float, int]], limp: Limp) -> Iterator[tuple[float, int]]:
    left = limp.members
    for share, members in sorted(groups, reverse=True):
        taken = min(left, members)
        left -= taken
        if taken:
            yield share * limp.leaves, taken
        if members > taken:
            yield share, members - taken
