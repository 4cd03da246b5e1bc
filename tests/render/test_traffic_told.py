"""What links carry after failures: in words, tables, Markdown and the steps of the page."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.support.examples import ATTACK, UNSEEN
from tests.support.squares import SQUARE, square, without_places
from topology.document.document import Topology
from topology.findings.study import Study
from topology.network.sweep import Sweep, TrafficNetwork
from topology.network.words import place_words, use_words
from topology.render.files.markdown import study_report
from topology.render.page import traffic
from topology.render.page.traffic import EXACT, Traffic
from topology.render.page.view import report_html
from topology.render.tables.table import Id
from topology.render.tables.traffic import by_failure, by_link
from topology.render.words.carried.links import (
    after_words,
    growing_words,
    without_words,
)
from topology.structure.graph import Graph

Doc = dict[str, Any]


def swept(document: Doc) -> Sweep:
    return Sweep.of(TrafficNetwork(Graph.compile(Topology.from_dict(document))))


# -- words ----------------------------------------------------------------------------------------


def test_places_are_named_by_what_has_the_capacity() -> None:
    full = swept(square(b={"capacity": 20}))
    assert [place_words(full.network, use.place) for use in full.places][:3] == [
        "ab (a → b)",
        "ab (b → a)",
        "ac (a → c)",
    ]
    assert place_words(full.network, full.places[4].place) == "b"
    half = swept(square(cd={"one_way": True}) | {"routing": {"metric": "hops"}})
    named = [place_words(half.network, use.place) for use in half.places]
    assert named == ["ab (a ↔ b)", "ac (a ↔ c)", "bd (b ↔ d)", "cd (c → d)"]


def test_a_failure_is_told_with_all_that_it_does() -> None:
    sweep = swept(SQUARE)
    assert after_words(sweep, sweep.intact) == (
        "With nothing failed: ab (a → b) carries the most, 90 %"
    )
    told = [after_words(sweep, after) for after in sweep.worst_first]
    assert told[0] == "After ab: ac (a → c) carries the most, 112 %; 2 places above 100 %"
    assert told[4] == "After duct: ac (a → c) carries the most, 62.5 %; 4 Gbit/s cut off"
    assert told[5].endswith("62.5 %; 4 Gbit/s gone with their ends")


def test_what_carries_on_no_capacity_is_used_without_bound() -> None:
    assert use_words(math.inf) == "∞ %"
    sweep = swept(square(ac={"capacity": 0}))
    said = "After duct: ac (a → c) carries the most, ∞ %; 1 place above 100 %; 4 Gbit/s cut off"
    assert after_words(sweep, sweep.worst_first[0]) == said
    assert by_link(sweep, 1).rows[0][3] == "∞ %"
    assert -1 in Traffic(sweep, {}).data(str)["worst"]


def test_how_far_traffic_may_grow() -> None:
    """10 / 9 with nothing failed; 8 / 9 without ab."""
    assert growing_words(swept(SQUARE)) == (
        "Until something is full all traffic may grow to 1.111 times with nothing failed; "
        "it has to fall to 0.8889 times with any of 9 single failures"
    )
    none: Doc = {"capacity": None}
    unbound = swept(square(ab=none, ac=none, bd=none, cd=none))
    assert growing_words(unbound) == (
        "Nothing that traffic takes has a capacity, so it may grow without bound"
    )
    assert after_words(unbound, unbound.intact) == "With nothing failed: all traffic has a way"


def test_many_sites_that_are_not_drawn_are_counted() -> None:
    assert without_words([]) == ""
    assert without_words(list("abcdefg")) == (
        "7 sites without coordinates are not drawn: a, b, c, d, e and 2 more"
    )


# -- tables ---------------------------------------------------------------------------------------


def test_links_come_by_their_highest_utilisation() -> None:
    found = by_link(swept(SQUARE), 3)
    assert found.head[:2] == ("Link or site", "Direction")
    assert found.rows == (
        (Id("ac"), "a → c", "0 %", "112 %", (Id("ab"),)),
        (Id("cd"), "c → d", "0 %", "112 %", (Id("ab"),)),
        (Id("ab"), "a → b", "90 %", "90 %", (Id("ac"),)),
    )


def test_failures_come_worst_first() -> None:
    found = by_failure(swept(SQUARE), 100)
    assert len(found.rows) == 9
    assert found.rows[0] == ((Id("ab"),), "ac (a → c)", "112 %", "2", "none", "none")
    assert found.rows[4] == ((Id("duct"),), "ac (a → c)", "62.5 %", "none", "4", "none")
    assert found.head[-2:] == ("Cut off (Gbit/s)", "Gone with its ends (Gbit/s)")


# -- Markdown -------------------------------------------------------------------------------------


def test_the_markdown_report_has_the_worst() -> None:
    report = study_report(Study.of(Topology.from_dict(SQUARE)))
    section = report.partition("## Network\n")[2].partition("\n## ")[0]
    assert "After ab: ac (a → c) carries the most, 112 %; 2 places above 100 %" in section
    assert "| `ac` | a → c | 0 % | 112 % | `ab` |" in section
    silent = {key: value for key, value in SQUARE.items() if key not in ("traffic", "routing")}
    assert "## Network" not in study_report(Study.of(Topology.from_dict(silent)))


# -- the page -------------------------------------------------------------------------------------


def test_the_page_steps_through_what_the_sweep_found() -> None:
    sweep = swept(SQUARE)
    data = Traffic(sweep, {}).data(str)
    assert [name for _, name in data["places"]][:2] == ["ab (a → b)", "ab (b → a)"]
    assert data["intact"]["used"][0] == round(0.9 * EXACT)
    assert [step["name"] for step in data["failures"]][:2] == ["ab", "c"]
    for step, after in zip(data["failures"], sweep.worst_first, strict=True):
        used = [float(value) for value in sweep.network.utilisations(after.cause)]
        assert step["used"] == [round(value * EXACT) for value in used]
    for n, worst in enumerate(data["worst"]):
        steps = (data["intact"], *data["failures"])
        assert worst == max(step["used"][n] for step in steps)


def test_what_is_hardly_above_the_limit_stays_above_it() -> None:
    found = Traffic(swept(SQUARE), {})
    assert found._whole(1.0) == found._whole(1 + 1e-12) == EXACT
    assert found._whole(1 + 2e-9) == EXACT + 1
    assert found._whole(math.inf) == -1


def test_of_many_failures_the_worst_travel_and_the_page_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = traffic.WorstFailures.of(swept(SQUARE), 4)
    monkeypatch.setattr(traffic.WorstFailures, "of", lambda _: few)
    found = Traffic(few.sweep, {})
    assert len(found.data(str)["failures"]) == 4
    assert found.section().note == "the 4 worst of 9 failures"
    assert found.section().matrix.note == (
        "8 of 8 places that have a capacity, after 4 of 9 failures"
    )


def test_cells_say_what_is_down_and_mark_what_is_over() -> None:
    matrix = Traffic(swept(SQUARE), {}).section().matrix
    assert matrix.failures[:3] == ("ab", "c", "ac")
    name, cells = matrix.rows[0]
    assert name == "ac (a → c)"
    assert [(cell.said, cell.style) for cell in cells[:3]] == [
        ("112 %", "u5 over"),
        ("down", "gone"),
        ("down", "gone"),
    ]


def test_without_coordinates_there_are_steps_and_tables_and_no_map() -> None:
    page = report_html(Study.of(Topology.from_dict(without_places(SQUARE))))
    assert 'id="net-at"' in page
    assert 'id="net-map"' not in page
    assert "Links by failures" in page
    assert 'id="net-map"' in report_html(Study.of(Topology.from_dict(SQUARE)))


def test_names_cannot_break_out_of_the_page() -> None:
    name = f"{UNSEEN}{ATTACK}"
    document = square(a={"name": name}, ab={"name": name}) | {"load_unit": name}
    page = report_html(Study.of(Topology.from_dict(document)))
    assert ATTACK not in page
