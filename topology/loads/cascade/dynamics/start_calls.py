"""What those send on top that come up (`at_start`): load of whom they call, and nothing else.

So many calls for each member that comes up, evenly over a time. They are cut off when their sender
goes down; of an entry that stays up, a member that fails cuts off nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from math import fsum

from topology.loads.cascade.dynamics.soundness import Soundness
from topology.loads.cascade.run import Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.twins import twin
from topology.loads.moment.limits import Limits
from topology.loads.moment.wiring import Wiring
from topology.values.units import figure, format_duration, time_base


class StartCalls:
    """Keeps `Limits.starts` up to date; that the calls of somebody end is its own event."""

    def __init__(
        self, wiring: Wiring, soundness: Soundness, limits: Limits, timeline: Timeline
    ) -> None:
        self._wiring = wiring
        self._soundness = soundness
        self._limits = limits
        self._timeline = timeline
        self._unit, self._base_s = time_base(wiring.graph.topology.load_unit)
        self._numbers: dict[int, list[int]] = {}
        """By component, the numbers of its calls among `Wiring.start_calls`."""
        for number, call in enumerate(wiring.start_calls):
            self._numbers.setdefault(call.owner, []).append(number)
        self._there = {v: self._members(v) for v in self._numbers}
        """How many members were up when that was last looked at."""
        self._touched: set[int] = set()
        self._rates: list[tuple[float, int, float]] = []
        """Calls under way: until when, which, at what rate."""

    def copy(self, soundness: Soundness, limits: Limits, timeline: Timeline) -> StartCalls:
        """The same calls, in another run."""
        new = twin(self)
        new._soundness, new._limits, new._timeline = soundness, limits, timeline
        new._there, new._touched = dict(self._there), set(self._touched)
        new._rates = self._rates[:]
        return new

    @property
    def next_s(self) -> float | None:
        """When calls next end."""
        return self._rates[0][0] if self._rates else None

    def pending(self, now: float) -> list[tuple[int, float, int, float]]:
        """Calls under way: whose, for how much longer, which, at what rate."""
        calls = self._wiring.start_calls
        return sorted((calls[n].owner, round(at - now, 6), n, rate) for at, n, rate in self._rates)

    # -- what happens ---------------------------------------------------------------------------

    def touch(self, components: Iterable[int]) -> None:
        """Members of these may have come up, or the whole of them."""
        if self._numbers:
            self._touched.update(v for v in components if v in self._numbers)

    def fell(self, v: int) -> None:
        """A component has gone down, and its calls with it."""
        if v in self._numbers:
            self._there[v] = 0
            self._keep(lambda number: self._wiring.start_calls[number].owner != v)

    def review(self) -> None:
        """Lets those call that have come up."""
        for v in sorted(self._touched):
            before, self._there[v] = self._there[v], self._members(v)
            if self._there[v] > before:
                self._call(v, self._there[v] - before)
        self._touched.clear()

    def play(self, edge: float) -> None:
        """Ends the calls that are over up to `edge`."""
        if self._rates and self._rates[0][0] <= edge:
            self._rates = [entry for entry in self._rates if entry[0] > edge]
            heapq.heapify(self._rates)
            self._set()

    def _members(self, v: int) -> int:
        """How many members of a component are up."""
        count = self._wiring.graph.components[v].count
        return count - self._soundness.lost[v] if self._limits.up[v] else 0

    def _call(self, v: int, members: int) -> None:
        for number in self._numbers[v]:
            call = self._wiring.start_calls[number]
            calls, over_s = members * call.at_start.calls, call.at_start.over
            heapq.heappush(
                self._rates, (self._timeline.now + over_s, number, calls * self._base_s / over_s)
            )
            self._tell(v, members, call.child, calls, over_s)
        self._set()

    def _tell(self, v: int, members: int, called: int, calls: float, over_s: float) -> None:
        """Told of whom is called if it is up, as what makes for its load."""
        ids, timeline = self._wiring.graph.ids, self._timeline
        come = f"{ids[v]} comes up" if members == 1 else f"{members:,} of {ids[v]} come up"
        sent = f"{figure(calls)} {self._unit or 'calls'} to {ids[called]}"
        words = f"{come}: {sent} over {format_duration(over_s)}"
        about = called if self._limits.up[called] else v
        timeline.log(Word.CALLS, about, words, timeline.last(v))

    def _keep(self, wanted: Callable[[int], bool]) -> None:
        kept = [entry for entry in self._rates if wanted(entry[1])]
        if len(kept) < len(self._rates):
            self._rates = kept
            heapq.heapify(self._rates)
            self._set()

    def _set(self) -> None:
        """What all calls that are under way come to, in load units."""
        found: dict[int, list[float]] = {}
        for _, number, rate in self._rates:
            found.setdefault(number, []).append(rate)
        starts = self._limits.to_write("starts")
        starts[:] = 0.0
        for number, rates in found.items():
            starts[number] = fsum(rates)
