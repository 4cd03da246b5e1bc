"""The network of a report in a real browser: steps through failures, map, table, access."""

from __future__ import annotations

import pytest

from tests.browser.accessibility import violations
from tests.browser.pages import Opener, Shown
from tests.support.examples import ATTACK, UNSEEN
from tests.support.squares import SQUARE, square, without_places

pytestmark = pytest.mark.browser

EVERY = "Each link after its worst failure"


@pytest.fixture
def network(open_report: Opener) -> Shown:
    return ready(open_report(SQUARE))


def ready(shown: Shown) -> Shown:
    shown.page.wait_for_function("window.topologyTraffic")
    return shown


def looks(shown: Shown) -> dict[str, set[str]]:
    """The classes of each site and link on the map, by id."""
    found: dict[str, str] = shown.page.evaluate(
        """Object.fromEntries([...document.querySelectorAll("#net-map [data-of]")].map((group) =>
          [group.getAttribute("aria-label").split(":")[0], group.getAttribute("class")]))"""
    )
    return {name: set(classes.split()) for name, classes in found.items()}


def text(shown: Shown, name: str) -> str:
    return shown.page.locator(f"#net-{name}").inner_text()


def press(shown: Shown, key: str, on: str = "#net-at") -> None:
    shown.page.locator(on).press(key)


def test_it_opens_with_each_link_after_its_worst_failure(network: Shown) -> None:
    assert text(network, "name") == EVERY
    found = looks(network)
    assert found["ac"] >= {"u5", "over"}
    assert found["ab"] >= {"u4"}
    assert text(network, "most").split("\n")[:2] == ["112 %", "ac (a → c)"]


def test_keys_step_through_the_failures(network: Shown) -> None:
    press(network, "ArrowRight")
    assert text(network, "name") == "Nothing failed"
    assert text(network, "told") == "ab (a → b) carries the most, 90 %."
    assert looks(network)["ac"] >= {"u0"}
    press(network, "ArrowRight")
    assert text(network, "name") == "1. After the failure of ab"
    assert "2 places above 100 %" in text(network, "told")
    found = looks(network)
    assert "is-down" in found["ab"]
    assert found["ac"] >= {"u5", "over"}
    said = network.page.locator("#net-at").get_attribute("aria-valuetext")
    assert said == "1. After the failure of ab"
    press(network, "Home")
    assert text(network, "name") == EVERY
    assert "is-down" not in looks(network)["ab"]


def test_what_is_cut_off_is_marked(network: Shown) -> None:
    network.page.evaluate("topologyTraffic.show(6)")
    assert text(network, "name") == "5. After the failure of duct"
    found = looks(network)
    assert {name for name, style in found.items() if "is-apart" in style} == {"b"}
    assert {name for name, style in found.items() if "is-down" in style} == {"ab", "bd"}
    ring = network.page.locator("#net-map .is-apart .ring")
    assert ring.evaluate("(ring) => getComputedStyle(ring).visibility") == "visible"


def test_buttons_stop_at_both_ends(network: Shown) -> None:
    network.page.locator("#net-back").click()
    assert text(network, "name") == EVERY
    for _ in range(12):
        network.page.locator("#net-on").click()
    assert text(network, "name") == "9. After the failure of a"


def test_a_link_tells_how_much_of_it_is_used(network: Shown) -> None:
    network.page.evaluate("topologyTraffic.show(2)")
    network.page.locator("#net-map [aria-label^='cd:'] .touch").hover()
    said = text(network, "tip")
    assert "c → d: 0 % with nothing failed, at most 112 % after ab" in said
    assert "d → c: 25 % with nothing failed, at most 25 %" in said
    assert said.endswith("now, after ab: 112 %")


def test_keys_move_from_link_to_link(network: Shown) -> None:
    """One stop for the tabulator, arrows inside; the most used first."""
    assert network.page.locator("#net-map [tabindex='0']").count() == 1
    network.page.locator("#net-map [tabindex='0']").focus()
    assert text(network, "tip").startswith("ac: ")
    network.page.keyboard.press("ArrowRight")
    assert text(network, "tip").startswith("cd: ")
    network.page.keyboard.press("ArrowLeft")
    network.page.keyboard.press("ArrowLeft")
    assert text(network, "tip").startswith("d: ")
    network.page.keyboard.press("Escape")
    assert network.page.locator("#net-tip").is_hidden()


def test_a_link_of_the_list_is_found_on_the_map(network: Shown) -> None:
    network.page.locator("#net-most button").first.click()
    assert text(network, "tip").startswith("ac: ")
    assert "is-lit" in looks(network)["ac"]


def test_an_id_of_its_tables_leads_to_the_graph(network: Shown) -> None:
    network.page.locator("#network [data-node]").first.click()
    assert network.panel().is_visible()


def test_without_coordinates_the_steps_remain(open_report: Opener) -> None:
    shown = ready(open_report(without_places(SQUARE)))
    assert shown.page.locator("#net-map").count() == 0
    press(shown, "ArrowRight")
    press(shown, "ArrowRight")
    assert text(shown, "name") == "1. After the failure of ab"
    assert text(shown, "most").split("\n")[:2] == ["112 %", "ac (a → c)"]
    assert shown.page.locator("#network .matrix td.over").count() == 2


def test_some_sites_without_coordinates_are_named(open_report: Opener) -> None:
    shown = ready(open_report(without_places(SQUARE, "d")))
    assert looks(shown).keys() == {"a", "b", "c", "ab", "ac"}
    said = "1 site without coordinates is not drawn: d."
    assert said in shown.page.locator("#network").inner_text()


def test_a_hostile_name_runs_nothing(open_report: Opener) -> None:
    name = f"{UNSEEN}{ATTACK}"
    shown = ready(open_report(square(a={"name": name}, ab={"name": name}) | {"load_unit": name}))
    press(shown, "End")
    shown.page.locator("#net-map [tabindex='0']").focus()
    assert shown.page.locator("img, iframe, section script").count() == 0
    assert "\u202e" not in shown.page.locator("#network").inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_everybody_can_use_it(open_report: Opener, width: int) -> None:
    """Nothing runs over the edge, and axe-core finds nothing at all."""
    shown = ready(open_report(SQUARE, viewport={"width": width, "height": 844}))
    shown.page.evaluate("topologyTraffic.show(2)")
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(shown, "#network") == []
    names = shown.page.locator("#net-map .names:visible")
    assert names.count() == 1


def test_the_legend_of_the_graph_has_the_colours_of_the_map_while_it_is_drawn(
    open_report: Opener,
) -> None:
    shown = ready(open_report(square()))
    used = shown.page.locator("#legend .used")
    assert shown.page.evaluate("topologyView.nowDrawn()") == "map"
    drawn = set(shown.page.evaluate("Object.values(topologyView.lineColours())"))
    samples = shown.page.locator("#legend .swatch")
    colours = samples.evaluate_all("all => all.map((e) => getComputedStyle(e).backgroundColor)")
    assert set(colours) == drawn
    assert len(colours) == len(drawn) >= 1
    assert used.first.inner_text() == "highest utilisation"
    shown.page.evaluate("topologyView.draw('all')")
    assert used.count() == 0
