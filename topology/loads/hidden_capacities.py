"""Metastable failure: the hidden capacity from which on a push is never recovered from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from topology.loads.cascade.cascade import Cascade
from topology.loads.intact import unlimited
from topology.loads.moment.arcs import Floats
from topology.loads.moment.flow import geometric
from topology.loads.moment.wiring import Wiring
from topology.structure.graph import Graph


@dataclass(frozen=True, slots=True)
class HiddenCapacity:
    """From what load on a component with retrying callers stays over the edge once it is pushed.

    Loads are first attempts, in load units. It is vulnerable when `load` > `hidden`, though
    `load` <= `capacity` (Bronson et al., HotOS 2021; the bound is that of the fluid model).
    """

    component: str
    capacity: float
    hidden: float
    load: float

    @property
    def is_vulnerable(self) -> bool:
        """Whether an outage, however short, would not end by itself."""
        return self.load > self.hidden * (1 + 1e-12)


def hidden_capacities(graph: Graph) -> list[HiddenCapacity]:
    """The components with a capacity that somebody retries, by id.

    Raises `AmplificationError` where a circle of calls is bounded by capacities alone.
    """
    wiring = Wiring(graph)
    if not any(arc.retries for arc in wiring.arcs):
        return []
    return list(_hidden(unlimited(wiring)))


def _hidden(cascade: Cascade) -> Iterator[HiddenCapacity]:
    for v, component in enumerate(cascade.components):
        overload = component.overload
        if overload is not None and overload.mode == "queue":
            continue
        found = hidden_capacity(cascade, v, 0.0 if overload is None else float(overload.cost))
        if found is not None:
            yield found


def hidden_capacity(cascade: Cascade, v: int, cost: float) -> HiddenCapacity | None:
    """That of one component, where a failed attempt takes the part `cost` of the work.

    From the loads with nothing failed and everything bearing them (`intact.unlimited`). None where
    it has no capacity, or nobody who calls it retries.
    """
    wiring, flow, component = cascade.wiring, cascade.flow, cascade.components[v]
    if component.capacity is None:
        return None
    by_retries: dict[int, float] = {0: float(cascade.limits.external[v])}
    for number in wiring.arcs_into[v]:
        arc = wiring.arcs[number]
        sent = float(flow.sent[arc.parent] * flow.attempts[number])
        by_retries[arc.retries] = by_retries.get(arc.retries, 0.0) + sent
    load = sum(by_retries.values())
    if load <= 0 or not any(by_retries[retries] for retries in by_retries if retries):
        return None
    most = largest_work({r: part / load for r, part in by_retries.items()}, cost)
    capacity = float(component.capacity)
    return HiddenCapacity(component.id, capacity, capacity / most, load)


def largest_work(parts: dict[int, float], cost: float) -> float:
    """max over p of sum_R w_R (1 + p + .. + p^R) (1 - (1 - cost) p); w_R is the part that retries R
    times.

    The work that a unit of load can come to, if a share p of it fails (closed form 3 of the
    model): 1 for free failures. On a grid, then refined around its best point to rounding.

    >>> round(1 / largest_work({3: 1.0}, 0.25), 6), largest_work({3: 1.0}, 1.0)
    (0.830664, 4.0)
    """

    def work(p: Floats) -> Floats:
        total = np.zeros_like(p)
        for retries, part in parts.items():
            total += part * geometric(p, np.full(p.shape, retries, dtype=np.int64))
        return np.asarray(total * (1.0 - (1.0 - cost) * p))

    low, high = 0.0, 1.0
    best = 1.0
    for _ in range(12):
        grid = np.linspace(low, high, 201)
        values = work(grid)
        at = int(np.argmax(values))
        best = max(best, float(values[at]))
        low, high = float(grid[max(0, at - 1)]), float(grid[min(200, at + 1)])
    return best
