"""The events of a scenario, and the course of demands, played into a cascade."""

from __future__ import annotations

import heapq
from copy import copy
from typing import TYPE_CHECKING

import numpy as np

from topology.document import schema
from topology.errors import UsageError, quoted
from topology.load.cascade.run import NO_CAUSE, Word
from topology.values.units import figure, format_duration

if TYPE_CHECKING:
    from topology.load.cascade.cascade import Cascade


class Script:
    """What is given to happen and has not happened yet."""

    def __init__(self, cascade: Cascade) -> None:
        self.cascade = cascade
        self.events = sorted(cascade.settings.events, key=lambda event: event.at)
        self._profiles: dict[int, tuple[float, schema.Profile, int]] = {}
        self._steps: list[tuple[float, int, float]] = []
        """Steps of profiles to come: when, whose, how many times the demand."""
        self._height: dict[int, float] = {}
        self._factor: dict[int, float] = {}
        for v, component in enumerate(cascade.components):
            if component.profile is not None:
                self._set_profile(v, component.profile, is_start=True)

    def copy(self, cascade: Cascade) -> Script:
        """The course of demands so far, with the events of another cascade to come."""
        new = copy(self)
        new.cascade = cascade
        new.events = sorted(cascade.settings.events, key=lambda event: event.at)
        new._profiles, new._steps = dict(self._profiles), self._steps[:]
        new._height, new._factor = dict(self._height), dict(self._factor)
        return new

    @property
    def next_s(self) -> float | None:
        """When something is next given to happen."""
        times = [self.events[0].at] if self.events else []
        times.extend(step[0] for step in self._steps[:1])
        return min(times, default=None)

    def play(self, edge: float) -> None:
        """All that is given to happen up to `edge`, in the order of the document."""
        while self.events and self.events[0].at <= edge:
            self._play(self.events.pop(0))
        while self._steps and self._steps[0][0] <= edge:
            _, v, height = heapq.heappop(self._steps)
            self._next_step(v)
            self._height[v] = height
            self._set_demand(v)

    def _play(self, event: schema.Event) -> None:
        mending, index = self.cascade.mending, self.cascade.graph.index_of
        for name in _names(event.fail):
            self._fail(name)
        for name in _names(event.repair):
            self._repair(name)
        for name in _names(event.verify):
            if self.cascade.components[index(name)].verify is None:
                raise self._nonsense(f"verifies {quoted(name)}, which has no `verify`")
            mending.doubt(index(name))
        if event.switch is not None and isinstance(event.to, str):
            self._switch(event.switch, event.to)
        if event.demand is not None and event.profile is not None:
            self._factor.pop(index(event.demand), None)
            self._set_profile(index(event.demand), event.profile)
        elif event.demand is not None:
            self._factor[index(event.demand)] = event.times or 0.0
            self._set_demand(index(event.demand))
        if event.capacity is not None:
            self._change_capacity(event.capacity, event)
        if event.limit is not None:
            self._change_limit(index(event.limit), event.to)

    def _nonsense(self, what: str) -> UsageError:
        cascade = self.cascade
        at = format_duration(cascade.now)
        return UsageError(f"scenario {quoted(cascade.settings.name)}: at {at}: {what}")

    # -- failing and repairing ----------------------------------------------------------------

    def _fail(self, name: str) -> None:
        cascade = self.cascade
        graph, mending = cascade.graph, cascade.mending
        if name not in graph.risk_index:
            mending.lose(graph.index_of(name), 1, NO_CAUSE)
            return
        hits = graph.risk_hits[graph.risk_index[name]]
        more = f" and {len(hits) - 1:,} more" if len(hits) > 1 else ""
        line = cascade.log_risk(name, f"{name} hits {graph.ids[hits[0]]}{more}")
        for v in hits:
            mending.lose(v, cascade.components[v].count, line)

    def _repair(self, name: str) -> None:
        graph = self.cascade.graph
        risk = graph.risk_index.get(name)
        hits = (graph.index_of(name),) if risk is None else graph.risk_hits[risk]
        repaired = [self.cascade.mending.repair(v) for v in hits]
        if not any(repaired):
            raise self._nonsense(f"repairs {quoted(name)}, which has not failed")

    # -- switching, demand, capacity, limits ----------------------------------------------------

    def _switch(self, name: str, to: str) -> None:
        index = self.cascade.graph.index_of
        if not self.cascade.switching.switch(index(name), index(to)):
            said = f"switches {quoted(name)} to {quoted(to)}"
            raise self._nonsense(f"{said}, which is no entry of a `first_of` that it has")

    def _set_demand(self, v: int) -> None:
        """What is given, times the height of its profile, times the factor of the last event."""
        cascade = self.cascade
        times = self._height.get(v, 1.0) * self._factor.get(v, 1.0)
        cascade.limits.external[v] = (cascade.components[v].demand or 0.0) * times
        words = f"the demand of {cascade.graph.ids[v]} is {figure(times)} times what it is given as"
        cascade.log(Word.DEMAND, v, words)

    def _set_profile(self, v: int, profile: schema.Profile, *, is_start: bool = False) -> None:
        cascade = self.cascade
        self._steps = [step for step in self._steps if step[1] != v]
        heapq.heapify(self._steps)
        steps = _from_its_start(profile)
        if cascade.settings.peak_demand:
            most = max(step.times for step in steps)
            cascade.limits.external[v] = (cascade.components[v].demand or 0.0) * most
            return
        self._profiles[v] = (cascade.now, profile, -1)
        self._next_step(v)
        if is_start:
            _, _, height = heapq.heappop(self._steps)
            self._next_step(v)
            self._height[v] = height
            cascade.limits.external[v] = (cascade.components[v].demand or 0.0) * height

    def _next_step(self, v: int) -> None:
        """Puts the next step of a profile on the list."""
        start, profile, number = self._profiles[v]
        steps, number = _from_its_start(profile), number + 1
        if number == len(steps):
            if profile.every is None:
                return
            start, number = start + profile.every, 0
        self._profiles[v] = (start, profile, number)
        heapq.heappush(self._steps, (start + steps[number].at, v, steps[number].times))

    def pending(self, now: float) -> tuple[tuple[int, float, float], ...]:
        """Steps to come: whose demand, in how much time, how many times what it is given as."""
        return tuple(sorted((v, round(at - now, 6), times) for at, v, times in self._steps))

    def _change_capacity(self, name: str, event: schema.Event) -> None:
        cascade = self.cascade
        v = cascade.graph.index_of(name)
        given = cascade.components[v].capacity
        if given is None:
            raise self._nonsense(f"changes the capacity of {quoted(name)}, which has none")
        amount = given * event.times if event.times is not None else event.to
        assert isinstance(amount, float)
        cascade.capacities.change(v, amount)
        cascade.log(Word.CAPACITY, v, f"the capacity of {name} is {figure(amount)}")

    def _change_limit(self, v: int, to: object) -> None:
        cascade = self.cascade
        was_bounded = bool(cascade.limits.bounded()[v])
        cascade.limits.limit[v] = to if isinstance(to, float) else np.inf
        if not was_bounded:
            cascade.flow.rebound()
        said = f"limited to {figure(to)}" if isinstance(to, float) else "no longer limited"
        cascade.log(Word.LIMIT, v, f"the admission of {cascade.graph.ids[v]} is {said}")


def _from_its_start(profile: schema.Profile) -> tuple[schema.Step, ...]:
    """Its steps, with the time before the first one, in which the demand is as it is given."""
    if profile.steps[0].at == 0:
        return profile.steps
    return (schema.Step(at="0 s", times=1.0), *profile.steps)  # type: ignore[arg-type]


def _names(named: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if named is None:
        return ()
    return (named,) if isinstance(named, str) else named
