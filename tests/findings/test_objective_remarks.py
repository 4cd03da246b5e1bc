"""What objectives ask without effect, as `validate` says it: one line for each way."""

from __future__ import annotations

from typing import Any

import pytest

from topology.document.document import Topology
from topology.findings.remarks.remarks import remarks
from topology.structure.graph import Graph

Doc = dict[str, Any]
PAY: Doc = {"id": "pay", "kind": "function", "needs": ["db"], "demand": 1}
DB: Doc = {"id": "db", "kind": "database", "needs": [], "tags": ["core"], "location": "Ulm"}
UNTIL = {"reason": "r", "until": "2026-12-31"}


def noted(*objectives: Doc, db: Doc = DB, pay: Doc = PAY, **rest: Any) -> list[str]:
    document = {"components": [pay, db], "objectives": list(objectives), **rest}
    return list(remarks(Graph.compile(Topology.from_dict(document))))


@pytest.mark.parametrize(
    ("objective", "said"),
    [
        ({}, "objectives that name what is judged, and ask nothing: pay"),
        ({"survives": 0}, "objectives that name what is judged, and ask nothing: pay"),
        ({"level": 0.9}, "objectives with a level alone, which asks nothing: pay"),
        (
            {"rto": "1 h", "classes": ["slow"]},
            "objectives with classes and without survives, which they are about: pay",
        ),
        ({"availability": 0}, "availability can never fail, as none is as low as 0: pay"),
        (
            {"max_downtime_per_year": "1 y"},
            "max_downtime_per_year can never fail, as a year has no more: pay",
        ),
        ({"known": 0}, "known can never fail, as none is as low as 0: pay"),
        ({"headroom": 1}, "headroom can never fail, as nothing has a capacity: pay"),
        ({"max_blast": 1}, "max_blast can never fail, as there is no more to take: pay"),
        (
            {"max_blast": {"demand": 1}},
            "max_blast can never fail, as there is no more to take: pay",
        ),
        (
            {"survives": 1, "against": {"kind": "databse"}},
            'against selects nothing: kind databse; did you mean "database"?',
        ),
        (
            {"survives": 1, "against": {"tag": "cor", "location": "Ulm"}},
            'against selects nothing: location Ulm and tag cor; did you mean "core"?',
        ),
        (
            {"survives": 1, "against": {"kind": "function", "location": "Ulm"}},
            "against selects nothing: kind function and location Ulm",
        ),
    ],
)  # fmt: skip
def test_one_line_for_each(objective: Doc, said: str) -> None:
    assert noted({"of": "pay", **objective}) == [said]


@pytest.mark.parametrize(
    "objective",
    [
        {"survives": 1},
        {"rto": "1 h", "level": 0.9},
        {"survives": 1, "classes": ["slow"]},
        {"availability": 0.1},
        {"max_downtime_per_year": "364 d"},
        {"known": 0.1},
        {"max_blast": 0},
        {"max_blast": {"components": 1, "demand": 0.5}},
        {"no_start_up_deadlock": True},
        {"survives": 1, "against": {"tag": "core", "location": "Ulm"}},
        {"survives": 1, "accepted": [{"id": "db", **UNTIL}]},
    ],
)
def test_what_can_fail_is_not_told(objective: Doc) -> None:
    assert noted({"of": "pay", **objective}) == []


def test_capacities_make_headroom_a_question() -> None:
    assert noted({"of": "pay", "headroom": 1}, db={**DB, "capacity": 5}) == []


SAFE = {**DB, "fails": False}
CANNOT_FALL = "survives can never fail, as nothing can take its target down: pay"


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ({}, [CANNOT_FALL]),
        ({"shared_risks": [{"id": "flood", "hits": ["db"]}]}, []),
        ({"shared_risks": [{"id": "deploy", "hits": ["pay"]}]}, []),
    ],
)
def test_what_nothing_can_take_down_survives_anyway(rest: Doc, said: list[str]) -> None:
    assert noted({"of": "pay", "survives": 1}, db=SAFE, **rest) == said


def test_what_half_fails_could_take_it_down() -> None:
    limps = {**SAFE, "modes": [{"id": "slow", "leaves": 0.5}]}
    assert noted({"of": "pay", "survives": 1}, db=limps) == []


def test_its_own_failure_is_no_cause() -> None:
    assert noted({"of": "pay", "survives": 2}, db=SAFE, pay={**PAY, "count": 2}) == [CANNOT_FALL]


def test_nor_are_its_own_modes() -> None:
    dies = {**PAY, "modes": [{"id": "dead", "leaves": 0}]}
    assert noted({"of": "pay", "survives": 1}, db=SAFE, pay=dies) == [CANNOT_FALL]


def test_shared_risks_are_selected_by_their_kind() -> None:
    risks = [{"id": "duct-7", "kind": "duct", "hits": ["db"]}]
    objective = {"of": "pay", "survives": 1, "against": {"kind": "duct"}}
    assert noted(objective, shared_risks=risks) == []


@pytest.mark.parametrize("inside", [True, False])
def test_accepting_what_is_no_cause(inside: bool) -> None:
    accepted = [{"id": "pay", **UNTIL}, {"id": "db", **UNTIL}]
    objective: Doc = {"of": "pay", "survives": 1, **({"accepted": accepted} if inside else {})}
    rest = {} if inside else {"accepted": accepted}
    assert noted(objective, **rest) == ["accepted failures of pay take nothing from: pay"]


def test_where_load_can_matter_anything_may_be_a_cause() -> None:
    web = {"id": "web", "needs": ["db"], "demand": 1}
    accepted = [{"id": "web", **UNTIL}]
    objective = {"of": "pay", "survives": 1, "accepted": accepted}
    document = {
        "components": [PAY, DB, web],
        "objectives": [objective, {"of": "web", "rto": "1 h"}],
    }
    assert list(remarks(Graph.compile(Topology.from_dict(document)))) == [
        "accepted failures of web take nothing from: pay"
    ]
    document["components"] = [PAY, {**DB, "capacity": 2}, web]
    assert list(remarks(Graph.compile(Topology.from_dict(document)))) == []


@pytest.mark.parametrize("of", [{"kind": "functon"}, {"criticality": 3}])
def test_selections_of_targets_that_find_nothing(of: Doc) -> None:
    near = '; did you mean "function"?' if "kind" in of else ""
    words = " ".join(map(str, next(iter(of.items()))))
    pay = {"of": "pay", "survives": 1}
    assert noted(pay, {"of": of, "survives": 1}) == [f"of selects nothing: {words}{near}"]
    said = noted(pay, accepted=[{"id": "db", "of": of, **UNTIL}])
    assert said == [f"of selects nothing: {words}{near}"]


def test_many_are_told_on_one_line() -> None:
    some = [{"id": f"s{n}", "needs": ["db"]} for n in range(7)]
    objectives = [{"of": c["id"]} for c in some]
    document = {"components": [DB, *some], "objectives": objectives}
    assert list(remarks(Graph.compile(Topology.from_dict(document)))) == [
        "objectives that name what is judged, and ask nothing: s0, s1, s2, s3, s4 and 2 more"
    ]
