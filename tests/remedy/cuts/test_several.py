"""Several failures at once: networks and documents, against every set of new links tried."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from tests.support.new_links import published
from topology.document.document import Topology
from topology.document.options.choices import choices
from topology.errors import DocumentError
from topology.remedy.answer import Remedy
from topology.remedy.cuts.covering import cheapest_links
from topology.remedy.cuts.links import Costs, listed, not_joined
from topology.remedy.cuts.parts import Network
from topology.remedy.cuts.several.parting import Kept, Several
from topology.remedy.cuts.survive import Answer
from topology.remedy.judging import Judge
from topology.remedy.remedies import Asked, remedy_of

COSTS = st.sampled_from([1, 2, 2.5, 3, 7])
NAMES = ["s0", "s1", "s2", "s3", "s4"]


def whole(network: Network, survives: int, costs: Costs, *, nodes: bool) -> Several:
    """All nodes stay joined after failures of links, and of nodes if those can fail."""
    size = network.nodes
    roots = range(min(survives + 1, size) if nodes else 1)
    pairs = [(root, n) for root in roots for n in range(root + 1, size)]
    kept = Kept(
        survives,
        np.array(pairs, dtype=np.intp),
        np.full(size, nodes),
        np.ones(len(network.ends), dtype=bool),
        np.ones(1, dtype=bool),
    )
    return Several(network, [kept], [costs])


def ring(size: int) -> list[tuple[int, int]]:
    return [(n, (n + 1) % size) for n in range(size)]


def changed(network: Network, answer: Answer) -> nx.Graph:
    graph = nx.Graph(network.ends.tolist())
    graph.add_edges_from((link.a, link.b) for link in answer.links)
    return graph


@pytest.mark.parametrize("nodes", [False, True], ids=["links", "nodes-too"])
@pytest.mark.parametrize(
    ("size", "survives", "ends"),
    [
        *((size, 2, ring(size)) for size in (4, 5, 6, 7, 8, 11, 16)),
        *((size, survives, []) for size in (6, 7, 9) for survives in (2, 3, 4)),
    ],
    ids=lambda x: ("ring" if x else "nothing") if isinstance(x, list) else str(x),
)
def test_a_harary_graph_is_the_smallest(
    size: int, survives: int, ends: list[tuple[int, int]], *, nodes: bool
) -> None:
    """The fewest links that no k - 1 failures part are half of k * size, rounded up (Harary 1962).

    A ring has `size` of them, and can be part of one for k = 3.
    """
    network = Network.of(size, ends)
    costs = not_joined(lambda some: np.ones((len(some), size)), size, network.ends)
    answer = whole(network, survives, costs, nodes=nodes).answer()
    assert answer is not None
    fewest = -(-(survives + 1) * size // 2) - len(ends)
    assert (answer.cost, answer.bound, len(answer.links)) == (fewest, fewest, fewest)
    graph = changed(network, answer)
    assert nx.edge_connectivity(graph) == survives + 1
    assert not nodes or nx.node_connectivity(graph) == survives + 1


def test_too_few_links_are_none() -> None:
    network = Network.of(4, ring(4))
    assert whole(network, 2, listed(4, [(0, 2)], [1.0]), nodes=False).answer() is None


REFERENCES = Path(__file__).with_name("references") / "several.tsv"
"""Kilometres of great circle, and how many links, by independent code.

