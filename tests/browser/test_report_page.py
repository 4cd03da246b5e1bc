"""The report in a real browser: the player, pairs, tables, filters, big topologies, access."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from tests.browser.pages import Opener, Shown, column
from tests.browser.shop import SHOP
from tests.support.examples import hostile
from tests.support.studies import MODELS_APART, report_page_of, study_of
from topology.document.document import Topology
from topology.loads.cascade.playing import run_scenario
from topology.structure.graph import Graph

pytestmark = pytest.mark.browser

Doc = dict[str, Any]


@pytest.mark.parametrize("model", MODELS_APART)
def test_every_model_opens_without_a_word(open_report: Opener, model: Path) -> None:
    topology = study_of(model).topology
    shown = open_report.page(report_page_of(model))
    assert shown.page.locator("h1").inner_text() == topology.name
    assert shown.page.locator("#assumptions tbody tr").count() > 3
    assert shown.page.locator(".scenario").count() == len(topology.scenarios)
    for _ in range(3 if topology.scenarios else 0):
        shown.page.locator("#play-on").click()
        assert shown.page.locator("#happening").inner_text()
    graph = Graph.compile(topology)
    first, second = graph.ids[0], graph.ids[-1]
    assert shown.down([first, second]) == graph.down([first, second])


# -- the player -----------------------------------------------------------------------------------


def test_steps_lead_from_event_to_event(shop: Shown) -> None:
    run = run_scenario(Topology.from_dict(SHOP), "fire")
    times = sorted({line.at_s for line in run.timeline})
    for at in times:
        shop.page.locator("#play-on").click()
        assert shop.page.evaluate("topologyPlayer.state.at") == pytest.approx(at)
    shop.page.locator("#play-back").click()
    assert shop.page.evaluate("topologyPlayer.state.at") == pytest.approx(times[-2])


def test_the_graph_shows_the_moment(shop: Shown) -> None:
    series = run_scenario(Topology.from_dict(SHOP), "fire", series=True).series
    for at in (0.0, 60.0, 961.0, 1300.0):
        shop.page.evaluate("(at) => topologyPlayer.show(at)", at)
        states = shop.states()
        for name in ("shop", "main", "partner"):
            of = series[name]
            now = max(i for i, t in enumerate(of.t_s) if t <= at)
            use = of.utilisation[now]
            if of.level[now] <= 1e-9:
                expected = "down"
            elif use is not None and use > 1:
                expected = "over"
            elif of.level[now] < 1:
                expected = "short"
            else:
                expected = "full" if use is not None and use > 0.8 else "plain"
            assert states[name] == expected, (at, name)
    shop.page.evaluate("topologyPlayer.show(961)")
    carrying = shop.page.evaluate("[...topologyPlayer.overlay().carrying]")
    ids = shop.page.evaluate("topologyView.page.model.components.map((c) => c.id)")
    assert [[ids[int(v)] for v in line.split()] for line in carrying] == [["shop", "partner"]]


def test_scrubbing_and_going_back(shop: Shown) -> None:
    slider = shop.page.locator("#time")
    slider.focus()
    shop.page.keyboard.press("End")
    assert shop.page.evaluate("topologyPlayer.state.at") > 60
    assert shop.page.locator(".cursor").first.get_attribute("visibility") is None
    shop.page.locator("#play-stop").click()
    assert shop.page.evaluate("topologyPlayer.state.at") is None
    assert set(shop.states().values()) == {"plain"}


def test_playing_and_pausing(shop: Shown) -> None:
    play = shop.page.locator("#play")
    play.click()
    shop.frames_until("topologyPlayer.state.at > 0")
    assert play.get_attribute("aria-pressed") == "true"
    play.click()
    assert play.get_attribute("aria-pressed") == "false"


def test_another_scenario_has_its_own_chart(shop: Shown) -> None:
    shop.page.locator("#scenario").select_option("1")
    assert shop.page.locator(".scenario:not([hidden]) h3").inner_text() == "calm"
    shop.page.locator("#play-on").click()
    assert shop.page.locator("#happening").inner_text() == "5 min: partner fails"


def test_selecting_ends_the_play(shop: Shown) -> None:
    shop.page.locator("#play-on").click()
    shop.click_node("desk")
    assert shop.states()["desk"] == "cause"


# -- the graph ------------------------------------------------------------------------------------


def test_a_second_one_by_shift(shop: Shown) -> None:
    shop.click_node("main")
    at = shop.page.evaluate("(id) => topologyView.placeOf(id)", "partner")
    shop.page.locator("#graph").click(position=at, modifiers=["Shift"])
    states = shop.states()
    assert (states["main"], states["partner"], states["shop"]) == ("cause", "cause", "down")
    text = shop.panel().inner_text()
    assert "main + partner" in text
    assert "Together they take down 2 other components" in text
    assert "Only by both (1)" in text
    third = shop.page.evaluate("(id) => topologyView.placeOf(id)", "desk")
    shop.page.locator("#graph").click(position=third, modifiers=["Shift"])
    text = shop.panel().inner_text()
    assert "By none of them alone (1)" in text
    assert "Only by both" not in text
    shop.page.locator("#graph").click(position=third, modifiers=["Shift"])
    shop.page.locator("#graph").click(position=at, modifiers=["Shift"])
    assert shop.states()["shop"] != "down"


def test_location_and_class_fade_the_others(shop: Shown) -> None:
    shop.page.locator("#location").select_option("Shanghai")
    states = shop.states()
    assert (states["partner"], states["main"]) == ("plain", "faded")
    shop.page.locator("#location").select_option("")
    shop.page.locator("#class").select_option("overload")
    assert shop.states()["main"] == "plain"
    assert shop.states()["partner"] == "faded"


def test_a_focus_draws_what_is_so_near(open_report: Opener) -> None:
    ids = "abcdefgh"
    components = [{"id": a, "needs": [b]} for a, b in itertools.pairwise(ids)]
    shown = open_report({"components": [*components, {"id": "h"}]})
    shown.page.evaluate("topologyView.select(['d'])")
    for steps, expected in ((1, "cde"), (3, "abcdefg")):
        words = "1 step" if steps == 1 else f"{steps} steps"
        shown.panel().get_by_role("button", name=words, exact=True).click()
        assert shown.drawn() == set(expected)
    shown.page.get_by_role("button", name="Show all").click()
    assert shown.drawn() == set(ids)


def test_choosing_in_the_list_brings_all_that_goes_down_into_view(open_report: Opener) -> None:
    ids = [f"c{i:02}" for i in range(14)]
    components = [{"id": a, "needs": [b]} for a, b in itertools.pairwise(ids)]
    shown = open_report({"components": [*components, {"id": ids[-1]}]})
    shown.page.emulate_media(reduced_motion="reduce")
    for _ in range(6):
        shown.page.get_by_role("button", name="Zoom in").click()
    shown.page.locator("#summary .node", has_text="c04").first.click()
    size = shown.page.locator("#graph").bounding_box()
    assert size
    for name in ids[:5]:
        at = shown.page.evaluate("(id) => topologyView.placeOf(id)", name)
        assert 0 < at["x"] < size["width"], name


def test_a_focus_on_a_hub_is_wide_rather_than_high(open_report: Opener) -> None:
    callers: list[Doc] = [{"id": f"c{i:02}", "needs": ["hub"]} for i in range(100)]
    shown = open_report(
        {"components": [{"id": "hub", "needs": ["base"]}, {"id": "base"}, *callers]}
    )
    shown.page.evaluate("topologyView.select(['hub'])")
    shown.panel().get_by_role("button", name="1 step", exact=True).click()
    assert shown.drawn() == {"hub", "base", *(f"c{i:02}" for i in range(60))}
    assert "40 further ones left out" in shown.page.locator("#shown").inner_text()
    boxes = shown.page.evaluate("topologyView.boxes()")
    no_boxes_overlap(boxes)
    width = max(b[3] for b in boxes) - min(b[1] for b in boxes)
    height = max(b[4] for b in boxes) - min(b[2] for b in boxes)
    assert 1 < width / height < 3


def no_boxes_overlap(boxes: list[tuple[str, float, float, float, float]]) -> None:
    for (_, *a), (_, *b) in itertools.combinations(boxes, 2):
        apart = a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]
        assert apart, (a, b)


# -- parts -----------------------------------------------------------------------------------------


def test_what_is_absent_says_why(open_report: Opener) -> None:
    shown = open_report({"components": [{"id": "a", "needs": ["b"]}, {"id": "b"}]})
    text = shown.page.locator("#absent").inner_text()
    assert "scenarios: the document has none" in text
    assert "availability: a: none of its 2 causes has failure data" in text


def test_parts_are_named_at_the_top(shop: Shown) -> None:
    for link in shop.page.locator("nav.parts a").all():
        target = link.get_attribute("href") or ""
        assert shop.page.locator(target).count() == 1


# -- all kinds of documents, screens and people ---------------------------------------------------


def test_a_hostile_document_runs_nothing(open_report: Opener) -> None:
    document = hostile()
    first = document["components"][0]["id"]
    attack = document["components"][0]["name"]
    scenario = {"id": "s", "name": attack, "description": attack,
                "events": [{"at": "1 min", "fail": first}]}  # fmt: skip
    document |= {
        "sources": [attack],
        "scenarios": [scenario],
        "objectives": [{"of": first, "survives": 1, "assumed": {"survives": attack}}],
    }
    shown = open_report(document)
    shown.page.locator("#play-on").click()
    assert shown.page.evaluate("window.ran") is None
    assert shown.page.locator("img, iframe, section script").count() == 0
    assert "\u202e" not in shown.page.locator("body").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_runs_over_the_edge(open_report: Opener, width: int, scheme: str) -> None:
    options: Any = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}
    shown = open_report(SHOP, **options)
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width


def test_printing_has_all_scenarios_and_tables(shop: Shown) -> None:
    shop.page.emulate_media(media="print")
    for part in shop.page.locator(".scenario").all():
        assert part.is_visible()
    assert not shop.page.locator(".player").is_visible()


HELD = """() => [...document.querySelectorAll(".part p, .grouped > tbody > tr, h2, h3")]
  .map((e) => [e.matches(".below, p:last-child, tr:not(:first-child)"), e])
  .filter(([is_last, e]) => (getComputedStyle(e).breakAfter === "avoid") === is_last)
  .map(([, e]) => e.outerHTML)"""


def test_on_paper_what_leads_to_something_stays_with_it(shop: Shown) -> None:
    """Headings, what is said before tables, and causes; not what ends a table or a section."""
    shop.page.emulate_media(media="print")
    assert shop.page.locator(".part .below").count() > 1
    assert shop.page.evaluate(HELD) == []


def test_a_long_name_is_printed_whole(open_report: Opener) -> None:
    shown = open_report({**SHOP, "name": " ".join(60 * ["name"])})
    shown.page.emulate_media(media="print")
    heights = shown.page.locator("h1").evaluate("(e) => [e.scrollHeight, e.clientHeight]")
    assert heights[0] <= heights[1]
    assert heights[0] > 30


@pytest.mark.parametrize("model", MODELS_APART)
def test_the_graph_is_printed_whole_and_undistorted(open_report: Opener, model: Path) -> None:
    page = open_report.page(report_page_of(model)).page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.set_viewport_size({"width": 703, "height": 1032})  # A4 between the margins, in CSS px
    page.emulate_media(media="print")
    ratios = page.evaluate("""() => {
        const canvas = document.querySelector("#graph canvas");
        const { width, height } = canvas.getBoundingClientRect();
        return { shown: width / height, drawn: canvas.width / canvas.height };
    }""")
    assert ratios["shown"] == pytest.approx(ratios["drawn"], rel=0.02)
    legend = page.locator("#legend").evaluate("(e) => [e.scrollWidth, e.clientWidth]")
    assert legend[0] <= legend[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= 703


def test_large_data_travel_packed(open_report: Opener) -> None:
    components: list[Doc] = [
        {
            "id": f"c{i:05}",
            "kind": f"kind {i % 7}",
            "needs": [f"c{i + 1:05}"] if i % 10 != 9 else [],
        }
        for i in range(6_000)
    ]
    shown = open_report({"components": components})
    assert shown.page.locator("#topology-data").get_attribute("data-packed") == ""
    assert shown.down(["c00005"]) == {f"c{i:05}" for i in range(6)}


# -- big topologies with scenarios ----------------------------------------------------------------


def test_a_cascade_in_a_big_topology_is_drawn_where_it_happens(open_report: Opener) -> None:
    """What it touches is far down the list of findings, and drawn all the same."""
    pairs = [
        component
        for i in range(1_300)
        for component in (
            {"id": f"a{i:04}", "needs": [f"b{i:04}"], "demand": 1},
            {"id": f"b{i:04}", "capacity": 2},
        )
    ]
    scenario = {"id": "s", "events": [{"at": "90 s", "fail": "b1234"}]}
    shown = open_report({"components": pairs, "scenarios": [scenario]})
    shown.page.emulate_media(reduced_motion="reduce")
    assert not shown.drawn() & {"a1234", "b1234"}
    shown.page.locator("#play-on").click()
    assert shown.drawn() >= {"a1234", "b1234"}
    assert shown.states()["a1234"] == "down"
    assert shown.states()["b1234"] == "down"
    at = shown.page.evaluate("topologyView.placeOf('a1234')")
    size = shown.page.locator("#graph").bounding_box()
    assert size
    assert 0 < at["x"] < size["width"]
    assert 0 < at["y"] < size["height"]
    assert shown.page.locator("#clock").inner_text() == "1 min 30 s"
    rows = shown.page.locator(".scenario tbody tr")
    assert rows.nth(0).inner_text().split("\t")[:2] == ["a1234", "not back by the end"]
    assert rows.nth(1).inner_text().split("\t")[:2] == ["b1234", "not back by the end"]
    ending = shown.page.locator(".scenario > p").first.inner_text()
    assert "; 801 more components not listed; 1,299 other components went on as usual" in ending
    assert "the graph does not show the load of 1,100 components over time" in ending


# -- with nothing failed --------------------------------------------------------------------------

SHORT: Doc = {
    "components": [
        {"id": "shop", "demand": 100, "fails": False, "needs": ["till"]},
        {"id": "till", "capacity": 50},
        {"id": "desk", "demand": 1, "fails": False, "needs": [{"reach": "far"}]},
        {"id": "far"},
        {"id": "a", "demand": 1, "needs": ["b"]},
        {"id": "b", "needs": [{"on": "a", "calls": 0.5}]},
    ],
    "scenarios": [{"id": "s", "events": [{"at": "0 s", "fail": "till"}]}],
}


def test_what_is_wrong_with_nothing_failed_is_said_first(open_report: Opener) -> None:
    page = open_report(SHORT).page
    assert "falls" in (page.locator(".verdict").get_attribute("class") or "")
    verdict = page.locator(".verdict").inner_text()
    assert "; 1 more does not work even with nothing failed" in verdict
    assert "; 1 is below level with nothing failed" in verdict
    worst = page.locator(".worst summary").first.inner_text()
    assert " ".join(worst.split()) == "Worst nothing failed → takes down desk never up"
    page.locator(".more summary").click()
    notes = page.locator("header .note").all_inner_texts()
    assert "1 target does not work even with nothing failed." in notes
    assert "1 target is below its level even with nothing failed." in notes
    cells = column(Shown(page), "#conditions", 2)
    assert cells == ["never up", "below its level", "cannot start from cold, with 1 more"]
    remark = page.locator("#summary .node", has_text="shop").locator(".remark").last
    assert remark.inner_text() == "below level, falls to 1"
    page.evaluate("topologyView.select(['shop'])")
    assert "BELOW ITS LEVEL WITH NOTHING FAILED" in page.locator("#detail").inner_text().upper()
    assert "till at 200 % of capacity" in page.locator("#detail").inner_text()


def test_loads_that_cannot_be_judged_are_no_all_clear(open_report: Opener) -> None:
    caller = {"id": "a", "demand": 1, "needs": [{"on": "b", "calls": 3}]}
    endless = [caller, {"id": "b", "needs": [{"on": "a", "calls": 3}]}, {"id": "c", "capacity": 1}]
    page = open_report({"components": endless}).page
    said = "Overload and delay could not be judged: "
    assert said in page.locator("header").inner_text()
    assert said in page.locator("#findings").inner_text()
    absent = page.locator("#absent").inner_text()
    assert "margins: " in absent


# -- by load --------------------------------------------------------------------------------------

LOADED: Doc = {
    "components": [
        {"id": "a", "demand": 8, "needs": [{"any": ["b", "c"]}], "fails": False},
        {"id": "b", "capacity": 40},
        {"id": "c", "capacity": 4},
        {"id": "d", "demand": 8, "fails": False, "needs": [
            {"first_of": ["b", "e"], "switchover": {"detect": "10 min"}}]},
        {"id": "e", "capacity": 40},
    ],
    "objectives": [{"of": "a"}, {"of": "d", "rto": "1 min"}],
}  # fmt: skip


def test_what_falls_by_load_alone_is_said_and_shown(open_report: Opener) -> None:
    shown = open_report(LOADED)
    shown.page.evaluate("topologyView.select(['b'])")
    panel = shown.panel().inner_text()
    assert (
        "2 targets fall below their level or are back too late\n\nNothing else goes down." in panel
    )
    assert "a · overload" in panel
    assert "d · slow" in panel
    assert "c at 200 % of capacity" in panel
    assert (shown.states()["a"], shown.states()["d"]) == ("short", "short")
    assert shown.down(["b"]) == {"b"}
    announced = shown.page.locator("#announce").inner_text()
    assert announced.startswith("b: takes down 0 components; 2 targets fall")
    shown.page.evaluate("topologyView.select(['e'])")
    assert "Nothing else goes down" in shown.panel().inner_text()
    assert shown.states()["a"] == "faded"
    shown.page.evaluate("topologyView.select(['b', 'e'])")
    assert "topology cascade --fail" in shown.panel().inner_text()


def test_all_members_fail_where_one_is_not_enough(open_report: Opener) -> None:
    web = {"id": "web", "count": 4, "quorum": 2}
    shown = open_report({"components": [web, {"id": "shop", "needs": ["web"], "demand": 1}]})
    shown.page.evaluate("topologyView.select(['web'])")
    assert "One of 4 members fails: nothing goes down" in shown.panel().inner_text()
    shown.panel().get_by_role("button", name="Let all 4 fail").click()
    assert "Takes down 1 other component" in shown.panel().inner_text()
    assert "All 4 members have failed." in shown.panel().inner_text()
    assert shown.states()["shop"] == "down"
    shown.panel().get_by_role("button", name="Let one fail").click()
    assert "nothing goes down" in shown.panel().inner_text()
    assert shown.states()["shop"] != "down"


def test_members_beyond_counting_fail_too(open_report: Opener) -> None:
    web = {"id": "web", "count": 10_000, "quorum": 10_000}
    shown = open_report({"components": [web, {"id": "shop", "needs": ["web"], "demand": 1}]})
    shown.page.evaluate("topologyView.page.model.components[1].count = 1e9")
    shown.page.evaluate("topologyView.page.model.components[1].quorum = 1")
    shown.page.evaluate("topologyView.select(['web'])")
    shown.panel().get_by_role("button", name="Let all 1,000,000,000 fail").click()
    assert "Takes down 1 other component" in shown.panel().inner_text()


def test_what_has_no_capacity_left_is_more_than_full(open_report: Opener) -> None:
    components = [
        {"id": "a", "demand": 10, "needs": ["b"]},
        {"id": "b", "capacity": 20, "overload": {"mode": "shed"}},
    ]
    events = [{"at": "1 h", "capacity": "b", "times": 0}]
    shown = open_report({"components": components, "scenarios": [{"id": "s", "events": events}]})
    shown.page.locator("#play-on").click()
    # It serves nothing, so it is shown as down; its note would be "more than full" otherwise.
    assert shown.states()["b"] == "down"
    use = shown.page.evaluate("topologyPlayer.overlay().notes.get(1)")
    assert use == "down"


def test_what_fails_at_once_and_for_good_is_shown_down(open_report: Opener) -> None:
    components = [{"id": "a", "needs": ["b"], "demand": 1}, {"id": "b"}, {"id": "c"}]
    scenario = {"id": "s", "events": [{"at": "0 s", "fail": ["b", "c"]}]}
    shown = open_report({"components": components, "scenarios": [scenario]})
    shown.page.locator("#play-on").click()
    assert shown.states() == {"a": "down", "b": "down", "c": "down"}


def test_a_selection_while_it_plays_ends_the_play(shop: Shown) -> None:
    shop.page.locator("#play").click()
    shop.frames_until("topologyPlayer.state.at > 0")
    shop.page.locator("#summary .node", has_text="main").first.click()
    shop.frames(12)
    assert shop.states()["main"] == "cause"
    assert shop.panel().is_visible()
    assert shop.page.locator("#clock").inner_text() == "not playing"
