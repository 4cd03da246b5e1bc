"""Coming up again of what has a `start`: it takes more than going on, and takes its time."""

from __future__ import annotations

from dataclasses import dataclass

from topology.loads.cascade.dynamics.soundness import Soundness
from topology.loads.cascade.run import NO_CAUSE, Word
from topology.loads.cascade.story import lacking, named_words
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.timers import Kind, Timers
from topology.loads.moment.standing import Standing


@dataclass(slots=True)
class Start:
    """How far a component that was down is on its way up."""

    left: float = 1.0
    """How much was left when it last began to go on."""
    since_s: float | None = None
    """When that was; None while it cannot go on."""
    is_told: bool = False


class Starting:
    """Keeps what has to start down until it has; costs nothing where nothing has a `start`."""

    def __init__(
        self, standing: Standing, soundness: Soundness, timers: Timers, timeline: Timeline
    ) -> None:
        self._standing = standing
        self._wiring = standing.wiring
        self._soundness = soundness
        self._timers = timers
        self._timeline = timeline
        self._starts: dict[int, Start] = {}

    def pending(self) -> list[tuple[int, float]]:
        """How much is left of each start that cannot go on."""
        paused = [(v, start) for v, start in self._starts.items() if start.since_s is None]
        return sorted((v, round(start.left, 9)) for v, start in paused)

    def is_starting(self, v: int) -> bool:
        """Whether it is on its way up."""
        return v in self._starts and self._starts[v].since_s is not None

    def lacking(self, v: int) -> list[int]:
        """The components for want of which it cannot start, all else being well; sorted."""
        if v not in self._starts or not self._soundness.is_sound_but_for_start(v):
            return []
        node = self._wiring.starts[v]
        wanting = [] if self._standing.works[node] else lacking(self._standing, node)
        return sorted({*wanting, *self._standing.lost_places(v)})

    def _may_come_up(self, v: int) -> bool:
        """Whether all that it takes is up: what it needs, and where enough of its members stand."""
        return self._standing.works[self._wiring.starts[v]] and not self._standing.is_short(v)

    def in_words(self) -> list[str]:
        """What cannot start, and for want of what; in a fixed order."""
        return [self._waiting_words(v) for v in sorted(self._starts) if self.lacking(v)]

    def _waiting_words(self, v: int) -> str:
        wiring = self._wiring
        return f"{wiring.graph.ids[v]} waits for {named_words(wiring, self.lacking(v))} to start"

    def fell(self, v: int) -> None:
        """A component is down, for whatever reason: it has to start."""
        if v in self._wiring.starts:
            self._starts.setdefault(v, Start())
            self._soundness.stop(v)
            self._standing.sound[v] = False

    def review(self) -> bool:
        """Lets starts go on or stand still, as things are; whether any is over at once."""
        is_over = False
        for v in sorted(self._starts):
            is_over |= self._review(v, self._starts[v])
        return is_over

    def elapse(self, v: int) -> None:
        """The time of a start is over."""
        del self._starts[v]
        self._soundness.started(v)

    def _review(self, v: int, start: Start) -> bool:
        is_well = self._soundness.is_sound_but_for_start(v)
        can_go_on = is_well and self._may_come_up(v)
        given = self._wiring.graph.components[v].start
        time, now = given.time if given is not None else 0.0, self._timeline.now
        if not is_well:
            start.left = 1.0
        if can_go_on and not time:
            self.elapse(v)
            return True
        if can_go_on and start.since_s is None:
            self._go_on(v, start, time)
        elif not can_go_on and start.since_s is not None:
            if is_well:
                start.left = max(0.0, start.left - (now - start.since_s) / time)
            start.since_s = None
            self._timers.set(Kind.START, v, None)
        self._tell(v, start, is_waiting=is_well and not can_go_on)
        return False

    def _go_on(self, v: int, start: Start, time: float) -> None:
        timeline = self._timeline
        start.since_s = timeline.now
        self._timers.set(Kind.START, v, timeline.now + start.left * time)
        timeline.log(Word.STARTS, v, f"{self._wiring.graph.ids[v]} starts", timeline.latest_line)

    def _tell(self, v: int, start: Start, *, is_waiting: bool) -> None:
        if is_waiting and not start.is_told:
            cause = self._timeline.latest(self.lacking(v))
            cause = self._timeline.last(v) if cause == NO_CAUSE else cause
            self._timeline.log(Word.WAITS, v, self._waiting_words(v), cause)
        start.is_told = is_waiting


def waits_for_itself(v: int, standing: Standing, soundness: Soundness) -> bool:
    """Whether nothing that failed keeps a component down, so that it waits in a circle."""
    wiring, works = standing.wiring, standing.works
    todo, seen = [v], {v}
    for node in todo:
        if node < wiring.size and not soundness.is_sound_but_for_start(node):
            return False
        down = [e for e in wiring.elements_of(node) if not standing.up[e]]
        down += standing.lost_places(node)
        arcs = (wiring.arcs[number] for number in wiring.arcs_from[wiring.starts.get(node, node)])
        down += [arc.child for arc in arcs if arc.hard and not works[arc.child]]
        todo.extend(further for further in down if further not in seen)
        seen.update(down)
    return True
