"""Minimal cut sets of a target: sets of failures that take it down where no subset does.

From the fault tree of the target (`synthesis`), solved by decision diagrams (`cut_engine`); where a
network is too wide for a tree, up to an order by its path sets (`hitting_sets`). A set is minimal
over causes: a duct and the two fibres in it are two sets. The target's own failure is left out, as
it is with single points, which are the sets of order one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile
from math import prod

from topology.cutsets.beside import Beside
from topology.cutsets.connectivity import MAX_STATES, Bounds, TooWideError
from topology.cutsets.engine.engine import solve
from topology.cutsets.engine.fault_tree import Event
from topology.cutsets.engine.solution import Solution
from topology.cutsets.engine.work import OUT_OF_TIME, WORKED, Work
from topology.cutsets.hitting_sets import Found, minimal_hitting_sets
from topology.cutsets.path_sets import PathSets
from topology.cutsets.synthesis import (
    FEW_MEMBERS,
    MAX_MEMBERS,
    Also,
    Cause,
    can_be_counted,
    causes_of,
    events_of,
    fault_tree_of,
)
from topology.cutsets.unstarted import Unstarted, unstarted
from topology.document import schema
from topology.document.document import Topology
from topology.document.failure_data import FailureData
from topology.document.relevance import (
    BY_PARTS,
    how_judged,
    load_can_matter,
    overload_can_matter,
)
from topology.errors import UsageError, quoted
from topology.finding import LevelLost
from topology.showing import Shown
from topology.structure.graph import Graph

WIDE_ORDER = 3
"""Up to this order cut sets are found where a network is too wide for a diagram, unless asked.

