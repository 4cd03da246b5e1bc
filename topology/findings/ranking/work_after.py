"""The work after a single failure: what it is, how long it takes, and whether it can go on at once.

A risk is repaired and verified once for all it hit, then each of them verified; what it says
nothing of is as each of them says. Nothing mended takes away what work needs: so work that can go
on with all failed never waits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from math import ceil, inf

from topology.document import schema
from topology.document.schema import Mode, Repair, SharedRisk, Verify, choice
from topology.structure.graph import Graph
from topology.structure.strikes import Strike

Given = Repair | Verify


class WorkAfter:
    """The work after each component or shared risk of a graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def hits(self, cause: str) -> Sequence[int]:
        """The components that fail, in order."""
        number = self._graph.strike_index.get(cause)
        return (self._graph.index[cause],) if number is None else self._graph.struck[number]

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
            times[v] = unknown_s if own is None else own.time_s
        if verify is not None:
            known = (time for time in times.values() if time < inf)
            checked_s = max(known, default=0.0) + self._checked_s(verify)
            times = {v: max(time, checked_s) for v, time in times.items()}
        for v, time in times.items():
            own_verify = self._verify(v, cause)
            has_repair = repair is not None or self._repair(v, cause) is not None
            if own_verify is not None and has_repair:
                times[v] = time + self._checked_s(own_verify)
        return times

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
        """Whether some of it needs what is down, or something down has to start."""
        works = [(work, v) for v in self.hits(cause) for work in self._own(v, cause)]
        shared = (work for work in self._shared(cause) if work is not None)
        works += [(work, v) for work in shared for v in self.hits(cause)[:1]]
        in_need = [(work, v) for work, v in works if work.needs]
        if not in_need and not self._starting:
            return False
        down = self._graph.going_down(*self._graph.failing([cause])) | self._graph.never_up
        if not self._starting.isdisjoint(down):
            return True
        return any(not self._holds(entry, v, down) for work, v in in_need for entry in work.needs)

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

    def _checked_s(self, verify: Verify) -> float:
        crew = None if verify.crew is None else self._graph.topology.crews[verify.crew]
        hands = verify.units if crew is None else crew if isinstance(crew, int) else crew.size
        return verify.time * ceil(verify.units / hands)

    def _holds(self, entry: schema.Requirement, owner: int, down: set[int]) -> bool:
        """Whether an entry of the needs of work holds."""
        index = self._graph.index
        if isinstance(entry, str):
            return index[entry] not in down
        if isinstance(entry, schema.On):
            return index[entry.on] not in down
        if isinstance(entry, schema.Reach):
            return owner in self._graph.network_to(entry).reaching(down)
        parts = entry.all if isinstance(entry, schema.All) else choice(entry)[1]
        least = len(parts) if isinstance(entry, schema.All) else choice(entry)[0]
        return sum(self._holds(part, owner, down) for part in parts) >= least
