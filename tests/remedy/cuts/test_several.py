"""Several failures at once: networks and documents, against every set of new links tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from topology.document.document import Topology
from topology.document.options.choices import choices
from topology.remedy.answer import Remedy
from topology.remedy.cuts.covering import cheapest_links
from topology.remedy.cuts.links import Costs, listed, not_joined
from topology.remedy.cuts.parts import Network
from topology.remedy.cuts.several import Kept, Several
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


def answered(plain: dict[str, Any], **asked: Any) -> Remedy | None:
    topology = Topology.from_dict(plain)
    return cheapest_links(topology, Asked(**asked), lambda _: None, lambda: False)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Up to five sites that reach the first, or send to one another, over links of two kinds."""
    names = NAMES[: draw(st.integers(2, 5))]
    of_traffic = draw(st.booleans())
    never = st.sampled_from([{}, {"fails": False}])
    kinds = st.sampled_from(["fibre", "fibre", "radio"])
    pairs = list(combinations(names, 2))
    ends = [(names[draw(st.integers(0, n - 1))], names[n]) for n in range(1, len(names))]
    if not of_traffic:
        ends = ends[draw(st.sampled_from([0, 0, 0, 1])) :]
    ends += draw(st.lists(st.sampled_from(pairs), max_size=8))
    needs = [] if of_traffic else [{"reach": "s0"}]
    sites = [
        {"id": name, "kind": "site", "needs": needs if name != "s0" else [], **draw(never)}
        for name in names
    ]
    links = [
        {"id": f"l{n}", "kind": draw(kinds), "connects": [*end], **draw(st.sampled_from([{}, {}, {"fails": False}]))}
        for n, end in enumerate(ends)
    ]
    options = [
        {
            "id": f"o{n}",
            "cost": draw(COSTS),
            "add": {
                "components": [
                    {"id": f"new{n}", "kind": draw(kinds), "connects": [*draw(st.sampled_from(pairs))], **draw(st.sampled_from([{}, {}, {"fails": False}]))}
                ]
            },
        }
        for n in range(draw(st.integers(1, 6)))
    ]
    against = st.sampled_from([{}, {}, {"against": {"kind": "fibre"}}, {"against": {"kind": "site"}}])
    of = st.just("traffic") if of_traffic else st.sampled_from(["s1", names[1:]])
    several = st.sampled_from([2, 2, 2] if of_traffic else [2, 2, 3])
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
