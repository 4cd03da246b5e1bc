"""`sweep`: the same file whether it was stopped or not, and whoever played the contingencies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from tests.support.command import fails, prints, run
from tests.support.processes import TOPOLOGY
from tests.support.repository import ROOT
from tests.support.surroundings import surroundings
from tests.support.workers import elsewhere
from topology.cli.commands.sweeping import table

SHOP: dict[str, Any] = {
    "name": "Shop \u202e",
    "components": [
        {"id": "shop", "demand": 10, "needs": [{"any": ["é-east", "west"]}]},
        {"id": "é-east", "needs": ["grid"], "capacity": 12},
        {"id": "west", "needs": ["grid"], "capacity": 6},
        {"id": "grid", "count": 2},
    ],
}
FALLS = {
    ("grid",): {},
    ("shop",): {"shop": "structural"},
    ("west",): {},
    ("é-east",): {"shop": "overload"},
    ("grid", "grid"): {"shop": "structural"},
}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "shop.json").write_text(json.dumps(SHOP), encoding="utf-8")
    return tmp_path


def swept(here: Path, output: str, *words: str) -> str:
    return prints("sweep", "shop.json", "-o", output, *words, cwd=here)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


# -- what is written ------------------------------------------------------------------------------


def test_each_contingency_is_a_line_with_what_falls(here: Path) -> None:
    said = swept(here, "out.jsonl")
    head, *rows, last = lines(here / "out.jsonl")
    assert (head["order"], head["targets"], head["contingencies"]) == (2, ["shop"], 11)
    found = {tuple(row["failed"]): row["falls"] for row in rows}
    assert len(found) == len(rows) == 11
    assert {failed: found[failed] for failed in FALLS} == FALLS
    kinds = [kind for falls in found.values() for kind in falls.values()]
    counted = {kind: kinds.count(kind) for kind in sorted(set(kinds))}
    assert last == {
        "ended": True, "contingencies": 11, "falls": {"shop": counted}, "load_not_judged": 0
    }  # fmt: skip
    words = ", ".join(f"{number} {kind}" for kind, number in counted.items())
    assert said.splitlines() == [
        "11 contingencies of up to 2 failures at once",
        f"shop falls to {len(kinds)} of 11: {words}",
        "written  out.jsonl",
    ]


def test_a_table_has_the_same_rows(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "ROWS", 4)
    swept(here, "out.jsonl")
    said = swept(here, "out.parquet")
    head, *rows, last = (here / "out.jsonl").read_bytes().splitlines(keepends=True)
    found = parquet.read_table(here / "out.parquet").to_pylist()
    assert found == [
        {"load_not_judged": None, **row, "falls": list(row["falls"].items())}
        for row in map(json.loads, rows)
    ]
    kept = parquet.read_metadata(here / "out.parquet").metadata
    assert (kept[table.HEAD], kept[table.LAST]) == (head, last)
    assert sorted(path.name for path in here.iterdir()) == ["out.jsonl", "out.parquet", "shop.json"]
    again = swept(here, "out.parquet", "--resume")
    assert again.splitlines() == [
        said.splitlines()[0], "  11 of them were done before", *said.splitlines()[1:]
    ]  # fmt: skip


# -- stopped and gone on --------------------------------------------------------------------------


def test_wherever_it_was_cut_off_it_goes_on_to_the_same_bytes(here: Path) -> None:
    swept(here, "whole.jsonl")
    whole = (here / "whole.jsonl").read_bytes()
    ends = [number for number, octet in enumerate(whole) if octet == ord("\n")]
    for cut in sorted({0, 1, *ends, *(end + 1 for end in ends), *(end - 7 for end in ends)}):
        (here / "cut.jsonl").write_bytes(whole[:cut])
        swept(here, "cut.jsonl", "--resume")
        assert (here / "cut.jsonl").read_bytes() == whole, cut


def test_what_is_done_is_not_done_again(here: Path) -> None:
    swept(here, "out.jsonl")
    whole = (here / "out.jsonl").read_bytes()
    (here / "out.jsonl").write_bytes(b"".join(whole.splitlines(keepends=True)[:9]))
    with elsewhere() as pools:
        said = swept(here, "out.jsonl", "--resume", "--jobs", "2")
    assert "  8 of them were done before" in said.splitlines()
    assert sum(len(block) for pool in pools for block in pool.blocks) <= 3
    assert (here / "out.jsonl").read_bytes() == whole


def test_when_time_is_up_it_says_so_and_goes_on_later(here: Path) -> None:
    said = swept(here, "out.jsonl", "--time-limit", "0 s")
    assert said.splitlines()[1] == "stopped after 0 of 11: --resume goes on with out.jsonl"
    assert len(lines(here / "out.jsonl")) == 1
    swept(here, "out.parquet", "--time-limit", "0 s")
    assert not (here / "out.parquet").exists()
    for name in ("out.jsonl", "out.parquet"):
        swept(here, name, "--resume")
    assert lines(here / "out.jsonl")[-1]["contingencies"] == 11
    assert len(parquet.read_table(here / "out.parquet")) == 11


def other_order(here: Path) -> str:
    return prints("sweep", "shop.json", "-o", "other.jsonl", "--order", "1", cwd=here)


def changed(edit: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    def make(here: Path) -> None:
        swept(here, "other.jsonl")
        path = here / "other.jsonl"
        path.write_bytes(b"".join(edit(path.read_bytes().splitlines(keepends=True))))

    return make


def other_document(here: Path) -> None:
    swept(here, "other.jsonl")
    doc = {**SHOP, "components": [*SHOP["components"][:3], {"id": "grid", "count": 3}]}
    (here / "shop.json").write_text(json.dumps(doc), encoding="utf-8")


OTHERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "after the end": (changed(lambda all_: [*all_, all_[1]]), ": line 14 comes after the end"),
    "another document": (
        other_document,
        " is of another document, or of this one before it was changed",
    ),
    "another order": (other_order, " is of another order"),
    "broken": (
        changed(lambda all_: [*all_[:4], b"{\n", *all_[5:]]),
        ": line 5 is no contingency",
    ),
    "no sweep": (changed(lambda _: [b"id,kind\n"]), ": line 1 is no sweep"),
    "no sweep, not whole": (changed(lambda _: [b"id,kind"]), ": line 1 is no sweep"),
    "one missing": (
        changed(lambda all_: [*all_[:4], *all_[5:]]),
        ": line 5 is not the contingency that comes there",
    ),
    "sums": (
        changed(lambda all_: [*all_[:-1], all_[-1].replace(b":11", b":1")]),
        ": line 13 does not add up",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_another_file_is_left_alone(here: Path, name: str) -> None:
    make, why = OTHERS[name]
    make(here)
    before = (here / "other.jsonl").read_bytes()
    said = fails("sweep", "shop.json", "-o", "other.jsonl", "--resume", cwd=here)
    assert said == [f"error: other.jsonl{why}: write to another file"]
    assert (here / "other.jsonl").read_bytes() == before


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_nothing_is_written_over(here: Path, name: str) -> None:
    swept(here, name)
    before = (here / name).read_bytes()
    said = fails("sweep", "shop.json", "-o", name, cwd=here)
    assert said == [f"error: {name} is there already: --resume goes on with it"]
    if name.endswith(".parquet"):
        said = fails("sweep", "shop.json", "-o", name, "--order", "1", "--resume", cwd=here)
        assert said == [f"error: {name} is of another sweep: write to another file"]
    assert (here / name).read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "-"], "-o -: a sweep is written to a file, so that it can go on there"),
        (
            ["-o", "out.csv"],
            "out.csv must end in .jsonl or .parquet, the forms that are written",
        ),
        (
            ["-o", "out.jsonl", "--for", "shp"],
            'component "shp" does not exist; did you mean "shop"?',
        ),
        (["-o", "none/out.jsonl"], "none/out.jsonl cannot be written: No such file or directory"),
    ],
    ids=["stdout", "csv", "unknown", "folder"],
)  # fmt: skip
def test_what_makes_no_sense_is_told(here: Path, words: list[str], said: str) -> None:
    assert fails("sweep", "shop.json", *words, cwd=here) == [f"error: {said}"]


def test_without_the_library_for_tables_it_is_told(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib.util

    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "pyarrow" else find(name)
    )
    assert fails("sweep", "shop.json", "-o", "o.parquet", cwd=here) == [f"error: {table.MISSING}"]


# -- whoever plays them ---------------------------------------------------------------------------

MODELS = ["alipay-2015", "ctrip-elong-2015", "heathrow-2025", "passport-1999", "visa"]
COMMANDS = {
    "availability": ["availability", "--default", "*=99 %"],
    "cuts": ["cuts", "--order", "2"],
    "spof": ["spof", "--worst", "5", "--pairs", "--time-limit", "1 h"],
    "sweep": ["sweep", "--order", "1"],
}


@pytest.mark.parametrize("command", sorted(COMMANDS))
@pytest.mark.parametrize("model", MODELS)
def test_bytes_do_not_hang_on_who_did_the_work(command: str, model: str, tmp_path: Path) -> None:
    path = ROOT / "models" / f"{model}.json"
    name, *words = COMMANDS[command]

    def said(jobs: str) -> bytes:
        if name == "sweep":
            output = tmp_path / f"{jobs}.jsonl"
            prints(name, path, *words, "-o", output, "--jobs", jobs)
            return output.read_bytes()
        done = run(name, path, *words, "--format", "json", "--jobs", jobs)
        assert done.returncode == 0, done
        return done.stdout.encode()

    with elsewhere():
        assert said("2") == said("1")


@pytest.mark.usefixtures("interruptible")
def test_stopped_by_its_user_it_leaves_no_process_and_goes_on(here: Path) -> None:
    """With two processes at work; what they had found is there, and the rest comes later."""
    some = range(30)
    needs = {n: [{"any": [f"d{n}", f"e{n}"]}] for n in some}
    parts = [{"id": f"c{n}", "capacity": 9, "needs": needs[n]} for n in some]
    ends = [{"id": f"{x}{n}", "capacity": 5} for n in some for x in "de"]
    whole = {"id": "all", "demand": 3, "needs": [f"c{n}" for n in some]}
    doc = {"components": [whole, *parts, *ends]}
    (here / "shop.json").write_text(json.dumps(doc), encoding="utf-8")
    words = [*TOPOLOGY, "sweep", "shop.json", "-o", "out.jsonl", "--jobs", "2"]
    with subprocess.Popen(
        words, cwd=here, stderr=subprocess.PIPE, env=surroundings(), start_new_session=True
    ) as running:
        assert running.stderr is not None
        while b"playing contingency" not in running.stderr.readline():
            pass
        os.killpg(running.pid, signal.SIGINT)
        rest = running.stderr.read()  # to its end: nobody holds it open any more
        assert running.wait() == 130
    assert rest.endswith(b"stopped\n")
    assert b"Traceback" not in rest
    with pytest.raises(ProcessLookupError):
        while True:
            os.killpg(running.pid, 0)
    assert 1 <= len((here / "out.jsonl").read_bytes().splitlines()) < 4_187
