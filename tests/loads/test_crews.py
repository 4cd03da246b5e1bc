"""Crews that skip whole rounds of alike units, against hands followed one by one."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from topology.loads.mechanisms.crews import Crews, Work


class Job(NamedTuple):
    """Members to work on: asked for at a time, and perhaps given up later."""

    asked: int
    weight: int
    members: int
    each: int
    unit_s: int
    dropped: int


jobs = st.lists(
    st.builds(
        Job,
        asked=st.integers(0, 60),
        weight=st.integers(1, 3),
        members=st.integers(1, 4),
        each=st.integers(1, 12),
        unit_s=st.integers(1, 9),
        dropped=st.one_of(st.just(10_000), st.integers(1, 120)),
    ),
    min_size=1,
    max_size=5,
)
Times = dict[int, list[int]]
"""By job, when each of its members was done."""


def one_by_one(given: list[Job], hands: int) -> tuple[Times, dict[int, int]]:
    """Second by second: each hand takes the next unit of the first job in the list."""
    left = {n: job.members * job.each for n, job in enumerate(given)}
    done, finished, begun = [0] * len(given), defaultdict[int, list[int]](list), dict[int, int]()
    busy: list[tuple[int, int]] = []
    order = sorted(range(len(given)), key=lambda n: (-given[n].weight, n))
    for t in range(2_500):
        for n, job in enumerate(given):
            if job.dropped == t:
                left[n] = 0
        for end, n in [pair for pair in busy if pair[0] <= t]:
            busy.remove((end, n))
            done[n] += 1
            if done[n] % given[n].each == 0 and given[n].dropped > t:
                finished[n].append(t)
        for n in order:
            while given[n].asked <= t < given[n].dropped and left[n] and len(busy) < hands:
                left[n] -= 1
                begun.setdefault(n, t)
                busy.append((t + given[n].unit_s, n))
    return dict(finished), begun


def by_rounds(given: list[Job], hands: int) -> tuple[Times, dict[int, int], int]:
    """The same by the crews, asked at the moments that they name."""
    crews, moments = Crews({"crew": hands}), 0
    works = [
        Work(
            (-job.weight, "", n), n, "verify", job.members * job.each, job.unit_s, "crew", job.each
        )
        for n, job in enumerate(given)
    ]
    finished = defaultdict[int, list[int]](list)
    given_s = sorted({t for job in given for t in (job.asked, job.dropped) if t < 10_000})
    while given_s or crews.next_s is not None:
        due = [t for t in (*given_s[:1], crews.next_s) if t is not None]
        now, moments = min(due), moments + 1
        if given_s and given_s[0] <= now:
            given_s.pop(0)
            for n, job in enumerate(given):
                if job.dropped == now and job.asked < job.dropped:
                    crews.drop(works[n], now)
                if job.asked == now < job.dropped:
                    crews.ask(works[n], now)
        for ended in crews.done(now):
            finished[ended.work.component] += [round(now)] * ended.members
        crews.assign(now)
    assert crews.idle == {"crew": hands}
    begun = {n: round(work.begun_s) for n, work in enumerate(works) if work.begun_s is not None}
    return dict(finished), begun, moments


@given(jobs, st.integers(1, 7))
def test_rounds_that_are_skipped_change_nothing(given: list[Job], hands: int) -> None:
    finished, begun, _ = by_rounds(given, hands)
    assert (finished, begun) == one_by_one(given, hands)


def test_a_million_alike_units_are_done_in_as_many_moments_as_there_are_members() -> None:
    job = Job(asked=0, weight=1, members=10, each=100_000, unit_s=60, dropped=10_000)
    finished, _, moments = by_rounds([job], hands=7)
    assert moments <= 3 * 10 + 2
    assert finished[0] == [-(-100_000 * member // 7) * 60 for member in range(1, 11)]


def test_a_shorter_work_goes_before_the_rest_of_a_long_one() -> None:
    long = Job(asked=0, weight=1, members=1, each=1_000_000, unit_s=10, dropped=10_000)
    short = Job(asked=5, weight=2, members=1, each=3, unit_s=1, dropped=10_000)
    finished, begun, moments = by_rounds([long, short], hands=1)
    assert (begun, finished) == ({0: 0, 1: 10}, {1: [13], 0: [10_000_003]})
    assert moments <= 8
