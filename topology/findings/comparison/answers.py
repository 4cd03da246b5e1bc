"""Two studies side by side: what came, what went, and what is different where both have it.

What is worse: a finding that came, a class that got worse, an objective that is violated now, a
target that is there and not judged any more, and an availability that is lower beyond rounding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from topology.cutsets.cutsets import CutSets
from topology.cutsets.engine.work import OUT_OF_TIME
from topology.document.schema import TRAFFIC
from topology.finding import FailureClass, Finding, Rule
from topology.findings.objectives.clauses import Verdict
from topology.findings.ranking.recoveries import RETURNS, Recovery
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.reliability.availability import Availability

MAX_COMPARED = 2_000
"""Findings that both have whose reasons and recoveries are compared, the worst first."""
MAX_ORDER = 2
"""Up to this order cut sets are counted."""
NOT_BEFORE, NOT_AFTER = "loads were not judged before", "loads are not judged any more"
"""Why it says nothing that a finding is there in one of the two only."""
CLASSES = tuple(FailureClass)
"""The classes, the worst first: no alternative, one too weak, one too late, one nobody takes."""

Key = tuple[Rule, str, str, tuple[str, ...]]
"""By what a finding is the same: its rule, what it is about, its cause, and who is involved."""


class Turn(StrEnum):
    """Whether something is worse than before; the worst first."""

    WORSE = "worse"
    DIFFERENT = "different"
    BETTER = "better"


TURNS = tuple(Turn)


class Event(StrEnum):
    """What became of a finding."""

    CAME = "came"
    WENT = "went"
    CHANGED = "changed"


@dataclass(frozen=True)
class Effect:
    """What became of one finding; made when asked for, as there may be very many."""

    event: Event
    turn: Turn
    key: Key
    points: SinglePoints
    """Where the finding stands: after the change, or before it if it went."""
    class_before: FailureClass | None = None
    reason_before: tuple[str, ...] | None = None
    """If the reason is another one now."""
    back: tuple[Recovery, Recovery] | None = None
    """When the target is back, before and after, if that is different."""
    why: str = ""
    """What has to be known with it."""

    @cached_property
    def finding(self) -> Finding:
        """The finding with its reason."""
        return made(self.points, self.key)


@dataclass(frozen=True, slots=True)
class Pair:
    """Something of a target, or of an objective, before and after; None where it is not known."""

    of: str
    turn: Turn
    before: object
    after: object


def keys(points: SinglePoints) -> set[Key]:
    """All findings, without their reasons."""
    found: set[Key] = {(Rule.NEVER_UP, target, "", ()) for target in points.never_up}
    found |= {(Rule.BELOW_LEVEL, target, "", ()) for target in points.below_level}
    found |= {
        (Rule.SINGLE_POINT_OF_FAILURE, target, cause, ())
        for target in points.targets
        for cause in points.causes(target)
    }
    found |= {
        (Rule.START_UP_DEADLOCK, min(group), "", tuple(sorted(group)))
        for group in points.start_up_deadlocks
    }
    if points.traffic is not None:
        traffic = points.traffic
        hit = [""] * (traffic.intact(traffic.limit) is not None) + list(traffic.by_cause)
        found |= {(Rule.TRAFFIC_NOT_CARRIED, TRAFFIC, cause, ()) for cause in hit}
    found |= {(Rule.RECOVERY_DEADLOCK, "", cause, ()) for cause in points.recovery_deadlocks}
    return found | {(Rule.NOT_JUDGED, target, "", ()) for target in points.not_judged}


def made(points: SinglePoints, key: Key) -> Finding:
    """The finding of a key."""
    rule, where, cause, involved = key
    if rule is Rule.SINGLE_POINT_OF_FAILURE:
        return points.finding(where, cause)
    if rule is Rule.START_UP_DEADLOCK:
        groups = points.start_up_deadlocks
        return points.deadlock_finding(next(g for g in groups if tuple(sorted(g)) == involved))
    if rule is Rule.RECOVERY_DEADLOCK:
        return points.recovery_deadlock_finding(cause)
    if rule is Rule.TRAFFIC_NOT_CARRIED and points.traffic is not None:
        from topology.findings.traffic.telling import finding_of

        return finding_of(points.traffic, cause)
    make: dict[Rule, Callable[[str], Finding]] = {
        Rule.NEVER_UP: points.never_up_finding,
        Rule.BELOW_LEVEL: points.below_level_finding,
        Rule.NOT_JUDGED: points.not_judged_finding,
    }
    return make[rule](where)


@dataclass(frozen=True)
class Answers:
    """The answers before and after. Without a study there was no target that was asked for."""

    old: Study | None
    new: Study | None

    # -- findings -----------------------------------------------------------------------------

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What became of findings, the worst first."""
        found = [*self._came(), *self._went(), *self._changed()]
        return tuple(sorted(found, key=_weight))

    @cached_property
    def _keys(self) -> tuple[set[Key], set[Key]]:
        old, new = (set() if s is None else keys(s.points) for s in (self.old, self.new))
        return old, new

    def _came(self) -> Iterator[Effect]:
        if self.new is None:
            return
        for key in self._keys[1] - self._keys[0]:
            is_news = self.old is None or not _hangs_on_loads(key, self.new, self.old)
            turn, why = (Turn.WORSE, "") if is_news else (Turn.DIFFERENT, NOT_BEFORE)
            yield Effect(Event.CAME, turn, key, self.new.points, why=why)

    def _went(self) -> Iterator[Effect]:
        if self.old is None:
            return
        for key in self._keys[0] - self._keys[1]:
            why = self._why_gone(key)
            turn = Turn.DIFFERENT if why else Turn.BETTER
            yield Effect(Event.WENT, turn, key, self.old.points, why=why)

    def _why_gone(self, key: Key) -> str:
        """Why it is no good news that a finding went, if it is none."""
        target = key[1]
        if key[0] is Rule.RECOVERY_DEADLOCK:
            return ""
        if key[0] is Rule.TRAFFIC_NOT_CARRIED:
            is_judged = self.new is not None and self.new.points.traffic is not None
            return "" if is_judged else f"{target} is not judged any more"
        if self.new is None or target not in self.new.graph.index:
            return f"{target} is no longer there"
        if self.old is not None and _hangs_on_loads(key, self.old, self.new):
            return NOT_AFTER
        if key[0] in (Rule.SINGLE_POINT_OF_FAILURE, Rule.NEVER_UP, Rule.BELOW_LEVEL):
            return "" if target in self.new.points.targets else f"{target} is not judged any more"
        return ""

    @cached_property
    def _both(self) -> list[tuple[str, str]]:
        """The single points of failure that both have, by target and cause, the worst first."""
        if self.old is None or self.new is None:
            return []
        ranking = self.new.points.ranking
        same = self._keys[0] & self._keys[1]
        found = [(k[1], k[2]) for k in same if k[0] is Rule.SINGLE_POINT_OF_FAILURE]
        return sorted(found, key=lambda k: (ranking.of_cause(k[1]), ranking.of_target(k[0])))

    @property
    def not_compared(self) -> int:
        """Findings that both have of which only the class was compared."""
        return max(0, len(self._both) - MAX_COMPARED)

    @cached_property
    def _untimed(self) -> list[tuple[str, str]]:
        """Those of which it was not worked out in time when the target is back."""
        return []

    def _changed(self) -> Iterator[Effect]:
        if self.old is None or self.new is None:
            return
        old, new = self.old.points, self.new.points
        for number, (target, cause) in enumerate(self._both):
            was, now = (p.failure_class(target, cause) for p in (old, new))
            reason, back = None, None
            if number < MAX_COMPARED:
                reason = old.reason(target, cause)
                reason = reason if reason != new.reason(target, cause) else None
                was_back, now_back = (p.recovery(target, cause) for p in (old, new))
                back = _back(was_back, now_back)
                if OUT_OF_TIME in (was_back.wanting, now_back.wanting):
                    self._untimed.append((target, cause))
            if was is not now or reason is not None or back is not None:
                key = (Rule.SINGLE_POINT_OF_FAILURE, target, cause, ())
                yield Effect(
                    Event.CHANGED,
                    _turn(CLASSES.index(now), CLASSES.index(was)),
                    key,
                    new,
                    class_before=was if was is not now else None,
                    reason_before=reason,
                    back=back,
                )
        yield from self._traffic_changed(old, new)

    def _traffic_changed(self, old: SinglePoints, new: SinglePoints) -> Iterator[Effect]:
        """What both find of the traffic, where its class or how bad it is differs."""
        same = self._keys[0] & self._keys[1]
        for key in (key for key in same if key[0] is Rule.TRAFFIC_NOT_CARRIED):
            was, now = (made(points, key) for points in (old, new))
            before, after = (_badness(finding) for finding in (was, now))
            if before != after or was.reason != now.reason:
                is_classed = was.failure_class is not now.failure_class
                yield Effect(
                    Event.CHANGED,
                    _turn_of_badness(before, after),
                    key,
                    new,
                    class_before=was.failure_class if is_classed else None,
                    reason_before=was.reason if was.reason != now.reason else None,
                )

    # -- targets ------------------------------------------------------------------------------

    @cached_property
    def no_longer_judged(self) -> tuple[str, ...]:
        """The targets that are there and were judged before, the worst first."""
        if self.old is None:
            return ()
        before = self.old.points
        now = () if self.new is None else (*self.new.points.targets, *self.new.points.never_up)
        there = set() if self.new is None else set(self.new.graph.index)
        return tuple(before.ranking.targets(there.intersection(before.targets).difference(now)))

    @cached_property
    def newly_judged(self) -> tuple[str, ...]:
        """The targets that are judged now and were not before."""
        if self.new is None:
            return ()
        before: tuple[str, ...] = ()
        if self.old is not None:
            before = (*self.old.points.targets, *self.old.points.never_up)
        points = self.new.points
        return tuple(points.ranking.targets(set(points.targets).difference(before)))

    @cached_property
    def _targets(self) -> list[str]:
        """Those that are judged before and after, the worst first."""
        if self.old is None or self.new is None:
            return []
        both = set(self.old.points.targets) & set(self.new.points.targets)
        return self.new.points.ranking.targets(both)

    @cached_property
    def cut_sets(self) -> tuple[Pair, ...]:
        """Of each target how many sets of one and of two failures take it down, if different."""
        found = []
        for target in self._begun("cut sets"):
            was, now = (_orders(s.cut_sets.get(target)) for s in self._studies)
            if was != now:
                turn = Turn.DIFFERENT if was is None or now is None else _turn_of_orders(was, now)
                found.append(Pair(target, turn, was, now))
        return tuple(sorted(found, key=lambda pair: TURNS.index(pair.turn)))

    @cached_property
    def availabilities(self) -> tuple[Pair, ...]:
        """Of each target the share of time that it is down, if that is different."""
        begun = self._begun("availability")
        names = [t for t in begun if any(t in s.availabilities for s in self._studies)]
        found = []
        for target in names:
            was, now = (_down(s.availabilities.get(target)) for s in self._studies)
            if was != now:
                turn = Turn.DIFFERENT if was is None or now is None else _turn(was, now)
                found.append(Pair(target, turn, was, now))
        return tuple(sorted(found, key=lambda pair: TURNS.index(pair.turn)))

    def _begun(self, analysis: str) -> list[str]:
        """The targets that both have, and that an analysis was begun for in both."""
        left = frozenset[str]().union(*(s.not_begun.get(analysis, ()) for s in self._studies))
        return [target for target in self._targets if target not in left]

    @property
    def _studies(self) -> list[Study]:
        return [study for study in (self.old, self.new) if study is not None]

    # -- objectives ---------------------------------------------------------------------------

    @cached_property
    def objectives(self) -> tuple[Pair, ...]:
        """The verdicts of objectives, if different; None where there is no such objective."""
        old, new = (_verdicts(study) for study in (self.old, self.new))
        found = []
        for key in old.keys() | new.keys():
            was, now = old.get(key), new.get(key)
            if _said(was) != _said(now):
                found.append(Pair(key[0], _turn_of_verdicts(was, now), was, now))
        return tuple(sorted(found, key=lambda pair: (TURNS.index(pair.turn), pair.of)))

    # -- as a whole ---------------------------------------------------------------------------

    @property
    def is_worse(self) -> bool:
        """Whether anything is worse, as above; more or smaller cut sets alone are not."""
        turns = {one.turn for one in (*self.objectives, *self.availabilities)}
        turns.update(effect.turn for effect in self.effects)
        return bool(self.no_longer_judged) or Turn.WORSE in turns

    @property
    def is_empty(self) -> bool:
        """Whether the answers are the same."""
        return not (
            self.effects
            or self.objectives
            or self.availabilities
            or self.cut_sets
            or self.no_longer_judged
            or self.newly_judged
        )

    @cached_property
    def remarks(self) -> tuple[str, ...]:
        """What is not compared, and why."""
        before, after = (_absent(study) for study in (self.old, self.new))
        found = [words for words in before if words in after]
        found += [f"before: {words}" for words in before if words not in after]
        found += [f"after: {words}" for words in after if words not in before]
        if self.not_compared:
            found.append(f"of {self.not_compared:,} findings only the class is compared")
        _ = self.effects
        if self._untimed:
            number = len(self._untimed)
            found.append(f"of {number:,} findings when the target is back: {OUT_OF_TIME}")
        return tuple(found)


