"""The map of what tips a service: strength of a push by its length, and what each comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from topology.errors import UsageError
from topology.loads.cascade.cascade import Cascade
from topology.loads.hidden_capacities import HiddenCapacity, hidden_capacity
from topology.loads.intact import unlimited
from topology.loads.moment.amplification import AmplificationError
from topology.loads.moment.wiring import Wiring
from topology.loads.tipping.pushes import Kind, Push, brownout, needed_by, surge
from topology.loads.tipping.searching import (
    RESOLUTION,
    SHORTEST_S,
    Row,
    Turn,
    lengths_to,
    row_of,
    weakest,
)
from topology.loads.tipping.trials import Fate, OutOfTimeError, Trials
from topology.structure.graph import Graph
from topology.values.deadlines import never
from topology.values.units import format_duration, percent

LONGEST_S = 3_600.0
"""The longest push that is tried unless asked otherwise."""


def _quiet(_: str) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: whom a push is to tip, and what is pushed; times in seconds."""

    target: str
    kind: Kind = Kind.BROWNOUT
    of: str | None = None
    """What browns out, or whose demand surges; the target itself, or all demand that reaches it."""
    longest_s: float = LONGEST_S
    until_s: float | None = None
    """How long after its end a push is followed; to rest if None."""


@dataclass(frozen=True, slots=True)
class TippingMap:
    """What each push of a grid comes to, and from which length on each strength tips.

    Lengths are in seconds; strengths are shares of a capacity or factors on demands (`push.kind`).
    """

    question: Question
    push: Push
    load_unit: str | None
    lengths_s: tuple[float, ...]
    rows: tuple[Row, ...]
    """By strength, the weakest first; those of `strengths` that there was time for."""
    weakest: Turn | None
    """From which strength on the longest push tips; None if no strength of the grid does."""
    runs: int
    """How many cascades were played."""
    not_tried: tuple[float, ...]
    """The strengths that there was no time for."""
    vulnerable: tuple[HiddenCapacity, ...]
    """The components that the target calls whose callers retry: from what load on each stays over
    the edge once it is pushed."""
    idle: tuple[str, ...]
    """The same of which there is no such load, as nobody who retries calls them before the push."""
    not_judged: str
    """Why there are no such loads, if there are none because they cannot be told."""
    has_profiles: bool
    """Whether demands go up and down; they are taken at their highest."""
    ranges: int
    """Values of the document that are ranges; they are taken as they count, no other is tried."""
    out_of_time: bool = False
    """Whether time was up before all was tried; then `weakest` is not known."""
    resolution: float = RESOLUTION
    """How close the lengths and the weakest strength are found, as a part of each."""
    shortest_s: float = SHORTEST_S

    @property
    def tipping(self) -> tuple[Row, ...]:
        """The rows in which a length tips."""
        return tuple(row for row in self.rows if row.turn is not None)

    @property
    def frontier(self) -> tuple[Row, ...]:
        """The rows that tip sooner than all weaker ones: no push that tips is both weaker and
        shorter than one of these."""
        found: list[Row] = []
        for row in self.tipping:
            if not found or _tips(row) < _tips(found[-1]) * (1 - 2 * self.resolution):
                found.append(row)
        return tuple(found)

    @property
    def smallest(self) -> Row | None:
        """The one that takes the least in all: strength, beyond none, times length."""
        rows = self.frontier
        return min(rows, key=lambda row: (self.amount(row), row.strength)) if rows else None

    def amount(self, row: Row) -> float:
        """What a push that just tips takes in all: seconds of the whole capacity, or of demand."""
        return (row.strength - self.push.none) * _tips(row)

    @property
    def over_again(self) -> tuple[tuple[float, float], ...]:
        """Pushes (strength, length) that are got over though one no stronger and no longer tips."""
        found, soonest = [], float("inf")
        for row in self.rows:
            for cell in row.cells:
                is_known = not cell.tips and cell.fate is not Fate.UNKNOWN
                again = cell.length_s > min(soonest, _tips(row))
                if is_known and again:
                    found.append((row.strength, cell.length_s))
            soonest = min(soonest, _tips(row))
        return tuple(found)

    def fates(self) -> set[Fate]:
        """What there is on the map."""
        return {cell.fate for row in self.rows for cell in row.cells}


