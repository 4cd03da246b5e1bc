"""Published networks by topohub, and the kilometres that a new link between two nodes would take.

The graph is simple; of its parts the largest is taken, and its nodes are numbered in their order.
Nodes that are joined already can not be joined once more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

import networkx as nx
import numpy as np

from topology.remedy.cuts.links import Costs, great_circles, not_joined
from topology.remedy.cuts.parts import Network


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """A network, and what its new links cost."""

    graph: nx.Graph
    network: Network
    costs: Costs


def published(name: str) -> Published:
    plain = json.loads(files("topohub").joinpath("data", f"{name}.json").read_text("utf-8"))
    numbers = {node["id"]: number for number, node in enumerate(plain["nodes"])}
    graph = nx.Graph()
    graph.add_nodes_from(range(len(numbers)))
    ends = ((numbers[edge["source"]], numbers[edge["target"]]) for edge in plain["edges"])
    graph.add_edges_from((a, b) for a, b in ends if a != b)
    largest = max(sorted(nx.connected_components(graph), key=min), key=len)
    kept = sorted(largest)
    graph = nx.convert_node_labels_to_integers(graph.subgraph(kept), ordering="sorted")
    places = np.array([node["pos"] for node in plain["nodes"]], dtype=np.float64)[kept]
    network = Network.of(len(kept), sorted(graph.edges))
    circles = great_circles(places[:, 1], places[:, 0], radius_km=6371.0, each=0.0, per_km=1.0)
    return Published(graph, network, not_joined(circles, len(kept), network.ends))