def _absent(study: Study | None) -> list[str]:
    """What is not there of a study, and why."""
    if study is None:
        return ["none of the targets that are asked for is there"]
    load, causes = study.points.load_unjudged, study.points.causes_unjudged
    return [
        *([f"by structure alone: {load}"] if load else []),
        *([f"by structure alone: {_after(causes)}"] if causes else []),
        *(f"{analysis}: {study.absent[analysis]}" for analysis in ("cut sets", "availability")
          if analysis in study.absent),
    ]  # fmt: skip


def _after(causes: Mapping[str, str]) -> str:
    """After which failures loads were not judged."""
    cause, why = min(causes.items())
    more = f" and {len(causes) - 1:,} more" if len(causes) > 1 else ""
    return f"after {cause}{more}: {why}"


def _hangs_on_loads(key: Key, study: Study, other: Study) -> bool:
    """Whether a finding follows from loads that the other study did not judge."""
    rule, target, cause, _ = key
    points = other.points
    if rule is Rule.BELOW_LEVEL:
        return bool(points.load_unjudged)
    if rule is not Rule.SINGLE_POINT_OF_FAILURE:
        return False
    is_unjudged = bool(points.load_unjudged) or cause in points.causes_unjudged
    return is_unjudged and study.points.failure_class(target, cause) is not FailureClass.STRUCTURAL


