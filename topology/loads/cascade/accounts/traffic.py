"""The accounts of the traffic of a document: what of it has a way, is cut off, or gone."""

from __future__ import annotations

import numpy as np

from topology.loads.cascade.run import NO_CAUSE, TrafficOutcome, Word
from topology.loads.cascade.timeline import Timeline
from topology.loads.moment.arcs import Flags
from topology.loads.moment.flow import Flow
from topology.loads.moment.limits import OVER
from topology.values.units import figure

NEGLIGIBLE = 1e-12
"""A part of all traffic that is none."""
NAME = "traffic"
"""What the timeline calls it."""


class TrafficAccounts:
    """`look` is called after each event, `pass_time` before the next; nothing without traffic."""

    def __init__(self, flow: Flow, timeline: Timeline, base_s: float) -> None:
        self._flow = flow
        self._timeline = timeline
        self._base_s = base_s
        traffic = flow.wiring.traffic
        self._demand = 0.0 if traffic is None else traffic.demand
        self._unit = flow.wiring.graph.topology.load_unit
        self._rates = 0.0, 0.0
        self._offered, self._cut_off, self._gone = 0.0, 0.0, 0.0
        self._points: list[tuple[float, float, float]] = []
        self._short: Flags = np.zeros(flow.wiring.size, dtype=np.bool_)

    def go_on_from(self, start: TrafficAccounts) -> None:
        """Takes up what a start has told, with nothing added up yet."""
        self._rates = start._rates

    def look(self) -> None:
        """Reads what holds from now on, and tells of it when it has changed."""
        carried = self._flow.carried
        if carried is None:
            return
        passes = carried.offered > 0
        offered = self._flow.offered
        self._short |= passes & (self._flow.let_through * OVER < 1) & (offered > 0)
        rates = self._none_small(carried.cut_off), self._none_small(carried.gone)
        if rates != self._rates:
            self._rates = rates
            self._timeline.log_risk(NAME, self._words(), Word.TRAFFIC, self._cause())
        if self._points and self._points[-1][0] == self._timeline.now:
            self._points.pop()
        if not self._points or self._points[-1][1:] != rates:
            self._points.append((self._timeline.now, *rates))

    def _none_small(self, rate: float) -> float:
        return rate if rate > self._demand * NEGLIGIBLE else 0.0

    def _cause(self) -> int:
        """The latest line of this moment."""
        line = self._timeline.latest_line
        return line if line >= self._timeline.first_line else NO_CAUSE

    def _words(self) -> str:
        cut_off, gone = self._rates
        unit = f" {self._unit}" if self._unit else ""
        all_of_it = f"{figure(self._demand)}{unit}"
        parts = [f"{figure(cut_off)} of {all_of_it} cut off"] if cut_off else []
        if gone:
            of = "" if cut_off else f" of {all_of_it}"
            parts.append(f"{figure(gone)}{of} gone with its ends")
        return f"{NAME}: {', '.join(parts)}" if parts else f"{NAME}: all {all_of_it} has a way"

    def pass_time(self, passed: float) -> None:
        """Adds up what the rates come to in a time that passes from now on."""
        cut_off, gone = self._rates
        amount = passed / self._base_s
        self._offered += self._demand * amount
        self._cut_off += cut_off * amount
        self._gone += gone * amount

    def outcome(self) -> TrafficOutcome | None:
        """What became of it up to now."""
        if self._flow.carried is None:
            return None
        times, cut_off, gone = zip(*self._points, strict=True)
        ids = self._flow.wiring.graph.ids
        return TrafficOutcome(
            demand=self._demand,
            offered=self._offered,
            served=self._offered - self._cut_off - self._gone,
            cut_off=self._cut_off,
            gone=self._gone,
            short=tuple(ids[v] for v in np.flatnonzero(self._short).tolist()),
            t_s=times,
            cut_off_rate=cut_off,
            gone_rate=gone,
        )
