"""The first screen of a report: the verdict, a line for each of the worst, room for the graph."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.accessibility import open_all, violations
from tests.browser.pages import Opener, Shown
from tests.browser.shop import SHOP
from tests.support.examples import hostile

pytestmark = pytest.mark.browser

Doc = dict[str, Any]

NARROW = {"width": 390, "height": 844}

LASTING: Doc = {
    "name": "A bank",
    "currency": "EUR",
    "components": [
        {"id": "pay", "demand": 5, "loss_per_hour": 900, "fails": False, "needs": ["core", "vpn"]},
        {"id": "mail", "demand": 1, "loss_per_hour": 100, "fails": False, "needs": ["vpn"]},
        {"id": "core", "name": "The core", "needs": [], "repair": {"time": "2 h"}},
        {"id": "vpn", "needs": [], "repair": {"time": "1 h", "needs": ["mail"]}},
    ],
}


def lines(shown: Shown) -> list[list[str]]:
    """What is said in each line of the worst, and in each without a click."""
    found = shown.page.locator(".worst summary").all()
    parts = (".what", ".back", ".known")
    return [[" ".join(line.locator(part).inner_text().split()) for part in parts] for line in found]


# -- room for the graph ---------------------------------------------------------------------------


@pytest.mark.parametrize("width", [390, 1280])
def test_long_and_hostile_words_leave_room_too(open_report: Opener, width: int) -> None:
    document = hostile()
    document["currency"] = document["components"][0]["name"]
    document["components"][0]["loss_per_hour"] = 1e15
    page = open_report(document, viewport={"width": width, "height": 844}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator("#graph").bounding_box()
    assert box
    assert box["y"] <= 844 / 2


# -- what is said ---------------------------------------------------------------------------------


def test_the_verdict_tells_the_worst(open_report: Opener) -> None:
    shown = open_report(LASTING)
    assert shown.page.locator(".verdict").inner_text().removeprefix("!").strip() == (
        "All 2 targets fall to a single failure; "
        "something is never back after 1 of 2 single points of failure; "
        "up to 1,000 EUR an hour lost."
    )


def test_the_worst_are_a_line_each_and_the_reason_behind_a_click(open_report: Opener) -> None:
    shown = open_report(LASTING)
    assert lines(shown) == [
        ["vpn → takes down pay", "never back", "structural · 2 of 2 targets · 1,000 EUR an hour"],
        [
            "The core → takes down pay",
            "back after 2 h",
            "structural · 1 of 2 targets · 900 EUR an hour",
        ],
    ]
    for line in shown.page.locator(".worst summary").all():
        box = line.bounding_box()
        assert box
        assert box["height"] < 26
    why = shown.page.locator(".worst .why").nth(1)
    assert not why.is_visible()
    shown.page.locator(".worst summary").nth(1).focus()
    shown.page.keyboard.press("Enter")
    assert why.is_visible()
    assert why.locator("li").all_inner_texts() == [
        "The core core fails",
        "pay needs The core core",
        "back after 2 h",
    ]
    shown.page.locator(".worst .ids [data-node]").nth(2).click()
    assert shown.states()["core"] == "cause"


def test_a_target_that_is_never_back_stands_before_a_dearer_one(open_report: Opener) -> None:
    """The dearer one is never back after something else, and is after this."""
    components = [
        {"id": "dear", "loss_per_hour": 9, "demand": 1, "fails": False,
         "needs": ["vault", {"first_of": ["base", "spare"], "switchover": {"detect": "1 h"}}]},
        {"id": "lost", "demand": 1, "fails": False, "needs": ["base"]},
        {"id": "base", "needs": [], "repair": {"time": "2 h", "needs": ["lost"]}},
        {"id": "spare", "needs": []},
        {"id": "vault", "needs": [], "repair": {"time": "2 h", "needs": ["dear"]}},
    ]  # fmt: skip
    objectives = [{"of": "dear", "rto": "1 min"}, {"of": "lost"}]
    shown = open_report({"components": components, "objectives": objectives})
    found = {what: back for what, back, _ in lines(shown)}
    assert found["base → takes down lost"] == "never back"


def test_what_else_was_said_is_behind_a_click(shop: Shown) -> None:
    facts = shop.page.locator(".facts")
    assert not facts.is_visible()
    shop.page.locator(".more summary").click()
    said = facts.inner_text()
    assert "A fire:" in said
    assert "EUR lost" in said
    assert "is down" in said
    assert lines(shop)[0][0] == "main → takes down shop"
    assert "EUR an hour" in lines(shop)[0][2]


def test_where_nothing_falls_nothing_is_listed(open_report: Opener) -> None:
    page = open_report({"components": [{"id": "a", "demand": 1, "needs": []}]}).page
    assert page.locator(".worst").count() == 0
    said = "No single failure takes down a."
    assert page.locator(".verdict").inner_text().endswith(said)


# -- everybody, and paper -------------------------------------------------------------------------


@pytest.mark.parametrize("width", [390, 1280])
def test_everybody_can_use_it(open_report: Opener, width: int) -> None:
    """axe-core finds nothing at all in the whole page, closed and open, light and dark."""
    shown = open_report(SHOP, viewport={"width": width, "height": 844})
    assert violations(shown) == []
    open_all(shown)
    shown.page.locator("#play-on").click()
    assert violations(shown) == []


def test_paper_has_all_reasons_and_no_controls(shop: Shown) -> None:
    shop.page.emulate_media(media="print")
    for part in (".worst .why", ".facts", "#findings .inner"):
        for one in shop.page.locator(part).all():
            assert one.is_visible(), part
    for control in (".filters", ".copy", ".unfold", ".ids", "nav.parts", ".controls"):
        for one in shop.page.locator(control).all():
            assert not one.is_visible(), control


def test_what_paper_opens_is_closed_after_it(shop: Shown) -> None:
    is_open = "document.querySelectorAll('.first [open], .part [open]').length"
    shop.page.locator(".more summary").click()
    shop.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert shop.page.evaluate(is_open) == shop.page.locator(".first details, .part details").count()
    shop.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert shop.page.evaluate(is_open) == 1
