"""Published networks with traffic as documents: small files of facts, and SNDlib by topohub."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import topohub

REFERENCES = Path(__file__).parents[1] / "network" / "references"


@cache
def facts(name: str) -> Mapping[str, Any]:
    """Nodes, links [ends, metric, capacity or none] and demands [from, to, amount] of a network."""
    path = REFERENCES / f"{name}.json"
    if path.exists():
        found = json.loads(path.read_text())
        demands = [[int(a), b, x] for a, row in found["demands"].items() for b, x in row]
        return {**found, "demands": demands}
    # Read here, as topohub itself leaves its files to be closed.
    found = json.loads((files(topohub) / "data" / "sndlib" / f"{name}.json").read_text())
    nodes = {node["id"]: number for number, node in enumerate(found["nodes"])}
    links = [[nodes[e["source"]], nodes[e["target"]], 1, None] for e in found["edges"]]
    table = found["graph"]["demands"]
    demands = [
        [nodes[int(a)], nodes[int(b)], x] for a, row in table.items() for b, x in row.items()
    ]
    return {"nodes": [n["name"] for n in found["nodes"]], "links": links, "demands": demands}


def document(name: str, capacity: float | None = None, **routing: str) -> dict[str, Any]:
    """A network as a document; ids sort as the file does. `capacity` is of links without one."""
    found = facts(name)
    names = [f"{number:03d} {node}" for number, node in enumerate(found["nodes"])]
    parts: list[dict[str, Any]] = [{"id": node, "kind": "node", "needs": []} for node in names]
    for number, (a, b, metric, own) in enumerate(found["links"]):
        link = f"link {number:03d}"
        ends = [names[a], names[b]]
        parts.append({"id": link, "connects": ends, "metric": metric, "capacity": own or capacity})
    traffic = [{"from": names[a], "to": names[b], "demand": x} for a, b, x in found["demands"]]
    ways = {"ways": "equal-cost", "duplex": "full", **routing}
    return {"components": parts, "routing": ways, "traffic": traffic}
