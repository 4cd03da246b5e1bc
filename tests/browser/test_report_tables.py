"""The tables of a report: sorted, filtered, by cause, as cards, folded, copied."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.pages import Opener, Shown, column
from tests.browser.shop import SHOP
from tests.support.repository import ROOT
from tests.support.sharing import STUDY
from tests.support.studies import report_page_of

pytestmark = pytest.mark.browser

Doc = dict[str, Any]

KIND = "authentication infrastructure"
WIDE = [
    pytest.param(ROOT / path, id=f"{Path(path).stem}{STUDY}")
    for path in ("models/nats-2023.json", "tests/estates/bank.yaml", "tests/estates/shop.yaml")
]
"""Documents whose tables have many columns."""
OWNER = "the department of identities"
WIDE_ID = "identity-provider-of-customers"

MANY: Doc = {
    "currency": "EUR",
    "components": [
        *({"id": f"web-{i}", "demand": 1, "loss_per_hour": 10 * (i + 1), "fails": False,
           "needs": [f"own-{i}-{n}" for n in range(9)] + [WIDE_ID]} for i in range(2)),
        *({"id": f"own-{i}-{n}", "needs": [], "repair": {"time": f"{n + 1} h"}}
          for i in range(2) for n in range(9)),
        {"id": WIDE_ID, "needs": [], "owner": OWNER, "kind": KIND},
    ],
}  # fmt: skip


@pytest.fixture
def many(open_report: Opener) -> Shown:
    return open_report(MANY)


def shown_causes(shown: Shown) -> list[str]:
    """The causes that can be seen, in their order."""
    bodies = shown.page.locator("#findings .grouped > tbody").all()
    return [body.locator("td").first.inner_text() for body in bodies if body.is_visible()]


def test_tables_sort_both_ways(shop: Shown) -> None:
    table = "#availability .table:nth-of-type(2)"
    shop.page.locator(f"{table} .sort").first.click()
    names = column(shop, table, 1)
    assert names == sorted(names)
    shop.page.locator(f"{table} .sort").first.click()
    assert column(shop, table, 1) == sorted(names, reverse=True)
    assert shop.page.locator(f"{table} th").first.get_attribute("aria-sort") == "descending"


def test_an_id_in_a_table_leads_to_the_graph(shop: Shown) -> None:
    shop.page.locator("#findings [data-node]", has_text="main").first.click()
    assert shop.states()["main"] == "cause"
    assert shop.panel().locator("h2").inner_text() == "main"


# -- by cause -------------------------------------------------------------------------------------


def test_findings_are_by_cause_the_worst_first(many: Shown) -> None:
    head = many.page.locator("#findings .grouped > thead th").all_inner_texts()
    names = [name.split(" ↕")[0] for name in head]
    assert names == ["Cause", "Kind", "Classes", "Targets", "Back after", "Lost an hour (EUR)",
                     "Demand lost", "Owner"]  # fmt: skip
    cells = many.page.locator("#findings .grouped > tbody").first.locator("tr").first
    assert cells.inner_text().split("\t") == [
        *(WIDE_ID, KIND, "structural", "2 of 2", "not known", "30", "2"),
        OWNER,
    ]
    assert many.page.locator("#findings .grouped > tbody").count() == 19


def test_a_cause_opens_to_its_targets_with_reasons(many: Shown) -> None:
    body = many.page.locator("#findings .grouped > tbody").first
    inner = body.locator(".inner")
    assert not inner.is_visible()
    assert body.locator("summary").inner_text() == "2 targets, and why"
    body.locator("summary").focus()
    many.page.keyboard.press("Enter")
    assert inner.is_visible()
    rows = [row.inner_text().split("\t") for row in inner.locator("tbody tr").all()]
    assert [row[0] for row in rows] == ["web-1", "web-0"]
    assert rows[0][3:] == ["20", f"{WIDE_ID} fails → web-1 needs {WIDE_ID}"]


def test_causes_sort_with_what_belongs_to_them(many: Shown) -> None:
    many.page.locator("#findings .unfold").click()
    many.page.locator("#findings .sort", has_text="Back after").click()
    causes = shown_causes(many)
    assert (causes[0][-1], causes[-1]) == ("0", WIDE_ID)
    last = many.page.locator("#findings .grouped > tbody").last
    assert WIDE_ID in last.locator(".inner").text_content()


def test_findings_are_filtered_by_target_and_words(many: Shown) -> None:
    many.page.locator("#findings .unfold").click()
    box = many.page.locator("#findings .filters")
    assert box.is_visible()
    whole = shown_causes(many)
    box.get_by_label("Target", exact=True).select_option("web-0")
    assert shown_causes(many) == [WIDE_ID, *(f"own-0-{n}" for n in range(9))]
    said = box.get_by_role("status")
    assert said.inner_text() == "10 of 19 causes, 10 of 20 findings"
    rows = many.page.locator("#findings .inner tbody tr:not([hidden])").all()
    targets = [row.locator("td").first.text_content() for row in rows]
    assert targets.count("web-0") == 10
    box.get_by_role("searchbox").fill("own-0-3")
    assert shown_causes(many) == ["own-0-3"]
    box.get_by_label("Target", exact=True).select_option("web-1")
    assert shown_causes(many) == []
    box.get_by_role("searchbox").fill("")
    box.get_by_label("Target", exact=True).select_option("")
    assert shown_causes(many) == whole
    assert said.inner_text() == ""


def test_findings_are_filtered_by_class(shop: Shown) -> None:
    rows = shop.page.locator("#findings .inner tbody tr:not([hidden])")
    assert rows.count() == 2
    box = shop.page.locator("#findings .filters")
    box.get_by_label("Class", exact=True).select_option("structural")
    assert [row.locator("td").first.text_content() for row in rows.all()] == ["desk"]
    assert box.get_by_role("status").inner_text() == "1 of 1 cause, 1 of 2 findings"


def test_long_tables_are_folded_until_they_are_wanted(many: Shown) -> None:
    assert len(shown_causes(many)) == 12
    many.page.locator("#findings .filters").get_by_role("searchbox").fill("web-0")
    assert shown_causes(many)[0] == WIDE_ID
    assert len(shown_causes(many)) == 10
    many.page.locator("#findings .filters").get_by_role("searchbox").fill("")
    many.page.get_by_role("button", name="Show all 19 causes").click()
    assert len(shown_causes(many)) == 19
    assert many.page.locator("#findings .unfold").count() == 0


def test_copying_has_every_finding_with_its_cause(many: Shown) -> None:
    many.page.evaluate("""() => {
        window.copied = [];
        const put = async (text) => window.copied.push(text);
        Object.defineProperty(navigator, "clipboard", { value: { writeText: put } });
    }""")
    many.page.locator("#findings .copy").click()
    many.page.get_by_role("button", name="Copied").wait_for()
    head, *rows = [line.split("\t") for line in many.page.evaluate("copied[0]").split("\n")]
    assert len(rows) == 20
    assert {len(row) for row in rows} == {len(head)}
    first = dict(zip(head, rows[0], strict=True))
    assert (first["Cause"], first["Target"]) == (WIDE_ID, "web-1")
    assert first["Reason"] == f"{WIDE_ID} fails → web-1 needs {WIDE_ID}"


# -- columns and cards ----------------------------------------------------------------------------

BROKEN = """() => [...document.querySelectorAll(".table td, .table th")].flatMap((cell) => {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (const word of node.textContent.matchAll(/[A-Za-z0-9_]+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const tops = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      if (tops.size > 1) found.push(word[0]);
    }
  }
  return found;
})"""


@pytest.mark.parametrize("width", [760, 1280])
def test_no_word_of_a_table_is_broken(many: Shown, shop: Shown, width: int) -> None:
    for shown in (many, shop):
        shown.page.set_viewport_size({"width": width, "height": 800})
        shown.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert shown.page.evaluate(BROKEN) == []


@pytest.mark.parametrize("path", WIDE)
def test_every_column_of_a_table_is_on_a_desk(open_report: Opener, path: Path) -> None:
    page = open_report.page(report_page_of(path)).page
    over = "(all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.ariaLabel)"
    assert page.locator(".table > .scroll").evaluate_all(over) == []
    assert page.evaluate(BROKEN) == []


def test_on_a_phone_each_row_is_a_card(open_report: Opener) -> None:
    page = open_report(SHOP, viewport={"width": 390, "height": 844}).page
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    cells = page.locator(".table td[data-label]:visible").all()
    assert len(cells) > 20
    for cell in cells:
        label = cell.evaluate("(e) => getComputedStyle(e, '::before').content")
        assert label == f'"{cell.get_attribute("data-label")}"'
    for cell in page.locator("#findings .grouped > tbody > tr:first-child td:visible").all():
        box = cell.bounding_box()
        assert box
        assert box["width"] > 300
    assert page.evaluate(BROKEN) == []
    sort = page.locator("#findings .sort").first
    sort.click()
    assert page.locator("#findings th").first.get_attribute("aria-sort") == "ascending"


def test_rows_that_are_left_out_are_counted(open_report: Opener) -> None:
    """Of one cause so many targets are listed that others have room, and it is said."""
    targets: list[Doc] = [{"id": f"t{i:03}", "demand": 1, "needs": ["hub"]} for i in range(60)]
    shown = open_report({"components": [*targets, {"id": "hub", "needs": []}]})
    findings = shown.page.locator("#findings")
    assert findings.locator("summary").first.inner_text() == "50 of 60 targets, and why"
    assert findings.locator(".inner tbody tr").count() == 50
    assert "50 of 60 findings are here, the worst first." in findings.inner_text()
