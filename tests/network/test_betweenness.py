"""The faster twin of the routing function against the function itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topology.document.document import Topology
from topology.network.betweenness import LEAST_NODES, Betweenness
from topology.network.routing import Loss
from topology.network.sweep import TrafficNetwork
from topology.structure.graph import Graph

Pairs = list[tuple[int, int]]


def network_of(
    size: int,
    pairs: Pairs,
    *,
    of_link: Any = (),
    of_last: Any = (),
    traffic: Any = (),
    ways: str = "all-shortest",
) -> TrafficNetwork:
    """Nodes and the links between them, all of which send 3 to all."""
    nodes = [{"id": f"n{n}", "needs": []} for n in range(size)]
    links = [
        {"id": f"l{i}", "connects": [f"n{a}", f"n{b}"], **dict(of_link)}
        for i, (a, b) in enumerate(pairs)
    ]
    links[-1].update(of_last)
    plain = {
        "components": [*nodes, *links],
        "routing": {"ways": ways},
        "traffic": [{"from": "all", "to": "all", "demand": 3}, *traffic],
    }
    return TrafficNetwork(Graph.compile(Topology.from_dict(plain)))


@given(st.data())
def test_both_come_to_the_same(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 9))
    every = [(a, b) for a in range(size) for b in range(a)]
    pairs = data.draw(st.lists(st.sampled_from(every), min_size=1, unique=True))
    network = network_of(size, pairs)
    arcs = network.arcs
    links = data.draw(st.frozensets(st.sampled_from(sorted(arcs.arcs_of)), max_size=3))
    nodes = data.draw(st.frozensets(st.integers(0, len(arcs.nodes) - 1), max_size=3))
    loss = Loss(links, nodes)
    expected = next(network.router.after([loss]))
    found = Betweenness(arcs, 3.0).after(loss)
    np.testing.assert_allclose(found.rows, expected.rows, rtol=1e-12)
    assert (found.rows == 0).tolist() == (expected.rows == 0).tolist()
    assert (found.cut_off, found.gone) == (expected.cut_off, expected.gone)
    no_arcs = Betweenness(arcs, 3.0).after(loss, of_arcs=False)
    assert not no_arcs.of_arcs(arcs).any()
    assert no_arcs.of_nodes(arcs).tolist() == found.of_nodes(arcs).tolist()


RING = [(n, (n + 1) % LEAST_NODES) for n in range(LEAST_NODES)]


@pytest.mark.parametrize(
    ("pairs", "others"),
    [
        (RING[:-2], {}),
        ([*RING, RING[0]], {}),
        (RING, {"of_link": {"one_way": True}}),
        (RING, {"of_last": {"metric": 2}}),
        (RING, {"ways": "equal-cost"}),
        (RING, {"traffic": [{"from": "n1", "to": "n2", "demand": 1}]}),
        (RING, {"traffic": [{"from": ["n1"], "to": "all", "demand": 1}]}),
    ],
    ids=["small", "parallel", "one-way", "longer", "next hops", "one pair more", "some more"],
)
def test_it_stands_in_only_where_it_is_the_same(pairs: Pairs, others: Any) -> None:
    network = network_of(LEAST_NODES, pairs, **others)
    of = network.arcs, network.demands, network.routing.ways
    assert Betweenness.of(*of) is None


def test_it_stands_in_for_a_large_network() -> None:
    network = network_of(LEAST_NODES, RING)
    assert Betweenness.of(network.arcs, network.demands, network.routing.ways) is not None
