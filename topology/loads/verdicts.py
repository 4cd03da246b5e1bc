"""Whether a failure that leaves a target an alternative is too much for it, and why.

The class follows from what would help (domain: structural, overload, slow, gray):

- not at its level at rest, and not even if everything carried whatever comes, with no delays:
  `structural`, for no capacity and no time would do;
- not at its level at rest otherwise, or behind a queue that grows without end: `gray` if it would
  be once what limps were taken for dead, for then somebody would switch to a standby that stands
  idle; else `overload`;
- at its level at rest, but out for longer than its rto: `slow` if it is not without the delays of
  its standbys, else `overload`.

A surge is `overload` as well where it takes a target below its level for longer than its rto, or at
all where it has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isinf

from topology.document import schema
from topology.finding import FailureClass, Step, plain_steps
from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.run import NO_CAUSE, Happening, Run, Word
from topology.loads.lasting import outlasting, stands_idle
from topology.loads.moment.wiring import Wiring
from topology.loads.rest import growing_queue, is_below_at_rest
from topology.loads.variants import Variants
from topology.values.units import duration_words, format_duration


@dataclass(frozen=True, slots=True)
class LoadPoint:
    """Why a single failure that leaves a target an alternative is too much for it."""

    failure_class: FailureClass
    reason: tuple[str, ...]
    because: tuple[Step, ...]
    """The same with what became of every alternative on the way."""


class Verdicts:
    """Judges the runs of contingencies by the objectives of the document."""

    def __init__(self, wiring: Wiring) -> None:
        self._graph = wiring.graph
        self._can_stay_away = any(
            isinstance(entry, schema.Split)
            or (isinstance(entry, schema.FirstOf) and _may_not_follow(entry))
            for entry in wiring.entries
        )
        """Whether not all load follows a switch somewhere, or a part of it moves nowhere, so that
        no capacity would do."""

    def below_level(self, v: int, cascade: Cascade, run: Run) -> tuple[str, ...] | None:
        """Why a target is below its level at rest, or will be; None when it is not."""
        growing = growing_queue(v, cascade)
        if is_below_at_rest(v, cascade, run):
            return run.because(self._lowest(v, run))
        if growing is None:
            return None
        line, words = self._growing(growing, run)
        return (*run.because(line), words)

    def out_too_long(self, v: int, run: Run) -> tuple[str, ...] | None:
        """Why a target is out for longer than its rto with nothing failed; None when it is not."""
        rto = self._rto(v)
        outage = run.outcomes[self._graph.ids[v]].longest_outage_s
        if rto is None or _is_within(outage, rto):
            return None
        line, words = self._outage(v, run, rto)
        return (*run.because(line), words)

    def point(self, v: int, variants: Variants, usual: Run) -> LoadPoint | None:
        """Whether, and how, a target falls short after a contingency.

        Outages as long as in the `usual` run, in which nothing fails, are not due to it.
        """
        cascade, run = variants.as_it_is
        if v in variants.down:
            return _point(FailureClass.STRUCTURAL, run, self._lowest(v, run))
        if is_below_at_rest(v, cascade, run):
            if self._can_stay_away and is_below_at_rest(v, *variants.ideal):
                ideal = variants.ideal[1]
                return _point(FailureClass.STRUCTURAL, ideal, self._lowest(v, ideal))
            return self._overload(v, variants, self._lowest(v, run))
        growing = growing_queue(v, cascade)
        if growing is not None:
            return self._overload(v, variants, *self._growing(growing, run))
        rto = self._rto(v)
        if rto is None:
            return self._surged(v, variants, usual)
        return self._too_long(v, variants, rto, usual)

    def _overload(self, v: int, variants: Variants, line: int, *words: str) -> LoadPoint:
        """What a target that is below its level for good lacks: capacity, or a switch."""
        run = variants.as_it_is[1]
        idle = stands_idle(v, variants)
        if idle is not None:
            return _point(FailureClass.GRAY, run, line, *words, idle)
        return _point(FailureClass.OVERLOAD, run, line, *words, *outlasting(v, variants))

    def _surged(self, v: int, variants: Variants, usual: Run) -> LoadPoint | None:
        """Whether a surge takes a target below its level, however fast its standbys switch."""
        name = self._graph.ids[v]
        if not any(strike.raises for strike in variants.strikes):
            return None
        below_s = variants.at_once[1].outcomes[name].below_level_s
        if below_s <= usual.outcomes[name].below_level_s:
            return None
        run = variants.as_it_is[1]
        words = outlasting(v, variants)
        return _point(FailureClass.OVERLOAD, run, self._lowest(v, run), *words)

    def _rto(self, v: int) -> float | None:
        return self._graph.standards.rto(self._graph.ids[v])

    def _too_long(self, v: int, variants: Variants, rto: float, usual: Run) -> LoadPoint | None:
        name, run = self._graph.ids[v], variants.as_it_is[1]
        allowed = max(rto, usual.outcomes[name].longest_outage_s)
        if _is_within(run.outcomes[name].longest_outage_s, allowed):
            return None
        slow = _is_within(variants.at_once[1].outcomes[name].longest_outage_s, allowed)
        failure_class = FailureClass.SLOW if slow else FailureClass.OVERLOAD
        line, words = self._outage(v, run, rto)
        if any(strike.raises for strike in variants.strikes):
            # What ended it is only that the surge was over.
            line = self._lowest(v, run)
        return _point(failure_class, run, line, words, *outlasting(v, variants))

    def _outage(self, v: int, run: Run, rto: float) -> tuple[int, str]:
        """The line that ended an outage, or began it where nothing ends it; how long it was."""
        name, allowed = self._graph.ids[v], format_duration(rto)
        longest_s = run.outcomes[name].longest_outage_s
        if isinf(longest_s):
            fell = _last(run.timeline, name, Word.BELOW_LEVEL, Word.FALLS, Word.LOSES)
            return fell, f"{name} is not back by the end, and its rto is {allowed}"
        line = _last(run.timeline, name, Word.AT_LEVEL)
        cause = NO_CAUSE if line == NO_CAUSE else run.timeline[line].cause
        outage = duration_words(longest_s)
        return cause, f"{name} was out for {outage}, longer than its rto of {allowed}"

    # -- reasons --------------------------------------------------------------------------------

    def _growing(self, queue: int, run: Run) -> tuple[int, str]:
        name = self._graph.ids[queue]
        line = _last(run.timeline, name, Word.OVERLOADED)
        return line, f"the queue of {name} grows without end"

    def _lowest(self, v: int, run: Run) -> int:
        """The line of the lowest level of a target, the first if there are several."""
        name = self._graph.ids[v]
        below = [
            number
            for number, line in enumerate(run.timeline)
            if line.component == name and line.event is Word.BELOW_LEVEL
        ]
        pushed = [number for number in below if _is_by_load(run, number)]
        ranked = sorted(pushed or below, key=lambda number: (_level(run.timeline[number]), number))
        return ranked[0] if ranked else NO_CAUSE


def _point(failure_class: FailureClass, run: Run, line: int, *words: str) -> LoadPoint:
    """A point for which a line is the reason, and further words."""
    return LoadPoint(
        failure_class,
        (*run.after_failing(line), *words),
        (*run.account_after_failing(line), *plain_steps(words)),
    )


def _may_not_follow(entry: schema.FirstOf) -> bool:
    """Whether some load may stay where it is: it does not follow, or nobody can switch."""
    return entry.share < 1 or bool(entry.switchover and entry.switchover.needs)


def _is_within(outage: float, allowed: float) -> bool:
    return outage <= allowed * (1 + 1e-9)


def _is_by_load(run: Run, line: int) -> bool:
    """Whether an overload or a crash stands in the chain to a line."""
    while line != NO_CAUSE:
        if run.timeline[line].event in (Word.OVERLOADED, Word.CRASHES, Word.LATE):
            return True
        line = run.timeline[line].cause
    return False


def _level(line: Happening) -> float:
    return 1.0 if line.level is None else line.level


def _last(timeline: Sequence[Happening], component: str, *events: Word) -> int:
    """The last line of some kinds about a component; NO_CAUSE without one."""
    for number in range(len(timeline) - 1, -1, -1):
        if timeline[number].component == component and timeline[number].event in events:
            return number
    return NO_CAUSE
