"""How long a target is out after a failure, when it is back for good, and what that costs.

Money is lost at `loss_per_hour` times the share of service that is missing, so that what is
degraded costs as well, be it above the level of its objective or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from math import inf, isinf
from typing import NamedTuple

import numpy as np

from topology.loads.cascade.accounts.standards import LEVEL_EPSILON
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


class Outages(dict[int, Outage]):
    """The outages of a run by target; none of a target that is not there."""

    def __missing__(self, target: int) -> Outage:
        return NONE


def outages_of(targets: Sequence[int], cascade: Cascade, run: Run) -> Outages:
    """The outages of targets in a run that is over; costs little for those that have none."""
    accounts, levels = cascade.accounts, cascade.service_levels
    is_hurt = (accounts.below_s > 0) | (accounts.longest_s > 0) | accounts.is_out | levels.is_below
    hurt = targets
    if not cascade.growing():
        hurt = sorted({*np.flatnonzero(is_hurt).tolist()}.intersection(targets))
    return Outages((v, outage_of(v, cascade, run)) for v in hurt)


def outage_of(v: int, cascade: Cascade, run: Run) -> Outage:
    """The outage of a target in a run that is over."""
    graph, accounts = cascade.graph, cascade.accounts
    if is_below_at_rest(v, cascade, run) or growing_queue(v, cascade) is not None:
        return Outage(inf, inf, unrepaired(cascade), next(cascade.held_up(), ""))
    # Without an objective to say which level is enough, it is back when it is wholly so.
    if graph.ids[v] not in graph.standards:
        levels = cascade.service_levels
        return Outage(levels.longest_below_s.get(v, 0.0), levels.last_below_s.get(v, 0.0))
    lasts_s, over_s = (float(s[v]) for s in (accounts.longest_s, accounts.last_out_s))
    return Outage(lasts_s, inf if isinf(lasts_s) else over_s)


def unrepaired(cascade: Cascade) -> str | None:
    """What has failed, or limps, and has no repair at all; the first that there is."""
    # What has crashed is back when it restarts: without a time for that never.
    broken = (
        cascade.graph.ids[w]
        for w in cascade.mending.never_back
        if w not in cascade.never_up and w not in cascade.soundness.crashed
    )
    limping = (cause for _, cause in cascade.limping.for_good())
    return next(chain(broken, limping), None)


# -- what it costs ---------------------------------------------------------------------------------


class Cost(NamedTuple):
    """What a failure costs one component, with all repairs that the document gives."""

    money: float
    """In the currency of the document; infinite where it is lost for ever, or not known."""
    out_s: float = 0.0
    """How long the longest outage lasts, in seconds."""
    wanting: str = ""
    """For want of what it is not known; empty where it is."""


def costs_of(cascade: Cascade, run: Run, intact: Cascade) -> dict[int, Cost]:
    """Of a run that is over, by the number of what loses money; `intact` is with nothing failed."""
    return dict(_costs(cascade, run, intact))


def _costs(cascade: Cascade, run: Run, intact: Cascade) -> Iterator[tuple[int, Cost]]:
    accounts, loss = cascade.accounts, cascade.standards.loss
    is_hurt = loss != 0
    if not cascade.growing():
        is_hurt &= (accounts.money_lost > 0) | (accounts.level < 1)
    for v in np.flatnonzero(is_hurt).tolist():
        if why := loses_anyway(v, intact):
            yield v, Cost(inf, wanting=why)
        else:
            yield v, _cost(v, cascade, run)


def loses_anyway(v: int, intact: Cascade) -> str:
    """That a component loses something with nothing failed, in words; empty where it does not."""
    accounts = intact.accounts
    if accounts.level[v] < 1 - LEVEL_EPSILON or accounts.money_lost[v] > 0:
        return f"{intact.graph.ids[v]} does not serve all with nothing failed"
    return ""


def _cost(v: int, cascade: Cascade, run: Run) -> Cost:
    out_s = outage_of(v, cascade, run).lasts_s
    for_ever = True if isinf(out_s) else _is_for_ever(v, cascade)
    if for_ever is False:
        return Cost(float(cascade.accounts.money_lost[v]), out_s)
    missing = unrepaired(cascade)
    if missing is not None:
        return Cost(inf, out_s, f"{missing} has no repair time")
    return Cost(inf, out_s, "" if for_ever else f"{cascade.graph.ids[v]} goes round for ever")


def _is_for_ever(v: int, cascade: Cascade) -> bool | None:
    """Whether money is lost without end; None where what goes round with it may be who loses it."""
    accounts, part = cascade.accounts, cascade.wiring.part_of[v]
    if part not in cascade.rounds.of:
        return bool(accounts.level[v] < 1 - LEVEL_EPSILON)
    if not cascade.rounds.of[part].money_per_round:
        return False
    losing = [w for w in cascade.wiring.parts[part] if accounts.money_lost[w] > 0]
    return True if losing == [v] else None
