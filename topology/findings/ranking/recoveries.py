"""How long until a target is back after a failure, with the repairs that the document gives.

Where no load has a say, a component is mended when its repair and its checks are done, and a target
is back as soon as its needs hold with that. All else is played, as far as `MOST_WORK` goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, partial
from math import inf, isinf
from typing import TYPE_CHECKING

from topology.cutsets.engine.work import OUT_OF_TIME
from topology.findings.deadlocks.deadlocks import Deadlocks
from topology.findings.ranking.held import HeldOutages, played_with_reserves
from topology.findings.ranking.work_after import WorkAfter
from topology.findings.under_load import UnderLoad
from topology.structure.order_one.order_one import OrderOne
from topology.values.units import time_words

if TYPE_CHECKING:
    from topology.loads.contingencies import Contingencies

MOST_WORK = 2_000_000
"""Failures played with their repairs, times components."""


class Return(StrEnum):
    """Whether a target is back as its objective asks; the worst first."""

    NEVER = "never"
    LATE = "late"
    NOT_KNOWN = "not known"
    IN_TIME = "in time"
    BACK = "back"
    """Where no `rto` says how long it may take."""


RETURNS = tuple(Return)


@dataclass(frozen=True, slots=True)
class Recovery:
    """When a target is at its level again after a failure, and stays there.

    `after_s` is infinite when it never is, or when that is not known: then `wanting` says for want
    of what.
    """

    after_s: float
    wanting: str = ""
    rto_s: float | None = None
    """How long the objective of the target allows, if it says."""
    at_least_s: float = 0.0
    """Where it is not known: how long it is out at least, however soon the rest is mended."""
    longest_s: float | None = None
    """How long the longest of its outages lasts; None where there is only that until `after_s`."""
    held_s: float = 0.0
    """How long it lives on without what failed, where that counts."""
    mended_s: float = 0.0
    """When it would be back without that."""
    why: Callable[[], str] | None = field(default=None, compare=False, repr=False)
    """Says why it never is back, where what would mend it waits for ever, and for what."""
    hand: Callable[[], str] | None = field(default=None, compare=False, repr=False)
    """Says what begins by hand, as what it needs is down."""

    @property
    def by_hand(self) -> str:
        """What begins to be mended by hand, and for want of what; empty if nothing does."""
        return "" if self.hand is None or isinf(self.after_s) else self.hand()

    @property
    def because(self) -> str:
        """Why it never is back, as far as there is more to say; else empty."""
        return "" if self.why is None else self.why()

    @property
    def outage_s(self) -> float:
        """How long the longest of its outages lasts, which is what an rto is about."""
        return self.after_s if self.longest_s is None else self.longest_s

    @property
    def state(self) -> Return:
        """Whether that is in time."""
        if self.wanting:
            is_late = self.rto_s is not None and self.at_least_s > self.rto_s * (1 + 1e-9)
            return Return.LATE if is_late else Return.NOT_KNOWN
        if isinf(self.after_s):
            return Return.NEVER
        if self.rto_s is None:
            return Return.BACK
        return Return.IN_TIME if self.outage_s <= self.rto_s * (1 + 1e-9) else Return.LATE

    @property
    def is_in_time(self) -> bool | None:
        """Whether it is back within its rto, or at all without one; None when not known."""
        state = self.state
        return None if state is Return.NOT_KNOWN else state in (Return.IN_TIME, Return.BACK)

    @property
    def is_never(self) -> bool:
        """Whether it is known never to be back."""
        return self.state is Return.NEVER


def in_words(recovery: Recovery, text: Callable[[str], str] = str) -> str:
    """When a target is back after a failure, whether that is within its rto, and what is by hand.

    An rto is about each outage by itself; where there are several, both are told. `text` makes
    names fit for where they stand.

    >>> in_words(Recovery(3600.0, rto_s=900.0))
    'back after 1 h, later than its rto of 15 min'
    >>> in_words(Recovery(7200.0, rto_s=900.0, longest_s=600.0))
    'back for good after 2 h, until then out for 10 min at the longest, within its rto of 15 min'
    >>> in_words(Recovery(0.0, held_s=36_000.0, mended_s=28_800.0))
    'no outage: held for 10 h, repaired after 8 h'
    >>> in_words(Recovery(28_800.0, longest_s=28_200.0, held_s=600.0))
    'held for 10 min, then out for 7 h 50 min, back after 8 h'
    >>> in_words(Recovery(21_600.0, hand=lambda: "core is repaired by hand, as vpn is down"))
    'back after 6 h; core is repaired by hand, as vpn is down'
    """
    back = _back_words(recovery, text)
    return f"{back}; {text(recovery.by_hand)}" if recovery.by_hand else back


def _back_words(recovery: Recovery, text: Callable[[str], str]) -> str:
    rto = "" if recovery.rto_s is None else f"its rto of {time_words(recovery.rto_s)}"
    if recovery.wanting and recovery.state is Return.LATE:
        least = time_words(recovery.at_least_s)
        return f"not back for {least} at least, later than {rto}: {text(recovery.wanting)}"
    if recovery.wanting:
        return f"not known when back: {text(recovery.wanting)}"
    if recovery.is_never:
        return f"never back: {text(recovery.because)}" if recovery.because else "never back"
    if recovery.held_s:
        return _held_words(recovery, rto)
    compared = f", {'within' if recovery.is_in_time else 'later than'} {rto}" if rto else ""
    after = time_words(recovery.after_s)
    if recovery.longest_s is None:
        return f"back after {after}{compared}"
    longest = f"until then out for {time_words(recovery.longest_s)} at the longest"
    return f"back for good after {after}, {longest}{compared}"


def _held_words(recovery: Recovery, rto: str) -> str:
    held = f"held for {time_words(recovery.held_s)}"
    if not recovery.outage_s:
        mended = recovery.mended_s
        return f"no outage: {held}" + (
            "" if isinf(mended) else f", repaired after {time_words(mended)}"
        )
    out, after = time_words(recovery.outage_s), time_words(recovery.after_s)
    is_one = recovery.held_s + recovery.outage_s >= recovery.after_s * (1 - 1e-9)
    longest = "" if is_one else " at the longest"
    compared = f", {'within' if recovery.is_in_time else 'later than'} {rto}" if rto else ""
    return f"{held}, then out for {out}{longest}, back after {after}{compared}"


class Recoveries:
    """The recoveries of the targets of a graph, each worked out when it is asked for."""

    def __init__(
        self,
        order: OrderOne,
        under_load: UnderLoad,
        worst_first: Callable[[], Sequence[str]],
        *,
        held: HeldOutages,
        deadlocks: Deadlocks,
    ) -> None:
        """`worst_first` are the causes of which it may be asked, the first to be played first."""
        self._graph = order.graph
        self._work = WorkAfter(order)
        self._waits: dict[str, bool] = {}
        """After which causes works wait, as far as was asked."""
        self._alone: dict[str, Recovery | None] = {}
        """What `_of_one` found, as far as was asked."""
        self._lost: dict[str, Recovery] = {}
        """What `_never` found, as far as was asked."""
        self._lasting: dict[str, bool] = {}
        """After which causes something might be known never to be back, as far as was asked."""
        self._under_load = under_load
        self._worst_first = worst_first
        self._has_circles = order.has_cycles
        self._deadlocks = deadlocks
        self._stages: dict[str, list[tuple[float, frozenset[int]]]] = {}
        self._held = held

    def of(self, v: int, cause: str, *, is_point: bool = False) -> Recovery:
        """When a target that falls to a cause is back.

        `is_point` where it is known that it does: the others need not be found then, unless they
        are too many to be played.
        """
        found, rto_s = self._found(v, cause, is_point=is_point), self.rtos.get(v)
        if rto_s is None and found.rto_s is None and isinf(found.after_s):
            return found  # and so is nothing by hand
        found = replace(found, rto_s=rto_s, hand=partial(self._work.by_hand, cause))
        if found.wanting and found.rto_s is not None:
            return replace(found, at_least_s=self.least_s(v, cause))
        return found

    def may_be_never(self, cause: str) -> bool:
        """Whether anything could be known never to be back after a cause.

        What nobody knows the repair of may come back; only a deadlock says that it never does.
        """
        found = self._lasting.get(cause)
        if found is None:
            found = self._lasting[cause] = (
                self._under_load.matters
                or cause in self._deadlocks.recovery_causes
                or self._must_be_played(cause)
                or not self._work.unrepaired(cause)
            )
        return found

    @cached_property
    def lasting(self) -> frozenset[str]:
        """Those of which it may be asked after which something might be known never to be back."""
        return frozenset(filter(self.may_be_never, self._worst_first()))

    def is_never(self, v: int, cause: str) -> bool:
        """Whether a target is known never to be back."""
        return self.may_be_never(cause) and self.of(v, cause).is_never

    def least_s(self, v: int, cause: str) -> float:
        """When its needs hold again if all that nobody knows the repair of is mended at once.

        While they do not, no load and no crew makes it work.
        """
        if self._held.matters(cause):
            mended_s = self._work.mended_s(cause, unknown_s=0.0)
            least_s = self._held.outage(v, cause, mended_s).longest_s
            return 0.0 if isinf(least_s) else least_s  # what waits for itself
        stages = self._back_in_stages(cause, unknown_s=0.0)
        return next((at_s for at_s, down in stages if v not in down), 0.0)

    @cached_property
    def rtos(self) -> dict[int, float]:
        """How long each target that has an rto may be out, by number."""
        standards = self._graph.standards.items()
        return {self._graph.index[name]: s.rto for name, s in standards if s.rto is not None}

    def _found(self, v: int, cause: str, *, is_point: bool) -> Recovery:
        if why := self._deadlocks.locks(v, cause):
            return Recovery(inf, why=why)
        if (alone := self.of_all(cause)) is not None:
            return alone
        if self._under_load.matters or self._must_be_played(cause):
            return self._played(v, cause, is_point=is_point)
        without = self._without_reserves(v, cause)
        return self._with_reserves(v, cause, without) if self._held.matters(cause) else without

    def _with_reserves(self, v: int, cause: str, without: Recovery) -> Recovery:
        """When it is back if it lives on for a while; `without` that it might never be."""
        found = self._held.outage(v, cause, self._work.mended_s(cause))
        if isinf(found.over_s):
            return without
        unrepaired, rto = self._work.unrepaired(cause), self.rtos.get(v)
        is_late = rto is not None and found.longest_s > rto * (1 + 1e-9)
        if is_late and unrepaired and self.least_s(v, cause) < found.longest_s:
            return Recovery(inf, _no_repair(unrepaired[0]))
        if not found.held_s and found.longest_s == found.over_s:
            return Recovery(found.over_s)
        return Recovery(
            found.over_s,
            longest_s=found.longest_s,
            held_s=found.held_s,
            mended_s=without.after_s,
        )

    def _without_reserves(self, v: int, cause: str) -> Recovery:
        """When it is back by its needs alone."""
        if (alone := self._of_one(cause)) is not None:
            return alone
        for at_s, down in self._stages_of(cause):
            if v not in down:
                return self._at_the_latest(v, cause, at_s)
        return self._never(cause)

    def _never(self, cause: str) -> Recovery:
        """It is never back, or that is not known."""
        if cause not in self._lost:
            self._lost[cause] = self._found_lost(cause)
        return self._lost[cause]

    def _found_lost(self, cause: str) -> Recovery:
        unrepaired = self._work.unrepaired(cause)
        if unrepaired:
            return Recovery(inf, _no_repair(unrepaired[0]))
        held_up = self._work.held_up(cause)
        return Recovery(inf, why=(lambda: held_up) if held_up else None)

    def _at_the_latest(self, v: int, cause: str, after_s: float) -> Recovery:
        """When it is back if what nobody knows the repair of never is, which may be too late."""
        unrepaired, rto = self._work.unrepaired(cause), self.rtos.get(v)
        is_late = rto is not None and after_s > rto * (1 + 1e-9)
        if is_late and unrepaired and self.least_s(v, cause) < after_s:
            return Recovery(inf, _no_repair(unrepaired[0]))
        return Recovery(after_s)

    def of_all(self, cause: str) -> Recovery | None:
        """When whatever falls to a cause is back, where that is the same for all; without rto."""
        return None if self._held.matters(cause) else self.of_all_by_needs(cause)

    def of_all_by_needs(self, cause: str) -> Recovery | None:
        """The same without reserves, which decide how late that is, and never whether it is."""
        return None if self._under_load.matters else self._of_one(cause)

    def _of_one(self, cause: str) -> Recovery | None:
        """When what falls to one component is back by its needs alone, which run in no circle."""
        if cause not in self._alone:
            self._alone[cause] = self._found_alone(cause)
        return self._alone[cause]

    def _found_alone(self, cause: str) -> Recovery | None:
        v = self._graph.index.get(cause)
        if v is None or self._has_circles:
            return None
        if cause in self._deadlocks.recovery_causes:
            # With the cause all that fell to it stays down; else it is not the same for all.
            why = self._deadlocks.locks(v, cause)
            return None if why is None else Recovery(inf, why=why)
        if self._work.is_not_told(v):
            return Recovery(inf, _no_repair(cause))
        if self._must_be_played(cause):
            return None
        after_s = self._work.mended_s(cause)[v]
        return self._never(cause) if isinf(after_s) else Recovery(after_s)

    def _must_be_played(self, cause: str) -> bool:
        """Whether works after it wait, for the same hands or for what they need."""
        if cause not in self._waits:
            work = self._work
            self._waits[cause] = (
                work.shares_a_crew(cause)
                or work.may_wait(cause)
                or (self._held.matters(cause) and work.stands_still(cause))
            )
        return self._waits[cause]

    # -- by structure -----------------------------------------------------------------------------

    def _stages_of(self, cause: str) -> list[tuple[float, frozenset[int]]]:
        if cause not in self._stages:
            self._stages[cause] = list(self._back_in_stages(cause))
        return self._stages[cause]

    def _back_in_stages(
        self, cause: str, unknown_s: float = inf
    ) -> Iterator[tuple[float, frozenset[int]]]:
        """After each time at which something is back: what is still down."""
        graph = self._graph
        times = self._work.mended_s(cause, unknown_s)
        if all(map(isinf, times.values())):
            return
        if self._has_circles:
            yield from self._under_load.contingencies.returning(times)
            return
        for at_s in sorted(set(times.values()) - {inf}):
            failed = [v for v, mended_s in times.items() if mended_s > at_s]
            members = (v for v in failed for _ in range(graph.spare(v) + 1))
            yield at_s, frozenset(graph.going_down(members))

    # -- played -----------------------------------------------------------------------------------

    def _played(self, v: int, cause: str, *, is_point: bool) -> Recovery:
        if v in self._under_load.below_level:
            # What keeps it there is not done by the failure.
            return Recovery(inf, f"{self._graph.ids[v]} is below its level with nothing failed")
        is_played = is_point and self._plays_all
        if not is_played and cause not in self._to_be_played:
            return Recovery(inf, f"of so many failures only {len(self._to_be_played):,} are played")
        if self._under_load.has_expired():
            return Recovery(inf, OUT_OF_TIME)
        return played_recovery(self._under_load.contingencies, v, cause)

    @cached_property
    def _to_be_played(self) -> frozenset[str]:
        return frozenset(self._worst_first()[: self._most])

    @property
    def _most(self) -> int:
        return MOST_WORK // max(1, self._graph.size)

    @property
    def _plays_all(self) -> bool:
        """Whether there are too few causes for any to be left out."""
        return self._graph.size + len(self._graph.strikes) <= self._most


def played_recovery(contingencies: Contingencies, v: int, *failed: str) -> Recovery:
    """When a target is back after failures, by playing them and their repairs."""
    from topology.loads.contingencies import LOAD_ERRORS

    if contingencies.unjudged:
        return Recovery(inf, "loads cannot be judged")
    try:
        outage = contingencies.outage(v, *failed)
    except LOAD_ERRORS:
        return Recovery(inf, f"loads cannot be judged after {' and '.join(failed)} fails")
    wanting = "" if outage.unrepaired is None else _no_repair(outage.unrepaired)
    held_s, mended_s = played_with_reserves(contingencies, v, failed)
    is_one = not held_s and outage.lasts_s >= outage.over_s * (1 - 1e-9)
    return Recovery(
        outage.lasts_s if is_one else outage.over_s,
        wanting,
        contingencies.graph.standards.rto(contingencies.graph.ids[v]),
        longest_s=None if is_one else outage.lasts_s,
        why=(lambda: outage.held_up) if outage.held_up else None,
        held_s=held_s,
        mended_s=mended_s,
    )


def _no_repair(name: str) -> str:
    return f"{name} has no repair time"
