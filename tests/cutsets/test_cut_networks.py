"""Cut sets of the SNDlib networks against all pairs and networkx, and of a fat-tree by formula."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import networkx as nx
import pytest

from benchmarks.replicas import all_orders, replicas
from tests.support.networks import NETWORKS, document, hub_of, network
from topology.cutsets import cutsets
from topology.cutsets.cutsets import CutSets
from topology.document.document import Topology

FEW_LINKS = 25
LARGE = [pytest.mark.slow]
SNDLIB = [
    pytest.param(name, marks=LARGE * (network(name).number_of_edges() > FEW_LINKS))
    for name in NETWORKS
    if name.startswith("sndlib/")
]


def far_from(graph: nx.MultiGraph, hub: Any) -> Any:
    """The node the most steps from the hub."""
    steps = nx.single_source_shortest_path_length(nx.Graph(graph), hub)
    return max(sorted(steps), key=steps.__getitem__)


def cut_sets(doc: dict[str, Any], target: str, *, safe: str) -> set[frozenset[str]]:
    """Those of up to two failures, where one half of the components never fails."""
    for component in doc["components"]:
        if ("connects" in component) == (safe == "links"):
            component["fails"] = False
    sets = CutSets.of(Topology.from_dict(doc), target, max_order=2)
    found = [frozenset(cut.ids) for cut in sets.listed()]
    assert sets.count_by_order == {k: n for k in (1, 2) if (n := sum(len(s) == k for s in found))}
    return set(found)


def minimal(sets: list[frozenset[str]]) -> set[frozenset[str]]:
    singles = {s for s in sets if len(s) == 1}
    return singles | {s for s in sets if len(s) == 2 and not any(one < s for one in singles)}


def all_pairs(names: list[str]) -> list[frozenset[str]]:
    return [frozenset(some) for size in (1, 2) for some in combinations(names, size)]


def ways_of(graph: nx.MultiGraph) -> dict[Any, list[tuple[Any, str]]]:
    """To each node its neighbours, and the links to them."""
    return {node: [(to, link) for _, to, link in graph.edges(node, keys=True)] for node in graph}


def reached(
    ways: dict[Any, list[tuple[Any, str]]], start: Any, without: frozenset[str]
) -> set[Any]:
    """The nodes to which links lead, some links aside."""
    found, todo = {start}, [start]
    while todo:
        for node, link in ways[todo.pop()]:
            if node not in found and link not in without:
                found.add(node)
                todo.append(node)
    return found


@pytest.mark.parametrize("name", SNDLIB)
def test_link_cuts_between_two_nodes(name: str) -> None:
    graph = network(name)
    hub = hub_of(graph)
    far = far_from(graph, hub)
    links = [link for _, _, link in graph.edges(keys=True)]
    ways = ways_of(graph)
    expected = [some for some in all_pairs(links) if far not in reached(ways, hub, some)]
    found = cut_sets(document(graph, hub), f"node-{far}", safe="nodes")
    assert found == minimal(expected)


@pytest.mark.parametrize("name", SNDLIB)
def test_node_separators_between_two_nodes(name: str) -> None:
    graph = network(name)
    hub = hub_of(graph)
    far = far_from(graph, hub)
    others = {f"node-{n}": n for n in graph if n not in (hub, far)}
    expected = []
    for some in all_pairs(list(others)):
        rest = graph.subgraph(set(graph) - {others[n] for n in some})
        if not nx.has_path(rest, far, hub):
            expected.append(some)
    found = cut_sets(document(graph, hub), f"node-{far}", safe="links")
    assert found == minimal([*expected, frozenset([f"node-{hub}"])])


@pytest.mark.parametrize("name", SNDLIB)
def test_link_cuts_of_a_whole_network(name: str) -> None:
    """What splits it: two links, of which neither does."""
    graph = network(name)
    hub = hub_of(graph)
    links = [link for _, _, link in graph.edges(keys=True)]
    ways = ways_of(graph)
    expected = [some for some in all_pairs(links) if len(reached(ways, hub, some)) < len(graph)]
    assert cut_sets(document(graph, hub), "service", safe="nodes") == minimal(expected)


@pytest.mark.parametrize("name", SNDLIB)
def test_the_smallest_cut_is_the_minimum_cut(name: str) -> None:
    graph = network(name)
    hub = hub_of(graph)
    far = far_from(graph, hub)
    doc = document(graph, hub)
    for component in doc["components"]:
        if "connects" not in component:
            component["fails"] = False
    simple = nx.Graph()
    for a, b in graph.edges():
        weight = simple.get_edge_data(a, b, {"capacity": 0})["capacity"] + 1
        simple.add_edge(a, b, capacity=weight)
    least, _ = nx.minimum_cut(simple, far, hub)
    sets = CutSets.of(Topology.from_dict(doc), f"node-{far}", max_order=int(least))
    assert sets.redundancy == least


@pytest.mark.parametrize("name", ["sndlib/abilene.json", "sndlib/polska.json"])
def test_path_sets_and_diagrams_agree(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = network(name)
    hub = hub_of(graph)
    topology = Topology.from_dict(document(graph, hub))
    target = f"node-{far_from(graph, hub)}"
    whole = CutSets.of(topology, target)
    assert whole.complete
    monkeypatch.setattr(cutsets, "FEW_STATES", 1)
    few = CutSets.of(topology, target, max_order=3)
    assert few.method == "path sets"
    assert not few.complete
    assert few.count_by_order == {k: n for k, n in whole.count_by_order.items() if k <= 3}
    assert few.listed() == [cut for cut in whole.listed() if cut.order <= 3]


# -- replicas in a fat-tree -----------------------------------------------------------------------


@pytest.mark.parametrize("k", [8, pytest.param(48, marks=pytest.mark.slow)])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_replicas_in_a_fat_tree(k: int, number: int) -> None:
    """Each replica falls to its host or its edge switch; all else takes half a pod or more."""
    sets = CutSets.of(Topology.from_dict(replicas(k, number)), "service")
    assert sets.complete
    assert sets.total == all_orders(k, number)
    assert sets.redundancy == number
    assert sets.count_by_order[number] == 2**number
    if k == 48:
        assert {order: n for order, n in sets.count_by_order.items() if order <= 4} == {
            number: 2**number
        }
    if (k, number) == (48, 3):
        assert sets.total == 318_767_094
        assert [cut.order for cut in sets.listed(20)] == [3] * 8 + [26] * 12


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2, 3])
def test_replicas_in_a_fat_tree_with_shared_risks(number: int) -> None:
    """A pod falls to a host, an edge switch, its power, its cooling or the edge's firmware."""
    sets = CutSets.of(Topology.from_dict(replicas(48, number, shared=True)), "service", max_order=4)
    assert sets.count_by_order == {number: 5**number}
    assert (sets.complete, sets.max_order) == (False, 4)
