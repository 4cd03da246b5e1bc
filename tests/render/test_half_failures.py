"""How modes, gray failures and surges are shown, in every form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.support.command import prints
from tests.support.repository import ROOT
from topology.document.document import Topology
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.render.drawing.graph_svg import graph_svg
from topology.render.drawing.lines import numbered
from topology.render.files.exchange.fault_tree_files import fault_tree_file
from topology.render.files.exchange.graph_files import dot_text, graphml_text
from topology.render.files.markdown import study_report
from topology.render.machine.findings import spof_plain
from topology.render.machine.study import study_json
from topology.render.page.embedded import embedded
from topology.render.page.view import report_html
from topology.sources.reader import Form
from topology.structure.graph import Graph

DOC: dict[str, Any] = {
    "load_unit": "payments/s",
    "components": [
        {"id": "pay", "demand": 80, "needs": [{"first_of": ["a", "b"]}, "w"]},
        {"id": "a", "kind": "switch", "needs": [], "capacity": 100,
         "modes": [{"id": "limp", "leaves": 0.3, "seen": "9 h", "repair": {"time": "1 h"}},
                   {"id": "dead", "leaves": 0}]},
        {"id": "b", "kind": "switch", "needs": []},
        {"id": "w", "needs": [], "count": 2},
    ],
    "shared_risks": [
        {"id": "heat", "kind": "hazard", "hits": {"kind": "switch"}, "leaves": 0.4},
        {"id": "rack", "hits": ["w"], "parts": 0.5},
        {"id": "sale", "raises": {"pay": 3}, "for": "2 h"},
    ],
    "objectives": [{"of": "pay", "survives": 2, "level": 0.9, "rto": "30 min"}],
    "scenarios": [{"id": "hot", "events": [{"at": "0 s", "fail": ["a:limp", "heat", "sale"]}]}],
}  # fmt: skip


@pytest.fixture(scope="module")
def topology() -> Topology:
    return Topology.from_dict(DOC)


@pytest.fixture(scope="module")
def study(topology: Topology) -> Study:
    return Study.of(topology)


def test_causes_are_numbered_alike_everywhere(topology: Topology) -> None:
    graph = Graph.compile(topology)
    names = ["a", "b", "pay", "w", "heat", "rack", "sale", "a:dead", "a:limp"]
    assert [*graph.ids, *graph.strike_index] == list(numbered(topology)) == names


def test_the_page_knows_how_much_each_takes(topology: Topology) -> None:
    heat, rack, sale, dead, limp = embedded(topology, numbered(topology))["risks"]
    assert (heat["hits"], heat["takes"], heat["leaves"]) == ([0, 1], [0, 0], 0.4)
    assert (rack["hits"], rack["takes"]) == ([3], [1])
    assert (sale["raises"], sale["lasts"]) == ([(2, 3.0)], "2 h")
    assert "hits" not in sale
    assert (dead["id"], dead["kind"], "takes" in dead) == ("a:dead", "mode", False)
    assert (limp["leaves"], limp["seen"], limp["takes"]) == (0.3, "9 h", [0])


def test_all_forms_name_the_class(study: Study) -> None:
    found = {c: str(study.points.failure_class("pay", c)) for c in study.points.causes("pay")}
    assert found == {"a:limp": "slow", "heat": "overload", "sale": "overload"}
    found_gray = SinglePoints.of(Topology.from_dict(gray()))
    assert found_gray.counts.of_classes()["gray"] == 1
    page, report = report_html(study), study_report(study)
    for cause, kind in found.items():
        assert f"| `{cause}` |" in report
        assert kind in report
    assert "switch (mode)" in report
    assert "modes that leave a part are not in it: a:limp" in page
    assert "sale raises demand: it takes nothing down by structure" in page


def gray() -> dict[str, Any]:
    doc = json.loads(json.dumps(DOC))
    del doc["components"][1]["modes"][0]["seen"]
    return doc


def test_a_fault_tree_says_what_is_not_in_it(topology: Topology) -> None:
    graph = Graph.compile(topology)
    text = fault_tree_file(graph, [graph.index["pay"]], Form.OPEN_PSA)
    assert "modes that leave a part are not in it: a:limp" in text.splitlines()[2]
    assert "3A_dead" in text


def test_a_picture_has_modes_and_surges(study: Study, topology: Topology) -> None:
    picture = graph_svg(study.points)
    assert "a:limp" in picture
    assert "pointed: shared risk or mode" in picture
    for text in (dot_text(topology), graphml_text(topology)):
        assert "a:dead" in text
        assert "sale" in text


def test_the_study_is_as_its_schema_says(study: Study) -> None:
    schema = json.loads((ROOT / "docs" / "study.schema.json").read_text(encoding="utf-8"))
    for doc in (DOC, gray()):
        plain = json.loads(study_json(Study.of(Topology.from_dict(doc))))
        Draft202012Validator(schema).validate(plain)
    plain = spof_plain(study.points)
    spofs = {spof["id"]: spof for spof in plain["targets"][0]["spofs"]}
    assert spofs["a:limp"]["mode"] is True
    assert spofs["a:limp"]["kind"] == "switch"
    assert "mode" not in spofs["sale"]


def test_commands_take_and_tell_them(tmp_path: Any) -> None:
    path = tmp_path / "doc.json"
    path.write_text(json.dumps(gray()), encoding="utf-8")
    said = prints("spof", path)
    assert "  a:limp  mode, switch · gray · takes nothing down\n" in said
    assert "b stands idle: nobody switches away from what has not failed" in said
    assert "3 single points of failure, 2 overload and 1 gray" in said.replace("\n", " ")
    said = prints("cascade", path, "--fail", "a:limp")
    assert "a limps: 30 % of its capacity is left" in said
    said = prints("blast", path, "a:limp,sale")
    assert "a:limp (mode, leaves 30 %: it takes nothing down by structure)" in said
    assert "raises demand: that takes nothing down by structure and is not counted here" in said
    assert json.loads(prints("blast", path, "sale", "-f", "json"))["not_counted"] == [
        "sale raises demand: it takes nothing down by structure and is not counted here"
    ]
    said = prints("cuts", path)
    assert "  modes that leave a part are not in it: a:limp\n" in said
    assert "  shared risks that leave a part are not in it: heat\n" in said
