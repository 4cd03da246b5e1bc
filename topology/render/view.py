"""The interactive graph: one page that holds everything it needs and asks nobody for anything.

pyvis makes the data and options of vis-network and ships its code; the page around it is our own
(`templates/`). All text of a document enters the page as escaped text or as escaped JSON.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias

from topology.errors import printable
from topology.render.embedded import MUST, ONE_OF, REACH, SOFT, embedded, numbered
from topology.render.picture import HIT, LINK, Picture
from topology.render.summary import Summary

if TYPE_CHECKING:
    from topology.document import Topology
    from topology.spof import SinglePoints

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
    "view.js",
)
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


def view_html(topology: Topology, points: SinglePoints) -> str:
    """The page as text, to be written as UTF-8; the same for the same topology, byte for byte."""
    number = numbered(topology)
    summary = Summary(topology, points, number)
    picture = Picture.of(topology, number, summary.targets, summary.prominent)
    data = embedded(topology, number) | summary.plain(picture.places)
    return _page(
        title=printable(topology.name) or "topology",
        summary=summary,
        shown=(len(picture.places), picture.total),
        data=_safe_json(data),
        graph=_safe_json(_graph(picture, summary.labels)),
    )


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
    return {"nodes": nodes, "edges": edges, "options": json.loads(options)}


def _safe_json(value: object) -> str:
    """JSON that can stand inside a script element, whatever text is in it.

    Nothing but ASCII, and none of the characters that could end the element or open a comment.
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _page(title: str, summary: Summary, shown: tuple[int, int], data: str, graph: str) -> str:
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    templates = files("topology.render") / "templates"
    scripts = [_vis_network(), *(_text(templates / name) for name in SCRIPTS)]
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    page = environment.from_string(_text(templates / "view.html"))
    return page.render(
        title=title,
        verdict=summary.verdict(),
        falls=bool(summary.falling or summary.points.never_up),
        notes=summary.notes(),
        counts=summary.counts(),
        groups=summary.groups(),
        shown=shown,
        policy=_policy(scripts),
        style=Markup(_text(templates / "view.css")),
        scripts=[Markup(script) for script in scripts],
        data=Markup(data),
        graph=Markup(graph),
    )


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
