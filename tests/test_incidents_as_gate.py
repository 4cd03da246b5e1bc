"""What the incidents teach, as objectives: violated as it happened, kept after what would help.

The objectives of each fail for the class that the incident stands for; with the remedy that the
article of June 2015 names they hold.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.support.oracles import Doc
from tests.support.repository import ROOT
from tests.support.shipped import shipped
from topology import Topology
from topology.finding import FailureClass
from topology.findings.objectives.clauses import Verdict
from topology.findings.objectives.verdicts import verdicts, worked_out
from topology.findings.single_points import SinglePoints


def model(name: str) -> Doc:
    return shipped(ROOT / "models" / f"{name}.json")


def item(document: Doc, name: str) -> Doc:
    items = (*document["components"], *document.get("shared_risks", ()))
    return next(one for one in items if one["id"] == name)


def judged(document: Doc) -> tuple[SinglePoints, dict[str, Verdict]]:
    points = SinglePoints.of(Topology.from_dict(document))
    known, sets = worked_out(points)
    return points, {verdict.target: verdict for verdict in verdicts(points, sets, known)}


def classes(document: Doc, target: str) -> dict[str, FailureClass]:
    points, found = judged(document)
    return {cause: points.failure_class(target, cause) for cause in found[target].violated_by}


def asking(document: Doc, **objective: Any) -> Doc:
    return {**deepcopy(document), "objectives": [objective]}


PAYMENTS = {"of": "payments", "survives": 1, "rto": "149 min"}


def test_alipay_has_nothing_beside_its_fibre() -> None:
    found = classes(model("alipay-2015"), "payments")
    assert found["fibre-hangzhou"] is FailureClass.STRUCTURAL


def test_a_backup_that_nobody_dares_to_switch_to_is_slow() -> None:
    found = classes(model("alipay-2015-with-standby"), "payments")
    assert found["fibre-hangzhou"] is FailureClass.SLOW
    assert set(found.values()) == {FailureClass.SLOW}


@pytest.mark.parametrize("target", ["payments", "utility-bills", "money-market-fund"])
def test_a_second_centre_that_switches_in_time_keeps_them(target: str) -> None:
    document = model("alipay-2015-with-standby")
    (first, _) = item(document, "payments")["needs"]
    first["switchover"] |= {"decide": "5 min", "verify": "0 min"}
    for name in ("utility-bills", "money-market-fund"):
        item(document, name)["fails"] = False
    document["objectives"].append({"of": "all", "survives": 1, "rto": "149 min"})
    _, found = judged(document)
    assert found[target].holds, found[target]


CTRIP = {"of": ["ctrip-site", "ctrip-apps", "ctrip-search", "ctrip-transactions"], "survives": 1}


def test_one_operator_action_takes_all_of_ctrip() -> None:
    document = asking(model("ctrip-elong-2015"), **CTRIP)
    points, found = judged(document)
    assert len(found) == 4
    for target, verdict in found.items():
        assert {"operator-error", "core-platform"} <= set(verdict.violated_by)
        assert points.failure_class(target, "operator-error") is FailureClass.STRUCTURAL
        assert verdict.holds is False


def test_replicas_that_one_operator_action_does_not_reach_keep_ctrip() -> None:
    document = asking(model("ctrip-elong-2015"), **CTRIP)
    # What one of its options offers is done by hand here.
    del document["options"]
    for name in ("core-platform", "backup-server"):
        item(document, name)["tags"] = []
    # A platform is no more than the servers it runs on.
    item(document, "core-platform")["fails"] = False
    _, found = judged(document)
    assert [verdict.holds for verdict in found.values()] == [True] * 4


ELONG = {"of": "elong-travel", "survives": 1, "classes": ["overload"]}


def test_the_partner_is_no_fallback() -> None:
    document = asking(model("ctrip-elong-2015"), **ELONG)
    found = classes(document, "elong-travel")
    assert "operator-error" in found
    assert set(found.values()) == {FailureClass.OVERLOAD}


def test_with_the_capacity_it_is_one() -> None:
    document = asking(model("ctrip-elong-2015"), **ELONG)
    item(document, "elong")["capacity"] = 450
    assert judged(document)[1]["elong-travel"].holds
    item(document, "elong")["capacity"] = 449
    assert judged(document)[1]["elong-travel"].holds is False


@pytest.mark.parametrize(
    ("survives", "level", "holds"),
    # Three centres of 400 carry 1,000 payments, two carry 800 of them.
    [(1, 1, True), (2, 0.8, True), (2, 0.81, False), (3, 0.4, None), (4, 0.1, False)],
)
def test_visa_survives_any_centre_and_any_two(
    survives: int, level: float, holds: bool | None
) -> None:
    asked = asking(model("visa"), of="payments", survives=survives, level=level, rto="0 s")
    verdict = judged(asked)[1]["payments"]
    assert verdict.holds is holds, verdict


def test_two_centres_lost_are_an_overload() -> None:
    points, found = judged(asking(model("visa"), of="payments", survives=2))
    (clause,) = found["payments"].clauses
    assert clause.why.startswith("falls to 2 failures at once: ")
    causes = {finding.involved for finding in found["payments"].findings(points)}
    assert ("centre-a", "centre-b") in causes
    assert {f.failure_class for f in clause.findings} == {FailureClass.OVERLOAD}


STRUCTURAL, OVERLOAD = FailureClass.STRUCTURAL, FailureClass.OVERLOAD
SLOW, GRAY = FailureClass.SLOW, FailureClass.GRAY


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("aws-internal-network-2021", {STRUCTURAL, OVERLOAD}),
        ("cloudflare-2023", {STRUCTURAL, SLOW}),
        ("crowdstrike-2024", {STRUCTURAL}),
        ("google-europe-west9-2023", {STRUCTURAL}),
        ("heathrow-2025", {SLOW}),
        ("italy-2003", {OVERLOAD}),
        ("nats-2023", {OVERLOAD}),
        ("passport-1999", {STRUCTURAL}),
        ("visa-europe-2018", {GRAY}),
    ],
)
def test_what_is_shipped_fails_for_what_it_teaches(name: str, expected: set[FailureClass]) -> None:
    points, found = judged(model(name))
    violated = [(v.target, cause) for v in found.values() for cause in v.violated_by]
    assert {points.failure_class(*pair) for pair in violated} == expected


def test_of_two_failures_only_the_classes_that_count_do() -> None:
    """Both lines of an office fall together by structure, and that is no overload."""
    parts = [
        {"id": "office", "demand": 10, "fails": False, "needs": [{"any": ["a", "b", "c"]}]},
        {"id": "a", "capacity": 10, "needs": ["x"]},
        {"id": "b", "capacity": 10, "needs": ["y"]},
        {"id": "c", "capacity": 6, "needs": ["x"]},
        *({"id": name, "needs": []} for name in "xy"),
    ]
    for classes, holds in ((["overload"], False), (["structural"], False), (["slow"], True)):
        asked = {"of": "office", "survives": 2, "classes": classes}
        verdict = judged({"components": parts, "objectives": [asked]})[1]["office"]
        assert verdict.holds is holds, (classes, verdict)
        found = {f.failure_class for clause in verdict.clauses for f in clause.findings}
        assert found <= {FailureClass(classes[0]), None}


def test_what_falls_to_two_does_not_survive_three() -> None:
    verdict = judged(asking(model("visa"), of="payments", survives=3))[1]["payments"]
    assert verdict.holds is False
    assert "falls to 2 failures at once" in verdict.clauses[0].why
