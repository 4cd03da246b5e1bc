"""The forms of a report other than the page: SVG, JSON, CSV; and the graph for other tools."""

from __future__ import annotations

import csv
import functools
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import networkx as nx
import pytest
from hypothesis import given, settings

from tests.support import strategies
from tests.support.command import fails, prints, run
from tests.support.effort import examples
from tests.support.examples import hostile
from tests.support.processes import process
from tests.support.repository import ALIPAY, INCIDENTS, NETWORKS, ROOT, VISA
from tests.support.studies import MODELS_APART, study_of
from topology.document.document import Topology, load
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.loads.cascade.playing import run_scenario
from topology.render.drawing.chart import chart_svg
from topology.render.drawing.graph_svg import graph_svg
from topology.render.drawing.maps.map_svg import map_svg
from topology.render.drawing.maps.network_map import is_mapped
from topology.render.files.exchange.graph_files import dot_text, graphml_text
from topology.render.files.markdown import MAX_CHARACTERS, study_report
from topology.render.machine.study import study_json
from topology.render.page.report import Report
from topology.render.page.view import report_html

SVG = "{http://www.w3.org/2000/svg}"
OF_NETWORKS = json.loads((ROOT / "docs" / "network.schema.json").read_text(encoding="utf-8"))
SCHEMA = json.loads((ROOT / "docs" / "study.schema.json").read_text(encoding="utf-8"))


