"""For what share of the time a target is up: exact, from its fault tree and data on its causes.

The unavailability Q of the target is the probability of its tree, causes failing independently, as
they do in the long run (shared risks are causes of their own, and that is what they are for). From
the Birnbaum importances B_i follows how often it fails, sum over i of w_i B_i (Vesely 1970;
Ramakumar 1993), and so for how long, Q over that. Nothing is said of load: up means that the
structure holds. What waits for a standby is told apart (`switching_losses`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import expm1, fsum, log1p
from typing import Protocol

from topology.cutsets.beside import Beside
from topology.cutsets.bounds import Bounds, bounds
from topology.cutsets.connectivity import MAX_STATES, TooWideError
from topology.cutsets.connectivity import Bounds as Width
from topology.cutsets.cutsets import failure_data
from topology.cutsets.engine.engine import solve
from topology.cutsets.engine.fault_tree import FaultTree
from topology.cutsets.engine.solution import Solution
from topology.cutsets.engine.work import OUT_OF_TIME, WORKED, Work
from topology.cutsets.formulas.solving import solve_probability
from topology.cutsets.synthesis import (
    MAX_MEMBERS,
    Also,
    Cause,
    TargetTree,
    causes_of,
    common_tree_of,
    fault_tree_of,
)
from topology.document.document import Topology
from topology.document.failure_data import FailureData
from topology.document.relevance import how_judged, overload_can_matter
from topology.reliability.conditions import repair_conditions, start_conditions
from topology.reliability.importance import CauseImportance, Group, importances
from topology.reliability.members_in_places import StageGroup, average_importance
from topology.reliability.reserves import counted_reserves
from topology.reliability.switching_losses import (
    Chances,
    is_late,
    switch_held_s,
    waiting_s_per_year,
)
from topology.showing import Shown
from topology.structure.graph import Graph
from topology.values.units import YEAR_S, time_words


class Solver(Protocol):
    """Solves fault trees, within some work."""

    def __call__(self, tree: FaultTree, *, work: Work) -> Solution:
        """The solution; what is complete when no more may be done."""


FEW_NODES = 1_000_000
"""With less work than this left for a target it is first tried whether that is enough."""
MAX_MULTIPLIED = 100_000
"""Cut sets up to which their bound on the unavailability is worked out."""


@dataclass(frozen=True, slots=True)
class Switching:
    """What switching to standbys adds to the unavailability of a target; None if not known."""

    unavailability: float | None
    why_unknown: str = ""


class Availability(Shown):
    """The long-run behaviour of one target, each answer worked out when it is first asked for."""

    def __init__(
        self,
        graph: Graph,
        target: int,
        *,
        defaults: Mapping[str, FailureData] | None = None,
        work: Work | None = None,
        solver: Solver = solve,
    ) -> None:
        """`defaults` has data by kind for what gives none; no more than `work` is done.

        The `solver` may have solved the fault tree for another one before.
        """
        self._solve = solver
        self.graph = graph
        self.id = graph.ids[target]
        self._target = target
        self._defaults = defaults or {}
        self._owners = frozenset(s.owner for s in graph.standbys if is_late(s.entry))
        self.why_unknown = ""
        """Why nothing exact can be said; empty when it can."""
        self.causes = causes_of(graph, target, own=True)
        self._unsolved: FaultTree | None = None
        """The tree where only bounds of its probability are known."""
        self._solution = self._solved(work or Work())
        self._held: dict[str, FailureData] = {}
        """What reserves make of the data of causes."""
        self._data = self._with_reserves([self._data_of(cause) for cause in self.causes])
        known = (d for c, d in zip(self.causes, self._data, strict=True) if c.start is None)
        if self.missing and not any(known):
            self._solution = self._unsolved = None
            number = len(self.missing)
            none = f"none of its {number:,} causes has" if number != 1 else "its one cause has no"
            self.why_unknown = f"{none} failure data"
        self._q = [group.probability for group in self._groups]

    @classmethod
    def of(cls, topology: Topology, target: str) -> Availability:
        """The availability of a component of a topology. Raises `UnknownIdError`."""
        graph = Graph.compile(topology)
        return cls(graph, graph.index_of(target))

    def _solved(self, work: Work) -> Solution | None:
        if work.is_over:
            self.why_unknown = OUT_OF_TIME if work.expired() else WORKED
            return None
        try:
            tree: TargetTree = fault_tree_of(
                self.graph,
                self._target,
                own=True,
                switching=self._owners,
                bounds=Width(MAX_STATES, work.expired),
                also=Also.STARTS,
            )
        except TooWideError as error:
            self.why_unknown = OUT_OF_TIME if work.expired() else str(error)
            return None
        self.causes = tree.causes
        simple = tree.tree.simplified()
        beyond = work.nodes < FEW_NODES and _is_beyond(simple, work)
        solution = None if beyond else self._solve(simple, work=work)
        if solution is None or not solution.exact:
            large = "the decision diagram is too large" if work.nodes > 0 else WORKED
            self.why_unknown = OUT_OF_TIME if work.expired() else large
            self._unsolved = simple
            return None
        return solution

    # -- data -------------------------------------------------------------------------------------

    def _data_of(self, cause: Cause) -> FailureData | None:
        if cause.switch:
            return None
        return self._held.get(cause.id) or failure_data(self.graph, cause, self._defaults)

    def _with_reserves(self, data: list[FailureData | None]) -> list[FailureData | None]:
        """The data as they are where owners live on for a while without what they need."""
        self._reserves = counted_reserves(self.graph, self._target, self.causes, data)
        self._held = {self.causes[n].id: held for n, held in self._reserves.data.items()}
        return [self._reserves.data.get(number, known) for number, known in enumerate(data)]

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """What has no failure data; it counts as never failing, so the truth is worse. Sorted."""
        pairs = zip(self.causes, self._data, strict=True)
        return tuple(sorted({c.id for c, data in pairs if data is None and not c.switch}))

    @cached_property
    def supplied(self) -> tuple[str, ...]:
        """What has its data from `defaults`. Sorted."""
        pairs = zip(self.causes, self._data, strict=True)
        return tuple(
            sorted({c.id for c, data in pairs if data and failure_data(self.graph, c, {}) is None})
        )

    @cached_property
    def without_frequency(self) -> tuple[str, ...]:
        """What has an unavailability and no frequency. Sorted."""
        pairs = zip(self.causes, self._data, strict=True)
        return tuple(sorted({c.id for c, data in pairs if data and data.per_year is None}))

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """What the figures rest on beside the data, one sentence each; mostly nothing."""
        switches = (
            f"{self.graph.ids[v]} lives on for {time_words(held_s)} while it switches"
            for v, entry, *_ in self.graph.standbys
            if v in self._waiting and (held_s := switch_held_s(entry))
        )
        repairs = repair_conditions(self.graph, self.causes)
        starts = start_conditions(self.graph, self._target)
        return (*repairs, *starts, *self._reserves.conditions, *dict.fromkeys(switches))

    @property
    def uncounted(self) -> tuple[str, ...]:
        """The reserves that are not counted, with the reason: the truth is better than that."""
        return tuple(self._reserves.uncounted)

    @property
    def bound(self) -> str:
        """How the share of time that it is up is bounded: `at most`, `at least`, or `about`."""
        if self.uncounted:
            return "about" if self.is_bound else "at least"
        return "at most" if self.is_bound else ""

    @property
    def bound_of_down(self) -> str:
        """How the time that it is down is bounded."""
        opposite = {"at most": "at least", "at least": "at most"}
        return opposite.get(self.bound, self.bound)

    @cached_property
    def _waiting(self) -> frozenset[int]:
        """The components that this one hangs on and that wait for a switch, but for reserves."""
        hangs_on = {cause.component for cause in self.causes} | {self._target}
        return frozenset(v for v, *_ in self.graph.standbys if v in hangs_on)

    @cached_property
    def _groups(self) -> list[Group]:
        """Each cause as a group of members that fail alike; what has no data never does."""
        return [self._group(c, data) for c, data in zip(self.causes, self._data, strict=True)]

    def _group(self, cause: Cause, data: FailureData | None) -> Group:
        if data is None:
            return Group(1, 1, 0.0)
        count, q = self._count(cause), data.unavailability
        if cause.stage is not None:
            return StageGroup(cause.members, count, q, cause.stage)
        return Group(cause.members, count, q)

    def _count(self, cause: Cause) -> int:
        return 1 if cause.component is None else self.graph.components[cause.component].count

    @cached_property
    def _beside(self) -> Beside:
        return Beside(self.graph, self._target, own=True)

    @property
    def not_counted(self) -> tuple[str, ...]:
        """What hits what it depends on and is not counted, in sentences."""
        return self._beside.sentences

    # -- answers ----------------------------------------------------------------------------------

    @cached_property
    def unavailability(self) -> float | None:
        """The share of time that the target is down; None when it is not known."""
        return None if self._solution is None else self._solution.unavailability(self._q)

    @cached_property
    def bounds(self) -> Bounds | None:
        """Between what the share of time down lies where it is not known exactly; else None."""
        return None if self._unsolved is None else bounds(self._unsolved, self._q)

    @property
    def down_between(self) -> tuple[float, float] | None:
        """The same as far as it bounds the truth.

        Reserves, switching and missing data may leave an end open: then it is 0, or 1.
        """
        if self.bounds is None:
            return None
        beside = any(strike.entry.fails for strike in self._beside.partial)
        is_open = self.missing or beside or any(cause.switch for cause in self.causes)
        lower = 0.0 if self.uncounted else self.bounds.lower
        return lower, 1.0 if is_open else self.bounds.upper

    @property
    def availability(self) -> float | None:
        """The share of time that it is up."""
        return None if self.unavailability is None else 1.0 - self.unavailability

    @property
    def with_switching(self) -> float | None:
        """The share of time down with what waiting for standbys adds, where that is known."""
        if self.unavailability is None:
            return None
        return min(1.0, self.unavailability + (self.switching.unavailability or 0.0))

    @property
    def is_bound(self) -> bool:
        """Whether the truth may be worse: data are missing, or what switching adds is not known."""
        beside = any(strike.entry.fails for strike in self._beside.partial)
        return bool(self.missing) or self.switching.unavailability is None or beside

    def meets(self, wanted: float) -> bool | None:
        """Whether the target is up for so large a share of the time; None if not known.

        Missing data can only make it worse, and so can load: a violation is known without them,
        if all reserves are counted, which can only make it better.
        """
        down = self.with_switching
        if down is None:
            return self._meets_between(wanted)
        if 1 - down < wanted:
            return None if self.uncounted else False
        return None if self.is_bound or self.by_structure_alone else True

    def _meets_between(self, wanted: float) -> bool | None:
        lower, upper = self.down_between or (0.0, 1.0)
        if 1 - lower < wanted:
            return False
        return True if 1 - upper >= wanted > 0 and not self.by_structure_alone else None

    @cached_property
    def by_structure_alone(self) -> bool:
        """Whether overload could take the target down as well, of which nothing is said here."""
        return overload_can_matter(self.graph.components, self.graph.risks)

    @property
    def how_judged(self) -> str:
        """What a sentence about its share of time has to say where load could deny it."""
        return how_judged(self.graph.components) if self.by_structure_alone else ""

    @property
    def method(self) -> str:
        """The variable order of the diagram."""
        return "none" if self._solution is None else self._solution.order_name

    @cached_property
    def per_year(self) -> float | None:
        """How often a year it fails; None when some cause has no frequency."""
        if self._solution is None or self.without_frequency:
            return None
        slopes = self._solution.birnbaum(self._q)
        return fsum(slope * w for slope, w in zip(slopes, self._frequencies, strict=True))

    @cached_property
    def _frequencies(self) -> list[float]:
        """How often a year each event happens: the last member fails that may not."""
        return [_frequency(g, data) for g, data in zip(self._groups, self._data, strict=True)]

    @property
    def mean_outage_s(self) -> float | None:
        """How long it is down each time; None when that is not known, or it never fails."""
        if self.unavailability is None or not self.per_year:
            return None
        return self.unavailability * YEAR_S / self.per_year

    @property
    def mean_time_between_s(self) -> float | None:
        """From one failure to the next; None when that is not known, or it never fails."""
        return YEAR_S / self.per_year if self.per_year else None

    @property
    def downtime_minutes_per_year(self) -> float | None:
        """Minutes down in a year of 365 days."""
        return None if self.unavailability is None else self.unavailability * YEAR_S / 60

    @property
    def loss_per_year(self) -> float | None:
        """Money lost in a year; None without a loss an hour."""
        loss = self.graph.components[self._target].loss_per_hour
        return (
            None
            if loss is None or self.unavailability is None
            else self.loss_of(self.unavailability)
        )

    def loss_of(self, share: float) -> float:
        """Money lost in a year by being down for a share of the time."""
        return (
            float(self.graph.components[self._target].loss_per_hour or 0.0) * share * YEAR_S / 3600
        )

    @cached_property
    def rare_event(self) -> float | None:
        """The sum of the probabilities of all minimal cut sets, an upper bound often used alone.

        None where not all of them are known, and where the sum is beyond any number.
        """
        if self._solution is None or not self._solution.complete:
            return None
        try:
            return self._solution.sum_over_sets([group.expected for group in self._groups])
        except OverflowError:
            return None

    @cached_property
    def min_cut_upper_bound(self) -> float | None:
        """1 - product of 1 - P over all minimal cut sets (Esary and Proschan 1963).

        None where there are more than `MAX_MULTIPLIED`, as each has to be listed, or not all are
        known.
        """
        solution = self._solution
        if solution is None or not solution.complete:
            return None
        if any(group.count > MAX_MEMBERS for group in self._groups):
            return None
        if sum(solution.count_by_order.values()) > MAX_MULTIPLIED:
            return None
        q = [g.q**g.members for g in self._groups]
        sets = [(s.ways, s.probability) for s in solution.most_probable(q)]
        if any(probability >= 1 for _, probability in sets):
            return 1.0
        return abs(expm1(fsum(ways * log1p(-probability) for ways, probability in sets)))

    @cached_property
    def importances(self) -> list[CauseImportance]:
        """The importances of all causes with data, the most critical first, then by id."""
        if self._solution is None:
            return []
        found = importances(self._solution, self._groups)
        entries = [
            CauseImportance(
                cause.id, self._count(cause), importance, is_start=cause.start is not None
            )
            for cause, data, importance in zip(self.causes, self._data, found, strict=True)
            if data is not None and cause.stage is None
        ]
        entries += self._of_members_in_places()
        return sorted(entries, key=lambda e: (-(e.importance.criticality or 0.0), e.id))

    def _of_members_in_places(self) -> Iterator[CauseImportance]:
        """One entry for the members of each entry in places."""
        assert self._solution is not None
        events: dict[str, list[int]] = {}
        for event, (cause, data) in enumerate(zip(self.causes, self._data, strict=True)):
            if cause.stage is not None and data is not None:
                events.setdefault(cause.id, []).append(event)
        for name, some in events.items():
            average = average_importance(self._solution, self._groups, some)
            yield CauseImportance(name, self._count(self.causes[some[0]]), average, in_places=True)

    # -- switching --------------------------------------------------------------------------------

    @cached_property
    def switching(self) -> Switching:
        """The unavailability that waiting for standbys adds; to first order."""
        if self._solution is None:
            return Switching(None, self.why_unknown)
        slopes = self._solution.birnbaum(self._q)
        total = 0.0
        for cause, slope in zip(self.causes, slopes, strict=True):
            if cause.switch and slope > 0:
                share = self._switching_share(cause)
                if share.unavailability is None:
                    return share
                total += share.unavailability * slope
        return Switching(total)

    def _switching_share(self, owner: Cause) -> Switching:
        """The share of time in which a component waits for a standby."""
        total = 0.0
        for standby in self.graph.standbys:
            if standby.owner != owner.component or not is_late(standby.entry):
                continue
            common = common_tree_of(self.graph, (*standby.entries, *standby.tools))
            data = [(cause, self._data_of(cause)) for cause in common.causes]
            unknown = sorted(c.id for c, known in data if known and known.per_year is None)
            if unknown:
                return Switching(None, f"{unknown[0]} has no failure frequency")
            groups = [(self._group(cause, known), known) for cause, known in data]
            chances = Chances(
                [group.probability for group, _ in groups],
                [_frequency(group, known) for group, known in groups],
            )
            total += waiting_s_per_year(common, chances, standby.entry) / YEAR_S
        return Switching(total)


def _is_beyond(tree: FaultTree, work: Work) -> bool:
    """Whether half of the work makes no diagram: then its sets need not be looked for either."""
    half = next(work.shares(2))
    beyond = solve_probability(tree, half) is None
    work.spend(half.made)
    return beyond


def _frequency(group: Group, data: FailureData | None) -> float:
    """How often a year so many of a group come to be down, where that is known."""
    return 0.0 if data is None else group.count * (data.per_year or 0.0) * group.slope
