"""Measures the cheapest links that leave no bridge, beside networkx, which comes within twice that.

`networkx.k_edge_augmentation` is an approximation for costs (Khuller and Thurimella 1993): here it
is shown what it pays, and what each takes. The networks are those that topohub brings, with great
circles in kilometres between all nodes that are not joined.
"""

from __future__ import annotations

from importlib.resources import files
from statistics import geometric_mean
from time import process_time

import networkx as nx
import numpy as np

from tests.support.new_links import Published, published
from topology.remedy.cuts.articulation import without_articulation_points
from topology.remedy.cuts.bridges import without_bridges

FEW = ("sndlib/brain", "topozoo/Aarnet", "topozoo/Carnet", "topozoo/Latnet")
SMALLEST = 60
"""So many of the networks that some node parts are made proof against the failure of any node."""


def links(*, quick: bool) -> None:
    """All networks with a bridge, and those that some node parts."""
    names = FEW if quick else every()
    known = [of for of in map(published, names) if of.network.nodes > 3]
    bridged = [of for of in known if nx.has_bridges(of.graph)]
    _beside(bridged)
    parted = [of for of in known if not nx.is_biconnected(of.graph)]
    _nodes(sorted(parted, key=lambda of: of.network.nodes)[: 1 if quick else SMALLEST])


def every() -> list[str]:
    """The networks of the Topology Zoo, of SNDlib and of backbones."""
    data = files("topohub").joinpath("data")
    return sorted(
        f"{folder}/{entry.name.removesuffix('.json')}"
        for folder in ("backbone", "sndlib", "topozoo")
        for entry in data.joinpath(folder).iterdir()
        if entry.name.endswith(".json")
    )


def _beside(networks: list[Published]) -> None:
    ours = theirs = 0.0
    ratios, spent = [], []
    for of in networks:
        begun = process_time()
        answer = without_bridges(of.network, [of.costs])
        ours += process_time() - begun
        if answer.bound < answer.cost - 1e-5:
            raise SystemExit("not proven")
        begun = process_time()
        cost = _by_networkx(of)
        theirs += process_time() - begun
        spent.append((cost, answer.cost))
        if answer.cost > 0:
            ratios.append(cost / answer.cost)
    total = [sum(column) for column in zip(*spent, strict=True)]
    print(f"remedies: the cheapest links that leave no bridge, {len(networks)} networks, in all")
    print(f"  {'topology, proven optimal':40}{ours:8.2f} s CPU {total[1]:14,.1f} km")
    print(f"  {'networkx.k_edge_augmentation':40}{theirs:8.2f} s CPU {total[0]:14,.1f} km")
    mean, worst = geometric_mean(ratios), max(ratios)
    average = sum(ratios) / len(ratios)
    dearer = f"{mean:.2f} times the cost in the geometric mean, {average:.2f} on average"
    print(
        f"  networkx: {dearer}, at worst {worst:.2f}; topology: {ours / theirs:.2f} times its CPU"
    )


def _by_networkx(of: Published) -> float:
    costs = of.costs(np.arange(of.network.nodes))
    a, b = np.nonzero(np.triu(np.isfinite(costs), 1))
    available = list(zip(a.tolist(), b.tolist(), costs[a, b].tolist(), strict=True))
    found = nx.k_edge_augmentation(of.graph, 2, available)
    return float(sum(costs[pair] for pair in found))


def _nodes(networks: list[Published]) -> None:
    begun, cost = process_time(), 0.0
    for of in networks:
        cost += without_articulation_points(of.network, [of.costs]).cost
    used = process_time() - begun
    smallest = f"no articulation point, the {len(networks)} smallest"
    print(f"  {smallest:40}{used:8.2f} s CPU {cost:14,.1f} km")
