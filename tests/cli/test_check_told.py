"""What a check tells beside its verdict: what comes next, what is wrong, and what nobody asked."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.support.command import run

DOCUMENT = {
    "name": "Shop",
    "components": [{"id": "pay", "needs": ["db"]}, {"id": "db", "needs": []}],
}
ASKED = (
    ["--objectives", "own.json"],
    ["--profile", "no-spof"],
    ["--profile", "no-spof", "--profile", "start-up", "--default", "*=mtbf 2 y, mttr 4 h"],
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    own = {"objectives": [{"of": "pay", "survives": 1}]}
    (tmp_path / "own.json").write_text(json.dumps(own), encoding="utf-8")
    return tmp_path


def following(output: str) -> list[str]:
    """The words of the last command that is told."""
    line = output.splitlines()[-1].removeprefix("next: topology ")
    return shlex.split(line)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("asked", ASKED)
def test_what_is_told_leads_from_red_to_green(asked: list[str]) -> None:
    red = run("check", "shop.json", *asked)
    assert red.returncode == 1
    written = run(*following(red.stdout))
    assert written.returncode == 0
    green = run(*following(written.stdout))
    assert (green.returncode, green.stdout.count("as in the baseline:")) == (0, 1)


def test_what_is_configured_is_not_typed_again(folder: Path) -> None:
    table = 'files = ["shop.json"]\nobjectives = "own.json"\n'
    (folder / "topology.toml").write_text(table, encoding="utf-8")
    assert following(run("check").stdout) == ["baseline", "-o", "baseline.json"]


@pytest.mark.parametrize("form", ["text", "markdown", "github", "gitlab"])
def test_several_things_that_are_wrong_are_told_apart_on_one_line(folder: Path, form: str) -> None:
    wrong = {"components": [{"id": "pay", "needs": ["a", "b"]}]}
    (folder / "wrong.json").write_text(json.dumps(wrong), encoding="utf-8")
    right = {"components": [{"id": "pay", "needs": [], "demand": 1}]}
    (folder / "right.json").write_text(json.dumps(right), encoding="utf-8")
    done = run("check", "wrong.json", "right.json", "--profile", "no-spof", "--format", form)
    assert done.returncode == 2
    assert "000a" not in done.stdout
    assert "does not exist; wrong.json" in " ".join(done.stdout.split())


def test_what_has_demand_and_is_asked_nothing_is_told(folder: Path) -> None:
    parts = [{"id": name, "demand": 1, "needs": []} for name in ("pay", "search")]
    shop = {"components": parts, "objectives": [{"of": "pay", "survives": 1}]}
    (folder / "shop.json").write_text(json.dumps(shop), encoding="utf-8")
    said = "Nothing is asked of 1 of 2 components with demand: search."
    assert said in run("check", "shop.json").stdout
    assert "Nothing is asked" not in run("check", "shop.json", "--profile", "no-spof").stdout
