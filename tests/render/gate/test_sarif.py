"""SARIF is valid by the schema of its standard, and says what the check says."""

from __future__ import annotations

import json
import random
import zlib
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from sarif_kit import validation_errors
from sarif_pydantic import Sarif

from tests.render.test_inert import live
from tests.support.checks import checks, found
from tests.support.effort import examples
from topology.document.schema import Accepted
from topology.errors import printable
from topology.finding import FailureClass, Step
from topology.findings.gate.checked import Checked, Place, State
from topology.render.gate import sarif, sarif_results
from topology.render.gate.sarif import sarif_json, sarif_log

BORNE = Accepted(id="grid", reason="too dear", until="2026-12-31", by="ops")


def run_of(*checked: Checked) -> dict:
    log = json.loads(sarif_json(checked))
    assert validation_errors(log) == []
    (run,) = log["runs"]
    return run


def result_of(**fields: object) -> dict:
    (result,) = run_of(Checked("pay.json", findings=(found(**fields),)))["results"]
    return result


@settings(max_examples=examples(30))
@given(checks())
def test_any_check_is_valid_and_read_back(checked: list[Checked]) -> None:
    text = sarif_json(checked)
    assert text == sarif_json(checked)
    assert text.isascii()
    log = json.loads(text)
    assert validation_errors(log) == []
    (run,) = Sarif.model_validate_json(text).runs
    results = run.results or []
    told = {}
    for one in checked:
        for finding in one.findings:
            said = printable(finding.message)
            link = "](" in said
            said = said.replace("[", "\\[").replace("]", "\\]") if link else said
            told[printable(one.file), finding.fingerprint] = (
                printable(finding.rule),
                said,
                one.fails(finding),
            )
    assert {
        (r.properties["document"], r.partial_fingerprints["topology/v1"]): (
            r.rule_id,
            r.message.text,
            r.properties["failing"],
        )
        for r in results
    } == told
    failing = sum(len(one.failing) for one in checked)
    assert run.properties["failing"] == failing
    assert [r.properties["failing"] for r in results] == sorted(
        (r.properties["failing"] for r in results), reverse=True
    )
    assert all(r.level.value in ("error", "warning") for r in results[:failing])
    assert all(r.rule_id == run.tool.driver.rules[r.rule_index].id for r in results)
    assert not any(live(r.message.markdown) for r in results if r.message.markdown)


def test_levels_say_what_fails_what_is_not_known_and_what_is_borne() -> None:
    assert result_of()["level"] == "error"
    assert result_of(state=State.WORSE)["level"] == "error"
    assert result_of(is_unknown=True)["level"] == "warning"
    assert result_of(state=State.UNCHANGED)["level"] == "note"
    assert result_of(accepted=BORNE)["level"] == "note"


@pytest.mark.parametrize(
    ("state", "said"),
    [(State.NEW, "new"), (State.WORSE, "updated"), (State.UNCHANGED, "unchanged")],
)
def test_the_state_is_that_of_the_standard(state: State, said: str) -> None:
    assert result_of(state=state)["baselineState"] == said


def test_what_is_accepted_is_suppressed_with_its_reason_and_end() -> None:
    one = Checked("pay.json", findings=(found(0), found(1, accepted=BORNE)))
    first, second = run_of(one)["results"]
    assert first["suppressions"] == []
    assert second["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "accepted until 2026-12-31 by ops: too dear",
        }
    ]
    assert "suppressions" not in result_of()


