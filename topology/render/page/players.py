"""The scenarios of a report: what is said of each, its chart, and its run for the player."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

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
from topology.render.machine.plain import Plain
from topology.render.page.named import Numbered
from topology.render.page.tables import MAX_ROWS, Shown, shown
from topology.render.tables.outcomes import ending, outcomes
from topology.render.words.outcomes import is_touched
from topology.render.words.timeline import told
from topology.values.units import counted

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.findings.study import Played, Study
    from topology.loads.cascade.run import Run, Series

CUT = 28
"""What a chart has of space for its title, which the page says itself."""
BOUNDLESS = 1e9
"""A utilisation of what has no capacity left."""
MAX_PLAYED = 1_500
"""Components whose series travel with the page, of each scenario."""


@dataclass(frozen=True, slots=True)
class Player:
    """A scenario as the page tells it."""

    name: str
    description: str
    ending: str
    chart: Markup
    outcomes: Shown


class Scenarios:
    """The scenarios of a study that were played."""

    def __init__(self, study: Study, node: Mapping[str, int]) -> None:
        """Takes the number of every component and shared risk in the graph, by id."""
        self.study = study
        self.node = node

    def players(self) -> list[Player]:
        """What is said of each."""
        return [self._player(played, played.run) for played in self.study.played if played.run]

    def _player(self, played: Played, run: Run) -> Player:
        found = outcomes(run, MAX_ROWS, self.study.graph.standards.weights)
        chart = Markup(_chart(self.study.topology, run))  # all text in it is escaped
        description = printable(played.scenario.description or "")
        name = printable(name_of(played))
        said = ending(run, found)
        if left := max(0, len(self._moving(run)) - MAX_PLAYED):
            said += f"; the graph does not show the load of {counted(left, 'component')} over time"
        table = shown(found.table, self.node, "Outcomes")
        return Player(name, description, printable(said), chart, table)

    def played(self, by_number: Callable[[str], Numbered]) -> Plain:
        """The runs as the player reads them; `by_number` makes sentences as scripts take them."""
        runs = [
            self._run(played.run, by_number)
            for played in self.study.played
            if played.run is not None
        ]
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

    def _run(self, run: Run, by_number: Callable[[str], Numbered]) -> Plain:
        lines = [(line.at_s, by_number(words)) for line, words in told(run)]
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


def name_of(played: Played) -> str:
    """The name of a scenario, or else its id."""
    return played.scenario.name or played.scenario.id


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
