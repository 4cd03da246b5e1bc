"""What has failed in a cascade, and the work that brings it back: repairs, verification, crews."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from topology.load.cascade.run import Word
from topology.load.mechanisms.crews import Crews, Done, Work

if TYPE_CHECKING:
    from topology.load.cascade.cascade import Cascade


class Mending:
    """Members lost, components crashed or in doubt, and what is done about them."""

    def __init__(self, cascade: Cascade) -> None:
        self.cascade = cascade
        self.lost = Counter[int]()
        """Members of each component that have failed and are not back."""
        self.crashed: set[int] = set()
        self._in_doubt = Counter[int]()
        """Components that are down until they have been verified, by so many events."""
        self._works: dict[int, list[Work]] = {}
        self._asked = 0
        crews = cascade.graph.topology.crews
        self.crews = Crews({n: c if isinstance(c, int) else c.size for n, c in crews.items()})

    # -- facts ----------------------------------------------------------------------------------

    def is_sound(self, v: int) -> bool:
        """Whether a component has not failed by itself."""
        spare = self.cascade.graph.spare(v)
        return self.lost[v] <= spare and v not in self.crashed and not self._in_doubt[v]

    def works_on(self, v: int) -> list[Work]:
        """The repairs and verifications of a component that are not done."""
        return self._works.get(v, [])

    def pending(self, now: float) -> tuple[object, ...]:
        """What is done on each component, and for how much longer."""
        waiting = ((v, w.kind, w.waiting) for v, works in self._works.items() for w in works)
        return *sorted(waiting), *self.crews.pending(now)

    # -- failing --------------------------------------------------------------------------------

    def lose(self, v: int, members: int, cause: int) -> None:
        """Members of a component fail, as far as it still has them."""
        cascade = self.cascade
        component = cascade.components[v]
        members = min(members, component.count - self.lost[v])
        if members <= 0:
            return
        self.lost[v] += members
        words = f"{component.id} fails"
        if component.count > 1:
            words = f"{members:,} of {component.count:,} {component.id} fail"
        cascade.log(Word.FAILS, v, words, cause)
        self._changed(v)
        repair = component.repair
        if repair is not None and cascade.settings.repairs:
            self._ask(v, "repair", members, repair.time, repair.crew)

    def doubt(self, v: int) -> None:
        """A component is down until it has been verified."""
        verify = self.cascade.components[v].verify
        assert verify is not None
        self._in_doubt[v] += 1
        self.cascade.unsettled.add(v)
        self.cascade.log(Word.FAILS, v, f"{self.cascade.graph.ids[v]} has to be verified")
        self._ask(v, "check", verify.units, verify.time, verify.crew)

    # -- mending --------------------------------------------------------------------------------

    def repair(self, v: int) -> bool:
        """Repairs a component at once; what needs to be verified then is. Whether it had failed."""
        name, repaired = self.cascade.graph.ids[v], False
        verifying = sum(work.units for work in self.works_on(v) if work.kind == "verify")
        per_member = self.cascade.components[v].verify
        verified = verifying // per_member.units if per_member is not None else 0
        for work in [work for work in self.works_on(v) if work.kind == "repair"]:
            self.crews.drop(work)
            self._works[v].remove(work)
        if self.lost[v] > verified:
            repaired = True
            self._repaired(v, self.lost[v] - verified)
        if v in self.crashed:
            repaired = True
            self.cascade.overloads.restart(v)
            self.cascade.log(Word.REPAIRED, v, f"{name} is repaired", self.cascade.last(v))
        return repaired

    def work_done(self, done: Done) -> None:
        """Some units of a work are done."""
        work, v = done.work, done.work.component
        if done.last:
            self._works[v].remove(work)
        if work.kind == "repair":
            self._repaired(v, done.units)
        elif done.last:
            name = self.cascade.graph.ids[v]
            self.cascade.log(Word.VERIFIED, v, f"{name} is verified", self.cascade.last(v))
            verify = self.cascade.components[v].verify
            if work.kind == "check":
                self._in_doubt[v] -= 1
            elif verify is not None:
                self.lost[v] -= work.units // verify.units
            self._changed(v)

    def _repaired(self, v: int, members: int) -> None:
        component = self.cascade.components[v]
        self.cascade.log(Word.REPAIRED, v, f"{component.id} is repaired", self.cascade.last(v))
        verify = component.verify
        if verify is not None:
            self._ask(v, "verify", verify.units * members, verify.time, verify.crew)
        else:
            self.lost[v] -= members
            self._changed(v)

    def _changed(self, v: int) -> None:
        self.cascade.capacities.members_lost(v, self.lost[v])
        self.cascade.unsettled.add(v)

    # -- crews ----------------------------------------------------------------------------------

    def _ask(self, v: int, kind: str, units: int, unit_s: float, crew: str | None) -> None:
        self._asked += 1
        rank = (-self._weights.get(v, 1.0), self.cascade.graph.ids[v], self._asked)
        work = Work(rank, v, kind, units, unit_s, crew)
        self._works.setdefault(v, []).append(work)
        self.crews.ask(work, self.cascade.now)

    @cached_property
    def _weights(self) -> dict[int, float]:
        """The weight of the weightiest objective of what needs each component."""
        wiring, graph = self.cascade.wiring, self.cascade.graph
        found: dict[int, float] = {}
        for objective in sorted(graph.topology.objectives, key=lambda o: -o.weight):
            todo = [graph.index[objective.of]]
            seen = set(todo)
            for node in todo:
                found.setdefault(node, objective.weight)
                children = (wiring.arcs[number].child for number in wiring.arcs_from[node])
                further = [n for n in (*children, *wiring.elements_of(node)) if n not in seen]
                seen.update(further)
                todo.extend(dict.fromkeys(further))
        return found
