"""The simulator by steps with reserves: what an owner lives on while an entry of its needs is gone.

Written from the reference alone. An entry with `holds` holds while it does by itself, or has
something left; it drains while it does not hold by itself or waits for a switch, and refills else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.support.cascade_oracle import (
    EPS,
    Doc,
    Load,
    Loads,
    Need,
    Outcome,
    Simulator,
    entries,
    every_need,
    hard,
)


@dataclass
class Left:
    """What is left of one reserve, in seconds."""

    owner: str
    need: Need
    left: float
    gone: bool = False
    """Used up, and the entry has not held since."""


class Reserving(Simulator):
    def __init__(self, doc: Doc, events: list[Doc]) -> None:
        self.reserves: dict[int, Left] = {}
        self.lived_on: list[bool] = []
        super().__init__(doc, events)
        for name in self.parts:
            for need in every_need(self.needs(name)):
                if need.get("holds"):
                    held = Left(name, need, need["holds"], gone=not super().holds(name, need))
                    self.reserves[id(need)] = held
        self.solved_for = None
        self.load = self.solve(0)

    def holds(self, name: str, need: Need) -> bool:
        held = self.reserves.get(id(need))
        return super().holds(name, need) or (held is not None and not held.gone)

    def by_itself(self, name: str, need: Need) -> bool:
        """Whether an entry holds without its own reserve, and waits for no switch."""
        if "on" in need or "reach" in need:
            return super().holds(name, need)
        if "first_of" in need:
            active = self.standbys[id(need)].active
            return active is not None and self.served(name, need["first_of"][active])
        needed = hard(entries(need))
        enough = len(needed) if "all" in need else need.get("at_least", 1)
        return bool(sum(self.served(name, entry) for entry in needed) >= enough)

    def served(self, name: str, need: Need) -> bool:
        held = self.reserves.get(id(need))
        return self.by_itself(name, need) or (held is not None and not held.gone)

    def lives_on(self, held: Left) -> bool:
        return not held.gone and not self.by_itself(held.owner, held.need)

    def carries(self, name: str, need: Need) -> bool:
        """Whether something of an entry really works, so that load goes there."""
        held = self.reserves.get(id(need))
        if held is not None and self.lives_on(held):
            return False
        if "on" in need or "reach" in need or not self.holds(name, need):
            return self.holds(name, need)
        return any(self.carries(name, entry) for entry in hard(entries(need)))

    # Over time

    def scenario(self, t: float) -> bool:
        happened = super().scenario(t)
        if happened:  # a repair at the moment in which a reserve ends is in time
            self.fall(t)
            self.rise(t)
            self.follow(t)
        return happened

    def due(self, t: float) -> bool:
        if super().due(t):
            return True
        before = len(self.log)
        for held in self.reserves.values():
            itself = self.by_itself(held.owner, held.need)
            if held.gone and itself:
                held.gone = False
                self.log.append((t, "reserve fills", held.owner))
            elif not held.gone and not itself and held.left <= EPS:
                held.gone = True
                self.log.append((t, "used up", held.owner))
        return len(self.log) > before

    def step(self, t: float, dt: float) -> None:
        super().step(t, dt)
        for held in self.reserves.values():
            most, refill = held.need["holds"], held.need.get("refill", 0)
            if not self.by_itself(held.owner, held.need):
                held.left = max(0.0, held.left - dt)
            else:
                held.left = min(most, held.left + dt * most / refill) if refill else most

    def dues(self, t: float) -> Iterator[float]:
        """When something may happen, of what has a time."""
        yield from (event["at"] for event in self.to_come)
        yield from (done for job in self.jobs for done in job.begun)
        for part in self.parts.values():
            yield part.restart_at or 0.0
            yield part.warm_until
            yield (t if part.over_since is None else part.over_since) + part.overload("for", 0)
        for standby in self.standbys.values():
            yield standby.due
            wish = standby.need.get("switchover", {}).get("failback", "auto")
            yield from (since + wish for since in standby.since if isinstance(wish, float))
        yield from (t + held.left for held in self.reserves.values() if self.lives_on(held))

    # Load

    def solve(self, t: float) -> Load:
        lived_on = [self.lives_on(held) for held in self.reserves.values()]
        if lived_on != self.lived_on:
            self.solved_for, self.lived_on = None, lived_on
        return super().solve(t)

    def is_held(self, need: Need) -> bool:
        held = self.reserves.get(id(need))
        return held is not None and self.lives_on(held)

    def calls(
        self, name: str, need: Need, amount: float
    ) -> Iterator[tuple[str, float, bool, tuple[str, ...]]]:
        if not self.is_held(need):
            yield from super().calls(name, need, amount)

    def split(self, name: str, need: Need) -> list[tuple[Need, float]]:
        if self.is_held(need):
            return []
        if "all" in need or "first_of" in need:
            return super().split(name, need)
        holding = [entry for entry in entries(need) if self.holds(name, entry)]
        sharing = [entry for entry in holding if self.carries(name, entry)] or holding
        total = sum(entry.get("weight", 1) for entry in sharing)
        return [(entry, entry.get("weight", 1) / total) for entry in sharing]

    def good(self, name: str, need: Need, level: Loads, success: Loads) -> float:
        return 1.0 if self.is_held(need) else super().good(name, need, level, success)


def simulate(doc: Doc, events: list[Doc], until: float, most_s: float = 5.0) -> Outcome:
    """Play `events` on the document up to a time, from whatever is due next to the next.

    Nothing that has no time of its own may wait for one: documents without queues and profiles.
    """
    simulator = Reserving(doc, events)
    now = 0.0
    while now < until:
        simulator.moment(now)
        dues = (due for due in simulator.dues(now) if due > now + EPS)
        then = min(until, now + most_s, *dues)
        simulator.step(now, then - now)
        now = then
    simulator.moment(until)
    load = simulator.load
    offered = {name: load.offered(name) for name in load.own}
    return Outcome(simulator.accounts, simulator.log, load.level, offered, simulator.up)
