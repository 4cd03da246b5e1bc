"""Cut sets of entries whose members stand in places, against members listed one by one."""

from __future__ import annotations

from collections import Counter
from math import comb
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cutsets.test_synthesis import fails
from tests.support import spread_oracle
from tests.support.oracles import Doc, components, never_up
from tests.support.strategies_places import spread_documents
from topology import CutSets, Graph, Topology
from topology.cutsets import cutsets
from topology.cutsets.connectivity import TooWideError
from topology.cutsets.synthesis import fault_tree_of


def graph_of(doc: Doc) -> Graph:
    return Graph.compile(Topology.from_dict(doc))


@given(spread_documents(), st.data())
def test_the_tree_fails_when_the_target_does(doc: Doc, data: st.DataObject) -> None:
    graph = graph_of(doc)
    names = [
        name
        for name, component in components(doc).items()
        if component.get("fails") is not False
        for _ in range(component.get("count", 1))
    ] + [risk["id"] for risk in doc["shared_risks"]]
    drawn = data.draw(st.lists(st.integers(0, max(0, len(names) - 1)), max_size=5, unique=True))
    failed = [names[number] for number in drawn if names]
    down = spread_oracle.down(doc, failed)
    times = Counter(failed)
    for v, name in enumerate(graph.ids):
        found = fault_tree_of(graph, v, own=True)
        events = {
            event
            for event, cause in enumerate(found.causes)
            if times[cause.id] >= (cause.stage.failing if cause.stage else cause.members)
        }
        assert fails(found.tree, events) is (name in down)


def counted(sets: CutSets) -> dict[Any, int]:
    """How often each choice of ids and members is a minimal cut set."""
    found: Counter[Any] = Counter()
    for cut in sets.listed():
        key = tuple(sorted(zip(cut.ids, cut.members, strict=True)))
        found[key] += cut.multiplicity
    return dict(found)


def by_hand(doc: Doc, target: str) -> dict[Any, int]:
    found: Counter[Any] = Counter()
    for chosen in spread_oracle.failing_sets(doc, target):
        members = Counter(name.partition("#")[0] for name in chosen)
        found[tuple(sorted(members.items()))] += 1
    return dict(found)


MOST_FAILURES = 9
"""With so many single failures, members one by one, there are 512 sets to go through."""


@st.composite
def few_failures(draw: st.DrawFn) -> tuple[Doc, str]:
    """A document in which little can fail, so that all sets can be gone through."""
    doc = draw(spread_documents(size=5, most=4))
    for component in doc["components"]:
        if "spread" not in component:
            component.pop("count", None)
            component.pop("quorum", None)
    failing = [c for c in doc["components"] if "spread" not in c and c.get("fails") is not False]
    members = sum(c.get("count", 1) for c in doc["components"] if c.get("fails") is not False)
    for component in failing[: max(0, members + len(doc["shared_risks"]) - MOST_FAILURES)]:
        component["fails"] = False
    names = sorted(set(components(doc)) - never_up(spread_oracle.expanded(doc)))
    return doc, draw(st.sampled_from(names or ["n0"]))


@given(few_failures(), st.integers(1, 3))
def test_minimal_cut_sets_are_those_of_members_one_by_one(
    drawn: tuple[Doc, str], order: int
) -> None:
    """All of them, those up to an order, and those that path sets find."""
    doc, target = drawn
    sets = CutSets.of(Topology.from_dict(doc), target)
    wanted = by_hand(doc, target)
    assert counted(sets) == wanted
    orders: Counter[int] = Counter()
    for key, number in wanted.items():
        orders[sum(members for _, members in key)] += number
    assert sets.count_by_order == dict(sorted(orders.items()))
    assert counted(CutSets.of(Topology.from_dict(doc), target, max_order=order)) == {
        key: n for key, n in wanted.items() if sum(own for _, own in key) <= order
    }

    def too_wide(*_: Any, **__: Any) -> Any:
        raise TooWideError("for the test")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutsets, "fault_tree_of", too_wide)
        sets = CutSets.of(Topology.from_dict(doc), target, max_order=4)
    assert counted(sets) == {k: n for k, n in wanted.items() if sum(own for _, own in k) <= 4}


def pool(count: int, quorum: int, places: int, **more: Any) -> Doc:
    names = [f"az-{number}" for number in range(places)]
    return {
        "components": [
            {"id": "shop", "needs": ["u"]},
            {"id": "u", "count": count, "quorum": quorum, "spread": names, **more},
            *({"id": name, "needs": []} for name in names),
        ]
    }


def test_sets_name_the_members_that_are_left() -> None:
    sets = CutSets.of(Topology.from_dict(pool(6, 3, 3)), "shop")
    assert [(cut.names, cut.multiplicity) for cut in sets.listed()] == [
        (("az-0", "az-1"), 1),
        (("az-0", "az-2"), 1),
        (("az-1", "az-2"), 1),
        (("az-0", "2 of the 4 u left"), 6),
        (("az-1", "2 of the 4 u left"), 6),
        (("az-2", "2 of the 4 u left"), 6),
        (("4 x u",), 15),
    ]
    assert sets.count_by_order == {2: 3, 3: 18, 4: 15}


def test_a_place_that_needs_those_who_stand_in_it_fells_only_its_own() -> None:
    doc = pool(5, 4, 3)
    doc["components"][-1]["needs"] = ["u"]
    sets = CutSets.of(Topology.from_dict(doc), "shop")
    assert counted(sets) == by_hand(doc, "shop")
    assert sets.count_by_order == {1: 2, 2: 4 + 10}


def test_a_place_that_is_never_up_takes_its_members_from_the_start() -> None:
    doc = pool(5, 2, 3)
    doc["components"][2]["needs"] = [{"reach": "island"}]
    doc["components"].append({"id": "island", "needs": []})
    sets = CutSets.of(Topology.from_dict(doc), "shop")
    assert counted(sets) == by_hand(doc, "shop")
    assert ("2 of the 3 u left",) in [cut.names for cut in sets.listed()]


def test_thousands_of_members_are_counted_in_closed_form() -> None:
    count, quorum = 3_000, 1_600
    sets = CutSets.of(Topology.from_dict(pool(count, quorum, 3)), "shop")
    assert sets.count_by_order == {
        2: 3,
        1 + 401: 3 * comb(2_000, 401),
        1_401: comb(3_000, 1_401),
    }
    assert len(sets.causes) == 3 + 2
