"""How what failed comes back, by plain steps: causes, needs of work, starts (domain.md, 5.1, 5.2).

The simulator of `cascade_oracle` with everything about repairs, switches and starts done anew:
each member knows what it waits for, each unit how much of it is left. A step ends where anything
ends, so times need not lie on a grid; nothing is shared with the package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import inf

from tests.support.cascade_oracle import (
    EPS,
    Doc,
    Need,
    Outcome,
    Simulator,
    Standby,
    as_list,
    delay,
)

Member = tuple[str, int]


@dataclass
class Task:
    """A repair of one thing, or units to verify; on one member, or for all that a cause hit."""

    kind: str
    name: str
    owner: str
    weight: float
    work: Doc
    to_begin: int
    done: Callable[[float], None]
    left: list[float] = field(default_factory=list)
    """Of each unit that somebody works on, as a share of it."""
    length: float = inf
    """How long a unit takes as things are."""
    void: bool = False


@dataclass(eq=False)
class Cause:
    """What is mended once for all that it hit."""

    name: str
    verify: Doc | None
    after: list[Task] = field(default_factory=list)
    task: Task | None = None


@dataclass
class Tooled(Standby):
    """A standby whose switchover needs something."""

    stage: str = "detect"
    left: float = inf
    """Of the present stage, as a share of all that is done with the tools."""
    tools: bool = True
    wanted: int | None = None

    @property
    def whole(self) -> float:
        return delay(self.need, "decide", "verify", "activate")

    @property
    def length(self) -> float:
        by_hand = self.need["switchover"].get("otherwise", inf)
        return self.whole if self.tools else float(by_hand)

    def begin(self, t: float) -> None:
        self.before, self.active, self.chosen, self.noticed = self.active, None, None, False
        self.stage, self.due = "detect", t + delay(self.need, "detect")

    def decide(self) -> None:
        self.stage, self.due = "decide", inf
        self.left = delay(self.need, "decide") / self.whole if self.whole else 0.0

    def choose(self, works: list[bool], _t: float) -> None:
        self.noticed, self.stage, self.due = True, "act", inf
        self.chosen = works.index(True) if True in works else None
        rest = delay(self.need, "verify", "activate")
        self.left = rest / self.whole if self.whole else 1.0
        if self.chosen is None:
            self.left = inf

    def is_done(self) -> bool:
        return self.left <= 0 or (self.length < inf and self.left * self.length <= EPS)


class Mender(Simulator):
    def __init__(self, doc: Doc, events: list[Doc]) -> None:
        self.tasks: list[Task] = []
        self.waits: dict[Member, list[object]] = {}
        """What each member that is down waits for."""
        self.starting: dict[str, float] = {}
        """How much is left of what has to start."""
        self.ready: set[str] = set()
        super().__init__(doc, events)
        self.starting.clear()
        self.risks = {risk["id"]: risk for risk in self.doc.get("shared_risks", [])}
        for key, standby in self.standbys.items():
            if standby.need.get("switchover", {}).get("needs"):
                self.standbys[key] = Tooled(
                    standby.owner,
                    standby.need,
                    standby.worked,
                    standby.active,
                    standby.since,
                    standby.due,
                )
        self.pace()

    # Up and down

    def holds(self, name: str, need: Need) -> bool:
        standby = getattr(self, "standbys", {}).get(id(need))
        if isinstance(standby, Tooled) and "otherwise" not in need["switchover"]:
            used = standby.before if standby.active is None else standby.active
            lost = used is not None and not self.holds(name, need["first_of"][used])
            if lost and not self.have(name, need["switchover"]):
                return False
        return super().holds(name, need)

    def can_work(self, name: str) -> bool:
        return name not in self.starting and super().can_work(name)

    def fall(self, t: float) -> None:
        before = set(self.up)
        super().fall(t)
        for name in before - self.up:
            if "start" in self.parts[name].doc:
                self.starting[name] = 1.0

    # One moment

    def moment(self, t: float) -> None:
        happened = self.scenario(t)
        for _ in range(10_000):
            happened |= self.due(t)
            if happened:
                self.fall(t)
                self.rise(t)
                self.follow(t)
            repaced = self.pace()
            self.load = self.solve(t)
            if not self.watch(t) and not happened and not repaced:
                return
            happened = repaced
        raise RuntimeError(f"more than 10,000 events at {t} s: {self.log[-5:]}")

    def pace(self) -> bool:
        """Sets how fast all goes on, by what holds now; whether anything has changed."""
        before = self.how_it_goes()
        for task in self.tasks:
            if not task.void:
                time = task.work.get("time", 0)
                task.length = time if self.have(task.owner, task.work) else by_hand(task.work)
        for standby in self.tooled():
            standby.tools = self.have(standby.owner, standby.need["switchover"])
        self.ready = {name for name in self.starting if self.can_start(name)}
        for name in self.starting:
            if not self.parts[name].sound:
                self.starting[name] = 1.0
        return before != self.how_it_goes()

    def how_it_goes(self) -> object:
        tools = [standby.tools for standby in self.tooled()]
        return [(id(task), task.length) for task in self.tasks], tools, sorted(self.ready)

    def have(self, owner: str, work: Doc) -> bool:
        """Whether what some work needs holds."""
        return all(self.holds(owner, need) for need in work.get("needs", []))

    def can_start(self, name: str) -> bool:
        part = self.parts[name]
        running = all(self.holds(name, need) for need in self.needs(name))
        return part.sound and running and self.have(name, part.doc["start"])

    def tooled(self) -> list[Tooled]:
        return [standby for standby in self.standbys.values() if isinstance(standby, Tooled)]

    def due(self, t: float) -> bool:
        before = len(self.log)
        for name in sorted(self.ready):
            if self.starting[name] * self.parts[name].doc["start"].get("time", 0) <= EPS:
                del self.starting[name]
                self.ready.remove(name)
                self.log.append((t, "started", name))
        found = super().due(t)
        return found or len(self.log) > before

    # Failing

    def scenario(self, t: float) -> bool:
        now = [event for event in self.to_come if event["at"] <= t + EPS]
        at_once = [e for e in now if any(isinstance(e.get(w), dict) for w in ("repair", "verify"))]
        if not at_once:
            return super().scenario(t)
        self.to_come = [event for event in self.to_come if event not in now]
        for event in now:
            if event in at_once:
                self.fail_at_once(event, t)
            else:
                self.to_come.insert(0, event)
                super().scenario(t)
        return True

    def do_fail(self, name: str, _event: Doc, t: float) -> None:
        if name in self.risks:
            risk = self.risks[name]
            hits = [(c, m) for c in self.hit(name) for m in range(len(self.parts[c].members))]
            self.strike(name, hits, mending(risk), risk.get("verify"), t)
        else:
            for member in [m for m in self.members(name) if self.is_up(m)][:1]:
                self.break_alone(member)

    def fail_at_once(self, event: Doc, t: float) -> None:
        names = as_list(event["fail"])
        hits: list[Member] = []
        for name in sorted(set(names)):
            if name in self.risks:
                hits += [member for c in self.hit(name) for member in self.members(c)]
            else:
                working = [member for member in self.members(name) if self.is_up(member)]
                down = [m for m in self.members(name) if not self.is_up(m)]
                down = [m for m in down if not self.is_hit_by(m, " and ".join(sorted(set(names))))]
                # Of those that are down, whoever would be back last.
                hits += (working + down[::-1])[: names.count(name)]
        risk = self.risks.get(names[0], {}) if len(set(names)) == 1 else {}
        repair, verify = event.get("repair") or mending(risk), event.get("verify")
        said = " and ".join(sorted(set(names)))
        self.log.append((t, "fail", said))
        self.strike(said, sorted(set(hits)), repair, verify or risk.get("verify"), t)

    def members(self, name: str) -> list[Member]:
        return [(name, number) for number in range(len(self.parts[name].members))]

    def is_up(self, member: Member) -> bool:
        return self.parts[member[0]].members[member[1]] == "works"

    def break_alone(self, member: Member) -> None:
        name, number = member
        self.parts[name].members[number] = "broken"
        waits = self.waits[member] = []
        repair = mending(self.parts[name].doc)
        if repair is None:
            waits.append("never")
            return
        task = self.ask("repair", name, [name], repair, lambda t: self.over(member, task, t))
        waits.append(task)

    def strike(
        self, name: str, hits: list[Member], repair: Doc | None, verify: Doc | None, t: float
    ) -> None:
        if repair is None and verify is None:
            for member in hits:
                if self.is_up(member):
                    self.break_alone(member)
            return
        cause = Cause(name, verify)
        for member in hits:
            waits = self.waits.get(member, [])
            if self.is_hit_by(member, name):
                continue
            self.waits[member] = waits
            if self.is_up(member) and repair is None:
                self.break_alone(member)
            for task in [one for one in waits if isinstance(one, Task) and one.kind == "verify"]:
                self.drop(task)
                waits.remove(task)
            self.parts[member[0]].members[member[1]] = "broken"
            self.waits[member].append(cause)
        self.begin_cause(cause, sorted({name for name, _ in hits}), repair, t)

    def begin_cause(self, cause: Cause, of: list[str], repair: Doc | None, t: float) -> None:
        """Has a cause mended, if anybody waits for that."""
        name = cause.name
        if not self.waiting_for(cause):
            return
        if repair is not None:
            cause.task = self.ask("repair", name, of, repair, lambda t: self.verify_cause(cause, t))
            return
        known = [self.waits[m] for c in of for m in self.members(c) if m in self.waits]
        cause.after = [task for waits in known for task in waits if is_repair(task)]
        if not cause.after:
            self.verify_cause(cause, t)

    def is_hit_by(self, member: Member, name: str) -> bool:
        waits = self.waits.get(member, [])
        return any(isinstance(one, Cause) and one.name == name for one in waits)

    def waiting_for(self, cause: Cause) -> list[Member]:
        return sorted(member for member, waits in self.waits.items() if cause in waits)

    # Mending

    def ask(
        self, kind: str, name: str, of: list[str], work: Doc, done: Callable[[float], None]
    ) -> Task:
        weight = max(self.rank.get(one, 1) for one in of)
        task = Task(kind, name, of[0], weight, work, work.get("units", 1), done)
        self.tasks.append(task)
        return task

    def drop(self, task: Task) -> None:
        """What is begun is finished by who has begun it, unless he stands waiting."""
        task.to_begin, task.void = 0, True
        if task.length == inf:
            task.left = []
        for cause in self.causes():
            if task in cause.after:
                cause.after.remove(task)
                if not cause.after and cause.task is None:
                    self.verify_cause(cause, 0.0)

    def causes(self) -> list[Cause]:
        found: list[Cause] = []
        for waits in self.waits.values():
            found += [one for one in waits if isinstance(one, Cause) and one not in found]
        return found

    def verify_cause(self, cause: Cause, t: float) -> None:
        members = self.waiting_for(cause)
        verify, cause.verify = cause.verify, None
        if verify is not None:
            of = sorted({name for name, _ in members})
            name = cause.name
            cause.task = self.ask("verify", name, of, verify, lambda t: self.verify_cause(cause, t))
            return
        for member in members:
            self.over(member, cause, t)

    def over(self, member: Member, what: object, t: float) -> None:
        """A member waits for one thing less."""
        waits = self.waits[member]
        waits.remove(what)
        if not waits:
            self.mended(*member, t)
        if isinstance(what, Task):
            for cause in self.causes():
                if what in cause.after:
                    cause.after.remove(what)
                    if not cause.after and cause.task is None:
                        self.verify_cause(cause, t)

    def mended(self, name: str, member: int, t: float) -> None:
        self.log.append((t, "repaired", name))
        part, me = self.parts[name], (name, member)
        verify = part.doc.get("verify")
        if verify is None:
            self.works(me, t)
            return
        part.members[member] = "verified"
        task = self.ask("verify", name, [name], verify, lambda t: self.works(me, t))
        self.waits[me] = [task]

    def works(self, member: Member, t: float) -> None:
        self.waits.pop(member, None)
        self.parts[member[0]].members[member[1]] = "works"
        self.log.append((t, "works", member[0]))

    def do_repair(self, name: str, _event: Doc, t: float) -> None:
        for one in self.hit(name):
            self.parts[one].restart_at = None
            broken = [m for m in self.members(one) if self.parts[one].members[m[1]] == "broken"]
            mending_it = {id(w): w for m in broken for w in self.waits[m] if isinstance(w, Cause)}
            tasks = [task for member in broken for task in self.waits[member] if is_repair(task)]
            for member in broken:
                self.waits[member] = []
            for task in tasks:
                self.drop(task)
            for cause in mending_it.values():
                if not self.waiting_for(cause) and cause.task is not None:
                    self.drop(cause.task)
            for member in broken:
                self.mended(*member, t)

    def finish_jobs(self, kind: str, t: float) -> None:
        for task in sorted(self.tasks, key=lambda task: task.name):
            if task.kind != kind:
                continue
            fast = task.length < inf
            task.left = [x for x in task.left if not fast or x * task.length > EPS]
            if task.left or task.to_begin:
                continue
            self.tasks.remove(task)
            if not task.void:
                self.log.append((t, f"{kind} done", task.name))
                task.done(t)

    def begin_jobs(self, t: float) -> None:
        for task in sorted(self.tasks, key=lambda task: (-task.weight, task.name)):
            crew = task.work.get("crew")
            free = task.to_begin if crew is None else min(task.to_begin, self.free(crew))
            task.left += [1.0] * free
            task.to_begin -= free
            if free:
                self.log.append((t, f"{task.kind} begins", task.name))

    def free(self, crew: str) -> int:
        size = self.doc["crews"][crew]
        busy = sum(len(task.left) for task in self.tasks if task.work.get("crew") == crew)
        return int(size["size"] if isinstance(size, dict) else size) - busy

    # Switching

    def go_on_switching(self, standby: Standby, t: float) -> None:
        if not isinstance(standby, Tooled):
            super().go_on_switching(standby, t)
            return
        if standby.wanted is not None and standby.tools:
            standby.active, standby.wanted = standby.wanted, None
            standby.since = [inf] * len(standby.since)
            self.log.append((t, "switched by hand", standby.owner))
        if standby.active is not None:
            return
        if standby.stage == "detect" and standby.due <= t + EPS:
            standby.decide()
            self.log.append((t, "detected", standby.owner))
        if standby.stage == "decide" and standby.is_done():
            standby.choose(self.working(standby), t)
            self.log.append((t, "chosen", standby.owner))
        if standby.stage == "act" and standby.chosen is not None and standby.is_done():
            standby.active = standby.chosen
            self.log.append((t, "switched", standby.owner))

    def fail_back(self, standby: Standby, t: float) -> None:
        if not isinstance(standby, Tooled) or standby.tools:
            super().fail_back(standby, t)

    def do_switch(self, name: str, event: Doc, t: float) -> None:
        before = {id(s): (s.active, s.since) for s in self.tooled() if s.owner == name}
        super().do_switch(name, event, t)
        for standby in self.tooled():
            entries = [need.get("on") for need in standby.need["first_of"]]
            if standby.owner != name or event["to"] not in entries:
                continue
            standby.wanted = None
            if not standby.tools and "otherwise" not in standby.need["switchover"]:
                standby.active, standby.since = before[id(standby)]
                standby.wanted = entries.index(event["to"])

    # Time

    def pass_time(self, dt: float) -> None:
        for task in self.tasks:
            if task.length < inf:
                task.left = [left - dt / task.length if task.length else 0.0 for left in task.left]
        for name in self.ready:
            time = self.parts[name].doc["start"].get("time", 0)
            self.starting[name] -= dt / time if time else 1.0
        for standby in self.tooled():
            if self.is_going_on(standby):
                standby.left -= dt / standby.length if standby.length else standby.left

    def is_going_on(self, standby: Tooled) -> bool:
        under_way = standby.active is None and standby.stage != "detect"
        return under_way and 0 < standby.left < inf and standby.length < inf

    def ends(self, t: float) -> Iterator[float]:
        """When anything is over, as things are."""
        yield from (event["at"] for event in self.to_come)
        for task in self.tasks:
            yield from (t + left * task.length for left in task.left if task.length < inf)
        for name in self.ready:
            yield t + self.starting[name] * self.parts[name].doc["start"].get("time", 0)
        for part in self.parts.values():
            yield part.warm_until
            yield inf if part.restart_at is None else part.restart_at
            yield inf if part.over_since is None else part.over_since + part.overload("for", 0)
        for standby in self.standbys.values():
            yield standby.due
            wish = standby.need.get("switchover", {}).get("failback", "auto")
            if not isinstance(wish, str):
                yield from (since + wish for since in standby.since)
            if isinstance(standby, Tooled) and self.is_going_on(standby):
                yield t + standby.left * standby.length


def mending(doc: Doc) -> Doc | None:
    """What mends it: for a shared risk the same as for a component."""
    mttr = (doc.get("fails") or {}).get("mttr")
    found: Doc | None = doc.get("repair") or (None if mttr is None else {"time": mttr})
    return found


def by_hand(work: Doc) -> float:
    return float(work.get("otherwise", inf))


def is_repair(task: object) -> bool:
    return isinstance(task, Task) and task.kind == "repair"


def simulate_mending(doc: Doc, events: list[Doc], until: float) -> Outcome:
    """Play `events` on the document for `until` seconds, from one thing that ends to the next."""
    simulator, t = Mender(doc, events), 0.0
    while t < until - EPS:
        simulator.moment(t)
        following = min((at for at in simulator.ends(t) if at > t + EPS), default=inf)
        following = min(following, until)
        simulator.step(t, following - t)
        simulator.pass_time(following - t)
        t = following
    simulator.moment(until)
    load = simulator.load
    offered = {name: load.offered(name) for name in load.own}
    return Outcome(simulator.accounts, simulator.log, load.level, offered, simulator.up)
