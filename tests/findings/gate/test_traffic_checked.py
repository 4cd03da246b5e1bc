"""A check of the traffic: exit codes, acceptances, baselines and the formats that show it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.findings.test_traffic import ASKS, changed, square
from tests.support.command import run
from tests.support.oracles import Doc

FINDINGS = ["duct", "ab", "ac"]


def written(folder: Path, document: Doc, name: str = "net.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def check(path: Path, *options: str | Path) -> tuple[int, dict[str, Any]]:
    done = run("check", path, "--format", "json", "--today", "2027-01-01", *options)
    (document,) = json.loads(done.stdout)["documents"]
    return done.returncode, document


def told(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(f["rule"], f["cause"] or "", f["state"]) for f in document["findings"]]


def test_what_is_violated_fails_it_and_what_holds_does_not(tmp_path: Path) -> None:
    code, document = check(written(tmp_path, square(ASKS)))
    assert code == 1
    assert told(document) == [("traffic-not-carried", cause, "new") for cause in FINDINGS]
    assert {f["target"] for f in document["findings"]} == {"traffic"}
    assert [f["class"] for f in document["findings"]] == ["structural", "overload", "overload"]
    assert document["findings"][0]["clauses"] == [
        "traffic survives 1 failure with nothing above 80 %: violated, after 3 of 10 failures, "
        "the worst: duct strikes → 3 links are gone: ab, ac, da → "
        "8 Gbit/s from a to c has no way left (and 1 more flow)"
    ]
    assert check(written(tmp_path, square({"of": "traffic", "utilisation": 0.8})))[0] == 0


def test_what_is_not_known_fails_it_unless_it_may(tmp_path: Path) -> None:
    bare = changed(square({"of": "traffic", "utilisation": 1}), "ac", capacity=None)
    path = written(tmp_path, bare)
    code, document = check(path)
    assert (code, told(document)) == (1, [("utilisation", "", "new")])
    assert document["findings"][0]["unknown"] is True
    assert check(path, "--allow-unknown")[0] == 0


def test_a_baseline_bears_it_until_it_is_worse(tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    run("baseline", written(tmp_path, square(ASKS)), "-o", baseline)
    code, document = check(tmp_path / "net.json", "--baseline", baseline)
    assert (code, {state for _, _, state in told(document)}) == (0, {"unchanged"})
    more = square(ASKS)
    more["traffic"][1]["demand"] = 4.5
    _, document = check(written(tmp_path, more), "--baseline", baseline)
    assert {state for _, _, state in told(document)} == {"worse"}
    less = square(ASKS)
    less["traffic"][1]["demand"] = 3
    code, document = check(written(tmp_path, less), "--baseline", baseline)
    assert (code, {state for _, _, state in told(document)}) == (0, {"unchanged"})
    apart = square(ASKS, shared_risks=[{"id": "duct", "kind": "duct", "hits": ["ab", "bc"]}])
    _, document = check(written(tmp_path, apart), "--baseline", baseline)
    # Another duct that cuts off less is the same finding, and no worse.
    assert told(document)[0] == ("traffic-not-carried", "duct", "unchanged")


def entry(cause: str, until: str = "2027-03-31", **more: str) -> Doc:
    return {"id": cause, "reason": "dug in May", "until": until, **more}


@pytest.mark.parametrize("of", [{"of": "traffic"}, {}, {"of": "all"}])
def test_what_is_accepted_is_borne(tmp_path: Path, of: dict[str, str]) -> None:
    beside = tmp_path / "accepted.json"
    entries = [entry(cause, **of) for cause in FINDINGS]
    beside.write_text(json.dumps({"accepted": entries}), encoding="utf-8")
    path = written(tmp_path, square(ASKS))
    code, document = check(path, "--accepted", beside)
    assert code == 0
    assert all(f["accepted"] for f in document["findings"])
    late = run("check", path, "--accepted", beside, "--today", "2027-04-01")
    assert late.returncode == 1
    assert "duct was accepted for" in late.stdout
    assert "no single point" not in late.stdout


def test_what_is_not_needed_is_found(tmp_path: Path) -> None:
    accepted = [entry(cause) for cause in (*FINDINGS, "b")]
    _, document = check(written(tmp_path, square({**ASKS, "accepted": accepted})))
    assert [f["message"] for f in document["findings"] if not f["accepted"]] == [
        "b is accepted for traffic until 2027-03-31, and is no single point of failure of it"
    ]


def test_traffic_of_which_nothing_is_asked_is_counted(tmp_path: Path) -> None:
    done = run("check", written(tmp_path, square({"of": "a", "known": 0})), "--today", "2027-01-01")
    assert "Nothing is asked of the traffic." in done.stdout


@pytest.mark.parametrize("form", ["sarif", "junit", "github", "gitlab", "markdown", "text"])
def test_every_format_has_it(tmp_path: Path, form: str) -> None:
    done = run("check", written(tmp_path, square(ASKS)), "--format", form, "--today", "2027-01-01")
    assert done.returncode == 1
    assert "duct (shared risk, duct) is a single point of failure of the traffic" in done.stdout


def test_spof_fails_where_it_is_told_to(tmp_path: Path) -> None:
    path = written(tmp_path, square())
    assert run("spof", path).returncode == 0
    assert run("spof", path, "--fail-on-spof").returncode == 1
    assert run("spof", path, "--fail-on", "late").returncode == 1
    little = square(traffic=[{"from": "a", "to": "b", "demand": 4}], shared_risks=[])
    few = written(tmp_path, little, "few.json")
    assert run("spof", few, "--fail-on-spof").returncode == 0
    named = run("spof", path, "--for", "traffic")
    assert "traffic falls to 3 single failures (at most 100 %)" in named.stdout
    assert run("cuts", path, "--for", "traffic").stderr == (
        'error: "traffic" is no component: spof and report judge it\n'
    )


def test_spof_fails_where_it_is_wrong_with_nothing_failed(tmp_path: Path) -> None:
    document = square(traffic=[{"from": "a", "to": "c", "demand": 12}], shared_risks=[])
    kept = [c for c in document["components"] if c["id"] in ("a", "c", "ac")]
    path = written(tmp_path, changed({**document, "components": kept}, "ac", fails=False))
    done = run("spof", path, "--fail-on-spof")
    assert done.returncode == 1
    assert "traffic is not carried as it has to be with nothing failed" in done.stdout
    assert "None of 2 single failures" in done.stdout
    assert run("spof", path, "--fail-on", "late").returncode == 1


def test_spof_says_where_in_a_range_more_is_found(tmp_path: Path) -> None:
    document = square(traffic=[
        {"from": "a", "to": "b", "demand": {"low": 2, "value": 4, "high": 12}}])  # fmt: skip
    document["shared_risks"] = []
    done = run("spof", written(tmp_path, document), "--fail-on-spof")
    assert done.returncode == 1
    assert "traffic is not carried with nothing failed" in done.stdout
    assert "puts anything above 100 % at the values given." in done.stdout


def test_spof_tells_pairs(tmp_path: Path) -> None:
    document = square(shared_risks=[])
    for name in ("ab", "bc", "cd", "da", "ac"):
        document = changed(document, name, capacity=12)
    path = written(tmp_path, document)
    assert "traffic falls to 2 pairs of failures at once" in run("spof", path, "--pairs").stdout
    plain = json.loads(run("spof", path, "--pairs", "--format", "json").stdout)
    assert plain["traffic"]["pairs"] == [
        {"ids": ["ab", "bc"], "class": "structural", "cut_off": 4.0, "worst": None},
        {"ids": ["ab", "c"], "class": "structural", "cut_off": 4.0, "worst": None},
    ]
