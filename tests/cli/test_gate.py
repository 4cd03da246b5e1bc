"""`check` and `baseline`: what ends them with which code, what they print, and what they write."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import fails, prints, run
from tests.support.processes import process
from topology.cli.configuration.keys import FORMATS
from topology.values.dates import local_date

Doc = dict[str, Any]
TODAY = ("--today", "2026-06-01")
ALONE = (*TODAY, "--jobs", "1")
SHOP: Doc = {
    "name": "shop",
    "components": [
        {"id": "pay", "needs": [{"any": ["db-a", "db-b"]}]},
        {"id": "db-a", "repair": {"time": "1 h"}},
        {"id": "db-b", "repair": {"time": "1 h"}},
    ],
    "objectives": [{"of": "pay", "survives": 1}],
}


def shop(*needs: Any, **facts: Any) -> Doc:
    """The shop, or one that needs something else."""
    document = {**deepcopy(SHOP), **facts}
    if needs:
        document["components"][0]["needs"] = list(needs)
    return document


GOOD = shop()
BAD = shop("db-a")
NOT_KNOWN = shop("db-a", objectives=[{"of": "pay", "rto": "2 h"}])
NOT_KNOWN["components"][1].pop("repair")
ACCEPTED = {"id": "db-a", "reason": "too dear", "until": "2026-06-30", "by": "ops"}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    for name, document in {"good": GOOD, "bad": BAD, "not-known": NOT_KNOWN}.items():
        write(tmp_path, f"{name}.json", document)
    write(tmp_path, "silent.json", shop(objectives=[]))
    write(tmp_path, "asks.json", {"objectives": SHOP["objectives"]})
    (tmp_path / "broken.json").write_text('{"components": [', encoding="utf-8")
    return tmp_path


def write(folder: Path, name: str, plain: object) -> str:
    (folder / name).write_text(json.dumps(plain, indent=1), encoding="utf-8")
    return name


def check(here: Path, *words: str, **given: Any) -> tuple[int, str]:
    done = run("check", *words, *ALONE, cwd=here, **given)
    return done.returncode, done.stdout


def told(here: Path, *words: str, **given: Any) -> list[Doc]:
    """What is said of each document."""
    _, said = check(here, *words, "--format", "json", **given)
    return json.loads(said)["documents"]  # type: ignore[no-any-return]


def failing(document: Doc) -> list[tuple[str, str]]:
    return [(one["cause"], one["state"]) for one in document["findings"] if one["fails"]]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# -- exit codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["good.json"], 0),
        (["bad.json"], 1),
        (["good.json", "bad.json"], 1),
        (["not-known.json"], 1),
        (["not-known.json", "--allow-unknown"], 0),
        (["not-known.json", "bad.json", "--allow-unknown"], 1),
        (["silent.json", "--profile", "no-spof"], 0),
        (["silent.json", "--objectives", "asks.json"], 0),
        (["bad.json", "broken.json"], 2),
        (["missing.json", "good.json"], 2),
    ],
)
def test_it_ends_with_what_came_of_it(here: Path, words: list[str], code: int) -> None:
    assert check(here, *words)[0] == code


@pytest.mark.parametrize("form", FORMATS)
def test_the_form_changes_no_exit_code(here: Path, form: str) -> None:
    for words, code in ((["good.json"], 0), (["bad.json"], 1), (["not-known.json"], 1)):
        assert check(here, *words, "--format", form)[0] == code


def test_a_bad_file_keeps_no_other_from_being_judged(here: Path) -> None:
    done = run("check", "good.json", "broken.json", "bad.json", *TODAY, cwd=here)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "error: broken.json: line 1 column 16: is not valid JSON: EOF while parsing a list"
    ]
    alone = told(here, "good.json"), told(here, "bad.json")
    good, broken, bad = told(here, "good.json", "broken.json", "bad.json")
    assert ([good], [bad]) == alone
    assert (broken["holds"], broken["results"], broken["findings"]) == (False, [], [])
    assert "1 of 3 could not be checked" in done.stdout
    assert "db-a (component) is a single point of failure of pay" in done.stdout


def test_all_that_is_wrong_with_a_file_is_told_in_one_line(here: Path) -> None:
    write(here, "worse.json", shop("db-c", "db-d"))
    done = run("check", "worse.json", *TODAY, cwd=here)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 2)
    for form in FORMATS:
        _, said = check(here, "worse.json", "good.json", "--format", form)
        assert "u000a" not in said
        assert "db-c" in said and "db-d" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--objectives", "broken.json"], "broken.json: line 1 column 16: is not valid JSON"),
        (["--objectives", "missing.json"], "missing.json: no such file"),
        (["--accepted", "broken.json"], "broken.json: line 1 column 16: is not valid JSON"),
        (["--baseline", "asks.json"], "asks.json"),
        (["--baseline", "missing.json"], "missing.json: no such file"),
        (["--profile", "n1"], 'profile "n1" does not exist; did you mean "n-1"?'),
        (["--today", "2026-02-29"], "2026-02-29"),
        (["--format", "xml"], "xml"),
        (["--jobs", "0"], "0"),
        (["--time-limit", "soon"], "soon"),
        (["--output", "json=nowhere/x.json"], "nowhere/x.json cannot be written: No such file"),
        (["--output", "json=good.json"], "good.json is what is read: write to another file"),
        (["--output", "json=./bad.json", "bad.json"], "./bad.json is what is read"),
        (["--output", "json=a", "--output", "junit=./a"], "another form is written there already"),
        (["no*.yaml"], "'no*.yaml' fits no file"),
        (["-", "--objectives", "-"], "only one of the files can be standard input"),
        (["--objectives", "-", "--accepted", "-"], "only one of the files can be standard input"),
        (["--objectives", "-", "--baseline", "-"], "only one of the files can be standard input"),
    ],
)
def test_what_nothing_can_be_judged_by_is_told_and_nothing_written(
    here: Path, words: list[str], said: str
) -> None:
    before = contents(here)
    written = ["--output", "sarif=found.sarif"]
    stderr = fails("check", "good.json", *TODAY, *written, *words, cwd=here)
    assert said in stderr[-1]
    assert contents(here) == before


@pytest.mark.parametrize("option", ["objectives", "accepted", "baseline"])
def test_nothing_is_written_over_what_is_read(here: Path, option: str) -> None:
    write(here, "beside.json", {"objectives": [], "accepted": []})
    before = contents(here)
    words = [f"--{option}", "beside.json"]
    (said,) = fails("check", "good.json", *words, "--output", "json=beside.json", cwd=here)
    assert said == "error: beside.json is what is read: write to another file"
    if option != "baseline":
        (said,) = fails("baseline", "good.json", *words, "-o", "beside.json", cwd=here)
        assert said == "error: beside.json is what is read: write to another file"
    assert contents(here) == before


def test_who_asks_nothing_is_told_the_way_out(here: Path) -> None:
    done = run("check", "silent.json", cwd=here)
    assert done.returncode == 2
    assert done.stderr == (
        "error: silent.json: asks nothing: it has no objectives; --objectives names a file with "
        "some, --profile n-1 asks that any single failure is survived\n"
    )


# -- forms ----------------------------------------------------------------------------------------


def test_each_output_is_what_is_printed_and_all_judge_the_same(here: Path) -> None:
    files = ["good.json", "bad.json", "not-known.json", "broken.json"]
    outputs = [word for form in FORMATS for word in ("--output", f"{form}=out.{form}")]
    done = run("check", *files, *ALONE, *outputs, cwd=here)
    alone = run("check", *files, *ALONE, cwd=here)
    assert (done.returncode, done.stdout, done.stderr) == (2, alone.stdout, alone.stderr)
    for form in FORMATS:
        code, printed = check(here, *files, "--format", form)
        assert (code, printed) == (2, (here / f"out.{form}").read_text(encoding="utf-8"))


def test_a_dash_is_standard_output(here: Path) -> None:
    _, form = check(here, "bad.json", "--format", "json")
    _, text = check(here, "bad.json")
    assert check(here, "bad.json", "--output", "json=-") == (1, form + text)


# -- files ----------------------------------------------------------------------------------------


def many(here: Path) -> list[str]:
    asked = (GOOD, BAD, NOT_KNOWN, GOOD, BAD, GOOD)
    return [write(here, f"many-{n}.json", {**doc, "name": str(n)}) for n, doc in enumerate(asked)]


@pytest.mark.parametrize("form", ["text", "json"])
def test_processes_change_no_byte(here: Path, form: str) -> None:
    files = [*many(here), "broken.json"]
    words = ["check", *files, "--profile", "start-up", *TODAY, "--format", form]
    one, *several = [run(*words, "--jobs", n, cwd=here) for n in ("1", "2")]
    assert one.returncode == 2
    for done in several:
        assert (done.returncode, done.stdout, done.stderr) == (2, one.stdout, one.stderr)


@pytest.mark.parametrize("option", ["--objectives", "--accepted"])
def test_what_is_read_from_standard_input_counts_for_all(here: Path, option: str) -> None:
    entry = {"of": "all", **ACCEPTED}
    given = (
        {"objectives": SHOP["objectives"]} if option == "--objectives" else {"accepted": [entry]}
    )
    stdin = json.dumps(given).encode()
    words = ["check", *many(here), option, "-", *TODAY, "--format", "json"]
    one, other = [process(*words, "--jobs", n, stdin=stdin, cwd=here) for n in ("1", "2")]
    assert (one.returncode, one.stderr) == (1, "")
    assert other == one


def test_a_process_that_is_ended_is_told_of(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(ProcessPoolExecutor, "submit", ended)
    (said,) = fails("check", *many(here), "--jobs", "2", cwd=here)
    assert said.startswith("error: a process that took part was ended")
    assert said.endswith("--jobs 1 does one thing after another")


@pytest.mark.parametrize(
    ("words", "files"),
    [
        (["many-*.json"], [f"many-{n}.json" for n in range(6)]),
        (["many-3.json", "many-[13].json"], ["many-3.json", "many-1.json"]),
        (["good.json", "good.json"], ["good.json"]),
        (["good.json", "./good.json"], ["good.json"]),
        (["./good.json", "bad.json", "good.json"], ["./good.json", "bad.json"]),
        (["**/deep.json"], ["a/deep.json"]),
        (["odd[1].json"], ["odd[1].json"]),
    ],
)
def test_each_file_that_is_meant_is_judged_once(
    here: Path, words: list[str], files: list[str]
) -> None:
    many(here)
    (here / "a").mkdir()
    write(here, "a/deep.json", GOOD)
    write(here, "odd[1].json", GOOD)
    assert [one["file"] for one in told(here, *words)] == files


def test_standard_input_is_a_document_like_any_other(here: Path) -> None:
    stdin = json.dumps(BAD).encode()
    (said,) = told(here, "-", stdin=stdin)
    (file,) = told(here, "bad.json")
    assert failing(said) == failing(file) == [("db-a", "new")]
    assert check(here, "-", "good.json", stdin=json.dumps(GOOD).encode())[0] == 0
    fails("check", "-", "-", cwd=here, stdin=stdin)


# -- dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "code"),
    [("2026-06-29", 0), ("2026-06-30", 0), ("2026-07-01", 1), ("1999-12-31", 0)],
)
@pytest.mark.parametrize("option", ["--objectives", "--accepted", None])
def test_what_is_accepted_is_until_the_end_of_its_day(
    here: Path, today: str, code: int, option: str | None
) -> None:
    accepted = [{"of": "pay", **ACCEPTED}]
    write(here, "borne.json", {"accepted": accepted})
    write(here, "bears.json", {**BAD, "accepted": accepted})
    words = ["bears.json"] if option is None else ["bad.json", option, "borne.json"]
    done = run("check", *words, "--today", today, "--format", "json", cwd=here)
    assert done.returncode == code
    (document,) = json.loads(done.stdout)["documents"]
    rules = [one["rule"] for one in document["findings"] if one["fails"]]
    expired = ["single-point-of-failure", "acceptance-expired"]
    assert (document["today"], rules) == (today, expired if code else [])


def test_the_date_of_the_machine_is_told(here: Path) -> None:
    days = {local_date()}
    done = run("check", "good.json", cwd=here)
    days.add(local_date())
    assert any(f"judged by the date {day}." in done.stdout for day in days)


# -- baseline -------------------------------------------------------------------------------------


def before(here: Path, *files: str) -> Sequence[str]:
    done = run("baseline", *files, "-o", "baseline.json", *ALONE, cwd=here)
    assert (done.returncode, done.stderr) == (0, "")
    return ("--baseline", "baseline.json")


def test_a_baseline_bears_what_is_there_and_nothing_more(here: Path) -> None:
    written = before(here, "bad.json")
    assert check(here, "bad.json", *written)[0] == 0
    (same,) = told(here, "bad.json", *written)
    assert [one["state"] for one in same["findings"]] == ["unchanged"]
    write(here, "bad.json", shop("db-a", "db-b"))
    assert check(here, "bad.json", *written)[0] == 1
    (more,) = told(here, "bad.json", *written)
    assert failing(more) == [("db-b", "new")]


def test_a_redundancy_that_is_removed_is_new(here: Path) -> None:
    written = before(here, "good.json")
    write(here, "good.json", BAD)
    assert check(here, "good.json", *written)[0] == 1
    (now,) = told(here, "good.json", *written)
    assert failing(now) == [("db-a", "new")]


def test_a_longer_repair_is_worse_and_a_shorter_one_is_not(here: Path) -> None:
    written = before(here, "bad.json")
    for time, code, found in (("2 h", 1, [("db-a", "worse")]), ("30 min", 0, [])):
        document = deepcopy(BAD)
        document["components"][1]["repair"]["time"] = time
        write(here, "bad.json", document)
        assert check(here, "bad.json", *written)[0] == code
        assert failing(told(here, "bad.json", *written)[0]) == found


def test_what_is_gone_is_told_and_fails_nothing(here: Path) -> None:
    written = before(here, "bad.json")
    write(here, "bad.json", GOOD)
    code, text = check(here, "bad.json", *written)
    said = "db-a (component) is a single point of failure of pay"
    assert code == 0
    assert f"  no longer found: {said}\n" in text
    assert told(here, "bad.json", *written)[0]["gone"] == [said]


def test_a_baseline_of_several_files_bears_each_of_its_own(here: Path) -> None:
    files = many(here)
    written = before(here, *files)
    assert check(here, *files, *written)[0] == 0
    assert check(here, *reversed(files), *written)[0] == 0
    write(here, files[0], {**BAD, "name": "0"})
    documents = told(here, *files, *written)
    assert [failing(one) for one in documents] == [[("db-a", "new")], *[[]] * 5]


def test_a_baseline_is_the_same_however_it_is_written(here: Path) -> None:
    files = many(here)
    before(here, *files)
    to_file = (here / "baseline.json").read_text(encoding="utf-8")
    for words in ([*files, "--jobs", "1"], [*reversed(files), "--jobs", "2"]):
        assert prints("baseline", *words, *TODAY, cwd=here) == to_file


def test_no_baseline_is_written_of_what_could_not_be_checked(here: Path) -> None:
    there = contents(here)
    said = fails("baseline", "good.json", "broken.json", "-o", "b.json", cwd=here)
    assert len(said) == 1
    assert said[0].startswith("error: broken.json: line 1")
    assert contents(here) == there


# -- what is asked beside -------------------------------------------------------------------------


def test_places_of_what_stands_beside_are_in_that_file(here: Path) -> None:
    asks = {"objectives": [{"of": "pay", "survives": 1}, {"of": "pay", "availability": 0.9999}]}
    write(here, "asks.json", asks)
    write(here, "borne.json", {"accepted": [{"of": "pay", **ACCEPTED, "id": "db-b"}]})
    beside = ["--objectives", "asks.json", "--accepted", "borne.json"]
    _, said = check(here, "silent.json", *beside, "--format", "sarif")
    regions = {
        result["ruleId"]: (
            where["physicalLocation"]["artifactLocation"]["uri"],
            where["physicalLocation"]["region"]["startLine"],
        )
        for result in json.loads(said)["runs"][0]["results"]
        for where in result["locations"]
    }
    for rule, name in (("availability", "asks.json"), ("acceptance-not-needed", "borne.json")):
        file, line = regions[rule]
        assert file == name
        text = (here / name).read_text(encoding="utf-8").splitlines()
        below = "\n".join(text[line - 1 :])
        assert f'"{rule if rule == "availability" else "id"}"' in below
    (first, second) = (one["place"] for one in told(here, "silent.json", *beside)[0]["results"])
    assert (first["file"], second["file"]) == ("asks.json", "asks.json")
    assert second["line"] > first["line"]


# -- what is not known ----------------------------------------------------------------------------


def test_what_holds_only_at_the_values_given_does_not_hold(here: Path) -> None:
    document = shop("db-a", objectives=[{"of": "pay", "rto": "2 h"}])
    repair = {"low": "30 min", "value": "1 h", "high": "3 h"}
    for time, standing in ((repair["value"], {"holds"}), (repair, {"violated", "not known"})):
        document["components"][1]["repair"] = {"time": time}
        write(here, "range.json", document)
        (one,) = told(here, "range.json")
        assert {result["standing"] for result in one["results"]} & standing
        assert one["holds"] == (standing == {"holds"})


def test_no_time_is_no_claim(here: Path) -> None:
    """What hangs on load or on ranges is not known where there is no time to reckon it."""
    document = shop("db-a", objectives=[{"of": "pay", "rto": "2 h"}])
    document["components"][1]["repair"] = {"time": {"low": "30 min", "value": "1 h", "high": "3 h"}}
    write(here, "range.json", document)
    code, text = check(here, "range.json", "--time-limit", "0 s")
    (one,) = told(here, "range.json", "--time-limit", "0 s")
    assert (code, one["holds"]) == (1, False)
    assert "not known" in {result["standing"] for result in one["results"]}
    assert "more time" in text


# -- hostile --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_what_a_document_says_is_no_command_to_the_log(here: Path, form: str) -> None:
    hostile = "x\n::error::\x1b[2J%0A\u2028"
    document = shop(hostile, name=hostile)
    document["components"].append({"id": hostile})
    write(here, "hostile.json", document)
    wrong = shop(f"{hostile}y")
    write(here, "wrong.json", wrong)
    done = run("check", "hostile.json", "wrong.json", *TODAY, "--format", form, cwd=here)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    lines = (done.stdout + done.stderr).split("\n")
    assert all(line.isprintable() or form == "junit" for line in lines)
    assert not [n for n in lines if n.lstrip().startswith("::") and form != "github"]
    if form == "github":
        starts = ("::error file=hostile.json,", "::error file=wrong.json,", "::notice ")
        assert all(line.startswith(starts) for line in done.stdout.splitlines())
        assert "\\u000a::error::\\u001b[2J%250A\\u2028" in done.stdout