It is also what path sets find at once: if no more is asked for, only narrow networks are taken
apart.
"""
FEW_STATES = 20_000
"""States of the frontier of a network that is narrow."""
MAX_RANKED = 100_000
"""Sets of up to an order that are ranked to list those of this order."""


@dataclass(frozen=True, slots=True)
class CutSet:
    """A minimal cut set: what fails, components by id and then shared risks.

    Of an entry with `count`, `members` of it fail together, and they can be chosen in so many ways
    (all entries together: `multiplicity`); of a standby that does not start, which is no failure,
    `members` is 0. `unavailability` is the probability that one such set is
    down as a whole; None where data are missing.
    """

    ids: tuple[str, ...]
    members: tuple[int, ...]
    multiplicity: int
    unavailability: float | None
    left: tuple[int | None, ...] = ()
    """Of entries in places how many members the rest of the set leaves; empty if there are none."""

    @property
    def order(self) -> int:
        """How many failures it takes."""
        return sum(self.members)

    @property
    def names(self) -> tuple[str, ...]:
        """The ids, with how many members fail where that is more than one."""
        left = self.left or (None,) * len(self.ids)
        return tuple(map(_named, self.ids, self.members, left))


def _named(name: str, members: int, left: int | None) -> str:
    if left is not None:
        return f"{members:,} of the {left:,} {name} left"
    return name if members < 2 else f"{members:,} x {name}"


class CutSets(Shown):
    """The minimal cut sets of one target: counted all, listed as far as they are asked for."""

    def __init__(
        self,
        graph: Graph,
        target: int,
        *,
        max_order: int | None = None,
        defaults: Mapping[str, FailureData] | None = None,
        work: Work | None = None,
    ) -> None:
        """`max_order` bounds what is found, and so does `work`, which several targets may share.

        Raises `UsageError` for an order below one and for entries of very many members.
        """
        if max_order is not None and max_order < 1:
            raise UsageError(f"the order of cut sets must be at least 1, not {max_order}")
        self.graph = graph
        self.target = graph.ids[target]
        self.level_lost: LevelLost | None = None
        """What parts of a load lost for good make of single failures, where that was judged."""
        self.causes: tuple[Cause, ...]
        self._why = ""
        self._work = work or Work()
        self._max_order = max_order
        self._defaults = defaults or {}
        self._found = self._solved(target, max_order, self._work)
        self._data = [failure_data(graph, cause, self._defaults) for cause in self.causes]

    @classmethod
    def of(cls, topology: Topology, target: str, max_order: int | None = None) -> CutSets:
        """The cut sets of a component of a topology. Raises `UnknownIdError`."""
        graph = Graph.compile(topology)
        return cls(graph, graph.index_of(target), max_order=max_order)

    def _solved(self, target: int, max_order: int | None, work: Work) -> Solution | _Listed:
        graph = self.graph
        if target in graph.never_up:
            # Which takes no search, and so no time can be too short for it.
            self.causes = ()
            return _Listed(Found(((),), 0, complete=True), ())
        self.causes = causes_of(graph, target)
        check_members(graph, self.causes)
        if work.expired():
            self._why = OUT_OF_TIME
            return _Listed(Found((), 0, complete=False), ())
        few = work.is_over or (max_order is not None and max_order <= WIDE_ORDER)
        states = FEW_STATES if few else MAX_STATES
        try:
            synthesis = fault_tree_of(
                graph, target, bounds=Bounds(states, work.expired), also=Also.SHARES
            )
        except TooWideError as error:
            events = events_of(graph, self.causes)
            sets = PathSets(graph, target, self.causes)
            order = WIDE_ORDER if max_order is None else max_order
            found = minimal_hitting_sets(sets, [e.order for e in events], order, work.expired)
            self._why = self._reason(found.complete, found.order, max_order, work, str(error))
            return _Listed(found, events)
        self.causes = synthesis.causes
        check_members(graph, self.causes)
        solution = solve(synthesis.tree, max_order, work=work, sets_only=True)
        large = "the decision diagram of all is too large"
        self._why = self._reason(solution.complete, solution.max_order, max_order, work, large)
        return solution

    @staticmethod
    def _reason(
        complete: bool,
        reached: int | None,
        asked: int | None,
        work: Work,
        otherwise: str,
    ) -> str:
        """Why not all that were asked for are there, if so."""
        if complete or (asked is not None and reached is not None and reached >= asked):
            return ""
        if work.expired():
            return OUT_OF_TIME
        return otherwise if work.nodes > 0 else WORKED

    @cached_property
    def _beside(self) -> Beside:
        counted = [c.risk for c in self.causes if c.risk is not None and c.among is not None]
        return Beside(self.graph, self.graph.index[self.target], counted=counted)

    @property
    def not_counted(self) -> tuple[str, ...]:
        """What hits what it depends on and is not in the sets, in sentences."""
        return self._beside.sentences

    # -- what is known ----------------------------------------------------------------------------

    @property
    def complete(self) -> bool:
        """Whether no cut set is missing, of whatever order."""
        return self._found.complete

    @property
    def max_order(self) -> int | None:
        """Up to which order none is missing; None when all are there."""
        return None if self.complete else self._found.max_order

    @property
    def method(self) -> str:
        """How they were found: by which variable order of a diagram, or by path sets."""
        return self._found.order_name

    @property
    def why_incomplete(self) -> str:
        """Why not all are there; empty when they are, or when no more were asked for."""
        return self._why

    @cached_property
    def count_by_order(self) -> dict[int, int]:
        """How many there are of each order, every way to choose members counted; exact."""
        return dict(self._found.count_by_order)

    @property
    def total(self) -> int:
        """How many there are, up to `max_order` where not all are known."""
        return sum(self.count_by_order.values())

    @property
    def redundancy_by_structure(self) -> int | None:
        """The order of the smallest cut set; None when none is known."""
        return self.smallest_order()

    @property
    def redundancy(self) -> int | None:
        """How few failures take the target down; None when that is not known.

        Load, where it can matter, may ask for fewer than structure does, but never for more.
        """
        smallest = self.redundancy_by_structure
        if smallest and self.level_lost is not None:
            return 1
        is_partial = self.by_structure_alone or self._beside.partial
        if smallest is not None and smallest > 1 and is_partial:
            return None
        return smallest

    def smallest_order(self, accepted: Collection[str] = ()) -> int | None:
        """The order of the smallest cut set but single failures that are `accepted`."""
        counts = self.count_by_order
        if accepted and counts.get(1):
            single = self.listed(order=1)
            if sum(cut.multiplicity for cut in single if cut.ids[0] in accepted) == counts[1]:
                return min((order for order in counts if order > 1), default=None)
        return min(counts, default=None)

    def survives_by_structure(self, wanted: int, accepted: Collection[str] = ()) -> bool | None:
        """Whether the structure bears any so many failures; None when that is not known.

        Single failures of what is `accepted` are left aside.
        """
        smallest = self.smallest_order(accepted)
        if smallest is not None and smallest <= wanted:
            return False
        if wanted > 1 and self._beside.partial:
            return None
        return True if self.max_order is None or self.max_order >= wanted else None

    def survives(self, wanted: int, accepted: Collection[str] = ()) -> bool | None:
        """Whether the target survives any so many failures; None when that is not known.

        Where load can matter, structure alone tells only that it does not.
        """
        bears = self.survives_by_structure(wanted, accepted)
        if wanted and self.level_lost is not None and not self.level_lost.causes <= {*accepted}:
            return False
        return None if bears and self.by_structure_alone else bears

    @cached_property
    def by_structure_alone(self) -> bool:
        """Whether load could take the target down where the structure holds; it is not judged here.

        Standbys that are late matter where an objective says how late is too late.
        """
        graph = self.graph
        standard = graph.standards.get(self.target)
        timed = standard is not None and standard.rto is not None
        return (load_can_matter if timed else overload_can_matter)(graph.components, graph.risks)

    @property
    def how_judged(self) -> str:
        """What a sentence about failures has to say where load could deny it; else empty."""
        if self.level_lost is not None:
            return f"{BY_PARTS}; its level of {self.level_lost.level:g} falls to 1 failure"
        return how_judged(self.graph.components) if self.by_structure_alone else ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The causes without failure data, sorted."""
        pairs = zip(self.causes, self._data, strict=True)
        return tuple(sorted({cause.id for cause, data in pairs if data is None}))

    @property
    def ranked_by(self) -> str:
        """`unavailability` where every cause has data, else `order`."""
        return "order" if self.missing else "unavailability"

    # -- lists ------------------------------------------------------------------------------------

    def listed(self, limit: int | None = None, order: int | None = None) -> list[CutSet]:
        """The first of them: most probable first where that is known, else smallest first.

        With `order` only those of that order. Takes the time of what is listed, not of all.
        """
        return list(islice(self._listed(order), limit))

    def _listed(self, order: int | None) -> Iterator[CutSet]:
        if order is not None:
            smallest = (self._cut(s.events, s.ways) for s in self._found.smallest())
            upto = islice(takewhile(lambda cut: cut.order <= order, smallest), MAX_RANKED)
            these = [cut for cut in upto if cut.order == order]
            # Sorting keeps the order of equals, which is that of their numbers.
            yield from sorted(these, key=lambda cut: -(cut.unavailability or 0.0))
        elif self.missing:
            yield from (self._cut(s.events, s.ways) for s in self._found.smallest())
        else:
            found = self._found.most_probable([q or 0.0 for q in self._q])
            yield from (self._cut(s.events, s.ways) for s in found)

    # -- standbys that do not start ---------------------------------------------------------------

    @cached_property
    def unstarted(self) -> Unstarted | None:
        """The minimal cut sets of which a standby that does not start is a part.

        They count neither among those of any order nor against `survives`. None if there are none.
        """
        most = self._found.max_order if self._max_order is None else self._max_order
        target = self.graph.index[self.target]
        found = unstarted(self.graph, target, most, self._work)
        return found if found and found.total else None

    def listed_unstarted(self, limit: int | None = None) -> list[CutSet]:
        """The first of these: most probable first where that is known, else fewest failures."""
        found = self.unstarted
        if found is None:
            return []
        data = [failure_data(self.graph, cause, self._defaults) for cause in found.causes]
        q = _chances(found.causes, data)
        known = [one for one in q if one is not None]
        cuts = found.listed(known if len(known) == len(q) else None)
        return [self._made(found.causes, q, c.events, c.ways) for c in islice(cuts, limit)]

    @cached_property
    def _q(self) -> list[float | None]:
        return _chances(self.causes, self._data)

    def _cut(self, events: Sequence[int], ways: int) -> CutSet:
        return self._made(self.causes, self._q, events, ways)

    def _made(
        self,
        causes: Sequence[Cause],
        all_q: Sequence[float | None],
        events: Sequence[int],
        ways: int,
    ) -> CutSet:
        q = [all_q[event] for event in events]
        known = [one for one in q if one is not None]
        chosen = [causes[event] for event in events]
        members = [cause.members if cause.start is None else 0 for cause in chosen]
        if any(cause.stage for cause in chosen):
            # Of all stages that happen the first is what happens.
            pairs = list(zip([None, *chosen], chosen, strict=False))
            chosen = [c for before, c in pairs if not (c.stage and _same(before, c))]
            members = [
                c.stage.failing if c.stage else int(c.start is None) and c.members for c in chosen
            ]
        return CutSet(
            tuple(cause.id for cause in chosen),
            tuple(members),
            ways,
            prod(known) if len(known) == len(q) else None,
            self._left(chosen),
        )

    def _left(self, chosen: Sequence[Cause]) -> tuple[int | None, ...]:
        """How many members are left of entries in places, where the places take some."""
        counts = [
            0 if c.component is None else self.graph.components[c.component].count for c in chosen
        ]
        found = [
            c.stage.left if c.stage and c.stage.left < count else None
            for c, count in zip(chosen, counts, strict=True)
        ]
        return tuple(found) if any(found) else ()


