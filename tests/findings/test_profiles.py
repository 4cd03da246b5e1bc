"""Ready-made sets of objectives: what they ask of which document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.repository import ROOT
from topology.document.document import Topology
from topology.errors import UnknownIdError
from topology.findings.gate.profiles import PROFILES, profile_objectives
from topology.findings.objectives.verdicts import verdicts, worked_out
from topology.findings.single_points import SinglePoints

Doc = dict[str, Any]
LAW = "Regulation (EU) 2022/2554, Article "


def read(model: str) -> Doc:
    found: Doc = json.loads((ROOT / "models" / f"{model}.json").read_text(encoding="utf-8"))
    return found


def judged(document: Doc, profile: str) -> dict[tuple[str, str], bool | None]:
    """By target and rule whether it holds, of the objectives of the set alone."""
    objectives = profile_objectives(profile, document)
    points = SinglePoints.of(Topology.from_dict({**document, "objectives": objectives}))
    known, sets = worked_out(points)
    return {
        (verdict.about, clause.rule): clause.holds
        for verdict in verdicts(points, sets, known)
        for clause in verdict.clauses
    }


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("model", ["visa", "alipay-2015", "cloudflare-2023"])
def test_each_is_part_of_a_valid_document(name: str, model: str) -> None:
    document = read(model)
    given = document.get("objectives", [])
    objectives = [*given, *profile_objectives(name, document)]
    typed = Topology.from_dict({**document, "objectives": objectives}).objectives
    assert len(typed) > len(given)
    assert all(objective.source for objective in typed[len(given) :])


def test_an_unknown_one_has_a_nearest() -> None:
    with pytest.raises(UnknownIdError) as raised:
        profile_objectives("no-spoff", read("visa"))
    assert raised.value.lines() == ('profile "no-spoff" does not exist; did you mean "no-spof"?',)


def test_what_good_looks_like_holds_and_what_failed_does_not() -> None:
    visa, alipay = read("visa"), read("alipay-2015")
    assert set(judged(visa, "no-spof").values()) == {True}
    # Of more failures than one at once it is known by structure alone.
    assert judged(visa, "n-2") == {("payments", "survives"): None}
    assert judged(visa, "n-1")["payments", "survives"]
    assert judged(alipay, "no-spof")["payments", "survives"] is False
    assert judged(alipay, "n-1")["payments", "survives"] is False


def test_start_up_is_of_the_whole_document() -> None:
    document = {
        "components": [
            {"id": "pay", "needs": [], "demand": 1},
            {"id": "a", "needs": ["b"]},
            {"id": "b", "needs": ["a"]},
        ]
    }
    assert judged(document, "start-up") == {
        ("all", "no_start_up_deadlock"): False,
        ("all", "no_recovery_deadlock"): True,
    }


# -- dora -----------------------------------------------------------------------------------------

PAY: Doc = {"id": "pay", "needs": ["db"], "demand": 1, "criticality": 1}
WEB: Doc = {"id": "web", "needs": ["db"], "demand": 1, "criticality": 2}
DB: Doc = {"id": "db", "needs": []}


def dora(*components: Doc, **rest: Any) -> list[Doc]:
    return profile_objectives("dora", {"components": list(components), **rest})


def test_it_is_of_what_is_most_critical_where_anything_says_so() -> None:
    assert {str(o["of"]) for o in dora(PAY, WEB, DB)} == {"{'criticality': 1}"}
    plain = [{k: v for k, v in c.items() if k != "criticality"} for c in (PAY, WEB, DB)]
    assert {o["of"] for o in dora(*plain)} == {"all"}


def test_it_says_which_article_and_that_its_figures_are_assumed() -> None:
    asked = dora(PAY, WEB, DB)
    assert all(o["source"].startswith(LAW) for o in asked)
    (rto,) = [o for o in asked if "rto" in o]
    assert rto == {
        "of": {"criticality": 1},
        "rto": "2 h",
        "source": f"{LAW}12(6)",
        "assumed": "2 h is a figure of this set, as no objective gives one",
    }
    (known,) = [o for o in asked if "known" in o]
    assert (known["known"], known["assumed"]) == (0.9, "90 % is a figure of this set")
    rules = {key for o in asked for key in o} - {"of", "source", "assumed"}
    assert rules == {"survives", "rto", "no_recovery_deadlock", "known", "apart"}


def test_outages_may_last_as_long_as_the_document_says() -> None:
    app = {"id": "app", "needs": ["db"], "criticality": 1}
    asked = dora(PAY, app, WEB, DB, objectives=[{"of": "pay", "rto": "20 min"}])
    assert [(o["of"], o["rto"], "assumed" in o) for o in asked if "rto" in o] == [
        (["pay"], "20 min", False),
        (["app"], "2 h", True),
    ]
    every = dora(PAY, WEB, DB, objectives=[{"of": ["pay", "web"], "rto": "20 min"}])
    assert [(o["of"], o["rto"]) for o in every if "rto" in o] == [(["pay"], "20 min")]