Cuts by `networkx.minimum_cut` on a graph of its own, rows solved by HiGHS as a whole. Bounds to
1e-6 km. Links can fail, or nodes and links; all nodes stay joined.
"""
LARGE = ("backbone", "brain", "Carnet")


def rows() -> list[Any]:
    with REFERENCES.open(encoding="utf-8") as file:
        found = list(csv.DictReader(file, delimiter="\t"))
    return [
        pytest.param(
            row,
            marks=pytest.mark.slow if any(part in row["network"] for part in LARGE) else (),
            id=f"{row['network']}-{row['survives']}-{row['failing']}",
        )
        for row in found
    ]


@pytest.mark.parametrize("row", rows())
def test_published_networks(row: dict[str, str]) -> None:
    of, survives = published(row["network"]), int(row["survives"])
    nodes = row["failing"] == "nodes-too"
    answer = whole(of.network, survives, of.costs, nodes=nodes).answer()
    assert answer is not None
    km = float(row["km"])
    assert answer.cost == pytest.approx(km, abs=1.5e-6, rel=0)
    assert answer.bound == pytest.approx(km, abs=2.5e-6, rel=0)
    assert len(answer.links) == int(row["links"])
    connectivity = nx.node_connectivity if nodes else nx.edge_connectivity
    assert connectivity(changed(of.network, answer)) > survives


@dataclass(frozen=True)
class Case:
    """Up to five nodes, and links with their sort: what is there, and what can be had."""

    nodes: int
    ends: list[tuple[int, int]]
    new: dict[tuple[int, int, int], float]
    kept: list[Kept]

    def answer(self) -> Answer | None:
        costs = []
        for sort in range(2):
            own = {key[1:]: cost for key, cost in self.new.items() if key[0] == sort}
            costs.append(listed(self.nodes, list(own), list(own.values())))
        return Several(Network.of(self.nodes, self.ends), self.kept, costs).answer()

    def does(self, some: Sequence[tuple[int, int, int]]) -> bool:
        """By every set of failures there is, one after the other."""
        graph = nx.MultiGraph()
        graph.add_nodes_from(range(self.nodes))
        graph.add_edges_from((*end, f"old {n}") for n, end in enumerate(self.ends))
        graph.add_edges_from((*key[1:], f"new {key[0]}") for key in some)
        return all(not kept_apart(graph, kept) for kept in self.kept)


def kept_apart(graph: nx.MultiGraph, kept: Kept) -> bool:
    """Whether some failures part a pair that is kept."""
    failing: list[Any] = np.flatnonzero(kept.nodes).tolist()
    for a, b, key in graph.edges(keys=True):
        what, number = key.split()
        if (kept.links if what == "old" else kept.sorts)[int(number)]:
            failing.append((a, b, key))
    for size in range(kept.survives + 1):
        for down in combinations(failing, size):
            left = graph.copy()
            left.remove_edges_from(one for one in down if isinstance(one, tuple))
            left.remove_nodes_from(one for one in down if isinstance(one, int))
            up = [(a, b) for a, b in kept.pairs.tolist() if a in left and b in left]
            if any(not nx.has_path(left, a, b) for a, b in up):
                return True
    return False


@st.composite
def cases(draw: st.DrawFn) -> Case:
    nodes = draw(st.integers(2, 5))
    pairs = list(combinations(range(nodes), 2))
    ends = draw(st.lists(st.sampled_from(pairs), max_size=7))
    keys = st.tuples(st.integers(0, 1), st.sampled_from(pairs)).map(lambda x: (x[0], *x[1]))
    new = draw(st.dictionaries(keys, st.sampled_from([0.0, 1.0, 2.0, 2.5, 7.0]), max_size=6))

    def some(size: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        return np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)), dtype=bool)

    kept = [
        Kept(
            draw(st.integers(1, 3)),
            np.array(draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=3)), np.intp),
            some(nodes),
            some(len(ends)),
            some(2),
        )
        for _ in range(draw(st.integers(1, 2)))
    ]
    return Case(nodes, ends, new, kept)


@settings(max_examples=examples(100))
@given(cases())
def test_any_networks_by_brute_force(case: Case) -> None:
    answer = case.answer()
    if not case.does(list(case.new)):
        assert answer is None
        return
    assert answer is not None
    every = (some for size in range(len(case.new) + 1) for some in combinations(case.new, size))
    best = min((sum(case.new[key] for key in some), len(some)) for some in every if case.does(some))
    assert (answer.cost, len(answer.links)) == best
    assert answer.bound == pytest.approx(best[0], abs=2e-6)
    assert case.does([(link.sort, link.a, link.b) for link in answer.links])


def answered(plain: dict[str, Any], **asked: Any) -> Remedy | None:
    topology = Topology.from_dict(plain)
    return cheapest_links(topology, Asked(**asked), lambda _: None, lambda: False)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Up to five sites that reach the first, or send to one another, over links of two kinds."""
    names = NAMES[: draw(st.integers(2, 5))]
    of_traffic = draw(st.booleans())
    never = st.sampled_from([{}, {"fails": False}])
    seldom = st.sampled_from([{}, {}, {"fails": False}])
    kinds = st.sampled_from(["fibre", "fibre", "radio"])
    pairs = [[*pair] for pair in combinations(names, 2)]
    new = st.fixed_dictionaries({"kind": kinds, "connects": st.sampled_from(pairs)})
    link = st.builds(lambda plain, more: {**plain, **more}, new, seldom)
    ends = [[names[draw(st.integers(0, n - 1))], names[n]] for n in range(1, len(names))]
    if not of_traffic:
        ends = ends[draw(st.sampled_from([0, 0, 0, 1])) :]
    ends += draw(st.lists(st.sampled_from(pairs), max_size=8))
    needs = [] if of_traffic else [{"reach": "s0"}]
    sites = [
        {"id": name, "kind": "site", "needs": needs if name != "s0" else [], **draw(never)}
        for name in names
    ]
    links = [
        {"id": f"l{n}", "kind": draw(kinds), "connects": end, **draw(seldom)}
        for n, end in enumerate(ends)
    ]
    options = [
        {"id": f"o{n}", "cost": draw(COSTS), "add": {"components": [link]}}
        for n, link in enumerate(draw(st.lists(link, min_size=1, max_size=6)))
    ]
    for n, option in enumerate(options):
        option["add"]["components"] = [{"id": f"new{n}", **option["add"]["components"][0]}]
    narrow = [{"against": {"kind": kind}} for kind in ("fibre", "site")]
    against = st.sampled_from([{}, {}, *narrow])
    of = st.just("traffic") if of_traffic else st.sampled_from(["s1", names[1:]])
    several = st.sampled_from([2] if of_traffic else [2, 2, 3])
    objectives = [{"of": draw(of), "survives": draw(several), **draw(against)}]
    if draw(st.booleans()):
        objectives.append({"of": draw(of), "survives": 1, **draw(against)})
    side = st.sampled_from(["all", *names])
    demands = st.fixed_dictionaries({"from": side, "to": side, "demand": st.just(1)})
    return {
        "components": [*sites, *links],
        "objectives": objectives,
        "options": options,
        **({"traffic": draw(st.lists(demands, min_size=1, max_size=3))} if of_traffic else {}),
    }