def minimal_cut_sets(
    topology: Topology, target: str, max_order: int | None = None, limit: int | None = None
) -> list[CutSet]:
    """The minimal cut sets of a target, as `CutSets.listed` has them.

    >>> doc = {"components": [{"id": "pay", "needs": [{"any": ["a", "b"]}]},
    ...                       {"id": "a"}, {"id": "b"}]}
    >>> [cut.ids for cut in minimal_cut_sets(Topology.from_dict(doc), "pay")]
    [('a', 'b')]
    """
    return CutSets.of(topology, target, max_order).listed(limit)


def _chances(causes: Sequence[Cause], data: Sequence[FailureData | None]) -> list[float | None]:
    """The probability that what an event stands for is down, one way of it; None if missing."""
    return [
        None if known is None else known.unavailability**cause.members
        for cause, known in zip(causes, data, strict=True)
    ]


def _same(before: Cause | None, cause: Cause) -> bool:
    return before is not None and before.component == cause.component


def check_members(graph: Graph, causes: Sequence[Cause]) -> None:
    """Refuses entries of so many members that the ways to choose some are beyond counting."""
    for cause in causes:
        if cause.component is not None:
            count, failing = graph.components[cause.component].count, cause.members
            if cause.stage is not None:
                count, failing = cause.stage.left, cause.stage.failing
            if not can_be_counted(count, failing):
                raise UsageError(
                    f"{quoted(cause.id)} has {count:,} members, too many to count the ways in "
                    f"which {failing:,} of them fail; {MAX_MEMBERS:,} are the most"
                    f" where more than {FEW_MEMBERS:,} fail and as many are left"
                )


