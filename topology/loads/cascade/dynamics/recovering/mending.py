"""The work that brings back what has failed in a cascade: repairs, verifications, crews."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import inf

from topology.document import schema
from topology.loads.cascade.dynamics.capacities import Capacities
from topology.loads.cascade.dynamics.recovering.losses import NEVER, Losses
from topology.loads.cascade.dynamics.recovering.pace import Paces
from topology.loads.cascade.dynamics.recovering.shared_work import AND, SharedWork
from topology.loads.cascade.dynamics.soundness import Soundness
from topology.loads.cascade.run import Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.crews import Crews, Done, Work
from topology.loads.moment.standing import Standing


class Mending:
    """Takes members away and gives them back, and keeps the work that has to be done for that."""

    def __init__(
        self,
        standing: Standing,
        soundness: Soundness,
        capacities: Capacities,
        timeline: Timeline,
        *,
        repairs: bool = True,
    ) -> None:
        """Without `repairs` what fails stays failed, unless an event repairs it."""
        self._wiring = standing.wiring
        self._graph = standing.wiring.graph
        self._soundness = soundness
        self._capacities = capacities
        self._timeline = timeline
        self._repairs = repairs
        self._losses = Losses()
        self._works: dict[int, list[Work]] = {}
        self._shared: dict[int, SharedWork] = {}
        """What is mended for several at once and not done, by number."""
        self._asked = NEVER
        self._hits: dict[int, tuple[int, ...]] = {}
        """Whom each work mends that is asked for, by its number."""
        crews = self._graph.topology.crews
        self.crews = Crews({n: c if isinstance(c, int) else c.size for n, c in crews.items()})
        self.paces = Paces(standing, self.crews, timeline)

    # -- facts ----------------------------------------------------------------------------------

    def works_on(self, v: int) -> list[Work]:
        """The repairs and verifications that a component waits for; its own first."""
        own = self._works.get(v, [])
        shared = (s for s in self._shared.values() if self._losses.wait_for(v, s.number))
        return own + [s.work for s in shared if s.work is not None] if self._shared else own

    @property
    def never_back(self) -> list[int]:
        """What has members down that nothing brings back, sorted."""
        return self._losses.never_back()

    def pending(self, now: float) -> list[tuple[int, str, int, float, float]]:
        """What is to be done on each component: what it is, how many units, in which time."""
        known = [w for works in self._works.values() for w in works]
        known += [shared.work for shared in self._shared.values() if shared.work is not None]
        found = [(work, work.waiting, inf, 0.0) for work in known if work.waiting]
        found += self.crews.pending(now)
        return sorted(
            (v, work.kind, units, time, left)
            for work, units, time, left in found
            for v in self.hits_of(work)
        )

    def forget(self, work: Work) -> None:
        """A work is done, or nobody asks for it any more."""
        self.paces.forget(work)
        self._hits.pop(work.number, None)

    def hits_of(self, work: Work) -> tuple[int, ...]:
        """Whom a work mends."""
        return self._hits.get(work.number, (work.component,))

    def _shared_by(self, work: Work) -> SharedWork | None:
        return next((s for s in self._shared.values() if s.work is work), None)

    # -- failing --------------------------------------------------------------------------------

    def lose(self, v: int, members: int, cause: int) -> None:
        """Members of a component fail by themselves, as far as it still has them."""
        members = self._fail(v, members, cause)
        repair = self._graph.components[v].mending if self._repairs else None
        if members and repair is not None:
            self._losses.add(v, members, self._ask(v, "repair", members, 1, repair).number)
        else:
            self._losses.add(v, members, NEVER)

    def strike(
        self,
        name: str,
        members: Mapping[int, int],
        line: int,
        repair: schema.Repair | None = None,
        verify: schema.Verify | None = None,
    ) -> None:
        """A cause takes members of several components; what is given of it mends it for all.

        Without a repair of its own each is mended by its own. What is down already waits for both,
        but not twice for one cause.
        """
        if not self._repairs or (repair is None and verify is None):
            for v, count in members.items():
                self.lose(v, count, line)
            return
        self._asked += 1
        shared = SharedWork(self._asked, name, tuple(members), line, repair, verify)
        self._shared[shared.number] = shared
        for v, count in members.items():
            self._hit(shared, v, count)
        if repair is None:
            shared.after = {w.number for v in members for w in self._repairs_of(v)}
        if self._holds(shared):
            self._go_on(shared)
        else:
            del self._shared[shared.number]

    def _hit(self, shared: SharedWork, v: int, members: int) -> None:
        """So many members wait for a cause, those first that still work."""
        if shared.repair is None:
            self.lose(v, members, shared.line)
            self._wait(shared, v, members)
        else:
            fresh = self._fail(v, members, shared.line)
            self._losses.add(v, fresh, shared.number)
            self._wait(shared, v, members - fresh)

    def _wait(self, shared: SharedWork, v: int, members: int) -> None:
        """Members that are down wait for a cause as well; what verified them is void."""
        works = self._works.get(v, [])
        checks = {work.number for work in works if work.kind == "verify"}
        same = {s.number for s in self._shared.values() if s.name == shared.name}
        void = self._losses.strike(v, members, shared.number, checks, same)
        for work in [work for work in works if work.number in void]:
            if self.crews.leave_out(work, void[work.number], self._timeline.now):
                continue
            self._drop(work)
            again = self._losses.over(v, work.number)
            if again:
                self._check(v, again)

    def _fail(self, v: int, members: int, cause: int) -> int:
        """Members fail, as far as there are any; how many."""
        members = min(members, self._graph.components[v].count - self._soundness.lost[v])
        if members <= 0:
            return 0
        self._timeline.log(Word.FAILS, v, self.loss_words(v, members), cause)
        self._soundness.lose(v, members)
        self._capacities.members_lost(v, self._soundness.lost[v])
        return members

    def loss_words(self, v: int, members: int) -> str:
        """Who fails; beside members that are down already, how many that makes."""
        component, before = self._graph.components[v], self._soundness.lost[v]
        if component.count == 1:
            return f"{component.id} fails"
        of = f"of {component.count:,} {component.id} fail"
        if not before:
            return f"{members:,} {of}"
        return f"{members:,} more {of}, {before + members:,} in all"

    def doubt(self, v: int) -> None:
        """A component is down until it has been verified; it must have a `verify`."""
        component = self._graph.components[v]
        verify = component.verify
        assert verify is not None
        self._soundness.doubt(v)
        self._timeline.log(Word.FAILS, v, f"{component.id} has to be verified")
        self._ask(v, "check", 1, verify.units, verify)

    # -- mending --------------------------------------------------------------------------------

    def repair(self, v: int) -> bool:
        """Repairs all members at once, but for their verification; whether any had failed."""
        works = self._works.get(v, [])
        checks = [work.number for work in works if work.kind == "verify"]
        for work in self._repairs_of(v):
            self._drop(work)
        failed = self._losses.free(v, checks)
        for shared in list(self._shared.values()):
            if v in shared.hits and not self._holds(shared):
                self._end(shared)
        if failed <= 0:
            return False
        self._repaired(v, failed)
        return True

    def _repairs_of(self, v: int) -> list[Work]:
        return [work for work in self._works.get(v, ()) if work.kind == "repair"]

    def _drop(self, work: Work) -> None:
        self.crews.drop(work, self._timeline.now)
        self.forget(work)
        self._works[work.component].remove(work)
        self._done_before_shared(work)

    def work_done(self, done: Done) -> None:
        """A work is done for some members."""
        work, v = done.work, done.work.component
        if done.last:
            self.forget(work)
        if (shared := self._shared_by(work)) is not None:
            self._shared_done(shared, work)
            return
        if done.last:
            self._works[v].remove(work)
        if work.kind == "repair":
            if free := self._losses.over(v, work.number, done.members):
                self._repaired(v, free)
            if done.last:
                self._done_before_shared(work)
        else:
            self._verified(v, work, done.members)

    def _repaired(self, v: int, members: int) -> None:
        component, timeline = self._graph.components[v], self._timeline
        timeline.log(Word.REPAIRED, v, f"{component.id} is repaired", timeline.last(v))
        self._check(v, members)

    def _check(self, v: int, members: int) -> None:
        """Members are repaired, and verified if it has to be."""
        verify = self._graph.components[v].verify
        if verify is None:
            self._regain(v, members)
        else:
            work = self._ask(v, "verify", members, verify.units, verify)
            self._losses.add(v, members, work.number)

    def _verified(self, v: int, work: Work, members: int) -> None:
        component, timeline = self._graph.components[v], self._timeline
        timeline.log(Word.VERIFIED, v, f"{component.id} is verified", timeline.last(v))
        if work.kind == "check":
            self._soundness.verified(v)
        else:
            self._losses.over(v, work.number, members)
            self._regain(v, members)

    def _regain(self, v: int, members: int) -> None:
        self._soundness.regain(v, members)
        self._capacities.members_lost(v, self._soundness.lost[v])

    # -- what is mended once for several ----------------------------------------------------------

    def _shared_done(self, shared: SharedWork, work: Work) -> None:
        """A cause is repaired, or verified."""
        shared.work = None
        if work.kind == "verify" or shared.verify is not None:
            word = Word.VERIFIED if work.kind == "verify" else Word.REPAIRED
            words = f"{shared.name} {'are' if AND in shared.name else 'is'} {word}"
            shared.line = self._timeline.log_risk(shared.name, words, word, shared.line)
        self._go_on(shared)

    def _go_on(self, shared: SharedWork) -> None:
        """Asks for the next work on a cause, or lets go all that wait for it."""
        if shared.after or shared.work is not None:
            return
        following = shared.next_work()
        if following is not None:
            kind, units, given = following
            shared.work = self.ask_for(shared.name, shared.hits, kind, (units, units), given)
            return
        del self._shared[shared.number]
        for v in shared.hits:
            if free := self._losses.over(v, shared.number):
                self._repaired(v, free)

    def _done_before_shared(self, work: Work) -> None:
        for shared in list(self._shared.values()):
            if work.number in shared.after:
                shared.after.remove(work.number)
                self._go_on(shared)

    def _holds(self, shared: SharedWork) -> bool:
        return any(self._losses.wait_for(v, shared.number) for v in shared.hits)

    def _end(self, shared: SharedWork) -> None:
        """Nobody waits for it any more."""
        del self._shared[shared.number]
        if shared.work is not None:
            self.crews.drop(shared.work, self._timeline.now)
            self.forget(shared.work)

    # -- crews ----------------------------------------------------------------------------------

    def _ask(
        self, v: int, kind: str, members: int, each: int, given: schema.Repair | schema.Verify
    ) -> Work:
        """Asks for units for each of some members, as is given of one unit."""
        units = members * each, each
        work = self.ask_for(self._graph.ids[v], (v,), kind, units, given)
        self._works.setdefault(v, []).append(work)
        return work

    def ask_for(
        self,
        name: str,
        hits: tuple[int, ...],
        kind: str,
        units: tuple[int, int],
        given: schema.Repair | schema.Verify,
    ) -> Work:
        """Asks for work that mends all of these: so many units, in all and for each member."""
        self._asked += 1
        self._hits[self._asked] = hits
        rank = (-max(self._weights.get(v, 1.0) for v in hits), name, self._asked)
        time = given.time or 0.0
        work = Work(rank, hits[0], kind, units[0], time, given.crew, units[1])
        node = self._wiring.tools.get((hits[0], given.needs)) if given.needs else None
        if node is not None:
            otherwise = inf if given.otherwise is None else given.otherwise
            self.paces.follow(work, node, time, otherwise)
        self.crews.ask(work, self._timeline.now)
        return work

    @cached_property
    def _weights(self) -> dict[int, float]:
        """The weight of the weightiest objective of what needs each component."""
        wiring, graph = self._wiring, self._graph
        found: dict[int, float] = {}
        weights = {name: standard.weight for name, standard in graph.standards.items()}
        for name in sorted(weights, key=lambda name: -weights[name]):
            todo = [graph.index[name]]
            seen = set(todo)
            for node in todo:
                found.setdefault(node, weights[name])
                places = graph.places[node].numbers if node in graph.places else ()
                around = (*wiring.children[node], *wiring.elements_of(node), *places)
                further = [n for n in around if n not in seen]
                seen.update(further)
                todo.extend(dict.fromkeys(further))
        return found
