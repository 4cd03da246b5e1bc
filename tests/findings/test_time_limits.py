"""Reports and pairs that stop in time, or at a bound of work, and say what is missing."""

from __future__ import annotations

import json
import re
from itertools import count
from pathlib import Path

import pytest

from benchmarks.generate import random_mixed
from tests.support.command import prints
from tests.support.oracles import Doc
from topology.cutsets.engine.work import OUT_OF_TIME, WORKED
from topology.document.document import Topology
from topology.findings import pairs
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.loads.cascade.cascade import Cascade, ZenoError
from topology.loads.cascade.run import Run

BACKENDS = [f"b{number}" for number in range(8)]
SHOP: Doc = {
    "components": [
        {"id": "shop", "demand": 8, "needs": [{"any": BACKENDS}]},
        *({"id": name, "capacity": 2} for name in BACKENDS),
    ]
}


def test_pairs_that_were_not_run_are_counted() -> None:
    points = SinglePoints.of(Topology.from_dict(SHOP))
    points.judge_load()
    everything = points.pairs()
    assert points.pairs_not_run == 0
    ticks = count()
    some = points.pairs(expired=lambda: next(ticks) >= 10)
    assert points.pairs_not_run == 9 * 8 // 2 - 10
    assert all(pair in everything for pair in some)


def test_failures_that_were_not_played_are_not_judged() -> None:
    points = SinglePoints.of(Topology.from_dict(SHOP))
    points.judge_load(expired=lambda: True)
    assert points.causes_unjudged == dict.fromkeys(BACKENDS, OUT_OF_TIME)


def test_a_limit_that_is_up_is_said(tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_text(json.dumps(SHOP), encoding="utf-8")
    said = prints("spof", file, "--pairs", "--time-limit", "0 s")
    assert "36 pairs more were not run: the time was too short" in said
    assert "survives any one failure by structure alone; loads were not judged" in said
    plain = prints("spof", file, "--pairs", "--time-limit", "0 s", "--format", "json")
    assert json.loads(plain)["pairs_not_run"] == 36
    said = prints("report", file, "-o", "-", "--time-limit", "0 s")
    assert "cut sets: not all: the time was too short" in said
    assert prints("report", file, "-o", "-", "--time-limit", "1 h") == prints(
        "report", file, "-o", "-"
    )


@pytest.mark.slow
def test_a_large_report_has_sets_of_few_failures() -> None:
    study = Study.of(Topology.from_dict(random_mixed(600)))
    assert study.cut_sets
    for sets in study.cut_sets.values():
        assert sets.max_order in (2, None) or "goes further" in sets.why_incomplete
    assert "only of up to 2 failures; topology cuts has larger ones" in study.absent["cut sets"]


STANDBY: Doc = {
    "components": [
        {"id": "shop", "demand": 8, "needs": ["desk"]},
        {"id": "post", "demand": 8, "needs": ["desk"]},
        {"id": "desk", "capacity": 20, "repair": {"time": "1 h"}},
    ],
    "objectives": [{"of": "shop", "rto": "2 h"}, {"of": "post", "rto": "2 h"}],
}


def test_a_failure_that_cannot_be_judged_is_played_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was played for each target anew, and each time to the bound of work: 30 s of nothing."""
    points = SinglePoints.of(Topology.from_dict(STANDBY))
    assert points.recovery("shop", "desk").after_s == 3600
    points = SinglePoints.of(Topology.from_dict(STANDBY))
    points.judge_load()
    played: list[str] = []

    def never_rests(cascade: Cascade) -> Run:
        played.append(cascade.settings.name)
        raise ZenoError("it goes on and on")

    monkeypatch.setattr(Cascade, "run", never_rests)
    wanting = "loads cannot be judged after desk fails"
    assert [points.recovery(target, "desk").wanting for target in points.targets] == [wanting] * 2
    assert played == ["desk"]


def test_repairs_are_not_played_when_the_time_is_over() -> None:
    points = SinglePoints.of(Topology.from_dict(STANDBY))
    points.judge_load(expired=lambda: True)
    assert points.recovery("shop", "desk").wanting == OUT_OF_TIME


def wide(targets: int, others: int) -> Doc:
    """So many targets, each of which needs all of so many others."""
    needed = [{"id": f"n{n:03}", "needs": []} for n in range(others)]
    names = [part["id"] for part in needed]
    asking = [{"id": f"t{n:02}", "needs": names, "demand": 1} for n in range(targets)]
    return {"format": 1, "name": "wide", "components": [*asking, *needed]}


def test_a_report_builds_fault_trees_of_so_many_causes_and_says_of_which_targets() -> None:
    study = Study.of(Topology.from_dict(wide(52, 700)))
    causes = sum(len(sets.causes) for sets in study.cut_sets.values())
    assert len(study.cut_sets) == 42
    assert 42 * 700 == causes <= 30_000
    assert f"only of the first 42 of 52 targets: {WORKED}" in study.absent["cut sets"]
    assert "only of the first 42 of 52 targets" in study.absent["availability"]


def test_with_a_limit_of_time_it_builds_those_of_all() -> None:
    timed = Study.of(Topology.from_dict(wide(43, 700)), expired=lambda: False)
    assert len(timed.cut_sets) == 43
    assert "first" not in timed.absent.get("cut sets", "")


def test_pairs_have_an_end_without_a_limit_of_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "shop.json"
    file.write_text(json.dumps(SHOP), encoding="utf-8")
    monkeypatch.setattr(pairs, "MOST_WORK", 10)
    said = prints("spof", file, "--pairs")
    left = re.search(r"([\d,]+) pairs more were not run: (.*)", said)
    assert left is not None
    assert 0 < int(left[1]) < 36
    assert left[2] == 'more work than is done unasked; --time-limit "10 min" goes further'
    assert "more were not run" not in prints("spof", file, "--pairs", "--time-limit", "1 h")
