"""The fault tree of a target fails exactly when the target goes down, whatever has failed."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from tests.support.grids import compiled, grid
from tests.support.oracles import Doc, working_after
from tests.support.strategies import any_path_graphs, documents
from topology.cutsets.connectivity import TooWideError, part_between
from topology.cutsets.engine.fault_tree import FaultTree
from topology.cutsets.synthesis import TargetTree, fault_tree_of


def fails(tree: FaultTree, failed: set[int]) -> bool:
    """Whether the top of a tree has failed, gate by gate."""
    first = len(tree.events)
    value = {event: event in failed for event in range(first)}
    for node in tree.inputs_first():
        gate = tree.gate(node)
        value[node] = sum(value[child] for child in gate.inputs) >= gate.votes
    return value[tree.top]


def is_down(found: TargetTree, failed: Counter[str]) -> bool:
    """What the tree says when these fail, a component as often as its name is counted."""
    events = {e for e, cause in enumerate(found.causes) if failed[cause.id] >= cause.members}
    return fails(found.tree, events)


def causes_of(doc: Doc) -> list[str]:
    """What can fail, each member of an entry by itself."""
    found = [
        component["id"]
        for component in doc["components"]
        if component.get("fails") is not False
        for _ in range(component.get("count", 1))
    ]
    return found + [risk["id"] for risk in doc.get("shared_risks", [])]


def agree(doc: Doc, failed: tuple[str, ...]) -> None:
    graph = compiled(doc)
    working = working_after(doc, failed)
    for v, name in enumerate(graph.ids):
        found = fault_tree_of(graph, v, own=True)
        assert is_down(found, Counter(failed)) == (name not in working), name


@settings(max_examples=examples(300))
@given(documents(size=8), st.data())
def test_it_fails_when_the_target_does(doc: Doc, data: Any) -> None:
    causes = causes_of(doc)
    failed = data.draw(st.lists(st.sampled_from(causes), max_size=5)) if causes else []
    limits = Counter(causes)
    agree(doc, tuple(name for name, times in Counter(failed).items()
                     for _ in range(min(times, limits[name]))))  # fmt: skip


@settings(max_examples=examples(200))
@given(any_path_graphs(max_nodes=7, max_links=12), st.data())
def test_it_fails_when_no_path_is_left(doc: Doc, data: Any) -> None:
    names = st.sampled_from(causes_of(doc))
    agree(doc, tuple(data.draw(st.lists(names, max_size=6, unique=True))))


def test_its_own_failure_is_left_out_unless_asked_for() -> None:
    graph = compiled({"components": [{"id": "a", "needs": ["b"]}, {"id": "b"}]})
    assert [cause.id for cause in fault_tree_of(graph, 0).causes] == ["b"]
    assert [cause.id for cause in fault_tree_of(graph, 0, own=True).causes] == ["a", "b"]


def test_members_are_one_event_and_only_what_matters_is_in_it() -> None:
    doc = {
        "components": [
            {"id": "a", "needs": ["web", {"on": "log", "hard": False}]},
            {"id": "web", "count": 5, "quorum": 3},
            {"id": "log"},
            {"id": "safe", "fails": False},
        ],
        "shared_risks": [{"id": "duct", "hits": ["web"]}, {"id": "other", "hits": ["log"]}],
    }
    found = fault_tree_of(compiled(doc), 0)
    assert [(c.id, c.members, c.risk) for c in found.causes] == [("web", 3, None), ("duct", 1, 0)]
    assert [(e.order, e.ways) for e in found.tree.events] == [(3, 10), (1, 1)]


# -- circles --------------------------------------------------------------------------------------


def test_a_circle_of_a_thousand_is_one_gate() -> None:
    ring = [{"id": f"s{i:04}", "needs": [f"s{(i + 1) % 1000:04}"]} for i in range(1000)]
    found = fault_tree_of(compiled({"components": ring}), 0, own=True)
    assert len(found.tree.simplified().gates) == 1


@pytest.mark.parametrize("size", [3, 5, 8])
def test_everybody_needs_two_of_the_others(size: int) -> None:
    """Only when all but two have failed do the rest go down, and then at once."""
    names = [f"s{i}" for i in range(size)]
    doc: Doc = {
        "components": [
            {"id": name, "needs": [{"at_least": 2, "of": [n for n in names if n != name]}]}
            for name in names
        ]
    }
    graph = compiled(doc)
    found = fault_tree_of(graph, 0, own=True)
    for order in range(size):
        for failed in combinations(names, order):
            expected = names[0] in failed or size - order < 3
            assert is_down(found, Counter(failed)) == expected


# -- networks -------------------------------------------------------------------------------------


def test_a_long_grid_takes_few_gates() -> None:
    """The gates follow the width, not the number of paths, which doubles with each column."""
    sizes = [
        len(fault_tree_of(graph, graph.index["0.0"]).tree.gates)
        for graph in (compiled(grid(width, 4)) for width in (10, 20, 40))
    ]
    assert sizes[2] - sizes[1] == pytest.approx(2 * (sizes[1] - sizes[0]), rel=0.05)
    assert sizes[2] < 40_000


def test_what_is_too_wide_is_said() -> None:
    graph = compiled(grid(14, 14))
    with pytest.raises(TooWideError) as caught:
        fault_tree_of(graph, graph.index["0.0"])
    assert "too wide a frontier" in str(caught.value)


@given(st.integers(0, 10_000), st.booleans())
def test_the_part_between_two_holds_all_simple_paths(seed: int, directed: bool) -> None:
    """Against networkx's simple paths; with one-way links it may hold more."""
    random = nx.gnm_random_graph(7, 9, seed=seed, directed=directed)
    doc: Doc = {"components": [{"id": f"n{node}"} for node in random]}
    doc["components"][0]["needs"] = [{"reach": "n6"}]
    doc["components"] += [
        {"id": f"l{a}{b}", "connects": [f"n{a}", f"n{b}"], "one_way": directed}
        for a, b in random.edges
    ]
    graph = compiled(doc)
    part = part_between(graph.networks[0], graph.index["n0"])
    on_paths = {f"n{n}" for path in nx.all_simple_paths(random, 0, 6) for n in path}
    found = {graph.ids[node] for node in part.nodes}
    assert found >= on_paths if directed else found == on_paths