def _weight(effect: Effect) -> tuple[Any, ...]:
    """Worse first; then by what the cause costs, and by what is lost."""
    rule, where, cause, involved = effect.key
    ranking, graph = effect.points.ranking, effect.points.graph
    of_cause = ranking.of_cause(cause) if cause else ()
    of_target = ranking.of_target(where) if where in graph.index else ()
    first = rule is not Rule.NEVER_UP, rule is not Rule.BELOW_LEVEL
    return TURNS.index(effect.turn), first, not cause, of_cause, of_target, rule, involved


def _turn(before: float, after: float) -> Turn:
    """Worse if it is more now."""
    if after == before:
        return Turn.DIFFERENT
    return Turn.WORSE if after > before else Turn.BETTER


def _badness(finding: Finding) -> tuple[float, ...]:
    """The more the worse: no way before too little capacity; then how much, to nine digits."""
    order = CLASSES.index(finding.failure_class) if finding.failure_class else 0
    return -order, *(float(f"{amount:.9g}") for amount in finding.amounts)


def _turn_of_badness(before: tuple[float, ...], after: tuple[float, ...]) -> Turn:
    """By the first that differs."""
    if before == after:
        return Turn.DIFFERENT
    return Turn.WORSE if after > before else Turn.BETTER


def _back(was: Recovery, now: Recovery) -> tuple[Recovery, Recovery] | None:
    """Both, if they are different by more than rounding."""

    def said(recovery: Recovery) -> object:
        times = recovery.after_s, recovery.outage_s
        return recovery.state, recovery.wanting, *(f"{time:.9g}" for time in times)

    if OUT_OF_TIME in (was.wanting, now.wanting):
        return None
    return (was, now) if said(was) != said(now) else None


