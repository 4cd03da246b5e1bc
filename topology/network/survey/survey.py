"""All of some failures gone through, alone or in pairs: what each does, the worst of each place.

Of each cause a row is kept, of each place its worst case, and of one link or node that is asked for
what it carries after each. No state of the network is kept, so that all pairs have room.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from topology.network.arcs import Flags, Floats
from topology.network.causes import Cause
from topology.network.gauges import Place, above
from topology.network.survey.choosing import Chosen
from topology.network.survey.rows import Rows
from topology.network.sweep import Aftermath, State, TrafficNetwork
from topology.values.deadlines import never
from topology.values.rounding import exceeds
from topology.values.steps import nth

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the traffic."""

    kinds: tuple[str, ...] = ()
    """The kinds of causes; all if empty."""
    pairs: bool = False
    limit: float = 1.0
    """The utilisation above which a place counts as overloaded."""
    link: int | None = None
    """A link or a node, by its number, of which all that it carries is asked."""


class PlaceCase(NamedTuple):
    """A place with nothing failed, and after what is the worst for it."""

    place: Place
    capacity: float | None
    """Of the link or node, in load units."""
    load: float
    """With nothing failed, in load units."""
    intact: float | None
    """The utilisation; None without a capacity."""
    worst: float | None
    causes: tuple[int, ...]
    """The first after which it is so high, by their numbers; none where it carries nothing."""


class Case(NamedTuple):
    """What a place carries after a cause."""

    causes: tuple[int, ...]
    amount: float
    """In load units."""
    utilisation: float | None


@dataclass(frozen=True)
class Carried:
    """What one place carries with nothing failed and after each cause."""

    place: Place
    intact: Case
    cases: tuple[Case, ...]
    """Those after which it carries more than with nothing failed, or is used more; worst first."""

    @property
    def worst(self) -> Case:
        """The worst of all, that with nothing failed included."""
        return self.cases[0] if self.cases else self.intact


@dataclass(frozen=True)
class Survey:
    """The state intact, and what each cause does."""

    network: TrafficNetwork
    question: Question
    intact: Aftermath
    alone: Rows
    """In the order of the causes."""
    pairs: Rows | None
    """None where they are not asked for."""
    places: tuple[PlaceCase, ...]
    """All directions of links, or links, and the nodes with a capacity; in the order of the ids."""
    carried: tuple[Carried, ...] = ()
    """Of the link or node that is asked for: its directions, or itself."""
    not_judged: int = 0
    """Causes or pairs for which there was no time."""
    alone_not_judged: int = 0
    """The single causes among them."""

    @classmethod
    def of(
        cls,
        network: TrafficNetwork,
        question: Question,
        tell: Tell | None = None,
        expired: Callable[[], bool] = never,
    ) -> Survey:
        """Goes through what is asked. Raises `UsageError` for a kind of cause that is none."""
        chosen = Chosen.of(network, question.kinds)
        return _Pass(network, question, tell or (lambda _: None), expired).survey(chosen)

    @property
    def failures(self) -> Rows:
        """The rows of what is asked for: of pairs, or else of single causes."""
        return self.alone if self.pairs is None else self.pairs

    @property
    def most_used(self) -> float:
        """The highest utilisation of all, with nothing failed and after any cause."""
        some = [rows.most_used for rows in (self.alone, self.pairs) if rows is not None]
        return max(_used(self.intact), *some)

    @property
    def cuts_off(self) -> bool:
        """Whether anything is cut off, with nothing failed or after any cause."""
        some = [rows for rows in (self.alone, self.pairs) if rows is not None]
        return bool(self.intact.cut_off) or any(rows.cutting() for rows in some)

    def growth(self, *rows: Rows | None) -> float | None:
        """The factor that all traffic may grow by until a place is above the limit; None for any.

        With nothing failed, and after each cause of some rows; no more than that if some of the
        causes were not judged.
        """
        used = max(_used(self.intact), *(r.most_used for r in rows if r is not None), 0.0)
        return self.question.limit / used if used else None


def _used(after: Aftermath) -> float:
    return 0.0 if after.worst is None else after.worst.utilisation


def places_of(network: TrafficNetwork, v: int) -> list[tuple[Place, list[int]]]:
    """The places of a link or a node, with or without a capacity, and the rows of their loads."""
    arcs, nodes = network.arcs, network.arcs.nodes
    if v not in arcs.arcs_of:
        return [(Place(v, -1, -1), [arcs.size + arcs.position[v]])]
    if not arcs.is_full_duplex:
        return [(Place(v, *network.graph.ends[v]), arcs.arcs_of[v])]
    return [
        (Place(v, nodes[arcs.tail[arc]], nodes[arcs.head[arc]]), [arc]) for arc in arcs.arcs_of[v]
    ]


