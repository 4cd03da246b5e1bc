"""How long a target is out after a failure."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.run import Run
from topology.loads.rest import growing_queue, is_below_at_rest


class Outage(NamedTuple):
    """How long a target is out, infinite when for good; then also what has no repair, if any."""

    lasts_s: float
    unrepaired: str | None


NONE = Outage(0.0, None)


def outages_of(targets: Sequence[int], cascade: Cascade, run: Run) -> dict[int, Outage]:
    """The outages of targets in a run that is over; costs little for those that have none."""
    accounts, levels = cascade.accounts, cascade.service_levels
    is_hurt = (accounts.below_s > 0) | (accounts.longest_s > 0) | accounts.is_out | levels.is_below
    hurt = targets if cascade.growing() else [v for v in targets if is_hurt[v]]
    return {**dict.fromkeys(targets, NONE), **{v: outage_of(v, cascade, run) for v in hurt}}


def outage_of(v: int, cascade: Cascade, run: Run) -> Outage:
    """The outage of a target in a run that is over."""
    graph = cascade.graph
    if is_below_at_rest(v, cascade, run) or growing_queue(v, cascade) is not None:
        # What has crashed is back when it restarts: without a time for that never.
        broken = (
            graph.ids[w]
            for w, members in sorted(cascade.soundness.lost.items())
            if members > 0
            and w not in cascade.never_up
            and w not in cascade.soundness.crashed
            and graph.components[w].mending is None
        )
        return Outage(inf, next(broken, None))
    outcome = run.outcomes[graph.ids[v]]
    # Without an objective to say which level is enough, it is back when it is wholly so.
    has_level = any(objective.of == graph.ids[v] for objective in graph.topology.objectives)
    return Outage(outcome.longest_outage_s if has_level else outcome.below_level_s, None)
