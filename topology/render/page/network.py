"""The graph as vis-network takes it: nodes, lines and options, made by pyvis."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from topology.render.drawing.lines import HIT, LINK, MUST, ONE_OF, REACH, SOFT
from topology.render.drawing.picture import Line, Picture
from topology.render.drawing.quotient import Quotient
from topology.render.machine.plain import Plain

if TYPE_CHECKING:
    from topology.render.drawing.areas import Areas
    from topology.render.drawing.gathered import FirstView, Gathering
    from topology.render.drawing.layout import Point
    from topology.render.drawing.maps.main_map import MainMap

DASHES: dict[str, bool | list[int]] = {
    MUST: False,
    ONE_OF: [9, 5],
    SOFT: [2, 5],
    REACH: [10, 4, 2, 4],
    LINK: False,
    HIT: [4, 4],
}


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


def graph_data(
    picture: Picture,
    labels: Sequence[str],
    worst: Sequence[int] = (),
    first: FirstView | None = None,
    on_map: MainMap | None = None,
    areas: Areas | None = None,
) -> Plain:
    """The data and options of vis-network, by pyvis, and the other pictures of the same graph.

    `worst` are the nodes to look at first, the worst first.
    """
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    # Assigned: add_node and add_edge look through all that is there each time.
    network.nodes = [{"label": labels[node["id"]], **node} for node in _nodes(picture.places)]
    network.edges = [
        {"id": i, **_line(line, picture.lane(line))} for i, line in enumerate(picture.lines)
    ]
    network.options = OPTIONS
    nodes, edges, _, _, _, options = network.get_network_data()
    plain: Plain = {"nodes": nodes, "edges": edges, "options": json.loads(options)}
    plain["worst"] = worst
    if picture.quotient is not None:
        plain["quotient"] = _quotient(picture.quotient)
    if first is not None:
        plain["first"] = _first_view(first)
    if on_map is not None:
        plain["map"] = _map(on_map)
    if areas is not None:
        plain["areas"] = {"nodes": _nodes(areas.places), "frames": areas.areas}
    return plain


def _nodes(places: Mapping[int, Point]) -> list[Plain]:
    return [{"id": v, "x": x, "y": y} for v, (x, y) in places.items()]


def _line(line: Line, lane: Sequence[Point]) -> Plain:
    return {
        "from": line.start,
        "to": line.end,
        "arrows": "to" if line.directed else "",
        "dashes": DASHES[line.role],
        "role": line.role,
        "lane": lane,
    }


def _first_view(first: FirstView) -> Plain:
    return {
        "nodes": _nodes(first.places),
        "edges": [_line(line, first.lane(line)) for line in first.lines],
        "gatherings": [_gathering(one) for one in first.gatherings],
    }


def _gathering(found: Gathering) -> Plain:
    groups = [
        {"name": g.name, "size": g.size, "single": g.single, "x": g.place[0], "y": g.place[1]}
        | ({} if g.only is None else {"only": g.only})
        for g in found.groups
    ]
    return {"by": found.by, "groups": groups, "lines": [_line(line, ()) for line in found.lines]}


def _map(on_map: MainMap) -> Plain:
    return {
        "nodes": _nodes(on_map.places),
        "links": [[v, *ends] for v, ends in on_map.links.items()],
        "beside": on_map.beside,
        "leftOut": on_map.left_out,
        "isUsual": on_map.is_usual,
    }


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
            _line(Line(line.start, line.end, line.role, line.directed), line.lane)
            | {"weight": line.weight}
            for line in whole.lines
        ],
    }
