"""Sums over all that reaches a node: bit sets against the pass with corrections, and by sets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import strategies
from topology.document.document import Topology
from topology.structure.graph import Graph
from topology.structure.order_one import closure_sums as module
from topology.structure.order_one import order_one
from topology.structure.order_one.closure_sums import closure_sums
from topology.structure.order_one.order_one import OrderOne


@st.composite
def dags(draw: st.DrawFn) -> tuple[list[list[int]], list[int]]:
    size = draw(st.integers(1, 25))
    below = [
        draw(st.lists(st.integers(0, node - 1), max_size=4, unique=True)) if node else []
        for node in range(size)
    ]
    weight = st.one_of(st.integers(0, 9), st.integers(0, 2**80))
    return below, draw(st.lists(weight, min_size=size, max_size=size))


@given(dags(), st.integers(1, 40))
def test_each_weight_is_counted_once(case: tuple[list[list[int]], list[int]], block: int) -> None:
    below, weights = case
    closures: list[set[int]] = []
    for node, further in enumerate(below):
        closures.append({node}.union(*(closures[k] for k in further)))
    wanted = list(range(len(below)))
    expected = [sum(w for c, w in zip(closures, weights, strict=True) if k in c) for k in wanted]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", block)
        assert closure_sums(below, weights, wanted) == expected


@given(strategies.documents(size=8))
def test_both_ways_agree(doc: Any) -> None:
    graph = Graph.compile(Topology.from_dict(doc))
    weights = [v * v + 1 for v in range(graph.size)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order_one, "FEW_FOR_BITS", -1)
        by_corrections = OrderOne(graph).totals(weights)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order_one, "MANY", -1)
        assert OrderOne(graph).totals(weights) == by_corrections
