"""The interactive graph: one page that holds everything it needs and asks nobody for anything.

pyvis makes the data and options of vis-network and ships its code; the page around it is our own
(`templates/`). All text of a document enters the page as escaped text or as escaped JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup

from topology.errors import printable
from topology.render.drawing import svg
from topology.render.drawing.areas import Areas
from topology.render.drawing.gathered import FirstView
from topology.render.drawing.lines import numbered
from topology.render.drawing.maps import scale
from topology.render.drawing.maps.main_map import MainMap
from topology.render.drawing.picture import Picture
from topology.render.drawing.summary import LISTED, Summary
from topology.render.machine.plain import Plain
from topology.render.page.assets.data import Data
from topology.render.page.assets.policy import policy
from topology.render.page.assets.scripts import (
    REPORT_SCRIPTS,
    REPORT_STYLES,
    SCRIPTS,
    STYLES,
    script,
    template,
    vis_network,
)
from topology.render.page.choices import embedded_choices
from topology.render.page.embedded import embedded
from topology.render.page.named import Numbered, named_by, told_by
from topology.render.page.network import graph_data
from topology.render.page.report import Report
from topology.render.words.names import Names

if TYPE_CHECKING:
    from topology.findings.single_points import SinglePoints
    from topology.findings.study import Study
    from topology.render.words.remedy import Told


def view_html(points: SinglePoints) -> str:
    """The page as text, to be written as UTF-8; the same for the same topology, byte for byte."""
    return _page(points, None)


def report_html(study: Study, told: Told | None = None) -> str:
    """The page with everything that a study says, and what to change first if that is known."""
    return _page(study.points, study, told)


def _page(points: SinglePoints, study: Study | None, told: Told | None = None) -> str:
    topology = points.topology
    number = numbered(topology)
    summary = Summary(topology, points, number)
    report = Report(study, number, told, summary.labels) if study else None
    touched = report.scenarios.touched() if report else ()
    picture = Picture.of(topology, number, summary.targets, summary.prominent, touched)
    first = FirstView.of(topology, picture, summary, picture.whole)
    areas = Areas.of(topology, number, picture.whole)
    on_map = MainMap.of(topology, number, (*summary.targets, *summary.prominent))
    worst = (*summary.prominent[:LISTED], *summary.targets[:LISTED])
    names = Names.of(topology)
    told_of = told_by(names, number)
    data = embedded(topology, number) | summary.plain(picture.places, told_of)
    if options := embedded_choices(topology, number, _first(told)):
        data["options"] = options
    page = _Page(report, names, told_of)
    return page.render(
        title=printable(topology.name) or "topology",
        verdict=report.first.verdict(summary.verdict()) if report else summary.verdict(),
        falls=summary.is_bad,
        notes=summary.caveats() if report else summary.notes(),
        besides=summary.found_besides() if report else (),
        counts=summary.counts(),
        groups=summary.groups(),
        data=Data.of(data),
        graph=Data.of(graph_data(picture, summary.labels, worst, first, on_map, areas)),
    )


def _first(told: Told | None) -> list[str]:
    """The options that are to be done, or to choose from, by id."""
    if told is None:
        return []
    return [c.id for c in (*told.remedy.chosen, *(one.choice for one in told.remedy.options))]


class _Page:
    """The templates, filled; with what a report has besides the graph, if it is one."""

    def __init__(
        self, report: Report | None, names: Names, told: Callable[[str], Numbered]
    ) -> None:
        from jinja2 import Environment, StrictUndefined

        self.report, self.told = report, told
        self.environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        self.environment.filters["named"] = named_by(names)

    def render(self, **given: object) -> str:
        """The page, from what both kinds of it say."""
        more = REPORT_SCRIPTS if self.report else ()
        scripts = [vis_network(), *map(script, (*SCRIPTS, *more))]
        sheet = "".join(map(template, (*STYLES, *(REPORT_STYLES if self.report else ()))))
        style = sheet + (f"{svg.STYLE}\n{scale.STYLE}" if self.report else "")
        first = Markup(self._first(self.report, **given)) if self.report else ""
        return self._filled(
            "view.html",
            **given,
            **self._parts(),
            first=first,
            policy=policy(scripts),
            style=Markup(style),
            what_if=Markup(template("whatif.html")),
            scripts=list(map(Markup, scripts)),
        )

    def _filled(self, name: str, **given: object) -> str:
        return self.environment.from_string(template(name)).render(**given)

    def _first(self, report: Report, **given: object) -> str:
        """What a report says before its graph."""
        screen = report.first
        about = " ".join((report.study.topology.description or "").split())
        return self._filled(
            "first.html",
            **given,
            worst=screen.worst(),
            action=screen.action(),
            about=printable(about),
            facts=list(screen.more()),
        )

    def _parts(self) -> Plain:
        """What only a report has."""
        if self.report is None:
            nothing = dict.fromkeys(("report", "player", "played"), "")
            return {**nothing, "traffic": "", "parts": ()}
        players = self.report.scenarios.players()
        sections = [s for s in self.report.sections() if s.is_said]
        parts = [("scenarios", "Scenarios")] if players else []
        traffic = self.report.traffic
        if traffic is not None:
            parts.append(("network", "Network"))
        network = traffic and traffic.section()
        body = self._filled("report.html", players=players, network=network, sections=sections)
        player = self._filled("player.html", players=players) if players else ""
        return {
            "report": Markup(body),
            "player": Markup(player),
            "played": Data.of(self.report.scenarios.played(self.told)) if players else "",
            "traffic": Data.of(traffic.data(self.told)) if traffic else "",
            "parts": [*parts, *((section.id, section.title) for section in sections)],
        }
