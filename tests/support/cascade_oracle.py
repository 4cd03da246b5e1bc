"""Load over time by small fixed time steps: slow, plain, and nothing shared with the package.

Written from `docs/cascade.md` alone. Time goes in steps of `dt`: at the start of each, whatever is
due happens (timers that run out between two steps wait for the next), the load is iterated attempt
by attempt from the p before, and all rates are held for `dt`. So whatever depends on a time is
right to about `dt`, and exact if all times that matter are multiples of it; the load is exact.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf, prod
from typing import Any

Doc = dict[str, Any]
Need = dict[str, Any]
Loads = dict[str, float]

EPS = 1e-9
SECONDS = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31536000}
DURATION = re.compile(r"([\d.]+) (ms|s|min|h|d|w|y)\b")
NESTED = ("all", "any", "of", "first_of", "split")


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

    doc: Doc
    members: list[str]
    """Each works, is broken, or is verified."""
    demand: float
    capacity: float
    limit: float
    profile: Doc | None
    profile_from: float = 0
    checked: bool = False
    """An event has it verified."""
    restart_at: float | None = None
    """It has crashed."""
    over_since: float | None = None
    warm_until: float = -inf
    backlog: float = 0
    parcels: deque[list[float]] = field(default_factory=deque)
    """What waits, first come first: when it came, how much, and how much of it is its own load."""

    @property
    def sound(self) -> bool:
        enough = self.members.count("works") >= self.doc.get("quorum", 1)
        return enough and self.restart_at is None and not self.checked

    def overload(self, name: str, default: Any) -> Any:
        return self.doc.get("overload", {}).get(name, default)

    @property
    def queues(self) -> bool:
        return bool(self.overload("mode", "shed") == "queue")

    def full(self) -> bool:
        return bool(self.backlog >= self.overload("max_queue", inf) * (1 - EPS))

    def late(self, t: float) -> bool:
        timeout: float = self.overload("timeout", inf)
        return bool(self.parcels) and t - self.parcels[0][0] > timeout + EPS

    def capacity_at(self, t: float) -> float:
        if self.capacity == inf:
            return inf
        warm = self.overload("warm_up", {})["share"] if t < self.warm_until - EPS else 1.0
        return float(self.capacity * warm * self.members.count("works") / len(self.members))

    def demand_at(self, t: float) -> float:
        since, times = t - self.profile_from + EPS, 1.0
        if self.profile:
            since %= self.profile.get("every", inf)
            times = [1.0, *(s["times"] for s in self.profile["steps"] if s["at"] <= since)][-1]
        return self.demand * times


@dataclass
class Standby:
    """A `first_of` and the state it is in."""

    owner: str
    need: Need
    worked: list[bool]
    active: int | None
    """The entry in use; none while a switch is under way."""
    since: list[float]
    """Since when each entry works again."""
    due: float
    before: int | None = None
    chosen: int | None = None
    noticed: bool = False

    def begin(self, t: float) -> None:
        self.before, self.active, self.noticed = self.active, None, False
        self.due = t + delay(self.need, "detect", "decide")

    def choose(self, works: list[bool], t: float) -> None:
        self.noticed = True
        self.chosen = works.index(True) if True in works else None
        self.due = inf if self.chosen is None else t + delay(self.need, "verify", "activate")


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

    def offered(self, name: str) -> float:
        return self.own[name] + self.passing[name]


# The document


def plain(value: Any) -> Any:
    """A copy with durations in seconds, shares and ranges as numbers, every need an object."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict) and "low" in value:
        return plain(value.get("value", (plain(value["low"]) + plain(value["high"])) / 2))
    if isinstance(value, dict):
        new = {key: plain(one) for key, one in value.items()}
        for key in ("needs", *NESTED):
            if isinstance(new.get(key), list):
                new[key] = [{"on": one} if isinstance(one, str) else one for one in new[key]]
        return new
    if isinstance(value, str) and re.fullmatch(r"[\d.]+ ?%", value):
        return float(value.rstrip(" %")) / 100
    if isinstance(value, str) and not DURATION.sub("", value).strip():
        return sum(float(amount) * SECONDS[unit] for amount, unit in DURATION.findall(value))
    return value