def texts(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    assert not [e for e in root.iter() if e.tag in {f"{SVG}script", f"{SVG}image", f"{SVG}a"}]
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    return [element.text or "" for element in root.iter(f"{SVG}text")]


# -- SVG ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS_APART)
def test_pictures_of_the_models_are_current(model: Path) -> None:
    study = study_of(model)
    topology, points = study.topology, study.points
    is_map = topology.traffic and is_mapped(points.graph)
    current = map_svg(points, study.network) if is_map else graph_svg(points)
    report = ROOT / "reports" / f"{model.stem}.svg"
    assert report.read_text(encoding="utf-8") == current, "run `make reports`"
    for scenario in topology.scenarios[:1]:
        chart = ROOT / "reports" / f"{model.stem}-{scenario.id}.svg"
        current = chart_svg(topology, run_scenario(topology, scenario.id, series=True))
        assert chart.read_text(encoding="utf-8") == current, "run `make reports`"


def test_a_graph_as_a_picture() -> None:
    points = SinglePoints.of(load(ALIPAY))
    found = texts(graph_svg(points))
    assert "Alipay payments" in found
    assert any(text.startswith("All 3 targets fall") for text in found)


def test_a_chart_has_a_panel_for_each_that_matters() -> None:
    topology = load(ROOT / "models" / "passport-1999.json")
    found = texts(chart_svg(topology, run_scenario(topology, "constant-rates", series=True)))
    assert "Passport office" in found
    assert "backlog to 565,000" in found
    assert "capacity 166,000" in found


def test_pictures_of_a_hostile_document_are_pictures() -> None:
    topology = Topology.from_dict(hostile())
    for text in texts(graph_svg(SinglePoints.of(topology))):
        assert text.isprintable()


@settings(max_examples=examples(25))
@given(strategies.documents(size=6))
def test_any_topology_has_a_picture_and_a_graph(doc: Any) -> None:
    topology = Topology.from_dict(doc)
    texts(graph_svg(SinglePoints.of(topology)))
    graph = nx.parse_graphml(graphml_text(topology))
    ids = {c["id"] for c in doc["components"]} | {r["id"] for r in doc["shared_risks"]}
    assert set(graph) == ids
    assert dot_text(topology).count(" [label=") == len(ids)


# -- JSON, CSV, Markdown --------------------------------------------------------------------------


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("model", MODELS_APART)
def test_a_study_as_json_keeps_its_schema(model: Path) -> None:
    study = json.loads(study_json(study_of(model)))
    jsonschema.validate(study, SCHEMA)
    assert ("network" in study) is (model in NETWORKS)
    if model in NETWORKS:
        jsonschema.validate(study["network"], OF_NETWORKS)


@pytest.mark.parametrize("model", INCIDENTS, ids=lambda path: path.stem)
def test_a_report_as_json_with_defaults_keeps_its_schema(model: Path, tmp_path: Path) -> None:
    """Without the ranges: what is tried out along them is in the studies above."""
    plain = load(model).to_dict()
    for path, ranged in load(model).ranges():
        *way, last = path
        functools.reduce(lambda part, step: part[step], way, plain)[last] = ranged.write(
            ranged.value
        )
    file, out = tmp_path / "plain.json", tmp_path / "study.json"
    file.write_text(json.dumps(plain), encoding="utf-8")
    prints("report", file, "-o", out, "--default", "*=mtbf 2 y, mttr 4 h")
    study = json.loads(out.read_text(encoding="utf-8"))
    jsonschema.validate(study, SCHEMA)
    assert study["availability"]


@settings(max_examples=examples(25))
@given(strategies.documents(size=5))
def test_any_study_keeps_the_schema_and_has_a_report(doc: Any) -> None:
    study = Study.of(Topology.from_dict(doc))
    text = study_json(study)
    jsonschema.validate(json.loads(text), SCHEMA)
    assert text == study_json(Study.of(Topology.from_dict(doc)))
    assert study_report(study).startswith("# ")


def test_findings_as_csv(tmp_path: Path) -> None:
    out = tmp_path / "findings.csv"
    prints("report", ALIPAY, "-o", out)
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert rows[0] == [
        "target", "cause", "kind", "class", "shared_risk", "demand_lost", "accepted_until",
        "back_after_s", "longest_outage_s", "back", "reason",
    ]  # fmt: skip
    assert ["payments", "fibre-hangzhou", "fibre", "structural", "no"] in [r[:5] for r in rows]


def test_a_comment_on_a_pull_request_holds_the_report() -> None:
    name = "n" * 200
    components: list[Any] = [
        {"id": f"{name}-{i}", "needs": [f"{name}-{j}" for j in range(i)], "demand": 1}
        for i in range(60)
    ]
    report = study_report(Study.of(Topology.from_dict({"components": components})))
    assert len(report) <= MAX_CHARACTERS + 200
    assert re.search(r"\d+ parts did not fit into 64,000 characters", report)
    assert report.index("## Single points of failure") < 2_000


def test_objectives_say_what_holds_and_why(tmp_path: Path) -> None:
    doc = {
        "components": [
            {"id": "a", "needs": [{"any": ["b", "c"]}], "fails": False},
            {"id": "b", "fails": {"unavailability": 0.1}},
            {"id": "c", "fails": {"unavailability": 0.1}},
            {"id": "d", "needs": ["b"], "fails": False},
        ],
        "objectives": [
            {"of": "a", "survives": 2, "availability": "99.9 %", "rto": "1 min"},
            {"of": "d", "survives": 1,
             "accepted": [{"id": "b", "reason": "being replaced", "until": "2027-01-31"}]},
        ],
    }  # fmt: skip
    file, out = tmp_path / "doc.json", tmp_path / "study.json"
    file.write_text(json.dumps(doc), encoding="utf-8")
    prints("report", file, "-o", out)
    first, second = json.loads(out.read_text(encoding="utf-8"))["objectives"]
    assert [clause["holds"] for clause in first["clauses"]] == [False, True, False]
    why = "falls to 2 failures at once: 1 such set, as b and c"
    assert first["clauses"][0]["why"] == why
    said = "it is up 99 % of the time, waiting for standbys counted"
    assert first["clauses"][2]["why"] == said
    assert (second["holds"], second["violated_by"]) == (True, [])
    said = "until 2027-01-31, date not checked: being replaced"
    assert said in prints("report", file, "-o", "-")
    assert said in report_html(Study.of(load(file))).partition('id="findings"')[2]
    prints("report", file, "-o", tmp_path / "findings.csv")
    assert "d,b,component,structural,no,0.0,2027-01-31," in (tmp_path / "findings.csv").read_text()
    spof = prints("spof", file)
    assert f"    accepted {said}\n" in spof
    assert "structural. 1 finding accepted, dates not checked (--today). Judged as far" in spof
    assert "accepted" not in prints("spof", file, "--for", "a")


# -- the command ----------------------------------------------------------------------------------


def test_what_cannot_be_worked_out_without_capacities_says_why() -> None:
    """A circle of calls that only a capacity bounds has no loads without it."""
    switch = {"first_of": ["b", "c"], "switchover": {"detect": "1 s"}}
    components = [
        {"id": "a", "demand": 1, "needs": [switch]},
        {"id": "b", "capacity": 9, "needs": [{"on": "d", "calls": 2, "retries": 3}]},
        {"id": "c", "capacity": 9},
        {"id": "d", "capacity": 9, "needs": ["b"]},
    ]
    study = Study.of(Topology.from_dict({"components": components}))
    why = study.absent["margins"]
    circle = "calls go round in a circle and amplify without bound: b → d → b"
    assert f"fallbacks: {circle}" in why
    assert f"hidden capacities: {circle}" in why
    assert why in study_report(study).replace("\\", "")


def test_a_graph_with_more_lines_than_mermaid_draws_is_not_drawn() -> None:
    ids = [f"c{i:02}" for i in range(40)]
    dense = [{"id": name, "needs": ids[i + 1 :]} for i, name in enumerate(ids)]
    said = study_report(Study.of(Topology.from_dict({"components": dense})))
    assert "mermaid" not in said
    assert "Not drawn here, for its many lines" in said


def test_text_at_the_start_of_a_block_is_no_list() -> None:
    document = {
        "description": "- one",
        "sources": ["1. two", "+ three", "2) four", "5 + 5", "0.5"],
        "components": [{"id": "a"}],
    }
    said = study_report(Study.of(Topology.from_dict(document)))
    assert "\n\\- one\n" in said
    for line in ("- 1\\. two", "- \\+ three", "- 2\\) four", "- 5 + 5", "- 0.5"):
        assert f"{line}\n" in said


def test_what_misses_data_is_told_as_a_bound() -> None:
    failing = {"unavailability": 0.01}
    components: list[Any] = [
        {"id": "a", "needs": ["b", {"any": ["c", "d"]}, {"any": ["c", "e"]}], "fails": False,
         "demand": 1, "loss_per_hour": 100},
        *({"id": name, "fails": failing} for name in "bcd"),
        {"id": "e"},
    ]  # fmt: skip
    study = Study.of(Topology.from_dict({"currency": "EUR", "components": components}))
    said = study_report(study)
    assert "| `a` | at most 98.99 % | at least 3 d 16 h |" in said
    assert "| at least 8,847 |" in said
    assert "| `c` + `e` | not known |" in said
    facts = dict(Report(study, {}).first.more())
    assert facts["On average:"] == (
        "a is down at least 3 d 16 h a year, which costs at least 8,847 EUR."
    )


def test_each_target_says_why_it_has_no_availability() -> None:
    failing = {"mtbf": "1 y", "mttr": "1 h"}
    targets = [{"id": f"t{i}", "demand": 1} for i in range(8)]
    known = {"id": "known", "demand": 1, "fails": failing}
    study = Study.of(Topology.from_dict({"components": [known, *targets]}))
    assert list(study.availabilities) == ["known"]
    said = study.absent["availability"]
    assert said.startswith("t0: its one cause has no failure data; t1: ")
    assert said.endswith("; and 3 more")


def test_a_scenario_is_a_picture_of_its_own(tmp_path: Path) -> None:
    out = tmp_path / "one.svg"
    prints("report", VISA, "-o", out, "--scenario", "one-centre-lost")
    assert "A centre is lost" in out.read_text(encoding="utf-8")
    rule = "--scenario is for SVG: the other forms have all scenarios"
    assert fails("report", VISA, "-o", "x.md", "--scenario", "a") == [f"error: {rule}"]
    assert "one-centre-lost" in fails("report", VISA, "-o", out, "--scenario", "one-centre-lst")[0]
    assert fails("report", VISA, "-o", "-", "--open") == [
        "error: --open needs a file: name one with -o PATH"
    ]


def test_it_opens_in_the_browser(tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    done = process("report", VISA, "-o", out, "--open", BROWSER="/bin/echo %s")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == out.as_uri()


def test_the_graph_for_other_tools(tmp_path: Path) -> None:
    text = prints("export", "dot", ALIPAY)
    assert '"fibre-hangzhou" [label="The fibre that was cut", kind="fibre", shape=ellipse];' in text
    out = tmp_path / "graph.graphml"
    prints("export", "graphml", ALIPAY, "-o", out)
    graph = nx.read_graphml(out)
    assert graph.nodes["payments"]["name"] == "Alipay payments"
    assert run("export", "dot", ALIPAY, "--for", "payments").returncode == 2


def test_dot_is_quoted() -> None:
    topology = Topology.from_dict({"components": [{"id": 'a"];b\\n', "name": '"\\'}]})
    assert '"a\\"];b\\\\n" [label="\\"\\\\"' in dot_text(topology)


DEAR = [pytest.param(suffix, marks=pytest.mark.slow) for suffix in ("html", "json")]


@pytest.mark.parametrize("suffix", [*DEAR, "md", "svg", "csv"])
def test_the_same_bytes_on_every_run(suffix: str, tmp_path: Path) -> None:
    written = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.{suffix}"
        done = process("report", VISA, "-o", out, PYTHONHASHSEED=seed)
        assert (done.returncode, done.stderr) == (0, "")
        written.append(out.read_bytes())
    assert written[0] == written[1]


def test_nothing_is_left_of_a_report_that_fails(tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    out.write_text("before", encoding="utf-8")
    assert fails("report", tmp_path / "missing.json", "-o", out)
    assert out.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
