"""What every component went through, as points of a series: one wherever a value changes."""

from __future__ import annotations

import numpy as np

from topology.loads.cascade.accounts.accounts import Accounts
from topology.loads.cascade.dynamics.backlogs import Backlogs
from topology.loads.cascade.run import Series
from topology.loads.cascade.timeline import Timeline
from topology.loads.moment.arcs import Floats
from topology.structure.graph import Graph


class Recorder:
    """Records the rates of a run; `record` is called after each event."""

    def __init__(
        self, graph: Graph, accounts: Accounts, backlogs: Backlogs, timeline: Timeline
    ) -> None:
        self._graph = graph
        self._accounts = accounts
        self._queues = backlogs.queues
        self._timeline = timeline
        self._points: dict[int, list[tuple[float, ...]]] = {}
        self._last: Floats = np.full((5, graph.size), np.nan)

    def record(self) -> None:
        """Adds a point for each component whose rates, or backlog, are not what they were."""
        at, accounts, rates = self._timeline.now, self._accounts, self._accounts.rates
        backlog, growth = np.zeros(self._graph.size), np.zeros(self._graph.size)
        for v, queue in self._queues.items():
            backlog[v] = queue.backlog
            growth[v] = queue.growth
        now = np.vstack(
            (rates["offered"], rates["served"], rates["shed"], rates["abandoned"], accounts.level)
        )
        changed = np.any(now != self._last, axis=0) | (backlog > 0) | (growth != 0)
        for v in np.flatnonzero(changed).tolist():
            point = (at, *now[:4, v].tolist(), float(backlog[v]), float(accounts.use[v]))
            points = self._points.setdefault(v, [])
            if points and points[-1][0] == at:
                points.pop()
            points.append((*point, float(accounts.level[v])))
        self._last = now

    def series(self) -> dict[str, Series]:
        """The series of all components, up to now, by id."""
        return {name: self._series(v) for v, name in enumerate(self._graph.ids)}

    def _series(self, v: int) -> Series:
        points, now = list(self._points[v]), self._timeline.now
        if points and points[-1][0] < now:
            backlog = self._queues[v].backlog if v in self._queues else 0.0
            points.append((now, *points[-1][1:5], backlog, *points[-1][6:]))
        t_s, load, served, shed, abandoned, backlogs, used, level = (
            tuple(column) for column in zip(*points, strict=True)
        )
        bounded = self._graph.components[v].capacity is not None
        use = tuple(value if bounded else None for value in used)
        return Series(t_s, load, served, shed, abandoned, backlogs, use, level)
