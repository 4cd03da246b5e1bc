"""How long a target is out after a failure."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.run import Run
from topology.loads.rest import growing_queue, is_below_at_rest


class Outage(NamedTuple):
    """How long a target is out, infinite when for good; then also what has no repair, if any."""

    lasts_s: float
    unrepaired: str | None


def outage_of(v: int, cascade: Cascade, run: Run) -> Outage:
    """The outage of a target in a run that is over."""
    graph = cascade.graph
    if is_below_at_rest(v, cascade, run) or growing_queue(v, cascade) is not None:
        broken = (
            name
            for name in run.down
            if (w := graph.index[name]) not in cascade.never_up
            and not cascade.soundness.is_sound(w)
            and graph.components[w].mending is None
            # What has crashed is back when it restarts: without a time for that never.
            and w not in cascade.soundness.crashed
        )
        return Outage(inf, next(broken, None))
    return Outage(run.outcomes[graph.ids[v]].longest_outage_s, None)
