"""What limps in a cascade: it goes on working in part, until it is mended or taken for dead.

Who limps is up, so nobody switches away from it. Taken for dead, its members count as failed, and
come back when what made them limp is mended: by its own work each, or once for all that a shared
risk hit, and then each verified.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import inf

from topology.document import schema
from topology.document.schema import Mode
from topology.loads.cascade.dynamics.capacities import Capacities, Limp
from topology.loads.cascade.dynamics.recovering.mending import Mending
from topology.loads.cascade.dynamics.recovering.shared_work import SharedWork
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
    repaired: int = 0
    """How many of them wait only for what is verified once for all."""
    verify: schema.Verify | None = None
    """What verifies each, in place of its own."""
    seen_s: float | None = None
    works: list[Work] = field(default_factory=list)

    @property
    def unrepaired(self) -> int:
        """How many wait for more than their own verification."""
        return self.members - sum(work.members for work in self.works if work.kind == "verify")


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
    _for_all: dict[str, SharedWork] = field(default_factory=dict, init=False)
    """By cause, where something is done once for all it hit."""

    # -- facts ----------------------------------------------------------------------------------

    def works_on(self, v: int) -> list[Work]:
        """The repairs and verifications of what limps in a component that are not done."""
        cases = self._cases.get(v, {})
        own = [work for case in cases.values() for work in case.works]
        shared = (self._for_all[name].work for name in cases if name in self._for_all)
        return own + [work for work in shared if work is not None]

    def limps(self, v: int) -> bool:
        """Whether some member of a component goes on working in part."""
        return any(case.members > case.dead for case in self._cases.get(v, {}).values())

    def pending(self) -> Iterator[tuple[int, str, int, float, float]]:
        """What nobody has begun to work on: on what, what it is, how many units."""
        works = [w for cases in self._cases.values() for case in cases.values() for w in case.works]
        works += [shared.work for shared in self._for_all.values() if shared.work is not None]
        for work in (work for work in works if work.waiting):
            yield from ((v, work.kind, work.waiting, inf, 0.0) for v in self.mending.hits_of(work))

    def for_good(self) -> Iterator[tuple[int, str]]:
        """Components that limp, or are dead of it, and nothing will end it; with the cause."""
        for v, cases in sorted(self._cases.items()):
            for name, case in sorted(cases.items()):
                if not case.works and name not in self._for_all:
                    yield v, name

    # -- what happens ---------------------------------------------------------------------------

    def begin(
        self,
        strike: Strike,
        struck: Mapping[int, int],
        cause: int,
        event: schema.Event | None = None,
    ) -> None:
        """Members of components begin to limp, as far as not all do already by the same cause.

        What an event says of their repair goes before what the cause says.
        """
        fresh = {v: self._begin(strike, v, members, cause) for v, members in struck.items()}
        fresh = {v: members for v, members in fresh.items() if members}
        if not fresh or not self.settings.repairs:
            return
        entry = strike.entry
        repair = (event.mending if event else None) or entry.mending
        verify = (event.checking if event else None) or entry.verify
        if not isinstance(entry, Mode) and (repair or verify):
            self._mend_for_all(
                strike, SharedWork(0, strike.id, tuple(sorted(struck)), cause, repair, verify)
            )
            if repair is not None:
                self._go_on(strike.id)
                return
        for v, members in fresh.items():
            if isinstance(entry, Mode):
                self._cases[v][strike.id].verify = verify
            own = repair or self.graph.components[v].mending
            if own is not None:
                self._ask(self._cases[v][strike.id], "repair", members, 1, own)
        self._go_on(strike.id)

    def _begin(self, strike: Strike, v: int, members: int, cause: int) -> int:
        """Members of one component begin to limp; how many do not yet."""
        component = self.graph.components[v]
        case = self._cases.setdefault(v, {}).setdefault(strike.id, Case(strike, v, cause))
        members = min(members, component.count - case.members)
        if members <= 0:
            return 0
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
        return members

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
        if done.work.component not in self._cases and not self._for_all:
            return False
        for name, shared in self._for_all.items():
            if shared.work is done.work:
                self._done_for_all(name, shared)
                return True
        cases = self._cases.get(done.work.component, {}).values()
        case = next((case for case in cases if done.work in case.works), None)
        if case is None:
            return False
        if done.last:
            case.works.remove(done.work)
            self.mending.forget(done.work)
        self._worked(case, done.work.kind, done.members)
        return True

    def _worked(self, case: Case, kind: str, members: int) -> None:
        v, timeline = case.component, self.timeline
        word = Word.REPAIRED if kind == "repair" else Word.VERIFIED
        timeline.log(word, v, f"{self.graph.ids[v]} is {word.value}", timeline.last(v))
        if kind != "repair":
            self._heal(case, members)
        elif case.strike.id in self._for_all:
            case.repaired += members
            self._go_on(case.strike.id)
        else:
            self._check(case, members)

    def _check(self, case: Case, members: int) -> None:
        """Members are repaired, and verified if each has to be."""
        verify = case.verify or self.graph.components[case.component].verify
        if verify is None:
            self._heal(case, members)
        elif members:
            self._ask(case, "verify", members, verify.units, verify)

    def _mend_for_all(self, strike: Strike, shared: SharedWork) -> None:
        """What is done once for all begins, unless it is under way for the same cause."""
        known = self._for_all.get(strike.id)
        if known is None:
            self._for_all[strike.id] = shared
        else:
            known.hits = tuple(sorted({*known.hits, *shared.hits}))

    def _go_on(self, name: str) -> None:
        """The next work for all, when what comes before it is done."""
        shared = self._for_all.get(name)
        if shared is None or shared.work is not None:
            return
        if shared.repair is None and self._is_being_repaired(name):
            return
        following = shared.next_work()
        if following is None:
            self._over_for_all(name)
            return
        kind, units, given = following
        shared.work = self.mending.ask_for(name, shared.hits, kind, (units, units), given)

    def _is_being_repaired(self, name: str) -> bool:
        """Whether something that a cause made limp is still to be repaired by itself."""
        cases = (cases[name] for cases in self._cases.values() if name in cases)
        return any(work.kind == "repair" for case in cases for work in case.works)

    def _done_for_all(self, name: str, shared: SharedWork) -> None:
        work = shared.work
        assert work is not None
        self.mending.forget(work)
        is_repair = work.kind == "repair"
        word = Word.REPAIRED if is_repair else Word.VERIFIED
        self.timeline.log_risk(name, f"{name} is {word.value}", word)
        shared.work = None
        if is_repair:
            for cases in self._cases.values():
                if name in cases:
                    cases[name].repaired = cases[name].unrepaired
        self._go_on(name)

    def _over_for_all(self, name: str) -> None:
        """All is done that is done once; now each is verified that has to be."""
        del self._for_all[name]
        for cases in list(self._cases.values()):
            case = cases.get(name)
            if case is not None:
                members, case.repaired = case.repaired, 0
                self._check(case, members)

    def mend(self, v: int, cause: str | None = None) -> bool:
        """Ends what limps in a component by one cause, or by all, at once; whether anything did."""
        cases = [case for name, case in self._cases.get(v, {}).items() if cause in (None, name)]
        ended = [self._mend(case) for case in cases]
        return any(ended)

    def _mend(self, case: Case) -> bool:
        """Repairs all members of one at once, but for their verification."""
        v = case.component
        members = case.unrepaired
        if members <= 0:
            return False
        for work in [work for work in case.works if work.kind == "repair"]:
            case.works.remove(work)
            self._drop(work)
        line = self.timeline.last(v)
        self.timeline.log(Word.REPAIRED, v, f"{self.graph.ids[v]} is repaired", line)
        case.repaired = 0
        self._check(case, members)
        self._leave(case.strike.id)
        return True

    def _leave(self, name: str) -> None:
        """Drops what would be done once for all by a cause that nothing waits for any more."""
        shared = self._for_all.get(name)
        cases = [cases[name] for cases in self._cases.values() if name in cases]
        if shared is not None and not any(case.unrepaired for case in cases):
            if shared.work is not None:
                self._drop(shared.work)
            del self._for_all[name]

    def _drop(self, work: Work) -> None:
        self.mending.crews.drop(work, self.timeline.now)
        self.mending.forget(work)

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
        v, units = case.component, (members * each, each)
        case.works.append(self.mending.ask_for(self.graph.ids[v], (v,), kind, units, given))
