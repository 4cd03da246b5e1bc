"""The Topology Zoo and SNDlib networks that topohub brings, and documents of them.

Each node must reach a hub, the node of most links, and one service needs them all.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import networkx as nx

FOLDERS = ("topozoo", "sndlib")
NETWORKS = sorted(
    f"{folder}/{entry.name}"
    for folder in FOLDERS
    for entry in files("topohub").joinpath("data", folder).iterdir()
    if entry.name.endswith(".json")
)


def network(name: str) -> nx.MultiGraph:
    """The nodes and edges of a published network; parallel edges are kept, loops are not."""
    plain = json.loads(files("topohub").joinpath("data", name).read_text(encoding="utf-8"))
    graph = nx.MultiGraph()
    graph.add_nodes_from(node["id"] for node in plain["nodes"])
    ends = [(edge["source"], edge["target"]) for edge in plain["edges"]]
    graph.add_edges_from((a, b, f"link-{i}") for i, (a, b) in enumerate(ends) if a != b)
    return graph


def hub_of(graph: nx.MultiGraph) -> Any:
    return max(sorted(graph), key=graph.degree)


def document(graph: nx.MultiGraph, hub: Any) -> dict[str, Any]:
    nodes = [
        {"id": f"node-{n}", "needs": [{"reach": f"node-{hub}"}] if n != hub else []} for n in graph
    ]
    links = [
        {"id": link, "connects": [f"node-{a}", f"node-{b}"]}
        for a, b, link in graph.edges(keys=True)
    ]
    service = {"id": "service", "needs": [node["id"] for node in nodes]}
    return {"components": [*nodes, *links, service]}
