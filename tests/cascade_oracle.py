"""Load over time by small fixed time steps: slow, plain, and nothing shared with the package.

Written from `docs/cascade.md` alone. Time goes in steps of `dt`: at the start of each, whatever is
due happens (timers that run out between two steps wait for the next), the load is iterated attempt
by attempt from the p before, and all rates are held for `dt`. So whatever depends on a time is
right to about `dt`, and exact if all times that matter are multiples of it; the load is exact.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf, prod
from typing import Any

Doc = dict[str, Any]
Need = Any
Loads = dict[str, float]

EPS = 1e-9
UNITS = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31536000}


@dataclass
class Account:
    """What went through one component in the whole run, in load units times seconds."""

    offered: float = 0
    served: float = 0
    shed: float = 0
    abandoned: float = 0
    backlog: float = 0
    peak_backlog: float = 0
    waiting: float = 0
    """The backlog summed over time."""
    downtime_s: float = 0
    """Below the level of its objective; without one, while nothing succeeds."""
    below_s: float = 0
    """Below the level of its objective; without one, below 100 %."""


@dataclass
class Outcome:
    accounts: dict[str, Account]
    events: list[tuple[float, str, str]]
    level: Loads
    """Service levels at the end."""
    load: Loads
    """Offered loads at the end."""
    up: set[str]


@dataclass
class Part:
    """A component and the state it is in."""

    id: str
    doc: Doc
    members: list[str]
    """Each works, is broken, or is verified."""
    demand: float
    profile: Doc | None
    capacity: float
    limit: float
    profile_from: float = 0
    checked: bool = False
    """An event has it verified."""
    crashed: bool = False
    restart_at: float = inf
    over_since: float | None = None
    warm_until: float = -inf
    parcels: deque[list[float]] = field(default_factory=deque)
    """What waits, first come first: when it came, how much, and how much of it is its own load."""

    @property
    def overload(self) -> Doc:
        return self.doc.get("overload") or {}

    @property
    def queues(self) -> bool:
        return self.overload.get("mode") == "queue"

    @property
    def sound(self) -> bool:
        enough = self.members.count("works") >= self.doc.get("quorum", 1)
        return enough and not self.crashed and not self.checked

    @property
    def backlog(self) -> float:
        return sum(parcel[1] for parcel in self.parcels)

    def capacity_at(self, t: float) -> float:
        whole = self.capacity
        if whole != inf:
            whole *= self.members.count("works") / len(self.members)
            if t < self.warm_until - EPS:
                whole *= number(self.overload["warm_up"]["share"])
        return whole

    def demand_at(self, t: float) -> float:
        if not self.profile:
            return self.demand
        since = t - self.profile_from
        if "every" in self.profile:
            since = (since + EPS) % seconds(self.profile["every"])
        times = 1.0
        for step in self.profile["steps"]:
            if seconds(step["at"]) <= since + EPS:
                times = number(step["times"])
        return self.demand * times

    def full(self) -> bool:
        return self.backlog >= number(self.overload.get("max_queue", inf)) - EPS

    def late(self, t: float) -> bool:
        patience = seconds(self.overload.get("timeout", inf))
        return bool(self.parcels) and t - self.parcels[0][0] > patience + EPS


@dataclass
class Standby:
    """A `first_of` and the state it is in."""

    owner: str
    need: Doc
    worked: list[bool]
    active: int | None
    """The entry in use; while a switch is under way, none."""
    before: int | None = None
    chosen: int | None = None
    noticed: bool = False
    due: float = inf
    since: list[float] = field(default_factory=list)
    """Since when each entry works again."""

    def delay(self, *names: str) -> float:
        return sum(seconds(self.need.get("switchover", {}).get(name, 0)) for name in names)

    def choose(self, works: list[bool], t: float) -> None:
        self.noticed = True
        self.chosen = works.index(True) if True in works else None
        self.due = inf if self.chosen is None else t + self.delay("verify", "activate")


@dataclass
class Job:
    """A repair, or a verification of several units, for one member (or, by an event, for all)."""

    kind: str
    id: str
    member: int | None
    to_begin: int
    time: float
    crew: str | None
    begun: list[float] = field(default_factory=list)
    """When each unit that somebody works on is done."""


@dataclass
class Load:
    """The load at one moment."""

    own: Loads
    passing: Loads
    success: Loads
    """The own success of each."""
    level: Loads
    hard: Loads
    """The success of all its hard entries."""
    followed: Loads
    """The part of its work that followed its switches."""


def seconds(value: Any) -> float:
    """Of `"2 h 20 min"`, of plain seconds, or of a range of such."""
    if isinstance(value, dict):
        return float(seconds(value["value"]) if "value" in value else middle(value, seconds))
    if not isinstance(value, str):
        return float(value)
    parts = re.findall(r"([\d.]+)\s*([a-z]+)", value)
    return sum(float(amount) * UNITS[unit] for amount, unit in parts)


def number(value: Any) -> float:
    """Of a number, a share such as `"95 %"`, or a range of such."""
    if isinstance(value, dict):
        return float(number(value["value"]) if "value" in value else middle(value, number))
    if isinstance(value, str):
        return float(value.rstrip(" %")) / 100
    return float(value)


def middle(value: Doc, read: Any) -> float:
    return float(read(value["low"]) + read(value["high"])) / 2


def entries(need: Need) -> list[Need]:
    """The entries a nested form is made of."""
    if isinstance(need, str):
        return []
    nested = (need[form] for form in ("all", "any", "of", "first_of") if form in need)
    return next(nested, [])


def leaf(need: Need) -> str | None:
    """The component that an entry names itself."""
    return need if isinstance(need, str) else need.get("on", need.get("reach"))


def every_need(needs: list[Need]) -> Iterator[Need]:
    for need in needs:
        yield need
        yield from every_need(entries(need))


def is_soft(need: Need) -> bool:
    return not isinstance(need, str) and need.get("hard") is False


def weight(need: Need) -> float:
    return 1.0 if isinstance(need, str) else number(need.get("weight", 1))


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def attempts(p: float, retries: int) -> float:
    return sum(p**n for n in range(retries + 1))


class Simulator:
    def __init__(self, doc: Doc, events: list[Doc]) -> None:
        self.doc: Doc = json.loads(json.dumps(doc))  # no two needs are one object
        ordered = sorted(self.doc["components"], key=lambda component: str(component["id"]))
        self.parts = {component["id"]: part_of(component) for component in ordered}
        self.to_come = sorted(events, key=lambda event: seconds(event["at"]))
        self.rank = ranks(self.doc)
        self.goal = {name: self.target_level(name) for name in self.parts}
        self.jobs: list[Job] = []
        self.log: list[tuple[float, str, str]] = []
        self.accounts = {name: Account() for name in self.parts}
        self.up = set(self.parts)
        self.fall(0)
        self.log.clear()
        self.standbys = {id(standby.need): standby for standby in self.find_standbys()}
        self.p = dict.fromkeys(self.parts, 0.0)
        self.solved_for: Any = None
        self.load = self.solve(0)

    def target_level(self, name: str) -> float | None:
        levels = [
            number(o.get("level", 1)) for o in self.doc.get("objectives", []) if o["of"] == name
        ]
        return max(levels, default=None)

    def needs(self, name: str) -> list[Need]:
        needs: list[Need] = self.parts[name].doc.get("needs", [])
        return needs

    def find_standbys(self) -> Iterator[Standby]:
        for name in self.parts:
            for need in every_need(self.needs(name)):
                if "first_of" in need and not isinstance(need, str):
                    works = [self.holds(name, entry) for entry in need["first_of"]]
                    active = works.index(True) if True in works else None
                    new = Standby(name, need, works, active, since=[inf] * len(works))
                    if active is None:
                        new.due = new.delay("detect", "decide")
                    yield new

    # Up and down

    def holds(self, name: str, need: Need) -> bool:
        if is_soft(need):
            return True
        if isinstance(need, str) or "on" in need:
            return leaf(need) in self.up
        if "reach" in need:
            return self.way(name, need) is not None
        enough = len(need["all"]) if "all" in need else need.get("at_least", 1)
        return sum(self.holds(name, entry) for entry in entries(need)) >= enough

    def way(self, name: str, need: Need) -> tuple[str, ...] | None:
        """The shortest way: what it passes and then the goal; of equal ones that of lower ids."""
        ways: dict[str, tuple[str, ...]] = {name: ()}
        seen = {name}
        while ways and need["reach"] not in ways:
            longer: dict[str, tuple[str, ...]] = {}
            for here, way in ways.items():
                for link, there in self.steps_from(here, need.get("over")):
                    if there in seen or there not in self.up:
                        continue
                    new = (*way, link, there)
                    longer[there] = min(longer.get(there, new), new)
            seen |= longer.keys()
            ways = longer
        return ways.get(need["reach"])

    def steps_from(self, node: str, over: list[str] | None) -> Iterator[tuple[str, str]]:
        for link, part in self.parts.items():
            if "connects" not in part.doc or link not in self.up:
                continue
            if over and part.doc.get("kind", "component") not in over:
                continue
            start, end = part.doc["connects"]
            if start == node:
                yield link, end
            if end == node and not part.doc.get("one_way"):
                yield link, start

    def can_work(self, name: str) -> bool:
        return self.parts[name].sound and all(self.holds(name, need) for need in self.needs(name))

    def fall(self, t: float) -> bool:
        before = set(self.up)
        while falling := [name for name in sorted(self.up) if not self.can_work(name)]:
            self.up -= set(falling)
            self.log += [(t, "down", name) for name in falling]
        return self.up != before

    def rise(self, t: float) -> bool:
        before = set(self.up)
        down = set(self.parts) - self.up
        while rising := [name for name in sorted(down - self.up) if self.can_work(name)]:
            self.up |= set(rising)
            for name in rising:
                self.log.append((t, "up", name))
                warm_up = self.parts[name].overload.get("warm_up")
                if warm_up:
                    self.parts[name].warm_until = t + seconds(warm_up["time"])
        return self.up != before

    # What happens at one moment

    def moment(self, t: float) -> None:
        acted = self.scenario(t)
        for _ in range(10_000):
            acted |= self.due(t)
            if acted:
                self.fall(t)
                self.rise(t)
            acted = acted and self.follow(t)
            self.load = self.solve(t)
            acted |= self.watch(t)
            if not acted:
                return
        raise RuntimeError(f"more than 10,000 events at {t} s: {self.log[-5:]}")

    def scenario(self, t: float) -> bool:
        happens = [event for event in self.to_come if seconds(event["at"]) <= t + EPS]
        self.to_come = self.to_come[len(happens) :]
        for event in happens:
            for word in ("fail", "repair", "verify", "switch", "demand", "capacity", "limit"):
                for name in as_list(event.get(word, [])):
                    self.log.append((t, word, name))
                    getattr(self, f"do_{word}")(name, event, t)
        return bool(happens)

    def hit(self, name: str) -> list[str]:
        """The components that a component or shared risk stands for."""
        for risk in self.doc.get("shared_risks", []):
            if risk["id"] == name:
                return sorted(selected(self.doc, risk["hits"]))
        return [name]

    def do_fail(self, name: str, _event: Doc, _t: float) -> None:
        for one in self.hit(name):
            members = self.parts[one].members
            for _ in members if one not in (name,) else [0]:
                taken = next((s for s in ("works", "verified") if s in members), None)
                if taken:
                    self.break_member(one, members.index(taken))

    def break_member(self, name: str, member: int) -> None:
        part = self.parts[name]
        for job in self.jobs:  # what was being verified has failed; what is begun is finished
            if (job.id, job.member) == (name, member):
                job.to_begin, job.member = 0, -1
        part.members[member] = "broken"
        repair = part.doc.get("repair")
        if repair:
            self.jobs.append(
                Job("repair", name, member, 1, seconds(repair["time"]), repair.get("crew"))
            )

    def do_repair(self, name: str, _event: Doc, t: float) -> None:
        for one in self.hit(name):
            part = self.parts[one]
            part.crashed, part.restart_at = False, inf
            for member, state in enumerate(part.members):
                if state == "broken":
                    self.jobs = [job for job in self.jobs if (job.id, job.member) != (one, member)]
                    self.mended(one, member, t)

    def do_verify(self, name: str, _event: Doc, _t: float) -> None:
        for one in self.hit(name):
            part = self.parts[one]
            if part.doc.get("verify") and not part.checked:
                part.checked = True
                self.add_verification(one, None)

    def do_switch(self, name: str, event: Doc, _t: float) -> None:
        for standby in self.standbys.values():
            named = [leaf(entry) for entry in standby.need["first_of"]]
            if standby.owner == name and event["to"] in named:
                standby.active = named.index(event["to"])
                standby.since = [inf] * len(named)  # what works already does not take it back

    def do_demand(self, name: str, event: Doc, t: float) -> None:
        part = self.parts[name]
        part.demand = number(part.doc.get("demand", 0)) * number(event.get("times", 1))
        if "profile" in event:
            part.profile, part.profile_from = event["profile"], t

    def do_capacity(self, name: str, event: Doc, _t: float) -> None:
        part = self.parts[name]
        given = number(part.doc.get("capacity", inf))
        part.capacity = number(event["to"]) if "to" in event else given * number(event["times"])

    def do_limit(self, name: str, event: Doc, _t: float) -> None:
        self.parts[name].limit = number(event.get("to", inf))

    def due(self, t: float) -> bool:
        before = len(self.log)
        self.finish_jobs("repair", t)
        self.finish_jobs("verify", t)
        begun = self.begin_jobs(t)
        for name, part in self.parts.items():
            if part.crashed and part.restart_at <= t + EPS:
                part.crashed, part.restart_at = False, inf
                self.log.append((t, "restart", name))
        noticed = any([self.go_on_switching(standby, t) for standby in self.standbys.values()])
        for standby in self.standbys.values():
            self.fail_back(standby, t)
        for name, part in self.parts.items():
            lasts = seconds(part.overload.get("for", 0))
            if part.over_since is not None and part.over_since + lasts <= t + EPS:
                part.crashed, part.over_since = True, None
                part.restart_at = t + seconds(part.overload.get("restart", inf))
                self.log.append((t, "crash", name))
        return len(self.log) > before or begun or noticed

    # Repair and verification

    def finish_jobs(self, kind: str, t: float) -> None:
        for job in sorted(self.jobs, key=lambda job: job.id):
            if job.kind != kind:
                continue
            job.begun = [done for done in job.begun if done > t + EPS]
            if job.begun or job.to_begin:
                continue
            self.jobs.remove(job)
            if job.member is None:
                self.parts[job.id].checked = False
                self.log.append((t, "verified", job.id))
            elif job.member >= 0 and kind == "repair":
                self.mended(job.id, job.member, t)
            elif job.member >= 0:
                self.parts[job.id].members[job.member] = "works"
                self.log.append((t, "verified", job.id))

    def mended(self, name: str, member: int, t: float) -> None:
        self.log.append((t, "repaired", name))
        if self.parts[name].doc.get("verify"):
            self.parts[name].members[member] = "verified"
            self.add_verification(name, member)
        else:
            self.parts[name].members[member] = "works"

    def add_verification(self, name: str, member: int | None) -> None:
        verify = self.parts[name].doc["verify"]
        time, crew = seconds(verify["time"]), verify.get("crew")
        self.jobs.append(Job("verify", name, member, verify["units"], time, crew))

    def begin_jobs(self, t: float) -> bool:
        begun = False
        for job in sorted(self.jobs, key=lambda job: (-self.rank[job.id], job.id)):
            free = job.to_begin if job.crew is None else min(job.to_begin, self.free(job.crew))
            job.begun += [t + job.time] * free
            job.to_begin -= free
            begun |= free > 0
        return begun

    def free(self, crew: str) -> int:
        size = self.doc["crews"][crew]
        busy = sum(len(job.begun) for job in self.jobs if job.crew == crew)
        return int(size["size"] if isinstance(size, dict) else size) - busy

    # Standby

    def go_on_switching(self, standby: Standby, t: float) -> bool:
        """The delays of a switch that are over at t."""
        if standby.active is not None or standby.due > t + EPS:
            return False
        if standby.noticed and standby.chosen is not None:
            standby.active = standby.chosen
            self.log.append((t, "switched", standby.owner))
        else:
            standby.choose(self.working(standby), t)
        return True

    def working(self, standby: Standby) -> list[bool]:
        return [self.holds(standby.owner, entry) for entry in standby.need["first_of"]]

    def fail_back(self, standby: Standby, t: float) -> None:
        wish = standby.need.get("switchover", {}).get("failback", "auto")
        if standby.active is None or wish == "manual":
            return
        delay = 0 if wish == "auto" else seconds(wish)
        for earlier in range(standby.active):
            if standby.since[earlier] + delay <= t + EPS:
                standby.active = earlier
                self.log.append((t, "failback", standby.owner))
                return

    def follow(self, t: float) -> bool:
        """What the ups and downs of this moment mean for each standby; True if there were any."""
        for standby in self.standbys.values():
            works = self.working(standby)
            for entry, (now, before) in enumerate(zip(works, standby.worked, strict=True)):
                if now != before:
                    standby.since[entry] = t if now else inf
            standby.worked = works
            if standby.active is not None:
                if not works[standby.active]:
                    standby.before, standby.active, standby.noticed = standby.active, None, False
                    standby.due = t + standby.delay("detect", "decide")
                    self.log.append((t, "switching", standby.owner))
            elif standby.before is not None and works[standby.before]:
                standby.active = standby.before
                self.log.append((t, "switch off", standby.owner))
            elif standby.noticed and (standby.chosen is None or not works[standby.chosen]):
                standby.choose(works, t)
        return True

    # Load

    def solve(self, t: float) -> Load:
        """The load reached from the p before by going on from attempt to attempt."""
        state = [
            (part.demand_at(t), part.capacity_at(t), part.limit, len(part.parcels) > 0)
            + ((part.full(), part.late(t), part.parcels[0][1:]) if part.parcels else ())
            for part in self.parts.values()
        ]
        state_now = (state, sorted(self.up), [s.active for s in self.standbys.values()])
        if state_now == self.solved_for:
            return self.load
        self.solved_for = state_now
        for _ in range(1_000_000):
            load, p = self.one_more_attempt(t)
            change = max(abs(p[name] - self.p[name]) for name in p)
            self.p = p
            if change < 1e-13:
                return load
        raise RuntimeError(f"the load does not settle at {t} s")

    def one_more_attempt(self, t: float) -> tuple[Load, Loads]:
        own, passing, success = self.flow(t)
        level = {name: float(name in self.up) for name in self.parts}
        while True:  # from 1 down: what only waits for itself is not lost
            hard = {
                name: prod(
                    self.success_of(name, need, level, success)
                    for need in self.needs(name)
                    if not is_soft(need)
                )
                for name in self.up
            }
            new = {name: success[name] * hard.get(name, 0.0) for name in self.parts}
            change = max(abs(new[name] - level[name]) for name in new)
            level = new
            if change < 1e-15:
                break
        p = {name: 1 - level[name] for name in level}
        for name, part in self.parts.items():
            if part.queues and name not in self.up:
                p[name] = 1 - success[name]  # what waits has not failed
        followed = {
            name: prod(self.followed(name, need) for need in self.needs(name)) for name in self.up
        }
        return Load(own, passing, success, level, hard, followed), p

    def flow(self, t: float) -> tuple[Loads, Loads, Loads]:
        """Who is offered how much while each callee shows the failing share p."""
        sends = {name: list(self.calls_of(name)) for name in self.up}
        work = dict.fromkeys(self.parts, 0.0)
        for _ in range(100_000):
            own = {name: part.demand_at(t) for name, part in self.parts.items()}
            passing = dict.fromkeys(self.parts, 0.0)
            for caller, calls in sends.items():
                for kind, callee, amount in calls:
                    (own if kind == "calls" else passing)[callee] += amount * work[caller]
            success, new = {}, {}
            for name in self.parts:
                success[name], new[name] = self.carry(name, own[name], passing[name], t)
            change = max(abs(new[name] - work[name]) / (1 + new[name]) for name in new)
            work = new
            if change < 1e-14:
                return own, passing, success
        raise RuntimeError(f"calls amplify without bound: {max(work, key=lambda n: work[n])}")

    def calls_of(self, name: str) -> Iterator[tuple[str, str, float]]:
        for need in self.needs(name):
            yield from self.calls(name, need, 1.0)

    def calls(self, name: str, need: Need, amount: float) -> Iterator[tuple[str, str, float]]:
        """What one unit of work makes an entry carry: (calls or passes, who, how much)."""
        if isinstance(need, str):
            yield "calls", need, amount
        elif "on" in need:
            again = attempts(self.p[need["on"]], need.get("retries", 0))
            yield "calls", need["on"], amount * number(need.get("calls", 1)) * again
        elif "reach" in need:
            way = self.way(name, need) or ()
            yield from (("passes", passed, amount) for passed in way[:-1])
            yield from (("calls", goal, amount) for goal in way[-1:])
        else:
            for entry, part in self.split(name, need):
                yield from self.calls(name, entry, amount * part)

    def split(self, name: str, need: Doc) -> list[tuple[Need, float]]:
        """The entries of a nested form that carry something, and which part of it."""
        if "all" in need:
            return [(entry, 1.0) for entry in need["all"]]
        if "first_of" in need:
            active = self.standbys[id(need)].active
            if active is None:
                return []
            return [
                (need["first_of"][active], 1.0 if active == 0 else number(need.get("share", 1)))
            ]
        working = [entry for entry in entries(need) if self.holds(name, entry)]
        total = sum(weight(entry) for entry in working)
        return [(entry, weight(entry) / total) for entry in working]

    def success_of(self, name: str, need: Need, level: Loads, success: Loads) -> float:
        if isinstance(need, str):
            return level[need]
        if "on" in need:
            return float(1 - (1 - level[need["on"]]) ** (need.get("retries", 0) + 1))
        if "reach" in need:
            way = self.way(name, need) or ()
            return prod(success[passed] for passed in way[:-1]) * level.get(need["reach"], 1.0)
        parts = [
            (share, self.success_of(name, entry, level, success))
            for entry, share in self.split(name, need)
        ]
        if "all" in need:
            return prod(good for _, good in parts)
        return sum(share * good for share, good in parts)

    def followed(self, name: str, need: Need) -> float:
        """The part of the load that was not left behind by a switch."""
        if not entries(need):
            return 1.0
        if "first_of" in need and self.standbys[id(need)].active is None:
            return 1.0
        parts = [(share, self.followed(name, entry)) for entry, share in self.split(name, need)]
        if "all" in need:
            return prod(part for _, part in parts)
        return sum(share * part for share, part in parts)

    def carry(self, name: str, own: float, passing: float, t: float) -> tuple[float, float]:
        """The own success, and how much own work is executed."""
        part, load = self.parts[name], own + passing
        let_in = min(load, part.limit)
        capacity = part.capacity_at(t) if name in self.up else 0.0
        own_part = own / load if load else 1.0
        if part.queues:
            taken = min(let_in, capacity) if part.full() else let_in
            success = taken / load if load else 1.0
            work = min(let_in, capacity)
            if part.parcels:
                own_part = part.parcels[0][2] / part.parcels[0][1]
                work = capacity if capacity != inf else let_in
            return (0.0 if part.late(t) else success), work * own_part
        if name not in self.up:
            return 0.0, 0.0
        if let_in <= capacity:
            return (let_in / load if load else 1.0), let_in * own_part
        cost = number(part.overload.get("cost", 0))
        good = 0.0 if cost == 1 else max(0.0, (capacity - cost * let_in) / (1 - cost))
        return good / load, capacity * own_part

    def watch(self, t: float) -> bool:
        """Who is over the threshold at which it crashes; True if somebody just came to be."""
        new = False
        for name, part in self.parts.items():
            if part.overload.get("mode") != "crash":
                continue
            arrives = min(self.load.own[name] + self.load.passing[name], part.limit)
            threshold = number(part.overload.get("above", 1)) * part.capacity_at(t)
            over = name in self.up and arrives > threshold * (1 + 1e-12)
            if over and part.over_since is None:
                part.over_since = t
                new = True
            elif not over:
                part.over_since = None
        return new

    # Accounts

    def step(self, t: float, dt: float) -> None:
        """All rates of this moment, for dt."""
        load = self.load
        for name, part in self.parts.items():
            account = self.accounts[name]
            own, passing = load.own[name], load.passing[name]
            offered = (own + passing) * dt
            if part.queues:
                left, late, own_left = self.work_off(part, t, dt)
                growth = part.backlog - account.backlog
            else:
                left, late, growth = offered * load.success[name], 0.0, 0.0
                own_left = own * load.success[name] * dt
            hard, followed = load.hard.get(name, 0.0), load.followed.get(name, 1.0)
            served = own_left * hard + (left - own_left)
            abandoned = late + own_left * (1 - followed)
            account.offered += offered
            account.served += served
            account.abandoned += abandoned
            account.shed += offered - served - abandoned - growth
            account.backlog += growth
            account.waiting += (account.backlog - growth / 2) * dt
            account.peak_backlog = max(account.peak_backlog, account.backlog)
            self.judge(name, load.level[name], dt)

    def judge(self, name: str, level: float, dt: float) -> None:
        goal = self.goal[name]
        if level <= EPS if goal is None else level < goal - EPS:
            self.accounts[name].downtime_s += dt
        if level < (1.0 if goal is None else goal) - EPS:
            self.accounts[name].below_s += dt

    def work_off(self, part: Part, t: float, dt: float) -> tuple[float, float, float]:
        """Take in and work off for dt: what left in time, what left late, own part of the first."""
        own, passing = self.load.own[part.id], self.load.passing[part.id]
        waited = bool(part.parcels)
        came = min(own + passing, part.limit) * dt
        if came:
            part.parcels.append([t, came, came * own / (own + passing)])
        can = part.capacity_at(t) * dt if part.id in self.up else 0.0
        patience = seconds(part.overload.get("timeout", inf))
        left = late = own_left = 0.0
        while part.parcels and can > 0:
            parcel = part.parcels[0]
            done = min(can, parcel[1])
            can -= done
            if t - parcel[0] > patience + EPS:
                late += done
            else:
                left += done
                own_left += done * parcel[2] / parcel[1]
            parcel[2] *= 1 - done / parcel[1]
            parcel[1] -= done
            if parcel[1] <= 0:
                part.parcels.popleft()
        too_many = part.backlog - number(part.overload.get("max_queue", inf))
        while part.parcels and too_many > 0:  # turned away: those that came last
            last = part.parcels[-1]
            turned_away = min(too_many, last[1])
            too_many -= turned_away
            last[2] *= 1 - turned_away / last[1]
            last[1] -= turned_away
            if last[1] <= 0:
                part.parcels.pop()
        if waited and not part.parcels:
            self.log.append((t + dt, "cleared", part.id))
        return left, late, own_left


def part_of(component: Doc) -> Part:
    return Part(
        component["id"],
        component,
        ["works"] * component.get("count", 1),
        number(component.get("demand", 0)),
        component.get("profile"),
        number(component.get("capacity", inf)),
        number((component.get("overload") or {}).get("limit", inf)),
    )


def selected(doc: Doc, hits: Any) -> list[str]:
    """What a shared risk hits."""
    if isinstance(hits, list):
        return hits
    found = []
    for component in doc["components"]:
        has = {"kind": component.get("kind", "component"), "location": component.get("location")}
        tagged = "tag" not in hits or hits["tag"] in component.get("tags", [])
        if tagged and all(has[key] == hits[key] for key in has if key in hits):
            found.append(component["id"])
    return found


def ranks(doc: Doc) -> defaultdict[str, float]:
    """Whose repair comes first: the highest weight of an objective of what needs it."""
    links = [component for component in doc["components"] if "connects" in component]
    needed: dict[str, set[str]] = {}
    for component in doc["components"]:
        mine = needed.setdefault(component["id"], set())
        for need in every_need(component.get("needs", [])):
            mine |= {named for named in [leaf(need)] if named}
            if "reach" in need and not isinstance(need, str):
                for link in links:
                    if link.get("kind", "component") in need.get(
                        "over", [link.get("kind", "component")]
                    ):
                        mine |= {link["id"], *link["connects"]}
    found: dict[str, list[float]] = defaultdict(list)
    for objective in doc.get("objectives", []):
        reached, todo = set(), [objective["of"]]
        while todo:
            name = todo.pop()
            if name not in reached:
                reached.add(name)
                todo += needed.get(name, [])
        for name in reached:
            found[name].append(number(objective.get("weight", 1)))
    return defaultdict(lambda: 1.0, {name: max(weights) for name, weights in found.items()})


def simulate(doc: Doc, events: list[Doc], until: float, dt: float) -> Outcome:
    """Play `events` on the document for `until` seconds in steps of `dt` seconds."""
    simulator = Simulator(doc, events)
    for n in range(round(until / dt)):
        simulator.moment(n * dt)
        simulator.step(n * dt, dt)
    simulator.moment(until)
    load = simulator.load
    offered = {name: load.own[name] + load.passing[name] for name in load.own}
    return Outcome(simulator.accounts, simulator.log, load.level, offered, simulator.up)
