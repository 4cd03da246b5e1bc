"""The outcome of each component, read from the accounts when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf

from topology.loads.cascade.accounts.accounts import Accounts
from topology.loads.cascade.accounts.service_levels import ServiceLevels
from topology.loads.cascade.dynamics.backlogs import Backlogs
from topology.loads.cascade.run import Outcome
from topology.structure.graph import Graph


class Outcomes(Mapping[str, Outcome]):
    """The outcomes of a run that is over, by id. Loads are rates for `base_s` seconds."""

    def __init__(
        self,
        graph: Graph,
        accounts: Accounts,
        levels: ServiceLevels,
        backlogs: Backlogs,
        base_s: float,
    ) -> None:
        self._graph = graph
        self._accounts = accounts
        self._levels = levels
        self._queues = backlogs.queues
        self._base_s = base_s

    def __getitem__(self, name: str) -> Outcome:
        return self._outcome(self._graph.index[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._graph.ids)

    def __len__(self) -> int:
        return self._graph.size

    def _outcome(self, v: int) -> Outcome:
        accounts, queue = self._accounts, self._queues.get(v)
        peak, at = accounts.peak_backlog.get(v, (0.0, 0.0))
        capacity = self._graph.components[v].capacity
        delay_s = peak / capacity * self._base_s if peak and capacity else inf
        return Outcome(
            offered=float(accounts.sums["offered"][v]),
            served=float(accounts.sums["served"][v]),
            shed=float(accounts.sums["shed"][v]),
            abandoned=float(accounts.sums["abandoned"][v]),
            backlog=queue.backlog if queue is not None else 0.0,
            downtime_s=float(accounts.down_s[v]),
            below_level_s=float(accounts.below_s[v]),
            longest_outage_s=float(accounts.longest_s[v]),
            peak_utilisation=float(accounts.peak_use[v]) if capacity is not None else None,
            waited=float(accounts.waited[v]),
            peak_backlog=peak,
            peak_backlog_at_s=at if peak else None,
            peak_delay_s=delay_s if delay_s < inf else None,
            cleared_at_s=accounts.cleared_s.get(v),
            demand_lost=float(accounts.demand_lost[v]),
            money_lost=float(accounts.money_lost[v]),
            level=float(accounts.level[v]),
            lowest_level=float(accounts.lowest[v]),
            outage_by=dict(sorted(self._levels.outage_by.get(v, {}).items())),
        )
