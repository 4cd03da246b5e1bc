"""Who gets the load of a junction: shares, parts of it, or the active entry of a standby."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from topology.document import schema
from topology.document.schema import changed, starts_of
from topology.loads.cascade.dynamics.splits import Splits
from topology.loads.cascade.run import Word
from topology.loads.cascade.story import lacking, named_words
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.standby import DELAYS, Standby, Step
from topology.loads.mechanisms.timers import Kind, Timers
from topology.loads.mechanisms.twins import twin
from topology.loads.moment.arcs import Floats
from topology.loads.moment.standing import Change, Standing
from topology.loads.moment.wiring import SUMS, Form
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
        self._splits = Splits(standing, timeline)
        self.follow: Floats = np.ones(wiring.size)
        """The part of each component's load that follows its switches; the rest is abandoned."""
        self.standbys: dict[int, Standby] = {}
        self._tools: dict[int, int] = {}
        """By standby, if its switchover needs something, the node that works while that holds."""
        self._standing_still: set[int] = set()
        self._looked_at = 0
        self._reweighed: set[int] = set()
        for node in wiring.standbys:
            entry = wiring.entries[node]
            assert isinstance(entry, schema.FirstOf)
            needs = entry.switchover.needs if entry.switchover else ()
            if needs:
                self._tools[node] = wiring.tools[wiring.owners[node], needs]
            self.standbys[node] = Standby(
                _timed(entry, delays),
                standing.entries_work(node),
                has_tools=self._has_tools(node),
            )
        self._shedding = frozenset(
            wiring.owners[node] for node, s in self.standbys.items() if s.entry.share < 1
        )
        """Owners of whose load some may not follow a switch."""
        for node, form in enumerate(wiring.forms):
            if form in SUMS:
                self._weigh(node)
            if form is Form.SPLIT:
                self._splits.review(node)
        for node, standby in self.standbys.items():
            if standby.active:
                self._update_follow(node)

    def copy(
        self, standing: Standing, weight: Floats, timers: Timers, timeline: Timeline
    ) -> Switching:
        """The same state, in another run."""
        new = twin(self)
        new._standing, new._weight, new._timers, new._timeline = standing, weight, timers, timeline
        new._splits = Splits(standing, timeline)
        new.follow = self.follow.copy()
        new.standbys = {node: twin(standby) for node, standby in self.standbys.items()}
        new._standing_still, new._reweighed = set(self._standing_still), set()
        return new

    def take_looked_at(self) -> int:
        """How many switchovers have been looked at since this was last asked."""
        looked_at, self._looked_at = self._looked_at, 0
        return looked_at

    def take_reweighed(self) -> set[int]:
        """The junctions whose parts were set since this was last asked, and the owners of whose
        load another part follows."""
        reweighed, self._reweighed = self._reweighed, set()
        return reweighed

    def pending(self) -> tuple[object, ...]:
        """How far each standby is; when it goes on is for the timers to say."""
        return tuple(
            (s.phase, s.active, s.chosen, s.wanted, round(s.left, 9) if s.stands_still else 0)
            for s in self.standbys.values()
        )

    def lacking(self, node: int) -> list[int]:
        """The components for want of which a switch stands still, sorted; none if it goes on."""
        if node not in self._tools or not self.standbys[node].stands_still:
            return []
        return lacking(self._standing, self._tools[node])

    def in_words(self) -> list[str]:
        """Which switches stand still, and for want of what; in a fixed order."""
        return sorted(self._waiting_words(node) for node in self._tools if self.lacking(node))

    def _waiting_words(self, node: int) -> str:
        wiring = self._wiring
        return f"{wiring.name(node)} waits for {named_words(wiring, self.lacking(node))} to switch"

    def _has_tools(self, node: int) -> bool:
        return node not in self._tools or self._standing.works[self._tools[node]]

    # -- what happens ---------------------------------------------------------------------------

    def review(self, changed: Iterable[int]) -> None:
        """Some nodes have changed between working and not."""
        wiring, now = self._wiring, self._timeline.now
        for node in self._tools:
            has_tools = self._has_tools(node)
            if has_tools != self.standbys[node].has_tools:
                works = self._standing.entries_work(node)
                steps = self.standbys[node].equip(works, now, has_tools=has_tools)
                self._switched(node, steps)
        affected = {
            parent
            for node in (self._up_to_choices(changed) if wiring.reserves else changed)
            for parent in wiring.hard_parents[node]
            if wiring.forms[parent] in SUMS
        }
        for node in sorted(affected):
            if node in self.standbys:
                works = self._standing.entries_work(node)
                steps = self.standbys[node].review(works, now)
                self._switched(node, steps)
            else:
                self._weigh(node)
                if wiring.forms[node] is Form.SPLIT:
                    self._splits.review(node)

    def settle_idle(self) -> tuple[list[Change], list[Change]]:
        """What falls as standbys come to stand idle, and what rises as others do so no more.

        An entry holds while its active part does, or what a switch takes and another part.
        """
        falls: list[Change] = []
        rises: list[Change] = []
        standing = self._standing
        for node, tools in self._tools.items():
            standby = self.standbys[node]
            is_idle = standby.may_be_idle and standby.is_idle(standing.entries_work(node))
            if is_idle and not standing.is_idle(node):
                falls += standing.stand_idle(node, tools)
            elif standing.is_idle(node) and not is_idle:
                rises += standing.switch_again(node)
        return falls, rises

    def _up_to_choices(self, changed: Iterable[int]) -> Iterable[int]:
        """Some nodes, and all junctions above them: what is held there may carry load no more."""
        todo = list(changed)
        seen = set(todo)
        for node in todo:
            above = {p for p in self._wiring.hard_parents[node] if p >= self._wiring.size} - seen
            seen |= above
            todo.extend(above)
        return todo

    def held(self, reserve: int, *, is_held: bool) -> None:
        """An owner lives on without an entry from now on, or no longer: nothing is sent there."""
        self._weight[self._wiring.arcs_from[reserve][0]] = 0.0 if is_held else 1.0
        self.review((reserve,))
        self._update_follow(reserve)

    def serves(self, node: int) -> bool:
        """Whether an entry holds, and waits for no switch; what is held there holds."""
        wiring, works = self._wiring, self._standing.works
        form = wiring.forms[node]
        if form in (Form.COMPONENT, Form.PATH, Form.HELD) or not works[node]:
            return works[node]
        arcs = [wiring.arcs[number] for number in wiring.arcs_from[node]]
        if form is Form.STANDBY:
            return self.serves(arcs[self.standbys[node].active].child)
        served = sum(self.serves(arc.child) for arc in arcs if arc.hard)
        return served >= wiring.required[node]

    def _carries(self, node: int) -> bool:
        """Whether something of an entry really works, and is not merely held."""
        wiring = self._wiring
        if not self._standing.works[node] or wiring.forms[node] in (Form.COMPONENT, Form.PATH):
            return self._standing.works[node]
        if wiring.forms[node] is Form.HELD and not self._weight[wiring.arcs_from[node][0]]:
            return False
        hard = [arc for n in wiring.arcs_from[node] if (arc := wiring.arcs[n]).hard]
        return not hard or any(self._carries(arc.child) for arc in hard)

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
            for position, child in enumerate(wiring.children[node]):
                if to in wiring.named_by(child):
                    works = self._standing.entries_work(node)
                    self._switched(node, standby.switch(position, works, self._timeline.now))
                    return True
        return False

    def _switched(self, node: int, steps: Sequence[Step]) -> None:
        self._looked_at += 1
        for step in steps:
            self._log(node, step)
        standby = self.standbys[node]
        self._timers.set(Kind.STANDBY, node, standby.next_s)
        if steps:
            self._weigh(node)
        self._update_follow(node)
        self._tell_standing_still(node)

    def _tell_standing_still(self, node: int) -> None:
        """Tells what a switch waits for, once for each time that it comes to stand still."""
        wanting = self.lacking(node)
        if wanting and node not in self._standing_still:
            cause = self._timeline.latest(wanting)
            self._timeline.log(Word.WAITS, node, self._waiting_words(node), cause)
        (self._standing_still.add if wanting else self._standing_still.discard)(node)

    def _log(self, node: int, step: Step) -> None:
        timeline, wiring = self._timeline, self._wiring
        child = wiring.children[node][step.entry]
        word, verb = _WORDS[step.word]
        words = f"{wiring.name(node)} {verb} {self.entry_name(child)}"
        if word is Word.LOSES and child in wiring.paths:
            (goal,) = wiring.named_by(child)
            if self._standing.works[goal]:
                words = f"{wiring.name(node)} loses its way to {wiring.graph.ids[goal]}"
        standby = self.standbys[node]
        if word is Word.SWITCHES and self._takes_its_delays(node):
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

    def _takes_its_delays(self, node: int) -> bool:
        """Whether a switch takes as long as its delays say."""
        standby = self.standbys[node]
        return bool(standby.delays_s) and not standby.held and node not in self._tools

    def entry_name(self, node: int) -> str:
        """What an entry is called in a sentence."""
        wiring = self._wiring
        names = [wiring.graph.ids[v] for v in sorted(wiring.named_by(node))]
        return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1:,} more"

    # -- weights ----------------------------------------------------------------------------------

    def _weigh(self, node: int) -> None:
        """Sets the parts that the entries of a junction get."""
        wiring, weight = self._wiring, self._weight
        self._reweighed.add(node)
        numbers, works = wiring.arcs_from[node], self._standing.entries_work(node)
        weight[numbers.start : numbers.stop] = 0.0
        if (standby := self.standbys.get(node)) is not None:
            weight[numbers[standby.active]] = standby.share(works)
            return
        # The parts of a split stay as they are: what is lost with one goes to no other.
        stays = wiring.forms[node] is Form.SPLIT
        if wiring.reserves and not stays:
            carries = [self._carries(child) for child in wiring.children[node]]
            works = carries if any(carries) else works
        among = [up or stays for up in works]
        total = sum(wiring.arcs[n].weight for n, up in zip(numbers, among, strict=True) if up)
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
        self._reweighed.add(owner)
        self.follow[owner] = math.prod(self._followed(arc.child) for arc in hard)

    def _followed(self, node: int) -> float:
        wiring = self._wiring
        form, numbers = wiring.forms[node], wiring.arcs_from[node]
        if form in (Form.COMPONENT, Form.PATH):
            return 1.0
        parts = [self._followed(child) for child in wiring.children[node]]
        if form is Form.ALL:
            return math.prod(parts)
        weights = [float(self._weight[n]) for n in numbers]
        if not any(weights):
            return 1.0
        followed = sum(weight * part for weight, part in zip(weights, parts, strict=True))
        # A part that is lost is not left behind by a switch.
        return followed + (1 - sum(weights) if form is Form.SPLIT else 0.0)


def _timed(entry: schema.FirstOf, factor: float) -> schema.FirstOf:
    """A standby as it is, or one that switches sooner or later."""
    delays = entry.switchover
    if factor == 1 or delays is None:
        return entry
    scaled = {name: getattr(delays, name) * factor for name in DELAYS}
    if delays.otherwise is not None:
        scaled["otherwise"] = delays.otherwise * factor
    return changed(entry, switchover=changed(delays, **scaled))
