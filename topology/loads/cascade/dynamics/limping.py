"""What limps in a cascade: it goes on working in part, until it is mended or taken for dead.

Who limps is up, so nobody switches away from it. Taken for dead, its members count as failed, and
come back when what made them limp is mended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf

from topology.document import schema
from topology.document.schema import Mode
from topology.loads.cascade.dynamics.capacities import Capacities, Limp
from topology.loads.cascade.dynamics.mending import Mending
from topology.loads.cascade.dynamics.soundness import Soundness
from topology.loads.cascade.run import Word
from topology.loads.cascade.settings import Settings
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.crews import Done, Work
from topology.loads.mechanisms.timers import Kind, Timers
from topology.structure.graph import Graph
from topology.structure.strikes import Strike
from topology.values.units import format_duration, percent


@dataclass(slots=True)
class Case:
    """Members of one component that limp by one cause, and the work on them."""

    strike: Strike
    component: int
    line: int
    members: int = 0
    dead: int = 0
    """How many of them are taken for dead."""
    seen_s: float | None = None
    works: list[Work] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Limping:
    """Keeps who limps, and by how much."""

    graph: Graph
    mending: Mending
    soundness: Soundness
    capacities: Capacities
    timers: Timers
    timeline: Timeline
    settings: Settings
    _cases: dict[int, dict[str, Case]] = field(default_factory=dict, init=False)
    """By component and cause."""

    # -- facts ----------------------------------------------------------------------------------

    def works_on(self, v: int) -> list[Work]:
        """The repairs and verifications of what limps in a component that are not done."""
        return [work for case in self._cases.get(v, {}).values() for work in case.works]

    def limps(self, v: int) -> bool:
        """Whether some member of a component goes on working in part."""
        return any(case.members > case.dead for case in self._cases.get(v, {}).values())

    def pending(self) -> Iterator[tuple[int, str, int, float]]:
        """What nobody has begun to work on: on what, what it is, how many units."""
        works = (work for v in self._cases for work in self.works_on(v) if work.waiting)
        yield from ((work.component, work.kind, work.waiting, inf) for work in works)

    def for_good(self) -> Iterator[tuple[int, str]]:
        """Components that limp, or are dead of it, with no repair; with the cause."""
        for v, cases in sorted(self._cases.items()):
            for name, case in sorted(cases.items()):
                if case.strike.entry.mending is None and self.graph.components[v].mending is None:
                    yield v, name

    # -- what happens ---------------------------------------------------------------------------

    def begin(self, strike: Strike, v: int, members: int, cause: int) -> None:
        """Members of a component begin to limp, as far as not all do already by the same cause."""
        component = self.graph.components[v]
        cases = self._cases.setdefault(v, {})
        case = cases.setdefault(strike.id, Case(strike, v, cause))
        members = min(members, component.count - case.members)
        if members <= 0:
            return
        case.members += members
        seen_s = 0.0 if strike.fails or self.settings.all_seen else strike.seen_s
        if seen_s is not None and seen_s * self.settings.seen == 0:
            words = self.mending.loss_words(v, members)
            case.line = self.timeline.log(Word.FAILS, v, words, cause)
            self._take_for_dead(case)
        else:
            case.line = self.timeline.log(Word.LIMPS, v, self._words(case, members), cause)
            if seen_s is not None and case.seen_s is None:
                case.seen_s = self.timeline.now + seen_s * self.settings.seen
        self._update(v)
        repair = strike.entry.mending or component.mending
        if repair is not None and self.settings.repairs:
            self._ask(case, "repair", members, 1, repair)

    def _words(self, case: Case, members: int) -> str:
        component, share = self.graph.components[case.component], percent(case.strike.leaves)
        many = f"{members:,} of {component.count:,} " if component.count > 1 else ""
        verb = "limp" if members > 1 else "limps"
        what = "of what it is offered succeeds" if component.capacity is None else "is left"
        of = "" if component.capacity is None else " of its capacity"
        return f"{many}{component.id} {verb}: {share}{of} {what}"

    def look(self, v: int, edge: float) -> None:
        """Takes for dead what limps in a component for as long as that takes."""
        for case in self._cases.get(v, {}).values():
            if case.seen_s is not None and case.seen_s <= edge:
                after = format_duration((case.strike.seen_s or 0.0) * self.settings.seen)
                name = self.graph.ids[v]
                words = f"{name} is taken for dead after {after}"
                case.line = self.timeline.log(Word.SEEN, v, words, case.line)
                self._take_for_dead(case)
        self._update(v)

    def _take_for_dead(self, case: Case) -> None:
        case.dead, case.seen_s = case.members, None

    def _update(self, v: int) -> None:
        """Tells what is left of a component, and when somebody next looks at it."""
        cases = self._cases[v].values()
        limps = ((case.members - case.dead, case.strike.leaves) for case in cases)
        dead = sum(case.dead for case in cases)
        found = [Limp(members, leaves) for members, leaves in limps if members]
        self.capacities.limp(v, found, dead)
        if dead != self.soundness.dead[v]:
            self.soundness.take_for_dead(v, dead)
        due = min((case.seen_s for case in cases if case.seen_s is not None), default=None)
        self.timers.set(Kind.SEEN, v, due)

    # -- mending --------------------------------------------------------------------------------

    def done(self, done: Done) -> bool:
        """Takes note of work that is done, if it was on what limps; whether it was."""
        cases = self._cases.get(done.work.component, {}).values()
        found = (case for case in cases if any(work is done.work for work in case.works))
        case = next(found, None)
        if case is None:
            return False
        if done.last:
            case.works = [work for work in case.works if work is not done.work]
        self._worked(case, done.work.kind, done.members)
        return True

    def _worked(self, case: Case, kind: str, members: int) -> None:
        v, timeline = case.component, self.timeline
        component, is_repair = self.graph.components[v], kind == "repair"
        word = Word.REPAIRED if is_repair else Word.VERIFIED
        timeline.log(word, v, f"{component.id} is {word.value}", timeline.last(v))
        own = case.strike.entry.verify if isinstance(case.strike.entry, Mode) else None
        verify = own or component.verify
        if is_repair and verify is not None:
            self._ask(case, "verify", members, verify.units, verify)
        else:
            self._heal(case, members)

    def mend(self, v: int, cause: str | None = None) -> bool:
        """Ends what limps in a component by one cause, or by all, at once; whether anything did."""
        cases = [case for name, case in self._cases.get(v, {}).items() if cause in (None, name)]
        for case in cases:
            for work in case.works:
                self.mending.crews.drop(work, self.timeline.now)
            case.works.clear()
            line = self.timeline.last(v)
            self.timeline.log(Word.REPAIRED, v, f"{self.graph.ids[v]} is repaired", line)
            self._heal(case, case.members)
        return bool(cases)

    def _heal(self, case: Case, members: int) -> None:
        """So many members are back, those that are taken for dead first."""
        v = case.component
        case.members -= members
        case.dead = max(0, case.dead - members)
        if not case.members:
            del self._cases[v][case.strike.id]
        self._update(v)

    def _ask(
        self, case: Case, kind: str, members: int, each: int, given: schema.Repair | schema.Verify
    ) -> None:
        work = self.mending.work_on(case.component, kind, members * each, each, given)
        case.works.append(work)
        self.mending.crews.ask(work, self.timeline.now)
