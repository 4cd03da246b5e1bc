"""What waits before each component with a queue."""

from __future__ import annotations

from math import inf

from topology.loads.cascade.run import Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.clock import resolution
from topology.loads.mechanisms.queues import Queue
from topology.loads.mechanisms.twins import twin
from topology.loads.moment.loads import Loads

RUSH_S = 1e-3
"""In which time a queue without a capacity works off what waits, when it can.

At once would be a load without bound for no time on whatever it calls; so it is a short, large one.
"""
SHORT = 1e3
"""In no less than so many steps of the clock any queue works off what waits.

Within one step more would be worked off than there is.
"""


class Backlogs:
    """Follows the queues: tells the limits what they have come to, and them at what rates to go on.

    Loads are rates for a time of `base_s` seconds; queues reckon in amounts a second.
    """

    def __init__(self, loads: Loads, timeline: Timeline, base_s: float) -> None:
        self._loads = loads
        self._timeline = timeline
        self._base_s = base_s
        self.queues: dict[int, Queue] = {}
        for v, component in enumerate(loads.wiring.graph.components):
            overload = component.overload
            if overload is not None and overload.mode == "queue":
                self.queues[v] = Queue(overload.max_queue, overload.timeout, timeline.now)

    def copy(self, loads: Loads, timeline: Timeline) -> Backlogs:
        """The same queues, in another run."""
        new = twin(self)
        new._loads, new._timeline = loads, timeline
        new.queues = {v: queue.copy() for v, queue in self.queues.items()}
        return new

    # -- facts ----------------------------------------------------------------------------------

    @property
    def amounts(self) -> dict[int, float]:
        """How much waits before each component that has a queue."""
        return {v: queue.backlog for v, queue in self.queues.items()}

    @property
    def growing(self) -> frozenset[int]:
        """The queues that grow and are not full: without end, if the rates stay as they are."""
        return frozenset(v for v, q in self.queues.items() if q.growth > 0 and not q.is_full)

    @property
    def next_s(self) -> float | None:
        """When something about a queue next changes by itself."""
        times = [at for queue in self.queues.values() if (at := queue.next_s()) is not None]
        return min(times, default=None)

    def pending(self) -> tuple[tuple[int, object], ...]:
        """What each queue decides of what follows, but for backlogs that are worked on for long.

        Such a backlog decides nothing but when it ends.
        """
        return tuple((v, _pending(queue)) for v, queue in self.queues.items())

    # -- what happens ---------------------------------------------------------------------------

    def pass_time(self, until: float) -> None:
        """Lets all change at their rates."""
        for queue in self.queues.values():
            queue.advance(until)

    def review(self) -> None:
        """Tells the limits what the queues have come to."""
        timeline, limits = self._timeline, self._loads.limits
        ids = self._loads.wiring.graph.ids
        for v, queue in self.queues.items():
            name = ids[v]
            if queue.late != bool(limits.late[v]):
                word = Word.LATE if queue.late else Word.IN_TIME
                said = "serves too late" if queue.late else "serves in time again"
                timeline.log(word, v, f"{name} {said}", timeline.last(v))
            if queue.is_full and not limits.full[v] and queue.growth > 0:
                timeline.log(Word.QUEUE_FULL, v, f"the queue of {name} is full", timeline.last(v))
            limits.to_write("waiting")[v] = queue.backlog > 0
            shortest = SHORT * resolution(timeline.now)
            within = max(RUSH_S, shortest) if limits.capacity[v] == inf else shortest
            limits.to_write("rush")[v] = queue.backlog * self._base_s / within
            limits.to_write("late")[v] = queue.late
            limits.to_write("full")[v] = queue.is_full

    def set_rates(self) -> None:
        """From now on the queues change at the rates that were found."""
        timeline, loads = self._timeline, self._loads
        for v, queue in self.queues.items():
            drained = queue.growth < 0 and not queue.backlog
            into, out = float(loads.let_in[v]), float(loads.work[v])
            queue.set_rates(into / self._base_s, out / self._base_s)
            if drained:
                words = f"the backlog of {loads.wiring.graph.ids[v]} is cleared"
                timeline.log(Word.CLEARED, v, words, timeline.last(v))


def _pending(queue: Queue) -> object:
    if queue.is_full:
        return "full", round(queue.age, 6) if queue.timeout is not None and not queue.late else 0
    if not queue.backlog:
        return "empty"
    if queue.most is None and (queue.timeout is None or queue.late):
        return "waiting"
    return round(queue.backlog, 6), round(queue.age, 6)