def longer(back: tuple[Recovery, Recovery]) -> bool:
    """Whether it takes longer than before, as far as is known."""
    was, now = back
    worse = RETURNS.index(now.state) - RETURNS.index(was.state)
    return worse < 0 or (worse == 0 and now.outage_s > was.outage_s)


def _orders(sets: CutSets | None) -> dict[int, int] | None:
    """How many sets there are of each order up to `MAX_ORDER`; None where that is not known."""
    if sets is None or (sets.max_order is not None and sets.max_order < MAX_ORDER):
        return None
    return {order: sets.count_by_order.get(order, 0) for order in range(1, MAX_ORDER + 1)}


def _turn_of_orders(was: dict[int, int], now: dict[int, int]) -> Turn:
    """By the smallest sets that are more or fewer."""
    before, after = tuple(was.values()), tuple(now.values())
    return Turn.WORSE if after > before else Turn.BETTER


def _down(found: Availability | None) -> float | None:
    down = None if found is None else found.with_switching
    return None if down is None else float(f"{down:.9g}")


def _verdicts(study: Study | None) -> dict[tuple[str, int], Verdict]:
    """By target and number: there may be several objectives of one."""
    found: dict[tuple[str, int], Verdict] = {}
    met: Counter[str] = Counter()
    for verdict in () if study is None else study.verdicts:
        of = verdict.about
        found[of, met[of]] = verdict
        met[of] += 1
    return found


def _said(verdict: Verdict | None) -> object:
    if verdict is None:
        return None
    asked = [(clause.asks, clause.holds) for clause in verdict.clauses]
    return asked, sorted(verdict.violated_by), sorted(entry.id for entry in verdict.accepted)


def _turn_of_verdicts(was: Verdict | None, now: Verdict | None) -> Turn:
    violated = now is not None and now.holds is False
    if violated and (was is None or was.holds is not False):
        return Turn.WORSE
    better = was is not None and was.holds is False and now is not None and now.holds is True
    return Turn.BETTER if better else Turn.DIFFERENT
