"""Single failures that move load: alternatives that are left but cannot carry it, or come too late.

Each cause is failed alone and the cascade is run to rest, or until it repeats itself, with nothing
repaired and demands at the top of their profiles (N-1). Only causes that move load are run
(`causes`); what they come to for a target that is not down for good is judged by what would help
(`verdicts`).
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np

from topology.document.relevance import load_can_matter
from topology.errors import TopologyError
from topology.loads.cascade.accounts.standards import LEVEL_EPSILON
from topology.loads.cascade.cascade import Cascade, ZenoError
from topology.loads.cascade.cold_starts import ColdStarts
from topology.loads.cascade.run import Run, Word
from topology.loads.causes import Causes, TakenDown
from topology.loads.living_on import LivingOn
from topology.loads.moment.amplification import AmplificationError
from topology.loads.moment.arcs import Ints
from topology.loads.moment.standing import Standing
from topology.loads.moment.wiring import Wiring
from topology.loads.moment.works import works_of
from topology.loads.outages import Cost, Outage, Outages, costs_of, outages_of
from topology.loads.ranging.along import along_of
from topology.loads.ranging.independence import Played
from topology.loads.rest import down_at_rest
from topology.loads.variants import Starts, Variants
from topology.loads.verdicts import LoadPoint, Verdicts
from topology.structure.graph import Graph

LOAD_ERRORS = (AmplificationError, ZenoError)
"""What keeps loads from being judged: they amplify, or go round in circles, without bound."""


@dataclass(frozen=True, slots=True)
class Contingency:
    """What one failure, or several at once, comes to."""

    failed: tuple[str, ...]
    points: dict[int, LoadPoint]
    """By the number of the target, those that fall short though they are left an alternative."""
    demand_lost_at_rest: float
    """The demand not served when nothing changes any more, or on average, in load units."""
    demand_lost: float
    """The demand that is lost until then, in load units times their time."""
    repeats_s: float | None
    """The period, if it goes round in a circle for ever, and all of it in one."""
    goes_round: bool
    """Whether it goes round for ever, in whatever circles."""
    money_lost_at_rest: float
    """What is lost in an hour when nothing changes any more, or on average."""
    down: frozenset[int]
    """What is down at rest, or goes down each time round, and does not with nothing failed."""


class Contingencies:
    """The N-1 analysis of a graph for some targets; nothing is run before it is asked for."""

    def __init__(
        self, graph: Graph, targets: Iterable[int], taken_down: TakenDown | None = None
    ) -> None:
        """Without `taken_down` what goes down with each cause is followed one by one."""
        self.graph = graph
        self.targets = sorted(targets)
        self._taken_down = taken_down or self._follow
        self._outages: dict[tuple[tuple[str, ...], bool], Outages | TopologyError] = {}
        self._costs: dict[tuple[str, ...], dict[int, Cost]] = {}
        """Of those that were played with repairs and reserves."""
        self._lost: tuple[int, frozenset[int]] = (-1, frozenset())

    def _follow(self, cause: int) -> Collection[int]:
        size = self.graph.size
        return self.graph.going_down(*(([cause], []) if cause < size else ([], [cause - size])))

    # -- what has to be run -----------------------------------------------------------------------

    @cached_property
    def is_needed(self) -> bool:
        """Whether the document gives anything by which load could matter."""
        return load_can_matter(self.graph.components, self.graph.risks)

    @cached_property
    def wiring(self) -> Wiring:
        """The calls of the graph."""
        return Wiring(self.graph)

    @cached_property
    def causes(self) -> list[str]:
        """The causes that move load, sorted."""
        return Causes(self.wiring, self._taken_down, self.targets).moving()

    @cached_property
    def starts(self) -> Starts:
        """Where all runs begin."""
        return Starts(self.wiring, self.targets)

    @cached_property
    def cold_starts(self) -> ColdStarts:
        """What it comes to when everything has been down."""
        return ColdStarts(self.wiring)

    @cached_property
    def _verdicts(self) -> Verdicts:
        return Verdicts(self.wiring)

    # -- with nothing failed --------------------------------------------------------------------

    @cached_property
    def unjudged(self) -> str:
        """Why loads cannot be judged at all; empty when they can."""
        try:
            _ = self.intact
        except LOAD_ERRORS as error:
            return str(error)
        return ""

    @cached_property
    def intact(self) -> tuple[Cascade, Run]:
        """The run with nothing failed. Raises as a run does."""
        cascade = self.starts.cascade(())
        return cascade, cascade.run()

    @cached_property
    def _down_intact(self) -> frozenset[int]:
        return down_at_rest(*self.intact)

    @cached_property
    def below_level(self) -> dict[int, tuple[str, ...]]:
        """Targets that are below their level with nothing failed, with the reason.

        For good, or for longer than their rto until all is at rest.
        """
        cascade, run = self.intact
        found = {}
        for v in self.targets:
            reason = self.lost_anyway.get(v)
            reason = self._verdicts.out_too_long(v, run) if reason is None else reason
            if reason is not None:
                found[v] = (*reason, *self._round_words(v, cascade, run))
        return found

    @cached_property
    def lost_anyway(self) -> dict[int, tuple[str, ...]]:
        """Targets below their level for good with nothing failed: no failure is to blame."""
        judged = ((v, self._verdicts.below_level(v, *self.intact)) for v in self.targets)
        return {v: reason for v, reason in judged if reason is not None}

    def _round_words(self, v: int, cascade: Cascade, run: Run) -> tuple[str, ...]:
        """That a target goes round for ever, where it does, and what that costs on average."""
        name = self.graph.ids[v]
        if name not in run.rounds:
            return ()
        lost = cascade.lost_on_average(cascade.wiring.part_of[v])
        words = f"{name} goes round for ever"
        if name not in run.restless:
            words += f", every {float(f'{run.rounds[name]:.4g}'):,} s"
        if lost:
            unit = self.graph.topology.load_unit or "of demand"
            words += f": {float(f'{lost:.4g}'):,} {unit} lost on average"
        return (words,)

    # -- one contingency ------------------------------------------------------------------------

    def variants(self, failed: Sequence[str]) -> Variants:
        """The runs of one contingency."""
        return Variants(self.starts, failed)

    def run(self, failed: Sequence[str], skipped: Container[int] = ()) -> Contingency:
        """What happens to the targets, but those to be skipped, when some causes fail at once.

        A target that goes down with them is among the points as `structural`.
        """
        along = along_of(self.graph.topology)
        if along is None:
            return self._run(self.variants(failed), skipped)
        variants = self.variants(failed)
        left_out = tuple(v for v in self.targets if v in skipped)
        asked = (variants.failed, tuple(self.targets), left_out)
        return along.of(asked, lambda: self._played(variants, skipped))

    def _played(
        self, variants: Variants, skipped: Container[int]
    ) -> tuple[Contingency, list[Played]]:
        """What a contingency comes to, and all runs that it hangs on."""
        found = self._run(variants, skipped)
        return found, [self.intact, *variants.played]

    def _run(self, variants: Variants, skipped: Container[int]) -> Contingency:
        cascade, run = variants.as_it_is
        points: dict[int, LoadPoint] = {}
        for v in self._concerned(variants):
            if v not in skipped and v not in self.lost_anyway:
                point = self._verdicts.point(v, variants, self.intact[1])
                if point is not None:
                    points[v] = point
        if not self._mends:
            # The run with all repairs that the document gives is this one.
            self._keep(variants.failed, cascade, run)
        lost_at_rest = cascade.demand_lost_at_rest()
        lost = float(cascade.accounts.demand_lost.sum())
        money, goes_round = cascade.money_lost_at_rest(), bool(run.rounds)
        down = down_at_rest(cascade, run) - self._down_intact
        return Contingency(
            variants.failed, points, lost_at_rest, lost, run.repeats_s, goes_round, money, down
        )

    def _concerned(self, variants: Variants) -> Sequence[int]:
        """The targets for which a contingency may come to something, sorted."""
        cascade, run = variants.as_it_is
        surges = any(strike.raises for strike in variants.strikes)
        if surges or run.rounds or cascade.growing():
            return self.targets
        accounts, levels = cascade.accounts, cascade.service_levels
        numbers = self._target_numbers
        is_hurt = levels.is_below[numbers] | (accounts.longest_s[numbers] > 0)
        return sorted({*numbers[is_hurt].tolist(), *variants.down.intersection(self.targets)})

    @cached_property
    def _target_numbers(self) -> Ints:
        return np.array(self.targets, dtype=np.int64)

    @cached_property
    def _mends(self) -> bool:
        """Whether the document gives a repair or a verification of anything."""
        graph = self.graph
        given = [c.mending for c in graph.components] + [r.mending for r in graph.risks]
        given += [mode.mending for c in graph.components for mode in c.modes]
        return any(given) or any(works_of(graph))

    def returning(self, mended_s: Mapping[int, float]) -> Iterator[tuple[float, frozenset[int]]]:
        """What is down from each time on at which some of what failed is mended, whatever the load.

        What keeps itself down in a circle of needs stays down.
        """
        standing = Standing(self.wiring)
        for v in mended_s:
            standing.sound[v] = False
        standing.fall(mended_s)
        for at_s in sorted(set(mended_s.values()) - {inf}):
            mended = [v for v, time in mended_s.items() if time == at_s]
            for v in mended:
                standing.sound[v] = True
            standing.rise(mended)
            yield at_s, frozenset(v for v in range(self.graph.size) if not standing.up[v])

    def outages(self, *failed: str, reserves: bool = True) -> Outages:
        """How long each target is out after failures, with all repairs the document gives.

        And with its `reserves`, or as if there were none. Raises `AmplificationError` and
        `ZenoError`.
        """
        known = failed, reserves
        found = self._outages.get(known)
        if found is None:
            found = self._outages[known] = self._played_out(failed, reserves=reserves)
        if isinstance(found, TopologyError):
            # A run that cannot be judged is as long as any: it is not played for each target anew.
            raise found.with_traceback(None)
        return found

    def outage(self, v: int, *failed: str) -> Outage:
        """How long one target is out then; raises as `outages`. Played only where it has to be."""
        if (failed, True) not in self._outages and self._is_lost_with(v, failed):
            return Outage(inf, inf, failed[0])
        return self.outages(*failed)[v]

    def _is_lost_with(self, v: int, failed: tuple[str, ...]) -> bool:
        """Whether it needs no run to see that a target stays down for want of what failed.

        It went down with one component that moves no load, and nothing in the document is ever
        mended, lived on without, or waited for.
        """
        cause = self.graph.index.get(failed[0]) if len(failed) == 1 else None
        if cause is None or not self._stays_lost or failed[0] in self._moving:
            return False
        cascade = self.intact[0]
        if cause in cascade.never_up:
            return False
        return cascade.standards.floor[v] > 2 * LEVEL_EPSILON and v in self._lost_with(cause)

    @cached_property
    def _stays_lost(self) -> bool:
        """Whether what is down by structure stays so, and load that falls away does no harm."""
        wiring, arcs = self.wiring, self.wiring.arrays
        waits = self._mends or wiring.reserves or wiring.first_tool < wiring.node_count
        feeds_back = arcs.is_retrying.any() or arcs.is_returning.any() or wiring.paths
        if waits or feeds_back or wiring.traffic is not None or wiring.start_calls:
            return False
        return all(line.event is not Word.CRASHES for line in self.intact[1].timeline)

    @cached_property
    def _moving(self) -> frozenset[str]:
        return frozenset(self.causes)

    def _lost_with(self, cause: int) -> frozenset[int]:
        """What goes down with a component; kept for the last that was asked for."""
        if self._lost[0] != cause:
            self._lost = cause, frozenset(self._taken_down(cause))
        return self._lost[1]

    def costs(self, *failed: str) -> dict[int, Cost]:
        """What each component loses by failures, by number of those that do; raises as `outages`.

        With all repairs and reserves that the document gives.
        """
        self.outages(*failed)
        return self._costs[failed]

    def _played_out(self, failed: Sequence[str], *, reserves: bool) -> Outages | TopologyError:
        cascade = self.starts.cascade(failed, repairs=True, reserves=reserves)
        try:
            run = cascade.run()
        except LOAD_ERRORS as error:
            return error
        if not reserves:
            return outages_of(self.targets, cascade, run)
        return self._keep(tuple(failed), cascade, run)

    def _keep(self, failed: tuple[str, ...], cascade: Cascade, run: Run) -> Outages:
        """Keeps what a run with all repairs and reserves comes to."""
        if not self.unjudged:
            self._costs[failed] = costs_of(cascade, run, self.intact[0])
        found = self._outages[failed, True] = outages_of(self.targets, cascade, run)
        return found

    def held_s(self, v: int, *failed: str) -> float:
        """How long a target stays at its level after failures, which are repaired if it does not.

        Where repairs keep it there: how long it would if there were none. Raises as `outages` does.
        """
        if not self.outages(*failed)[v].lasts_s:
            return _first_below(self.variants(failed).as_it_is[1], self.graph.ids[v])
        run = self.starts.cascade(failed, repairs=True).run()
        return _first_below(run, self.graph.ids[v])

    @cached_property
    def living_on(self) -> LivingOn:
        """The outages that there are whatever the load, where owners have reserves."""
        return LivingOn(self.wiring)


def _first_below(run: Run, name: str) -> float:
    """When a component is first told to be below its level; infinite if it never is."""
    below = (
        line.at_s
        for line in run.timeline
        if line.event is Word.BELOW_LEVEL and line.component == name
    )
    return next(below, inf)
