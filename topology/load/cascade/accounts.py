"""The accounts of a run: what every component was offered, served, shed; how long it was out.

Amounts are integrals of rates that are constant between events, so they are exact but for
rounding. At every event the balance of each component is checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from topology.load.cascade.run import NO_CAUSE, Outcome, Run, Series, Word
from topology.load.cascade.story import level_words
from topology.load.mechanisms.standby import Phase
from topology.load.moment.wiring import Floats, Form, Ints
from topology.structure.graph import Graph

if TYPE_CHECKING:
    from topology.load.cascade.cascade import Cascade

HOUR = 3_600.0
LEVEL_EPSILON = 1e-9
BY_LOAD = ("overload", "restart", "backlog")
"""What a level waits for when there is too much load."""


class Standards:
    """By what components are judged; the same for all runs of a graph."""

    def __init__(self, graph: Graph) -> None:
        self.loss: Floats = np.array([c.loss_per_hour or 0.0 for c in graph.components])
        self.floor: Floats = np.ones(graph.size)
        """The level below which a component is below its level."""
        self.needed: Floats = np.zeros(graph.size)
        """The level below which it counts as out: that of its objective, or nothing at all."""
        for objective in graph.topology.objectives:
            v = graph.index[objective.of]
            self.floor[v] = self.needed[v] = objective.level


class Outcomes(Mapping[str, Outcome]):
    """The outcome of each component by its id, made when asked for."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._graph = accounts.cascade.graph

    def __getitem__(self, name: str) -> Outcome:
        return self._accounts.outcome(self._graph.index[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._graph.ids)

    def __len__(self) -> int:
        return self._graph.size


class Accounts:
    """Sums over one run; `look` is called after each event, `pass_time` before the next."""

    def __init__(self, cascade: Cascade) -> None:
        self.cascade = cascade
        size = cascade.wiring.size
        self.sums = {name: np.zeros(size) for name in ("offered", "served", "shed", "abandoned")}
        self.rates = {name: np.zeros(size) for name in self.sums}
        self.level: Floats = np.ones(size)
        self.lowest: Floats = np.ones(size)
        self.demand_lost: Floats = np.zeros(size)
        self.money_lost: Floats = np.zeros(size)
        self.down_s: Floats = np.zeros(size)
        self.below_s: Floats = np.zeros(size)
        self.outage_s: Floats = np.zeros(size)
        self.longest_s: Floats = np.zeros(size)
        self.peak_use: Floats = np.zeros(size)
        self.loss = cascade.standards.loss
        self.floor, self.needed = cascade.standards.floor, cascade.standards.needed
        self.watched: Ints = np.array(self._watched(), dtype=np.int64)
        self.is_below = np.zeros(size, dtype=np.bool_)
        self.waited: Floats = np.zeros(size)
        self.peak_backlog: dict[int, tuple[float, float]] = {}
        self.cleared_s: dict[int, float] = {}
        self.outage_by: dict[int, dict[str, float]] = {}
        self.waits_for: dict[int, str] = {}
        self._told: dict[int, tuple[str, bool]] = {}
        self.last_below_s: dict[int, float] = {}
        """When each of the watched was last below its level."""
        self.largest_error = 0.0
        self._points: dict[int, list[tuple[float, ...]]] = {}
        self._last: Floats = np.full((5, size), np.nan)

    def _watched(self) -> list[int]:
        """Whose level is told: what is asked for, has an objective, or else has demand."""
        cascade = self.cascade
        if cascade.settings.watched is not None:
            return sorted(cascade.settings.watched)
        objectives = cascade.graph.topology.objectives
        with_objective = sorted({cascade.graph.index[o.of] for o in objectives})
        return with_objective or [v for v, c in enumerate(cascade.components) if c.demand]

    def go_on_from(self, start: Accounts) -> None:
        """Takes up what a start has found, with nothing added up yet."""
        self.is_below, self._told = start.is_below.copy(), dict(start._told)
        self.waits_for = dict(start.waits_for)
        self.look()

    # -- rates ----------------------------------------------------------------------------------

    def look(self) -> None:
        """Reads the rates that hold from now on."""
        cascade = self.cascade
        flow, limits = cascade.flow, cascade.limits
        size = cascade.wiring.size
        own, passing = flow.own[:size], flow.passing
        offered = own + passing
        own_success, success = flow.own_success, flow.success[:size]
        served = own * success + passing * own_success
        abandoned = own * own_success * (1 - cascade.switching.follow)
        if cascade.overloads.queues:
            self._queue_rates(offered, served, abandoned)
        shed = offered - flow.let_in + flow.work - served - abandoned
        queue = limits.queues
        shed = np.where(queue, shed, offered - served - abandoned)
        self.rates = {"offered": offered, "served": served, "shed": shed, "abandoned": abandoned}
        self.level = np.where(limits.up, success, 0.0)
        np.minimum(self.lowest, self.level, out=self.lowest)
        with np.errstate(divide="ignore", invalid="ignore"):
            use = np.minimum(offered, limits.limit) / limits.capacity
        use = np.where(limits.up & (offered > 0), use, 0.0)
        self.use = np.nan_to_num(use, nan=0.0, posinf=np.inf)
        np.maximum(self.peak_use, self.use, out=self.peak_use)
        self._watch()
        if cascade.settings.series:
            self._record()

    def _queue_rates(self, offered: Floats, served: Floats, abandoned: Floats) -> None:
        """What leaves a queue, in time and late."""
        cascade = self.cascade
        flow = cascade.flow
        for v, queue in cascade.overloads.queues.items():
            work, total = float(flow.work[v]), float(offered[v])
            own = work * (float(flow.own[v]) / total if total else 1.0)
            if queue.late:
                served[v], abandoned[v] = 0.0, work
                continue
            needs = float(flow.needs_success[v])
            served[v] = own * needs + (work - own)
            abandoned[v] = own * (1 - float(cascade.switching.follow[v]))

    def pass_time(self, passed: float) -> None:
        """Adds up what the rates come to in a time."""
        if passed <= 0:
            return
        cascade = self.cascade
        amount = passed / cascade.base_s
        for name, rate in self.rates.items():
            self.sums[name] += rate * amount
        size = cascade.wiring.size
        failing = 1 - cascade.flow.success[:size]
        self.demand_lost += cascade.limits.external * failing * amount
        self.money_lost += self.loss * (1 - self.level) * (passed / HOUR)
        out = (self.level < self.needed - LEVEL_EPSILON) | (self.level <= LEVEL_EPSILON)
        self.down_s += np.where(out, passed, 0.0)
        self.below_s += np.where(self.level < self.floor - LEVEL_EPSILON, passed, 0.0)
        self.outage_s = np.where(out, self.outage_s + passed, 0.0)
        np.maximum(self.longest_s, self.outage_s, out=self.longest_s)
        for v in self.watched[self.is_below[self.watched]].tolist():
            by, word = self.outage_by.setdefault(v, {}), self.waits_for[v]
            by[word] = by.get(word, 0.0) + passed
            self.last_below_s[v] = cascade.now + passed
        now = cascade.now + passed
        for v, queue in cascade.overloads.queues.items():
            before = queue.backlog
            after = max(0.0, before + queue.growth * passed)
            self.waited[v] += 0.5 * (before + after) * passed
            if after > self.peak_backlog.get(v, (0.0, 0.0))[0]:
                self.peak_backlog[v] = (after, now)
            if before > 0 and after <= 1e-9 * before:
                self.cleared_s[v] = now
            elif after > 0:
                self.cleared_s.pop(v, None)
        self._check_balance()

    def _check_balance(self) -> None:
        """offered = served + shed + abandoned + growth of the backlog, for each component."""
        rates = self.rates
        gap = rates["offered"] - rates["served"] - rates["shed"] - rates["abandoned"]
        for v, queue in self.cascade.overloads.queues.items():
            gap[v] -= queue.growth * self.cascade.base_s
        scale = np.maximum(rates["offered"], 1.0)
        self.largest_error = max(self.largest_error, float(np.max(np.abs(gap) / scale)))
        least = min(0.0, *(float(np.min(rate)) for rate in rates.values()))
        self.largest_error = max(self.largest_error, -least)

    # -- levels -----------------------------------------------------------------------------------

    def _watch(self) -> None:
        """Tells when what is judged goes below its level, or comes back to it."""
        cascade = self.cascade
        watched = self.watched
        is_below = self.level[watched] < self.floor[watched] - LEVEL_EPSILON
        for v in watched[is_below | self.is_below[watched]].tolist():
            below = bool(self.level[v] < self.floor[v] - LEVEL_EPSILON)
            level = float(self.level[v])
            words = f"{cascade.graph.ids[v]} at {level_words(level)}"
            if below:
                self.waits_for[v], line = self._blame(v)
                told = words, self.waits_for[v] in BY_LOAD
                if self._told.get(v) != told:
                    cascade.log(Word.BELOW_LEVEL, v, words, line, level=level)
                    self._told[v] = told
            else:
                words += " again"
                cascade.log(Word.AT_LEVEL, v, words, cascade.latest_line, level=level)
                del self._told[v]
            self.is_below[v] = below

    def _blame(self, v: int) -> tuple[str, int]:
        """What the loss of level of a component waits for, and the line to blame."""
        cascade = self.cascade
        node, seen, line = v, {v}, NO_CAUSE
        while True:
            is_down = node < cascade.wiring.size and not cascade.limits.up[node]
            line = cascade.last(node) if line == NO_CAUSE and is_down else line
            word = self._own_blame(node)
            further = self._worst(node, seen) if word is None else None
            if further is None:
                rest = "start-up deadlock" if is_down else "load"
                return word or rest, cascade.last(node) if line == NO_CAUSE else line
            seen.add(further)
            node = further

    def _own_blame(self, node: int) -> str | None:
        """What a node itself has to do with it; None when the cause lies below."""
        if node < self.cascade.wiring.size:
            return self._component_blame(node)
        return self._standby_blame(node)

    def _standby_blame(self, node: int) -> str | None:
        cascade = self.cascade
        standby = cascade.switching.standbys.get(node)
        if standby is None or standby.phase is Phase.NO_STANDBY:
            return None
        if not any(cascade.switching.entries_work(node)):
            return None
        if standby.phase is not Phase.STEADY:
            return standby.phase.value
        child = cascade.wiring.arcs[cascade.wiring.arcs_from[node][standby.active]].child
        works = cascade.flow.success[child] > 1 - LEVEL_EPSILON
        return "share" if standby.active and standby.entry.share < 1 and works else None

    def _component_blame(self, v: int) -> str | None:
        cascade = self.cascade
        works = cascade.mending.works_on(v)
        queue = cascade.overloads.queues.get(v)
        if works and works[0].begun_s is None:
            word = "waiting for crew"
        elif works:
            word = "repair" if works[0].kind == "repair" else "verify"
        elif cascade.is_restarting(v):
            word = "restart"
        elif not cascade.mending.is_sound(v):
            word = "never repaired"
        elif queue is not None and queue.late:
            word = "backlog"
        elif cascade.limits.up[v] and cascade.flow.own_success[v] < 1 - LEVEL_EPSILON:
            word = "overload"
        else:
            return None
        return word

    def _worst(self, node: int, seen: set[int]) -> int | None:
        """The need of a node that succeeds least; what stands on the way of a path is one too."""
        cascade = self.cascade
        wiring, success = cascade.wiring, cascade.flow.success
        found: list[tuple[float, int]] = []
        standby = cascade.switching.standbys.get(node)
        if standby is not None and not any(cascade.switching.entries_work(node)):
            # Whatever the switch has come to, it is the entry that was active that can go on.
            active = wiring.arcs[wiring.arcs_from[node][standby.active]].child
            return None if active in seen else active
        numbers, weight = wiring.arcs_from[node], cascade.flow.weight
        serves = [bool(weight[number]) for number in numbers]
        for number, is_serving in zip(numbers, serves, strict=True):
            child = wiring.arcs[number].child
            if wiring.arcs[number].hard and child not in seen and (is_serving or not any(serves)):
                found.append((float(success[child]), child))
        if wiring.forms[node] is Form.PATH:
            found.extend(self._on_the_way(node, seen))
        return min(found)[1] if found else None

    def _on_the_way(self, path: int, seen: set[int]) -> list[tuple[float, int]]:
        """Elements of the network of a path: those passed, or without a way all that are down."""
        cascade = self.cascade
        passed = cascade.flow.passed(path)
        if passed:
            success = cascade.flow.own_success
            return [(float(success[v]), v) for v in passed if v not in seen]
        elements = cascade.wiring.elements_of(path)
        return [(-1.0, v) for v in elements if not cascade.limits.up[v] and v not in seen]

    # -- series -----------------------------------------------------------------------------------

    def _record(self) -> None:
        cascade = self.cascade
        rates = self.rates
        backlog = np.zeros(cascade.wiring.size)
        growth = np.zeros(cascade.wiring.size)
        for v, queue in cascade.overloads.queues.items():
            backlog[v] = queue.backlog
            growth[v] = queue.growth
        now = np.vstack(
            (rates["offered"], rates["served"], rates["shed"], rates["abandoned"], self.level)
        )
        changed = np.any(now != self._last, axis=0) | (backlog > 0) | (growth != 0)
        for v in np.flatnonzero(changed).tolist():
            point = (cascade.now, *now[:4, v].tolist(), float(backlog[v]), float(self.use[v]))
            points = self._points.setdefault(v, [])
            if points and points[-1][0] == cascade.now:
                points.pop()
            points.append((*point, float(self.level[v])))
        self._last = now

    def _series(self, v: int) -> Series:
        points = list(self._points[v])
        cascade = self.cascade
        if points and points[-1][0] < cascade.now:
            backlog = cascade.overloads.queues[v].backlog if v in cascade.overloads.queues else 0.0
            points.append((cascade.now, *points[-1][1:5], backlog, *points[-1][6:]))
        t_s, load, served, shed, abandoned, backlogs, used, level = (
            tuple(column) for column in zip(*points, strict=True)
        )
        bounded = cascade.components[v].capacity is not None
        use = tuple(value if bounded else None for value in used)
        return Series(t_s, load, served, shed, abandoned, backlogs, use, level)

    # -- the result -------------------------------------------------------------------------------

    def run(self, *, at_rest: bool, growing: Iterable[int] = ()) -> Run:
        """The run as it was, with the queues that grow without end."""
        cascade = self.cascade
        ids, settings = cascade.graph.ids, cascade.settings
        down = [v for v in range(cascade.wiring.size) if not cascade.limits.up[v]]
        return Run(
            scenario=settings.name,
            unit=cascade.unit,
            currency=cascade.graph.topology.currency or "",
            watched=tuple(ids[v] for v in self.watched.tolist()),
            until_s=cascade.now,
            at_rest=at_rest,
            repeats_s=cascade.recurrence.period_s,
            timeline=tuple(cascade.timeline),
            outcomes=Outcomes(self),
            series={ids[v]: self._series(v) for v in range(len(ids))} if settings.series else {},
            down=tuple(ids[v] for v in down),
            never=tuple(ids[v] for v in down if cascade.waits_for_itself(v)),
            growing=tuple(ids[v] for v in sorted(growing)),
            largest_error=self.largest_error,
        )

    def outcome(self, v: int) -> Outcome:
        """The accounts of one component."""
        cascade = self.cascade
        queue = cascade.overloads.queues.get(v)
        peak, at = self.peak_backlog.get(v, (0.0, 0.0))
        capacity = cascade.components[v].capacity
        return Outcome(
            offered=float(self.sums["offered"][v]),
            served=float(self.sums["served"][v]),
            shed=float(self.sums["shed"][v]),
            abandoned=float(self.sums["abandoned"][v]),
            backlog=queue.backlog if queue is not None else 0.0,
            downtime_s=float(self.down_s[v]),
            below_level_s=float(self.below_s[v]),
            longest_outage_s=float(self.longest_s[v]),
            peak_utilisation=float(self.peak_use[v]) if capacity is not None else None,
            waited=float(self.waited[v]),
            peak_backlog=peak,
            peak_backlog_at_s=at if peak else None,
            peak_delay_s=peak / capacity * cascade.base_s if peak and capacity else None,
            cleared_at_s=self.cleared_s.get(v),
            demand_lost=float(self.demand_lost[v]),
            money_lost=float(self.money_lost[v]),
            level=float(self.level[v]),
            lowest_level=float(self.lowest[v]),
            outage_by=dict(sorted(self.outage_by.get(v, {}).items())),
        )
