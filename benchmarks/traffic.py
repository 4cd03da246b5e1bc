"""Measures what every failure does to the traffic of networks, beside peers that do as much.

NetGraph (`pip install ngraph`) gets an environment of its own, made once in `.benchmarks/`.
"""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from time import process_time
from typing import Any

import networkx as nx
import topohub

from benchmarks.load import HERE, environment, measured
from topology.document.document import Topology
from topology.network.causes import Cause, CauseKind
from topology.network.sweep import Sweep, TrafficNetwork
from topology.structure.graph import Graph

PEAK = 218.5 / 0.6
"""The capacity of each link of germany50 by which its worst is used to 60 % with nothing failed."""


def germany50() -> dict[str, Any]:
    """50 nodes, 88 links, 662 demands of SNDlib, by hops."""
    found = json.loads((files(topohub) / "data" / "sndlib" / "germany50.json").read_text())
    names = {node["id"]: node["name"] for node in found["nodes"]}
    ends = [[names[edge["source"]], names[edge["target"]]] for edge in found["edges"]]
    demands = [
        {"from": names[int(a)], "to": names[int(b)], "demand": amount}
        for a, row in found["graph"]["demands"].items()
        for b, amount in row.items()
    ]
    return _document(sorted(names.values()), ends, demands, PEAK)


def sparse(nodes: int, links: int, seed: int = 1) -> dict[str, Any]:
    """Long rings: the tree of a random planar network and some short links between far branches.

    Every node sends one unit to every other.
    """
    places = nx.random_geometric_graph(nodes, 2.5 / nodes**0.5, seed=seed)
    place = nx.get_node_attributes(places, "pos")
    for a, b in places.edges:
        places.edges[a, b]["weight"] = sum(
            (x - y) ** 2 for x, y in zip(place[a], place[b], strict=True)
        )
    tree = nx.minimum_spanning_tree(places)
    for a, b in sorted(places.edges, key=lambda edge: places.edges[edge]["weight"]):
        if tree.number_of_edges() >= links:
            break
        if not nx.has_path(tree, a, b) or nx.shortest_path_length(tree, a, b) > 6:
            tree.add_edge(a, b)
    ends = [[f"n{a:04}", f"n{b:04}"] for a, b in tree.edges]
    every = [{"from": "all", "to": "all", "demand": 1}]
    return _document([f"n{node:04}" for node in tree], ends, every, 1000.0)


def _document(
    names: list[str], links: list[list[str]], traffic: list[Any], capacity: float
) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [{"id": name, "needs": []} for name in names]
    parts += [
        {"id": f"{a}--{b} {n}", "connects": [a, b], "capacity": capacity}
        for n, (a, b) in enumerate(links)
    ]
    ways = {"ways": "equal-cost", "metric": "hops", "duplex": "full"}
    return {"components": parts, "routing": ways, "traffic": traffic}


def processes(folder: str, *, with_peer: bool) -> None:
    """Whole processes that go through the single links of germany50."""
    path = str(Path(folder, "germany50.json"))
    Path(path).write_text(json.dumps(germany50()))
    print("traffic: germany50, 662 demands, every single link, whole processes")
    command = [sys.executable, "-m", "topology", "network", path, "--cause", "link", "-f", "json"]
    ours, _ = measured(command)
    print(f"  {'topology network':40}{ours:8.2f} s CPU")
    plain, _ = measured([sys.executable, str(HERE / "peer_plain_traffic.py"), path])
    print(f"  {'plain Python, all anew':40}{plain:8.2f} s CPU, {ours / plain:.2f} times")
    python = environment("ngraph") if with_peer else None
    if python is not None:
        theirs, _ = measured([python, str(HERE / "peer_ngraph.py"), path])
        print(f"  {'NetGraph, a demand a pair':40}{theirs:8.2f} s CPU, {ours / theirs:.2f} times")


def sweeps(*, quick: bool) -> None:
    """Sweeps alone, of networks that are larger or with all pairs of links."""
    _swept("germany50, links", germany50(), [CauseKind.LINK])
    _swept("germany50, pairs of links", germany50(), [CauseKind.LINK], pairs=True)
    _swept("197 nodes, 245 links", sparse(197, 245), [CauseKind.LINK, CauseKind.NODE])
    if not quick:
        _swept("754 nodes, 899 links", sparse(754, 899), [CauseKind.LINK])


def _swept(
    what: str, document: dict[str, Any], kinds: list[CauseKind], *, pairs: bool = False
) -> None:
    network = TrafficNetwork(Graph.compile(Topology.from_dict(document)))
    causes = network.causes
    some: list[Cause] = [c for c in causes.single() if causes.kind(c.numbers[0]) in kinds]
    if pairs:
        numbers = [cause.numbers[0] for cause in some]
        some = [causes.together(pair) for pair in combinations(numbers, 2)]
    begun = process_time()
    sweep = Sweep.of(network, some)
    used = process_time() - begun
    grown = [f"{g:.6f}" if g else "any" for g in (sweep.intact.growth, sweep.growth_any)]
    growth = f"growth {grown[0]} intact, {grown[1]} after any"
    print(f"  {what:32}{len(some):6,} failures {used:8.2f} s CPU, {growth}")
