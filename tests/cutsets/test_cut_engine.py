"""The engine against every set of events of small random trees, and against known answers."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import fault_trees
from topology.cutsets.engine.engine import solve
from topology.cutsets.engine.fault_tree import FaultTree

probabilities = st.lists(
    st.floats(0, 1, allow_subnormal=False),
    min_size=fault_trees.MAX_EVENTS,
    max_size=fault_trees.MAX_EVENTS,
)


@given(fault_trees.trees())
def test_counts_by_order(tree: FaultTree) -> None:
    solution = solve(tree)
    assert solution.complete
    assert solution.count_by_order == fault_trees.counts(tree)


@given(fault_trees.trees(), probabilities)
def test_sets_most_probable_first(tree: FaultTree, q: list[float]) -> None:
    q = [max(one, 1e-6) for one in q[: len(tree.events)]]
    found = list(solve(tree).most_probable(q))
    expected = fault_trees.minimal_sets(tree)
    assert {frozenset(s.events) for s in found} == set(expected)
    assert len(found) == len(expected)
    for one in found:
        assert list(one.events) == sorted(one.events)
        assert one.probability == pytest.approx(math.prod(q[e] for e in one.events))
        assert one.ways == fault_trees.ways_of(tree, frozenset(one.events))
    for earlier, later in itertools.pairwise(found):
        assert earlier.probability >= later.probability * (1 - 1e-12)


@given(fault_trees.trees())
def test_smallest_first_and_equals_by_event_numbers(tree: FaultTree) -> None:
    expected = sorted(
        (fault_trees.order_of(tree, s), sorted(s)) for s in fault_trees.minimal_sets(tree)
    )
    found = [list(s.events) for s in solve(tree).smallest()]
    assert [order_and_set(tree, s) for s in found] == expected


def order_and_set(tree: FaultTree, events: list[int]) -> tuple[int, list[int]]:
    return fault_trees.order_of(tree, frozenset(events)), events


@given(fault_trees.trees(), probabilities)
def test_exact_probability(tree: FaultTree, q: list[float]) -> None:
    q = q[: len(tree.events)]
    assert solve(tree).unavailability(q) == pytest.approx(fault_trees.probability(tree, q))


@given(fault_trees.trees(max_events=7), probabilities)
def test_birnbaum_is_the_slope(tree: FaultTree, q: list[float]) -> None:
    q = q[: len(tree.events)]
    found = solve(tree).birnbaum(q)
    for e in range(len(q)):
        failed = fault_trees.probability(tree, [*q[:e], 1.0, *q[e + 1 :]])
        works = fault_trees.probability(tree, [*q[:e], 0.0, *q[e + 1 :]])
        assert found[e] == pytest.approx(failed - works, abs=1e-12)
