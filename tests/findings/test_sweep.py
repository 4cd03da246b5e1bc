"""Sweeps of contingencies against brute force, closed forms, and the analyses of one and of two."""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loads.test_cascade_properties import systems
from tests.support import oracles
from tests.support.effort import examples
from tests.support.oracles import Doc
from tests.support.strategies import documents
from tests.support.workers import elsewhere
from topology.document.document import Topology
from topology.errors import UsageError
from topology.finding import FailureClass
from topology.findings.single_points import SinglePoints
from topology.findings.sweep.combinations import count_up_to, failures_up_to
from topology.findings.sweep.sweep import NO_LOAD, Sweep

MEMBERS = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 4), max_size=6)


def sweep_of(doc: Doc, order: int, *targets: str) -> Sweep:
    return Sweep(SinglePoints.of(Topology.from_dict(doc), targets or None), order)


# -- which contingencies --------------------------------------------------------------------------


@given(MEMBERS, st.integers(1, 4))
def test_sets_of_failures_are_those_of_members_told_apart(
    members: dict[str, int], order: int
) -> None:
    apart = [(name, number) for name, times in members.items() for number in range(times)]
    chosen = (c for k in range(1, order + 1) for c in combinations(apart, k))
    wanted = {tuple(sorted(name for name, _ in some)) for some in chosen}
    found = list(failures_up_to(order, members))
    assert found == sorted(wanted, key=lambda some: (len(some), some))
    assert count_up_to(order, members) == len(found)


@pytest.mark.parametrize(("causes", "order"), [(5_000, 2), (300, 3), (7, 9)])
def test_of_single_members_there_are_as_many_as_subsets(causes: int, order: int) -> None:
    members = {f"c{number}": 1 for number in range(causes)}
    assert count_up_to(order, members) == sum(comb(causes, k) for k in range(1, order + 1))


# -- what they come to ----------------------------------------------------------------------------


@settings(max_examples=examples(50))
@given(documents(size=6), st.integers(1, 2))
def test_by_structure_it_is_what_the_oracle_takes_down(doc: Doc, order: int) -> None:
    points = SinglePoints.of(Topology.from_dict(doc), list(oracles.components(doc)))
    if not points.targets:
        return
    sweep = Sweep(points, order)
    for outcome in sweep.outcomes():
        lost = oracles.down(doc, outcome.failed)
        fallen = {name for name, kind in outcome.falls if kind is FailureClass.STRUCTURAL}
        assert fallen >= lost & set(sweep.targets)
        if sweep.load_unjudged:
            assert fallen == lost & set(sweep.targets)


@settings(max_examples=examples(20))
@given(systems(("shed", "crash", "queue"), paths=False))
def test_single_failures_are_the_single_points(doc: Doc) -> None:
    """Of each target but itself, in the same class."""
    points = SinglePoints.of(Topology.from_dict(doc))
    if not points.targets or points.load_unjudged:
        return
    points.judge_load()
    outcomes = list(Sweep(points, 1).outcomes())
    for target in points.targets:
        found = {
            outcome.failed[0]: dict(outcome.falls)[target]
            for outcome in outcomes
            if target in dict(outcome.falls) and outcome.failed[0] != target
        }
        causes = points.causes(target)
        assert found == {cause: points.failure_class(target, cause) for cause in causes}


@settings(max_examples=examples(12))
@given(systems(("shed", "crash"), plain=True, paths=False))
def test_pairs_are_those_of_which_neither_does_it_alone(doc: Doc) -> None:
    points = SinglePoints.of(Topology.from_dict(doc))
    if not points.targets or points.load_unjudged:
        return
    points.judge_load()
    try:
        pairs = points.pairs()
    except UsageError:
        return  # after some pair loads cannot be judged
    sweep = Sweep(points, 2)
    outcomes = list(sweep.outcomes())
    alone = {
        (outcome.failed[0], target)
        for outcome in outcomes
        for target, _ in outcome.falls
        if len(outcome.failed) == 1
    }
    found = {
        (*outcome.failed, target): kind
        for outcome in outcomes
        for target, kind in outcome.falls
        if len(outcome.failed) == 2
        and target not in sweep.by_structure  # of which pairs say nothing
        and not any((cause, target) in alone for cause in outcome.failed)
    }
    assert found == {(*pair.causes, pair.target): pair.point.failure_class for pair in pairs}


# -- whoever plays them ---------------------------------------------------------------------------


@settings(max_examples=examples(8))
@given(st.one_of(systems(("shed", "crash"), plain=True), documents(size=5)), st.integers(2, 3))
def test_it_is_the_same_whoever_plays_them(doc: Doc, jobs: int) -> None:
    points = SinglePoints.of(Topology.from_dict(doc))
    if not points.targets:
        return
    sweep = Sweep(points, 1)
    alone = list(sweep.outcomes())
    with elsewhere():
        assert list(sweep.outcomes(0, jobs)) == alone
        assert list(sweep.outcomes(3, jobs)) == alone[3:]


# -- what there is to judge -----------------------------------------------------------------------

SHOP: dict[str, Any] = {"components": [{"id": "shop", "needs": ["db"]}, {"id": "db"}]}


def test_without_loads_it_is_said_that_structure_alone_is_judged() -> None:
    sweep = sweep_of(SHOP, 2)
    assert sweep.load_unjudged == NO_LOAD
    assert [outcome.failed for outcome in sweep.outcomes()] == [("db",), ("shop",), ("db", "shop")]


def test_where_nothing_is_judged_there_is_no_sweep() -> None:
    with pytest.raises(UsageError, match="no target to judge"):
        sweep_of({"components": [{"id": "alone"}]}, 1)
    with pytest.raises(UsageError, match="at least 1, not 0"):
        sweep_of(SHOP, 0)
