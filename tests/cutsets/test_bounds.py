"""Bounds of probabilities against all states, closed forms, and the exact diagram."""

from __future__ import annotations

from math import comb, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.fault_trees import probability, trees
from topology.cutsets import bounds as room
from topology.cutsets.bounds import bounds, more_than
from topology.cutsets.engine.engine import solve
from topology.cutsets.engine.fault_tree import Event, FaultTree, Gate

CLOSE = 1e-12


@given(trees(), st.data())
def test_the_probability_of_all_states_lies_between_them(
    tree: FaultTree, data: st.DataObject
) -> None:
    chances = st.sampled_from([0.0, 1e-4, 0.03, 0.4, 1.0])
    q = data.draw(st.lists(chances, min_size=len(tree.events), max_size=len(tree.events)))
    bits = data.draw(st.sampled_from([1, 20, 300, 2_000_000]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "MAX_BITS", bits)
        found = bounds(tree, q)
    exact = probability(tree, q)
    assert found.lower <= exact * (1 + CLOSE) + CLOSE
    assert exact <= found.upper * (1 + CLOSE) + CLOSE
    assert 0 <= found.lower <= found.upper <= 1


@given(trees())
def test_they_meet_where_all_failures_are_looked_at(tree: FaultTree) -> None:
    q = [0.05 + 0.1 * n / len(tree.events) for n in range(len(tree.events))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "MAX_FAILURES", 20)
        found = bounds(tree, q)
    if found.failures >= len(tree.events):
        assert isclose(found.lower, found.upper, rel_tol=1e-9)
        assert isclose(found.lower, solve(tree).unavailability(q), rel_tol=1e-9)


def two_of(number: int) -> FaultTree:
    events = tuple(Event(f"e{n}") for n in range(number))
    return FaultTree(events, (Gate(2, tuple(range(number))),), number)


def test_they_shrink_with_the_failures_that_are_looked_at() -> None:
    widths = []
    for most in (1, 2, 3, 4):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(room, "MAX_FAILURES", most)
            found = bounds(two_of(12), [0.01] * 12)
        widths.append(found.upper - found.lower)
        exact = more_than(1, [0.01] * 12)
        assert found.lower <= exact * (1 + CLOSE)
        assert exact <= found.upper * (1 + CLOSE)
        expected = sum(comb(12, k) * 0.01**k * 0.99 ** (12 - k) for k in range(2, most + 1))
        assert isclose(found.lower, max(expected, 0.01**2))
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 1e-7


def test_more_than_so_many_is_a_binomial_tail() -> None:
    expected = sum(comb(9, k) * 0.2**k * 0.8 ** (9 - k) for k in range(4, 10))
    assert isclose(more_than(3, [0.2] * 9), expected)


def test_single_failures_are_exact() -> None:
    events = tuple(Event(f"e{n}") for n in range(3))
    tree = FaultTree(events, (Gate(1, (0, 1, 4)), Gate(2, (2, 1))), 3)
    assert bounds(FaultTree(events, (Gate(1, (0, 1, 2)),), 3), [0.5] * 3).lower == 0.875
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "MAX_BITS", 1)
        found = bounds(tree, [0.5] * 3)
    assert (found.lower, found.upper) == (0.75, 0.75)