def topology_of(plain: dict[str, Any]) -> Topology:
    try:
        return Topology.from_dict(plain)
    except DocumentError:
        # Traffic from a site to itself, and links that have both ends in one.
        reject()


@settings(max_examples=examples(60))
@given(documents())
def test_documents_by_every_set_judged(plain: dict[str, Any]) -> None:
    topology = topology_of(plain)
    found = answered(plain)
    assume(found is not None)
    assert found is not None
    known = choices(topology)
    judge = Judge(topology, known)
    does = [
        some
        for size in range(len(known) + 1)
        for some in combinations(range(len(known)), size)
        if not set(judge.failures(frozenset(some))) - set(found.after.failures)
    ]
    cost, number = min((sum(known[n].cost for n in some), len(some)) for some in does)
    assert (found.cost, len(found.chosen)) == (pytest.approx(cost), number)
    assert found.proven
    assert found.verified
    assert found.lower_bound == pytest.approx(cost, abs=2e-6)
    assert set(found.after.failures) == judge.failures(frozenset(range(len(known))))


@settings(max_examples=examples(8))
@given(documents())
def test_the_general_search_finds_the_same_cost(plain: dict[str, Any]) -> None:
    topology = topology_of(plain)
    found = answered(plain)
    assume(found is not None and found.chosen)
    assert found is not None
    # What is joined at last to a hub that can fail is held by the search to be made worse.
    assume(set(found.after.failures) <= set(found.before.failures))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("topology.remedy.remedies.cheapest_links", lambda *_: None)
        searched = remedy_of(topology)
    assert searched.proven
    assert (searched.cost, len(searched.chosen)) == (pytest.approx(found.cost), len(found.chosen))
