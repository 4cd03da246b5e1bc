"""What is never back, as findings: in each output, in objectives, and whatever the load."""

from __future__ import annotations

import json
import re
from collections import Counter
from math import inf
from typing import Any

import jsonschema
import pytest

from tests.support.examples import ATTACK
from tests.support.oracles import Doc
from tests.support.repository import ROOT
from topology.document.document import Topology
from topology.finding import Rule
from topology.findings.besides import Besides
from topology.findings.objectives.verdicts import verdicts
from topology.findings.ranking.recoveries import Return
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.render.files.markdown import study_report
from topology.render.machine.findings import recovery_plain, spof_plain
from topology.render.machine.study import study_plain
from topology.render.page.view import report_html, view_html
from topology.render.terminal.findings import spof_lines
from topology.render.terminal.lines import plain
from topology.structure.deadlocks.recovery import _Told
from topology.structure.graph import Graph
from topology.structure.words import MAX_STEPS

SCHEMA = json.loads((ROOT / "docs" / "study.schema.json").read_text(encoding="utf-8"))
WHY = "core is repaired only over net → net needs core"


def backbone(**site: Any) -> Doc:
    repair = {"time": "1 h", "needs": ["net"]}
    return {
        "components": [
            {"id": "core", "needs": [], "repair": repair},
            {"id": "net", "needs": ["core"], "repair": {"time": "1 h"}},
            {"id": "site", "needs": ["core"], "demand": 10, "fails": False, **site},
        ],
        "objectives": [{"of": "site", "rto": "2 h"}],
    }


@pytest.fixture
def points() -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(backbone()))


def test_a_finding_of_its_own(points: SinglePoints) -> None:
    (found,) = [f for f in points.findings() if f.rule is Rule.RECOVERY_DEADLOCK]
    assert (found.cause, found.where, found.involved) == ("core", "core", ("core", "net", "site"))
    assert found.message == "after core fails, 3 components are never back, whatever is mended"
    assert " → ".join(found.reason) == WHY
    assert points.start_up_deadlocks == ()


def test_for_machines(points: SinglePoints) -> None:
    found = spof_plain(points)
    assert found["recovery_deadlocks"] == [
        {"cause": "core", "components": ["core", "net", "site"], "reason": WHY.split(" → ")}
    ]
    assert found["targets"][0]["spofs"][0]["back"]["never_because"] == WHY


def test_the_rto_is_never_met_and_says_why(points: SinglePoints) -> None:
    recovery = points.recovery("site", "core")
    assert (recovery.state, recovery.because) == (Return.NEVER, WHY)
    assert recovery_plain(recovery)["longest_outage_s"] is None
    (clause,) = verdicts(points, {}, {})[0].clauses
    assert (clause.holds, clause.why) == (False, f"never after core fails, as {WHY}")


def test_whatever_the_load() -> None:
    """Where loads matter failures are played; what is down for good is so there as well."""
    doc = backbone()
    doc["components"][0]["capacity"] = 100
    points = SinglePoints.of(Topology.from_dict(doc))
    assert points.recovery("site", "core").because == WHY
    assert points.ranking.causes(["core"]) == ["core"]


def test_another_target_may_be_back() -> None:
    """The shop has a way round what is stuck once the feed is back."""
    doc: Doc = {
        "components": [
            {"id": "feed", "needs": [], "repair": {"time": "1 h"}},
            {"id": "dns", "needs": ["feed"], "start": {"needs": ["host"]}},
            {"id": "host", "needs": ["dns"], "demand": 1},
            {"id": "shop", "needs": ["feed", {"any": ["host", "feed"]}], "demand": 1},
        ],
        "objectives": [{"of": "shop", "rto": "2 h"}, {"of": "host", "rto": "2 h"}],
    }
    points = SinglePoints.of(Topology.from_dict(doc))
    assert points.recovery("host", "feed").because == "dns starts only with host → host needs dns"
    assert points.recovery("shop", "feed").state is not Return.NEVER


def test_beside_start_up_deadlocks_in_every_output(points: SinglePoints) -> None:
    said = plain(spof_lines(points, Besides(None), limit=50, file="core.json"))
    assert f"    never back: {WHY}\n" in said
    assert "recovery deadlock after core fails, 3 components are never back" in said
    assert "1 recovery deadlock." in said
    study = Study.of(points.topology)
    jsonschema.validate(study_plain(study), SCHEMA)
    report = study_report(study)
    assert "| Recovery deadlocks | 1 |" in report
    assert "## Recovery deadlocks\n" in report
    assert f"`core`, `net`, `site` ({WHY})" in report
    assert "Recovery deadlocks" in report_html(study)
    page = view_html(points)
    assert "1 failure takes down what would mend the damage: it is never back." in page
    assert "3 never back after it" in page


def test_without_any_no_report_says_a_word() -> None:
    doc = backbone()
    del doc["components"][0]["repair"]["needs"]
    study = Study.of(Topology.from_dict(doc))
    for said in (study_report(study), report_html(study)):
        assert "ecovery deadlock" not in said


def test_names_are_written_out_and_not_obeyed() -> None:
    doc = json.loads(json.dumps(backbone()).replace('"core"', json.dumps(f"core{ATTACK}")))
    study = Study.of(Topology.from_dict(doc))
    report = re.sub(r"`[^`\n]*`", "", study_report(study))
    for said in (report, report_html(study), view_html(study.points)):
        assert f"core{ATTACK}" not in said


# -- at what cost -------------------------------------------------------------------------------


def locked(length: int) -> Doc:
    """A chain of which every tenth is repaired only over what needs it, far above."""
    parts: list[Doc] = [
        {"id": f"c{n}", "needs": [f"c{n - 1}"] if n else [], "repair": {"time": "1 h"}}
        for n in range(length)
    ]
    for part in parts[: length // 2 : 10]:
        part["repair"]["needs"] = [f"c{length - 1}"]
    return {"components": parts}


def test_of_a_long_circle_only_what_is_shown_is_put_into_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: Counter[int] = Counter()
    step = _Told._step
    monkeypatch.setattr(
        _Told, "_step", lambda told, v, x: made.update([told.cause]) or step(told, v, x)
    )
    points = SinglePoints.of(Topology.from_dict(locked(200)))
    found = [points.recovery_deadlock_finding(cause) for cause in points.recovery_deadlocks]
    assert len(found) == 10
    assert {len(finding.reason) for finding in found} == {MAX_STEPS + 1}
    assert set(made.values()) == {MAX_STEPS}


def test_what_a_repair_lacks_is_known_without_all_that_is_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    played: list[object] = []
    points = SinglePoints.of(Topology.from_dict(locked(100)))
    monkeypatch.setattr(points._order, "taken_down", played.append)
    monkeypatch.setattr(Graph, "going_down", lambda *_: played.append(_))
    work = points.recoveries._work
    assert [*work.mended_s("c0").values(), *work.mended_s("c5").values()] == [inf, 3600.0]
    assert work.held_up("c10") == "c10 waits for c99 to be repaired"
    assert not played
