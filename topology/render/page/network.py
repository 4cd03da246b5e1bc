"""The graph as vis-network takes it: nodes, lines and options, made by pyvis."""

from __future__ import annotations

import json
from collections.abc import Sequence

from topology.render.drawing.lines import HIT, LINK, MUST, ONE_OF, REACH, SOFT
from topology.render.drawing.picture import Picture
from topology.render.drawing.quotient import Quotient
from topology.render.machine.plain import Plain

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


def graph_data(picture: Picture, labels: Sequence[str]) -> Plain:
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
