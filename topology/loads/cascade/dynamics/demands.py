"""The course of external demands: what is given, by the profiles and factors of the moment."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from math import prod

from topology.document import schema
from topology.loads.cascade.run import NO_CAUSE, Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.twins import twin
from topology.loads.moment.limits import Limits
from topology.values.units import figure


class Demands:
    """Keeps `Limits.external` up to date; the steps of profiles to come are its own events."""

    def __init__(
        self,
        components: Sequence[schema.Component],
        limits: Limits,
        timeline: Timeline,
        *,
        at_peak: bool = False,
    ) -> None:
        """`at_peak` keeps demands at the top of their profiles."""
        self._components = components
        self._limits = limits
        self._timeline = timeline
        self._at_peak = at_peak
        self._profiles: dict[int, tuple[float, schema.Profile, int]] = {}
        self._steps: list[tuple[float, int, float]] = []
        """Steps of profiles to come: when, whose, how many times the demand."""
        self._height: dict[int, float] = {}
        self._factor: dict[int, float] = {}
        self._surges: dict[int, dict[str, float]] = {}
        """Factors of surges that are on, by whose demand they raise and by cause."""
        for v, component in enumerate(components):
            if component.profile is not None:
                self._set_profile(v, component.profile, is_start=True)

    def copy(self, limits: Limits, timeline: Timeline) -> Demands:
        """The course of demands so far, in another run."""
        new = twin(self)
        new._limits, new._timeline = limits, timeline
        new._profiles, new._steps = dict(self._profiles), self._steps[:]
        new._height, new._factor = dict(self._height), dict(self._factor)
        new._surges = {v: dict(factors) for v, factors in self._surges.items()}
        return new

    @property
    def next_s(self) -> float | None:
        """When a demand next changes by itself."""
        return self._steps[0][0] if self._steps else None

    def pending(self, now: float) -> tuple[tuple[int, float, float], ...]:
        """Steps to come: whose demand, in how much time, how many times what it is given as."""
        return tuple(sorted((v, round(at - now, 6), times) for at, v, times in self._steps))

    # -- what happens ---------------------------------------------------------------------------

    def play(self, edge: float) -> None:
        """All steps up to `edge`."""
        while self._steps and self._steps[0][0] <= edge:
            _, v, height = heapq.heappop(self._steps)
            self._next_step(v)
            self._height[v] = height
            self._set(v)

    def multiply(self, v: int, factor: float) -> None:
        """An event multiplies a demand, in place of the event before it."""
        self._factor[v] = factor
        self._set(v)

    def surge(self, v: int, surge: str, factor: float | None, line: int) -> None:
        """A surge multiplies a demand, on top of all else, or with None no longer does."""
        factors = self._surges.setdefault(v, {})
        if factor is None:
            factors.pop(surge, None)
        else:
            factors[surge] = factor
        self._set(v, line)

    def follow(self, v: int, profile: schema.Profile) -> None:
        """An event gives a demand another course, in place of its own and of all events."""
        self._factor.pop(v, None)
        self._set_profile(v, profile)

    # -- the demand of a moment -----------------------------------------------------------------

    def _set(self, v: int, line: int = NO_CAUSE) -> None:
        """What is given, times the height of its profile, times the factor of the last event.

        And times those of surges; `line` is what brings the change about.
        """
        component = self._components[v]
        times = self._height.get(v, 1.0) * self._factor.get(v, 1.0)
        times *= prod(sorted(self._surges.get(v, {}).values()))
        self._limits.give("external", v, (component.demand or 0.0) * times)
        words = f"the demand of {component.id} is {figure(times)} times what it is given as"
        self._timeline.log(Word.DEMAND, v, words, line)

    def _set_profile(self, v: int, profile: schema.Profile, *, is_start: bool = False) -> None:
        self._steps = [step for step in self._steps if step[1] != v]
        heapq.heapify(self._steps)
        steps = _from_its_start(profile)
        demand = self._components[v].demand or 0.0
        if self._at_peak:
            self._height[v] = max(step.times for step in steps)
            self._limits.give("external", v, demand * self._height[v])
            return
        self._profiles[v] = (self._timeline.now, profile, -1)
        self._next_step(v)
        if is_start:
            _, _, height = heapq.heappop(self._steps)
            self._next_step(v)
            self._height[v] = height
            self._limits.give("external", v, demand * height)

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


def _from_its_start(profile: schema.Profile) -> tuple[schema.Step, ...]:
    """Its steps, with the time before the first one, in which the demand is as it is given."""
    if profile.steps[0].at == 0:
        return profile.steps
    return (schema.Step(at="0 s", times=1.0), *profile.steps)  # type: ignore[arg-type]
