"""The interactive graph: one page that holds everything it needs and asks nobody for anything.

pyvis makes the data and options of vis-network and ships its code; the page around it is our own
(`templates/`). All text of a document enters the page as escaped text or as escaped JSON.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias

from topology.errors import printable
from topology.render.drawing import svg
from topology.render.drawing.embedded import MUST, ONE_OF, REACH, SOFT, embedded, numbered
from topology.render.drawing.picture import Picture
from topology.render.drawing.quotient import HIT, LINK, Quotient
from topology.render.drawing.summary import Summary

if TYPE_CHECKING:
    from markupsafe import Markup

    from topology.findings.single_points import SinglePoints
    from topology.findings.study import Study
    from topology.render.page.report import Report

Plain: TypeAlias = dict[str, Any]

DASHES: dict[str, bool | list[int]] = {
    MUST: False,
    ONE_OF: [9, 5],
    SOFT: [2, 5],
    REACH: [10, 4, 2, 4],
    LINK: False,
    HIT: [4, 4],
}
SCRIPTS = (
    "structure.js",
    "dom.js",
    "icons.js",
    "drawing.js",
    "relations.js",
    "panel.js",
    "search.js",
    "legend.js",
    "groups.js",
    "view.js",
)
PACKED_FROM = 200_000
"""Characters from which data are packed; below it the page can be read by people too."""
REPORT_SCRIPTS = ("player.js", "tables.js")
VIS_NETWORK = "lib/vis-9.1.2/vis-network.min.js"
OPTIONS: Plain = {
    "nodes": {"shape": "custom", "chosen": False},
    "edges": {"hidden": True, "smooth": False, "chosen": False},
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "dragNodes": False,
        "selectConnectedEdges": False,
        "hoverConnectedEdges": False,
    },
}
"""Of vis-network. The lines are drawn by drawing.js, so that they can run in lanes."""


def view_html(points: SinglePoints) -> str:
    """The page as text, to be written as UTF-8; the same for the same topology, byte for byte."""
    return _page(points, None)


def report_html(study: Study) -> str:
    """The page with everything that a study says."""
    return _page(study.points, study)


def _page(points: SinglePoints, study: Study | None) -> str:
    topology = points.topology
    number = numbered(topology)
    summary = Summary(topology, points, number)
    report = _report(study, number) if study else None
    touched = report.touched() if report else ()
    picture = Picture.of(topology, number, summary.targets, summary.prominent, touched)
    data = embedded(topology, number) | summary.plain(picture.places)
    page = _Page(report)
    return page.render(
        title=printable(topology.name) or "topology",
        verdict=summary.verdict(),
        falls=summary.is_bad,
        notes=summary.notes(),
        counts=summary.counts(),
        groups=summary.groups(),
        data=Data.of(data),
        graph=Data.of(_graph(picture, summary.labels)),
    )


def _report(study: Study, number: Mapping[str, int]) -> Report:
    from topology.render.page.report import Report

    return Report(study, number)


def _graph(picture: Picture, labels: Sequence[str]) -> Plain:
    """The data and options of vis-network, by pyvis."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    # Assigned: add_node and add_edge look through all that is there each time.
    network.nodes = [
        {"id": v, "label": labels[v], "x": x, "y": y} for v, (x, y) in picture.places.items()
    ]
    network.edges = [
        {
            "id": i,
            "from": line.start,
            "to": line.end,
            "arrows": "to" if line.directed else "",
            "dashes": DASHES[line.role],
            "role": line.role,
            "lane": picture.lane(line),
        }
        for i, line in enumerate(picture.lines)
    ]
    network.options = OPTIONS
    nodes, edges, _, _, _, options = network.get_network_data()
    plain: Plain = {"nodes": nodes, "edges": edges, "options": json.loads(options)}
    if picture.quotient is not None:
        plain["quotient"] = _quotient(picture.quotient)
    return plain


def _quotient(whole: Quotient) -> Plain:
    return {
        "byLocation": whole.by_location,
        "leftOut": whole.left_out,
        "groups": [
            {
                "kind": group.kind,
                "location": group.location,
                "size": group.size,
                "single": group.single,
                "x": group.place[0],
                "y": group.place[1],
            }
            for group in whole.groups
        ],
        "lines": [
            {
                "from": line.start,
                "to": line.end,
                "role": line.role,
                "arrows": "to" if line.directed else "",
                "dashes": DASHES[line.role],
                "weight": line.weight,
                "lane": line.lane,
            }
            for line in whole.lines
        ],
    }


@dataclass(frozen=True, slots=True)
class Data:
    """JSON that travels with the page, packed if it is large, and how the page knows."""

    text: Markup
    attribute: Markup

    @classmethod
    def of(cls, value: object) -> Data:
        """Any plain value."""
        text = _safe_json(value)
        if len(text) < PACKED_FROM:
            return cls(_markup(text), _markup(""))
        packed = base64.b64encode(zlib.compress(text.encode("ascii"), 9)).decode("ascii")
        return cls(_markup(packed), _markup(" data-packed"))


def _safe_json(value: object) -> str:
    """JSON that can stand inside a script element, whatever text is in it.

    Nothing but ASCII, and none of the characters that could end the element or open a comment.
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


class _Page:
    """The templates, filled; with what a report has besides the graph, if it is one."""

    def __init__(self, report: Report | None) -> None:
        from jinja2 import Environment, StrictUndefined

        self.report = report
        self.templates = files("topology.render.page") / "templates"
        self.environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)

    def render(self, **given: object) -> str:
        """The page, from what both kinds of it say."""
        more = (*REPORT_SCRIPTS,) if self.report else ()
        scripts = [_vis_network(), *(_text(self.templates / name) for name in (*SCRIPTS, *more))]
        styles = ("view.css", "report.css") if self.report else ("view.css",)
        sheet = "".join(_text(self.templates / name) for name in styles)
        style = sheet + (svg.STYLE if self.report else "")
        return self._filled(
            "view.html",
            **given,
            **self._parts(),
            policy=_policy(scripts),
            style=_markup(style),
            scripts=list(map(_markup, scripts)),
        )

    def _filled(self, name: str, **given: object) -> str:
        return self.environment.from_string(_text(self.templates / name)).render(**given)

    def _parts(self) -> Plain:
        """What only a report has."""
        if self.report is None:
            nothing = dict.fromkeys(("report", "player", "played"), "")
            return {**nothing, "facts": (), "parts": (), "about": ""}
        players = self.report.players()
        sections = [s for s in self.report.sections() if s.tables or s.paragraphs]
        parts = [("scenarios", "Scenarios")] if players else []
        body = self._filled("report.html", players=players, sections=sections)
        player = self._filled("player.html", players=players) if players else ""
        return {
            "report": _markup(body),
            "player": _markup(player),
            "played": Data.of(self.report.played()) if players else "",
            "about": printable(" ".join((self.report.study.topology.description or "").split())),
            "facts": list(self.report.facts()),
            "parts": [*parts, *((section.id, section.title) for section in sections)],
        }


def _markup(text: str) -> Markup:
    """Text that is markup already: of the package, or escaped where it was made."""
    from markupsafe import Markup

    return Markup(text)


def _policy(scripts: Sequence[str]) -> str:
    """A Content-Security-Policy under which nothing is loaded and only these scripts run."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _text(resource: Any) -> str:
    """A file of the package; line ends as a browser reads them, or no hash would match."""
    text: str = resource.read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def _vis_network() -> str:
    """vis-network as pyvis ships it, without the pointer to a source map nobody has."""
    text = _text(files("pyvis") / VIS_NETWORK)
    return text.partition("//# sourceMappingURL=")[0]
