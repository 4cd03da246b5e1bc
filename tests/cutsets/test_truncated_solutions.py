"""Cut sets up to an order, with and without a whole diagram; and stopping early."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import fault_trees
from topology.cutsets.engine import engine as cut_engine
from topology.cutsets.engine.engine import solve
from topology.cutsets.engine.fault_tree import FaultTree

orders = st.integers(1, 6)


@pytest.fixture
def too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """No diagram is small enough for the race."""
    monkeypatch.setattr(cut_engine, "EASY", 0)


def expected_up_to(tree: FaultTree, most: int) -> dict[int, int]:
    return {k: n for k, n in fault_trees.counts(tree).items() if k <= most}


@given(fault_trees.trees(), orders)
def test_up_to_an_order(tree: FaultTree, most: int) -> None:
    solution = solve(tree, max_order=most)
    assert solution.count_by_order == expected_up_to(tree, most)
    assert solution.complete == (max(fault_trees.counts(tree), default=0) <= most)


@given(tree=fault_trees.trees(), most=orders)
@pytest.mark.usefixtures("too_large")
def test_without_a_whole_diagram(tree: FaultTree, most: int) -> None:
    solution = solve(tree, max_order=most)
    assert solution.count_by_order == expected_up_to(tree, most)
    sets = [
        (fault_trees.order_of(tree, s), sorted(s))
        for s in fault_trees.minimal_sets(tree)
        if fault_trees.order_of(tree, s) <= most
    ]
    found = [list(s.events) for s in solution.smallest()]
    assert [(fault_trees.order_of(tree, frozenset(s)), s) for s in found] == sorted(sets)


@given(tree=fault_trees.trees(), q=st.lists(st.floats(0.01, 0.99), min_size=9, max_size=9))
@pytest.mark.usefixtures("too_large")
def test_ranking_within_an_order(tree: FaultTree, q: list[float]) -> None:
    q = q[: len(tree.events)]
    whole = list(solve(tree).most_probable(q))
    within = [s for s in whole if fault_trees.order_of(tree, frozenset(s.events)) <= 3]
    assert list(solve(tree, max_order=3).most_probable(q)) == within
