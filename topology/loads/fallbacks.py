"""How far a fallback is from tipping: what share of the load tips it, and what it lacks.

As long as nothing is over its capacity loads are linear in the share that is redirected, so two
solutions of one moment tell where a capacity is reached.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from topology.loads.cascade.cascade import Cascade
from topology.loads.intact import unlimited
from topology.loads.moment.arcs import Floats
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


def fallbacks(graph: Graph) -> list[Fallback]:
    """All entries that load can be switched to, by owner and position.

    Raises `AmplificationError` where a circle of calls is bounded by capacities alone.
    """
    wiring = Wiring(graph)
    if not wiring.standbys:
        return []
    cascade = unlimited(wiring)
    bears = np.array([_threshold(cascade, v) for v in range(wiring.size)])
    return [
        _fallback(cascade, bears, node, position)
        for node in wiring.standbys
        for position in range(1, len(wiring.arcs_from[node]))
    ]


def _fallback(cascade: Cascade, bears: Floats, node: int, position: int) -> Fallback:
    wiring, ids = cascade.wiring, cascade.graph.ids
    without = _loads(cascade, node, None)
    extra = _loads(cascade, node, position) - without
    share = float(cascade.switching.standbys[node].entry.share)
    child = wiring.children[node][position]
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
