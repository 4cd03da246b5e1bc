"""A check for people and as plain JSON; and what all formats have in common."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from tests.render.test_inert import live, read
from tests.support.checks import checks, found
from tests.support.effort import examples
from tests.support.repository import ROOT
from topology.document.schema import Accepted
from topology.errors import printable
from topology.finding import Step
from topology.findings.gate.checked import Checked, Found, Result, Standing, State
from topology.render.gate.forms import FORMS
from topology.render.gate.markdown import gate_markdown
from topology.render.terminal.columns import folded
from topology.render.terminal.gate import gate_lines
from topology.render.terminal.lines import plain

SCHEMA = json.loads((ROOT / "docs" / "check.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
BORNE = Accepted(id="grid", reason="too dear", until="2026-12-31", by="ops")
VIOLATED = Result(0, "pay", "survives", "survives 1 failure", Standing.VIOLATED, "falls to db")
HOLDS = Result(0, "pay", "known", "is known", Standing.HOLDS, "3 of 3 are")


def test_the_published_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@settings(max_examples=examples(30))
@given(checks())
def test_plain_json_is_as_its_schema_says_and_has_all(checked: list[Checked]) -> None:
    said = json.loads(FORMS["json"](checked))
    VALIDATOR.validate(said)
    assert said["holds"] == all(one.holds for one in checked)
    for one, document in zip(checked, said["documents"], strict=True):
        assert document["file"] == one.file
        assert [f["message"] for f in document["findings"]] == [f.message for f in one.findings]
        fails = [f["fingerprint"] for f in document["findings"] if f["fails"]]
        assert fails == [f.fingerprint for f in one.failing]
        assert document["failing"] == len(one.failing)
        assert len(document["results"]) == len(one.results)
    assert said["failing"] == sum(len(one.failing) for one in checked)


@settings(max_examples=examples(30))
@given(checks())
def test_text_has_each_finding_by_its_kind_and_no_line_is_a_command(
    checked: list[Checked],
) -> None:
    lines = gate_lines(checked)
    said = plain(lines)
    told = said.splitlines()
    assert "".join(told).isprintable()
    assert len(told) == len(lines)
    for one in checked:
        clauses = {result.sentence for result in one.results}
        for finding in one.failing:
            label = "not known" if finding.is_unknown else "found"
            alike = [f for f in one.failing if is_alike(f, finding)]
            if finding.message not in clauses and finding is alike[0]:
                start = f"  {label}: {printable(finding.message)}".rstrip()
                assert any(line.startswith(start) for line in told)
        for result in one.results:
            if result.standing is not Standing.HOLDS:
                assert any(line.startswith(f"  {result.standing}: ") for line in told)
    assert not [line for line in told if line.lstrip().startswith("::")]
    narrow = plain(list(folded([line for line in lines if line and line[0][0] != "command"], 80)))
    assert max(map(len, narrow.splitlines())) <= 80


def is_alike(one: Found, other: Found) -> bool:
    """Whether both are told in one: a cause that does the same to several targets."""
    is_of_one = one.cause == other.cause and one.failure_class is other.failure_class
    is_told = is_of_one and one.rule == other.rule and one.is_unknown is other.is_unknown
    return (is_told and bool(one.cause and one.target and other.target)) or one is other


@settings(max_examples=examples(30))
@given(checks())
def test_markdown_is_inert_and_has_each_finding(checked: list[Checked]) -> None:
    made = gate_markdown(checked)
    assert made == gate_markdown(checked)
    found_live = [what for what in live(made) if what != "html_block"]
    assert found_live == []
    own = made.count("<details><summary>") + made.count("</details>")
    assert live(made).count("html_block") == own
    text = read(made)
    for one in checked:
        for finding in one.findings:
            assert " ".join(printable(finding.message[:300]).split()) in text
    failing = sum(len(one.failing) for one in checked)
    rows = {
        title: int(made.split(f"### {title}: ")[1].split(" of ")[0].replace(",", ""))
        for title in ("Violated", "Not known")
        if f"### {title}: " in made
    }
    assert sum(rows.values()) == failing


def test_no_step_of_a_reason_begins_a_line() -> None:
    one = found(steps=(Step("::stop-commands::x"),))
    told = FORMS["text"]([Checked("pay.json", findings=(one,))]).splitlines()
    assert "    why: ::stop-commands::x" in told


def test_the_first_end_of_what_is_accepted_is_told() -> None:
    ends = ("2027-01-01", "2026-12-31", "2028-02-29")
    borne = (Accepted(id="grid", reason="too dear", until=end) for end in ends)
    findings = tuple(found(n, accepted=entry) for n, entry in enumerate(borne))
    said = FORMS["text"]([Checked("pay.json", findings=findings)])
    assert "3 are accepted (the first until 2026-12-31)" in said


def test_the_verdict_comes_first_in_markdown_and_last_in_text() -> None:
    summary = (
        "1 of 2 documents holds; 1 of 3 clauses is violated; 1 of 3 findings fails the check, "
        "1 is accepted (until 2026-12-31), 1 is as in the baseline, "
        "judged by the date 2026-11-27"
    )
    checked = [
        Checked(
            "pay.json",
            today="2026-11-27",
            results=(VIOLATED, HOLDS),
            findings=(found(0), found(1, accepted=BORNE), found(2, state=State.UNCHANGED)),
        ),
        Checked("b.json", today="2026-11-27", results=(HOLDS,)),
    ]
    assert gate_markdown(checked).splitlines()[:3] == [
        "## Failed: topology check",
        "",
        f"**{summary}**",
    ]
    assert FORMS["text"](checked).splitlines()[-3:] == [
        f"failed  {summary}.",
        "next: topology spof pay.json --for pay",
        "next: topology baseline pay.json -o baseline.json",
    ]


def test_a_comment_is_never_too_long_and_counts_what_it_leaves_out() -> None:
    many = tuple(
        found(n, message=f"*{n}* " * 400, clauses=("@ops" * 100,) * 9) for n in range(1_000)
    )
    made = gate_markdown([Checked("pay.json" * 50, findings=many, gone=("x" * 500,) * 400)])
    assert len(made) <= 60_000
    assert "### Violated: 1,000 of 1,000" in made
    shown = sum(line.startswith("| ") for line in made.splitlines()) - 2
    assert f"… and {1_000 - shown:,} of 1,000 more" in made


def test_of_many_findings_some_are_listed_and_all_are_counted() -> None:
    many = tuple(found(n) for n in range(30))
    said = FORMS["text"]([Checked("pay.json", findings=many, gone=("x",) * 30)])
    assert said.count("  found: ") == 20
    assert "  … and 10 of 30 more are found (--format json has all)\n" in said
    assert "  … and 10 of 30 more are no longer found (--format json has all)\n" in said


@pytest.mark.parametrize("form", sorted(FORMS))
def test_no_form_needs_a_document(form: str) -> None:
    assert FORMS[form]([]).endswith("\n")


@settings(max_examples=examples(30))
@given(checks())
def test_every_form_can_be_written_in_utf_8_and_is_the_same_again(checked: list[Checked]) -> None:
    for made in FORMS.values():
        text = made(checked)
        assert text.endswith("\n")
        text.encode("utf-8")
        assert text == made(checked)


def test_what_cannot_be_checked_is_said_everywhere() -> None:
    checked: Any = [Checked("a.json", errors=("line 1: is broken",))]
    for made in FORMS.values():
        assert "line 1: is broken" in made(checked)
