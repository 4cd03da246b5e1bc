"""The graph can be read when a page opens, on a screen and on a telephone, whatever its size."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.accessibility import open_all, violations
from tests.browser.pages import Opener, Shown
from tests.support.command import prints
from tests.support.examples import TWO_FIBRES
from tests.support.repository import ROOT
from tests.support.sharing import STUDY
from tests.support.studies import MODELS_APART, report_page_of, study_of
from topology.document.document import Topology

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ESTATES = sorted((ROOT / "tests/estates").glob("*.*"))
DOCUMENTS = [*MODELS_APART, *(pytest.param(p, id=f"{p.stem}{STUDY}") for p in ESTATES)]
SIZES = {"desk": (1280, 800), "telephone": (390, 844)}
LEAST = 11.0
"""Height of letters on screen, in pixels."""
Box = tuple[float, float, float, float]

SEEN = """() => {
  const { network } = topologyView;
  const at = (x, y) => { const p = network.canvasToDOM({ x, y }); return [p.x, p.y]; };
  const { clientWidth: width, clientHeight: height } = document.getElementById("graph");
  const boxes = topologyView.boxes().map(([id, l, t, r, b]) => [id, ...at(l, t), ...at(r, b)]);
  return { boxes, texts: topologyView.texts(), width, height, drawn: topologyView.nowDrawn() };
}"""


def opened(open_report: Opener, path: Path, size: str) -> Shown:
    width, height = SIZES[size]
    shown = open_report.page(report_page_of(path), viewport={"width": width, "height": height})
    shown.frames(2)
    return shown


def inside(box: Box, width: float, height: float) -> bool:
    left, top, right, bottom = box
    return left >= 0 and top >= 0 and right <= width and bottom <= height


def whole_pieces(label: str) -> set[str]:
    """What of a label may stand on a line: words, and parts of names that end with a mark."""
    return {
        part
        for word in label.split()
        for part in re.findall(r"[^\-_./:–]*[\-_./:–]+|[^\-_./:–]+", word)
    }


AFFECTED = """(id) => {
  const { page, state, network } = topologyView;
  const { clientWidth: width, clientHeight: height } = document.getElementById("graph");
  const lit = new Set([...state.failed, ...state.fallen, ...state.hurt]);
  const names = new Set([...lit].map((v) => page.entry(v).id));
  for (const group of state.inGroups.keys()) names.add(page.entry(group).id);
  const at = (x, y) => { const p = network.canvasToDOM({ x, y }); return [p.x, p.y]; };
  return {
    lit: [...lit].map((v) => page.entry(v).id), width, height,
    boxes: topologyView.boxes().filter(([name]) => names.has(name))
      .map(([name, l, t, r, b]) => [name, ...at(l, t), ...at(r, b)]),
    inGroups: [...state.inGroups.values()],
  };
}"""


def the_graph_has_room(shown: Shown, size: str) -> None:
    """Half of the height of a desk; near the top of a telephone; nothing is wider than either."""
    width, height = SIZES[size]
    box = shown.page.locator("#graph").bounding_box()
    assert box
    seen = min(height, box["y"] + box["height"]) - box["y"]
    assert seen >= (400 if size == "desk" else 300)
    assert size == "desk" or box["y"] <= 300
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width


def texts_are_legible(shown: Shown, size: str) -> None:
    """Every card that is wholly on screen, and on a desk that is every card, shows its name."""
    seen: dict[str, Any] = shown.page.evaluate(SEEN)
    texts = {text["id"]: text for text in seen["texts"]}
    if seen["drawn"] == "map":
        assert len(texts) >= 10
        assert all(text["size"] >= LEAST for text in texts.values())
        return
    whole = [box for box in seen["boxes"] if inside(box[1:], seen["width"], seen["height"])]
    assert whole
    if size == "desk":
        assert len(whole) == len(seen["boxes"])
    for name, *_ in whole:
        text = texts[name]
        assert "".join(text["lines"]).strip(), name
        assert text["size"] >= LEAST, name
        assert not text["below"] or text["small"] >= LEAST, name


def no_word_is_broken(shown: Shown) -> None:
    """Lines end between words; classes of failures are there in full, or the first and a number."""
    for text in shown.page.evaluate("topologyView.texts()"):
        allowed = whole_pieces(text["label"])
        for line in text.get("lines") or ():
            assert whole_pieces(line.removesuffix("…")) <= allowed, (text["label"], text["lines"])
    for said in shown.page.evaluate("topologyView.classTexts()"):
        assert re.fullmatch(r"[a-z]+(, [a-z]+)*|[a-z]+ \+ \d", said), said


def all_affected_are_in_view(shown: Shown, cause: str) -> None:
    """Every affected component, or the group that it is in, is on screen after a selection."""
    shown.page.evaluate("(id) => topologyView.select([id])", cause)
    shown.frames(2)
    seen: dict[str, Any] = shown.page.evaluate(AFFECTED)
    gone = sum(int(words.split(" ")[0].replace(",", "")) for words in seen["inGroups"])
    drawn = {name for name, *_ in seen["boxes"]} & set(seen["lit"])
    assert len(drawn) + gone == len(seen["lit"])
    for name, left, top, right, bottom in seen["boxes"]:
        box = (left + 1, top + 1, right - 1, bottom - 1)
        assert inside(box, seen["width"], seen["height"]), name


def no_two_cards_overlap(shown: Shown) -> None:
    """In any picture of the page."""
    kinds = [
        kind
        for kind in ("all", "first", "areas")
        if shown.page.evaluate("(k) => topologyView.has(k)", kind)
    ]
    for what in kinds:
        shown.page.evaluate("(what) => topologyView.draw(what)", what)
        boxes = shown.page.evaluate("topologyView.boxes()")
        assert boxes
        for i, (one, left, top, right, bottom) in enumerate(boxes):
            for other, l2, t2, r2, b2 in boxes[:i]:
                assert right <= l2 or r2 <= left or bottom <= t2 or b2 <= top, (what, one, other)


@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("path", DOCUMENTS)
def test_the_first_screen_can_be_read_and_a_click_shows_what_is_affected(
    open_report: Opener, path: Path, size: str
) -> None:
    shown = opened(open_report, path, size)
    the_graph_has_room(shown, size)
    texts_are_legible(shown, size)
    no_word_is_broken(shown)
    for cause in study_of(path).points.worst_causes()[:2]:
        all_affected_are_in_view(shown, cause)
    if shown.page.evaluate("topologyView.nowDrawn()") != "map":
        shown.page.evaluate("topologyView.draw('all')")
        shown.page.evaluate("topologyView.network.moveTo({scale: 1})")
        shown.frames(2)
        no_word_is_broken(shown)
    if size == "desk":
        no_two_cards_overlap(shown)
    open_all(shown)
    assert violations(shown) == []


def test_the_estates_are_of_three_sizes() -> None:
    sizes = {path.stem: len(Topology.load(path).components) for path in ESTATES}
    assert sizes == {"shop": 40, "bank": 60, "network": 150}


def test_the_rest_is_gathered_by_what_the_reader_chooses(open_report: Opener) -> None:
    path = ROOT / "tests/estates/shop.yaml"
    shown = opened(open_report, path, "desk")
    by = shown.page.locator("#gathered-by")
    assert by.locator("option:checked").inner_text() == "tag"
    assert "tag: data" in shown.drawn()
    by.select_option(label="kind")
    assert "kind: database" in shown.drawn()
    assert "tag: data" not in shown.drawn()
    shown.page.locator("#shown button", has_text="Show all").click()
    assert len(shown.drawn()) == 44
    shown.page.get_by_role("button", name="Worst findings").click()
    assert "tag: data" in shown.drawn()


@pytest.mark.parametrize("path", DOCUMENTS[-len(ESTATES) :])
def test_a_group_of_one_is_drawn_as_its_member(open_report: Opener, path: Path) -> None:
    shown = opened(open_report, path, "desk")
    if not shown.page.evaluate("topologyView.has('first')"):
        assert len(Topology.load(path).components) <= 20
        return
    shown.page.evaluate("topologyView.draw('first')")
    sizes = shown.page.evaluate(
        "topologyView.page.groups.filter((g) => g.group).map((g) => g.count)"
    )
    assert 1 not in sizes
    drawn = set(shown.drawn())
    groups = {name for name in drawn if ": " in name or name == "everything else"}
    number = re.search(r"in ([\d,]+) groups? by", shown.page.locator("#shown").inner_text())
    assert number
    assert int(number[1]) == len(groups)


def test_the_member_of_a_group_of_one_can_be_selected(open_report: Opener) -> None:
    path = ROOT / "models/alipay-2015.json"
    shown = opened(open_report, path, "desk")
    assert shown.page.evaluate("topologyView.nowDrawn()") == "first"
    assert {"hotline", "kind: function"} <= set(shown.drawn())
    shown.click_node("hotline")
    assert shown.panel().locator("h2").inner_text() == "Customer hotline"
    assert "and 3 that are alone" in shown.page.locator("#shown").inner_text()


def test_a_group_counts_what_of_it_goes_down(open_report: Opener) -> None:
    path = ROOT / "tests/estates/shop.yaml"
    shown = opened(open_report, path, "desk")
    shown.page.evaluate("topologyView.select(['zone-north'])")
    told = shown.page.evaluate("[...topologyView.state.inGroups.values()]")
    lit = shown.page.evaluate("topologyView.state.fallen.size + 1")
    assert sum(int(words.split(" ")[0]) for words in told) < lit
    assert all(re.fullmatch(r"\d+ of \d+ affected", words) for words in told)


def test_a_kind_chosen_is_shown_alone_and_with_shift_a_second(open_page: Opener) -> None:
    shown = open_page(TWO_FIBRES)
    kinds = shown.page.locator("#kinds .chip")
    pressed = "(chips) => chips.filter((chip) => chip.ariaPressed === 'true').length"
    kinds.nth(0).click()
    assert kinds.evaluate_all(pressed) == 1
    assert kinds.nth(0).get_attribute("aria-pressed") == "true"
    kinds.nth(1).click(modifiers=["Shift"])
    assert kinds.evaluate_all(pressed) == 2
    kinds.nth(1).click(modifiers=["Shift"])
    assert kinds.evaluate_all(pressed) == 1
    kinds.nth(0).click()
    assert kinds.evaluate_all(pressed) == kinds.count()


def test_coordinates_make_a_map_with_and_without_traffic(open_page: Opener) -> None:
    places = [(52.5, 13.4), (53.6, 10.0), (50.1, 8.7)]
    sites = [
        {"id": f"site-{n}", "needs": [], "latitude": lat, "longitude": lon}
        for n, (lat, lon) in enumerate(places)
    ]
    fibres = [{"id": f"fibre-{n}", "connects": [f"site-{n}", f"site-{n + 1}"]} for n in range(2)]
    shown = open_page({"components": [*sites, *fibres]})
    assert shown.page.evaluate("topologyView.nowDrawn()") == "map"
    shown.frames(2)
    x = dict(shown.page.evaluate("topologyView.boxes().map(([id, l, , r]) => [id, (l + r) / 2])"))
    y = dict(shown.page.evaluate("topologyView.boxes().map(([id, , t, , b]) => [id, (t + b) / 2])"))
    assert x["site-2"] < x["site-1"] < x["site-0"]
    assert y["site-1"] < y["site-0"] < y["site-2"]
    assert x["fibre-0"] == pytest.approx((x["site-0"] + x["site-1"]) / 2, abs=0.2)
    assert {text["id"] for text in shown.page.evaluate("topologyView.texts()")} >= {"site-0"}


def test_links_of_a_map_have_the_colour_of_their_utilisation(open_report: Opener) -> None:
    shown = opened(open_report, ROOT / "tests/estates/network.json", "desk")
    colours = shown.page.evaluate("topologyView.lineColours()")
    assert len(set(colours.values())) >= 3
    assert colours["bourges--orleans"] != colours["gap--grenoble"]


def test_a_record_is_no_wider_than_the_screen_whatever_a_name(
    browser: Browser, tmp_path: Path
) -> None:
    component = {"id": "a", "name": 300 * "W", "owner": 300 * "W", "location": 300 * "W"}
    path = tmp_path / "long.json"
    path.write_text(json.dumps({"name": 300 * "W", "components": [component]}), encoding="utf-8")
    prints("evidence", path, "-o", tmp_path / "record.html")
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto((tmp_path / "record.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
