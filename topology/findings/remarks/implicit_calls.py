"""Loads that are several times the demand because each need calls once, unless it says otherwise.

A need for control rather than for work carries no load, yet counts as a call: where many ways lead
to the same component, its load is the sum over all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from topology.document.schema import (
    All,
    Any,
    AtLeast,
    FirstOf,
    On,
    Reach,
    Requirement,
    Split,
    parts_of,
    weight_of,
)
from topology.structure.graph import Graph

SEVERAL = 3.0
"""Times the demand from which on a load is told of."""
MAX_SOURCES = 1_000
"""Components with demand, of which it is kept from which a load comes."""


@dataclass(frozen=True, slots=True)
class Multiplied:
    """A component with a capacity whose load is so many times the demand that it comes from."""

    component: int
    times: float
    chain: tuple[int, ...]
    """The way on which most of it comes, from a component with demand."""


def multiplied(graph: Graph) -> list[Multiplied]:
    """Where needs that call once make a load several times the demand, the most first. O(size).

    With everything working; of a need that gives its `calls` no more than one counts, and what is
    in a circle of calls, or behind one, is left out.
    """
    demands = {v: c.demand for v, c in enumerate(graph.components) if c.demand}
    if not demands or len(demands) > MAX_SOURCES:
        return []
    loads = _Loads(graph, demands)
    found = []
    for v, load in loads.of.items():
        if graph.components[v].capacity is not None and load > 0:
            times = load / loads.demand(v)
            if times > SEVERAL * (1 - 1e-9):
                found.append(Multiplied(v, times, loads.chain(v)))
    return sorted(found, key=lambda one: (-one.times, graph.ids[one.component]))


class _Loads:
    def __init__(self, graph: Graph, demands: dict[int, float]) -> None:
        self._ids = graph.ids
        self._demands = list(demands.values())
        self._callers: dict[int, list[tuple[float, int]]] = {}
        """For each component what it is given by whom."""
        self._bits = {v: 1 << bit for bit, v in enumerate(demands)}
        """From which demands the load of each component comes."""
        self.of: dict[int, float] = dict.fromkeys(range(graph.size), 0.0) | demands
        index = graph.index
        calls = [
            [(index[name], share) for name, share in _calls(component.needs, 1.0)]
            for component in graph.components
        ]
        waiting = [0] * graph.size
        for arcs in calls:
            for callee, _ in arcs:
                waiting[callee] += 1
        ready = [v for v, callers in enumerate(waiting) if not callers]
        for v in ready:
            for callee, share in calls[v]:
                self._give(v, callee, self.of[v] * share)
                waiting[callee] -= 1
                if not waiting[callee]:
                    ready.append(callee)
        self.of = {v: self.of[v] for v in ready}

    def _give(self, caller: int, callee: int, load: float) -> None:
        if load:
            self.of[callee] += load
            self._callers.setdefault(callee, []).append((load, caller))
            self._bits[callee] = self._bits.get(callee, 0) | self._bits[caller]

    def demand(self, v: int) -> float:
        """All the demand that the load of a component comes from."""
        bits = self._bits[v]
        return sum(demand for bit, demand in enumerate(self._demands) if bits >> bit & 1)

    def chain(self, v: int) -> tuple[int, ...]:
        """Back over whoever gives most; of equal ones over the lower id."""
        chain = [v]
        while callers := self._callers.get(chain[-1]):
            chain.append(min(callers, key=lambda one: (-one[0], self._ids[one[1]]))[1])
        return tuple(reversed(chain))


def _calls(entries: Iterable[Requirement], share: float) -> Iterator[tuple[str, float]]:
    """Whom a unit of work calls, and how often."""
    for entry in entries:
        match entry:
            case str():
                yield entry, share
            case On():
                yield entry.on, share * min(entry.calls, 1.0)
            case Reach():
                yield entry.reach, share
            case All():
                yield from _calls(entry.all, share)
            case FirstOf():
                yield from _calls(entry.first_of[:1], share)
            case Any() | AtLeast() | Split():
                parts = parts_of(entry)
                weights = [weight_of(part) for part in parts]
                for part, weight in zip(parts, weights, strict=True):
                    yield from _calls([part], share * weight / sum(weights))
