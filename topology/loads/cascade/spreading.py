"""How changes of soundness spread: what falls, what rises, which standbys and ways change."""

from __future__ import annotations

from dataclasses import dataclass

from topology.loads.cascade.dynamics.capacities import Capacities
from topology.loads.cascade.dynamics.overloads import Overloads
from topology.loads.cascade.dynamics.recovering.mending import Mending
from topology.loads.cascade.dynamics.recovering.starting import Starting
from topology.loads.cascade.dynamics.reserves import Reserves
from topology.loads.cascade.dynamics.soundness import Soundness
from topology.loads.cascade.dynamics.start_calls import StartCalls
from topology.loads.cascade.dynamics.switching import Switching
from topology.loads.cascade.run import Word
from topology.loads.cascade.story import (
    broken_entry,
    entry_words,
    lost_alternatives,
    members_left,
    reserves_used_up,
    waiting_words,
)
from topology.loads.cascade.timeline import Timeline
from topology.loads.moment.flow import Flow
from topology.loads.moment.standing import NOBODY, Change, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreading:
    """Lets what has become sound or unsound take others with it, and tells of it."""

    flow: Flow
    standing: Standing
    soundness: Soundness
    overloads: Overloads
    capacities: Capacities
    switching: Switching
    starting: Starting
    mending: Mending
    reserves: Reserves
    start_calls: StartCalls
    timeline: Timeline

    def spread(self) -> None:
        """Falls, rises, starts, work, standbys, then reserves, until nothing changes."""
        self._settle()
        while self._settle_idle() or self._settle_reserves():
            self._settle()

    def _settle_idle(self) -> bool:
        """What falls as it cannot switch, and rises as it can; whether anything changed by that."""
        falls, rises = self.switching.settle_idle()
        for change in falls:
            self._fell(change)
        for change in rises:
            self._rose(change)
        return self.standing.has_changed

    def _settle_reserves(self) -> bool:
        """What falls as reserves are used up; whether anything changed by that."""
        for change in self.reserves.review():
            self._fell(change)
        return self.standing.has_changed

    def _settle(self) -> None:
        self._settle_soundness()
        while self.starting.review():
            self._settle_soundness()
        self.start_calls.review()
        changed = self.standing.take_changed()
        self.mending.paces.review(changed)
        if changed:
            self.flow.touch(changed)
            self.switching.review(changed)
            self.find_ways()

    def _settle_soundness(self) -> None:
        while unsettled := self.soundness.take_unsettled():
            self.start_calls.touch(unsettled)
            is_sound = self.standing.sound
            mended = [v for v in unsettled if not is_sound[v] and self.soundness.is_sound(v)]
            for v in unsettled:
                is_sound[v] = self.soundness.is_sound(v)
                if v in self.standing.failed:
                    self.standing.failed[v] = self.soundness.lost[v] + self.soundness.dead[v]
            fallen = [v for v in unsettled if not is_sound[v] or self.standing.is_short(v)]
            for change in self.standing.fall(fallen):
                self._fell(change)
            for change in self.standing.rise(v for v in unsettled if is_sound[v]):
                self._rose(change)
            for v in mended:
                self._waits(v)

    def _fell(self, change: Change) -> None:
        v, after = change.component, change.after
        wiring, standing, timeline = self.flow.wiring, self.standing, self.timeline
        self.overloads.fell(v)
        self.capacities.fell(v)
        self.starting.fell(v)
        self.start_calls.fell(v)
        self._take_along(v)
        if places := standing.lost_places(v):
            cause = timeline.last(after if after in places else v)
            timeline.log_fall(v, members_left(wiring, standing, v), cause, [[p] for p in places])
            return
        if after == NOBODY:
            return
        entry = broken_entry(wiring, standing, v, after)
        words, lost = f"needs {wiring.name(after)}", list[int]()
        cause = timeline.last(after)
        if entry is not None:
            words = entry_words(wiring, standing, entry)
            lost = lost_alternatives(wiring, standing, entry)
            blamed = standing.behind(entry) if entry in wiring.paths else {after}
            if after not in blamed:
                cause = timeline.latest(blamed)
            cause = max(cause, *map(timeline.last, reserves_used_up(wiring, standing, entry)), -1)
        of_each = map(standing.behind, lost)
        timeline.log_fall(v, f"{wiring.name(v)} {words}", cause, of_each)

    def _take_along(self, place: int) -> None:
        """The members that stand in a place that fell or rose carry nothing, or do again."""
        for v, _ in self.flow.wiring.standing_in.get(place, ()):
            self.capacities.members_away(v, self.standing.away[v])

    def _rose(self, change: Change) -> None:
        v, timeline = change.component, self.timeline
        self.capacities.rose(v)
        self.start_calls.touch((v,))
        self._take_along(v)
        cause = timeline.last(change.after if change.after != NOBODY else v)
        timeline.log(Word.RETURNS, v, f"{self.flow.wiring.graph.ids[v]} is up again", cause)

    def _waits(self, v: int) -> None:
        """Tells what keeps down a component that is mended."""
        if self.standing.lost_places(v):
            words = f"{members_left(self.flow.wiring, self.standing, v)}, so it stays down"
            self.timeline.log(Word.WAITS, v, words, self.timeline.last(v))
            return
        entry = broken_entry(self.flow.wiring, self.standing, v, NOBODY)
        if entry is not None:
            wiring = self.flow.wiring
            words = f"{wiring.graph.ids[v]} {waiting_words(wiring, self.standing, entry)}"
            self.timeline.log(Word.WAITS, v, words, self.timeline.last(v))

    def find_ways(self) -> None:
        """Finds anew the ways over networks in which something has changed, and of traffic."""
        self.flow.route(self.standing.touched, self.standing.up)
        self.standing.touched.clear()
