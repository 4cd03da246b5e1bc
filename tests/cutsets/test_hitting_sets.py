"""Minimal cut sets by path sets: against all subsets, and against closed forms of networks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, combinations, count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from tests.support.grids import compiled, grid
from tests.support.oracles import Doc, down
from tests.support.strategies import any_path_graphs, documents
from topology.cutsets.hitting_sets import Found, minimal_hitting_sets
from topology.cutsets.path_sets import PathSets
from topology.cutsets.synthesis import causes_of
from topology.structure.graph import Graph


def found_in(
    graph: Graph,
    name: str,
    max_order: int | None = None,
    expired: Callable[[], bool] = lambda: False,
) -> tuple[list[tuple[str, ...]], Found]:
    target = graph.index[name]
    causes = causes_of(graph, target)
    orders = [cause.members for cause in causes]
    found = minimal_hitting_sets(PathSets(graph, target, causes), orders, max_order, expired)
    names = [
        tuple(causes[e].id for e in cut for _ in range(causes[e].members)) for cut in found.sets
    ]
    return sorted(tuple(sorted(cut)) for cut in names), found


def brute(doc: Doc, target: str, max_order: int) -> list[tuple[str, ...]]:
    """All minimal sets of failures, each member of an entry by itself, as the oracle has them."""
    causes = [
        component["id"]
        for component in doc["components"]
        if component.get("fails") is not False and component["id"] != target
        for _ in range(component.get("count", 1))
    ] + [risk["id"] for risk in doc.get("shared_risks", [])]
    sets = {
        tuple(sorted(failed))
        for order in range(max_order + 1)
        for failed in combinations(causes, order)
        if target in down(doc, failed)
    }
    return sorted(
        cut
        for cut in sets
        if not any(tuple(cut[:i] + cut[i + 1 :]) in sets for i in range(len(cut)))
    )


@settings(max_examples=examples(150))
@given(documents(size=5), st.data())
def test_all_sets_up_to_an_order(doc: Doc, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from([c["id"] for c in doc["components"]]))
    sets, found = found_in(compiled(doc), target, 3)
    assert sets == brute(doc, target, 3)
    assert found.order <= 3


@settings(max_examples=examples(100))
@given(any_path_graphs(max_nodes=5, max_links=7), st.data())
def test_all_sets_of_a_network(doc: Doc, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from([c["id"] for c in doc["components"]]))
    sets, found = found_in(compiled(doc), target)
    assert found.complete
    assert sets == brute(doc, target, len(doc["components"]))


@given(
    st.lists(st.frozensets(st.integers(0, 6), min_size=1), min_size=1, max_size=6),
    st.lists(st.integers(1, 3), min_size=7, max_size=7),
    st.integers(0, 6),
)
def test_hitting_sets_of_any_paths(
    paths: list[frozenset[int]], orders: list[int], max_order: int
) -> None:
    def around(failed: frozenset[int]) -> frozenset[int] | None:
        return next((path for path in paths if not path & failed), None)

    def hits(failed: Iterable[int]) -> bool:
        return around(frozenset(failed)) is None

    subsets = chain.from_iterable(combinations(range(7), size) for size in range(8))
    minimal = {
        cut for cut in subsets if hits(cut) and not any(hits(set(cut) - {event}) for event in cut)
    }
    found = minimal_hitting_sets(around, orders, max_order)
    small = {cut for cut in minimal if sum(orders[e] for e in cut) <= max_order}
    assert set(found.sets) == small
    assert len(found.sets) == len(small)
    assert not (found.complete and small != minimal)
    whole = minimal_hitting_sets(around, orders)
    assert whole.complete and set(whole.sets) == minimal


def test_the_corners_of_a_wide_grid() -> None:
    """14 x 14: a corner has 2 neighbours over 2 links, and so has the goal.

    Cut sets of order 2 are those around the corner, (link or node) x (link or node), and the same
    around the goal; the goal itself is of order 1.
    """
    graph = compiled(grid(14, 14))
    sets, found = found_in(graph, "0.0", 2)
    assert [len(cut) for cut in sets].count(1) == 1
    assert [len(cut) for cut in sets].count(2) == 8
    assert (found.order, found.complete) == (2, False)


def test_out_of_time_it_says_up_to_where_it_is_complete() -> None:
    graph = compiled(grid(6, 6))
    full, _ = found_in(graph, "0.0", 4)
    ticks = count()
    cut_short, found = found_in(graph, "0.0", 4, lambda: next(ticks) > 200)
    assert found.order in {1, 2, 3}
    assert not found.complete
    assert cut_short == [cut for cut in full if len(cut) <= found.order]


def test_never_up_is_cut_by_nothing() -> None:
    doc = {"components": [{"id": "a", "needs": [{"reach": "b"}]}, {"id": "b"}]}
    assert found_in(compiled(doc), "a")[1] == Found(((),), 1, complete=True)


@pytest.mark.parametrize("members", [1, 2, 5])
def test_members_count_as_failures(members: int) -> None:
    doc = {
        "components": [
            {"id": "a", "needs": [{"any": ["web", "b"]}]},
            {"id": "web", "count": members},
            {"id": "b"},
        ]
    }
    graph = compiled(doc)
    assert found_in(graph, "a")[0] == [("b", *["web"] * members)]
    assert found_in(graph, "a", members)[0] == []
