"""Crashes under load, and restarts after them."""

from __future__ import annotations

from topology.loads.cascade.dynamics.soundness import Soundness
from topology.loads.cascade.run import Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.timers import Kind, Timers
from topology.structure.graph import Graph
from topology.values.units import format_duration


class Crashes:
    """Takes components down and brings them back; keeps no state but what is sound and due."""

    def __init__(
        self, graph: Graph, soundness: Soundness, timers: Timers, timeline: Timeline
    ) -> None:
        self._graph = graph
        self._soundness = soundness
        self._timers = timers
        self._timeline = timeline

    def crash(self, v: int) -> None:
        """A component goes down under its load, and restarts if it does so by itself."""
        overload = self._graph.components[v].overload
        assert overload is not None
        timeline = self._timeline
        after = f" after {format_duration(overload.hold)}" if overload.hold else ""
        self._soundness.crash(v)
        timeline.log(Word.CRASHES, v, f"{self._graph.ids[v]} crashes{after}", timeline.last(v))
        if overload.restart is not None:
            self._timers.set(Kind.RESTART, v, timeline.now + overload.restart)

    def restart(self, v: int) -> None:
        """What has crashed is sound again."""
        timeline = self._timeline
        self._timers.set(Kind.RESTART, v, None)
        self._soundness.restart(v)
        timeline.log(Word.RESTARTS, v, f"{self._graph.ids[v]} restarts", timeline.last(v))

    def repair(self, v: int) -> bool:
        """Restarts a component at once, if it has crashed; whether it had."""
        if v not in self._soundness.crashed:
            return False
        self.restart(v)
        timeline = self._timeline
        timeline.log(Word.REPAIRED, v, f"{self._graph.ids[v]} is repaired", timeline.last(v))
        return True
