"""`topology remedy`: text, JSON, Markdown, its options, and one line for all that is wrong.

The document is two fibres in one duct: to lay one of them apart is cheapest, a third one does too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support.command import Done, fails, prints, run
from tests.support.remedies import DUCT
from tests.support.repository import ROOT
from topology.document.document import load

SCHEMA = json.loads((ROOT / "docs" / "remedy.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
FIRST = "do first: a second fibre apart from duct-7 (second-duct, 120,000 USD): "


def changed(**fields: Any) -> dict[str, Any]:
    return {**DUCT, **fields}


def apart() -> dict[str, Any]:
    """The document with its fibres apart, and nothing that could be done."""
    risks = [{"id": "duct-7", "kind": "duct", "hits": ["fibre-1"]}]
    return {name: value for name, value in changed(shared_risks=risks).items() if name != "options"}


def written(folder: Path, doc: dict[str, Any], name: str = "duct.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(doc), encoding="utf-8")
    return path


@pytest.fixture
def duct(tmp_path: Path) -> Path:
    return written(tmp_path, DUCT)


def finds(*arguments: str | Path, **given: Any) -> Done:
    """A command that ends with 1, as something has to be changed, and complains of nothing."""
    done = run("remedy", *arguments, **given)
    assert (done.returncode, done.stderr) == (1, ""), done
    return done


def as_json(*arguments: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(finds(*arguments, "--format", "json").stdout)
    VALIDATOR.validate(found)
    return found


# -- what is found ---------------------------------------------------------------------------------


def test_what_to_do_first_is_told_first_and_the_summary_last(duct: Path) -> None:
    lines = finds(duct.name, cwd=duct.parent).stdout.splitlines()
    assert lines[0].startswith(FIRST)
    assert lines[0].endswith("payments falls to no single failure any more; before: 1")
    assert lines[-2].startswith("With 1 of 2 options (120,000 USD) 1 of 1 clause holds")
    assert lines[-1] == "next: topology remedy duct.json -o changed.json"


def test_json_has_the_cheapest_and_that_it_is_proven(duct: Path) -> None:
    found = as_json(duct)
    assert (found["chosen"], found["cost"]) == (["second-duct"], 120_000)
    assert (found["verified"], found["proven"], found["lower_bound"]) == (True, True, 120_000)
    assert [one["id"] for one in found["options"]] == ["second-duct", "third-fibre"]
    assert found["before"]["left"]["failures"] == 1
    assert found["after"]["failures"] == []


def test_markdown_says_the_same(duct: Path) -> None:
    said = finds(duct, "--format", "markdown").stdout
    assert said.startswith("## What to change first in Two fibres, one duct\n\n**do first: ")


def test_a_document_that_holds_needs_nothing_and_ends_with_0(tmp_path: Path) -> None:
    file = written(tmp_path, apart())
    assert prints("remedy", file).startswith("nothing to do: 1 of 1 clause holds\n")
    found = json.loads(prints("remedy", file, "--format", "json"))
    VALIDATOR.validate(found)
    assert (found["chosen"], found["cost"], found["proven"]) == ([], 0, True)


def test_a_budget_that_is_too_small_buys_nothing(duct: Path) -> None:
    found = as_json(duct, "--budget", "100000")
    assert (found["chosen"], found["budget"]) == ([], 100_000)


# -- the changed document --------------------------------------------------------------------------


def test_the_changed_document_is_written_and_holds(duct: Path) -> None:
    done = run("remedy", duct.name, "-o", "changed.json", cwd=duct.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "next: topology diff duct.json changed.json"
    made = load(duct.parent / "changed.json")
    assert made.shared_risks[0].hits == ("fibre-1",)
    assert run("check", "changed.json", cwd=duct.parent).returncode == 0


def test_a_remedy_of_its_own_result_finds_nothing_to_do(duct: Path) -> None:
    run("remedy", duct.name, "-o", "changed.json", cwd=duct.parent)
    assert prints("remedy", "changed.json", cwd=duct.parent).startswith("nothing to do: ")


def test_the_document_alone_goes_to_stdout(duct: Path) -> None:
    said = prints("remedy", duct, "-o", "-")
    assert json.loads(said)["shared_risks"][0]["hits"] == ["fibre-1"]


def test_what_is_to_be_done_can_be_given(duct: Path) -> None:
    done = run("remedy", duct.name, "--apply", "third-fibre", cwd=duct.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("with a third fibre (third-fibre, 200,000 USD): payments falls ")
    assert done.stdout.splitlines()[-1] == (
        "next: topology remedy duct.json --apply third-fibre -o changed.json"
    )


def test_what_is_given_and_does_not_help_ends_with_1(tmp_path: Path) -> None:
    useless = {"id": "crew", "cost": 1, "add": {"crews": {"splicers": 2}}}
    file = written(tmp_path, changed(options=[useless]))
    assert "no clause stands otherwise" in finds(file, "--apply", "crew").stdout


def test_objectives_beside_the_document_count_and_are_not_written(tmp_path: Path) -> None:
    asks = changed()
    beside = written(tmp_path, {"objectives": asks.pop("objectives")}, "objectives.json")
    file = written(tmp_path, asks)
    done = run("remedy", file, "--objectives", beside, "-o", tmp_path / "changed.json")
    assert (done.returncode, done.stderr) == (0, "")
    made = json.loads((tmp_path / "changed.json").read_text(encoding="utf-8"))
    assert "objectives" not in made
    assert made["shared_risks"][0]["hits"] == ["fibre-1"]


# -- what is wrong ---------------------------------------------------------------------------------


def test_an_unknown_choice_is_told_with_the_one_that_is_meant(duct: Path) -> None:
    (line,) = fails("remedy", duct, "--apply", "second-dct")
    assert line == 'error: option "second-dct" does not exist; did you mean "second-duct"?'


def test_two_that_cannot_be_had_together_are_told(tmp_path: Path) -> None:
    first, second = DUCT["options"]
    file = written(tmp_path, changed(options=[first, {**second, "excludes": ["second-duct"]}]))
    (line,) = fails("remedy", file, "--apply", "second-duct,third-fibre")
    assert line == 'error: "second-duct" and "third-fibre" cannot be had together'


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--budget", "x"], '"x" must be a number, 0 or more'),
        (["--budget", "-1"], '"-1" must be a number, 0 or more'),
        (["--budget", "inf"], '"inf" must be a number, 0 or more'),
        (["--cost", "capacity"], '"capacity" must be KIND=N, as in capacity=3'),
        (["--cost", "capacity=0"], '"capacity=0" must cost more than 0'),
        (["--cost", "capacity=x"], '"x" must be a number, 0 or more'),
        (["--for", "paymnts"], "paymnts"),
        (["--apply", "a", "--budget", "1"], "--budget is for a search"),
        (["-o", "changed.yaml"], "must end in .json"),
        (["--format", "csv"], '"csv" is none of text, json, markdown'),
        (["--today", "tomorrow"], "must be a date"),
        (["--time-limit", "soon"], "must be a duration"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(duct: Path, given: list[str], said: str) -> None:
    lines = [line for line in fails("remedy", duct, *given) if line.startswith("error: ")]
    assert len(lines) == 1
    assert said in lines[0]


def test_the_document_is_not_written_over(duct: Path) -> None:
    before = duct.read_bytes()
    (line,) = fails("remedy", duct, "-o", duct)
    assert line.endswith("is what is read: write to another file")
    assert duct.read_bytes() == before


# -- the gate --------------------------------------------------------------------------------------


def test_a_check_that_fails_suggests_the_cheapest_way_if_asked(duct: Path) -> None:
    done = run("check", duct.name, "--suggest", cwd=duct.parent)
    assert done.returncode == 1
    assert f"  suggested: {FIRST}" in done.stdout
    assert "  suggested: proven: nothing cheaper does" in done.stdout
    assert "suggested" not in run("check", duct.name, cwd=duct.parent).stdout


def test_a_check_in_markdown_suggests_it_too(duct: Path) -> None:
    said = run("check", duct, "--suggest", "--format", "markdown").stdout
    assert "### The cheapest way to where it passes\n\n- " in said
    assert FIRST in said


@pytest.mark.parametrize("form", ["json", "junit", "sarif", "github", "gitlab"])
def test_other_forms_of_a_check_are_as_they_were(duct: Path, form: str) -> None:
    plain, asked = (
        run("check", duct, "--format", form, "--today", "2026-01-01", *more).stdout
        for more in ((), ("--suggest",))
    )
    assert plain == asked


def test_a_check_that_passes_suggests_nothing(duct: Path) -> None:
    run("remedy", duct.name, "-o", "changed.json", cwd=duct.parent)
    assert "suggested" not in prints("check", "changed.json", "--suggest", cwd=duct.parent)


# -- the report ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["out.md", "out.html"])
def test_a_report_says_what_to_do_first_and_has_all_remedies(duct: Path, name: str) -> None:
    prints("report", duct.name, "-o", name, cwd=duct.parent)
    said = (duct.parent / name).read_text(encoding="utf-8")
    assert "What to change first" in said
    assert "a second fibre apart from duct-7 (second-duct" in said
    assert "a third fibre (third-fibre)" in said


def test_a_report_of_what_holds_says_nothing_of_remedies(tmp_path: Path) -> None:
    file = written(tmp_path, apart())
    assert "What to change first" not in prints("report", file, "-o", "-")
