"""Whether a failure that leaves a target an alternative is too much for it, and why.

The class follows from what would help (domain: structural, overload, slow):

- not at its level at rest, and not even if everything carried whatever comes, with no delays:
  `structural`, for no capacity and no time would do;
- not at its level at rest otherwise, or behind a queue that grows without end: `overload`;
- at its level at rest, but out for longer than its rto: `slow` if it is not without the delays of
  its standbys, else `overload`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from topology.document import schema
from topology.finding import FailureClass, Step, plain_steps
from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.run import NO_CAUSE, Happening, Run, Word
from topology.loads.moment.wiring import Wiring
from topology.loads.rest import growing_queue, is_below_at_rest
from topology.loads.variants import Variants
from topology.values.units import format_duration


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
        self._graph = graph = wiring.graph
        self._objectives = {graph.index[o.of]: o for o in graph.topology.objectives}
        entries = (wiring.entries[node] for node in wiring.standbys)
        self._can_lose_shares = any(isinstance(e, schema.FirstOf) and e.share < 1 for e in entries)
        """Whether not all load follows a switch somewhere, so that no capacity would do."""

    def below_level(self, v: int, cascade: Cascade, run: Run) -> tuple[str, ...] | None:
        """Why a target is below its level at rest, or will be; None when it is not."""
        growing = growing_queue(v, cascade)
        if is_below_at_rest(v, cascade, run):
            return run.because(self._lowest(v, run))
        if growing is None:
            return None
        line, words = self._growing(growing, run)
        return (*run.because(line), words)

    def point(self, v: int, variants: Variants) -> LoadPoint | None:
        """Whether, and how, a target falls short after a contingency."""
        cascade, run = variants.as_it_is
        if v in variants.down:
            return _point(FailureClass.STRUCTURAL, run, self._lowest(v, run))
        if is_below_at_rest(v, cascade, run):
            if self._can_lose_shares and is_below_at_rest(v, *variants.ideal):
                ideal = variants.ideal[1]
                return _point(FailureClass.STRUCTURAL, ideal, self._lowest(v, ideal))
            return _point(FailureClass.OVERLOAD, run, self._lowest(v, run))
        growing = growing_queue(v, cascade)
        if growing is not None:
            return _point(FailureClass.OVERLOAD, run, *self._growing(growing, run))
        objective = self._objectives.get(v)
        if objective is None or objective.rto is None:
            return None
        return self._too_long(v, variants, objective.rto)

    def _too_long(self, v: int, variants: Variants, rto: float) -> LoadPoint | None:
        name, run = self._graph.ids[v], variants.as_it_is[1]
        outage = run.outcomes[name].longest_outage_s
        if outage <= rto * (1 + 1e-9):
            return None
        at_once = variants.at_once[1].outcomes[name].longest_outage_s
        line = _last(run.timeline, name, Word.AT_LEVEL)
        cause = NO_CAUSE if line == NO_CAUSE else run.timeline[line].cause
        words = (
            f"{name} was out for {format_duration(round(outage, 6))}, "
            f"longer than its rto of {format_duration(rto)}"
        )
        slow = at_once <= rto * (1 + 1e-9)
        return _point(FailureClass.SLOW if slow else FailureClass.OVERLOAD, run, cause, words)

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


def _is_by_load(run: Run, line: int) -> bool:
    """Whether an overload or a crash stands in the chain to a line."""
    while line != NO_CAUSE:
        if run.timeline[line].event in (Word.OVERLOADED, Word.CRASHES, Word.LATE):
            return True
        line = run.timeline[line].cause
    return False


def _level(line: Happening) -> float:
    return 1.0 if line.level is None else line.level


def _last(timeline: Sequence[Happening], component: str, event: Word) -> int:
    """The last line of one kind about a component; NO_CAUSE without one."""
    for number in range(len(timeline) - 1, -1, -1):
        if timeline[number].component == component and timeline[number].event is event:
            return number
    return NO_CAUSE
