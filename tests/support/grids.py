"""Networks in the form of a grid, and compiled documents."""

from __future__ import annotations

from itertools import combinations

from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.structure.graph import Graph


def compiled(doc: Doc) -> Graph:
    return Graph.compile(Topology.from_dict(doc))


def grid(width: int, height: int) -> Doc:
    nodes = [f"{x}.{y}" for x in range(width) for y in range(height)]
    links = [
        {"id": f"{a}-{b}", "kind": "fibre", "connects": [a, b]}
        for a, b in combinations(nodes, 2)
        if abs(int(a.split(".")[0]) - int(b.split(".")[0]))
        + abs(int(a.split(".")[1]) - int(b.split(".")[1]))
        == 1
    ]
    found: list[Doc] = [{"id": name} for name in nodes]
    found[0]["needs"] = [{"reach": nodes[-1]}]
    return {"components": [*found, *links]}