def _tips(row: Row) -> float:
    return row.turn.tips if row.turn is not None else float("inf")


def tipping_map(
    graph: Graph,
    question: Question,
    *,
    tell: Callable[[str], None] = _quiet,
    expired: Callable[[], bool] = never,
) -> TippingMap:
    """Plays the grid and bisects it; `expired` leaves what is not begun by then.

    At most 10 strengths x (13 lengths + 20 to bisect, or 34 where the longest is beyond an hour, +
    2 for each event there), and 17 for the weakest.
    Raises `UnknownIdError`, `UsageError`, `AmplificationError`.
    """
    _need_longest(question)
    target, wiring = graph.index_of(question.target), Wiring(graph)
    make = brownout if question.kind is Kind.BROWNOUT else surge
    push = make(wiring, target, question.of)
    trials = Trials(wiring, target, push, question.until_s, expired)
    lengths = lengths_to(question.longest_s)
    rows: list[Row] = []
    found, out_of_time = None, False
    try:
        for strength in push.strengths:
            tell(_step(push, strength))
            rows.append(row_of(trials, strength, lengths))
        tell("finding the weakest that tips")
        found = weakest(trials, rows, question.longest_s)
    except OutOfTimeError:
        out_of_time = True
    vulnerable, idle, why = _vulnerable(wiring, target, push)
    return TippingMap(
        question=question,
        push=push,
        load_unit=graph.topology.load_unit,
        lengths_s=lengths,
        rows=tuple(rows),
        weakest=found,
        runs=trials.runs,
        not_tried=push.strengths[len(rows) :],
        vulnerable=vulnerable,
        idle=idle,
        not_judged=why,
        has_profiles=any(component.profile is not None for component in graph.components),
        ranges=len(graph.ranges),
        out_of_time=out_of_time,
    )


def _need_longest(question: Question) -> None:
    if question.longest_s < SHORTEST_S:
        raise UsageError(
            f"the longest push is {format_duration(question.longest_s)}: "
            f"it must be {format_duration(SHORTEST_S)} or more"
        )


def _step(push: Push, strength: float) -> str:
    said = percent(strength) if push.kind is Kind.BROWNOUT else f"{strength:g} times"
    return f"playing a {push.kind} of {said}"


def _vulnerable(
    wiring: Wiring, target: int, push: Push
) -> tuple[tuple[HiddenCapacity, ...], tuple[str, ...], str]:
    """Those among what the target calls, and what is pushed, and the ids of the idle; by id."""
    if not any(arc.retries for arc in wiring.arcs):
        return (), (), ""
    index = wiring.graph.index
    asked = needed_by(wiring, target) | {index[name] for name in push.of}
    try:
        loads = unlimited(wiring)
        found = {v: hidden_capacity(loads, v, _cost(loads, v)) for v in asked}
    except AmplificationError as error:
        return (), (), str(error)
    ids = wiring.graph.ids
    idle = sorted(ids[v] for v, one in found.items() if one is None and _may_be_retried(wiring, v))
    told = sorted((one for one in found.values() if one is not None), key=lambda f: f.component)
    return tuple(told), tuple(idle), ""


def _may_be_retried(wiring: Wiring, v: int) -> bool:
    """Whether it has a capacity, and somebody would try it again."""
    retries = (wiring.arcs[number].retries for number in wiring.arcs_into[v])
    return wiring.graph.components[v].capacity is not None and any(retries)


def _cost(cascade: Cascade, v: int) -> float:
    """The part of the work that a failed attempt takes.

    What waits in a queue for longer than its timeout is worked off like the rest; without a timeout
    nothing fails by waiting.
    """
    overload = cascade.components[v].overload
    if overload is None:
        return 0.0
    if overload.mode == "queue":
        return 1.0 if overload.timeout is not None else 0.0
    return float(overload.cost)
