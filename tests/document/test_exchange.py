"""Documents to networkx and back, and networks of others read as documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given

from tests.support.oracles import Doc
from tests.support.repository import MODELS
from tests.support.strategies import documents
from topology.document.document import Topology
from topology.errors import DocumentError
from topology.findings.single_points import SinglePoints

SMALL: Doc = {
    "format": 1,
    "name": "small",
    "components": [
        {"id": "pay", "demand": 9.0, "needs": [{"any": ["east", {"all": ["west", "east"]}]}]},
        {"id": "east", "kind": "data-centre", "needs": [{"reach": "internet"}]},
        {"id": "west", "kind": "data-centre", "needs": [{"on": "internet", "hard": False}]},
        {"id": "internet", "fails": False},
        {"id": "f1", "kind": "fibre", "connects": ["east", "internet"]},
        {"id": "f2", "kind": "fibre", "connects": ["east", "internet"], "one_way": True},
    ],
    "shared_risks": [
        {"id": "duct", "hits": ["f1", "f2"]},
        {"id": "quake", "hits": {"kind": "data-centre"}},
    ],
    "objectives": [{"of": "pay", "rto": "1 h"}],
}


def small() -> Any:
    return Topology.from_dict(SMALL).to_networkx()


def rejected(graph: Any, **options: Any) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        Topology.from_networkx(graph, **options)
    return list(caught.value.lines())


# -- round trips ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_models_come_back_equal(path: Path) -> None:
    topology = Topology.load(path)
    assert Topology.from_networkx(topology.to_networkx()) == topology


@given(documents())
def test_documents_come_back_equal(doc: Doc) -> None:
    topology = Topology.from_dict(doc)
    assert Topology.from_networkx(topology.to_networkx()) == topology


@given(documents())
def test_documents_come_back_equal_by_way_of_json(doc: Doc) -> None:
    topology = Topology.from_dict(doc)
    data = json.loads(json.dumps(nx.node_link_data(topology.to_networkx(), edges="edges")))
    assert Topology.from_networkx(nx.node_link_graph(data, edges="edges")) == topology


def test_an_empty_name_comes_back() -> None:
    topology = Topology.from_dict({"name": "", "components": [{"id": "a"}]})
    assert Topology.from_networkx(topology.to_networkx()) == topology
    assert Topology.from_networkx(topology.to_networkx(), name="other").name == "other"


def test_nodes_hold_the_fields_and_edges_the_roles() -> None:
    graph = small()
    assert type(graph) is nx.MultiDiGraph
    assert graph.name == "small"
    assert graph.graph["topology"] == {"format": 1, "objectives": SMALL["objectives"]}
    assert nx.get_node_attributes(graph, "demand") == {"pay": 9.0}
    assert set(graph.edges(keys=True, data="role")) == {
        ("pay", "east", 0, "needs"),
        ("pay", "west", 0, "needs"),
        ("east", "internet", 0, "needs"),
        ("west", "internet", 0, "needs"),
        ("east", "internet", "f1", "link"),
        ("internet", "east", "f1", "link"),
        ("east", "internet", "f2", "link"),
        ("duct", "f1", 0, "hits"),
        ("duct", "f2", 0, "hits"),
        ("quake", "east", 0, "hits"),
        ("quake", "west", 0, "hits"),
    }


def test_the_graph_shares_nothing_with_the_topology() -> None:
    topology = Topology.from_dict(SMALL)
    topology.to_networkx().nodes["pay"]["needs"].clear()
    assert Topology.from_networkx(topology.to_networkx()) == topology


# -- what is edited in networkx -------------------------------------------------------------------


def test_fields_and_plain_edges_can_be_edited() -> None:
    graph = small()
    graph.nodes["pay"]["demand"] = 10
    graph.add_node("north", kind="data-centre", tags=("new",))
    graph.add_edge("north", "internet", kind="radio", one_way=False)
    topology = Topology.from_networkx(graph)
    parts = {component.id: component for component in topology.components}
    assert parts["pay"].demand == 10
    assert parts["north"].tags == ("new",)
    assert parts["north->internet"].connects == ("north", "internet")
    assert parts["north->internet"].kind == "radio"
    assert not parts["north->internet"].one_way


def test_a_node_that_is_taken_away_dangles() -> None:
    graph = small()
    graph.remove_node("f1")
    said = 'has the role "link", which the fields of no node give it: change them instead'
    assert rejected(graph) == [
        f'edge "east" → "internet": {said}',
        f'edge "internet" → "east": {said}',
    ]
    graph = small()
    graph.remove_node("internet")
    said = '"internet", which does not exist'
    assert rejected(graph) == [
        f'components[1] "east": reaches for {said}',
        f'components[2] "west": needs {said}',
        f'components[3] "f1": connects {said}',
        f'components[4] "f2": connects {said}',
    ]


@pytest.mark.parametrize(
    ("a", "b", "key", "owner", "role"),
    [
        ("pay", "west", 0, "pay", "needs"),
        ("internet", "east", "f1", "f1", "link"),
        ("duct", "f2", 0, "duct", "hits"),
    ],
)
def test_an_edge_that_is_taken_away_is_missed(
    a: str, b: str, key: Any, owner: str, role: str
) -> None:
    graph = small()
    graph.remove_edge(a, b, key)
    said = f'yet the fields of "{owner}" give it the role "{role}": change both'
    assert rejected(graph) == [f'edge "{a}" → "{b}": is missing, {said}']


def test_an_edge_with_a_role_that_is_added_is_refused() -> None:
    graph = small()
    graph.add_edge("west", "pay", role="needs")
    said = 'has the role "needs", which the fields of no node give it: change them instead'
    assert rejected(graph) == [f'edge "west" → "pay": {said}']


def test_an_undirected_copy_is_refused() -> None:
    said = 'edges: have the attribute "role", which only a MultiDiGraph may have'
    assert rejected(small().to_undirected()) == [said]
    assert rejected(nx.DiGraph(small())) == [said]


# -- any other graph ------------------------------------------------------------------------------


def ids(topology: Topology) -> list[str]:
    return [component.id for component in topology.components]


@pytest.mark.parametrize("make", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_graphs_of_every_type(make: Callable[[], Any]) -> None:
    graph = make()
    graph.add_edge("b", "a", kind="fibre")
    graph.add_edge("b", "c", id="cable")
    topology = Topology.from_networkx(graph, name="three")
    first = "b->a" if graph.is_directed() else "a--b"
    assert ids(topology) == ["b", "a", "c", first, "cable"]
    assert topology.name == "three"
    link = topology.components[3]
    assert link.kind == "fibre"
    assert link.connects == (("b", "a") if graph.is_directed() else ("a", "b"))
    assert all(c.one_way is graph.is_directed() for c in topology.components if c.connects)


def test_parallel_edges_are_numbered_around_names_that_are_taken() -> None:
    graph = nx.MultiGraph([("a", "b"), ("b", "a"), ("a", "b"), ("a", "b")])
    graph.add_node("a--b#2")
    graph.add_edge("a", "b", id="a--b#4")
    made = ["a--b", "a--b#3", "a--b#5", "a--b#6", "a--b#4"]
    assert ids(Topology.from_networkx(graph)) == ["a", "b", "a--b#2", *made]


def test_names_of_links_do_not_depend_on_the_order_of_nodes() -> None:
    edges = [("a", "b"), ("b", "c"), ("c", "a")]
    names = set(ids(Topology.from_networkx(nx.Graph(edges))))
    assert names == set(ids(Topology.from_networkx(nx.Graph(reversed(edges)))))


def test_nodes_of_any_type() -> None:
    graph = nx.Graph([(1, 2.5), (2.5, (0, 1)), ((0, 1), frozenset())])
    assert ids(Topology.from_networkx(graph))[:4] == ["1", "2.5", "(0, 1)", "frozenset()"]


def test_two_nodes_of_one_id() -> None:
    graph = nx.Graph()
    graph.add_nodes_from([1, "1", "2", 2, 3])
    assert rejected(graph) == [
        'the nodes 1 and "1" would have the same id',
        'the nodes "2" and 2 would have the same id',
    ]


def test_a_self_loop() -> None:
    graph = nx.Graph([("a", "a")])
    said = 'connects "a" with itself: a link has two ends'
    assert rejected(graph) == [f'components[1] "a--a": {said}']


def test_attributes_that_are_no_fields() -> None:
    graph = nx.Graph()
    graph.add_node("a", Latitude=5, locaton="x")
    graph.add_edge("a", "b", weight=3, dist=4)
    assert rejected(graph) == [
        'components[0] "a": has an unknown key "Latitude"; did you mean "latitude"?',
        'components[0] "a": has an unknown key "locaton"; did you mean "location"?',
        'components[2] "a--b": has an unknown key "weight"',
        'components[2] "a--b": has an unknown key "dist"',
    ]
    kept = Topology.from_networkx(graph, ignore=("Latitude", "locaton", "weight", "dist"))
    assert ids(kept) == ["a", "b", "a--b"]


def test_attributes_that_say_what_the_graph_says() -> None:
    graph = nx.Graph()
    graph.add_node("a", id="b")
    graph.add_node("c", id="c")
    graph.add_edge("a", "c", connects=["c", "a"])
    assert rejected(graph) == [
        'node "a": has the id "b": the node itself is the id; relabel it',
        'edge "a" → "c": has an attribute connects: its ends are what it connects',
    ]


@pytest.mark.parametrize("value", [5, {"components": []}, {"name": "x"}, {"shared_risks": []}])
def test_fields_of_the_document_that_belong_elsewhere(value: object) -> None:
    graph = nx.Graph(topology=value)
    graph.add_node("a")
    said = "must hold the document's fields other than name, components and shared_risks"
    assert rejected(graph) == [f'graph attribute "topology": {said}']


def test_fields_of_the_document() -> None:
    graph = nx.Graph(name="named", topology={"currency": "USD"}, other="not read")
    graph.add_node("a", needs=["b"])
    graph.add_node("b")
    graph.add_node("risk", hits=["b"])
    topology = Topology.from_networkx(graph)
    assert (topology.name, topology.currency) == ("named", "USD")
    assert SinglePoints.of(topology).causes("a") == ("b", "risk")


def test_an_empty_graph() -> None:
    assert rejected(nx.Graph()) == ["components is a list of 0: must not be empty"]


def test_published_forms_are_read() -> None:
    text = "\n".join(nx.generate_graphml(nx.MultiGraph([("a", "b"), ("a", "b"), ("b", "c")])))
    graph = nx.parse_graphml(text)
    assert ids(Topology.from_networkx(graph)) == ["a", "b", "c", "a--b", "a--b#2", "b--c"]
