"""Members in places and standbys that may not start, in every form that results are shown in."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from tests.support.repository import ROOT
from tests.support.strategies_places import spread_documents
from tests.support.strategies_starts import documents_with_starts
from topology import Availability, CutSets, SinglePoints, Study, Topology
from topology.render.drawing.lines import numbered
from topology.render.files.exchange.graph_files import dot_text
from topology.render.files.markdown import study_report
from topology.render.files.mermaid import mermaid
from topology.render.machine.chances.availability import availability_plain
from topology.render.machine.chances.cut_sets import cuts_plain
from topology.render.machine.findings import spof_plain
from topology.render.machine.study import study_json
from topology.render.page.embedded import embedded

SCHEMA = json.loads((ROOT / "docs" / "study.schema.json").read_text(encoding="utf-8"))
RARE = {"mtbf": "999 h", "mttr": "1 h"}


@pytest.fixture(scope="module")
def topology() -> Topology:
    zones: list[Any] = [{"id": f"az-{c}", "needs": [], "fails": RARE} for c in "abc"]
    needs = ["u", {"first_of": ["grid", {"on": "generator", "starts": 0.9}]}]
    components: list[Any] = [
        {"id": "shop", "demand": 1, "fails": False, "needs": needs},
        {
            "id": "u", "count": 5, "quorum": 3, "spread": ["az-a", "az-b", "az-c"],
            "needs": [], "fails": RARE,
        },
        {"id": "grid", "needs": [], "fails": RARE},
        {"id": "generator", "needs": [], "fails": RARE},
        *zones,
    ]  # fmt: skip
    return Topology.from_dict({"name": "both", "components": components})


@settings(max_examples=examples(30))
@given(st.one_of(spread_documents(size=5), documents_with_starts(size=5)))
def test_any_study_keeps_the_schema(doc: Any) -> None:
    study = Study.of(Topology.from_dict(doc))
    jsonschema.validate(json.loads(study_json(study)), SCHEMA)
    assert study_report(study)


def test_plain_values(topology: Topology) -> None:
    (target,) = spof_plain(SinglePoints.of(topology))["targets"]
    assert target["taken_to_start"] == [{"name": "generator", "for": "shop", "starts": 0.9}]
    cuts = cuts_plain([CutSets.of(topology, "shop")], limit=50)
    left = {tuple(cut["ids"]): cut["left"] for cut in cuts["cut_sets"] if "left" in cut}
    assert left == {("az-a", "u"): [None, 3], ("az-b", "u"): [None, 3], ("az-c", "u"): [None, 4]}
    assert cuts["unstarted"]["count_by_order"] == {"1": 1}
    (start,) = cuts["unstarted"]["cut_sets"]
    assert start["ids"] == ["grid", "generator does not start"]
    assert start["members"] == [1, 0]
    (found,) = availability_plain([Availability.of(topology, "shop")])["targets"]
    marks = {e["id"]: e.get("average_of_members_in_places") for e in found["importance"]}
    assert marks["u"] is True
    assert marks["az-a"] is None
    starts = [e["id"] for e in found["importance"] if e.get("does_not_start")]
    assert starts == ["generator does not start"]


def test_a_report_says_both(topology: Topology) -> None:
    text = study_report(Study.of(topology))
    assert "generator (90 %) is taken to start." in text
    assert "`az-a` + `1 of the 3 u left`" in text
    assert "if a standby does not start, which counts as no failure" in text
    assert "`grid` + `generator does not start`" in text


def test_the_page_has_what_it_needs_to_tell_of_them(topology: Topology) -> None:
    number = numbered(topology)
    components = {c["id"]: c for c in embedded(topology, number)["components"]}
    places = [[number[name], own] for name, own in (("az-a", 2), ("az-b", 2), ("az-c", 1))]
    assert components["u"]["places"] == places
    (_, entry) = components["shop"]["needs"]
    assert entry["starts"] == ["", "90 %"]


def test_pictures_lead_to_the_places(topology: Topology) -> None:
    assert '"u" -> "az-a" [role="one-of", style=dashed];' in dot_text(topology)
    assert '-- "2 in" -->' in (mermaid(topology, marked=(), targets=()) or "")
