"""Reports for GitLab and annotations for GitHub, read as their documentation says."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given, settings

from tests.support.checks import checks, found
from tests.support.effort import examples
from topology.document.schema import Accepted
from topology.errors import printable
from topology.findings.gate.checked import Checked, Place, State
from topology.render.gate.github import github_text
from topology.render.gate.gitlab import gitlab_json
from topology.render.words.changes.gate import error_words

BORNE = Accepted(id="grid", reason="too dear", until="2026-12-31", by="ops")

# -- GitHub ---------------------------------------------------------------------------------------

COMMAND = re.compile(r"::(?P<name>[a-z-]+)(?: (?P<properties>.*?))?::(?P<data>.*)")
LINE_ENDS = re.compile(r"\r\n|\r|\n")


def unescaped(text: str, signs: dict[str, str]) -> str:
    """As the runner does it: the percent sign last, so that no escape is made anew."""
    for sign, escape in signs.items():
        text = text.replace(escape, sign)
    return text.replace("%25", "%")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """What a runner reads in the output of a step: a command in each line that begins as one."""
    read = []
    for line in LINE_ENDS.split(text):
        match = COMMAND.fullmatch(line.lstrip())
        if match is None:
            assert not line, "there is nothing but commands"
            continue
        pairs = [pair.split("=", 1) for pair in (match["properties"] or "").split(",") if pair]
        signs = {":": "%3A", ",": "%2C", "\r": "%0D", "\n": "%0A"}
        properties = {key: unescaped(value, signs) for key, value in pairs}
        data = unescaped(match["data"], {"\r": "%0D", "\n": "%0A"})
        read.append((match["name"], properties, data))
    return read


@settings(max_examples=examples(30))
@given(checks())
def test_no_document_adds_a_command_to_those_of_its_findings(checked: list[Checked]) -> None:
    text = github_text(checked)
    assert text == github_text(checked)
    read = commands(text)
    assert [name for name, _, _ in read if name not in ("error", "warning", "notice")] == []
    failing = [f for one in checked for f in one.failing]
    errors = [(at["title"], data) for name, at, data in read if name == "error"]
    wrong = [("not checked", printable(error_words(one))) for one in checked if one.errors]
    told = [(title, data.split("\n")[0]) for title, data in errors]
    assert sorted(told) == sorted(
        wrong + [(printable(f.rule), printable(f.message)) for f in failing]
    )
    assert [name for name, _, _ in read][-1] == "notice"
    assert sum(name == "notice" for name, _, _ in read) == 1


def test_an_annotation_stands_where_the_cause_is_described() -> None:
    one = found(place=Place("a,b:c%.yaml", 14, 3), message="100 %\nlost")
    text = github_text([Checked("pay.json", findings=(one,))]).splitlines()[0]
    assert text == (
        "::error file=a%2Cb%3Ac%25.yaml,line=14,col=3,title=single-point-of-failure"
        "::100 %25\\u000alost"
    )


def test_of_many_ten_are_written_and_all_are_counted() -> None:
    fails = tuple(found(n) for n in range(12))
    borne = tuple(found(n, accepted=BORNE) for n in range(12, 23))
    before = tuple(found(n, state=State.UNCHANGED) for n in range(23, 30))
    read = commands(github_text([Checked("pay.json", findings=(*fails, *borne, *before))]))
    names = [name for name, _, _ in read]
    assert names == ["error"] * 10 + ["warning"] * 10 + ["notice"]
    assert read[-1][2] == (
        "0 of 1 document hold; no clause is asked; 12 of 30 findings fail the check, "
        "11 are accepted (the first until 2026-12-31), 7 are as in the baseline; "
        "10 of 12 errors are shown; 10 of 11 warnings are shown"
    )


def test_the_notice_says_how_much_is_known() -> None:
    checked = [Checked(f"{n:02}.json", known=f"{n} of 30 needs are guesses") for n in range(12)]
    ((name, _, said),) = commands(github_text(checked))
    assert name == "notice"
    summary, *known, more = said.split("\n")
    assert summary.startswith("12 of 12 documents hold")
    assert known == [f"{n:02}.json: {n} of 30 needs are guesses" for n in range(10)]
    assert more == "… and of 2 of 12 documents more"


def test_the_worst_of_each_document_comes_before_the_next_of_any() -> None:
    a = Checked("a.json", findings=tuple(found(n) for n in range(10)))
    b = Checked("b.json", findings=(found(10),))
    read = commands(github_text([a, b]))
    assert [at["file"] for _, at, _ in read[:3]] == ["a.json", "b.json", "a.json"]


# -- GitLab ---------------------------------------------------------------------------------------

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def entries(*checked: Checked) -> list[dict[str, Any]]:
    """What GitLab reads: these keys, each of its type; a path that does not begin with `./`."""
    read = json.loads(gitlab_json(checked))
    for entry in read:
        for key in ("description", "check_name", "fingerprint"):
            assert entry[key] and isinstance(entry[key], str)
        assert entry["severity"] in SEVERITIES
        assert isinstance(entry["location"]["path"], str)
        assert not entry["location"]["path"].startswith("./")
        assert entry["location"]["lines"]["begin"] >= 1
    return read


@settings(max_examples=examples(30))
@given(checks())
def test_any_check_is_a_report_of_code_quality(checked: list[Checked]) -> None:
    assert gitlab_json(checked) == gitlab_json(checked)
    read = entries(*checked)
    assert len({entry["fingerprint"] for entry in read}) == len(read)
    wrong = [entry for entry in read if entry["severity"] == "blocker"]
    assert len(wrong) == sum(bool(one.errors) for one in checked)
    failing = [f for one in checked for f in one.failing]
    assert sum(entry["severity"] in ("critical", "major") for entry in read) == len(failing)
    findings = [f for one in checked for f in one.findings]
    told = [entry for entry in read if entry["severity"] != "blocker"]
    assert sorted(entry["check_name"] for entry in told) == sorted(
        printable(f.rule) for f in findings
    )
    for finding in findings:
        said = printable(finding.message)
        assert any(entry["description"].startswith(said) for entry in told)


def test_a_fingerprint_is_that_of_the_finding_in_its_document_wherever_it_stands() -> None:
    first, second = found(0), found(1)
    alone = {e["fingerprint"] for e in entries(Checked("a.json", findings=(first,)))}
    moved = entries(
        Checked("b.json", findings=(first,)), Checked("a.json", findings=(second, first))
    )
    assert alone < {entry["fingerprint"] for entry in moved}
    assert len({entry["fingerprint"] for entry in moved}) == 3


def test_what_is_borne_is_shown_and_said_to_be() -> None:
    (entry,) = entries(Checked("./a.json", findings=(found(accepted=BORNE),)))
    assert entry["severity"] == "info"
    assert entry["description"].endswith("(accepted until 2026-12-31 by ops: too dear)")
    assert entry["location"] == {"path": "a.json", "lines": {"begin": 1}}
