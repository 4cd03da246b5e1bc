"""A peer: which nodes lose which goals when one component of a mesh fails, by networkx alone."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import networkx as nx


def main() -> None:
    """Reads a document of nodes, links and `reach`, and prints how many lose a goal to what."""
    components = json.loads(Path(sys.argv[1]).read_text("utf-8"))["components"]
    graph = nx.Graph()
    goals = {}
    for component in components:
        if "connects" in component:
            # A link is a node of its own, so that it can be taken out as any other.
            graph.add_edges_from((end, component["id"]) for end in component["connects"])
        else:
            graph.add_node(component["id"])
            goals[component["id"]] = [entry["reach"] for entry in component.get("needs", [])]
    lost = 0
    for component in components:
        rest = graph.subgraph(set(graph) - {component["id"]})
        island = {
            node: number
            for number, nodes in enumerate(nx.connected_components(rest))
            for node in nodes
        }
        for name, wanted in goals.items():
            if name == component["id"]:
                continue
            lost += any(island.get(goal) != island[name] for goal in wanted)
    print(lost)


if __name__ == "__main__":
    main()
