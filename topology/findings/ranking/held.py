"""Targets that live on for a while without what failed: whether, and for how long, they are out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import inf, isinf
from typing import TYPE_CHECKING, NamedTuple

from topology.findings.ranking.fall_times import FallTimes
from topology.findings.under_load import UnderLoad
from topology.structure.order_one.order_one import OrderOne
from topology.structure.reserves import reserves_of

if TYPE_CHECKING:
    from topology.loads.contingencies import Contingencies


Outages = Mapping[int, Sequence[tuple[float, float]]]
"""By component, from when until when it is down."""


class HeldOutage(NamedTuple):
    """The outages of one target after one cause."""

    over_s: float
    """When the last is over; 0 without any."""
    longest_s: float
    held_s: float
    """How long it is up before the first; where there is none, if nothing were ever mended."""


class HeldOutages:
    """The outages after causes that take down somebody who lives on for a while, by structure."""

    def __init__(self, order: OrderOne, under_load: UnderLoad) -> None:
        self._graph = graph = order.graph
        self._order = order
        self._under_load = under_load
        special = order.has_cycles or graph.networks or graph.places or graph.nodes.active
        self._is_plain = not special
        """Whether the times of all falls are known at once."""
        self._known: dict[tuple[str, tuple[tuple[int, float], ...]], Outages] = {}

    @cached_property
    def _concerned(self) -> frozenset[int]:
        """The causes that take down somebody who has a reserve; near linear in the graph."""
        owners = frozenset(reserves_of(self._graph))
        if not owners:
            return owners
        lost = self._order.totals([v in owners for v in range(self._graph.size)])
        return frozenset(cause for cause, number in enumerate(lost) if number)

    def matters(self, cause: str) -> bool:
        """Whether a reserve can make what a cause takes down fall later: it is that of such one."""
        if not self._concerned:
            return False
        v = self._graph.index.get(cause)
        if v is None or not self._is_plain:
            return self._takes_an_owner(cause)
        return v in self._concerned and self._fall_times.later(v)

    def _takes_an_owner(self, cause: str) -> bool:
        return self._graph.cause_number(cause) in self._concerned

    def still_down(self, cause: str) -> frozenset[int] | None:
        """What is down for good after a cause, with all repairs played, be it a target or not.

        None where no reserve could matter, or where that cannot be judged. What goes up and down
        for ever is mended.
        """
        if not self._takes_an_owner(cause):
            return None
        from topology.loads.contingencies import LOAD_ERRORS

        try:
            run = self._under_load.contingencies.starts.cascade([cause], repairs=True).run()
        except LOAD_ERRORS:
            return None
        return frozenset(self._graph.index_of(name) for name in run.down if name not in run.rounds)

    def outage(self, v: int, cause: str, mended_s: Mapping[int, float]) -> HeldOutage:
        """The outages of a target after what a cause hits, which is mended at these times."""
        one = self._graph.index.get(cause)
        if one is not None and self._is_plain:
            falls_s = self._fall_times.fall_s(v, one)
            (until_s,) = mended_s.values()
            is_out = falls_s < until_s * (1 - 1e-12)
            lasts_s = (inf if isinf(until_s) else until_s - falls_s) if is_out else 0.0
            return HeldOutage(until_s if is_out else 0.0, lasts_s, falls_s)
        found = self._outages(cause, mended_s).get(v, [])
        never = self._outages(cause, dict.fromkeys(mended_s, inf)).get(v, [(inf, inf)])
        longest = max((until - since for since, until in found), default=0.0)
        begins, ends = (found[0][0], found[-1][1]) if found else (never[0][0], 0.0)
        return HeldOutage(ends, longest, begins)

    @cached_property
    def _fall_times(self) -> FallTimes:
        causes = sorted(v for v in self._concerned if v < self._graph.size)
        return FallTimes(self._graph, self._under_load.contingencies.targets, causes)

    def _outages(self, cause: str, mended_s: Mapping[int, float]) -> Outages:
        known = cause, tuple(sorted(mended_s.items()))
        if known not in self._known:
            living_on = self._under_load.contingencies.living_on
            self._known[known] = living_on.outages(mended_s)
        return self._known[known]


def played_with_reserves(
    contingencies: Contingencies, v: int, failed: Sequence[str]
) -> tuple[float, float]:
    """How long a target lives on after failures, and when it would be back if it did not.

    Both 0 where that makes no difference.
    """
    if not contingencies.wiring.reserves or v not in contingencies.variants(failed).down:
        return 0.0, 0.0
    without = contingencies.outages(*failed, reserves=False)[v]
    if without == contingencies.outages(*failed)[v]:
        return 0.0, 0.0
    held_s = contingencies.held_s(v, *failed)
    return (0.0, 0.0) if isinf(held_s) else (held_s, without.over_s)
