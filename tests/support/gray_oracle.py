"""The step simulator with what half fails and with surges; written from the reference alone.

A mode makes members limp that do not limp by it yet, a shared risk all (or its `parts`, rounded
up). Of a capacity each limping member keeps its share; without one, that share of what the member
is offered succeeds, and the rest is lost there. What is seen counts as broken from then on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, inf, prod
from typing import Any

from tests.support.cascade_oracle import EPS, Doc, Job, Outcome, Part, Simulator, selected

LIMPING = -10
"""Jobs on what limps belong to no member: their numbers go on from here, downwards."""


@dataclass
class Limp:
    """What one cause has made of members of one component."""

    name: str
    leaves: float
    seen_at: float
    jobs: list[int] = field(default_factory=list)
    """One for each member that still limps."""
    dead: bool = False


@dataclass
class GrayPart(Part):
    limps: list[Limp] = field(default_factory=list)
    surges: dict[str, float] = field(default_factory=dict)

    def lost(self) -> int:
        """Members that are taken for dead, as far as others are not broken anyway."""
        return min(self.members.count("works"), sum(len(x.jobs) for x in self.limps if x.dead))

    @property
    def sound(self) -> bool:
        enough = self.members.count("works") - self.lost() >= self.doc.get("quorum", 1)
        return enough and self.restart_at is None and not self.checked

    def left(self) -> float:
        """The sum over the members that are up of what each is left with."""
        shares = [1.0] * (self.members.count("works") - self.lost())
        alive = [limp for limp in self.limps if not limp.dead]
        for limp in sorted(alive, key=lambda limp: (len(limp.jobs), limp.leaves)):
            everybody = len(limp.jobs) >= len(self.members)
            shares.sort(reverse=True)
            for i in range(len(shares) if everybody else min(len(limp.jobs), len(shares))):
                shares[i] *= limp.leaves
        return sum(shares)

    def capacity_at(self, t: float) -> float:
        if self.capacity == inf:
            return inf
        warm = self.overload("warm_up", {})["share"] if t < self.warm_until - EPS else 1.0
        return self.capacity * warm * self.left() / len(self.members)

    def succeeding(self) -> float:
        up = self.members.count("works") - self.lost()
        return self.left() / up if up and self.capacity == inf else 1.0

    def demand_at(self, t: float) -> float:
        return super().demand_at(t) * prod(self.surges.values())


class GraySimulator(Simulator):
    parts: dict[str, GrayPart]  # type: ignore[assignment]

    def __init__(self, doc: Doc, events: list[Doc]) -> None:
        self.over: dict[str, float] = {}
        super().__init__(doc, events)
        for name, part in self.parts.items():
            self.parts[name] = GrayPart(**vars(part))
        self.numbered = LIMPING

    def risk(self, name: str) -> Doc | None:
        risks: list[Doc] = self.doc.get("shared_risks", [])
        return next((risk for risk in risks if risk["id"] == name), None)

    def do_fail(self, name: str, event: Doc, t: float) -> None:
        risk = self.risk(name)
        owner, _, mode = name.rpartition(":")
        if risk is not None:
            self.strike(risk, t)
        elif owner in self.parts:
            modes = {each["id"]: each for each in self.parts[owner].doc["modes"]}
            self.limp(name, modes[mode], owner, 1, t)
        else:
            super().do_fail(name, event, t)

    def strike(self, risk: Doc, t: float) -> None:
        for one in selected(self.doc, risk["hits"]) if "hits" in risk else []:
            count = len(self.parts[one].members)
            some = ceil(round(risk.get("parts", 1) * count, 6)) if count > 1 else 1
            if risk.get("leaves", 0) == 0:
                for _ in range(some):
                    Simulator.do_fail(self, one, {}, t)
            else:
                self.limp(risk["id"], risk, one, some, t)
        for one, factor in risk.get("raises", {}).items():
            self.parts[one].surges[risk["id"]] = factor
            self.over[risk["id"]] = t + risk.get("for", inf)

    def limp(self, name: str, how: Doc, owner: str, members: int, t: float) -> None:
        part, leaves = self.parts[owner], how["leaves"]
        if leaves == 1:
            return
        found = next((limp for limp in part.limps if limp.name == name), None)
        if found is None:
            seen_at = t if leaves == 0 else t + how.get("seen", inf)
            found = Limp(name, leaves, seen_at)
            part.limps.append(found)
        repair = how.get("repair", part.doc.get("repair"))
        for _ in range(min(members, len(part.members) - len(found.jobs))):
            self.numbered -= 1
            found.jobs.append(self.numbered)
            if repair:
                crew = repair.get("crew")
                self.jobs.append(Job("repair", owner, self.numbered, 1, repair["time"], crew))
        self.solved_for = None
        self.see(part, t)

    def see(self, part: GrayPart, t: float) -> bool:
        new = [limp for limp in part.limps if not limp.dead and limp.seen_at <= t + EPS]
        for limp in new:
            limp.dead, self.solved_for = True, None
        return bool(new)

    def due(self, t: float) -> bool:
        happened = False
        for name in [name for name, at in self.over.items() if at <= t + EPS]:
            del self.over[name]
            for part in self.parts.values():
                part.surges.pop(name, None)
            happened = True
        happened |= super().due(t)
        for part in self.parts.values():
            happened |= self.see(part, t)
        return happened

    def finish_jobs(self, kind: str, t: float) -> None:
        """Work on what limps is apart from all other; the order of the list stays as it is."""
        limping = [job for job in self.jobs if job.member is not None and job.member < LIMPING]
        for job in limping:
            if job.kind == kind:
                job.begun = [done for done in job.begun if done > t + EPS]
            if job.kind == kind and not job.begun and not job.to_begin:
                self.jobs = [other for other in self.jobs if other is not job]
                self.healed(job, t)
        before = list(self.jobs)
        held = {id(job) for job in before if job.member is not None and job.member < LIMPING}
        self.jobs = [job for job in before if id(job) not in held]
        super().finish_jobs(kind, t)
        left = held | {id(job) for job in self.jobs}
        old = {id(job) for job in before}
        new = [job for job in self.jobs if id(job) not in old]
        self.jobs = [*(job for job in before if id(job) in left), *new]

    def healed(self, job: Job, t: float) -> None:
        assert job.member is not None
        part = self.parts[job.id]
        limp = next(limp for limp in part.limps if job.member in limp.jobs)
        self.log.append((t, job.kind, job.id))
        modes = {f"{job.id}:{each['id']}": each for each in part.doc.get("modes", [])}
        verify = modes.get(limp.name, {}).get("verify", part.doc.get("verify"))
        if job.kind == "repair" and verify:
            units, crew = verify["units"], verify.get("crew")
            self.jobs.append(Job("verify", job.id, job.member, units, verify["time"], crew))
            return
        limp.jobs.remove(job.member)
        part.limps = [limp for limp in part.limps if limp.jobs]
        self.solved_for = None

    def carry(self, name: str, own: float, passing: float, t: float) -> tuple[float, float, float]:
        success, work, through = super().carry(name, own, passing, t)
        part: Part = self.parts[name]
        share = part.succeeding() if isinstance(part, GrayPart) else 1.0
        return success * share, work * share, through * share


def simulate(doc: Doc, events: list[Any], until: float, dt: float) -> Outcome:
    """Play `events` on the document for `until` seconds in steps of `dt` seconds."""
    simulator = GraySimulator(doc, events)
    for n in range(round(until / dt)):
        simulator.moment(n * dt)
        simulator.step(n * dt, dt)
    simulator.moment(until)
    load = simulator.load
    offered = {name: load.offered(name) for name in load.own}
    return Outcome(simulator.accounts, simulator.log, load.level, offered, simulator.up)
