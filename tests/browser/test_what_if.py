"""What if, in a real browser: ticks, the link, keys, width, colours, and what a link may not do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.accessibility import violations
from tests.browser.pages import Opener, Shown
from tests.support.examples import TWO_FIBRES, hostile
from topology.document.document import Topology
from topology.findings.single_points import SinglePoints

pytestmark = pytest.mark.browser

Doc = dict[str, Any]

SHOP: Doc = {
    "currency": "EUR",
    "components": [
        {"id": "shop", "name": "The shop", "needs": [{"any": ["a", "b"]}, "db"]},
        {"id": "a", "needs": []},
        {"id": "b", "needs": []},
        {"id": "db", "count": 3, "quorum": 2, "needs": []},
        {"id": "odd,&=% id", "needs": []},
    ],
    "objectives": [{"of": "shop"}],
    "options": [
        {"id": "third", "cost": 5, "change": {"shop": {"needs[0].any[+]": "c"}},
         "add": {"components": [{"id": "c", "needs": []}]}},
        {"id": "other", "cost": 7, "excludes": ["third"],
         "change": {"db": {"count": 9}}},
    ],
}  # fmt: skip


@pytest.fixture
def shop(open_page: Opener) -> Shown:
    return open_what_if(open_page(SHOP))


def open_what_if(shown: Shown) -> Shown:
    shown.page.locator("#what-open").click()
    return shown


def tick(shown: Shown, name: str, kind: str = "fails") -> None:
    shown.page.locator(f'[data-{kind}="{name}"]').click()


def said(shown: Shown) -> str:
    return shown.page.locator("#what-said").inner_text()


def targets(shown: Shown) -> str:
    shown.frames_until(
        "document.getElementById('what-note').textContent.startsWith('Each of')",
        6000,
    )
    return " ".join(shown.page.locator("#what-targets").inner_text().split())


def ticked(shown: Shown) -> list[str]:
    found: list[str] = shown.page.evaluate(
        """[...document.querySelectorAll("#what-if [type=checkbox]:checked")]
            .map((box) => box.dataset.fails ?? box.dataset.option)"""
    )
    return found


def test_ticks_are_judged_at_once(shop: Shown) -> None:
    assert said(shop) == (
        "With nothing ticked: 0 of 1 target down, "
        "by structure alone: load and delay are not re-judged here."
    )
    assert targets(shop) == "The shop up no single point left"
    tick(shop, "a")
    assert said(shop).startswith("With 1 failure ticked: 0 of 1 target down")
    assert targets(shop) == "The shop up 1 single point left"
    assert shop.states()["a"] == "cause"
    tick(shop, "third", "option")
    assert said(shop).startswith("With 1 failure ticked and 1 option applied: 0 of 1 target down")
    assert targets(shop) == "The shop up no single point left"
    tick(shop, "third", "option")
    tick(shop, "b")
    assert targets(shop) == "The shop down"
    assert shop.states()["shop"] == "down"
    shop.page.locator("#what-clear").click()
    assert ticked(shop) == []
    assert set(shop.states().values()) == {"plain"}


def test_some_members_may_fail(shop: Shown) -> None:
    tick(shop, "db")
    assert targets(shop) == "The shop up 1 single point left"
    many = shop.page.locator("#what-failures [type=number]")
    many.fill("2")
    many.press("Tab")
    assert targets(shop) == "The shop down"
    assert shop.page.evaluate("location.hash") == "#failed=db,db"


def test_what_cannot_be_had_together_is_not_offered(shop: Shown) -> None:
    tick(shop, "other", "option")
    assert shop.page.locator('[data-option="third"]').is_disabled()
    assert "cannot be had with what is ticked" in shop.page.locator("#what-options").inner_text()


def test_a_link_holds_the_state(open_page: Opener) -> None:
    shown = open_what_if(open_page(SHOP))
    for name in ("odd,&=% id", "a"):
        tick(shown, name)
    tick(shown, "third", "option")
    link = shown.page.evaluate("location.href")
    assert link.endswith("#failed=odd%2C%26%3D%25%20id,a&options=third")
    shown.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    shown.page.locator("#what-copy").click()
    field = shown.page.locator("#what-link")
    assert field.input_value() == link
    assert field.evaluate("(f) => f.value.slice(f.selectionStart, f.selectionEnd)") == link
    shown.page.reload()
    shown.page.evaluate("window.topologyReady")
    shown.page.locator("#what-if").wait_for(state="visible")
    assert ticked(shown) == ["odd,&=% id", "a", "third"]
    shown.requests.clear()


@pytest.mark.parametrize(
    "text",
    [
        "#failed=nobody",
        "#failed=%",
        "#failed=%E0%A4%A",
        "#failed=__proto__,constructor&options=toString",
        "#options=<img src=x onerror=alert(1)>",
        "#failed=" + "a," * 5000,
        "#__proto__=a&failed=",
        "#summary",
    ],
)
def test_what_a_link_cannot_mean_is_passed_over(open_page: Opener, text: str) -> None:
    shown = open_page(SHOP)
    shown.page.evaluate("(text) => { location.hash = text; }", text)
    shown.frames(3)
    assert shown.page.locator("#what-if").is_hidden()
    assert shown.page.locator("img").count() == 0


def test_a_link_counts_no_more_members_than_there_are(open_page: Opener) -> None:
    shown = open_page(SHOP)
    shown.page.evaluate("location.hash = '#failed=db,db,db,db,db,a,a&options=other,third,nobody'")
    shown.page.locator("#what-if").wait_for(state="visible")
    assert ticked(shown) == ["db", "a", "other"]
    assert shown.page.locator("#what-failures [type=number]").input_value() == "3"


def test_it_is_worked_by_keys(open_page: Opener) -> None:
    page = open_page(SHOP).page
    page.locator("#what-open").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "what-if-title"
    page.locator("#what-find").focus()
    page.keyboard.type("odd")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.dataset.fails") == "odd,&=% id"
    assert page.evaluate("document.activeElement.checked")
    page.keyboard.press("Escape")
    assert page.locator("#what-if").is_hidden()
    assert page.evaluate("document.activeElement.id") == "what-open"


def test_with_nothing_ticked_it_says_what_the_findings_say(open_page: Opener) -> None:
    shown = open_what_if(open_page(TWO_FIBRES))
    points = SinglePoints.of(Topology.from_dict(TWO_FIBRES))
    text = targets(shown)
    assert points.targets
    for target in points.targets:
        v = points.graph.index[target]
        component = points.graph.components[v]
        many = len(points._structural(v))
        left = f"{many} single point{'s' if many > 1 else ''} left" if many else "no single point"
        assert f"{component.name or component.id} up {left}" in text


def test_many_failures_are_tried_only_on_request(open_page: Opener) -> None:
    parts = [{"id": f"c{i:05}", "needs": [f"c{i + 1:05}"] if i % 50 else []} for i in range(5001)]
    shown = open_what_if(open_page({"components": parts}))
    note = shown.page.locator("#what-note")
    assert note.inner_text().startswith("5,001 further single failures are tried only on request")
    note.get_by_role("button").click()
    assert "single points left" in targets(shown)


def test_a_hostile_document_runs_nothing_in_it(open_page: Opener) -> None:
    shown = open_what_if(open_page(hostile()))
    for box in shown.page.locator("#what-failures [type=checkbox]").all()[:3]:
        box.click()
    assert shown.page.locator("#what-if script, #what-if img, #what-if iframe").count() == 0
    assert shown.page.evaluate("window.ran") is None
    assert "\u202e" not in shown.page.locator("#what-if").inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_everybody_can_use_it(open_page: Opener, open_report: Opener, width: int) -> None:
    """axe-core finds nothing at all in the whole page, the interactive graph and the report."""
    for opener in (open_page, open_report):
        shown = open_what_if(opener(SHOP, viewport={"width": width, "height": 844}))
        tick(shown, "db")
        targets(shown)
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
        panel, below = (shown.page.locator(name).bounding_box() for name in ("main", "#what-if"))
        assert panel is not None and below is not None
        assert panel["y"] + panel["height"] <= below["y"] + 1
        assert violations(shown) == []


# By which way


def test_the_panel_tells_by_which_way_each_thing_goes_down(open_page: Opener) -> None:
    shown = open_page(SHOP)
    shown.page.evaluate("topologyView.select(['a', 'b'])")
    ways = shown.panel().locator(".way")
    assert ways.count() == 1
    assert ways.locator("li").count() == 0
    ways.locator("summary").click()
    steps = ways.locator("li")
    steps.first.wait_for()  # they are written in a later task
    assert steps.all_inner_texts() == ["a fails", "The shop shop has no alternative left"]
