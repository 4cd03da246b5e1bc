"""What is about all parts of a load says so, wherever it is told."""

from __future__ import annotations

import pytest

from tests.loads.test_splits import shop
from topology import Topology
from topology.cutsets.cutsets import CutSets
from topology.document.relevance import BY_STRUCTURE
from topology.findings.blast_radius import BlastRadius
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.reliability.availability import Availability
from topology.render.drawing.lines import dependencies
from topology.render.files.exchange.fault_tree_files import fault_tree_file
from topology.render.files.markdown import study_report
from topology.render.machine.chances.availability import availability_plain
from topology.render.machine.chances.cut_sets import cuts_plain
from topology.render.machine.findings import blast_plain
from topology.render.page.embedded import embedded
from topology.sources.reader import Form
from topology.structure.graph import Graph

GONE = "by structure alone, with all parts of a split gone"
TOPOLOGY = Topology.from_dict(shop())
GRAPH = Graph.compile(TOPOLOGY)


def test_blast_radius_and_availability_say_so() -> None:
    said = f"{GONE}; loads were not judged"
    assert blast_plain(BlastRadius(GRAPH, "eu"))["not_judged"] == said
    (target,) = availability_plain([Availability(GRAPH, GRAPH.index["shop"])])["targets"]
    assert target["not_judged"] == said


def test_without_a_split_it_is_told_as_before() -> None:
    document = shop(capacity=500)
    document["components"][0]["needs"] = [{"any": ["eu", "us"]}]
    graph = Graph.compile(Topology.from_dict(document))
    assert blast_plain(BlastRadius(graph, "eu"))["not_judged"] == BY_STRUCTURE


def test_cut_sets_say_to_what_the_level_falls() -> None:
    sets = CutSets(GRAPH, GRAPH.index["shop"])
    plain = cuts_plain([sets], limit=5)
    assert (plain["redundancy"], plain["redundancy_by_structure"]) == (None, 2)
    assert plain["not_judged"] == f"{GONE}; loads were not judged"
    assert plain["survives"] == {"wanted": 1, "holds": None}
    sets.level_lost = SinglePoints.of(TOPOLOGY).level_lost("shop")
    plain = cuts_plain([sets], limit=5)
    assert (plain["redundancy"], plain["redundancy_by_structure"]) == (1, 2)
    assert plain["not_judged"] == f"{GONE}; its level of 0.9 falls to 1 failure"
    assert plain["survives"] == {"wanted": 1, "holds": False}


def test_a_report_says_so_of_each() -> None:
    report = study_report(Study.of(TOPOLOGY))
    assert f"{GONE}; its level of 0.9 falls to 1 failure" in report
    assert f"Judged {GONE}; loads were not judged." in report
    assert "a fourth of the load of shop has nowhere else to go" in report


@pytest.mark.parametrize("form", [Form.OPEN_PSA, Form.ARALIA])
def test_a_fault_tree_says_so_in_its_name(form: Form) -> None:
    written = fault_tree_file(GRAPH, [GRAPH.index["shop"]], form)
    words = GONE if form is Form.OPEN_PSA else "with_all_parts_of_a_split_gone"
    assert words in written
    document = shop()
    document["components"][0]["needs"] = ["eu"]
    graph = Graph.compile(Topology.from_dict(document))
    assert "split" not in fault_tree_file(graph, [graph.index["shop"]], form)


def test_the_panel_says_what_is_sent_at_a_start() -> None:
    document = shop()
    asks = {"on": "us", "at_start": {"calls": 2500, "over": "10 min"}}
    document["components"][1]["needs"] = [{"any": [asks]}]
    page = embedded(Topology.from_dict(document), {"eu": 0, "shop": 1, "us": 2})
    assert page["components"][0]["startCalls"] == ["each member calls us 2,500 times over 10 min"]


def test_parts_are_drawn_and_embedded() -> None:
    entry = TOPOLOGY.components[0].needs
    assert list(dependencies(entry)) == [("eu", "one-of"), ("us", "one-of")]
    page = embedded(TOPOLOGY, {"eu": 0, "shop": 1, "us": 2})
    assert page["components"][1]["needs"] == [{"split": [0, 2], "parts": "three fourths, a fourth"}]
