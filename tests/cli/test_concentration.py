"""`topology concentration`: text, JSON, CSV, Markdown, and one line for all that is wrong."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support.command import fails, prints
from tests.support.repository import ROOT

SCHEMA = json.loads((ROOT / "docs" / "concentration.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
SHOP = {
    "name": "Shop",
    "load_unit": "orders/min",
    "currency": "EUR",
    "components": [
        {"id": "web", "demand": 30, "loss_per_hour": 5, "needs": [{"any": ["a", "b"]}]},
        {"id": "a", "needs": [], "tags": ["provider:aws"], "repair": {"time": "2 h"}},
        {"id": "b", "needs": [], "x-provider": "aws", "repair": {"time": "3 h"}},
        {"id": "dns", "kind": "partner", "demand": 10, "needs": []},
    ],
    "objectives": [{"of": "web", "rto": "30 min"}, {"of": "dns"}],
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return written(tmp_path, SHOP)


def written(folder: Path, doc: dict[str, Any]) -> Path:
    path = folder / "shop.json"
    path.write_text(json.dumps(doc), encoding="utf-8")
    return path


def next_after(path: Path) -> str:
    """The command to go on with."""
    return f"next: topology evidence {path} -o evidence.html"


def as_json(*arguments: str | Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(prints("concentration", *arguments, "--format", "json"))
    VALIDATOR.validate(told)
    return told


def test_the_answer_for_people(shop: Path) -> None:
    assert prints("concentration", shop, "--by", "provider").splitlines() == [
        "By provider  x-provider and tags like provider:NAME; without both, the id of a component "
        "of kind provider or partner",
        "  aws  2 components",
        "    takes down 1 of 2 (50 %) targets, 1 to no single member of it",
        "      web (structural; back after 2 h, later than its rto of 30 min)",
        "    loses demand 30 of 40 orders/min (75 %), in an hour 5 of 5 EUR (100 %)",
        "    in its place: none on the way of the targets",
        "  dns  1 component",
        "    takes down 1 of 2 (50 %) targets, 1 is of it",
        "      dns (structural; not known when back: dns has no repair time)",
        "    loses demand 10 of 40 orders/min (25 %), in an hour 0 of 5 EUR (0 %)",
        "    in its place: none on the way of the targets",
        "  1 of 4 (25 %) components names no provider: nothing says that they fail together, and "
        "that is not judged",
        "",
        "Each group fails at once, as a shared risk would; nothing says how likely that is.",
        "Targets hang on 2 of 2 providers; the worst is aws, with 1 of 2 (50 %) targets.",
        next_after(shop),
    ]


@pytest.mark.parametrize("terminal", [False, True])
def test_it_fits_a_terminal(shop: Path, terminal: bool) -> None:
    said = prints("concentration", shop, terminal=terminal, COLUMNS="80", NO_COLOR="1")
    # What is pasted stands on one line, however long the path.
    *lines, last = said.splitlines()
    assert max(map(len, lines)) <= 80
    assert last == next_after(shop)
    assert "\x1b" not in said


def test_all_that_is_named_without_being_asked(shop: Path) -> None:
    told = as_json(shop)
    assert [one["by"] for one in told["concentration"]] == ["provider", "kind", "tag"]


def test_for_machines(shop: Path) -> None:
    told = as_json(shop, "--by", "provider", "--by", "x-provider", "--for", "web")
    assert (told["targets"], told["demand"], told["loss_per_hour"]) == (["web"], 40.0, 5.0)
    provider, key = told["concentration"]
    aws = provider["groups"][0]
    assert (aws["name"], aws["components"], aws["only_together"]) == ("aws", ["a", "b"], 1)
    assert aws["targets"][0]["reason"] == ["provider aws hits a and 1 more", LOST]
    assert (provider["without"], key["without"]) == (["web"], ["a", "dns", "web"])
    (choice,) = key["groups"][0]["choices"]
    assert choice == {"of": "web", "holds": True, "alternatives": [{"ids": ["a"], "holds": True}]}


LOST = "web has no alternative left"


def test_as_a_table(shop: Path) -> None:
    text = prints("concentration", shop, "--by", "provider", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["group"], row["target"], row["back"]) for row in rows] == [
        ("aws", "web", "late"),
        ("dns", "dns", "not known"),
        ("", "", ""),
    ]
    assert rows[-1]["note"] == "names none: not judged"


def test_as_markdown(shop: Path) -> None:
    text = prints("concentration", shop, "--by", "provider", "--format", "markdown", "--limit", "1")
    assert "### By provider" in text
    assert "| aws | 2 components | 1 of 2 (50 %) | 1 to no single member of it |" in text
    assert "Shown: 1 of 2 groups." in text


def test_more_than_are_listed(shop: Path) -> None:
    said = prints("concentration", shop, "--by", "provider", "--limit", "1")
    assert "… and 1 group more (--limit N shows more, --format json all)" in said


def test_of_what_nobody_names(tmp_path: Path) -> None:
    bare = written(tmp_path, {"components": [{"id": "a", "needs": ["b"]}, {"id": "b"}]})
    assert prints("concentration", bare) == (
        "No component names a provider, a location, a kind, a tag or an owner.\n"
        f"{next_after(bare)}\n"
    )
    assert "No component names a provider.\n" in prints("concentration", bare, "--by", "provider")
    assert "No component names an owner.\n" in prints("concentration", bare, "--by", "owner")
    assert as_json(bare, "--by", "owner")["concentration"][0]["without"] == ["a", "b"]


def test_traffic_and_ranges_are_said_not_to_be_judged(tmp_path: Path) -> None:
    doc = {
        "components": [
            {"id": "a", "owner": "x"},
            {"id": "b", "capacity": {"low": 1, "high": 3, "assumed": "guess"}},
            {"id": "l", "connects": ["a", "b"]},
        ],
        "traffic": [{"from": "a", "to": "b", "demand": 1}],
    }
    path = written(tmp_path, doc)
    told = as_json(path)
    assert (told["traffic_not_judged"], told["ranges_not_tried"]) == (True, 1)
    said = prints("concentration", path)
    assert "What groups do to the traffic is not judged here.\n" in said
    assert "Judged at the values given: the range of 1 value was not tried.\n" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--by", "provder"], 'did you mean "provider"?'),
        (["--by", "x-providr"], 'did you mean "x-provider"?'),
        (["--for", "wbe"], 'component "wbe" does not exist; did you mean "web"?'),
    ],
    ids=["by", "key", "target"],
)
def test_what_is_wrong_is_one_line(shop: Path, arguments: list[str], said: str) -> None:
    (line,) = fails("concentration", shop, *arguments)
    assert said in line