def entries(need: Need) -> list[Need]:
    """The entries a nested form is made of."""
    return next((need[form] for form in NESTED if form in need), [])


def named(need: Need) -> str | None:
    """The component that an entry names itself."""
    return need.get("on", need.get("reach"))


def every_need(needs: list[Need]) -> Iterator[Need]:
    for need in needs:
        yield need
        yield from every_need(entries(need))


def delay(first_of: Need, *names: str) -> float:
    return float(sum(first_of.get("switchover", {}).get(name, 0) for name in names))


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def selected(doc: Doc, hits: Any) -> list[str]:
    """What a shared risk hits."""
    if isinstance(hits, list):
        return sorted(hits)
    found = []
    for component in doc["components"]:
        has = {"kind": "component", **component}
        tagged = "tag" not in hits or hits["tag"] in component.get("tags", [])
        if tagged and all(has.get(k) == hits[k] for k in ("kind", "location") if k in hits):
            found.append(component["id"])
    return sorted(found)


def ranks(doc: Doc) -> Loads:
    """Whose repair comes first: the highest weight of an objective of it or of what needs it."""
    needed: dict[str, set[str]] = defaultdict(set)
    for component in doc["components"]:
        for need in every_need(component.get("needs", [])):
            needed[component["id"]] |= {str(named(need))}
            for link in doc["components"] if "reach" in need else []:
                kind = link.get("kind", "component")
                if "connects" in link and kind in need.get("over", [kind]):
                    needed[component["id"]] |= {link["id"], *link["connects"]}
    found: Loads = {}
    for objective in sorted(doc.get("objectives", []), key=lambda one: float(one.get("weight", 1))):
        todo, reached = [objective["of"]], {objective["of"]}
        while todo:
            new = needed[todo.pop()] - reached
            reached |= new
            todo += new
        found |= dict.fromkeys(reached, objective.get("weight", 1))
    return found


