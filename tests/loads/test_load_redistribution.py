"""Networks that fail by redistributed load: the closed form of a ring, and published figures."""

from __future__ import annotations

import networkx as nx
import pytest

from tests.support.load_redistribution import GEANT_2012, Left, left_of, loads_of, played
from topology.loads.cascade.run import Word

GEANT = {
    ("all-shortest", 0.1): (15, 10),
    ("all-shortest", 0.2): (15, 10),
    ("all-shortest", 0.5): (14, 12),
    ("all-shortest", 1.0): (13, 13),
    ("equal-cost", 0.1): (15, 10),
    ("equal-cost", 0.2): (15, 10),
    ("equal-cost", 0.5): (14, 12),
    ("equal-cost", 1.0): (13, 13),
}
"""Nodes removed and the largest component left, by ways and alpha; one round each."""
BARABASI_ALBERT = {
    ("all-shortest", 0.1): Left(733, 18, 1),
    ("all-shortest", 0.2): Left(656, 53, 2),
    ("all-shortest", 0.5): Left(318, 658, 4),
    ("all-shortest", 1.0): Left(112, 877, 2),
    ("equal-cost", 0.1): Left(711, 31, 1),
}
"""By next hops a network of this size takes long: one alpha stands for all."""


def test_a_ring_carries_what_is_reckoned_and_twice_that_without_a_node() -> None:
    n = 101
    ring = nx.cycle_graph(n)
    each_way = (n - 1) * (n - 3) / 8
    assert each_way == 1225
    assert set(loads_of(ring, "all-shortest").values()) == {2 * each_way}
    run = played(ring, 0, 1.0, "all-shortest")
    assert max(run.outcomes[str(v)].peak_utilisation or 0.0 for v in ring) == 1.0
    assert left_of(ring, run) == Left(1, 100, 0)


@pytest.mark.parametrize("alpha", [0.2, 0.99])
def test_a_ring_cascades_below_an_alpha_of_one(alpha: float) -> None:
    ring = nx.cycle_graph(101)
    run = played(ring, 0, alpha, "all-shortest")
    assert left_of(ring, run).rounds > 0


@pytest.mark.parametrize(("ways", "alpha"), GEANT)
def test_a_published_network_cascades_as_it_is_known_to(ways: str, alpha: float) -> None:
    for overload in ({}, {"for": "1 s"}):
        run = played(GEANT_2012, "DE", alpha, ways, **overload)
        assert left_of(GEANT_2012, run) == (*GEANT[ways, alpha], 1)


@pytest.mark.parametrize("alpha", [0.1, 0.3])
def test_rounds_at_once_are_those_that_take_time(alpha: float) -> None:
    graph = nx.barabasi_albert_graph(60, 2, seed=7)
    at_once = played(graph, 0, alpha, "all-shortest")
    in_time = played(graph, 0, alpha, "all-shortest", **{"for": "1 s"})
    assert at_once.down == in_time.down
    rounds = [line.at_s for line in in_time.timeline if line.event is Word.CRASHES]
    assert sorted(set(rounds)) == [n + 1.0 for n in range(len(set(rounds)))]


@pytest.mark.slow
@pytest.mark.parametrize(("ways", "alpha"), BARABASI_ALBERT)
def test_a_scale_free_network_cascades_as_it_is_known_to(ways: str, alpha: float) -> None:
    graph = nx.barabasi_albert_graph(1000, 2, seed=42)
    run = played(graph, 0, alpha, ways, **{"for": "1 s"})
    assert left_of(graph, run) == BARABASI_ALBERT[ways, alpha]
