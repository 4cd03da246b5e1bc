"""The HTML report: the interactive graph, a player of cascades, and every table of the study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from topology.document.failure_data import YEAR_S
from topology.errors import printable
from topology.render.drawing.chart import (
    LEFT,
    MOST,
    RIGHT,
    TOP,
    WIDTH,
    chart_height,
    chart_parts,
    panels_of,
)
from topology.render.drawing.svg import number
from topology.render.files.load_report import ending
from topology.render.files.markdown import assumptions
from topology.render.files.tables import (
    availabilities,
    conditions,
    cut_sets,
    findings,
    importances,
    margins,
    objectives,
    outcomes,
    ranges,
    redundancies,
    settled,
    unjudged,
)
from topology.render.table import Cell, Id, Table
from topology.render.terminal.probabilities import mean_words
from topology.render.terminal.text import ARROW, count
from topology.render.terminal.timeline import is_touched, time_words, told
from topology.values.units import figure

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.findings.study import Played, Study
    from topology.loads.cascade.run import Run, Series

Plain: TypeAlias = dict[str, Any]

MAX_ROWS = 500
"""Rows of a table in the page."""
DEMAND_LOST = 1e-9
"""More than rounding leaves."""
CUT = 28
"""What a chart has of space for its title, which the page says itself."""
BOUNDLESS = 1e9
"""A utilisation of what has no capacity left."""
MAX_PLAYED = 1_500
"""Components whose series travel with the page, of each scenario."""


@dataclass(frozen=True, slots=True)
class Link:
    """An id in a cell, and the node of the graph that it is."""

    said: str
    node: int | None


@dataclass(frozen=True, slots=True)
class Links:
    """Ids of a cell."""

    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the page has it."""

    label: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | Links, ...], ...]
    more: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report below the graph."""

    id: str
    title: str
    tables: tuple[Shown, ...] = ()
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Player:
    """A scenario as the page tells it; `chart` is safe markup."""

    name: str
    description: str
    ending: str
    chart: Any
    outcomes: Shown


class Report:
    """What the page says besides the graph."""

    def __init__(self, study: Study, node: Mapping[str, int]) -> None:
        """Takes the number of every component and shared risk in the graph, by id."""
        self.study = study
        self.node = node

    # -- the first screen -------------------------------------------------------------------------

    def facts(self) -> Iterator[tuple[str, str]]:
        """The worst finding, and what outages last and cost where that is known."""
        points = self.study.points
        for target in (*points.never_up, *points.below_level)[:1]:
            never = target in points.never_up
            finding = (points.never_up_finding if never else points.below_level_finding)(target)
            yield "With nothing failed:", f"{printable(ARROW.join(finding.reason))}."
        if worst := self._worst():
            target, cause = worst
            reason = ARROW.join(points.finding(target, cause).reason)
            kind = points.failure_class(target, cause)
            yield "Worst finding:", f"{printable(reason)} ({kind})."
        for played in self.study.played[:1]:
            if played.run is not None and (said := _cost(played.run)):
                yield f"{printable(_name(played))}:", said
        down = [a for a in self.study.availabilities.values() if a.with_switching]
        if down:
            entry = max(down, key=lambda a: (a.with_switching or 0.0, a.id))
            share = entry.with_switching or 0.0
            least = "at least " if entry.is_bound else ""
            said = f"{printable(entry.id)} is down {least}{mean_words(share * YEAR_S)} a year"
            if entry.loss_per_year is not None:
                currency = self.study.topology.currency or ""
                cost = f"{least}{figure(entry.loss_of(share))} {printable(currency)}".rstrip()
                said += f", which costs {cost}"
            yield "On average:", f"{said}."

    def _worst(self) -> tuple[str, str] | None:
        """The single point that takes down most targets, with the first of them in the report."""
        points = self.study.points
        widest = points.by_targets_lost(1)
        falling = points.falling()
        for cause in widest:
            for target in falling:
                if cause in points.causes(target):
                    return target, cause
        return (falling[0], points.causes(falling[0])[0]) if falling else None

    # -- tables -----------------------------------------------------------------------------------

    def sections(self) -> Iterator[Section]:
        """All parts below the scenarios; a part without anything to say is not there."""
        study = self.study
        found = conditions(study, MAX_ROWS)
        yield self._section("conditions", "With nothing failed", [found])
        yield self._findings()
        yield self._section("objectives", "Objectives", [objectives(study)])
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
                yield f"scenario {_name(played)}", f"it cannot be played: {played.why_not}"

    def _findings(self) -> Section:
        points = self.study.points
        total = sum(len(points.causes(target)) for target in points.falling())
        title = "Single points of failure"
        found = self._section("findings", title, [findings(self.study, MAX_ROWS)], total)
        more = self._section("unjudged", "Not judged", [unjudged(self.study, MAX_ROWS)])
        why = printable(points.load_unjudged)
        said = (f"Overload and delay could not be judged: {why}.",) if why else ()
        return Section(found.id, title, (*found.tables, *more.tables), said)

    def _section(
        self, name: str, title: str, tables: Sequence[Table], total: int | None = None
    ) -> Section:
        kept = [table for table in tables if table.rows]
        return Section(name, title, tuple(self._shown(table, title, total) for table in kept))

    def _shown(self, table: Table, label: str, total: int | None = None) -> Shown:
        rows = table.rows[:MAX_ROWS]
        whole = len(table.rows) if total is None else total
        more = f"{len(rows):,} of {count(whole, 'row')} are here." if whole > len(rows) else ""
        cells = tuple(tuple(map(self._cell, row)) for row in rows)
        head = tuple(map(printable, table.head))
        return Shown(label, printable(table.note), head, cells, more)

    def _cell(self, cell: Cell) -> str | Links:
        if isinstance(cell, str):
            return printable(cell)
        ids = (cell,) if isinstance(cell, Id) else cell
        return Links(tuple(Link(printable(one.said), self.node.get(one.id)) for one in ids))

    # -- scenarios --------------------------------------------------------------------------------

    def players(self) -> list[Player]:
        """The scenarios that were played."""
        return [self._player(played, played.run) for played in self.study.played if played.run]

    def _player(self, played: Played, run: Run) -> Player:
        from markupsafe import Markup

        found = outcomes(run, MAX_ROWS)
        chart = Markup(_chart(self.study.topology, run))  # all text in it is escaped
        shown = self._shown(found.table, "Outcomes")
        description = printable(played.scenario.description or "")
        name = printable(_name(played))
        said = ending(run, found)
        if left := max(0, len(self._moving(run)) - MAX_PLAYED):
            said += f"; the graph does not show the load of {count(left, 'component')} over time"
        return Player(name, description, printable(said), chart, shown)

    def played(self) -> Plain:
        """The runs as the player reads them."""
        runs = [self._run(played.run) for played in self.study.played if played.run is not None]
        return {"runs": runs, "plot": {"left": LEFT, "right": WIDTH - RIGHT}}

    def _moving(self, run: Run) -> list[str]:
        """Components with anything to show over time: those that change, then those with load."""
        names = sorted(name for name in run.series if name in self.node)
        moving = {name: _changes(run.series[name]) for name in names}
        loaded = [n for n in names if not moving[n] and run.series[n].load[0]]
        return [*(name for name in names if moving[name]), *loaded]

    def touched(self) -> list[int]:
        """The nodes to which something happens in a scenario, what is judged first."""
        runs = [played.run for played in self.study.played if played.run is not None]
        found = dict.fromkeys(
            self.node[name]
            for run in runs
            for name in (*run.watched, *run.outcomes)
            if is_touched(run, name)
        )
        return list(found)

    def _run(self, run: Run) -> Plain:
        lines = [(line.at_s, words) for line, words in told(run)]
        return {
            "until": run.until_s,
            "lines": lines,
            "times": sorted({at for at, _ in lines}),
            "nodes": [
                (
                    self.node[name],
                    {
                        "t": run.series[name].t_s,
                        "level": run.series[name].level,
                        "use": tuple(map(_finite, run.series[name].utilisation)),
                        "load": run.series[name].load,
                    },
                )
                for name in self._moving(run)[:MAX_PLAYED]
            ],
        }


def _changes(series: Series) -> bool:
    """Whether there is more to show than one state in which all is served."""
    rates = (series.level, series.utilisation, series.load)
    return min(series.level) < 1 or any(len(set(values)) > 1 for values in rates)


def _finite(use: float | None) -> float | None:
    """What has no capacity left is used without bound, for which JSON has no number."""
    return None if use is None else min(use, BOUNDLESS)


def _name(played: Played) -> str:
    return played.scenario.name or played.scenario.id


def _cost(run: Run) -> str:
    """The longest outage of what is judged, and the money lost."""
    parts = []
    watched = [(run.outcomes[name].downtime_s, name) for name in run.watched]
    longest, name = max(watched, default=(0.0, ""))
    if longest:
        parts.append(f"{printable(name)} out for {time_words(longest)}")
    lost = sum(run.outcomes[name].money_lost for name in run.outcomes)
    demand = sum(run.outcomes[name].demand_lost for name in run.outcomes)
    if lost:
        parts.append(f"{figure(lost)} {printable(run.currency)}".rstrip() + " lost")
    elif demand > DEMAND_LOST:
        parts.append(f"{figure(demand)} {printable(run.unit)}".rstrip() + " of demand lost")
    return "; ".join(parts) + "." if parts else ""


def _chart(topology: Topology, run: Run) -> str:
    """The chart of a run to stand in the page, with a cursor that the player moves."""
    panels = panels_of(topology, run)[:MOST]
    height = chart_height(len(panels))
    top, bottom = number(TOP - 8), number(height - 48)
    line = f'x1="{number(LEFT)}" x2="{number(LEFT)}" y1="{top}" y2="{bottom}"'
    cursor = f'<line class="cursor" stroke-width="2" visibility="hidden" {line}/>'
    box = f'viewBox="0 {CUT} {number(WIDTH)} {number(height - CUT)}"'
    parts = chart_parts(panels, run, topology.load_unit or "")
    return "\n".join(
        [f'<svg {box} role="img" aria-label="Loads over time">', *parts, cursor, "</svg>"]
    )
