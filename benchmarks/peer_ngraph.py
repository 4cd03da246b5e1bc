"""Every single link failure of a network with traffic by NetGraph (`ngraph`): one demand a pair.

Reads a document of this project. NetGraph places demands against capacities rather than adding up
loads; what it has to find out, the shortest ways of all demands after each failure, is the same.
"""

from __future__ import annotations

import json
import sys

from ngraph import Link, Network, Node
from ngraph.analysis import functions


def main(path: str) -> None:
    with open(path) as file:
        document = json.load(file)
    network = Network()
    links = []
    for part in document["components"]:
        if "connects" not in part:
            network.add_node(Node(name=part["id"]))
    for part in document["components"]:
        if "connects" in part:
            a, b = part["connects"]
            link = Link(source=a, target=b, capacity=part["capacity"], cost=1)
            network.add_link(link)
            links.append(link.id)
    demands = [
        {"source": f"^{d['from']}$", "target": f"^{d['to']}$", "volume": d["demand"],
         "mode": "pairwise", "id": str(n)}
        for n, d in enumerate(document["traffic"])
    ]  # fmt: skip
    context, expansion, ids = functions.build_demand_placement_inputs(network, demands)
    worst = 1.0
    for link in links:
        found = functions.demand_placement_analysis(
            network, set(), {link}, demands, context=context, expansion=expansion, resolved_ids=ids
        )
        worst = min(worst, found.summary.overall_ratio)
    print(f"{len(links)} links, at worst {worst:.6f} of the traffic placed")


if __name__ == "__main__":
    main(sys.argv[1])
