"""One search of a mesh for all goals finds what a search for each path finds.

The oracle is the search for each: `edge_of` and `alive_masks`, and whole analyses of a network
whose links are taken for one-way ones in both directions, for which nothing is shared.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.grids import compiled, grid
from tests.support.oracles import Doc
from tests.support.strategies import documents
from topology.findings.single_points import SinglePoints
from topology.render.machine.findings import spof_plain
from topology.structure.graph import Graph
from topology.structure.islands import Islands, edge_of, reachable_from
from topology.structure.network import Mesh, Network
from topology.structure.order_one.connected import Connected
from topology.structure.order_one.network_cuts import alive_masks
from topology.structure.order_one.order_one import OrderOne
from topology.structure.reasons.explainer import Explainer

unhurried = settings(deadline=None)


@st.composite
def meshes(draw: st.DrawFn, least: int = 2, most: int = 7) -> Doc:
    """Nodes that are joined by two-way links, each of which has to reach some others."""
    names = [f"n{i}" for i in range(draw(st.integers(least, most)))]
    some = st.sampled_from(names)
    wishes = st.lists(some, max_size=3, unique=True)
    nodes = [
        {"id": name, "needs": [{"reach": goal} for goal in draw(wishes) if goal != name]}
        for name in names
    ]
    pairs = draw(st.lists(st.tuples(some, some).filter(lambda p: p[0] != p[1]), max_size=10))
    links = [{"id": f"k{i}", "connects": list(pair)} for i, pair in enumerate(pairs)]
    return {"components": [*nodes, *links], "objectives": [{"of": name} for name in names]}


def searched_apart(graph: Graph) -> Graph:
    """The same graph whose links are taken for one-way ones, so that no search is shared."""
    apart: dict[int, Mesh] = {}
    for number, network in enumerate(graph.networks):
        mesh = apart.setdefault(id(network.mesh), replace(network.mesh, one_way=True))
        graph.networks[number] = Network(network.goal, mesh, network.paths)
    return graph


@unhurried
@given(meshes(), st.data())
def test_islands_and_their_edges_are_those_of_each_path(doc: Doc, data: st.DataObject) -> None:
    graph = compiled(doc)
    down = data.draw(st.sets(st.sampled_from(range(graph.size)))) | graph.never_up
    for network in graph.networks:
        islands, reaching = Islands(graph, network.mesh, down), network.reaching(down)
        for source in range(graph.size):
            if graph.is_link(source):
                continue
            assert islands.reaches(source, network.goal) == (source in reaching)
            if source in down or source in reaching:
                continue
            island = reachable_from(network.mesh, source, down)
            edge = set(edge_of(island, graph, network, down))
            assert set(islands.edge(source, network.goal)) == edge


@unhurried
@given(meshes(), st.data())
def test_what_is_connected_under_each_cause_is_what_each_goal_is_reached_from(
    doc: Doc, data: st.DataObject
) -> None:
    graph = compiled(doc)
    every = (1 << 5) - 1
    kills = {v: data.draw(st.integers(0, every)) for v in range(graph.size)}
    blocked = data.draw(st.sets(st.sampled_from(range(graph.size)), max_size=2))
    for network in graph.networks:
        if network.goal in blocked or network.goal not in network.mesh.arcs_in:
            continue
        alive = alive_masks(network, blocked, kills, every)
        connected = Connected(network.mesh, blocked, kills, every)
        for source in network.mesh.arcs_in.keys() - blocked:
            assert connected.reached(source, network.goal) == alive.get(source, 0)


@unhurried
@given(st.one_of(meshes(), documents()))
def test_all_that_is_said_is_what_a_search_for_each_path_says(doc: Doc) -> None:
    shared, apart = compiled(doc), searched_apart(compiled(doc))
    assert spof_plain(SinglePoints(shared)) == spof_plain(SinglePoints(apart))


@unhurried
@given(st.one_of(meshes(), documents()))
def test_a_chain_that_is_followed_back_is_the_first_of_the_shortest(doc: Doc) -> None:
    order = OrderOne(compiled(doc))
    for cause in range(order.graph.size + len(order.graph.strikes)):
        explainer = Explainer.of(order, cause)
        for target, chain in by_breadth(explainer).items():
            assert explainer.chain(target)[-len(chain) :] == chain
            assert explainer.depth(target) == len(explainer.chain(target)) - 1


def by_breadth(explainer: Explainer) -> dict[int, list[int]]:
    """The chains from the components that fail to all that goes down, by a search forwards."""
    blamed = {y: explainer.blame(y).of(y) for y in explainer.down - explainer.starts.keys()}
    chains = {start: [start] for start in explainer.starts}
    level = sorted(chains)
    while level:
        further = []
        for x in level:
            new = sorted(y for y, blames in blamed.items() if x in blames and y not in chains)
            chains.update((y, [*chains[x], y]) for y in new)
            further += new
        level = sorted(further)
    return chains


@pytest.mark.parametrize("goals", [1, 3])
def test_a_grid_in_which_all_reach_all_goals_falls_with_each_of_them(goals: int) -> None:
    """No single node or link cuts a grid but those at whose end a goal is."""
    doc = grid(5, 5)
    nodes = [component for component in doc["components"] if "connects" not in component]
    names = [node["id"] for node in nodes]
    chosen = [names[12 + i] for i in range(goals)]
    for node in nodes:
        node["needs"] = [{"reach": goal} for goal in chosen if goal != node["id"]]
        node["demand"] = 1
    points = SinglePoints(compiled(doc))
    for name in names:
        assert set(points.causes(name)) == set(chosen) - {name}
