"""Outages by structure alone where owners live on for a while without what they need (`holds`).

All that a failure hits goes down at once, and each is mended at a given time; in between reserves
drain, and are used up. What is down when follows as in a cascade, with no load and no switch that
takes time: an event costs what changes by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from topology.loads.mechanisms.clock import resolution
from topology.loads.mechanisms.reserve import Reserve
from topology.loads.moment.standing import Standing
from topology.loads.moment.wiring import Form, Wiring

Outages = dict[int, list[tuple[float, float]]]
"""By component, from when until when it is down; infinite where it stays so."""


class LivingOn:
    """The outages that failures of a wiring bring about, one failure at a time."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._start = Standing(wiring)
        works = self._start.works
        self._full = frozenset(n for n in wiring.reserves if works[wiring.held_by(n)])
        for node in self._full:
            self._start.hold(node)
        self._start.take_changed()

    def outages(self, mended_s: Mapping[int, float]) -> Outages:
        """When each component is down that goes down after these fail; they are mended then."""
        lasting = {v: at for v, at in mended_s.items() if at > 0}
        return _Course(self._wiring, self._start.copy(), self._full).outages(lasting)


class _Course:
    """What happens after one failure."""

    def __init__(self, wiring: Wiring, standing: Standing, full: frozenset[int]) -> None:
        self._wiring = wiring
        self._standing = standing
        self._full = full
        """The reserves that there is something in: what was never up had nothing to fill them."""
        self._reserves: dict[int, Reserve] = {}
        self._due: dict[int, float] = {}
        self._down_since: dict[int, float] = {}
        self._found: Outages = {}

    def outages(self, mended_s: Mapping[int, float]) -> Outages:
        """Goes from one event to the next until nothing changes any more."""
        self._set(mended_s, sound=False)
        self._standing.fall(mended_s)
        now = 0.0
        while True:
            self._settle(now)
            now = min(
                (*self._due.values(), *(t for t in mended_s.values() if t > now)), default=inf
            )
            if now == inf:
                break
            mended = [v for v, at in mended_s.items() if at <= now + resolution(now)]
            self._set(mended, sound=True)
            self._standing.rise(v for v in mended if not self._standing.works[v])
        for v, since in self._down_since.items():
            self._found.setdefault(v, []).append((since, inf))
        return self._found

    def _set(self, components: Mapping[int, float] | list[int], *, sound: bool) -> None:
        for v in components:
            self._standing.sound[v] = sound

    def _settle(self, now: float) -> None:
        """Lets reserves of what changed drain or refill, and lets go of those that are used up."""
        changed: set[int] = set()
        looked = {node for node, at in self._due.items() if at <= now + resolution(now)}
        while True:
            new = self._standing.take_changed()
            changed |= new
            looked |= {p for n in new for p in self._wiring.hard_parents[n] if self._is_reserve(p)}
            if not looked:
                break
            for node in sorted(looked):
                self._look(node, now)
            looked = set()
        self._tell(changed, now)

    def _is_reserve(self, node: int) -> bool:
        return self._wiring.forms[node] is Form.HELD

    def _look(self, node: int, now: float) -> None:
        """Whether a reserve drains or refills from now on, or is used up."""
        reserve = self._reserve(node)
        if self._standing.works[self._wiring.held_by(node)]:
            if reserve.is_used_up:
                self._standing.hold(node)
            if reserve.is_used_up or reserve.is_draining:
                reserve.refill(now)
                self._due.pop(node, None)
        elif not reserve.is_used_up:
            if not reserve.is_draining:
                self._due[node] = reserve.drain(now)
            if reserve.left_s(now) <= 0:
                reserve.end(now)
                del self._due[node]
                self._standing.let_go(node)

    def _reserve(self, node: int) -> Reserve:
        found = self._reserves.get(node)
        if found is None:
            entry = self._wiring.held_entry(node)
            found = self._reserves[node] = Reserve(float(entry.holds or 0.0), float(entry.refill))
            if node not in self._full:
                found.end(0.0)
        return found

    def _tell(self, changed: set[int], now: float) -> None:
        for v in changed:
            if v >= self._wiring.size:
                continue
            if not self._standing.works[v]:
                self._down_since.setdefault(v, now)
            elif (since := self._down_since.pop(v, None)) is not None and since < now:
                self._found.setdefault(v, []).append((since, now))
