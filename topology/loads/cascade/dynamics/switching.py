"""Who gets the load of a junction: equal shares, or the active entry of a standby."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from copy import copy

import numpy as np

from topology.document import schema
from topology.document.schema import changed, starts_of
from topology.loads.cascade.run import Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.standby import DELAYS, Standby, Step
from topology.loads.mechanisms.timers import Kind, Timers
from topology.loads.moment.arcs import Floats
from topology.loads.moment.standing import Standing
from topology.loads.moment.wiring import Form
from topology.values.units import format_duration, percent

_WORDS = {
    "loses": (Word.LOSES, "loses"),
    "switches": (Word.SWITCHES, "switches to"),
    "fails back": (Word.FAILS_BACK, "goes back to"),
    "goes on": (Word.GOES_ON, "goes on with"),
}


class Switching:
    """Keeps the weights of junctions up to date, and what follows of the loads of their owners."""

    def __init__(
        self,
        standing: Standing,
        weight: Floats,
        timers: Timers,
        timeline: Timeline,
        *,
        delays: float = 1.0,
    ) -> None:
        """`weight` is that of the arcs (`Loads.weight`), and is written to.

        `delays` is what the delays of standbys are multiplied by; 0 for switches in no time.
        """
        self._standing = standing
        self._wiring = wiring = standing.wiring
        self._weight = weight
        self._timers = timers
        self._timeline = timeline
        self.follow: Floats = np.ones(wiring.size)
        """The part of each component's load that follows its switches; the rest is abandoned."""
        self.standbys: dict[int, Standby] = {}
        for node in wiring.standbys:
            entry = wiring.entries[node]
            assert isinstance(entry, schema.FirstOf)
            self.standbys[node] = Standby(_timed(entry, delays), standing.entries_work(node))
        self._shedding = frozenset(
            wiring.owners[node] for node, s in self.standbys.items() if s.entry.share < 1
        )
        """Owners of whose load some may not follow a switch."""
        for node, form in enumerate(wiring.forms):
            if form in (Form.SHARED, Form.STANDBY):
                self._weigh(node)
        for node, standby in self.standbys.items():
            if standby.active:
                self._update_follow(node)

    def copy(
        self, standing: Standing, weight: Floats, timers: Timers, timeline: Timeline
    ) -> Switching:
        """The same state, in another run."""
        new = copy(self)
        new._standing, new._weight, new._timers, new._timeline = standing, weight, timers, timeline
        new.follow = self.follow.copy()
        new.standbys = {node: copy(standby) for node, standby in self.standbys.items()}
        return new

    def pending(self) -> tuple[object, ...]:
        """How far each standby is; when it goes on is for the timers to say."""
        return tuple((s.phase, s.active, s.chosen) for s in self.standbys.values())

    # -- what happens ---------------------------------------------------------------------------

    def review(self, changed: Iterable[int]) -> None:
        """Some nodes have changed between working and not."""
        wiring = self._wiring
        affected = {
            parent
            for node in changed
            for parent in wiring.hard_parents[node]
            if wiring.forms[parent] in (Form.SHARED, Form.STANDBY)
        }
        for node in sorted(affected):
            if node in self.standbys:
                works = self._standing.entries_work(node)
                steps = self.standbys[node].review(works, self._timeline.now)
                self._switched(node, steps)
            else:
                self._weigh(node)

    def elapse(self, node: int, edge: float) -> None:
        """A delay of a standby is over."""
        works, now = self._standing.entries_work(node), self._timeline.now
        self._switched(node, self.standbys[node].elapse(works, now, edge))

    def switch(self, owner: int, to: int) -> bool:
        """Switches a component by hand to the entry that names `to`; False if there is none."""
        wiring = self._wiring
        for node, standby in self.standbys.items():
            if wiring.owners[node] != owner:
                continue
            for position, number in enumerate(wiring.arcs_from[node]):
                if to in wiring.named_by(wiring.arcs[number].child):
                    works = self._standing.entries_work(node)
                    self._switched(node, standby.switch(position, works, self._timeline.now))
                    return True
        return False

    def _switched(self, node: int, steps: Sequence[Step]) -> None:
        for step in steps:
            self._log(node, step)
        standby = self.standbys[node]
        times = [at for at in (standby.due_s, standby.failback_s) if at is not None]
        self._timers.set(Kind.STANDBY, node, min(times, default=None))
        self._weigh(node)
        self._update_follow(node)

    def _log(self, node: int, step: Step) -> None:
        timeline, wiring = self._timeline, self._wiring
        child = wiring.arcs[wiring.arcs_from[node][step.entry]].child
        word, verb = _WORDS[step.word]
        words = f"{wiring.name(node)} {verb} {self._entry_name(child)}"
        if word is Word.LOSES and child in wiring.paths:
            (goal,) = wiring.named_by(child)
            if self._standing.works[goal]:
                words = f"{wiring.name(node)} loses its way to {wiring.graph.ids[goal]}"
        standby = self.standbys[node]
        if word is Word.SWITCHES and standby.delays_s and not standby.held:
            words += f" after {format_duration(standby.delays_s)}"
        if word is Word.SWITCHES and step.entry and standby.entry.share < 1:
            words += f", {percent(standby.entry.share)} of its load follow"
        starts = starts_of(standby.entry.first_of[step.entry]) if step.entry else 1.0
        if word is Word.SWITCHES and starts < 1:
            words += f", taken to start ({percent(starts)})"
        cause = timeline.last(node)
        if word is not Word.SWITCHES:
            latest = timeline.latest(self._standing.behind(child))
            cause = latest if word is Word.LOSES else max(cause, latest)
        timeline.log(word, node, words, cause)

    def _entry_name(self, node: int) -> str:
        """What an entry is called in a sentence."""
        wiring = self._wiring
        names = [wiring.graph.ids[v] for v in sorted(wiring.named_by(node))]
        return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1:,} more"

    # -- weights ----------------------------------------------------------------------------------

    def _weigh(self, node: int) -> None:
        """Sets the parts that the entries of a junction get."""
        wiring, weight = self._wiring, self._weight
        numbers, works = wiring.arcs_from[node], self._standing.entries_work(node)
        weight[numbers.start : numbers.stop] = 0.0
        if node in self.standbys:
            standby = self.standbys[node]
            weight[numbers[standby.active]] = standby.share(works)
            return
        total = sum(wiring.arcs[n].weight for n, up in zip(numbers, works, strict=True) if up)
        for number, working in zip(numbers, works, strict=True):
            if working:
                weight[number] = wiring.arcs[number].weight / total

    def _update_follow(self, node: int) -> None:
        """Sets the part of its load that the owner of a standby keeps."""
        wiring = self._wiring
        owner = wiring.owners[node]
        if owner not in self._shedding:
            return
        hard = [arc for n in wiring.arcs_from[owner] if (arc := wiring.arcs[n]).hard]
        self.follow[owner] = math.prod(self._followed(arc.child) for arc in hard)

    def _followed(self, node: int) -> float:
        wiring = self._wiring
        form, numbers = wiring.forms[node], wiring.arcs_from[node]
        if form in (Form.COMPONENT, Form.PATH):
            return 1.0
        parts = [self._followed(wiring.arcs[n].child) for n in numbers]
        if form is Form.ALL:
            return math.prod(parts)
        weights = [float(self._weight[n]) for n in numbers]
        if not any(weights):
            return 1.0
        return sum(weight * part for weight, part in zip(weights, parts, strict=True))


def _timed(entry: schema.FirstOf, factor: float) -> schema.FirstOf:
    """A standby as it is, or one that switches sooner or later."""
    delays = entry.switchover
    if factor == 1 or delays is None:
        return entry
    scaled = {name: getattr(delays, name) * factor for name in DELAYS}
    return changed(entry, switchover=changed(delays, **scaled))