def test_a_place_is_a_file_with_its_line() -> None:
    place = result_of(place=Place("./a b/c#ü.yaml", 14, 3))["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
    assert unquote(place["artifactLocation"]["uri"]) == "a b/c#ü.yaml"
    assert " " not in place["artifactLocation"]["uri"]
    assert "#" not in place["artifactLocation"]["uri"]
    assert place["region"] == {"startLine": 14, "startColumn": 3}
    alone = result_of()["locations"][0]["physicalLocation"]
    assert alone == {"artifactLocation": {"uri": "pay.json", "uriBaseId": "%SRCROOT%"}}


def test_the_reason_is_a_code_flow_with_alternatives_further_in() -> None:
    steps = (
        Step("fibre fails"),
        Step("pay has no alternative left", ((Step("east needs fibre"),),), 2),
    )
    flow = result_of(steps=steps)["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [(s["nestingLevel"], s["location"]["message"]["text"]) for s in flow] == [
        (0, "fibre fails"),
        (1, "east needs fibre"),
        (1, "2 more"),
        (0, "pay has no alternative left"),
    ]
    assert [s["executionOrder"] for s in flow] == [1, 2, 3, 4]


def test_a_long_reason_is_cut_and_says_of_how_many() -> None:
    flow = result_of(steps=tuple(Step(f"s{n}") for n in range(1_001)))["codeFlows"][0]
    locations = flow["threadFlows"][0]["locations"]
    assert len(locations) == sarif_results.MOST_STEPS
    assert locations[-1]["location"]["message"]["text"] == "… 2 of 1,001 steps more"


def test_never_is_no_number() -> None:
    properties = result_of(
        back="never", back_s=float("inf"), failure_class=FailureClass.SLOW, takes=3
    )["properties"]
    assert (properties["longestOutageSeconds"], properties["back"]) == (None, "never")
    assert (properties["class"], properties["takes"]) == ("slow", 3)


def test_a_document_that_could_not_be_checked_is_a_run_that_failed() -> None:
    run = run_of(Checked("a.json", errors=("line 1: is broken",)), Checked("b.json"))
    assert run["properties"]["documentsNotChecked"] == 1
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    first, second = invocation["toolExecutionNotifications"]
    assert (first["level"], second["level"]) == ("error", "note")
    assert first["message"]["text"] == "could not be checked: line 1: is broken"
    assert run_of(Checked("b.json"))["invocations"][0]["executionSuccessful"] is True


def test_what_is_known_and_what_is_gone_is_told_of_each_document() -> None:
    run = run_of(Checked("a.json", known="3 of 9 needs are guesses", gone=("grid takes pay down",)))
    verdict, gone = run["invocations"][0]["toolExecutionNotifications"]
    assert verdict["message"]["text"].endswith("3 of 9 needs are guesses")
    assert gone["message"]["text"] == "no longer found, 1: grid takes pay down"


def test_nothing_tells_the_time_but_the_date_that_was_used() -> None:
    text = sarif_json([Checked("a.json", today="2026-11-27")])
    assert "Utc" not in text
    assert text.count("2026-") == 1


def test_more_than_a_run_may_have_is_left_out_and_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    unchanged = replace(found(0), state=State.UNCHANGED)
    run = run_of(Checked("a.json", findings=(unchanged, found(1), found(2), found(3))))
    shown = [r["partialFingerprints"]["topology/v1"] for r in run["results"]]
    assert shown == ["00000001", "00000002"], "what fails is never left out for what does not"
    counts = run["properties"]
    assert (counts["findings"], counts["findingsShown"], counts["failing"]) == (4, 2, 3)
    note = run["invocations"][0]["toolExecutionNotifications"][0]
    assert note["level"] == "warning"
    assert note["message"]["text"] == "2 of 4 findings are left out, the least bad ones"


def test_a_file_is_never_larger_than_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [random.Random(n).randbytes(900).hex() for n in range(300)]
    many = tuple(found(n, message=said) for n, said in enumerate(messages))
    whole = len(zlib.compress(json.dumps(sarif_log([Checked("a.json", findings=many)])).encode()))
    assert whole > 300_000
    monkeypatch.setattr(sarif, "MAX_BYTES", 150_000)
    log = sarif_log([Checked("a.json", findings=many)])
    counts = log["runs"][0]["properties"]
    assert 0 < counts["findingsShown"] < counts["findings"] == 300
    assert len(zlib.compress(json.dumps(log).encode())) < 200_000


def test_a_long_message_is_cut_and_says_how_long_it_was() -> None:
    text = result_of(message="x" * 5_000)["message"]["text"]
    assert text == "x" * 2_000 + "… (5,000 characters)"
