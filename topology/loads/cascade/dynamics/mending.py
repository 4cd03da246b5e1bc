"""The work that brings back what has failed in a cascade: repairs, verifications, crews."""

from __future__ import annotations

from functools import cached_property
from math import inf

from topology.document import schema
from topology.document.schema import Repair
from topology.loads.cascade.dynamics.capacities import Capacities
from topology.loads.cascade.dynamics.soundness import Soundness
from topology.loads.cascade.run import Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.crews import Crews, Done, Work
from topology.loads.moment.wiring import Wiring


class Mending:
    """Takes members away and gives them back, and keeps the work that has to be done for that."""

    def __init__(
        self,
        wiring: Wiring,
        soundness: Soundness,
        capacities: Capacities,
        timeline: Timeline,
        *,
        repairs: bool = True,
    ) -> None:
        """Without `repairs` what fails stays failed, unless an event repairs it."""
        self._wiring = wiring
        self._graph = wiring.graph
        self._soundness = soundness
        self._capacities = capacities
        self._timeline = timeline
        self._repairs = repairs
        self._works: dict[int, list[Work]] = {}
        self._asked = 0
        crews = self._graph.topology.crews
        self.crews = Crews({n: c if isinstance(c, int) else c.size for n, c in crews.items()})

    # -- facts ----------------------------------------------------------------------------------

    def works_on(self, v: int) -> list[Work]:
        """The repairs and verifications of a component that are not done."""
        return self._works.get(v, [])

    def pending(self, now: float) -> list[tuple[int, str, int, float]]:
        """What is to be done on each component: what it is, how many units, in which time."""
        works = (work for works in self._works.values() for work in works if work.waiting)
        waiting = ((work.component, work.kind, work.waiting, inf) for work in works)
        return sorted((*waiting, *self.crews.pending(now)))

    # -- failing --------------------------------------------------------------------------------

    def lose(self, v: int, members: int, cause: int, repair: Repair | None = None) -> None:
        """Members of a component fail, as far as it still has them.

        `repair` is what brings them back in place of its own repair.
        """
        component = self._graph.components[v]
        members = min(members, component.count - self._soundness.lost[v])
        if members <= 0:
            return
        self._timeline.log(Word.FAILS, v, self._loss_words(v, members), cause)
        self._soundness.lose(v, members)
        self._capacities.members_lost(v, self._soundness.lost[v])
        repair = repair or component.mending
        if repair is not None and self._repairs:
            self._ask(v, "repair", members, 1, repair)

    def _loss_words(self, v: int, members: int) -> str:
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
        verifying = sum(work.members for work in self.works_on(v) if work.kind == "verify")
        for work in [work for work in self.works_on(v) if work.kind == "repair"]:
            self.crews.drop(work, self._timeline.now)
            self._works[v].remove(work)
        failed = self._soundness.lost[v] - verifying
        if failed <= 0:
            return False
        self._repaired(v, failed)
        return True

    def work_done(self, done: Done) -> None:
        """A work is done for some members."""
        work, v = done.work, done.work.component
        if done.last:
            self._works[v].remove(work)
        if work.kind == "repair":
            self._repaired(v, done.members)
        else:
            self._verified(v, work.kind, done.members)

    def _repaired(self, v: int, members: int) -> None:
        component, timeline = self._graph.components[v], self._timeline
        timeline.log(Word.REPAIRED, v, f"{component.id} is repaired", timeline.last(v))
        verify = component.verify
        if verify is not None:
            self._ask(v, "verify", members, verify.units, verify)
        else:
            self._regain(v, members)

    def _verified(self, v: int, kind: str, members: int) -> None:
        component, timeline = self._graph.components[v], self._timeline
        timeline.log(Word.VERIFIED, v, f"{component.id} is verified", timeline.last(v))
        if kind == "check":
            self._soundness.verified(v)
        else:
            self._regain(v, members)

    def _regain(self, v: int, members: int) -> None:
        self._soundness.regain(v, members)
        self._capacities.members_lost(v, self._soundness.lost[v])

    # -- crews ----------------------------------------------------------------------------------

    def _ask(
        self, v: int, kind: str, members: int, each: int, given: schema.Repair | schema.Verify
    ) -> None:
        """Asks for units for each of some members, as is given of one unit."""
        self._asked += 1
        rank = (-self._weights.get(v, 1.0), self._graph.ids[v], self._asked)
        work = Work(rank, v, kind, members * each, given.time or 0.0, given.crew, each)
        self._works.setdefault(v, []).append(work)
        self.crews.ask(work, self._timeline.now)

    @cached_property
    def _weights(self) -> dict[int, float]:
        """The weight of the weightiest objective of what needs each component."""
        wiring, graph = self._wiring, self._graph
        found: dict[int, float] = {}
        for objective in sorted(graph.topology.objectives, key=lambda o: -o.weight):
            todo = [graph.index[objective.of]]
            seen = set(todo)
            for node in todo:
                found.setdefault(node, objective.weight)
                children = (wiring.arcs[number].child for number in wiring.arcs_from[node])
                places = graph.places[node].numbers if node in graph.places else ()
                around = (*children, *wiring.elements_of(node), *places)
                further = [n for n in around if n not in seen]
                seen.update(further)
                todo.extend(dict.fromkeys(further))
        return found
