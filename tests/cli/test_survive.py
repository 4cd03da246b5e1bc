"""`topology survive`: text, JSON, CSV, files, and one line for everything that is wrong."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from benchmarks.generate import random_mixed
from tests.support.command import ESCAPE, fails, prints, run
from tests.support.repository import ROOT
from topology.cli.commands.chances import survive

SCHEMA = json.loads((ROOT / "docs" / "survive.schema.json").read_text(encoding="utf-8"))
CART = """\
components:
  - {id: <b>checkout, fails: false, needs: [cart, pay]}
  - {id: browse, fails: false, needs: [cart]}
  - {id: cart, kind: service, tags: [kept], count: 3, needs: []}
  - {id: pay, kind: service, needs: []}
shared_risks: [{id: rack, kind: duct, hits: [cart]}]
"""


@pytest.fixture
def cart(tmp_path: Path) -> Path:
    path = tmp_path / "cart.yaml"
    path.write_text(CART, encoding="utf-8")
    return path


def test_the_curve_fits_eighty_columns_and_needs_no_colour(cart: Path) -> None:
    text = prints("survive", cart, "--weight", "browse=3", "--weight", "<b>checkout=1")
    assert ESCAPE not in text
    assert prints("survive", cart, "--weight", "browse=3, <b>checkout=1") == text
    wide = ("--weight", "browse=3", "--weight", "<b>checkout=1")
    shown = run("survive", cart, *wide, terminal=True, COLUMNS="80", NO_COLOR="1").stdout
    assert ESCAPE not in shown
    assert all(len(line) <= 80 for line in shown.splitlines()[:-1])
    assert f"  1 (25 %)         93.8 %  {'█' * 32}\n" in shown
    assert "4 can fail: 4 members of 2 components; of these some have failed" in text
    assert "browse  down after 3.75 failures on average; up after any 2 failures;" in text
    assert "rack is not drawn; --risks draws shared risks." in text


def test_json_is_as_published_and_csv_has_the_same(cart: Path) -> None:
    weights = ("--weight", "browse=0.5", "--weight", "<b>checkout=0.5")
    plain = json.loads(prints("survive", cart, *weights, "--format", "json"))
    jsonschema.validate(plain, SCHEMA)
    checkout, browse = plain["targets"]
    assert [point["up_sets"] for point in checkout["curve"]] == [1, 3, 3, 0, 0]
    assert [point["up_sets"] for point in browse["curve"]] == [1, 4, 6, 3, 0]
    assert checkout["signature"] == [0.25, 0.25, 0.5, 0.0]
    assert plain["mix"]["curve"][1]["up"] == 0.875
    rows = list(csv.DictReader(prints("survive", cart, *weights, "-f", "csv").splitlines()))
    mixed = [float(row["at_least"]) for row in rows if row["of"] == "mix"]
    assert mixed == [point["at_least"] for point in plain["mix"]["curve"]]
    assert [row["up_sets"] for row in rows if row["target"] == "browse"] == list("14630")


def test_what_is_asked_narrows_what_is_drawn(cart: Path) -> None:
    def curve(*given: str) -> list[tuple[int, str]]:
        plain = json.loads(prints("survive", cart, "--for", "browse", *given, "-f", "json"))
        jsonschema.validate(plain, SCHEMA)
        points = plain["targets"][0]["curve"]
        return [(p["failures"], f"{p['up_sets']} of {p['sets']}") for p in points]

    assert curve("--share", "60 %", "--failures", "1") == [(1, "4 of 4"), (3, "3 of 4")]
    assert curve("--among", "kept", "--failures", "3") == [(3, "0 of 1")]
    assert curve("--risks", "--failures", "1") == [(1, "4 of 5")]
    assert curve("--bystanders", "2", "--failures", "3") == [(3, "19 of 20")]


def test_files(cart: Path, tmp_path: Path) -> None:
    for suffix in ("svg", "html", "md", "json", "csv"):
        out = tmp_path / f"out.{suffix}"
        for _ in range(2):
            assert run("survive", cart, "-o", out).returncode == 0
        text = out.read_text(encoding="utf-8")
        assert "browse" in text
        if suffix == "svg":
            assert ET.fromstring(text).tag.endswith("svg")
        if suffix in ("svg", "html", "md"):
            assert "<b>" not in text


PARTS = """\
components:
  - {id: shop, fails: false, needs: [cart]}
  - {id: cart, count: 4, quorum: 2, needs: []}
shared_risks:
  - {id: rack, hits: [cart], parts: 0.5}
  - {id: hall, hits: [cart], parts: 0.75}
  - {id: site, hits: [cart]}
"""


def test_what_takes_a_part_of_the_members_is_named(tmp_path: Path) -> None:
    path = tmp_path / "parts.yaml"
    path.write_text(PARTS, encoding="utf-8")
    drawn = prints("survive", path, "--risks")
    assert "; without what rack does with further members" in drawn.replace("\n", " ")
    assert "1 target: 0 counted exactly, 1 without what takes a part of some members." in drawn
    said = "rack takes only a part of some members: not counted together with further members"
    assert said in drawn
    target = json.loads(prints("survive", path, "--risks", "-f", "json"))["targets"][0]
    assert target["in_part"] == ["rack"]
    # hall leaves one of the two that are needed, and site none: both take it down alone.
    assert target["curve"][1]["up_sets"] == target["curve"][1]["sets"] - 2
    assert said in run("survive", path, "--risks", "-o", "-").stdout
    assert not json.loads(prints("survive", path, "-f", "json"))["targets"][0]["in_part"]


def test_objectives_weigh_their_targets(tmp_path: Path) -> None:
    path = tmp_path / "weighed.yaml"
    asked = "objectives: [{of: browse, weight: 3}, {of: <b>checkout}]\n"
    path.write_text(CART + asked, encoding="utf-8")
    plain = json.loads(prints("survive", path, "-f", "json"))
    assert plain["mix"]["weights"] == {"<b>checkout": 1.0, "browse": 3.0}
    assert plain["mix"]["curve"][1]["up"] == 0.9375


def test_a_large_document_has_bounds_that_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survive, "UNASKED_NODES", 50_000)
    path = tmp_path / "large.json"
    path.write_text(json.dumps(random_mixed(400, seed=3)), encoding="utf-8")
    asked = ("--for", "c399", "--failures", "1", "--failures", "5")
    plain = json.loads(prints("survive", path, *asked, "-f", "json"))
    jsonschema.validate(plain, SCHEMA)
    one, five = plain["targets"][0]["curve"]
    assert one["up"] is not None
    assert five["up"] is None
    assert 0 < five["at_least"] < five["at_most"] < 1
    assert "between two proven bounds" in prints("survive", path, *asked)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--among", "servce"), '"servce": no component that can fail has this kind or tag; did'),
        (("--among", "duct", "--risks"), None),
        (("--failures", "5"), "--failures 5: only 4 can fail"),
        (("--share", "1.5"), '--share "1.5": must be a share such as 0.3 or "30 %"'),
        (("--weight", "brows=1"), '"brows": it is no target of this analysis; did you mean "bro'),
        (("--weight", "browse=0"), "the weights of all targets are 0"),
        (("--weight", "browse=-1"), '"browse=-1": must be ID=W, W a number from 0 on'),
        (("-o", "x.png"), "x.png must end in one of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_wrong_is_said_in_one_line(
    cart: Path, given: tuple[str, ...], said: str | None
) -> None:
    if said is None:
        assert "rack" not in prints("survive", cart, *given, "--for", "browse").split("next")[0]
        return
    (line,) = fails("survive", cart, *given)
    assert said in line
