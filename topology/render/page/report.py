"""What an HTML report says besides the graph: the first screen, scenarios, and every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from topology.document.failure_data import YEAR_S
from topology.errors import printable
from topology.finding import in_words
from topology.findings.ranking.severity import average_severity, worst_outcomes
from topology.render.concentration import MAX_GROUPS, concentration_of
from topology.render.drawing.bars import bars_svg
from topology.render.page.players import Scenarios, name_of
from topology.render.page.tables import MAX_ROWS, Shown, shown
from topology.render.tables.assumptions import assumptions
from topology.render.tables.chances import availabilities, cut_sets, importances, redundancies
from topology.render.tables.concentration import concentrated
from topology.render.tables.findings import (
    conditions,
    findings,
    objectives,
    recovery_deadlocks,
    traffic,
    unjudged,
)
from topology.render.tables.margins import margins
from topology.render.tables.ranges import ranges, settled
from topology.render.tables.remedies import frontier_table, remedies_table
from topology.render.tables.table import Id, Table
from topology.render.words.chances.cut_sets import structure_words
from topology.render.words.concentration import ALL_AT_ONCE, unjudged_words
from topology.render.words.concentration import title as by_words
from topology.render.words.outcomes import out_words
from topology.render.words.phrases import amount_words, mean_words
from topology.render.words.ranges import stretch_words
from topology.render.words.verdict import recovery_words, traffic_words
from topology.values.units import figure

if TYPE_CHECKING:
    from topology.finding import Finding
    from topology.findings.study import Study
    from topology.loads.cascade.run import Run
    from topology.render.page.traffic import Traffic
    from topology.render.words.remedy import Told

DEMAND_LOST = 1e-9
"""More than rounding leaves."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report below the graph."""

    id: str
    title: str
    tables: tuple[Shown, ...] = ()
    paragraphs: tuple[str, ...] = ()
    pictures: tuple[Markup, ...] = ()