class Simulator:
    def __init__(self, doc: Doc, events: list[Doc]) -> None:
        self.doc: Doc = plain(doc)
        self.to_come: list[Doc] = sorted(plain(events), key=lambda event: float(event["at"]))
        self.parts = {
            component["id"]: Part(
                component,
                ["works"] * component.get("count", 1),
                component.get("demand", 0),
                component.get("capacity", inf),
                component.get("overload", {}).get("limit", inf),
                component.get("profile"),
            )
            for component in sorted(self.doc["components"], key=lambda one: str(one["id"]))
        }
        self.rank = ranks(self.doc)
        self.jobs: list[Job] = []
        self.log: list[tuple[float, str, str]] = []
        self.accounts = {name: Account() for name in self.parts}
        self.up = set(self.parts)
        self.there = {name: self.members_up(name) for name in self.parts}
        self.pulses: list[tuple[float, str, int, float]] = []
        """Calls of those that have come up: until when, whose, of which entry, at what rate."""
        self.fall(0)
        self.log.clear()
        self.standbys: dict[int, Standby] = {}
        for name in self.parts:
            for need in every_need(self.needs(name)):
                if "first_of" in need:
                    works = [self.holds(name, entry) for entry in need["first_of"]]
                    active = works.index(True) if True in works else None
                    never = [inf] * len(works)
                    due = delay(need, "detect", "decide")
                    self.standbys[id(need)] = Standby(name, need, works, active, never, due)
        self.p = dict.fromkeys(self.parts, 0.0)
        self.solved_for: Any = None
        self.load = self.solve(0)

    def needs(self, name: str) -> list[Need]:
        needs: list[Need] = self.parts[name].doc.get("needs", [])
        return needs

    # Up and down

    def holds(self, name: str, need: Need) -> bool:
        if "on" in need:
            return need["on"] in self.up or need.get("hard") is False
        if "reach" in need:
            return self.way(name, need) is not None
        enough = len(need["all"]) if "all" in need else need.get("at_least", 1)
        return bool(sum(self.holds(name, entry) for entry in entries(need)) >= enough)

    def way(self, name: str, reach: Need) -> tuple[str, ...] | None:
        """The shortest way: what it passes and then the goal; of equal ones that of lower ids."""
        ways: dict[str, tuple[str, ...]] = {name: ()}
        seen = {name}
        while ways and reach["reach"] not in ways:
            longer: dict[str, tuple[str, ...]] = {}
            for here, way in ways.items():
                for link, there in self.steps_from(here, reach.get("over")):
                    if there not in seen and there in self.up:
                        new = (*way, link, there)
                        longer[there] = min(longer.get(there, new), new)
            seen |= longer.keys()
            ways = longer
        return ways.get(reach["reach"])

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

    def fall(self, t: float) -> None:
        while falling := [name for name in sorted(self.up) if not self.can_work(name)]:
            self.up -= set(falling)
            self.there |= dict.fromkeys(falling, 0)
            self.pulses = [pulse for pulse in self.pulses if pulse[1] not in falling]
            self.log += [(t, "down", name) for name in falling]

    def rise(self, t: float) -> None:
        while rising := [
            name for name in self.parts if name not in self.up and self.can_work(name)
        ]:
            self.up |= set(rising)
            for name in rising:
                self.log.append((t, "up", name))
                part = self.parts[name]
                part.warm_until = t + part.overload("warm_up", {"time": -inf})["time"]

    # Coming up

    def members_up(self, name: str) -> int:
        return self.parts[name].members.count("works") if name in self.up else 0

    def come_up(self, t: float) -> None:
        """Those that were not there before call whom they call at their start."""
        for name in self.parts:
            new = self.members_up(name) - self.there[name]
            self.there[name] += new
            for need in every_need(self.needs(name)) if new > 0 else ():
                if "at_start" in need:
                    calls, over = need["at_start"]["calls"], need["at_start"]["over"]
                    self.pulses.append((t + over, name, id(need), new * calls / over))

    def start_calls(self, name: str, need: Need, part: float) -> Iterator[tuple[str, float]]:
        """Who is called at a start now, and at what rate."""
        if "at_start" in need:
            rate = sum(pulse[3] for pulse in self.pulses if pulse[2] == id(need))
            yield need["on"], part * rate
        for entry, share in self.split(name, need):
            yield from self.start_calls(name, entry, part * share)

    # What happens at one moment

    def moment(self, t: float) -> None:
        happened = self.scenario(t)
        for _ in range(10_000):
            happened |= self.due(t)
            if happened:
                self.fall(t)
                self.rise(t)
                self.come_up(t)
                self.follow(t)
            self.load = self.solve(t)
            if not self.watch(t) and not happened:
                return
            happened = False
        raise RuntimeError(f"more than 10,000 events at {t} s: {self.log[-5:]}")

    def scenario(self, t: float) -> bool:
        now = [event for event in self.to_come if event["at"] <= t + EPS]
        self.to_come = self.to_come[len(now) :]
        for event in now:
            for word in ("fail", "repair", "verify", "switch", "demand", "capacity", "limit"):
                for name in as_list(event.get(word, [])):
                    self.log.append((t, word, name))
                    getattr(self, f"do_{word}")(name, event, t)
        return bool(now)

    def hit(self, name: str) -> list[str]:
        """The components that a component or a shared risk stands for."""
        for risk in self.doc.get("shared_risks", []):
            if risk["id"] == name:
                return selected(self.doc, risk["hits"])
        return [name]

    def do_fail(self, name: str, _event: Doc, _t: float) -> None:
        for one in self.hit(name):
            members = self.parts[one].members
            for _ in range(1 if one == name else len(members)):
                taken = next((state for state in ("works", "verified") if state in members), None)
                if taken:
                    self.break_member(one, members.index(taken))

    def break_member(self, name: str, member: int) -> None:
        for job in self.jobs:  # its verification is void; but what is begun is finished
            if (job.id, job.member) == (name, member):
                job.to_begin, job.member = 0, -1
        part = self.parts[name]
        part.members[member] = "broken"
        if "repair" in part.doc:
            repair = part.doc["repair"]
            self.jobs.append(Job("repair", name, member, 1, repair["time"], repair.get("crew")))

    def do_repair(self, name: str, _event: Doc, t: float) -> None:
        for one in self.hit(name):
            self.parts[one].restart_at = None
            for member, state in enumerate(self.parts[one].members):
                if state == "broken":
                    self.jobs = [job for job in self.jobs if (job.id, job.member) != (one, member)]
                    self.mended(one, member, t)

    def do_verify(self, name: str, _event: Doc, _t: float) -> None:
        for one in self.hit(name):
            part = self.parts[one]
            if "verify" in part.doc and not part.checked:
                part.checked = True
                self.add_verification(one, None)

    def do_switch(self, name: str, event: Doc, _t: float) -> None:
        for standby in self.standbys.values():
            ids = [named(entry) for entry in standby.need["first_of"]]
            if standby.owner == name and event["to"] in ids:
                standby.active = ids.index(event["to"])
                standby.since = [inf] * len(ids)  # what works already does not take it back

    def do_demand(self, name: str, event: Doc, t: float) -> None:
        part = self.parts[name]
        part.demand = part.doc.get("demand", 0) * event.get("times", 1)
        if "profile" in event:
            part.profile, part.profile_from = event["profile"], t

    def do_capacity(self, name: str, event: Doc, _t: float) -> None:
        given = self.parts[name].doc.get("capacity", inf)
        self.parts[name].capacity = event["to"] if "to" in event else given * event["times"]

    def do_limit(self, name: str, event: Doc, _t: float) -> None:
        self.parts[name].limit = event.get("to", inf)

    def due(self, t: float) -> bool:
        before = len(self.log)
        self.pulses = [pulse for pulse in self.pulses if pulse[0] > t + EPS]
        self.finish_jobs("repair", t)
        self.finish_jobs("verify", t)
        self.begin_jobs(t)
        for name, part in self.parts.items():
            if part.restart_at is not None and part.restart_at <= t + EPS:
                part.restart_at = None
                self.log.append((t, "restart", name))
        for standby in self.standbys.values():
            self.go_on_switching(standby, t)
        for standby in self.standbys.values():
            self.fail_back(standby, t)
        for name, part in self.parts.items():
            if part.over_since is not None and part.over_since + part.overload("for", 0) <= t + EPS:
                part.over_since, part.restart_at = None, t + part.overload("restart", inf)
                self.log.append((t, "crash", name))
        return len(self.log) > before

    # Repair and verification

    def finish_jobs(self, kind: str, t: float) -> None:
        for job in sorted(self.jobs, key=lambda job: job.id):
            if job.kind != kind:
                continue
            job.begun = [done for done in job.begun if done > t + EPS]
            if job.begun or job.to_begin:
                continue
            self.jobs.remove(job)
            if kind == "repair":
                self.mended(job.id, job.member or 0, t)
            elif job.member is None:
                self.parts[job.id].checked = False
                self.log.append((t, "verified", job.id))
            elif job.member >= 0:
                self.parts[job.id].members[job.member] = "works"
                self.log.append((t, "verified", job.id))

    def mended(self, name: str, member: int, t: float) -> None:
        self.log.append((t, "repaired", name))
        verify = "verify" in self.parts[name].doc
        self.parts[name].members[member] = "verified" if verify else "works"
        if verify:
            self.add_verification(name, member)

    def add_verification(self, name: str, member: int | None) -> None:
        verify = self.parts[name].doc["verify"]
        units, time, crew = verify["units"], verify["time"], verify.get("crew")
        self.jobs.append(Job("verify", name, member, units, time, crew))

    def begin_jobs(self, t: float) -> None:
        for job in sorted(self.jobs, key=lambda job: (-self.rank.get(job.id, 1), job.id)):
            free = job.to_begin if job.crew is None else min(job.to_begin, self.free(job.crew))
            job.begun += [t + job.time] * free
            job.to_begin -= free
            if free:
                self.log.append((t, f"{job.kind} begins", job.id))

    def free(self, crew: str) -> int:
        size = self.doc["crews"][crew]
        busy = sum(len(job.begun) for job in self.jobs if job.crew == crew)
        return int(size["size"] if isinstance(size, dict) else size) - busy

    # Standby

    def working(self, standby: Standby) -> list[bool]:
        return [self.holds(standby.owner, entry) for entry in standby.need["first_of"]]

    def go_on_switching(self, standby: Standby, t: float) -> None:
        """The delays of a switch that are over."""
        if standby.active is None and standby.due <= t + EPS:
            if standby.noticed:
                standby.active = standby.chosen
                self.log.append((t, "switched", standby.owner))
            else:
                standby.choose(self.working(standby), t)
                self.log.append((t, "chosen", standby.owner))

    def fail_back(self, standby: Standby, t: float) -> None:
        wish = standby.need.get("switchover", {}).get("failback", "auto")
        last = standby.before if standby.active is None else standby.active
        for earlier in range(0 if wish == "manual" else last or 0):
            if standby.since[earlier] + (0 if wish == "auto" else wish) <= t + EPS:
                standby.active = earlier
                self.log.append((t, "failback", standby.owner))
                return

    def follow(self, t: float) -> None:
        """What the ups and downs of this moment mean for each standby."""
        for standby in self.standbys.values():
            works = self.working(standby)
            for entry, (now, before) in enumerate(zip(works, standby.worked, strict=True)):
                if now != before:
                    standby.since[entry] = t if now else inf
            standby.worked = works
            if standby.active is not None:
                if not works[standby.active]:
                    standby.begin(t)
                    self.log.append((t, "switching", standby.owner))
            elif standby.before is not None and works[standby.before]:
                standby.active = standby.before
                self.log.append((t, "switch off", standby.owner))
            elif standby.noticed and (standby.chosen is None or not works[standby.chosen]):
                standby.choose(works, t)

    # Load

    def solve(self, t: float) -> Load:
        """The load reached from the p before by going on from attempt to attempt."""
        now = [
            (part.demand_at(t), part.capacity_at(t), part.limit, part.full(), part.late(t))
            for part in self.parts.values()
        ]
        waiting = [
            round(part.parcels[0][2] / part.parcels[0][1], 9) if part.parcels else None
            for part in self.parts.values()
        ]
        active = [standby.active for standby in self.standbys.values()]
        state = (now, waiting, active, sorted(self.up), self.pulses[:])
        if state == self.solved_for:
            return self.load
        self.solved_for = state
        for _ in range(1_000_000):
            load, p = self.one_more_attempt(t)
            change = max(abs(p[name] - self.p[name]) for name in p)
            self.p = p
            if change < 1e-13:
                return load
        raise RuntimeError(f"the load does not settle at {t} s")

    def one_more_attempt(self, t: float) -> tuple[Load, Loads]:
        """The load while each callee shows the failing share p, and the p that it shows then."""
        own, passing, success = self.flow(t)
        level = {name: float(name in self.up) for name in self.parts}
        change = 1.0
        while change > 1e-15:  # from 1 down: what only waits for itself is not lost
            good = {name: [self.good(name, n, level, success) for n in hard(self.needs(name))]
                    for name in self.up}  # fmt: skip
            new = {n: success[n] * prod(good[n]) if n in self.up else 0.0 for n in self.parts}
            change = max(abs(new[name] - level[name]) for name in new)
            level = new
        p = {name: 1 - level[name] for name in level}
        for name in self.parts.keys() - self.up:
            if self.parts[name].queues:
                p[name] = 1 - success[name]  # what waits has not failed
        followed = {name: prod(self.followed(name, need) for need in self.needs(name))
                    for name in self.up}  # fmt: skip
        hard_part = {name: prod(good[name]) for name in self.up}
        return Load(own, passing, success, level, hard_part, followed), p

    def flow(self, t: float) -> tuple[Loads, Loads, Loads]:
        """Own load, passing load and own success of each."""
        sends = {
            name: [send for need in self.needs(name) for send in self.calls(name, need, 1.0)]
            for name in self.up
        }
        work, through = dict.fromkeys(self.parts, 0.0), dict.fromkeys(self.parts, 1.0)
        for _ in range(100_000):
            own = {name: part.demand_at(t) for name, part in self.parts.items()}
            for caller in sorted(self.up):
                for need in self.needs(caller) if self.pulses else ():
                    for called, rate in self.start_calls(caller, need, 1.0):
                        own[called] += rate
            passing = dict.fromkeys(self.parts, 0.0)
            for caller, calls in sends.items():
                for called, amount, passes, before in calls:
                    left = amount * work[caller] * prod(through[passed] for passed in before)
                    (passing if passes else own)[called] += left
            carried = {n: self.carry(n, own[n], passing[n], t) for n in self.parts}
            change = max(abs(carried[n][1] - work[n]) / (1 + work[n]) for n in work)
            change = max(change, *(abs(carried[n][2] - through[n]) for n in through))
            work = {name: carried[name][1] for name in carried}
            through = {name: carried[name][2] for name in carried}
            if change < 1e-14:
                return own, passing, {name: carried[name][0] for name in carried}
            if max(work.values()) > 1e15:
                break
        raise RuntimeError(f"calls amplify without bound: {max(work, key=lambda n: work[n])}")

    def calls(
        self, name: str, need: Need, amount: float
    ) -> Iterator[tuple[str, float, bool, tuple[str, ...]]]:
        """What an entry makes others carry: who, how much if all came through, whether it only
        passes, and whom it has passed before."""
        if "on" in need:
            tries = sum(self.p[need["on"]] ** n for n in range(need.get("retries", 0) + 1))
            yield need["on"], amount * need.get("calls", 1) * tries, False, ()
        elif "reach" in need:
            way = self.way(name, need) or ()
            for place, passed in enumerate(way):
                yield passed, amount, place < len(way) - 1, way[:place]
        for entry, part in self.split(name, need):
            yield from self.calls(name, entry, amount * part)

    def split(self, name: str, need: Need) -> list[tuple[Need, float]]:
        """The entries of a nested form that carry something, and which part of it."""
        if "all" in need:
            return [(entry, 1.0) for entry in need["all"]]
        if "first_of" in need:
            active = self.standbys[id(need)].active
            share = 1.0 if active == 0 else need.get("share", 1)
            return [] if active is None else [(need["first_of"][active], share)]
        working = [entry for entry in entries(need) if self.holds(name, entry)]
        # The parts of a split stay as they are, and what is lost with one goes to no other.
        sharing = entries(need) if "split" in need else working
        total = sum(entry.get("weight", 1) for entry in sharing)
        return [(entry, entry.get("weight", 1) / total) for entry in working]

    def good(self, name: str, need: Need, level: Loads, success: Loads) -> float:
        """The success of an entry."""
        if "on" in need:
            if need.get("calls", 1) == 0:
                return 1.0
            return float(1 - (1 - level[need["on"]]) ** (need.get("retries", 0) + 1))
        if "reach" in need:
            way = self.way(name, need) or ()
            return prod(success[passed] for passed in way[:-1]) * prod(level[g] for g in way[-1:])
        parts = [(share, self.good(name, n, level, success)) for n, share in self.split(name, need)]
        return prod(good for _, good in parts) if "all" in need else sum(s * g for s, g in parts)

    def followed(self, name: str, need: Need) -> float:
        """The part of the load that no switch has left behind."""
        parts = [(share, self.followed(name, entry)) for entry, share in self.split(name, need)]
        if not parts or "all" in need:
            return prod(part for _, part in parts)
        lost = 1 - sum(share for share, _ in parts) if "split" in need else 0.0
        return sum(share * part for share, part in parts) + lost

    def carry(self, name: str, own: float, passing: float, t: float) -> tuple[float, float, float]:
        """The own success of a component, how much of its own work it executes, and which part of
        what passes goes on."""
        part, load = self.parts[name], own + passing
        let_in = min(load, part.limit)
        capacity = part.capacity_at(t) if name in self.up else 0.0
        own_part = own / load if load else 1.0
        good = work = min(let_in, capacity)
        if part.queues:
            good = 0.0 if part.late(t) else work if part.full() else let_in
            if part.parcels:
                own_part = part.parcels[0][2] / part.parcels[0][1]
                work = let_in if capacity == inf else capacity
        elif let_in > capacity:
            cost = part.overload("cost", 0)
            good = 0.0 if cost == 1 else max(0.0, (capacity - cost * let_in) / (1 - cost))
        idle = 0.0 if part.late(t) else 1.0
        success = good / load if load else idle
        return success, work * own_part, (work / load if load else 1.0) if part.queues else success

    def watch(self, t: float) -> bool:
        """Who is over the threshold at which it crashes; True if somebody just came to be."""
        new = False
        for name, part in self.parts.items():
            if part.overload("mode", "shed") == "crash":
                arrives = min(self.load.offered(name), part.limit)
                threshold = part.overload("above", 1) * part.capacity_at(t)
                over = name in self.up and arrives > threshold * (1 + 1e-12)
                if over and part.over_since is None:
                    part.over_since, new = t, True
                elif not over:
                    part.over_since = None
        return new

    # Accounts

    def step(self, t: float, dt: float) -> None:
        """All rates of this moment, for dt."""
        load = self.load
        for name, part in self.parts.items():
            account, before = self.accounts[name], part.backlog
            offered = load.offered(name) * dt
            left, own_left, late = offered * load.success[name], load.own[name] * dt, 0.0
            own_left *= load.success[name]
            if part.queues:
                left, own_left, late = self.work_off(name, t, dt)
            served = own_left * load.hard.get(name, 1) + (left - own_left)
            abandoned = own_left * (1 - load.followed.get(name, 1)) + late
            account.offered += offered
            account.served += served
            account.abandoned += abandoned
            account.shed += offered - served - abandoned - (part.backlog - before)
            account.backlog = part.backlog
            account.waiting += (before + part.backlog) / 2 * dt
            account.peak_backlog = max(account.peak_backlog, part.backlog)
            asked = [o.get("level", 1) for o in self.doc.get("objectives", []) if o["of"] == name]
            account.downtime_s += dt * (load.level[name] < max(asked, default=2 * EPS) - EPS)
            account.below_s += dt * (load.level[name] < max(asked, default=1) - EPS)

    def work_off(self, name: str, t: float, dt: float) -> tuple[float, float, float]:
        """Take in and work off for dt: what left in time, how much of it is own, and late."""
        part, load, waited = self.parts[name], self.load.offered(name), self.parts[name].backlog
        came = min(load, part.limit) * dt
        if came:
            part.parcels.append([t, came, came * self.load.own[name] / load])
        can = part.capacity_at(t) * dt if name in self.up else 0.0
        in_time = own = late = 0.0
        while part.parcels and can > 0:
            is_late = part.late(t)
            done, done_own = take(part.parcels, 0, can)
            can -= done
            late += done if is_late else 0
            in_time += 0 if is_late else done
            own += 0 if is_late else done_own
        part.backlog = max(0.0, waited + came - in_time - late) if part.parcels else 0.0
        too_many = part.backlog - part.overload("max_queue", inf)
        while part.parcels and too_many > 0:  # turned away: those that came last
            turned_away, _ = take(part.parcels, -1, too_many)
            too_many -= turned_away
            part.backlog -= turned_away
        if waited and not part.parcels:
            self.log.append((t + dt, "cleared", name))
        return in_time, own, late


def hard(needs: list[Need]) -> list[Need]:
    return [need for need in needs if need.get("hard") is not False]


def take(parcels: deque[list[float]], end: int, at_most: float) -> tuple[float, float]:
    """Take from the first or the last parcel: how much, and how much of it is own load."""
    _, amount, own = parcels[end]
    if amount <= at_most * (1 + 1e-12):
        del parcels[end]
        return amount, own
    parcels[end][1] -= at_most
    parcels[end][2] -= own * at_most / amount
    return at_most, own * at_most / amount


def simulate(doc: Doc, events: list[Doc], until: float, dt: float) -> Outcome:
    """Play `events` on the document for `until` seconds in steps of `dt` seconds."""
    simulator = Simulator(doc, events)
    for n in range(round(until / dt)):
        simulator.moment(n * dt)
        simulator.step(n * dt, dt)
    simulator.moment(until)
    load = simulator.load
    offered = {name: load.offered(name) for name in load.own}
    return Outcome(simulator.accounts, simulator.log, load.level, offered, simulator.up)
