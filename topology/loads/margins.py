"""How far from tipping: what share tips a fallback, what it lacks, what would have kept it up.

All follow from the loads of one moment: as long as nothing is over its capacity they are linear in
the share that is redirected, so two solutions tell where a capacity is reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.settings import Settings
from topology.loads.contingencies import LOAD_ERRORS, Contingencies
from topology.loads.mechanisms.standby import DELAYS
from topology.loads.moment.arcs import Floats
from topology.loads.moment.flow import geometric
from topology.loads.moment.wiring import Wiring
from topology.structure.graph import Graph


@dataclass(frozen=True, slots=True)
class Fallback:
    """An entry of a `first_of` behind the first, and the capacity that it comes up against first.

    Loads are in load units. `tipping_share` is the share of the owner's load from which on
    `component` has more than it bears; None if it bears all, or has no capacity to be exceeded.
    """

    owner: str
    entry: tuple[str, ...]
    share: float
    component: str | None
    capacity: float | None
    threshold: float | None
    """What it bears: its capacity, or `above` times that if it crashes only then."""
    own_load: float | None
    redirected_load: float | None
    """What comes on top if all follow."""
    tipping_share: float | None
    lacking: float
    """The capacity that it lacks to bear the share that follows; 0 if it bears it."""
    admission_limit: float | None
    """The admission limit that would keep it up, where it lacks capacity."""


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


@dataclass(frozen=True, slots=True)
class LongestSwitchover:
    """How long a switch may take for a target to meet its objective after a failure."""

    target: str
    cause: str
    rto_s: float
    switchover_s: float
    longest_s: float
    """In all, with the parts in proportion; 0 if no switch would be fast enough."""


def fallbacks(graph: Graph) -> list[Fallback]:
    """All entries that load can be switched to, by owner and position.

    Raises `AmplificationError` where a circle of calls is bounded by capacities alone.
    """
    wiring = Wiring(graph)
    if not wiring.standbys:
        return []
    cascade = _unlimited(wiring)
    bears = np.array([_threshold(cascade, v) for v in range(wiring.size)])
    return [
        _fallback(cascade, bears, node, position)
        for node in wiring.standbys
        for position in range(1, len(wiring.arcs_from[node]))
    ]


def _unlimited(wiring: Wiring) -> Cascade:
    """The loads with nothing failed, demands at their peaks, and everything bearing all of it."""
    cascade = Cascade(wiring, Settings(name="", events=(), unlimited=True, peak_demand=True))
    cascade.flow.solve()
    return cascade


def _fallback(cascade: Cascade, bears: Floats, node: int, position: int) -> Fallback:
    wiring, ids = cascade.wiring, cascade.graph.ids
    without = _loads(cascade, node, None)
    extra = _loads(cascade, node, position) - without
    share = float(cascade.switching.standbys[node].entry.share)
    child = wiring.arcs[wiring.arcs_from[node][position]].child
    carrying = np.flatnonzero((extra > 1e-12 * np.maximum(1.0, without)) & np.isfinite(bears))
    shares = (bears[carrying] - without[carrying]) / extra[carrying]
    names = tuple(ids[v] for v in sorted(wiring.named_by(child)))
    if not len(carrying):
        nothing = (None, None, None, None, None, None, 0.0, None)
        return Fallback(wiring.name(node), names, share, *nothing)
    first = int(np.argmin(shares))
    v, tipping = int(carrying[first]), max(0.0, float(shares[first]))
    lacking = max(0.0, float(without[v] + share * extra[v] - bears[v]))
    return Fallback(
        owner=wiring.name(node),
        entry=names,
        share=share,
        component=ids[v],
        capacity=float(cascade.components[v].capacity or 0.0),
        threshold=float(bears[v]),
        own_load=float(without[v]),
        redirected_load=float(extra[v]),
        tipping_share=tipping if tipping < 1 else None,
        lacking=lacking if lacking > 1e-9 * bears[v] else 0.0,
        admission_limit=float(bears[v]) if lacking > 1e-9 * bears[v] else None,
    )


def _threshold(cascade: Cascade, v: int) -> float:
    """What a component bears; infinite without a capacity, or with an admission limit below it."""
    component = cascade.components[v]
    if component.capacity is None:
        return float("inf")
    overload = component.overload
    above = overload.above if overload is not None and overload.mode == "crash" else 1.0
    bears = component.capacity * above
    limited = overload is not None and overload.limit is not None and overload.limit <= bears
    return float("inf") if limited else bears


def _loads(cascade: Cascade, node: int, position: int | None) -> Floats:
    """The loads when all of a standby's load goes to one of its entries, or to none."""
    numbers = cascade.wiring.arcs_from[node]
    weight = cascade.flow.weight
    kept = weight[numbers.start : numbers.stop].copy()
    weight[numbers.start : numbers.stop] = 0.0
    if position is not None:
        weight[numbers[position]] = 1.0
    cascade.flow.solve()
    loads = cascade.flow.offered.copy()
    weight[numbers.start : numbers.stop] = kept
    return loads


def hidden_capacities(graph: Graph) -> list[HiddenCapacity]:
    """The components with a capacity that somebody retries, by id.

    Raises `AmplificationError` where a circle of calls is bounded by capacities alone.
    """
    wiring = Wiring(graph)
    if not any(arc.retries for arc in wiring.arcs):
        return []
    return list(_hidden(_unlimited(wiring)))


def _hidden(cascade: Cascade) -> Iterator[HiddenCapacity]:
    wiring, flow = cascade.wiring, cascade.flow
    for v, component in enumerate(cascade.components):
        overload = component.overload
        if component.capacity is None or (overload is not None and overload.mode == "queue"):
            continue
        by_retries: dict[int, float] = {0: float(cascade.limits.external[v])}
        for number in wiring.arcs_into[v]:
            arc = wiring.arcs[number]
            sent = float(flow.sent[arc.parent] * flow.attempts[number])
            by_retries[arc.retries] = by_retries.get(arc.retries, 0.0) + sent
        load = sum(by_retries.values())
        if load <= 0 or not any(by_retries[retries] for retries in by_retries if retries):
            continue
        cost = 0.0 if overload is None else float(overload.cost)
        most = largest_work({r: part / load for r, part in by_retries.items()}, cost)
        yield HiddenCapacity(
            component.id, float(component.capacity), float(component.capacity) / most, load
        )


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


def longest_switchovers(contingencies: Contingencies) -> list[LongestSwitchover]:
    """For each target with an rto and each cause after which it is out while something switches.

    Causes after which loads cannot be judged are left out, as they are by the single points.
    """
    objectives = contingencies.graph.topology.objectives
    rtos = {o.of: o.rto for o in objectives if o.rto is not None}
    found: list[LongestSwitchover] = []
    for cause in contingencies.causes if rtos else ():
        with suppress(*LOAD_ERRORS):
            found.extend(_switchovers(contingencies, cause, rtos))
    return sorted(found, key=lambda entry: (entry.target, entry.cause))


def _switchovers(
    contingencies: Contingencies, cause: str, rtos: Mapping[str, float]
) -> Iterator[LongestSwitchover]:
    variants = contingencies.variants([cause])
    outcomes = variants.as_it_is[1].outcomes
    for v in contingencies.targets:
        name = contingencies.graph.ids[v]
        takes = sum(outcomes[name].outage_by.get(delay, 0.0) for delay in DELAYS)
        if name in rtos and takes:
            rest = variants.at_once[1].outcomes[name].longest_outage_s
            longest = max(0.0, rtos[name] - rest)
            yield LongestSwitchover(name, cause, rtos[name], takes, longest)
