"""A standby whose switch needs tools: against brute force, and by hand."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import oracles
from tests.support.oracles import Doc
from tests.support.strategies import shuffled
from tests.support.strategies_mending import switching_documents
from topology.document.document import Topology
from topology.finding import Step, in_words
from topology.findings.blast_radius import BlastRadius
from topology.findings.single_points import SinglePoints
from topology.reliability.availability import Availability
from topology.render.machine.findings import spof_plain
from topology.structure.graph import Graph
from topology.structure.reasons.reasons import Reasons


def analysed(doc: Doc) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(doc), oracles.components(doc))


# -- against brute force ------------------------------------------------------------------------


@given(switching_documents(), st.data())
def test_down_is_the_oracles(doc: Doc, data: st.DataObject) -> None:
    causes = [*oracles.components(doc), *oracles.shared_risks(doc)]
    failed = data.draw(st.lists(st.sampled_from(causes), max_size=3))
    assert Graph.compile(Topology.from_dict(doc)).down(failed) == oracles.down(doc, failed)


@given(switching_documents())
def test_single_points_and_blast_radii_are_the_oracles(doc: Doc) -> None:
    points = analysed(doc)
    assert set(points.never_up) == oracles.never_up(doc)
    for target in (*points.targets, *points.not_judged):
        structural = points._structural(points.graph.index[target])
        assert set(structural) == oracles.single_points(doc, target)
    for cause in (*oracles.components(doc), *oracles.shared_risks(doc)):
        assert set(BlastRadius(points.graph, cause).down) == oracles.blast(doc, cause)


@given(switching_documents())
def test_cold_start_is_the_oracles(doc: Doc) -> None:
    points = analysed(doc)
    graph = points.graph
    assert {graph.ids[v] for v in graph.cold_start} == oracles.start_up(doc)
    assert [list(group) for group in points.start_up_deadlocks] == oracles.deadlocks(doc)


@given(switching_documents())
def test_reasons_are_as_short_as_the_oracles(doc: Doc) -> None:
    points = analysed(doc)
    graph = points.graph
    reasons = Reasons(points._order)
    for target in (*points.targets, *points.not_judged):
        v = graph.index[target]
        for cause in points._structural(v):
            chain = reasons.chain(v, points._cause(cause))
            assert chain.length == oracles.shortest_reason(doc, cause, target)
            assert target in reasons.because(v, points._cause(cause))[-1].words


@given(switching_documents(size=5), st.data())
def test_the_unavailability_is_that_of_all_states(doc: Doc, data: st.DataObject) -> None:
    """Over all that can be down at once; so the fault tree means what the oracle does."""
    causes = [*doc["components"], *doc["shared_risks"]][:8]
    for number, item in enumerate([*doc["components"], *doc["shared_risks"]]):
        item.pop("count", None)
        item.pop("quorum", None)
        item["fails"] = {"unavailability": 0.1 + 0.05 * number if item in causes else 0.0}
    target = data.draw(st.sampled_from(sorted(oracles.components(doc))))
    if target in oracles.never_up(doc):
        return
    total = 0.0
    for states in product((False, True), repeat=len(causes)):
        failed = [c["id"] for c, fails in zip(causes, states, strict=True) if fails]
        if target in oracles.down(doc, failed):
            chances = [c["fails"]["unavailability"] for c in causes]
            total += prod(q if f else 1 - q for q, f in zip(chances, states, strict=True))
    found = Availability.of(Topology.from_dict(doc), target)
    assert found.unavailability == pytest.approx(total, abs=1e-12)


@given(switching_documents().flatmap(lambda doc: st.tuples(st.just(doc), shuffled(doc))))
def test_shuffling_the_file_changes_nothing(pair: tuple[Doc, Doc]) -> None:
    one, other = (spof_plain(SinglePoints.of(Topology.from_dict(doc))) for doc in pair)
    assert one == other


# -- what may not matter ------------------------------------------------------------------------


def changed_switches(piece: Any, change: Any) -> Any:
    if isinstance(piece, list):
        return [changed_switches(part, change) for part in piece]
    if isinstance(piece, dict):
        found = {k: changed_switches(v, change) for k, v in piece.items()}
        return (
            found | {"switchover": change(piece["switchover"])} if "switchover" in piece else found
        )
    return piece


@given(switching_documents())
def test_no_needs_and_a_way_by_hand_are_no_needs(doc: Doc) -> None:
    def needs_nothing(_: Doc) -> Doc:
        return {"needs": []}

    def by_hand(switch: Doc) -> Doc:
        return {**switch, "otherwise": "1 h"} if switch.get("needs") else switch

    plain = oracles.without_switch_needs(doc)
    for other in (changed_switches(doc, needs_nothing), changed_switches(doc, by_hand)):
        one, two = (Graph.compile(Topology.from_dict(d)) for d in (plain, other))
        for cause in (*oracles.components(doc), *oracles.shared_risks(doc)):
            assert one.down([cause]) == two.down([cause])


@given(switching_documents())
def test_needs_of_a_switch_only_ever_take_more_down(doc: Doc) -> None:
    plain = Graph.compile(Topology.from_dict(oracles.without_switch_needs(doc)))
    graph = Graph.compile(Topology.from_dict(doc))
    assert plain.never_up == graph.never_up
    for cause in (*oracles.components(doc), *oracles.shared_risks(doc)):
        assert plain.down([cause]) <= graph.down([cause])


# -- by hand --------------------------------------------------------------------------------------


def burnt(**more: Any) -> Doc:
    """The tools for the switch stand in the building of what is switched away from."""
    switchover = {"activate": "5 min", "needs": ["tools"], **more}
    needs: dict[str, list[Any]] = {
        "u": [{"first_of": ["a", "b"], "switchover": switchover}],
        "a": ["site"],
        "tools": ["site"],
    }
    return {"components": [{"id": n, "needs": needs.get(n, [])} for n in ("site", "b", *needs)]}


def test_tools_that_burn_with_what_they_switch_away_from() -> None:
    points = SinglePoints.of(Topology.from_dict(burnt()))
    assert points.causes("u") == ("site",)
    assert points.reason("u", "site") == (
        "site fails", "tools needs site", "u cannot switch: tools is down",
    )  # fmt: skip
    assert in_words(points.because("u", "site")) == (
        "site fails → (a needs site) and (tools needs site) → u cannot switch: tools is down"
    )
    assert SinglePoints.of(Topology.from_dict(burnt(otherwise="6 h"))).causes("u") == ()


@pytest.mark.parametrize(
    ("tool", "words"),
    [
        ({"any": ["tools", "site"]}, "site is down and tools is down"),
        ({"all": ["b", "tools"]}, "tools is down"),
        ({"first_of": ["tools", "site"]}, "site is down and tools is down"),
        ({"reach": "site"}, "no path to site"),
        ({"on": "tools", "calls": 2}, "tools is down"),
    ],
)
def test_words_for_what_is_wanting(tool: Any, words: str) -> None:
    doc = burnt(needs=[tool])
    doc["components"].append({"id": "line", "connects": ["u", "site"], "needs": []})
    assert SinglePoints.of(Topology.from_dict(doc)).reason("u", "site")[-1] == (
        f"u cannot switch: {words}"
    )


def test_tools_that_never_were_there() -> None:
    doc = burnt()
    doc["components"][-1]["needs"] = [{"reach": "b"}]
    points = SinglePoints.of(Topology.from_dict(doc), ["u"])
    assert points.causes("u") == ("a", "site")
    assert points.because("u", "a") == (
        Step(
            "u cannot switch: tools is never up",
            ((Step("a fails"),), (Step("tools is never up"),)),
        ),
    ) or in_words(points.because("u", "a")).endswith("u cannot switch: tools is never up")


def test_the_entry_that_is_active_with_nothing_failed_need_not_be_the_first() -> None:
    """The first one never works, so the tools are needed for the third only."""
    needs: dict[str, list[Any]] = {
        "u": [{"first_of": ["dead", "a", "b"], "switchover": {"needs": ["tools"]}}],
        "dead": [{"reach": "a"}],
    }
    doc = {
        "components": [{"id": n, "needs": needs.get(n, [])} for n in ("a", "b", "tools", *needs)]
    }
    graph = Graph.compile(Topology.from_dict(doc))
    assert "u" not in graph.down(["tools"])
    assert "u" not in graph.down(["a"])
    assert "u" in graph.down(["a", "tools"])


def test_tools_take_part_in_availability() -> None:
    """Down while both alternatives are, or the first and the tools: q(q + q - q·q)."""
    fails = {"unavailability": 0.1}
    parts = [{"id": n, "needs": [], "fails": fails} for n in ("a", "b", "tools")]
    entry = {"first_of": ["a", "b"], "switchover": {"needs": ["tools"]}}
    doc = {"components": [*parts, {"id": "u", "needs": [entry], "fails": False}]}
    found = Availability.of(Topology.from_dict(doc), "u")
    assert found.unavailability == pytest.approx(0.1 * (0.2 - 0.01), rel=1e-12)


@pytest.mark.parametrize(
    ("more", "seconds_each", "up"),
    [
        # With the tools (0.9) and b (0.9): a minute; else down, which is no waiting.
        ({}, 0.9 * 0.9 * 60, 1 - 0.1 * 0.19),
        ({"otherwise": "1 h"}, 0.9 * (0.9 * 60 + 0.1 * 3600), 1 - 0.1 * 0.1),
    ],
)
def test_a_switch_takes_as_long_as_its_tools_allow(
    more: Doc, seconds_each: float, up: float
) -> None:
    fails = {"mtbf": "90 h", "mttr": "10 h"}
    parts = [{"id": n, "needs": [], "fails": fails} for n in ("a", "b", "tools")]
    switchover = {"activate": "1 min", "needs": ["tools"], **more}
    entry = {"first_of": ["a", "b"], "switchover": switchover}
    doc = {"components": [*parts, {"id": "u", "needs": [entry], "fails": False}]}
    found = Availability.of(Topology.from_dict(doc), "u").switching.unavailability
    assert found is not None
    # a fails once in 100 h; what is down anyway does not wait as well.
    assert found == pytest.approx(seconds_each / 3600 / 100 * up, rel=1e-9)


def test_in_the_cold_it_waits_for_its_tools_too() -> None:
    """Neither what is active nor the tools start: both are circles, and the standby is no help."""
    needs: dict[str, list[Any]] = {
        "u": [{"first_of": ["a", "b"], "switchover": {"needs": ["tools"]}}],
        "a": ["a2"],
        "a2": ["a"],
        "tools": ["t2"],
        "t2": ["tools"],
    }
    doc = {"components": [{"id": n, "needs": needs.get(n, [])} for n in ("b", *needs)]}
    points = SinglePoints.of(Topology.from_dict(doc), ["u"])
    assert points.start_up_deadlocks == (("a", "a2", "t2", "tools", "u"),)
    assert points.deadlock_finding(points.start_up_deadlocks[0]).reason == (
        "a waits for a2", "a2 waits for a", "besides, t2 waits for tools", "tools waits for t2",
    )  # fmt: skip
    needs["tools"] = []
    doc = {"components": [{"id": n, "needs": needs.get(n, [])} for n in ("b", *needs)]}
    graph = Graph.compile(Topology.from_dict(doc))
    assert {graph.ids[v] for v in graph.cold_start} == {"b", "t2", "tools", "u"}
