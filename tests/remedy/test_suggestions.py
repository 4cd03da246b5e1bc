"""What is made up for findings at hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests.support.oracles import Doc
from tests.support.strategies import documents
from tests.support.strategies_gray import gray_documents
from topology import Topology
from topology.document.options.applying import applied
from topology.document.options.choices import Choice
from topology.findings.objectives.judged import Judged
from topology.remedy.suggestions import making
from topology.remedy.suggestions.making import KINDS, suggested


def made(doc: Doc, **costs: float) -> dict[str, Choice]:
    """What is made up for a document, by id."""
    topology = Topology.from_dict({"format": 1, "name": "made", **doc})
    return {choice.id: choice for choice in suggested(topology, Judged.of(topology), costs)}


def falls(doc: Doc, *choices: Choice) -> set[str]:
    """The failures that some target falls to with some choices made."""
    topology = applied(Topology.from_dict({"format": 1, "name": "made", **doc}), choices)
    return {cause for verdict in Judged.of(topology).verdicts for cause in verdict.violated_by}


def survives(*components: Doc, risks: list[Doc] | None = None, **asks: Any) -> Doc:
    """A document in which `goal` has to survive any single failure."""
    doc: Doc = {"components": list(components)}
    if risks:
        doc["shared_risks"] = risks
    return {**doc, "objectives": [{"of": "goal", "survives": 1, **asks}]}


# -- laws -----------------------------------------------------------------------------------------


def asked(doc: Doc) -> Doc:
    """The same with an objective for its first component."""
    return {**doc, "objectives": [{"of": doc["components"][0]["id"], "survives": 1}]}


@given(documents(size=6))
def test_each_is_valid_by_itself(doc: Doc) -> None:
    _all_valid(asked(doc))


@given(gray_documents(size=5))
def test_each_is_valid_where_something_limps(doc: Doc) -> None:
    _all_valid(asked(doc))


def _all_valid(doc: Doc) -> None:
    topology = Topology.from_dict(doc)
    judged = Judged.of(topology)
    choices = suggested(topology, judged, {})
    assert choices == suggested(topology, judged, {})
    assert len({choice.id for choice in choices}) == len(choices) <= making.MOST
    for choice in choices:
        assert choice.is_made_up
        assert choice.kind in KINDS
        assert choice.id.startswith(f"{choice.kind}:")
        assert choice.name
        assert applied(topology, [choice]) != topology
    if all(verdict.holds is not False for verdict in judged.verdicts):
        assert choices == []


def test_nothing_is_made_up_where_all_holds() -> None:
    doc = survives({"id": "goal", "needs": [{"any": ["a", "b"]}]}, {"id": "a"}, {"id": "b"})
    assert made(doc) == {}


def test_costs_are_by_kind() -> None:
    doc = survives({"id": "goal", "needs": ["a"]}, {"id": "a", "needs": []})
    assert {c.cost for c in made(doc).values()} == {1.0}
    assert {c.cost for c in made(doc, member=7.5).values()} == {7.5}


def test_it_is_told_how_many_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST", 3)
    needs = ["a", "b", "c"]
    doc = survives({"id": "goal", "needs": needs}, *({"id": n, "needs": []} for n in needs))
    topology = Topology.from_dict({"format": 1, "name": "many", **doc})
    said: list[str] = []
    choices = suggested(topology, Judged.of(topology), {}, tell=said.append)
    assert len(choices) == 3
    assert said == ["3 of 6 options that could be made up are looked at"]


def test_what_would_be_no_document_is_left_out() -> None:
    doc = survives(
        {"id": "goal", "needs": ["a", {"any": ["b", "c"]}]},
        {"id": "a", "count": 2, "quorum": 2, "needs": []},
        {"id": "b", "needs": []},
        {"id": "c", "needs": []},
        risks=[{"id": "half", "hits": ["a", "b"], "parts": 0.5}],
    )
    # Of a risk that hits parts of members something has to be left that has some.
    assert not [name for name in made(doc) if name.startswith("apart:")]


# -- each kind ------------------------------------------------------------------------------------


def test_a_second_link_is_hit_by_no_risk_of_the_first() -> None:
    doc = survives(
        {"id": "goal", "kind": "site", "needs": [{"reach": "net"}]},
        {"id": "net", "fails": False},
        {"id": "cable", "kind": "fibre", "connects": ["goal", "net"], "tags": ["duct"]},
        risks=[{"id": "digger", "hits": {"kind": "fibre"}}],
    )
    second = made(doc)["path:cable"]
    assert second.spare == {"digger": ("cable-2",)}
    assert "apart from digger" in second.name
    assert falls(doc) == {"cable", "digger"}
    assert falls(doc, second) == set()


def test_a_side_that_is_cut_off_is_linked_to_the_nearest_of_the_rest() -> None:
    places = {"goal": 1.0, "mid": 2.0, "far": 9.0, "near": 3.0}
    nodes: list[Doc] = [{"id": n, "latitude": 0.0, "longitude": x} for n, x in places.items()]
    nodes[2]["fails"] = False
    nodes[0]["needs"] = [{"reach": "far"}]
    pairs = [("goal", "mid"), ("mid", "near"), ("near", "far"), ("mid", "far")]
    links = [{"id": f"{a}-{b}", "connects": [a, b]} for a, b in pairs]
    doc = survives(*nodes, *links)
    around = made(doc)["path:goal--near"]
    assert "222 km" in around.name
    assert "mid" in falls(doc)
    assert falls(doc, around) == set()


def test_one_more_member_carries_as_much_as_the_others() -> None:
    doc = survives(
        {"id": "goal", "needs": ["a"]},
        {"id": "a", "needs": [], "count": 2, "quorum": 2, "capacity": 10},
    )
    more = made(doc)["member:a"]
    assert more.change == {"a": {"count": 3, "capacity": 15.0}}
    assert falls(doc, more) == set()


def test_a_second_one_stands_where_the_risk_does_not_strike() -> None:
    doc = survives(
        {"id": "goal", "needs": ["a"]},
        {"id": "a", "kind": "dc", "location": "here", "needs": ["store"]},
        {"id": "store", "location": "here", "needs": []},
        {"id": "other", "kind": "dc", "location": "there", "needs": []},
        risks=[{"id": "flood", "hits": {"location": "here"}}],
    )
    second = made(doc)["member:a-2"]
    assert second.add["components"][0]["location"] == "there"
    assert "in there with its own of store" in second.name
    assert falls(doc, second) == set()


def test_a_release_strikes_only_so_many_members_at_a_time() -> None:
    doc = survives(
        {"id": "goal", "needs": ["a", "b"]},
        {"id": "a", "count": 10, "quorum": 7, "needs": []},
        {"id": "b", "count": 4, "quorum": 2, "needs": []},
        risks=[{"id": "release", "hits": ["a", "b"]}],
    )
    parts = made(doc)["apart:release"]
    assert parts.change == {"release": {"parts": 0.3}}
    assert falls(doc, parts) == set()
    assert falls(doc, Choice("more", 1.0, change={"release": {"parts": 0.31}})) == {"release"}


def test_replicas_are_moved_to_another_location() -> None:
    doc = survives(
        {"id": "goal", "needs": [{"any": ["a", "b"]}]},
        {"id": "a", "kind": "dc", "location": "x", "needs": []},
        {"id": "b", "kind": "dc", "location": "x", "needs": []},
        {"id": "c", "kind": "dc", "location": "y", "needs": []},
        apart="location",
    )
    assert made(doc)["apart:b"].change == {"b": {"location": "y"}}


def test_a_switch_takes_the_longest_that_meets_the_rto() -> None:
    slow = {"detect": "1 min", "activate": "9 min"}
    doc = survives(
        {"id": "goal", "demand": 1, "needs": [{"first_of": ["a", "b"], "switchover": slow}]},
        {"id": "a", "needs": []},
        {"id": "b", "needs": []},
        rto="5 min",
    )
    quicker = made(doc)["switch:goal"]
    assert quicker.change["goal"] == {
        "needs[0].switchover.detect": "30 s",
        "needs[0].switchover.activate": "4 min 30 s",
    }
    assert "within 5 min instead of 10 min" in quicker.name
    assert falls(doc) == {"a"}
    assert falls(doc, quicker) == set()


def crashing(level: float | None = None) -> Doc:
    """A standby that goes down under what is switched to it."""
    return {
        **survives(
            {"id": "goal", "demand": 100, "needs": [{"first_of": ["a", "b"]}]},
            {"id": "a", "needs": []},
            {"id": "b", "needs": [], "capacity": 60, "overload": {"mode": "crash"}},
            level=level or 1.0,
        ),
        "load_unit": "calls/s",
    }


def test_capacity_is_what_comes() -> None:
    choices = made(crashing())
    assert choices["capacity:b"].change == {"b": {"capacity": 100.0}}
    assert choices["capacity:b"].name == "b with 100 calls/s instead of 60"
    assert falls(crashing(), choices["capacity:b"]) == set()


def test_a_limit_sheds_what_would_crash() -> None:
    limit = made(crashing(0.5))["limit:b"]
    assert limit.change == {"b": {"overload.limit": 60.0}}
    assert falls(crashing(0.5)) == {"a"}
    assert falls(crashing(0.5), limit) == set()
    assert falls(crashing(0.7), limit) == {"a"}


def test_less_capacity_is_enough_where_a_level_allows_it() -> None:
    doc = crashing(0.8)
    doc["components"][2]["overload"] = {"mode": "shed"}
    assert made(doc)["capacity:b"].change == {"b": {"capacity": 80.0}}


def test_a_capacity_without_closed_form_is_bisected() -> None:
    doc = crashing(0.9)
    doc["components"][2]["overload"] = {"mode": "shed", "cost": 0.1}
    doc["components"][0]["needs"] = [{"first_of": ["a", {"on": "b", "retries": 2}]}]
    enough = made(doc)["capacity:b"].change["b"]["capacity"]
    assert enough == 97.7961
    assert falls(doc, Choice("c", 1.0, change={"b": {"capacity": enough}})) == set()
    assert falls(doc, Choice("c", 1.0, change={"b": {"capacity": enough * 0.9999}})) == {"a"}


def test_capacity_is_enough_over_all_of_a_range() -> None:
    doc = crashing()
    doc["components"][0]["demand"] = {"low": 80, "high": 130, "value": 100}
    assert made(doc)["capacity:b"].change == {"b": {"capacity": 130.0}}


def carried(*pairs: tuple[str, str, float]) -> Doc:
    """A network with 10 units from a to b that has to survive any single failure."""
    links = [
        {"id": f"{a}{b}", "kind": "fibre", "connects": [a, b], "capacity": c} for a, b, c in pairs
    ]
    nodes = [{"id": n, "kind": "site", "fails": False} for n in "abc"]
    return {
        "components": [*nodes, *links],
        "traffic": [{"from": "a", "to": "b", "demand": 10}],
        "objectives": [{"of": "traffic", "survives": 1, "utilisation": 0.8}],
    }


def test_links_carry_what_is_diverted_to_them() -> None:
    doc = carried(("a", "b", 20), ("a", "c", 11), ("c", "b", 30))
    choices = made(doc)
    assert [c.change for c in choices.values()] == [{"ac": {"capacity": 12.5}}]
    assert _holds(doc, *choices.values())


def test_traffic_that_is_cut_off_has_a_second_way() -> None:
    doc = carried(("a", "b", 20), ("b", "c", 20))
    choices = made(doc)
    assert _holds(doc, choices["path:ab"])
    assert not _holds(doc)


def _holds(doc: Doc, *choices: Choice) -> bool:
    topology = applied(Topology.from_dict({"format": 1, "name": "made", **doc}), choices)
    return all(verdict.holds for verdict in Judged.of(topology).verdicts)


def test_what_limps_is_seen_in_time() -> None:
    doc = survives(
        {"id": "goal", "demand": 10, "needs": [{"first_of": ["a", "b"]}]},
        {"id": "a", "needs": [], "capacity": 10, "modes": [{"id": "slow", "leaves": 0.5}]},
        {"id": "b", "needs": [], "capacity": 10},
        rto="1 min",
    )
    seen = made(doc)["switch:a:slow"]
    assert seen.change == {"a": {"modes[0].seen": "1 min"}}
    assert falls(doc) == {"a:slow"}
    assert falls(doc, seen) == set()


def test_a_reserve_lasts_until_all_is_mended() -> None:
    doc = survives(
        {"id": "goal", "fails": False, "needs": [{"on": "power", "holds": "1 h"}]},
        {"id": "power", "needs": [], "repair": {"time": "3 h"}},
    )
    longer = made(doc)["battery:goal:power"]
    assert longer.change == {"goal": {"needs[0].holds": "3 h"}}
    assert "3 h instead of 1 h" in longer.name


def test_a_tool_that_falls_with_what_it_mends_is_had_twice() -> None:
    doc = survives(
        {"id": "goal", "needs": ["net"]},
        {"id": "net", "needs": [], "repair": {"time": "1 h", "needs": ["tools"]}},
        {"id": "tools", "needs": ["net"]},
        no_recovery_deadlock=True,
    )
    moved = made(doc)["repair:net:tools"]
    assert moved.change == {"net": {"repair.needs[0]": {"any": ["tools", "tools-2"]}}}
    topology = Topology.from_dict({"format": 1, "name": "made", **doc})
    assert Judged.of(topology).points.recovery_deadlocks
    assert not Judged.of(applied(topology, [moved])).points.recovery_deadlocks


def test_headroom_beside_another_question_is_no_error() -> None:
    asks = {"of": "all", "headroom": "80 %", "max_loss_per_incident": 1}
    doc = {
        "currency": "EUR",
        "components": [
            {"id": "goal", "demand": 9, "loss_per_hour": 5, "needs": ["db"]},
            {"id": "db", "capacity": 10, "needs": [], "repair": {"time": "1 h"}},
        ],
        "objectives": [asks],
    }
    assert made(doc)["capacity:db"].change == {"db": {"capacity": 11.25}}