class Report:
    """What the page says besides the graph."""

    def __init__(self, study: Study, node: Mapping[str, int], told: Told | None = None) -> None:
        """Takes the number of every component and shared risk in the graph, by id.

        `told` is what to change first, where that is known.
        """
        self.study = study
        self.node = node
        self.told = told
        self.scenarios = Scenarios(study, node)

    @property
    def traffic(self) -> Traffic | None:
        """The traffic over the network, if there is any."""
        network = self.study.network
        if network is None:
            return None
        from topology.render.page.traffic import Traffic

        return Traffic(network, self.node)

    # -- the first screen -------------------------------------------------------------------------

    def facts(self) -> Iterator[tuple[str, str]]:
        """The worst finding, and what outages last and cost where that is known."""
        points = self.study.points
        if self.told is not None:
            name, _, words = self.told.do_first().partition(": ")
            yield f"{name[0].upper()}{name[1:]}:", f"{words}."
        ranked = points.ranking.targets
        for target in (*ranked(points.never_up), *ranked(points.below_level))[:1]:
            never = target in points.never_up
            finding = (points.never_up_finding if never else points.below_level_finding)(target)
            yield "With nothing failed:", f"{printable(in_words(finding.steps))}."
        ranges = self.study.over_ranges
        if ranges is not None and ranges.is_worse:
            part = ranges.elsewhere[0]
            where = stretch_words(part.sensitivity.ranged, part.stretch)
            said = f"{part.found[0]}, with {part.sensitivity.place} at {where}"
            more = sum(len(each.found) for each in ranges.elsewhere) - 1
            also = f"; and {more:,} more" if more else ""
            yield "Elsewhere in the ranges:", f"{printable(said)}{also}."
        if worst := self._worst():
            target, cause = worst
            reason = in_words(points.finding(target, cause).steps)
            kind = points.failure_class(target, cause)
            back = recovery_words(points.recovery(target, cause))
            yield "Worst finding:", f"{printable(reason)} ({kind}; {back})."
        if hit := self._worst_of_traffic():
            yield "Worst for the traffic:", f"{printable(in_words(hit.steps))}."
        weights = self.study.graph.standards.weights
        for played in self.study.played[:1]:
            if played.run is not None and (said := _cost(played.run, weights)):
                yield f"{printable(name_of(played))}:", said
        down = [a for a in self.study.availabilities.values() if a.with_switching]
        if down:
            entry = min(down, key=average_severity)
            share = entry.with_switching or 0.0
            least = f"{entry.bound_of_down} ".lstrip()
            said = f"{printable(entry.id)} is down {least}{mean_words(share * YEAR_S)} a year"
            if entry.loss_per_year is not None:
                currency = self.study.topology.currency or ""
                cost = f"{least}{figure(entry.loss_of(share))} {printable(currency)}".rstrip()
                said += f", which costs {cost}"
            yield "On average:", f"{said}{structure_words(entry)}."

    def _worst(self) -> tuple[str, str] | None:
        """The worst single point of failure, with the worst target that falls to it."""
        points = self.study.points
        return next(((points.targets_down(c)[0], c) for c in points.worst_causes(1)), None)

    def _worst_of_traffic(self) -> Finding | None:
        """What is wrong with it intact, or else its worst single point of failure."""
        traffic = self.study.points.traffic
        if traffic is None:
            return None
        from topology.findings.traffic.telling import findings

        return next(findings(traffic), None)

    # -- tables -----------------------------------------------------------------------------------

    def sections(self) -> Iterator[Section]:
        """All parts below the scenarios; a part without anything to say is not there."""
        study = self.study
        found = conditions(study, MAX_ROWS)
        yield self._section("conditions", "With nothing failed", [found])
        locked = recovery_deadlocks(study, MAX_ROWS)
        yield self._section("recovery-deadlocks", "Recovery deadlocks", [locked])
        yield self._findings()
        yield self._traffic()
        yield self._section("objectives", "Objectives", [objectives(study)])
        yield self._remedies()
        yield self._concentration()
        sets = [redundancies(study), *cut_sets(study)]
        yield self._section("cut-sets", "Minimal cut sets", sets)
        chances = [availabilities(study), *importances(study)]
        yield self._section("availability", "Availability and importance", chances)
        yield self._section("margins", "Margins", list(margins(study, MAX_ROWS)))
        held = ranges(study) if study.sensitivities else Table((), ())
        same = settled(study)
        note = (f"The same all over their range: {', '.join(map(printable, same))}.",)
        part = self._section("ranges", "Where the verdicts hold", [held])
        yield Section(part.id, part.title, part.tables, note if same else ())
        said = tuple((Id(w), v, y) for w, v, y in assumptions(study.topology))
        table = Table(("Where", "Value", "Why"), said)
        yield self._section("assumptions", "Assumptions", [table])
        absent = tuple(f"{printable(name)}: {printable(why)}." for name, why in self._absent())
        yield Section("absent", "Not in this report", (), absent)
        yield Section("sources", "Sources", (), tuple(map(printable, study.topology.sources)))

    def _absent(self) -> Iterator[tuple[str, str]]:
        yield from sorted(self.study.absent.items())
        for played in self.study.played:
            if played.run is None:
                yield f"scenario {name_of(played)}", f"it cannot be played: {played.why_not}"

    def _findings(self) -> Section:
        points = self.study.points
        total = sum(len(points.causes(target)) for target in points.falling())
        title = "Single points of failure"
        found = self._section("findings", title, [findings(self.study, MAX_ROWS)], total)
        more = self._section("unjudged", "Not judged", [unjudged(self.study, MAX_ROWS)])
        why = printable(points.load_unjudged)
        said = (f"Overload and delay could not be judged: {why}.",) if why else ()
        return Section(found.id, title, (*found.tables, *more.tables), said)

    def _remedies(self) -> Section:
        """What to change first, how sure that is, and what else could be done."""
        title = "What to change first"
        if self.told is None:
            return Section("remedies", title)
        told = self.told
        tables = [remedies_table(told, MAX_ROWS), frontier_table(told, MAX_ROWS)]
        found = self._section("remedies", title, tables)
        said = (told.first_sentence(), told.sure_sentence(), told.summary())
        return Section(found.id, title, found.tables, (*said, *map(printable, told.unreachable)))

    def _concentration(self) -> Section:
        """What hangs on each provider, location, kind, tag and owner."""
        found, title = concentration_of(self.study.points, MAX_GROUPS), "Concentration"
        if isinstance(found, str):
            return Section("concentration", title, (), (f"{title} was {found}.",))
        if not found.found:
            return Section("concentration", title)
        tables = [
            shown(concentrated(found, one, MAX_GROUPS), self.node, by_words(one.by), one.total)
            for one in found.found
        ]
        said = (
            f"{words[0].upper()}{words[1:]}." for words in (ALL_AT_ONCE, *unjudged_words(found))
        )
        drawn = tuple(Markup(bars_svg(found, one)) for one in found.found)
        return Section("concentration", title, tuple(tables), tuple(said), drawn)

    def _traffic(self) -> Section:
        points, title = self.study.points, "Traffic"
        total = len(points.traffic.by_cause) if points.traffic else 0
        found = self._section("traffic", title, [traffic(self.study, MAX_ROWS)], total)
        said = traffic_words(points)
        return Section(found.id, title, found.tables, (printable(said),) if said else ())

    def _section(
        self, name: str, title: str, tables: Sequence[Table], total: int | None = None
    ) -> Section:
        kept = [table for table in tables if table.rows]
        return Section(name, title, tuple(shown(table, self.node, title, total) for table in kept))


def _cost(run: Run, weights: Mapping[str, float]) -> str:
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
