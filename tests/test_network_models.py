"""The shipped models of networks: they are what their sources say, and do what is published."""

from __future__ import annotations

import networkx as nx
import pytest

from tests.support.load_redistribution import GEANT_2012, left_of, loads_of
from tests.support.repository import ROOT
from topology import load
from topology.document.document import Topology
from topology.finding import FailureClass
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.playing import run_scenario
from topology.loads.cascade.run import Run, Word


def motter_lai() -> Topology:
    return load(ROOT / "models" / "motter-lai.json")


def test_the_network_is_the_published_one() -> None:
    topology = motter_lai()
    links = [c.connects for c in topology.components if c.connects is not None]
    found = nx.Graph((a.upper(), b.upper()) for a, b in links)
    assert len(links) == 61
    assert nx.utils.graphs_equal(found, GEANT_2012)
    assert topology.sources
    assert Topology.from_dict(topology.to_dict()) == topology


def test_each_can_carry_half_as_much_again() -> None:
    capacity = {c.id.upper(): c.capacity for c in motter_lai().components if c.kind == "network"}
    expected = {name: 1.5 * load for name, load in loads_of(GEANT_2012, "all-shortest").items()}
    assert capacity == pytest.approx(expected, abs=5e-4)


def played(scenario: str) -> Run:
    return run_scenario(motter_lai(), scenario)


@pytest.mark.parametrize(
    ("scenario", "left", "cut_off", "gone"),
    # Published: 14 removed, a largest component of 12, one round.
    [("germany", (14, 12, 1), 488, 910), ("netherlands", (11, 27, 3), 110, 748)],
)
def test_it_cascades_as_it_is_known_to(
    scenario: str, left: tuple[int, int, int], cut_off: int, gone: int
) -> None:
    run = played(scenario)
    graph = nx.relabel_nodes(GEANT_2012, str.lower)
    assert left_of(graph, run) == left
    assert run.traffic is not None
    assert (run.traffic.cut_off_rate[-1], run.traffic.gone_rate[-1]) == (cut_off, gone)
    up = [len(part) for part in nx.connected_components(graph.subgraph(set(graph) - {*run.down}))]
    ways = sum(size * (size - 1) for size in up)
    assert ways + cut_off + gone == 40 * 39


def test_what_single_failures_come_to() -> None:
    points = SinglePoints.of(motter_lai())
    found = {cause: points.failure_class("europe", cause) for cause in points.causes("europe")}
    assert found == dict.fromkeys(("at", "de", "de--dk", "nl"), FailureClass.OVERLOAD)


def test_what_trips_is_put_down_to_what_tripped_before_it() -> None:
    run = played("netherlands")
    line = next(
        n
        for n, happening in enumerate(run.timeline)
        if happening.component == "pt" and happening.event is Word.CRASHES
    )
    assert run.because(line) == (
        "nl fails",
        "cy at 244 % of capacity",
        "cy crashes after 1 min",
        "fr at 100 % of capacity",
        "fr crashes after 1 min",
        "pt at 286 % of capacity",
        "pt crashes after 1 min",
    )
