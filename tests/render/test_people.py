"""People's own words (owner, url, runbook, source, lost data): shown where facts stand, inert."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.command import run
from tests.support.examples import UNSEEN
from tests.support.oracles import Doc
from topology import Topology
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.render.files.markdown import study_report
from topology.render.machine.findings import spof_plain
from topology.render.machine.study import study_plain
from topology.render.page.embedded import embedded
from topology.render.people import data_words, entry_of, owner_of, sources_within
from topology.structure.graph import Graph


def shop(**script: Any) -> Doc:
    return {
        "components": [
            {"id": "app", "needs": [{"on": "db", "source": "design.md"}], "owner": "shop team"},
            {
                "id": "db",
                "needs": [],
                "owner": "data team",
                "url": "https://example.org/db",
                "runbook": "https://example.org/db/run",
            },
        ],
        "shared_risks": [{"id": "script", "kind": "operator-action", "hits": ["db"], **script}],
        "objectives": [{"of": "app", "survives": 1, "source": "contract 7"}],
    }


LOSES: Doc = {"owner": "ops", "loses_data": "the last hour"}
SAID = "data may be lost (the last hour): not modelled yet"


def test_json_has_them_beside_the_cause() -> None:
    (target,) = spof_plain(SinglePoints.of(Topology.from_dict(shop(**LOSES))))["targets"]
    db, script = target["spofs"]
    assert (db["owner"], db["runbook"]) == ("data team", "https://example.org/db/run")
    assert "loses_data" not in db
    assert (script["owner"], script["loses_data"]) == ("ops", SAID)
    assert "runbook" not in script


def test_a_report_has_a_column_for_what_somebody_says() -> None:
    report = study_report(Study.of(Topology.from_dict(shop(**LOSES))))
    assert "| Cause | Kind | Class | Owner | Runbook | Data | Back | Reason |" in report
    assert "| structural | data team | `https://example.org/db/run` |  |" in report
    assert SAID in report
    assert "| contract 7 |" in report
    assert "| `app` | `needs[0]` | design.md |" in report


def test_without_them_nothing_is_added() -> None:
    document = shop()
    for component in document["components"]:
        for word in ("owner", "url", "runbook"):
            component.pop(word, None)
    document["components"][0]["needs"] = ["db"]
    del document["objectives"][0]["source"]
    report = study_report(Study.of(Topology.from_dict(document)))
    assert "| Cause | Kind | Class | Back | Reason |" in report
    assert "| Of | Asks that it | Holds | Why |\n" in report
    assert "single facts" not in report


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, ""),
        ({"loses_data": False}, ""),
        ({"loses_data": ""}, ""),
        ({"loses_data": True}, "data may be lost: not modelled yet"),
        ({"loses_data": "carts"}, "data may be lost (carts): not modelled yet"),
    ],
)
def test_lost_data_are_told_and_no_more(given: Doc, said: str) -> None:
    graph = Graph.compile(Topology.from_dict(shop(**given)))
    assert data_words(entry_of(graph, "script")) == said
    assert graph.down(["script"]) == {"app", "db"}


@pytest.mark.parametrize("mode", ["limping", "half:dead"])
def test_a_mode_has_the_owner_of_its_component(mode: str) -> None:
    document = shop()
    document["components"][1]["modes"] = [{"id": mode, "leaves": 0.5}]
    graph = Graph.compile(Topology.from_dict(document))
    assert owner_of(graph, f"db:{mode}") == "data team"
    assert owner_of(graph, "nobody") == ""


def test_sources_of_single_facts_are_found_wherever_they_stand() -> None:
    document = shop()
    document["components"][0]["needs"].append(
        {"any": ["db", {"all": ["db"], "source": "inner"}], "source": "outer"}
    )
    document["components"][1]["modes"] = [{"id": "limps", "leaves": 0.5, "source": "log"}]
    event = {"at": "0 s", "fail": "db", "source": "paper"}
    document["scenarios"] = [{"id": "s", "events": [event]}]
    assert list(sources_within(Topology.from_dict(document))) == [
        ("app", "needs[0]", "design.md"),
        ("app", "needs[1]", "outer"),
        ("app", "needs[1].any[1]", "inner"),
        ("db", "modes[0]", "log"),
        ("app", "objective", "contract 7"),
        ("s", "events[0]", "paper"),
    ]


def test_the_page_has_them_for_its_panel() -> None:
    page = embedded(Topology.from_dict(shop(**LOSES)), {"app": 0, "db": 1, "script": 2})
    app, db = page["components"]
    assert (db["owner"], db["url"]) == ("data team", "https://example.org/db")
    assert app["own"] == [("needs[0]: source", "design.md"), ("objective: source", "contract 7")]
    (script,) = page["risks"]
    assert (script["owner"], script["data"]) == ("ops", SAID)


def test_hostile_words_stay_inert_in_a_report() -> None:
    document = shop(owner=UNSEEN, runbook="javascript:alert(1)", loses_data=UNSEEN)
    document["components"][1] |= {"owner": "[x](javascript:alert(1))", "runbook": "@everyone"}
    document["objectives"][0]["source"] = UNSEEN
    report = study_report(Study.of(Topology.from_dict(document)))
    assert "<script" not in report.replace("\\<", "")
    assert "[x](" not in report
    assert "`@everyone`" in report
    assert "\u202e" not in report
    assert "\u2028" not in report


def test_people_in_a_terminal(tmp_path: Any) -> None:
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(shop(owner="o\u202eps", loses_data="a\x1b[31m")))
    said = run("spof", path).stdout
    assert "owner: data team · runbook: https://example.org/db/run" in said
    assert "owner: o\\u202eps" in said
    assert "data may be lost (a\\u001b[31m): not modelled yet" in said
    said = run("blast", path, "script").stdout
    assert "script: data may be lost" in said


def test_a_study_fits_its_schema() -> None:
    import jsonschema

    from tests.render.test_report_forms import SCHEMA

    plain = json.loads(json.dumps(study_plain(Study.of(Topology.from_dict(shop(**LOSES))))))
    jsonschema.Draft202012Validator(SCHEMA).validate(plain)
