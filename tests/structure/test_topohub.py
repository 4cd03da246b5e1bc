"""Every Topology Zoo and SNDlib network that topohub brings, against networkx.

Each node must reach a hub, the node of most links, and one service needs them all. Single points
of failure are then the articulation points and bridges between a node and the hub.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import networkx as nx
import pytest

from tests.support.networks import FOLDERS, NETWORKS, document, hub_of, network
from topology.document.document import Topology
from topology.findings.single_points import SinglePoints


def cut_off(graph: nx.MultiGraph, hub: Any) -> dict[Any, set[str]]:
    """For each node that reaches the hub what cuts it off, by articulation points and bridges."""
    reached = nx.node_connected_component(graph, hub)
    found: dict[Any, set[str]] = {n: {f"node-{hub}"} for n in reached if n != hub}
    part = graph.subgraph(reached)
    for point in nx.articulation_points(nx.Graph(part)):
        if point != hub:
            rest = part.subgraph(set(part) - {point})
            for n in set(rest) - nx.node_connected_component(rest, hub):
                found[n].add(f"node-{point}")
    parallel = Counter(frozenset((a, b)) for a, b in part.edges())
    for a, b in nx.bridges(nx.Graph(part)):
        if parallel[frozenset((a, b))] == 1:
            rest = nx.Graph(part)
            rest.remove_edge(a, b)
            (link,) = part[a][b]
            for n in set(rest) - nx.node_connected_component(rest, hub):
                found[n].add(link)
    return found


def test_there_are_some_hundreds() -> None:
    assert len(NETWORKS) > 200
    assert {name.partition("/")[0] for name in NETWORKS} == set(FOLDERS)


@pytest.mark.parametrize(
    "name",
    [
        name if number % 10 == 0 else pytest.param(name, marks=pytest.mark.slow)
        for number, name in enumerate(NETWORKS)
    ],
)
def test_single_points_are_articulation_points_and_bridges(name: str) -> None:
    graph = network(name)
    hub = hub_of(graph)
    expected = cut_off(graph, hub)
    topology = Topology.from_dict(document(graph, hub))
    points = SinglePoints.of(topology, [f"node-{n}" for n in graph if n != hub])
    assert set(points.targets) == {f"node-{n}" for n in expected}
    for n, causes in expected.items():
        assert set(points.causes(f"node-{n}")) == causes
    one = SinglePoints.of(topology)
    if nx.is_connected(graph):
        assert one.targets == ("service",)
        cutting = set().union(*expected.values())
        assert set(one.causes("service")) == cutting | {f"node-{n}" for n in graph}
    else:
        assert one.never_up == ("service",)
