"""`topology tip`: text, JSON, CSV, files, and one line for everything that is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from tests.support.command import ESCAPE, fails, prints, run
from tests.support.repository import ROOT

SCHEMA = json.loads((ROOT / "docs" / "tip.schema.json").read_text(encoding="utf-8"))

SHOP = """\
load_unit: req/s
components:
  - {id: shop, demand: 50, needs: [{on: stock, retries: 3}]}
  - {id: page, demand: 1, needs: []}
  - {id: stock, needs: [], capacity: 100, overload: {mode: queue, timeout: 10 s}}
"""
ASKED = ("--for", "shop", "--of", "stock", "--longest", "20 s")
ROWS = """\
  10 % to 70 %  never tips within 20 s
          80 %  tips after 19.3 s
          90 %  tips after 14.9 s
         100 %  tips after 12.1 s
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")
    return path


def test_the_map_fits_eighty_columns_and_needs_no_colour(shop: Path) -> None:
    said = prints("tip", shop.name, *ASKED, cwd=shop.parent, COLUMNS="80")
    assert max(map(len, said.splitlines())) <= 80
    assert said.startswith("shop after a brownout of stock\n")
    assert ROWS in said
    assert (
        "\nSmallest brownout that tips it: 100 % for 12.1 s; weakest within 20 s: 79 %.\n" in said
    )
    deepest = next(line for line in said.splitlines() if line.startswith("     100 %"))
    assert deepest.split() == ["100", "%", *["····"] * 12, "████"]
    assert said.splitlines()[-1] == "next: topology tip shop.yaml --for shop --surge"
    assert ESCAPE not in said
    assert ESCAPE in prints("tip", shop, *ASKED, terminal=True)


def test_a_surge_is_of_all_demand_that_comes_there(shop: Path) -> None:
    said = prints("tip", shop, "--for", "stock", "--surge")
    assert said.startswith("stock after a surge of the demand of shop\n")
    assert "3 times  tips after 22.1 s\n" in said


def test_the_json_is_as_published(shop: Path) -> None:
    found = json.loads(prints("tip", shop, *ASKED, "--format", "json"))
    jsonschema.validate(found, SCHEMA)
    assert found["push"] == {"kind": "brownout", "of": ["stock"]}
    assert found["smallest"]["strength"] == 1.0
    assert found["rows"][-1]["turn"]["tips_length_s"] == found["smallest"]["length_s"]
    assert found["runs"] > 10 * len(found["lengths_s"])


def test_the_csv_has_a_line_for_each_push(shop: Path) -> None:
    header, *rows = prints("tip", shop, *ASKED, "--format", "csv").splitlines()
    assert header == "strength,length_s,fate,back_s"
    assert len(rows) == 130
    assert rows[-1] == "1.0,20.0,never back,"


@pytest.mark.parametrize("ending", ["csv", "html", "json", "md", "svg"])
def test_a_file_is_the_same_every_time_and_says_it(shop: Path, ending: str) -> None:
    texts = []
    for name in ("one", "two"):
        done = run("tip", shop, *ASKED, "-o", f"{name}.{ending}", cwd=shop.parent)
        assert (done.returncode, done.stdout) == (0, f"written  {name}.{ending}\n")
        texts.append((shop.parent / f"{name}.{ending}").read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    assert ("never back" in texts[0]) and str(shop.parent) not in texts[0]
    if ending == "svg":
        rects = ET.fromstring(texts[0]).iter("{http://www.w3.org/2000/svg}rect")
        assert sum(rect.get("class") == "never" for rect in rects) == 3 + 1  # and the legend


@pytest.mark.parametrize("ending", ["html", "md", "svg"])
def test_an_id_is_no_markup(shop: Path, ending: str) -> None:
    shop.write_text(SHOP.replace("stock", "'<b>|&x'"), encoding="utf-8")
    given = ("--for", "shop", "--of", "<b>|&x", "--longest", "1 s")
    run("tip", shop, *given, "-o", f"out.{ending}", cwd=shop.parent)
    text = (shop.parent / f"out.{ending}").read_text(encoding="utf-8")
    assert "<b>" not in text
    if ending == "svg":
        ET.fromstring(text)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--for", "shp"), 'component "shp" does not exist; did you mean "shop"?'),
        (
            ("--for", "shop", "--of", "stok"),
            'component "stok" does not exist; did you mean "stock"?',
        ),
        (
            ("--for", "shop"),
            '"shop" has no capacity, so none of it can be gone; --of ID could be stock',
        ),
        (("--for", "page"), '"page" has no capacity, so none of it can be gone'),
        (
            ("--for", "shop", "--of", "stock", "--surge"),
            '"stock" has no demand that could surge; --of ID could be shop',
        ),
        (
            (*ASKED[:4], "--longest", "0 s"),
            "the longest push is 0 s: it must be 0.001 s or more",
        ),
        ((*ASKED, "-o", "out.pdf"), "out.pdf must end in one of .csv, .html, .json, .md, .svg"),
    ],
)
def test_what_is_wrong_is_one_line(shop: Path, given: tuple[str, ...], said: str) -> None:
    assert fails("tip", shop, *given) == [f"error: {said}"]


def test_when_time_is_up_it_says_what_is_left(shop: Path) -> None:
    given = (*ASKED, "--time-limit", "0 s")
    said = prints("tip", shop, *given)
    assert "No brownout of the grid tips it within 20 s, as far as there was time to try.\n" in said
    assert "Time was up: not tried: 10 %, 20 %, " in said
    found = json.loads(prints("tip", shop, *given, "--format", "json"))
    jsonschema.validate(found, SCHEMA)
    assert (found["out_of_time"], len(found["not_tried"]), found["rows"]) == (True, 10, [])