def entry_of(graph: Graph, cause: Cause) -> schema.Component | schema.SharedRisk | schema.Mode:
    """What the document says of a cause that is a component, a shared risk or a mode."""
    if cause.component is not None:
        return graph.components[cause.component]
    assert cause.risk is not None
    return graph.strikes[cause.risk].entry


def failure_data(
    graph: Graph, cause: Cause, defaults: Mapping[str, FailureData]
) -> FailureData | None:
    """What is known of a cause: its own data, or those of its kind, or of any kind (`*`).

    A standby that does not start does so with its chance, and at no time of its own.
    """
    if cause.start is not None:
        return FailureData(1.0 - graph.nodes.starts[cause.start].chance, 0.0)
    entry = entry_of(graph, cause)
    if isinstance(entry.fails, schema.Fails):
        return FailureData.of(entry.fails, entry.repair)
    if isinstance(entry, schema.Mode):
        return None
    return defaults.get(entry.kind, defaults.get("*"))


@dataclass(frozen=True, slots=True)
class _Event:
    """A cut set as the engine has it."""

    events: tuple[int, ...]
    probability: float
    ways: int


class _Listed:
    """Cut sets up to an order, all of them in a list: in place of a `Solution`."""

    order_name = "path sets"

    def __init__(self, found: Found, events: Sequence[Event]) -> None:
        self.events = events
        self.sets = found.sets
        self.complete = found.complete
        self.max_order = found.order

    @property
    def count_by_order(self) -> dict[int, int]:
        """Every way to choose members counted."""
        found: Counter[int] = Counter()
        for cut in self.sets:
            found[sum(self.events[e].order for e in cut)] += self._ways(cut)
        return dict(sorted(found.items()))

    def _ways(self, cut: Sequence[int]) -> int:
        return int(prod(self.events[e].ways for e in cut))

    def smallest(self) -> Iterator[_Event]:
        """Fewest failures first, then by numbers."""
        for cut in self.sets:
            yield _Event(cut, 1.0, self._ways(cut))

    def most_probable(self, q: Sequence[float]) -> Iterator[_Event]:
        """Most probable first, then fewest failures, then by numbers."""
        ranked = sorted(self.sets, key=lambda cut: -prod(q[e] for e in cut))
        for cut in ranked:
            probability = prod(q[e] for e in cut)
            yield _Event(cut, probability, self._ways(cut))
