"""`topology sample`: text, JSON, CSV, Markdown, and one line for everything that is wrong."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

from tests.support.command import ESCAPE, fails, prints
from tests.support.repository import ROOT

SCHEMA = json.loads((ROOT / "docs" / "sampling.schema.json").read_text(encoding="utf-8"))

SHOP = """\
name: Shop
currency: EUR
components:
  - {id: shop, needs: [db], fails: false, loss_per_hour: 100}
  - id: db
    needs: []
    fails:
      mtbf: {low: 100 d, high: 900 d, distribution: lognormal, assumed: a guess}
      mttr: {low: 2 h, high: 10 h}
objectives:
  - {of: shop, availability: 99.9 %}
"""
ASKED = ("--n", "130", "--seed", "7")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")
    return path


def test_the_answer_for_people(shop: Path) -> None:
    said = prints("sample", shop.name, *ASKED, cwd=shop.parent, COLUMNS="100")
    assert said.startswith(
        "Sampled: 132 draws of 2 ranges, seed 7\n"
        "  33 independent scramblings with 4 points each of a Sobol sequence.\n"
        "  130 draws were asked for, rounded up to whole scramblings.\n"
        "  99 documents more were judged for the sensitivity indices.\n"
        "  In brackets: intervals of 95 % confidence.\n"
        "\n"
        "  db.fails.mtbf  100 d to 900 d, lognormal, 90 % of it between them\n"
        "  db.fails.mttr  2 h to 10 h, uniform as nothing else is said\n"
    )
    assert "\nVerdicts that vary, with the share of the draws in which each is true\n" in said
    assert "    shop is up 99.9 % of the time: violated  objectives\n" in said
    assert "\nFigures that vary: 5 %, 50 %, 95 % of the draws lie below\n" in said
    assert "\n  shop: mean outage\n" in said
    assert "\nMeasure first: db.fails.mtbf; it has the largest total index of " in said
    assert said.splitlines()[-1] == "next: topology spof shop.yaml"
    assert max(map(len, said.splitlines())) <= 100
    assert ESCAPE not in said


def test_the_json_is_as_published_and_the_same_every_time(shop: Path) -> None:
    first, second = (prints("sample", shop, *ASKED, "-f", "json") for _ in range(2))
    assert first == second
    assert str(shop.parent) not in first
    found = json.loads(first)
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    assert (found["sampled"], found["n"], found["n_asked"], found["seed"]) == (True, 132, 130, 7)
    assert found["replicates"] * found["points"] == found["n"]
    assert found["documents"] == 132 + 99
    assert [entry["distribution"] for entry in found["ranges"]] == ["lognormal", "uniform"]
    varying = [entry for entry in (*found["verdicts"], *found["figures"]) if entry["indices"]]
    assert len(varying) == found["varying"] > 0
    assert sum(entry["largest_of"] for entry in found["measure_first"]) == found["varying"]


def test_the_csv_says_in_each_line_how_it_was_drawn(shop: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(prints("sample", shop, *ASKED, "-f", "csv"))))
    assert {(row["n"], row["seed"]) for row in rows} == {("132", "7")}
    assert {row["statistic"] for row in rows} == {
        *("share", "mean", "quantile 0.05", "quantile 0.5", "quantile 0.95"),
        *("first-order index", "total index"),
    }
    downtime = [row for row in rows if row["what"] == "downtime" and row["range"] == ""]
    assert {row["unit"] for row in downtime} == {"min a year"}


def test_the_markdown_is_labelled_and_nothing_in_it_is_markup(shop: Path) -> None:
    shop.write_text(SHOP.replace("name: Shop", "name: '<b>|*x*'"), encoding="utf-8")
    said = prints("sample", shop, *ASKED, "-f", "markdown")
    assert said.startswith("# \\<b\\>\\|\\*x\\*\n\nSampled: 132 draws of 2 ranges, seed 7. ")
    assert "\n## Verdicts\n" in said
    assert "| shop: mean outage | " in said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--for", "shp"), 'component "shp" does not exist; did you mean "shop"?'),
        (("--n", "4"), "--n: 4 is not in the range 128<=x<=100000."),
        (("--seed", "-1"), "--seed: -1 is not in the range x>=0."),
        (("--time-limit", "0 s"), "time was up in scrambling 1 of 63: fewer than 8 say too little"),
    ],
)
def test_what_is_wrong_is_one_line(shop: Path, given: tuple[str, ...], said: str) -> None:
    assert fails("sample", shop, *given)[-1] == f"error: {said}"


def test_a_document_without_ranges_is_told_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text("components: [{id: shop, needs: []}]\n", encoding="utf-8")
    assert fails("sample", path) == [
        "error: no value of the document is a range, so there is nothing to draw; write one as "
        '{"low": …, "high": …} where it is not known exactly'
    ]


def test_what_is_left_out_is_said(shop: Path) -> None:
    """Of what has no data, a share of time is a bound."""
    shop.write_text(SHOP.replace("fails: false, ", ""), encoding="utf-8")
    said = " ".join(prints("sample", shop, *ASKED).split())
    assert "Counted as never failing, for lack of data (1): shop." in said
    assert "Unavailability, and what follows from it, is at least what is said here of " in said
    (known,) = json.loads(prints("sample", shop, *ASKED, "-f", "json"))["chances"]
    assert (known["bound"], known["missing"]) == ("at least", ["shop"])
