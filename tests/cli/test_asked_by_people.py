"""What people type who have not read the help, and what they are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command import fails, prints, run
from tests.support.repository import MODEL_NAMES, VISA
from topology import __version__

SHOP = {
    "name": "shop",
    "components": [
        {"id": "shop", "demand": 1, "needs": ["db"]},
        {"id": "desk", "demand": 1, "needs": ["db", "a,b"]},
        {"id": "a,b"},
        {"id": "db"},
    ],
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(SHOP), encoding="utf-8")
    return path


# -- commands -------------------------------------------------------------------------------------


def test_help_and_version_are_commands_too() -> None:
    assert prints("help") == prints("--help")
    assert prints("help", "spof") == prints("spof", "--help")
    assert prints("version") == f"topology {__version__} (topology-resilience)\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            ["create"],
            'there is no command "create"; `topology init` writes a first document',
        ),
        (["spoff", "x"], 'there is no command "spoff"; did you mean "spof"?'),
        (["help", "qqqq"], 'there is no command "qqqq"'),
        (["models", "vsa"], 'there is no model "vsa"; did you mean "visa"?'),
        (["models", "nope"], f'there is no model "nope"; the models are {", ".join(MODEL_NAMES)}'),
        (["spof", VISA, "-f", "xml"], '--format: "xml" is none of text, json, csv'),
        (
            ["spof", VISA, "-f", "jsn"],
            '--format: "jsn" is none of text, json, csv; did you mean "json"?',
        ),
        (
            ["spof", VISA, "--format", "html"],
            '--format: "html" is none of text, json, csv; '
            "`topology report FILE -o OUT.html` writes it",
        ),
        (
            ["export", "csv", VISA],
            'FORMAT: "csv" is none of open-psa, aralia, dot, graphml, node-link',
        ),
        (["spof"], "Missing argument 'FILE'."),
        (["spof", VISA, "--limit", "x"], "--limit: 'x' is not a valid integer range."),
    ],
)
def test_what_is_wrong_is_said_in_one_line_after_how_it_is_used(
    typed: list[str], said: str
) -> None:
    *usage, last = fails(*typed)
    assert last == f"error: {said}"
    assert all(line.startswith("Usage: topology ") for line in usage)


# -- lists with commas ----------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["spof", "cuts", "availability"])
def test_targets_may_stand_in_a_list_with_commas(shop: Path, command: str) -> None:
    apart = prints(command, shop, "--for", "shop", "--for", "desk", "-f", "json")
    assert prints(command, shop, "--for", "shop,desk", "-f", "json") == apart
    assert prints(command, shop, "--for", "shop, desk", "-f", "json") == apart


@pytest.mark.parametrize("ending", ["md", "csv", "json", "svg", "html"])
def test_reports_take_lists_too(shop: Path, tmp_path: Path, ending: str) -> None:
    one, two = tmp_path / f"one.{ending}", tmp_path / f"two.{ending}"
    prints("report", shop, "--for", "shop", "--for", "db", "-o", one)
    prints("report", shop, "--for", "shop,db", "-o", two)
    assert one.read_bytes() == two.read_bytes()
    prints("view", shop, "--for", "shop,db", "-o", tmp_path / "view.html")
    said = fails("view", shop, "--for", "shop,dbb", "-o", tmp_path / "view.html")
    assert said == ['error: component "dbb" does not exist; did you mean "db"?']


def test_fault_trees_take_lists_too(shop: Path) -> None:
    apart = prints("export", "aralia", shop, "--for", "shop", "--for", "desk")
    assert prints("export", "aralia", shop, "--for", "shop,desk") == apart


def test_what_fails_may_stand_in_a_list_with_commas(shop: Path) -> None:
    apart = prints("blast", shop, "shop", "desk", "-f", "json")
    assert prints("blast", shop, "shop,desk", "-f", "json") == apart
    assert fails("blast", shop, "shop,") == ['error: component or shared risk "" does not exist']


def test_an_id_with_a_comma_is_taken_whole(shop: Path) -> None:
    assert "desk" in prints("blast", shop, "a,b")
    assert run("spof", shop, "--for", "a,b").returncode == 0
    assert "shop" in prints("blast", shop, "a,b", "shop,db")
