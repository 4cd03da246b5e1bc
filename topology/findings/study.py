"""`Study`: everything that is said of a topology, worked out once.

What is too large for a report is left out by size, never by time, so that the same document gives
the same study; what is left out says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from topology.cutsets.cutsets import CutSets
from topology.cutsets.engine.work import OUT_OF_TIME, WORKED, Work
from topology.cutsets.synthesis import causes_of
from topology.document.document import Topology
from topology.document.failure_data import FailureData
from topology.document.relevance import has_split
from topology.document.schema import Scenario
from topology.errors import TopologyError, UsageError
from topology.findings import sensitivity
from topology.findings.objectives.chances import unknown_words
from topology.findings.objectives.clauses import Verdict, more_than_points
from topology.findings.objectives.verdicts import objectives_verdict, verdicts
from topology.findings.over_ranges import OverRanges, judged_over
from topology.findings.sensitivity import (
    Allowance,
    Made,
    Sensitivity,
    points_verdict,
    scenario_verdict,
    sensitivities,
)
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.playing import run_scenario
from topology.loads.cascade.run import Run
from topology.loads.contingencies import LOAD_ERRORS
from topology.loads.fallbacks import Fallback, fallbacks
from topology.loads.hidden_capacities import HiddenCapacity, hidden_capacities
from topology.loads.longest_switchovers import LongestSwitchover, longest_switchovers
from topology.reliability.availability import Availability
from topology.structure.graph import Graph
from topology.structure.knowledge import UNKNOWN
from topology.values.deadlines import never
from topology.values.steps import nth
from topology.work.workers import HERE, Workers

if TYPE_CHECKING:
    from topology.findings.concentration.concentration import Concentration
    from topology.network.sweep import Sweep
    from topology.reliability.survival import Survivals

SINGLE_POINTS = "single points of failure"
"""What the first of the sensitivities are about."""
AT_RANDOM = "failures at random"
"""What is not there where nothing could be counted of them."""
MAX_TARGETS = 50
"""Targets of which cut sets and availability are worked out."""
MAX_CAUSES = 3_000
"""With more causes cut sets are found up to `FEW_ORDER`, and availability is not worked out."""
FEW_ORDER = 2
MAX_WHOLE = 500
"""With more components cut sets are found up to `FEW_ORDER`, before any diagram of all."""
UNASKED_NODES = 10_000_000
"""Nodes of decision diagrams that are made for cut sets, and for availability, of all targets."""
FEWER_NODES = 2_000_000
"""The same above `MAX_WHOLE` components."""
UNASKED_CAUSES = 30_000
"""Above it as well: causes that targets may have, all together. A fault tree has their size, and
is built whatever comes of it."""
KEPT_COMPONENTS = 200
"""Of so many components a document is kept at every value of its ranges that was tried."""
MANY_RANGES = "there are more values to try; --time-limit tries more"
MAX_COMPONENTS = 20_000
"""Above it only single points of failure are found, and nothing is played."""


MAX_ROUTED = 50_000_000
"""Pairs that send, times single failures: above it the network is not gone through."""


MAX_REASONS = 5
"""Why an analysis is not there is told for so many targets."""


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario as it went; without a run where it cannot be played, and why not."""

    scenario: Scenario
    run: Run | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Study:
    """All results, by target where they are about one; `absent` says why one is not there."""

    points: SinglePoints
    cut_sets: Mapping[str, CutSets]
    availabilities: Mapping[str, Availability]
    verdicts: tuple[Verdict, ...]
    played: tuple[Played, ...]
    fallbacks: tuple[Fallback, ...]
    hidden_capacities: tuple[HiddenCapacity, ...]
    longest_switchovers: tuple[LongestSwitchover, ...]
    sensitivities: tuple[tuple[str, Sensitivity], ...]
    """With what the verdicts are about: `SINGLE_POINTS`, `objectives`, or a scenario."""
    over_ranges: OverRanges | None = None
    """What single failures do elsewhere in the ranges; None where none were tried."""
    absent: Mapping[str, str] = field(default_factory=dict)
    not_begun: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The targets that an analysis was not begun for, by its name; `absent` says why."""
    network: Sweep | None = None
    """What every single failure does to the traffic; None in a document without."""
    survivals: Survivals | None = None
    """How likely the targets are up after failures drawn at random, `with_survivals`."""

    @property
    def topology(self) -> Topology:
        """The document."""
        return self.points.topology

    @property
    def worst_verdicts(self) -> list[Verdict]:
        """The verdicts worst first: violated, not known, holding; of those as their targets are."""
        worst = {False: 0, None: 1, True: 2}
        return sorted(self.verdicts, key=lambda v: (worst[v.holds], self._of_verdict(v)))

    def _of_verdict(self, verdict: Verdict) -> tuple[bool, object]:
        """As its target is; what is asked of all together comes after those."""
        target = verdict.target
        return not target, self.points.ranking.of_target(target) if target else verdict.about

    @property
    def graph(self) -> Graph:
        """Its compiled form."""
        return self.points.graph

    def concentration(self, most: int) -> Concentration | str:
        """The worst `most` groups of each sort that the document names; or why they are not there.

        Worked out when it is asked for, as not every form has it.
        """
        if len(self.topology.components) > MAX_COMPONENTS:
            return f"not worked out above {MAX_COMPONENTS:,} components"
        from topology.findings.concentration.concentration import Concentration
        from topology.findings.concentration.groups import all_groups

        return Concentration(self.points, all_groups(self.topology), most=most)

    def with_survivals(
        self,
        *,
        tell: Callable[[str], None] = lambda _: None,
        expired: Callable[[], bool] | None = None,
    ) -> Study:
        """The same with what the targets stand of failures at random; or why that is not there."""
        from topology.reliability.bounded import survivals_within_work

        points, found = self.points, None
        absent = [f"{target}: {UNKNOWN}" for target in points.not_judged]
        if len(self.topology.components) > MAX_COMPONENTS:
            absent = [f"not worked out above {MAX_COMPONENTS:,} components"]
        elif not points.targets:
            absent.append(_no_target(points))
        else:
            bounded = survivals_within_work(
                self.graph, points.targets, most_targets=MAX_TARGETS, tell=tell, expired=expired
            )
            found = bounded.found
            absent = [*bounded.absent, *absent]
        why = {AT_RANDOM: _some(absent)} if absent else {}
        return replace(self, survivals=found, absent={**self.absent, **why})

    @classmethod
    def of(  # noqa: PLR0913
        cls,
        topology: Topology,
        targets: Iterable[str] | None = None,
        *,
        defaults: Mapping[str, FailureData] | None = None,
        tell: Callable[[str], None] = lambda _: None,
        expired: Callable[[], bool] | None = None,
        today: str | None = None,
        most_targets: int = MAX_TARGETS,
        jobs: int | Workers = HERE,
    ) -> Study:
        """Works everything out; `tell` is told what comes next. Raises `UnknownIdError`.

        With `expired` that is asked whether to stop, and replaces the bounds of work. `today`,
        YYYY-MM-DD, is the date by which it is judged what is still accepted. Of `most_targets` cut
        sets and availability are worked out. Contingencies are played by `jobs` processes.
        """
        tell("finding single points of failure")
        asked = None if targets is None else tuple(targets)
        points = SinglePoints.of(topology, asked, today=today)
        points.judge_load(tell, expired or never, jobs)
        maker = _Maker(points, defaults or {}, tell, expired, most_targets)
        cut_sets, availabilities = maker.cut_sets(), maker.availabilities()
        played = maker.played()
        network = maker.network()
        is_loaded = maker.is_judged_under_load()
        found = tuple(maker.sensitivities(asked))
        single = [entry for about, entry in found if about == SINGLE_POINTS]
        ranged = len(points.graph.ranges)
        over = judged_over(points_verdict(points), single, ranged) if ranged else None
        return cls(
            points,
            cut_sets,
            availabilities,
            verdicts(points, cut_sets, availabilities, over, maker.tried_objectives),
            played,
            maker.fallbacks() if is_loaded else (),
            maker.hidden_capacities() if is_loaded else (),
            tuple(longest_switchovers(points.contingencies)) if is_loaded else (),
            found,
            over if single else None,
            maker.absent,
            maker.not_begun,
            network,
        )


class _Maker:
    def __init__(
        self,
        points: SinglePoints,
        defaults: Mapping[str, FailureData],
        tell: Callable[[str], None],
        expired: Callable[[], bool] | None,
        most_targets: int,
    ) -> None:
        self.points = points
        self.most_targets = most_targets
        self.not_begun: dict[str, frozenset[str]] = {}
        self.expired = expired or never
        self._is_timed = expired is not None
        self.topology = points.topology
        self.graph = points.graph
        self.defaults = defaults
        self.tell = tell
        self._reasons: dict[str, list[str]] = {}
        self.allowance = Allowance()
        self.tried_objectives: list[Sensitivity] = []
        """How the objectives depend on the ranges, once `sensitivities` are asked for."""
        size = len(self.topology.components)
        self.too_large = (
            f"not worked out above {MAX_COMPONENTS:,} components" if size > MAX_COMPONENTS else ""
        )
        self.few = FEW_ORDER if size > MAX_WHOLE and not self._is_timed else None
        self.is_large = size > MAX_CAUSES

    def is_judged_under_load(self) -> bool:
        """Whether load was judged, so that margins say something; if not, why."""
        why = self.too_large or self.points.load_unjudged
        if not why and not self.points.contingencies.is_needed:
            why = "nothing has a capacity or a limit, and no standby is late or partial"
        if why:
            self._leave_out("margins", why)
        return not why

    @property
    def absent(self) -> dict[str, str]:
        """What is not there, or not of everything, and why."""
        return {analysis: _some(reasons) for analysis, reasons in self._reasons.items()}

    def _leave_out(self, analysis: str, why: str) -> None:
        self._reasons.setdefault(analysis, []).append(why)

    def _some_targets(self, analysis: str, targets: tuple[str, ...]) -> tuple[str, ...]:
        if self.too_large:
            self.not_begun[analysis] = frozenset(targets)
            self._leave_out(analysis, self.too_large)
            return ()
        if not targets:
            self._leave_out(analysis, _no_target(self.points))
        some = targets[: self.most_targets]
        number = len(some) if self.few is None else self._within_work(some)
        self.not_begun[analysis] = frozenset(targets[number:])
        if number < len(targets):
            why = f": {WORKED}" if number < len(some) else ""
            self._leave_out(
                analysis, f"only of the first {number:,} of {len(targets):,} targets{why}"
            )
        return some[:number]

    def _within_work(self, targets: Sequence[str]) -> int:
        """Of how many of some targets, one at least, the fault trees may be built."""
        left = UNASKED_CAUSES
        for number, target in enumerate(targets):
            left -= len(causes_of(self.graph, self.graph.index_of(target)))
            if left < 0:
                return max(number, 1)
        return len(targets)

    def _work(self) -> Work:
        if self._is_timed:
            return Work(self.expired)
        return Work(nodes=UNASKED_NODES if self.few is None else FEWER_NODES)

    def _out_of_time(self, analysis: str, left: Sequence[str] = ()) -> bool:
        """Whether time is up, and no more of an analysis is begun for those that are left."""
        is_over = self.expired()
        if is_over:
            self._leave_out(analysis, f"not all: {OUT_OF_TIME}")
            self.not_begun[analysis] = self.not_begun.get(analysis, frozenset()).union(left)
        return is_over

    def cut_sets(self) -> dict[str, CutSets]:
        found: dict[str, CutSets] = {}
        work = self._work()
        if self.few is not None and not self.too_large:
            further = "topology cuts has larger ones"
            self._leave_out("cut sets", f"only of up to {FEW_ORDER} failures; {further}")
        for target in self.points.not_judged:
            self._leave_out("cut sets", f"{target}: {UNKNOWN}")
        targets = self._some_targets("cut sets", self.points.targets)
        for n, (target, share) in enumerate(zip(targets, work.shares(len(targets)), strict=True)):
            if self._out_of_time("cut sets", targets[n:]):
                break
            self.tell(nth(f"finding the cut sets of {target}, target", n, len(targets)))
            try:
                found[target] = CutSets(
                    self.graph,
                    self.graph.index_of(target),
                    max_order=self.few,
                    defaults=self.defaults,
                    work=share,
                )
            except UsageError as error:
                self._leave_out("cut sets", f"{target}: {error}")
                continue
            if has_split(self.graph.components):
                found[target].level_lost = self.points.level_lost(target)
        return found

    def availabilities(self) -> dict[str, Availability]:
        found: dict[str, Availability] = {}
        work = self._work()
        if self.is_large and not self.too_large:
            self._leave_out("availability", f"not worked out above {MAX_CAUSES:,} components here")
            return {}
        # How often something itself fails may be known where nothing else is.
        up = tuple(sorted((*self.points.targets, *self.points.not_judged)))
        some = self._some_targets("availability", up)
        for n, target in enumerate(some):
            if self._out_of_time("availability", some[n:]):
                break
            self.tell(nth(f"working out the availability of {target}, target", n, len(some)))
            try:
                entry = Availability(
                    self.graph, self.graph.index_of(target), defaults=self.defaults, work=work
                )
            except UsageError as error:
                self._leave_out("availability", f"{target}: {error}")
                continue
            if entry.unavailability is None:
                self._leave_out("availability", f"{target}: {unknown_words(entry)}")
            elif not entry.unavailability and target in self.points.not_judged:
                self._leave_out("availability", f"{target}: {UNKNOWN}")
            else:
                found[target] = entry
        return found

    def played(self) -> tuple[Played, ...]:
        if not self.topology.scenarios:
            self._leave_out("scenarios", "the document has none")
        return tuple(map(self._play, self.topology.scenarios))

    def _play(self, scenario: Scenario) -> Played:
        why = self.too_large or (OUT_OF_TIME if self.expired() else "")
        if why:
            return Played(scenario, None, why)
        self.tell(f"playing {scenario.id}")
        try:
            run = run_scenario(self.topology, scenario.id, series=True, expired=self.expired)
            return Played(scenario, run)
        except (TopologyError, *LOAD_ERRORS) as error:
            return Played(scenario, None, str(error))

    def network(self) -> Sweep | None:
        if not self.topology.traffic:
            return None
        from topology.network.sweep import Sweep, TrafficNetwork

        traffic = self.points.traffic
        network = TrafficNetwork(self.graph) if traffic is None else traffic.network
        causes = network.causes.single()
        demands = network.demands
        pairs = len(demands.amount)
        pairs += sum(len(block.origins) * len(block.destinations) for block in demands.blocks)
        why = OUT_OF_TIME if self.expired() else ""
        if not self._is_timed and pairs * len(causes) > MAX_ROUTED:
            why = "too many pairs and failures to go through here; topology network does"
        if why:
            self._leave_out("network", why)
            return None
        self.tell("routing traffic after every single failure")
        if traffic is not None and traffic.limit == 1.0:
            return traffic.sweep
        return Sweep.of(network, causes)

    def fallbacks(self) -> tuple[Fallback, ...]:
        try:
            found = fallbacks(self.graph)
        except LOAD_ERRORS as error:
            self._leave_out("margins", f"fallbacks: {error}")
            return ()
        return tuple(entry for entry in found if entry.component is not None)

    def hidden_capacities(self) -> tuple[HiddenCapacity, ...]:
        try:
            return tuple(hidden_capacities(self.graph))
        except LOAD_ERRORS as error:
            self._leave_out("margins", f"hidden capacities: {error}")
            return ()

    def _tried(
        self, judge: Callable[[Topology], sensitivity.Verdict], made: Made | None = None
    ) -> list[Sensitivity]:
        found = sensitivities(
            self.topology, judge, expired=self.expired, made=made, allowance=self.allowance
        )
        if len(found) < len(self.graph.ranges) and not self.expired():
            self._leave_out("ranges", f"not all: {MANY_RANGES}")
        return found

    def _analysing(self, asked: Sequence[str] | None) -> Callable[[Topology], SinglePoints]:
        """Analyses a small document once, however often it is judged, and keeps it meanwhile."""
        if len(self.topology.components) > KEPT_COMPONENTS:
            return lambda topology: SinglePoints.of(topology, asked, today=self.points.today)
        kept: dict[int, tuple[Topology, SinglePoints]] = {}

        def analyse(topology: Topology) -> SinglePoints:
            if id(topology) not in kept:
                points = SinglePoints.of(topology, asked, today=self.points.today)
                kept[id(topology)] = topology, points
            return kept[id(topology)][1]

        return analyse

    def sensitivities(self, asked: Sequence[str] | None) -> list[tuple[str, Sensitivity]]:
        if self.too_large:
            self._leave_out("ranges", self.too_large)
            return []
        self.tell("trying the ranges")
        made: Made | None = None if len(self.topology.components) > KEPT_COMPONENTS else {}
        analyse = self._analysing(asked)
        single = self._tried(lambda topology: points_verdict(analyse(topology)), made)
        found = [(SINGLE_POINTS, entry) for entry in single]
        if not self.graph.ranges:
            self._leave_out("ranges", "no value is given as a range")
            return []
        if any(more_than_points(objective) for objective in self.topology.objectives):
            alike = analyse if asked is None else None
            judge = objectives_verdict(self.defaults, self.points.today, self.topology, alike)
            self.tried_objectives = self._tried(judge, made)
            found += [("objectives", entry) for entry in self.tried_objectives]
        for scenario in self.topology.scenarios:
            more = self._tried(scenario_verdict(scenario.id), made)
            found += [(f"scenario {scenario.id}", entry) for entry in more]
        self._out_of_time("ranges")
        return found


def _no_target(points: SinglePoints) -> str:
    """Why no component is judged."""
    is_of_traffic = points.traffic is not None and not points.never_up
    return "no component is a target" if is_of_traffic else "there is no target that works"


def _some(reasons: Sequence[str]) -> str:
    """The first reasons, and how many more there are."""
    told = list(dict.fromkeys(reasons))
    more = f"; and {len(told) - MAX_REASONS:,} more" if len(told) > MAX_REASONS else ""
    return "; ".join(told[:MAX_REASONS]) + more