@dataclass
class _Watched:
    """What a place carries after each cause that was gone through."""

    place: Place
    rows: list[int]
    gauge: int
    """Its number among the places with a capacity; -1 without one."""
    causes: list[tuple[int, ...]] = field(default_factory=list)
    amounts: array[float] = field(default_factory=lambda: array("d"))
    used: array[float] = field(default_factory=lambda: array("d"))

    def case(self, state: State) -> Case:
        amount = float(state.loads.rows[self.rows].sum())
        used = None if self.gauge < 0 else float(state.used[self.gauge])
        return Case(state.aftermath.cause.numbers, amount, used)

    def note(self, state: State, intact: Case) -> None:
        """Keeps a case that is worse than the one with nothing failed."""
        case = self.case(state)
        if exceeds(_load_of(case), _load_of(intact)):
            self.causes.append(case.causes)
            self.amounts.append(case.amount)
            self.used.append(-1.0 if case.utilisation is None else case.utilisation)

    def worst_first(self) -> tuple[Case, ...]:
        rows = zip(self.causes, self.amounts, self.used, strict=True)
        cases = (Case(causes, amount, None if u < 0 else u) for causes, amount, u in rows)
        return tuple(sorted(cases, key=lambda case: (-_load_of(case), -case.amount, case.causes)))


def _load_of(case: Case) -> float:
    return case.amount if case.utilisation is None else case.utilisation


class _Pass:
    """Goes through causes once, and keeps what is to be told."""

    def __init__(
        self,
        network: TrafficNetwork,
        question: Question,
        tell: Tell,
        expired: Callable[[], bool],
    ) -> None:
        self.network, self.question = network, question
        self.tell, self.expired = tell, expired
        places = network.gauges.places
        self.intact = next(network.states([network.nothing], question.limit))
        self.most: Floats = np.full(len(places), -1.0)  # less than any, used or not
        self.by: list[tuple[int, ...]] = [()] * len(places)
        self.position = {place: n for n, place in enumerate(places)}
        watched = [] if question.link is None else places_of(network, question.link)
        self.watched = [_Watched(p, rows, self.position.get(p, -1)) for p, rows in watched]
        self.over: dict[int, Flags] = {}
        self.cut: dict[int, float] = {}
        self.alone = Rows(places)
        self.not_judged = 0

    def survey(self, chosen: Chosen) -> Survey:
        for state in self._told(chosen.alone, len(chosen.alone), "failure"):
            self.alone.add(state.aftermath)
            if self.question.pairs:
                number = state.aftermath.cause.numbers[0]
                self.over[number] = self._is_over(state)
                self.cut[number] = state.aftermath.cut_off
        alone_left = self.not_judged
        pairs = self._pairs(chosen) if self.question.pairs else None
        intact = [watched.case(self.intact) for watched in self.watched]
        carried = (
            Carried(w.place, case, w.worst_first())
            for w, case in zip(self.watched, intact, strict=True)
        )
        return Survey(
            self.network,
            self.question,
            self.intact.aftermath,
            self.alone,
            pairs,
            tuple(self._places()),
            tuple(carried),
            self.not_judged,
            alone_left,
        )

    def _pairs(self, chosen: Chosen) -> Rows:
        """Goes through all pairs of the causes."""
        rows = Rows(self.network.gauges.places)
        causes = (pair for pair in chosen.pairs() if pair is not None)
        for state in self._told(causes, chosen.pair_count, "pair"):
            rows.add(state.aftermath, *self._new(state))
        return rows

    def _new(self, state: State) -> tuple[int, float]:
        """What a pair does that neither of the two does: see `Row`."""
        numbers = set(state.aftermath.cause.numbers)
        over = self._is_over(state) & ~self._is_over(self.intact)
        cut_off = state.aftermath.cut_off
        for number in numbers & self.over.keys():
            over &= ~self.over[number]
        before = sum(self.cut.get(number, self.intact.aftermath.cut_off) for number in numbers)
        more = cut_off - before if exceeds(cut_off, before) else 0.0
        return int(np.count_nonzero(over)), more

    def _is_over(self, state: State) -> Flags:
        return above(state.used, self.question.limit)

    def _told(self, causes: Iterable[Cause], total: int, noun: str) -> Iterator[State]:
        """The states after causes, while there is time, each noted for the places."""
        intact = [watched.case(self.intact) for watched in self.watched]
        for done, state in enumerate(self.network.states(causes, self.question.limit)):
            if self.expired():
                self.not_judged += total - done
                return
            if done % 100 == 0:
                self.tell(nth(f"routing traffic after {noun}", done, total))
            self._note(state)
            for watched, case in zip(self.watched, intact, strict=True):
                watched.note(state, case)
            yield state

    def _note(self, state: State) -> None:
        """Keeps what is the worst so far of each place; the first of what differs by rounding."""
        is_more = above(state.used, self.most)
        for n in np.flatnonzero(is_more).tolist():
            self.by[n] = state.aftermath.cause.numbers
        self.most[is_more] = state.used[is_more]

    def _places(self) -> Iterator[PlaceCase]:
        network = self.network
        nodes = (p.component for p in network.gauges.places if p.start < 0)
        for v in sorted({*network.arcs.arcs_of, *nodes}):
            capacity = network.graph.components[v].capacity
            limit = None if capacity is None else float(capacity)
            for place, rows in places_of(network, v):
                load = float(self.intact.loads.rows[rows].sum())
                n = self.position.get(place, -1)
                used = None if n < 0 else float(self.intact.used[n])
                worst = None if n < 0 or self.most[n] < 0 else float(self.most[n])
                yield PlaceCase(place, limit, load, used, worst, self.by[n] if worst else ())
