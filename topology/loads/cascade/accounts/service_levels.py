"""The service levels that are watched: when they fall below what is asked for, and for what."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from topology.loads.cascade.accounts.blame import BY_LOAD, Blame, Known
from topology.loads.cascade.accounts.standards import LEVEL_EPSILON
from topology.loads.cascade.run import Word
from topology.loads.cascade.story import level_words
from topology.loads.cascade.timeline import Timeline
from topology.loads.moment.arcs import Flags, Floats, Ints
from topology.structure.graph import Graph


class ServiceLevels:
    """`look` is called after each event, `pass_time` before the next; times in seconds."""

    def __init__(
        self,
        graph: Graph,
        watched: Collection[int],
        floor: Floats,
        blame: Blame,
        timeline: Timeline,
        *,
        is_told: bool = True,
    ) -> None:
        """`floor` is the level of each component below which it is below its level.

        Unless that `is_told` nobody asks what the time below it waited for.
        """
        self._is_told = is_told
        self._graph = graph
        self._floor = floor
        self._blame = blame
        self._timeline = timeline
        self.watched: Ints = np.array(sorted(watched), dtype=np.int64)
        self.names = tuple(graph.ids[v] for v in self.watched.tolist())
        """Those of the watched."""
        self.is_below: Flags = np.zeros(graph.size, dtype=np.bool_)
        self.outage_by: dict[int, dict[str, float]] = {}
        """How the time below its level of each of the watched divides by what it waited for."""
        self.last_below_s: dict[int, float] = {}
        """When each of the watched was last below its level."""
        self.longest_below_s: dict[int, float] = {}
        """The longest stretch in which each of them was."""
        self._below_since_s: dict[int, float] = {}
        self._waits_for: dict[int, str] = {}
        self._told: dict[int, tuple[str, bool]] = {}

    def go_on_from(self, start: ServiceLevels, *, same: bool) -> None:
        """Takes up what a start has found and told, with nothing added up yet.

        Whether it watches the `same`, which are then not given again.
        """
        if same:
            self.watched, self.names = start.watched, start.names
        self.is_below, self._told = start.is_below.copy(), dict(start._told)
        self._waits_for = dict(start._waits_for)

    def look(self, level: Floats) -> None:
        """Tells when what is judged goes below its level, or comes back to it."""
        watched = self.watched
        known = Known()
        is_below = level[watched] < self._floor[watched] - LEVEL_EPSILON
        if not self._is_told:
            self.is_below[watched] = is_below
            return
        for v in watched[is_below | self.is_below[watched]].tolist():
            below = bool(level[v] < self._floor[v] - LEVEL_EPSILON)
            if below:
                self._tell_below(v, float(level[v]), known)
            else:
                self._tell_again(v, float(level[v]))
            self.is_below[v] = below

    def _tell_below(self, v: int, level: float, known: Known) -> None:
        words = f"{self._graph.ids[v]} at {level_words(level)}"
        self._waits_for[v], line = self._blame.of(v, known)
        told = words, self._waits_for[v] in BY_LOAD
        if self._told.get(v) != told:
            self._timeline.log(Word.BELOW_LEVEL, v, words, line, level=level)
            self._told[v] = told

    def _tell_again(self, v: int, level: float) -> None:
        words = f"{self._graph.ids[v]} at {level_words(level)} again"
        self._timeline.log(Word.AT_LEVEL, v, words, self._timeline.latest_line, level=level)
        del self._told[v]

    def pass_time(self, passed: float) -> None:
        """Adds a time to the outages of what is below its level."""
        before = self._timeline.now
        now = before + passed
        for v in self.watched[self.is_below[self.watched]].tolist():
            if self._is_told:
                by, word = self.outage_by.setdefault(v, {}), self._waits_for[v]
                by[word] = by.get(word, 0.0) + passed
            if self.last_below_s.get(v) != before:
                self._below_since_s[v] = before
            self.last_below_s[v] = now
            stretch = now - self._below_since_s[v]
            self.longest_below_s[v] = max(stretch, self.longest_below_s.get(v, 0.0))
