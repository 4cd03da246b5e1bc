"""How long a target is out after a failure, and when it is back for good."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from math import inf, isinf
from typing import NamedTuple

from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.run import Run
from topology.loads.rest import growing_queue, is_below_at_rest


class Outage(NamedTuple):
    """The outages of a target after a failure; infinite when it is out for good."""

    lasts_s: float
    """How long the longest of them lasts."""
    over_s: float
    """When the last of them is over: from then on the target is at its level for good."""
    unrepaired: str | None = None
    """What has no repair, if anything, where it is out for good."""
    held_up: str = ""
    """What waits for ever for what, where work or a switch stands still and it is out for good."""


NONE = Outage(0.0, 0.0)


def outages_of(targets: Sequence[int], cascade: Cascade, run: Run) -> dict[int, Outage]:
    """The outages of targets in a run that is over; costs little for those that have none."""
    accounts, levels = cascade.accounts, cascade.service_levels
    is_hurt = (accounts.below_s > 0) | (accounts.longest_s > 0) | accounts.is_out | levels.is_below
    hurt = targets if cascade.growing() else [v for v in targets if is_hurt[v]]
    return {**dict.fromkeys(targets, NONE), **{v: outage_of(v, cascade, run) for v in hurt}}


def outage_of(v: int, cascade: Cascade, run: Run) -> Outage:
    """The outage of a target in a run that is over."""
    graph, accounts = cascade.graph, cascade.accounts
    if is_below_at_rest(v, cascade, run) or growing_queue(v, cascade) is not None:
        # What has crashed is back when it restarts: without a time for that never.
        broken = (
            graph.ids[w]
            for w in cascade.mending.never_back
            if w not in cascade.never_up and w not in cascade.soundness.crashed
        )
        limping = (cause for _, cause in cascade.limping.for_good())
        first = next(chain(broken, limping), None)
        return Outage(inf, inf, first, next(cascade.held_up(), ""))
    # Without an objective to say which level is enough, it is back when it is wholly so.
    if graph.ids[v] not in graph.standards:
        levels = cascade.service_levels
        return Outage(levels.longest_below_s.get(v, 0.0), levels.last_below_s.get(v, 0.0))
    lasts_s, over_s = (float(s[v]) for s in (accounts.longest_s, accounts.last_out_s))
    return Outage(lasts_s, inf if isinf(lasts_s) else over_s)
