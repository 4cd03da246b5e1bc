"""Clauses about all targets of an objective together, in a whole study."""

from __future__ import annotations

import json

import jsonschema
import pytest

from tests.support.oracles import Doc
from tests.support.repository import ROOT
from topology.document.document import Topology
from topology.findings.study import Study
from topology.render.files.markdown import study_report
from topology.render.machine.study import study_plain
from topology.render.page.view import report_html

SCHEMA = jsonschema.Draft202012Validator(
    json.loads((ROOT / "docs" / "study.schema.json").read_text(encoding="utf-8"))
)


def document(objective: Doc) -> Doc:
    """A shop with a standby, of which no two say for sure what they can carry."""
    needs = [{"first_of": ["a", "b"], "switchover": {"activate": "30 min"}}]
    shop = {"id": "shop", "needs": needs, "demand": 90, "loss_per_hour": 1000, "fails": False}
    centre = {"needs": [], "repair": {"time": "2 h"}, "location": "Hangzhou"}
    wide = {"value": 150, "low": 60, "high": 200}
    return {
        "components": [
            shop,
            {"id": "a", "capacity": 200, **centre},
            {"id": "b", "capacity": wide, **centre},
        ],
        "objectives": [{"of": "shop", **objective}],
    }


ALL: Doc = {"max_blast": 0, "max_loss_per_incident": 499, "headroom": 0.5, "apart": "location"}


def test_they_are_told_everywhere() -> None:
    study = Study.of(Topology.from_dict(document(ALL)))
    (verdict,) = (v for v in study.verdicts if not v.target)
    rules = ["max_loss_per_incident", "max_blast", "headroom", "apart"]
    assert [clause.rule for clause in verdict.clauses if clause.rule in rules] == rules
    SCHEMA.validate(json.loads(json.dumps(study_plain(study))))
    for told in (study_report(study), report_html(study)):
        assert "costs 500" in told


@pytest.mark.parametrize(
    ("objective", "said"),
    [
        ({"headroom": 0.8}, "uses no capacity above 80 %, after any single failure: violated"),
        ({"max_blast": 0}, "has no failure that takes down more than 0 components beside itself"),
    ],
)
def test_what_holds_at_the_values_given_has_to_hold_all_over_the_ranges(
    objective: Doc, said: str
) -> None:
    study = Study.of(Topology.from_dict(document(objective)))
    (verdict,) = (v for v in study.verdicts if not v.target)
    asked, elsewhere = verdict.clauses
    assert asked.holds is True
    assert (elsewhere.rule, elsewhere.holds) == ("ranges", False)
    assert elsewhere.why.startswith(f"shop {said}")
