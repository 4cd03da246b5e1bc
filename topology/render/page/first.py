"""The first screen of a report: the verdict, the worst findings, a line each, what to do first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import fsum
from typing import TYPE_CHECKING

from topology.errors import printable
from topology.finding import Finding, Step, in_words
from topology.findings.ranking.recoveries import Return
from topology.findings.ranking.severity import average_severity, worst_outcomes
from topology.findings.returns import returns
from topology.render.page.players import name_of
from topology.render.page.tables import Link
from topology.render.tables.causes import worst_targets
from topology.render.words.chances.cut_sets import structure_words
from topology.render.words.outcomes import out_words
from topology.render.words.phrases import amount_words, mean_words, reckoned, share
from topology.render.words.phrases import shown as short
from topology.render.words.ranges import stretch_words
from topology.render.words.verdict import (
    RETURN_WORDS,
    accepted_said,
    back_words,
    recovery_words,
)
from topology.values.units import YEAR_S, counted, figure

if TYPE_CHECKING:
    from topology.findings.ranking.recoveries import Recovery
    from topology.findings.study import Study
    from topology.loads.cascade.run import Run
    from topology.render.words.remedy import Told

MOST_LINES = 3
"""Findings on the first screen."""
DEMAND_LOST = 1e-9
"""More than rounding leaves."""


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in one line, and the steps of its reason; `ids` lead to the graph."""

    cause: str
    target: str
    facts: tuple[str, ...]
    back: str
    steps: tuple[str, ...]
    ids: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """What to do first in one line, and what is to be said of it."""

    label: str
    said: str
    more: tuple[str, ...]


