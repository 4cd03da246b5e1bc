"""What a report tells of failures at random: what the command says, within a bound of work."""

from __future__ import annotations

import json

import jsonschema
import pytest

from benchmarks.generate import random_mixed
from tests.support.repository import ROOT
from topology.document.document import Topology
from topology.findings.study import AT_RANDOM, Study
from topology.reliability import bounded
from topology.reliability.bounded import numbers_of, survivals_within_work, told_of
from topology.render.files.markdown import study_report
from topology.render.machine.study import study_json
from topology.render.page.view import report_html
from topology.structure.graph import Graph

SCHEMA = json.loads((ROOT / "docs" / "survive.schema.json").read_text(encoding="utf-8"))
HOSTILE = "<b>pay"
SHOP = {
    "name": "Shop",
    "components": [
        {"id": HOSTILE, "fails": False, "needs": [{"any": ["a", "b"]}]},
        {"id": "browse", "fails": False, "needs": ["a"]},
        {"id": "a", "needs": []},
        {"id": "b", "count": 2, "needs": []},
    ],
    "shared_risks": [{"id": "rack", "hits": ["a", "b"]}],
    "objectives": [{"of": HOSTILE}, {"of": "browse", "weight": 3}],
}


def test_every_form_of_a_report_has_the_counts() -> None:
    study = Study.of(Topology.from_dict(SHOP)).with_survivals()
    assert AT_RANDOM not in study.absent
    # Two of the three can be chosen in 3 ways: pay is up after 2 of a, b, b, and browse after 1.
    found = json.loads(study_json(study))["failures_at_random"]
    jsonschema.validate({"format": 1, **found}, SCHEMA)
    ups = {t["target"]: [p["up_sets"] for p in t["curve"]] for t in found["targets"]}
    assert ups == {HOSTILE: [1, 3, 3, 0], "browse": [1, 2, 1, 0]}
    text = study_report(study)
    rows = [line for line in text.split("## How much chaos it stands")[1].splitlines() if line]
    assert "rack is not drawn; topology survive --risks draws shared risks." in rows[0]
    assert rows[1] == "| Target | Up after 1 (33.3 %) | Up after 2 (66.7 %) | What it stands |"
    assert rows[3].startswith("| all, by weight | 75 % | 50 % | mean over targets by weight: 1")
    assert rows[4].startswith("| `browse` | 66.7 % | 33.3 % | down after 2 failures on average;")
    assert rows[5].startswith("| `<b>pay` | 100 % | 100 % | down after 3 failures on average; up")
    page = report_html(study)
    section = page.split('<section id="survival"')[1].split("</section>")[0]
    assert 'aria-label="Up after failures drawn at random, as curves"' in section
    assert section.count('class="served"') == 3
    assert "<b>" not in section


@pytest.mark.parametrize(
    ("doc", "why"),
    [
        (
            {"components": [{"id": "t", "fails": False, "demand": 1, "needs": []}]},
            "nothing in the document can fail",
        ),
        ({"components": [{"id": "t", "fails": False}]}, "nothing is said of what it needs"),
    ],
    ids=["nothing can fail", "nothing is known"],
)
def test_where_nothing_can_be_counted_the_report_says_why(doc: dict[str, object], why: str) -> None:
    study = Study.of(Topology.from_dict(doc)).with_survivals()
    assert study.survivals is None
    assert why in study.absent[AT_RANDOM]
    assert "chaos" not in study_report(study)
    assert "failures_at_random" not in json.loads(study_json(study))
    assert '<section id="survival"' not in report_html(study)


def test_targets_beyond_the_work_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = Graph.compile(Topology.from_dict(random_mixed(40)))
    targets = list(graph.standards.by_rule[0])
    monkeypatch.setattr(bounded, "MOST_CAUSES", 30)
    some = survivals_within_work(graph, targets, most_targets=50)
    monkeypatch.setattr(bounded, "MOST_CAUSES", 10_000)
    whole = survivals_within_work(graph, targets, most_targets=50)
    assert some.found is not None
    assert whole.found is not None
    number = len(some.found.targets)
    assert 0 < number < len(targets)
    of = f"only of the first {number} of {len(targets)} targets"
    assert some.absent == (f"{of}; topology survive has all",)
    assert not whole.absent
    assert {one.id for one in some.found.targets} == set(targets[:number])
    points = {one.id: one.points for one in whole.found.targets}
    assert all(one.points == points[one.id] for one in some.found.targets if one.exact)


@pytest.mark.parametrize("units", [1, 2, 7, 40, 300, 2_000, 2_015, 20_307])
def test_what_is_told_is_counted_and_few(units: int) -> None:
    told, numbers = told_of(units), numbers_of(units)
    assert told
    assert set(told) <= set(numbers)
    assert numbers[0] == 0
    assert len(numbers) < 50
    assert numbers[-1] <= min(units, bounded.MOST_FAILURES)
    if 20 < units < 5_000:
        assert -(-units // 10) in told
