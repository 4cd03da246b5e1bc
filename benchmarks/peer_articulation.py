"""The peer: parses the same JSON and asks rustworkx for the articulation points, and no more."""

import json
import sys

import rustworkx

with open(sys.argv[1], encoding="utf-8") as file:
    components = json.load(file)["components"]
links = [c["connects"] for c in components if "connects" in c]
index = {c["id"]: i for i, c in enumerate(c for c in components if "connects" not in c)}
graph = rustworkx.PyGraph()
graph.add_nodes_from(list(index))
graph.add_edges_from_no_data([(index[a], index[b]) for a, b in links])
print(len(rustworkx.articulation_points(graph)))
