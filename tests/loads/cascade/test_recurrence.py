"""Recurrence alone: states that were there before, and backlogs that hide in them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from topology.loads.cascade.recurrence import Recurrence, Visit


def visits(*seen: tuple[str, float, float, Mapping[int, float]]) -> tuple[Recurrence, list[bool]]:
    recurrence = Recurrence()
    found = [
        recurrence.look((state,), Visit(at, lost, backlogs)) for state, at, lost, backlogs in seen
    ]
    return recurrence, found


def test_a_state_that_was_there_before_is_a_period() -> None:
    recurrence, found = visits(("up", 5, 1, {}), ("down", 8, 2, {}), ("up", 15, 4, {}))
    assert found == [False, False, True]
    assert (recurrence.round_s, recurrence.lost_per_round) == (10, 3)
    assert recurrence.growing == frozenset()


def test_at_the_same_moment_nothing_has_gone_round() -> None:
    recurrence, found = visits(("up", 5, 1, {}), ("up", 5, 1, {}))
    assert found == [False, False]
    assert recurrence.round_s is None


@pytest.mark.parametrize(
    ("later", "found", "growing"),
    [
        ({3: 10.0, 4: 7.0}, True, {4}),
        ({3: 10.0, 4: 5.0}, True, set()),
        ({3: 9.0, 4: 9.0}, False, set()),
    ],
)
def test_a_backlog_that_shrinks_will_end(
    later: Mapping[int, float], found: bool, growing: set[int]
) -> None:
    recurrence, looks = visits(("on", 0, 0, {3: 10.0, 4: 5.0}), ("on", 1, 0, later))
    assert looks == [False, found]
    assert recurrence.growing == growing


def test_after_a_round_in_which_a_backlog_shrank_the_next_is_compared_with_that() -> None:
    _, found = visits(("on", 0, 0, {1: 3.0}), ("on", 1, 0, {1: 2.0}), ("on", 2, 0, {1: 2.0}))
    assert found == [False, False, True]
