"""The page in a real browser, from a file, without a network."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.browser.pages import Opener, Shown
from tests.support.examples import TWO_FIBRES, hostile
from tests.support.repository import MODELS, ROOT
from tests.support.strategies import documents
from tests.support.strategies_gray import gray_documents
from tests.support.strategies_mending import switching_documents
from tests.support.strategies_parts import divided_documents
from tests.support.strategies_places import spread_documents
from tests.support.strategies_reserves import any_reserves
from topology.document.document import Topology
from topology.findings.blast_radius import BlastRadius
from topology.findings.single_points import SinglePoints
from topology.render.drawing.lines import numbered
from topology.render.drawing.picture import DRAW_ALL
from topology.render.page.embedded import embedded
from topology.structure.graph import Graph

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Doc = dict[str, Any]

pytestmark = pytest.mark.browser


@pytest.fixture
def two_fibres(open_page: Opener) -> Shown:
    """All of it, not the first view."""
    shown = open_page(TWO_FIBRES)
    shown.page.evaluate("topologyView.draw('all')")
    return shown


# What goes down


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_the_page_agrees_with_python_on_every_model(open_page: Opener, model: Path) -> None:
    topology = Topology.load(model)
    graph, shown = Graph.compile(topology), open_page(topology)
    for name in (*graph.ids, *graph.strike_index):
        assert shown.down([name]) == graph.down([name]), name
    assert shown.down([]) == graph.down([])


@pytest.fixture(scope="session")
def structure(browser: Browser) -> Iterator[Page]:
    """A blank page with nothing but the structure function."""
    page = browser.new_context(offline=True).new_page()
    source = ROOT / "topology/render/page/templates/structure.js"
    page.evaluate(f"{source.read_text(encoding='utf-8')}; window.Structure = Structure;")
    yield page
    page.context.close()


@given(
    document=st.one_of(
        documents(),
        switching_documents(),
        divided_documents(),
        gray_documents(),
        spread_documents(),
    )
)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_the_page_agrees_with_python_on_random_topologies(structure: Page, document: Doc) -> None:
    topology = Topology.from_dict(document)
    graph, number = Graph.compile(topology), numbered(topology)
    ids = sorted(number, key=number.__getitem__)
    failures = [[], *([name] for name in ids), *itertools.combinations_with_replacement(ids, 2)]
    answers = structure.evaluate(
        """([model, failures]) => {
          const graph = Structure.compile(model);
          return failures.map((failed) => [...Structure.down(graph, failed)]);
        }""",
        [embedded(topology, number), [[number[name] for name in names] for names in failures]],
    )
    for names, answer in zip(failures, answers, strict=True):
        down = {name for name, is_down in zip(ids, answer, strict=False) if is_down}
        assert down == graph.down(names), names


@given(document=documents(), data=st.data())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_the_page_reads_through_reserves(
    structure: Page, document: Doc, data: st.DataObject
) -> None:
    held = Topology.from_dict(any_reserves(document, data))
    graph, number = Graph.compile(held), numbered(held)
    ids = sorted(number, key=number.__getitem__)
    answers = structure.evaluate(
        """([model, failures]) => {
          const graph = Structure.compile(model);
          return failures.map((failed) => [...Structure.down(graph, [failed])]);
        }""",
        [embedded(held, number), [number[name] for name in ids]],
    )
    for name, answer in zip(ids, answers, strict=True):
        down = {other for other, is_down in zip(ids, answer, strict=False) if is_down}
        assert down == graph.down([name]), name


def test_the_panel_tells_of_reserves(open_page: Opener) -> None:
    needs = [
        {"on": "grid", "holds": "10 min", "refill": "2 h"},
        {"any": ["a", "b"], "holds": "4 h"},
        {"reach": "a", "holds": "30 s"},
    ]
    parts = [{"id": name, "needs": []} for name in ("grid", "a", "b")]
    link = {"id": "l", "connects": ["u", "a"]}
    shown = open_page({"components": [{"id": "u", "needs": needs}, *parts, link]})
    shown.page.evaluate("topologyView.select(['u'])")
    text = " ".join(shown.panel().inner_text().split())
    assert "grid (lives on for 10 min without, refills in 2 h)" in text
    assert "any one of (lives on for 4 h without)" in text
    assert "a path to a (lives on for 30 s without)" in text


def test_a_click_shows_the_blast_radius(two_fibres: Shown) -> None:
    two_fibres.click_node("grid")
    down = set(BlastRadius(Graph.compile(Topology.from_dict(TWO_FIBRES)), "grid").down)
    states = two_fibres.states()
    assert states["grid"] == "cause"
    assert {name for name, state in states.items() if state == "down"} == down - {"grid"}
    assert states["fibre-1"] == "faded"


def test_the_panel_says_what_goes_down_and_why(two_fibres: Shown) -> None:
    two_fibres.click_node("grid")
    text = two_fibres.panel().inner_text()
    assert "Takes down 4 other components" in text
    assert "1,000 payments/s · 100 % of all demand" in text
    assert "Single point of failure for" in text
    for step in SinglePoints.of(Topology.from_dict(TWO_FIBRES)).reason("pay", "grid"):
        assert step in text


def test_the_panel_tells_of_places_and_of_standbys_that_may_not_start(open_page: Opener) -> None:
    needs = ["u", {"first_of": ["a", {"on": "b", "starts": 0.9}]}]
    u = {"id": "u", "count": 5, "quorum": 4, "spread": ["a", "b"], "needs": []}
    parts = [{"id": "shop", "needs": needs}, u, *({"id": name, "needs": []} for name in "ab")]
    shown = open_page({"components": parts})
    shown.page.evaluate("topologyView.select(['u'])")
    text = shown.panel().inner_text()
    assert "3 in a" in text
    assert "2 in b" in text
    shown.page.evaluate("topologyView.select(['shop'])")
    assert "b (starts with 90 %, and is taken to)" in shown.panel().inner_text()
    shown.page.evaluate("topologyView.select(['b'])")
    assert "u has 3 of 5 members left and needs 4" in shown.panel().inner_text()


def test_reasons_have_names_with_their_ids_in_grey(open_page: Opener) -> None:
    parts = [
        {"id": "shop", "name": "The shop", "needs": ["db"]},
        {"id": "db", "name": "Main <i>database</i>", "needs": ["olten"]},
        {"id": "olten", "name": "Olten", "needs": []},
    ]
    shown = open_page({"components": parts})
    shown.page.evaluate("topologyView.select(['db'])")
    told = shown.panel().locator(".why .steps > li").all_inner_texts()
    ways = "Main <i>database</i> db fails", "The shop shop needs Main <i>database</i>"
    assert told[0] == ways[0]
    assert told[-1].startswith(ways[1])
    shown.panel().locator(".way summary").first.click()
    # A browser tells of what is opened in a later task, and only then are the steps written.
    shown.panel().locator(".way .steps > li").first.wait_for()
    way = shown.panel().locator(".way .steps > li").all_inner_texts()
    assert way == told
    assert shown.panel().locator(".way .id").all_inner_texts() == ["db", "shop", "db"]
    shown.page.evaluate("topologyView.select(['olten'])")
    assert shown.panel().locator(".why .steps > li").first.inner_text() == "Olten fails"


def test_the_dot_of_a_choice_stands_beside_its_words(open_page: Opener) -> None:
    """And not beside the first of its alternatives."""
    needs = {"u": [{"any": ["a", "b"]}], "a": ["site"], "b": ["auth"], "auth": ["site"]}
    parts = [{"id": name, "needs": needs.get(name, [])} for name in ("site", *needs)]
    shown = open_page({"components": parts})
    shown.page.evaluate("topologyView.select(['site'])")
    step = shown.panel().locator(".why .steps > li:has(> .lost)")
    assert step.count() == 1
    dot = "(e) => getComputedStyle(e, '::before').display"
    content = "(e) => getComputedStyle(e, '::before').content"
    assert step.evaluate(dot) == "none"
    words = step.locator(":scope > :last-child")
    assert words.inner_text() == "u has no alternative left"
    assert words.evaluate(content) == '""'


def test_a_shared_risk_has_a_blast_radius_too(two_fibres: Shown) -> None:
    two_fibres.click_node("duct-7")
    assert "Takes down 6 components" in two_fibres.panel().inner_text()


def test_a_failure_that_is_caught_is_said_to_be(open_page: Opener) -> None:
    shown = open_page(
        {
            "format": 1,
            "components": [{"id": "a", "needs": ["b"]}, {"id": "b", "count": 3, "quorum": 2}],
        }
    )
    shown.click_node("b")
    assert "One of 3 members fails: nothing goes down" in shown.panel().inner_text()


def test_demand_that_is_lost_is_a_share_of_all(two_fibres: Shown) -> None:
    two_fibres.click_node("fibre-1")
    assert "100 payments/s · 10 % of all demand" in two_fibres.panel().inner_text()


def test_two_failures_at_once_are_a_longer_list(two_fibres: Shown) -> None:
    graph = Graph.compile(Topology.from_dict(TWO_FIBRES))
    assert two_fibres.down(["fibre-1", "fibre-2"]) == graph.down(["fibre-1", "fibre-2"])


# Ways around


def test_escape_and_the_background_clear(two_fibres: Shown) -> None:
    page = two_fibres.page
    ways: tuple[Callable[[], None], ...] = (
        lambda: page.keyboard.press("Escape"),
        lambda: page.locator("#graph").click(position={"x": 5, "y": 5}),
        lambda: page.locator("#close").click(),
    )
    for clear in ways:
        two_fibres.click_node("grid")
        assert two_fibres.panel().is_visible()
        clear()
        assert not two_fibres.panel().is_visible()
        assert set(two_fibres.states().values()) == {"plain"}


def test_search_finds_by_id_and_by_name(two_fibres: Shown) -> None:
    for text in ("paym", "PAY"):
        two_fibres.search(text)
        assert two_fibres.page.locator("#results [role=option]").count() == 1
        two_fibres.page.keyboard.press("Enter")
        assert two_fibres.panel().locator("h2").inner_text() == "Payments"


def test_search_is_worked_by_keys_alone(two_fibres: Shown) -> None:
    two_fibres.page.keyboard.press("/")
    two_fibres.page.keyboard.type("fibre")
    two_fibres.page.keyboard.press("ArrowDown")
    two_fibres.page.keyboard.press("Enter")
    assert two_fibres.panel().locator("h2").inner_text() == "fibre-2"


def test_search_for_nothing_there_says_so(two_fibres: Shown) -> None:
    two_fibres.search("zzz")
    assert "Nothing has this" in two_fibres.page.locator("#results").inner_text()


def test_all_but_a_kind_is_hidden_and_shown_again(two_fibres: Shown) -> None:
    chip = two_fibres.page.locator("#kinds .chip", has_text="fibre")
    chip.click()
    assert chip.get_attribute("aria-pressed") == "true"
    hidden = two_fibres.page.evaluate("topologyView.hidden()")
    assert set(hidden) == two_fibres.drawn() - {"fibre-1", "fibre-2"}
    two_fibres.page.locator("#all-kinds").click()
    assert two_fibres.page.evaluate("topologyView.hidden()") == []


def test_the_graph_is_walked_by_keys(two_fibres: Shown) -> None:
    two_fibres.page.locator("#graph").focus()
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        two_fibres.page.keyboard.press(key)
    assert two_fibres.panel().is_visible()


def test_every_control_is_reached_by_tab(two_fibres: Shown) -> None:
    reached = set()
    for _ in range(40):
        two_fibres.page.keyboard.press("Tab")
        reached.add(
            two_fibres.page.evaluate(
                "document.activeElement.id || document.activeElement.className"
            )
        )
    assert {"search", "chip", "graph", "zoom-in", "zoom-out", "fit", "node"} <= reached


def test_hovering_shows_the_facts(two_fibres: Shown) -> None:
    at = two_fibres.page.evaluate("topologyView.placeOf('pay')")
    two_fibres.page.locator("#graph").hover(position=at)
    tip = two_fibres.page.locator("#tip")
    tip.wait_for(state="visible")
    text = tip.inner_text()
    assert "Payments" in text
    assert "900 payments/s" in text
    assert "the first of (dc-east, dc-west)" in text.replace(" (switching takes 1 h 1 min)", "")


def test_a_finding_in_the_list_selects_it_in_the_graph(two_fibres: Shown) -> None:
    two_fibres.page.locator("#summary .node", has_text="grid").click()
    assert two_fibres.states()["grid"] == "cause"
    assert two_fibres.page.evaluate("document.activeElement.tagName") == "H2"


def test_the_legend_shows_only_what_occurs(open_page: Opener) -> None:
    plain = open_page({"format": 1, "components": [{"id": "a", "needs": ["b"]}, {"id": "b"}]})
    text = plain.page.locator("#legend").inner_text()
    assert "single point of failure" in text
    assert "shared risk" not in text
    assert "link" not in text


# Everywhere


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_runs_over_the_edge(open_page: Opener, width: int, scheme: str) -> None:
    viewport = {"width": width, "height": 800}
    for document in (TWO_FIBRES, hostile()):
        shown = open_page(document, viewport=viewport, color_scheme=scheme)
        shown.page.evaluate("topologyView.select([topologyView.drawn()[0]])")
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.page.evaluate("document.getElementById('panel').scrollWidth") <= width


def test_printing_shows_graph_and_findings(two_fibres: Shown) -> None:
    two_fibres.page.emulate_media(media="print")
    two_fibres.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert two_fibres.page.locator("#graph canvas").is_visible()
    assert two_fibres.page.locator("#summary").is_visible()
    assert not two_fibres.page.locator("#search").is_visible()


def test_a_hostile_document_runs_nothing(open_page: Opener) -> None:
    document = hostile()
    shown = open_page(document)
    shown.page.evaluate("Object.assign(window, {alert: () => { window.ran = 1; }})")
    for component in document["components"]:
        shown.page.evaluate("(id) => topologyView.select([id])", component["id"])
        at = shown.page.evaluate("(id) => topologyView.placeOf(id)", component["id"])
        shown.page.locator("#graph").hover(position=at, force=True)
    shown.search("script")
    assert shown.page.evaluate("window.ran") is None
    assert shown.page.locator("img, iframe, #graph script").count() == 0
    results = shown.page.locator("#results").inner_text()
    assert "</script><script>window.ran=1</script>" in results
    graph = Graph.compile(Topology.from_dict(document))
    for name in graph.ids:
        assert shown.down([name]) == graph.down([name])


def test_the_panel_has_the_whole_of_a_long_text_with_nothing_hidden_in_it(
    open_page: Opener,
) -> None:
    shown = open_page(hostile())
    shown.page.evaluate("topologyView.select(['c'])")
    assert "L" * 10_000 in shown.panel().inner_text()
    first = hostile()["components"][0]["id"]
    shown.page.evaluate("(id) => topologyView.select([id])", first)
    text = shown.panel().inner_text()
    assert "\\u202e" in text
    assert "\u202e" not in text
    assert "\u0007" not in text


def test_the_panel_shows_what_stands_under_keys_of_ones_own(open_page: Opener) -> None:
    document = hostile()
    shown = open_page(document)
    first = document["components"][0]["id"]
    for name, said in ((first, "own </script><script>window.ran=1</script>"), ("r", "x-team")):
        shown.page.evaluate("(id) => topologyView.select([id])", name)
        text = shown.panel().inner_text()
        assert said in text
        assert "</script><script>window.ran=1</script>" in text
        assert "\u202e" not in text
        assert shown.panel().locator("script, img, iframe").count() == 0
    assert shown.page.evaluate("window.ran") is None


def test_only_addresses_of_the_web_are_links(open_page: Opener) -> None:
    odd = ("javascript:alert(1)", "https://a b.org", "data:text/html,x", "https://x:y@example.org")
    texts = ("https://example.org/runbook?a=1", "http://example.org", "call the DBA", *odd,
             "https://example.org/\u202egro", " https://example.org", "//example.org")  # fmt: skip
    document = {
        "components": [
            {"id": f"c{number}", "url": text, "runbook": text, "owner": text}
            for number, text in enumerate(texts)
        ]
    }
    shown = open_page(document)
    for number, text in enumerate(texts):
        shown.page.evaluate("(id) => topologyView.select([id])", f"c{number}")
        links = shown.panel().locator("a[href]")
        assert links.count() == (2 if number < 2 else 0), text
        for link in links.all():
            assert link.get_attribute("rel") == "noopener noreferrer"
            assert link.get_attribute("href", timeout=1000).startswith(("http://", "https://"))
    assert "call the DBA" in open_panel(shown, "c2")


def open_panel(shown: Shown, name: str) -> str:
    shown.page.evaluate("(id) => topologyView.select([id])", name)
    return shown.panel().inner_text()


def test_a_big_topology_opens_in_groups_and_search_finds_all(open_page: Opener) -> None:
    size = DRAW_ALL + 500
    components: list[Doc] = [
        {
            "id": f"c{i:05}",
            "kind": ("front", "back")[i % 10 > 4],
            "location": ("Ulm", "Bern")[i % 2],
            "needs": [f"c{i + 1:05}"] if i % 10 != 9 else [],
        }
        for i in range(size)
    ]
    shown = open_page({"format": 1, "components": components})
    note = shown.page.locator("#shown")
    assert note.inner_text().startswith("2,500 components and shared risks in 4 groups by kind")
    assert shown.drawn() == {f"{k} · {p}" for k in ("front", "back") for p in ("Ulm", "Bern")}
    shown.page.evaluate("topologyView.choose(topologyView.page.count)")
    assert note.inner_text().startswith("300 of 2,500 are drawn: of ")
    assert len(shown.drawn()) == 300
    shown.page.get_by_role("button", name="Back to the overview").click()
    shown.page.get_by_role("button", name="Draw the findings").click()
    assert note.inner_text().startswith("1,500 of 2,500 are drawn")
    left_out = sorted({component["id"] for component in components} - shown.drawn())[0]
    shown.search(left_out)
    shown.page.keyboard.press("Enter")
    assert left_out in shown.drawn()
    assert len(shown.drawn()) < 20
    shown.page.get_by_role("button", name="Back to the overview").click()
    assert len(shown.drawn()) == 4
