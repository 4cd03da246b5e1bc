"""A target that is down for good by structure is out as long as a run says, without the run."""

from __future__ import annotations

from math import inf
from random import Random
from unittest import mock

import pytest
from hypothesis import settings

from benchmarks import overload
from tests.support.loaded import loaded_document
from topology.document.document import Topology
from topology.errors import DocumentError
from topology.loads.contingencies import LOAD_ERRORS, Contingencies
from topology.loads.outages import Outage, Outages
from topology.structure.graph import Graph


def unmended(draw: Random) -> Graph | None:
    """A random document in which nothing is mended; None where it is not valid."""
    doc = loaded_document(draw)
    for component in doc["components"]:
        component.pop("repair", None)
    try:
        return Graph.compile(Topology.from_dict(doc))
    except DocumentError:
        return None


def compared(graph: Graph, targets: int) -> int:
    """How many outages were found without a run; asserts that a run finds the same of each."""
    contingencies = Contingencies(graph, range(targets))
    if contingencies.unjudged:
        return 0
    number = 0
    for name in graph.ids:
        for v in contingencies.targets:
            with mock.patch.object(Contingencies, "outages", return_value=Outages()):
                found = contingencies.outage(v, name)
            if not found.lasts_s:
                continue
            number += 1
            try:
                assert found == contingencies.outages(name)[v]
            except LOAD_ERRORS:
                pytest.fail(f"{name} has a load that cannot be judged")
            contingencies._outages.clear()
    return number


def test_of_random_documents_a_run_says_the_same() -> None:
    most = 10_000 if settings.get_current_profile_name() == "fuzz" else 60
    graphs = (unmended(Random(seed)) for seed in range(most))
    assert sum(compared(graph, graph.size) for graph in graphs if graph is not None) > most / 2


def test_of_layers_that_stay_down_nothing_is_run() -> None:
    graph = Graph.compile(Topology.from_dict(overload.document(200, seed=2)))
    contingencies = Contingencies(graph, range(graph.size))
    still = [name for name in graph.ids if name not in contingencies.causes]
    lost = [(v, name) for name in still for v in graph.going_down([graph.index[name]], [])]
    assert len(lost) > len(still) > 5
    with mock.patch.object(Contingencies, "_played_out", side_effect=AssertionError):
        for v, name in lost:
            assert contingencies.outage(v, name) == Outage(inf, inf, name)
