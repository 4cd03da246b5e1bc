"""`topology cascade` of a document with traffic: what is told of it, as text and to machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import prints

DETOUR: dict[str, Any] = {
    "load_unit": "Gbit/s",
    "components": [
        {"id": "a", "needs": []},
        {"id": "b", "needs": []},
        {"id": "c", "needs": []},
        {"id": "ab", "connects": ["a", "b"]},
        {"id": "ac", "connects": ["a", "c"], "capacity": 8,
         "overload": {"mode": "crash", "for": "1 min"}},
        {"id": "cb", "connects": ["c", "b"]},
    ],
    "traffic": [{"from": "a", "to": "b", "demand": 10}, {"from": "c", "to": "b", "demand": 4}],
}  # fmt: skip


@pytest.fixture
def detour(tmp_path: Path) -> Path:
    path = tmp_path / "detour.json"
    path.write_text(json.dumps(DETOUR), encoding="utf-8")
    return path


def test_what_is_cut_off_is_told(detour: Path) -> None:
    said = prints("cascade", detour, "--fail", "ab", "--until", "2 min")
    assert "traffic: 10 of 14 Gbit/s cut off\n" in said
    assert (
        "  traffic  64.3 % of 1,680 Gbit had a way; cut off 600 Gbit; "
        "in the end 10 of 14 Gbit/s cut off\n"
    ) in said.replace("\n  of ", " of ")
    assert "let through less than came at some time (ac)" in " ".join(said.split())


def test_nothing_is_told_where_all_has_a_way(detour: Path) -> None:
    said = prints("cascade", detour, "--fail", "cb", "--until", "2 min")
    assert "cut off" not in said.replace("\n", " ")
    assert "offered in full" not in said


def test_machines_are_told_its_accounts_and_rates(detour: Path) -> None:
    said = prints("cascade", detour, "--fail", "ab", "--until", "2 min", "--format", "json")
    assert json.loads(said)["traffic"] == {
        "demand": 14,
        "offered": 1680,
        "served": 1080,
        "cut_off": 600,
        "gone": 0,
        "short": ["ac"],
        "t_s": [0, 60],
        "cut_off_rate": [0, 10],
        "gone_rate": [0, 0],
    }
    plain = {**DETOUR, "traffic": []}
    detour.write_text(json.dumps(plain), encoding="utf-8")
    said = prints("cascade", detour, "--fail", "ab", "--format", "json")
    assert json.loads(said)["traffic"] is None
