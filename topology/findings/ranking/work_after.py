"""The work after a single failure: what it is, how long it takes, and whether it can go on at once.

A risk is repaired and verified once for all it hit, then each of them verified; what it says
nothing of is as each of them says. Until the first of them is mended nothing comes back: so the
work that comes before goes on all the time as it begins, at once, by hand or never; and what can go
on with all failed never waits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from math import ceil, inf

from topology.document import schema
from topology.document.schema import Mode, Repair, SharedRisk, Verify, choice, name_of
from topology.structure.order_one.order_one import OrderOne
from topology.structure.strikes import Strike
from topology.structure.words import names_words

Given = Repair | Verify


class WorkAfter:
    """The work after each component or shared risk of a graph."""

    def __init__(self, order: OrderOne) -> None:
        self._order = order
        self._graph = order.graph
        self._last: tuple[str, set[int]] = ("", set())
        """The last cause that was asked for, and what is down with it."""

    def hits(self, cause: str) -> Sequence[int]:
        """The components that fail, in order."""
        number = self._graph.strike_index.get(cause)
        return (self._graph.index[cause],) if number is None else self._graph.struck[number]

    def is_not_told(self, v: int) -> bool:
        """Whether nothing is said of the work after a component, and nothing has to start."""
        component = self._graph.components[v]
        return component.mending is None and component.verify is None and not self._starting

    def unrepaired(self, cause: str) -> list[str]:
        """What nobody says how long it takes to repair, in order."""
        if self._shared(cause)[0] is not None:
            return []
        broken = [v for v in self.hits(cause) if self._repair(v, cause) is None]
        is_mode = isinstance(self._entry(cause), Mode)
        return [cause if is_mode else self._graph.ids[v] for v in broken]

    def mended_s(self, cause: str, unknown_s: float = inf) -> dict[int, float]:
        """How long until each is mended by whoever has nothing else to do."""
        repair, verify = self._shared(cause)
        times = {}
        for v in self.hits(cause):
            own = repair or self._repair(v, cause)
            times[v] = unknown_s if own is None else self._lasts_s(own, v, cause)
        if verify is not None and times:
            known = (time for time in times.values() if time < inf)
            checked_s = max(known, default=0.0) + self._checked_s(verify, min(times), cause)
            times = {v: max(time, checked_s) for v, time in times.items()}
        for v, time in times.items():
            own_verify = self._verify(v, cause)
            has_repair = repair is not None or self._repair(v, cause) is not None
            if own_verify is not None and has_repair:
                times[v] = time + self._checked_s(own_verify, v, cause)
        return times

    def held_up(self, cause: str) -> str:
        """What waits for ever, and for what; empty if nothing does."""
        for work, v in self._works(cause):
            if work.needs and self._lasts_s(work, v, cause) == inf:
                name, done, wanting = self._told(work, v, cause)
                return f"{name} waits for {names_words(wanting)} to be {done}"
        return ""

    def by_hand(self, cause: str) -> str:
        """What begins by hand, as what it needs is down; empty if nothing does."""
        for work, v in self._works(cause):
            if work.otherwise is not None and self._wanting(work, v, cause):
                name, done, wanting = self._told(work, v, cause)
                verb = "is" if len(wanting) == 1 else "are"
                return f"{name} is {done} by hand, as {names_words(wanting)} {verb} down"
        return ""

    def _told(self, work: Given, v: int, cause: str) -> tuple[str, str, list[str]]:
        """What some work is done on, how that is called, and what it lacks."""
        name = cause if work in self._shared(cause) else self._graph.ids[v]
        done = "repaired" if isinstance(work, Repair) else "verified"
        return name, done, self._wanting(work, v, cause)

    def stands_still(self, cause: str) -> bool:
        """Whether some of it needs what is down once all has fallen, reserves or not."""
        return any(work.needs and self._wanting(work, v, cause) for work, v in self._works(cause))

    def shares_a_crew(self, cause: str) -> bool:
        """Whether works of several members would wait for the same hands."""
        strike, users = self._strike(cause), Counter[str]()
        hits = self.hits(cause) if strike is None else strike.hits
        for v in hits:
            component = self._graph.components[v]
            crews = {work.crew for work in self._own(v, cause) if work.crew is not None}
            for crew in crews:
                users[crew] += 1 if strike is None else strike.members(component)
        return any(members > 1 for members in users.values())

    def may_wait(self, cause: str) -> bool:
        """Whether some of it waits for what comes back before, or something down has to start."""
        if self._starting and not self._starting.isdisjoint(self._down(cause)):
            return True
        if len(self.hits(cause)) == 1:
            return False
        own = ((work, v) for v in self.hits(cause) for work in self._own(v, cause))
        return any(self._wanting(work, v, cause) for work, v in own if work.needs)

    def _works(self, cause: str) -> Iterator[tuple[Given, int]]:
        """All of it, and the component that it is about, or stands for all."""
        hits = self.hits(cause)
        shared = self._shared(cause) if hits else ()  # a surge may hit nothing
        yield from ((work, hits[0]) for work in shared if work is not None)
        yield from ((work, v) for v in hits for work in self._own(v, cause))

    def _down(self, cause: str) -> set[int]:
        """What is down while nothing is mended."""
        if self._last[0] != cause:
            down = self._order.taken_down(self._graph.cause_number(cause))[0]
            self._last = cause, down | self._graph.never_up
        return self._last[1]

    def _is_down(self, v: int, cause: str) -> bool:
        """Whether a component is: of one it is known without all that is down with it."""
        number = self._graph.cause_number(cause)
        return v in self._graph.never_up or self._order.takes_down(number, v)

    def _lasts_s(self, work: Given, owner: int, cause: str) -> float:
        """How long a repair or one unit takes with the cause there; infinite where it waits."""
        if not work.needs or not self._wanting(work, owner, cause):
            return work.time or 0.0
        return inf if work.otherwise is None else work.otherwise

    def _wanting(self, work: Given, owner: int, cause: str) -> list[str]:
        """What some work needs and has not got with the cause there, sorted."""
        found = {name for entry in work.needs for name in self._lacking(entry, owner, cause)}
        return sorted(found)

    @cached_property
    def _starting(self) -> frozenset[int]:
        components = enumerate(self._graph.components)
        return frozenset(v for v, component in components if component.start is not None)

    def _shared(self, cause: str) -> tuple[Repair | None, Verify | None]:
        """What is done once for all it hit."""
        number = self._graph.risk_index.get(cause)
        if number is None:
            return None, None
        risk = self._graph.risks[number]
        return risk.mending, risk.verify

    def _strike(self, cause: str) -> Strike | None:
        number = self._graph.strike_index.get(cause)
        return None if number is None else self._graph.strikes[number]

    def _entry(self, cause: str) -> SharedRisk | Mode | None:
        strike = self._strike(cause)
        return None if strike is None else strike.entry

    def _repair(self, v: int, cause: str) -> Repair | None:
        """What mends one of those hit by itself; of a mode what that says, if it does."""
        entry = self._entry(cause)
        own = entry.mending if isinstance(entry, Mode) else None
        return own or self._graph.components[v].mending

    def _verify(self, v: int, cause: str) -> Verify | None:
        entry = self._entry(cause)
        own = entry.verify if isinstance(entry, Mode) else None
        return own or self._graph.components[v].verify

    def _own(self, v: int, cause: str) -> Iterator[Given]:
        """What is done for one of those hit by itself."""
        repair = None if self._shared(cause)[0] is not None else self._repair(v, cause)
        yield from (work for work in (repair, self._verify(v, cause)) if work is not None)

    def _checked_s(self, verify: Verify, owner: int, cause: str) -> float:
        crew = None if verify.crew is None else self._graph.topology.crews[verify.crew]
        hands = verify.units if crew is None else crew if isinstance(crew, int) else crew.size
        return self._lasts_s(verify, owner, cause) * ceil(verify.units / hands)

    def _lacking(self, entry: schema.Requirement, owner: int, cause: str) -> list[str]:
        """For want of what an entry does not hold; nothing if it does."""
        index = self._graph.index
        if isinstance(entry, str | schema.On):
            name = name_of(entry)
            return [name] if self._is_down(index[name], cause) else []
        if isinstance(entry, schema.Reach):
            is_reached = owner in self._graph.network_to(entry).reaching(self._down(cause))
            return [] if is_reached else [f"a way to {entry.reach}"]
        least, parts = (
            (len(entry.all), entry.all) if isinstance(entry, schema.All) else choice(entry)
        )
        lacking = [self._lacking(part, owner, cause) for part in parts]
        holds = sum(not names for names in lacking) >= least
        return [] if holds else [name for names in lacking for name in names]
