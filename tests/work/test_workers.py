"""Blocks of a sweep: the same results in the same order, whoever does them; nobody is left over."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import time
from collections.abc import Callable
from itertools import count
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from tests.support.workers import elsewhere
from topology.document.document import Topology
from topology.errors import DocumentError, Problem, ResourceError, TopologyError, UsageError
from topology.values.deadlines import Deadline
from topology.work import workers as room
from topology.work.job import Job, blocks
from topology.work.known import packed, unpacked
from topology.work.workers import HERE, Counted, Workers

WORTH = room.WORTH


def begun(given: int) -> int:
    return given


def times(state: int, item: int) -> int:
    return state * item


def refused(_: int, item: int) -> int:
    if item == 3:
        raise DocumentError("shop.json", [Problem("components[1]", "is odd")])
    return item


def broken(_: int, item: int) -> int:
    return 1 // (item - 3)


def ended(_: int, item: int) -> int:
    if item == 3:
        os._exit(7)
    return item


def who(_: int, item: int) -> tuple[int, int]:
    return item, os.getpid()


def job(do: Callable[[int, int], Any]) -> Job[int, int, int, Any]:
    return Job(7, begun, do)


# -- in order -------------------------------------------------------------------------------------


@given(st.integers(0, 60), st.integers(1, 9))
def test_blocks_are_all_items_in_order(number: int, size: int) -> None:
    found = list(blocks(range(number), size))
    assert [item for block in found for item in block] == list(range(number))
    assert {len(block) for block in found[:-1]} <= {size}


@settings(max_examples=examples(40))
@given(
    st.integers(0, 60),
    st.integers(2, 4),
    st.lists(st.sampled_from([0.1, 1.0, 5.0]), min_size=60, max_size=60),
    st.booleans(),
)
def test_whoever_does_them_results_come_in_order(
    number: int, jobs: int, costs: list[float], is_counted: bool
) -> None:
    spent = [0.0]

    def state() -> int:
        spent[0] += sum(costs) / 60
        return 7

    counted = Counted(number, lambda: spent[0], first=2) if is_counted else None
    with elsewhere(first=3) as pools:
        found = list(Workers(jobs).each(job(times), range(number), state, counted))
    assert found == [7 * item for item in range(number)]
    assert all(pool.is_left for pool in pools)
    assert len(pools) == (number > (2 if is_counted else 0))


def test_one_process_asks_nobody() -> None:
    with elsewhere() as pools:
        assert list(HERE.each(job(times), range(5), lambda: 7)) == [0, 7, 14, 21, 28]
    assert pools == []


@pytest.mark.parametrize("cost", [0.999, 1.001])
def test_what_is_little_is_done_here(cost: float) -> None:
    """By the work that is counted, whatever the clock says."""
    number, spent = 100, iter(count(0, cost * room.WORTH / 84))  # for each question, as it were
    counted = Counted(number, lambda: 16 * next(spent))
    with elsewhere() as pools, mock.patch.multiple(room, WORTH=WORTH, BLOCK_WORK=2_000):
        found = list(Workers(8).each(job(times), range(number), lambda: 7, counted))
    assert found == [7 * item for item in range(number)]
    assert len(pools) == (cost > 1)


def test_it_is_asked_as_many_ahead_as_are_free() -> None:
    with elsewhere() as pools:
        found = Workers(2).each(job(times), range(1_000), lambda: 7)
        assert [next(found), next(found)] == [0, 7]
        assert len(pools[0].blocks) <= 2 * room.AHEAD * 2
        assert not pools[0].is_left
        found.close()
    assert pools[0].is_left


@pytest.mark.parametrize("jobs", [0, -1])
def test_there_is_at_least_one(jobs: int) -> None:
    with pytest.raises(UsageError, match="at least 1 job"):
        Workers.of(jobs)


# -- processes ------------------------------------------------------------------------------------


def test_processes_do_the_blocks_and_are_gone() -> None:
    found = list(Workers(2).each(job(who), range(40), lambda: 7))
    assert [item for item, _ in found] == list(range(40))
    pids = {pid for _, pid in found}
    assert os.getpid() not in pids
    assert len(pids) <= 2
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(
    ("do", "error", "words"),
    [
        (broken, ZeroDivisionError, "division"),
        (ended, ResourceError, "a process that took part was ended .* --jobs 1"),
        (refused, TopologyError, r"^shop.json: components\[1\]: is odd$"),
    ],
    ids=["broken", "ended", "refused"],
)
def test_what_goes_wrong_elsewhere_is_told_here(
    do: Callable[[int, int], Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        list(Workers(2).each(job(do), range(40), lambda: 7))
    assert multiprocessing.active_children() == []


# -- what is sent ---------------------------------------------------------------------------------


def test_what_both_have_is_sent_by_its_name() -> None:
    graph, other = [1, 2], [1, 2]
    data = packed({"of": graph, "with": (graph, 3)}, graph=graph)
    assert data is not None
    found = unpacked(data, graph=other)
    assert found == {"of": [1, 2], "with": ([1, 2], 3)}
    assert found["of"] is other
    assert found["with"][0] is other


def test_what_lives_in_its_process_alone_is_not_sent() -> None:
    assert packed(lambda: 1) is None
    assert packed(letter for letter in "a") is None


def test_a_deadline_is_sent_as_what_is_left() -> None:
    over, far = (pickle.loads(pickle.dumps(Deadline(s))) for s in (-1.0, 3_600.0))
    assert over()
    assert not far()
    soon = pickle.loads(pickle.dumps(Deadline(0.05)))
    time.sleep(0.06)
    assert soon()


def test_documents_are_sent_whole() -> None:
    topology = Topology.from_dict(
        {"components": [{"id": "a", "demand": {"low": 1, "high": 3, "value": 2}, "needs": ["b"]},
                        {"id": "b", "count": 3, "quorum": 2}]}
    )  # fmt: skip
    assert pickle.loads(pickle.dumps(topology)).to_dict() == topology.to_dict()
