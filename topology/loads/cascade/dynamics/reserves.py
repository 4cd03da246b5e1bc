"""Entries of needs that are done without for a while: their reserves drain, refill, are used up.

A reserve drains while its entry does not hold, or waits for a switch. Until it is used up its owner
lives on: the entry succeeds and nothing is sent there. It is the entry's, whatever its owner does.
"""

from __future__ import annotations

from collections.abc import Iterator

from topology.loads.cascade.dynamics.switching import Switching
from topology.loads.cascade.run import Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.reserve import Reserve
from topology.loads.mechanisms.timers import Kind, Timers
from topology.loads.mechanisms.twins import twin
from topology.loads.moment.standing import Change, Standing
from topology.structure.words import entry_name, lives_on_words


class Reserves:
    """Keeps what is left of each reserve, and lets go of what it held once it is used up."""

    def __init__(
        self,
        standing: Standing,
        switching: Switching,
        timers: Timers,
        timeline: Timeline,
        *,
        counted: bool = True,
    ) -> None:
        """Full, where the entry works with nothing failed; none are there unless `counted`."""
        self._standing = standing
        self._wiring = wiring = standing.wiring
        self._switching = switching
        self._timers = timers
        self._timeline = timeline
        self._of: dict[int, Reserve] = {}
        for node in wiring.reserves if counted else ():
            entry = wiring.held_entry(node)
            self._of[node] = reserve = Reserve(float(entry.holds or 0.0), float(entry.refill))
            if standing.works[wiring.held_by(node)]:
                standing.hold(node)
            else:
                reserve.end(timeline.now)

    def copy(
        self, standing: Standing, switching: Switching, timers: Timers, timeline: Timeline
    ) -> Reserves:
        """The same reserves, in another run."""
        new = twin(self)
        new._standing, new._switching = standing, switching
        new._timers, new._timeline = timers, timeline
        new._of = {node: twin(reserve) for node, reserve in self._of.items()}
        return new

    def pending(self, now: float) -> Iterator[tuple[int, object]]:
        """Of each that is not full: how it stands, and what is left, to the microsecond."""
        for node, reserve in self._of.items():
            left_s = reserve.left_s(now)
            if reserve.is_draining or reserve.is_used_up or left_s < reserve.holds_s:
                stands = (reserve.is_draining, reserve.is_used_up)
                yield node, (node, *stands, round(left_s, 6))

    def changed_at(self) -> Iterator[tuple[int, object]]:
        """Of each that is not full: since when it stands as it does, and with what."""
        for node, reserve in self._of.items():
            if reserve.level_s < reserve.holds_s:
                yield node, (node, reserve.is_draining, reserve.since_s, reserve.level_s)

    def review(self) -> list[Change]:
        """Looks which entries hold; what goes down, in order, as reserves are used up."""
        changes: list[Change] = []
        now = self._timeline.now
        for node, reserve in self._of.items():
            if self._switching.serves(self._wiring.held_by(node)):
                if reserve.is_draining or reserve.is_used_up:
                    self._holds_again(node, reserve)
            elif not reserve.is_used_up:
                if not reserve.is_draining:
                    self._lives_on(node, reserve)
                if reserve.left_s(now) <= 0:
                    changes += self._used_up(node, reserve)
        return changes

    def _lives_on(self, node: int, reserve: Reserve) -> None:
        now = self._timeline.now
        ends_at = reserve.drain(now)
        if reserve.level_s > 0:
            self._tell(
                node, Word.LIVES_ON, lives_on_words(self._wiring.held_entry(node), reserve.level_s)
            )
        self._timers.set(Kind.RESERVE, node, ends_at)
        self._switching.held(node, is_held=True)

    def _holds_again(self, node: int, reserve: Reserve) -> None:
        if reserve.is_used_up:
            self._standing.hold(node)
        else:
            self._tell(
                node, Word.HELD_NO_MORE, f"has {entry_name(self._wiring.held_entry(node))} again"
            )
            self._switching.held(node, is_held=False)
        reserve.refill(self._timeline.now)
        self._timers.set(Kind.RESERVE, node, None)

    def _used_up(self, node: int, reserve: Reserve) -> list[Change]:
        reserve.end(self._timeline.now)
        self._timers.set(Kind.RESERVE, node, None)
        timeline, name = self._timeline, entry_name(self._wiring.held_entry(node))
        if self._standing.up[self._wiring.owners[node]]:
            words = f"the reserve of {self._wiring.name(node)} for {name} is used up"
            timeline.log(Word.USED_UP, node, words, timeline.last(node))
        changes = self._standing.let_go(node)
        self._switching.held(node, is_held=False)
        return changes

    def _tell(self, node: int, word: Word, words: str) -> None:
        """Adds a line about the owner of an entry, if it is up: what is down needs nothing."""
        owner = self._wiring.owners[node]
        if self._standing.up[owner]:
            timeline, held = self._timeline, self._wiring.held_by(node)
            cause = max(timeline.latest(self._standing.behind(held)), timeline.last(held))
            timeline.log(word, node, f"{self._wiring.name(node)} {words}", cause)
