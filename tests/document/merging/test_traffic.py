"""Merging what documents say of traffic and routing, and telling how it changed."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.document.merging.test_merging import conflicts, given_, joined
from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.document.merging.merging import merged
from topology.document.merging.renaming import renamed
from topology.findings.comparison.documents import changes

NODES: list[Doc] = [{"id": name, "kind": "site"} for name in "abc"]
LINKS: list[Doc] = [
    {"id": "ab", "kind": "fibre", "connects": ["a", "b"]},
    {"id": "bc", "kind": "radio", "connects": ["b", "c"]},
]


def network(*traffic: tuple[Any, Any, Any], **routing: Any) -> Doc:
    entries = [{"from": a, "to": b, "demand": amount} for a, b, amount in traffic]
    more = {"routing": routing} if routing else {}
    return {"format": 1, "name": "n", "components": [*NODES, *LINKS], **more, "traffic": entries}


def demands(document: Doc) -> list[tuple[Any, Any, Any]]:
    return [(d["from"], d["to"], d["demand"]) for d in document.get("traffic", ())]


# -- merging --------------------------------------------------------------------------------------


def test_what_each_has_is_united_and_what_both_have_is_one() -> None:
    found = joined(network(("a", "b", 5), ("b", "a", 2)), network(("a", "b", 5), ("b", "c", 3)))
    assert demands(found.document) == [("a", "b", 5), ("b", "a", 2), ("b", "c", 3)]
    assert found.notes.written.items[0].endswith("0 shared risks, 3 entries of traffic")


def test_what_one_document_has_twice_stays_twice() -> None:
    found = joined(network(("a", "b", 5), ("a", "b", 3)), network(("a", "b", 3)))
    assert demands(found.document) == [("a", "b", 3), ("a", "b", 5)]


def test_amounts_that_differ_contradict() -> None:
    one, other = network(("a", "b", 5)), network((["a"], "b", 7))
    assert conflicts(one, other)[0] == "traffic a → b: demand is 5.0 in a, 7.0 in b"
    assert demands(joined(one, other, prefer={"demand": "b"}).document) == [("a", "b", 7)]


def test_the_surer_amount_holds() -> None:
    one, other = network(("a", "b", 5)), network(("a", "b", 7))
    one["traffic"][0]["assumed"] = {"demand": "a third of the people"}
    found = joined(one, other)
    assert found.document["traffic"] == [{"from": "a", "to": "b", "demand": 7}]
    (said,) = found.notes.surer.items
    assert said == "traffic a → b: demand 7.0 (known in b) goes before 5.0 (assumed in a)"


def test_routing_is_joined_field_by_field() -> None:
    one, other = network(ways="equal-cost", over=["radio", "fibre"]), network(duplex="full")
    found = joined(one, {**other, "routing": {"duplex": "full", "over": ["fibre", "radio"]}})
    assert found.document["routing"] == {
        "duplex": "full", "over": ["fibre", "radio"], "ways": "equal-cost",
    }  # fmt: skip
    said = conflicts(network(ways="equal-cost"), network(ways="single"))[0]
    assert said == 'routing: ways is "equal-cost" in a, "single" in b'


def test_a_name_is_changed_wherever_traffic_has_it() -> None:
    doc = network(("a", ["a", "c"], 5), ("all", {"kind": "site"}, 1))
    names = {"a": "x", "all": "every", "site": "place"}
    assert demands(renamed(doc, names)) == [("x", ["x", "c"], 5), ("all", {"kind": "site"}, 1)]


SIDES = st.sampled_from(["a", "b", "c", "all", ["a", "c"], ["c", "a"], {"kind": "site"}])


@st.composite
def parts_of_traffic(draw: st.DrawFn) -> list[Doc]:
    """Three documents that know parts of the same traffic: of the same ends the same amount."""
    pairs = draw(st.lists(st.tuples(SIDES, SIDES), max_size=6))
    entries = [(a, b, len(str(sorted(a)) + str(sorted(b)))) for a, b in pairs if a != b]
    some = st.lists(st.sampled_from(entries), max_size=4, unique_by=str) if entries else st.just([])
    return [network(*draw(some)) for _ in range(3)]


@given(parts_of_traffic())
def test_neither_order_nor_steps_nor_repetition_mean_anything(docs: list[Doc]) -> None:
    files = [given_(name, doc) for name, doc in zip("abc", docs, strict=True)]
    first, *others = [merged(order).document for order in permutations(files)]
    assert all(other == first for other in others)
    assert joined(first).document == first
    a, b, c = files
    in_steps = merged([given_("ab", merged([a, b]).document), c]).document
    assert demands(in_steps) == demands(first)


# -- comparing ------------------------------------------------------------------------------------


def told(old: Doc, new: Doc) -> list[tuple[str, str, Any, Any]]:
    found = changes(Topology.from_dict(old), Topology.from_dict(new))
    assert not any(change.is_knowledge for change in found)
    return [(change.where, change.about, change.before, change.after) for change in found]


def test_changes_of_traffic_are_told_by_their_ends() -> None:
    old = network(("a", "b", 5), ("b", "c", 2), ("c", "a", 1))
    new = network(("b", "c", 2), ("a", "b", 8), ("all", "c", 3))
    assert told(old, new) == [
        ("traffic a → b", "demand", 5.0, 8.0),
        ("traffic all → c", "demand", None, 3.0),
        ("traffic c → a", "demand", 1.0, None),
    ]


def test_neither_order_nor_how_an_amount_is_divided_is_a_change() -> None:
    old = network(("a", "b", 5), ("a", ["b", "c"], 1))
    new = network((["c", "b"], "a", 0), ("a", ["c", "b"], 1), ("a", "b", 2), ("a", "b", 3))
    assert told(old, new) == [("traffic b, c → a", "demand", None, 0.0)]


def test_changes_of_routing_are_told_by_field() -> None:
    old, new = network(ways="equal-cost", over=["fibre"]), network(ways="all-shortest")
    assert told(old, new) == [
        ("routing", "over", ["fibre"], None),
        ("routing", "ways", "equal-cost", "all-shortest"),
    ]


def test_an_assumption_that_is_confirmed_is_knowledge() -> None:
    old, new = network(("a", "b", 5)), network(("a", "b", 5))
    old["traffic"][0]["assumed"] = {"demand": "a third of the people"}
    old["traffic"][0]["source"] = "a plan"
    found = changes(Topology.from_dict(old), Topology.from_dict(new))
    assert [(change.what, change.is_knowledge) for change in found] == [
        ("degree", True),
        ("source", True),
    ]


@pytest.mark.parametrize("metric", [2, {"low": 1, "high": 3}])
def test_metrics_and_coordinates_are_values_as_others(metric: Any) -> None:
    old = network()
    new = {**old, "components": [{**NODES[0], "latitude": 1.5, "longitude": 2}, *NODES[1:],
                                 {**LINKS[0], "metric": metric}, LINKS[1]]}  # fmt: skip
    assert [change[:2] for change in told(old, new)] == [
        ("a", "latitude"), ("a", "longitude"), ("ab", "metric"),
    ]  # fmt: skip
    assert joined(old, new).document == joined(new).document