class FirstScreen:
    """What a report says before anything else."""

    def __init__(
        self,
        study: Study,
        node: Mapping[str, int],
        told: Told | None = None,
        labels: Sequence[str] = (),
    ) -> None:
        """Takes the number of every component and shared risk in the graph, by id.

        `labels` are their names by these numbers; `told` is what to change first, where that is
        known.
        """
        self.study, self.points = study, study.points
        self.node, self.told, self.labels = node, told, labels

    # -- the verdict ------------------------------------------------------------------------------

    def verdict(self, base: str) -> str:
        """The verdict on single failures, and the worst that there is to say, in one sentence."""
        return "; ".join([base.rstrip("."), *self._worse()]) + "."

    def _worse(self) -> Iterator[str]:
        points = self.points
        if points.targets and (dead := len(points.never_up)):
            yield f"{dead:,} more {_verb(dead, 'does', 'do')} not work even with nothing failed"
        if below := len(points.below_level):
            yield f"{below:,} {_verb(below, 'is', 'are')} below level with nothing failed"
        if locked := len(points.start_up_deadlocks):
            yield f"{counted(locked, 'group')} of components cannot start from cold"
        causes = points.worst_causes()
        if causes:
            yield from self._of_causes(causes)
        hits = points.traffic.hits(points.traffic.limit) if points.traffic else ()
        if hits and points.targets:
            yield f"the traffic falls to {counted(len(hits), 'single failure')}"
        if self.study.over_ranges is not None and self.study.over_ranges.is_worse:
            yield "worse elsewhere in the ranges"

    def _of_causes(self, causes: Sequence[str]) -> Iterator[str]:
        """Whether anything is never back, or too late; and what the costliest costs."""
        ranking, total = self.points.ranking, len(causes)
        never = sum(not ranking.of_cause(cause).comes_back for cause in causes)
        if never:
            points = counted(total, "single point of failure", "single points of failure")
            yield f"something is never back after {never:,} of {points}"
        found = returns(self.points)
        late, unknown = found[Return.LATE], found[Return.NOT_KNOWN]
        if late and not never:
            also = f", {unknown:,} not known when" if unknown else ""
            findings = counted(sum(found.values()), "finding")
            said = f"{late:,} {_verb(late, 'is', 'are')} back too late"
            yield f"of {findings} with an rto {said}{also}"
        if money := max(ranking.lost(cause).money for cause in causes):
            yield f"up to {self._money(money)} an hour lost"

    def _money(self, amount: float) -> str:
        return f"{reckoned(amount)} {short(self.study.topology.currency or '')}".rstrip()

    # -- the worst findings -----------------------------------------------------------------------

    def worst(self) -> list[Line]:
        """At most three: what is wrong with nothing failed, the worst causes, the traffic."""
        intact = list(islice(self._intact(), 1))
        causes = self.points.worst_causes(MOST_LINES)
        traffic = self._of_traffic()
        room = MOST_LINES - len(intact)
        kept = causes[: room - bool(traffic) if causes else 0]
        lines = [*intact, *map(self._line, kept), *traffic]
        return lines[:MOST_LINES]

    def _intact(self) -> Iterator[Line]:
        points, ranked = self.points, self.points.ranking.targets
        for target in ranked(points.never_up):
            yield self._without_failure(points.never_up_finding(target), "never up")
        for target in ranked(points.below_level):
            yield self._without_failure(points.below_level_finding(target), "below its level")

    def _without_failure(self, finding: Finding, what: str) -> Line:
        link = (self._link(finding.where),)
        steps = self._steps(finding.steps)
        return Line("nothing failed", self._name(finding.where), (), what, steps, link)

    def _line(self, cause: str) -> Line:
        """A single point of failure with the worst target that falls to it."""
        points = self.points
        down = worst_targets(points, cause)
        target = down[0]
        facts = [str(points.failure_class(target, cause))]
        if (total := len(points.targets)) > 1:
            facts.append(f"{len(down):,} of {counted(total, 'target')}")
        facts += [self._cost(cause)]
        if said := accepted_said(points, target, cause):
            facts.append(said.partition(": ")[0])
        recovery = points.recovery(target, cause)
        return Line(
            self._name(cause),
            self._name(target),
            tuple(filter(None, facts)),
            _back(recovery),
            (*self._steps(points.because(target, cause)), printable(recovery_words(recovery))),
            (self._link(cause), self._link(target)),
        )

    def _cost(self, cause: str) -> str:
        """The money that a failure costs an hour, or else the demand."""
        lost, topology = self.points.ranking.lost(cause), self.study.topology
        if lost.money:
            return f"{self._money(lost.money)} an hour"
        if not lost.demand:
            return ""
        total = fsum(component.demand or 0.0 for component in topology.components)
        unit = f" {short(topology.load_unit)}" if topology.load_unit else ""
        return f"{share(lost.demand, total, unit)} lost"

    def _of_traffic(self) -> list[Line]:
        """The worst for the traffic: one where components fall, too, else as many as there can."""
        if self.points.traffic is None:
            return []
        from topology.findings.traffic.telling import findings

        most = 1 if self.points.falling() else MOST_LINES
        return [self._hit(hit) for hit in islice(findings(self.points.traffic), most)]

    def _hit(self, hit: Finding) -> Line:
        from topology.network.words import amount_words as cut_words
        from topology.network.words import use_words

        cut_off, used = hit.amounts
        how = f"highest use {use_words(used)}" if used else ""
        said = f"{cut_words(self.points.graph, cut_off)} cut off" if cut_off else how
        cause = self._name(hit.cause) if hit.cause else "nothing failed"
        ids = (self._link(hit.cause),) if hit.cause else ()
        return Line(
            cause, "the traffic", (str(hit.failure_class),), said, self._steps(hit.steps), ids
        )

    def _name(self, name: str) -> str:
        number = self.node.get(name, len(self.labels))
        return self.labels[number] if number < len(self.labels) else short(name)

    def _link(self, name: str) -> Link:
        return Link(short(name), self.node.get(name))

    @staticmethod
    def _steps(steps: Sequence[Step]) -> tuple[str, ...]:
        return tuple(printable(in_words((step,))) for step in steps)

    # -- what to do first -------------------------------------------------------------------------

    def action(self) -> Action | None:
        """What to do first, what comes of it and how sure that is; None where nobody knows."""
        told = self.told
        if told is None:
            return None
        if not told.is_needed or not told.remedy.chosen:
            return Action(
                "Do first", told.first_sentence(), tuple(map(printable, told.unreachable))
            )
        more = (told.first_sentence(), told.sure_sentence())
        return Action("Do first", told.actions(), more)

    # -- what else there is to say ----------------------------------------------------------------

    def more(self) -> Iterator[tuple[str, str]]:
        """Elsewhere in the ranges, what the first scenario costs, and outages on average."""
        ranges = self.study.over_ranges
        if ranges is not None and ranges.is_worse:
            part = ranges.elsewhere[0]
            where = stretch_words(part.sensitivity.ranged, part.stretch)
            said = f"{part.found[0]}, with {part.sensitivity.place} at {where}"
            more = sum(len(each.found) for each in ranges.elsewhere) - 1
            also = f"; and {more:,} more" if more else ""
            yield "Elsewhere in the ranges:", f"{printable(said)}{also}."
        weights = self.study.graph.standards.weights
        for played in self.study.played[:1]:
            if played.run is not None and (said := _outcome(played.run, weights)):
                yield f"{printable(name_of(played))}:", said
        yield from self._on_average()

    def _on_average(self) -> Iterator[tuple[str, str]]:
        down = [a for a in self.study.availabilities.values() if a.with_switching]
        if down:
            entry = min(down, key=average_severity)
            part = entry.with_switching or 0.0
            least = f"{entry.bound_of_down} ".lstrip()
            said = f"{printable(entry.id)} is down {least}{mean_words(part * YEAR_S)} a year"
            if entry.loss_per_year is not None:
                currency = self.study.topology.currency or ""
                cost = f"{least}{figure(entry.loss_of(part))} {printable(currency)}".rstrip()
                said += f", which costs {cost}"
            yield "On average:", f"{said}{structure_words(entry)}."


def _verb(number: int, one: str, many: str) -> str:
    return one if number == 1 else many


def _back(recovery: Recovery) -> str:
    """When it is back, in as few words as a line has room for."""
    said = back_words(recovery)
    if recovery.state in (Return.NEVER, Return.NOT_KNOWN):
        return RETURN_WORDS[recovery.state]
    if recovery.wanting:
        return f"out for {said}"
    return f"back after {said}" if recovery.outage_s else said


def _outcome(run: Run, weights: Mapping[str, float]) -> str:
    """The worst outage of what is judged, and the money lost."""
    worst = worst_outcomes(run, run.watched, weights)[:1]
    parts = [
        f"{printable(name)} {said}" for name in worst if (said := out_words(run.outcomes[name]))
    ]
    lost = sum(run.outcomes[name].money_lost for name in run.outcomes)
    demand = sum(run.outcomes[name].demand_lost for name in run.outcomes)
    if lost:
        parts.append(f"{figure(lost)} {printable(run.currency)}".rstrip() + " lost")
    elif demand > DEMAND_LOST:
        parts.append(f"demand lost {amount_words(demand, run.load_unit)}")
    return "; ".join(parts) + "." if parts else ""
