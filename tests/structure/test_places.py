"""Members in places: what goes down with a place, against members listed one by one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import oracles, spread_oracle
from tests.support.oracles import Doc
from tests.support.strategies_places import spread_documents
from topology import Finding, Topology
from topology.findings.single_points import SinglePoints
from topology.structure.graph import Graph
from topology.structure.order_one.order_one import OrderOne
from topology.structure.places import heavy


def graph_of(doc: Doc) -> Graph:
    return Graph.compile(Topology.from_dict(doc))


def found_in(doc: Doc) -> list[Finding]:
    return [f for f in SinglePoints.of(Topology.from_dict(doc)).findings() if f.cause]


def five_over_three(quorum: int, **more: Any) -> Doc:
    places = [{"id": f"az-{letter}", "needs": []} for letter in "abc"]
    u = {"id": "u", "count": 5, "quorum": quorum, "spread": ["az-a", "az-b", "az-c"], **more}
    return {"format": 1, "name": "places", "components": [u, *places]}


@pytest.mark.parametrize(
    ("quorum", "failed", "is_down"),
    [
        (3, ["az-a"], False),  # 2, 2, 1: three are left
        (4, ["az-a"], True),
        (4, ["az-c"], False),
        (3, ["az-a", "az-c"], True),
        (1, ["az-a", "az-b"], False),
        (1, ["az-a", "az-b", "az-c"], True),
        (3, ["az-a", "u"], True),  # of those that still stand
        (2, ["az-a", "u"], False),
        (2, ["az-a", "u", "u"], True),
        (3, ["u", "u"], False),
        (3, ["u", "u", "u"], True),
    ],
)
def test_members_go_down_with_their_place(quorum: int, failed: list[str], is_down: bool) -> None:
    doc = five_over_three(quorum)
    assert ("u" in graph_of(doc).down(failed)) is is_down
    assert ("u" in spread_oracle.down(doc, failed)) is is_down


def with_a_place_that_is_never_up(quorum: int) -> Doc:
    """Two of five members stand in vain."""
    doc = five_over_three(quorum)
    doc["components"][1]["needs"] = [{"reach": "island"}]
    doc["components"] += [
        {"id": "island", "needs": []},
        {"id": "top", "needs": ["u"]},
        {"id": "pier", "connects": ["az-b", "az-c"], "needs": []},
    ]
    return doc


@pytest.mark.parametrize("quorum", [2, 3])
def test_members_in_a_place_that_is_never_up_do_not_count(quorum: int) -> None:
    doc = with_a_place_that_is_never_up(quorum)
    graph = graph_of(doc)
    assert graph.never_up == {graph.index["az-a"]}
    for failed in (["u"], ["u", "u"], ["az-c"], ["az-b"], ["az-c", "u"]):
        assert set(graph.down(failed)) == spread_oracle.down(doc, failed)
    found = set(OrderOne(graph).causes(graph.index["top"])) - {graph.index["top"]}
    assert {graph.ids[cause] for cause in found} == spread_oracle.single_points(doc, "top")


@given(spread_documents(), st.data())
def test_down_is_that_of_members_one_by_one(doc: Doc, data: st.DataObject) -> None:
    names = [*oracles.components(doc), *oracles.shared_risks(doc)]
    failed = data.draw(st.lists(st.sampled_from(names), max_size=4))
    assert set(graph_of(doc).down(failed)) == spread_oracle.down(doc, failed)


@given(spread_documents())
def test_what_starts_from_cold_is_that_of_members_one_by_one(doc: Doc) -> None:
    graph = graph_of(doc)
    assert {graph.ids[v] for v in graph.cold_start} == spread_oracle.start_up(doc)


@given(spread_documents())
def test_single_failures_are_those_of_members_one_by_one(doc: Doc) -> None:
    graph = graph_of(doc)
    order = OrderOne(graph)
    names = [*graph.ids, *(risk.id for risk in graph.risks)]
    for v in set(range(graph.size)) - graph.never_up:
        found = {names[cause] for cause in order.causes(v)} - {graph.ids[v]}
        assert found == spread_oracle.single_points(doc, graph.ids[v])


@given(spread_documents())
def test_each_single_point_has_a_reason_that_ends_at_its_target(doc: Doc) -> None:
    for finding in found_in(doc):
        assert finding.reason[-1]


@given(spread_documents())
def test_spread_over_one_place_is_needing_it(doc: Doc) -> None:
    changed = [dict(component) for component in doc["components"]]
    plain = [dict(component) for component in doc["components"]]
    for one, other in zip(changed, plain, strict=True):
        if "spread" in one:
            one["spread"] = one["spread"][:1]
            other["needs"] = [*other.get("needs", []), other.pop("spread")[0]]
    spread, needing = (
        graph_of({**doc, "components": changed}),
        graph_of({**doc, "components": plain}),
    )
    causes = [*spread.ids, *(risk.id for risk in spread.risks)]
    assert spread.never_up == needing.never_up
    assert spread.cold_start == needing.cold_start
    for cause in causes:
        assert spread.down([cause]) == needing.down([cause])
        assert spread.down([cause, cause]) == needing.down([cause, cause])


@given(spread_documents(), st.randoms(use_true_random=False))
def test_the_order_of_places_with_equal_numbers_is_all_one(doc: Doc, chance: Any) -> None:
    def shuffled(component: Doc) -> Doc:
        if "spread" not in component:
            return component
        places = list(component["spread"])
        more = component["count"] % len(places)
        first, rest = places[:more], places[more:]
        chance.shuffle(first)
        chance.shuffle(rest)
        return {**component, "spread": first + rest}

    other = {**doc, "components": [shuffled(c) for c in reversed(doc["components"])]}
    assert found_in(doc) == found_in(other)


@given(
    st.lists(st.booleans(), min_size=1, max_size=6),
    st.integers(1, 3),
    st.integers(1, 20),
    st.sets(st.integers(0, 5)),
)
def test_a_weight_is_a_choice_of_gates(
    is_large: list[bool], least: int, wanted: int, down: set[int]
) -> None:
    members = [least + large for large in is_large]
    wanted = min(wanted, sum(members))
    holds: list[bool] = [number in down for number in range(len(members))]

    def gate(votes: int, inputs: Any) -> int:
        holds.append(sum(holds[node] for node in inputs) >= votes)
        return len(holds) - 1

    node = heavy(list(range(len(members))), members, wanted, gate)
    lost = sum(own for number, own in enumerate(members) if number in down)
    assert holds[node] is (lost >= wanted)


def test_many_members_cost_no_more_than_a_few() -> None:
    few, many = five_over_three(3), five_over_three(3_000)
    many["components"][0]["count"] = 5_000
    assert graph_of(many).node_count == graph_of(few).node_count


def test_the_reason_counts_the_members_that_are_left() -> None:
    doc = five_over_three(4, needs=[], demand=1)
    found = found_in(doc)
    assert [(f.cause, f.reason) for f in found] == [
        ("az-a", ("az-a fails", "u has 3 of 5 members left and needs 4")),
        ("az-b", ("az-b fails", "u has 3 of 5 members left and needs 4")),
    ]


def test_a_cause_of_several_places_is_summed_up() -> None:
    doc = five_over_three(3, needs=[], demand=1)
    doc["components"].append({"id": "grid", "needs": []})
    for place in doc["components"][1:3]:
        place["needs"] = ["grid"]
    found = found_in(doc)
    assert [(f.cause, f.reason) for f in found] == [
        ("grid", ("grid fails", "az-a needs grid", "u has 1 of 5 members left and needs 3"))
    ]
