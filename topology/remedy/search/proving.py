"""Is there nothing cheaper? Every set that is, is shown to fail, or tried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from topology.remedy.answer import Failure
from topology.remedy.judging import Chosen
from topology.remedy.search.hitting import master_of
from topology.remedy.search.making import Making
from topology.remedy.search.master import TOLERANCE, Master, Solved
from topology.remedy.search.rows import Row
from topology.remedy.search.tried import Tried

FEW = 12
"""Choices of which all sets are gone through one by one."""
SINGLE = 64
"""Of more choices, sets that are excluded alone: each makes the master harder."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How far it is shown that nothing is cheaper than the best that was tried."""

    is_proven: bool
    bound: float
    """What any set that leaves no more than the best costs at least."""
    sound_rows: int
    """Rows that hold by structure."""
    tried: int
    """Sets that were judged one by one and excluded alone."""
    out_of_time: bool


def proved(tried: Tried, making: Making, rows: Iterable[Row], limit: int) -> Proof:
    """Whether nothing is better than the best that was tried; what is better takes its place.

    `limit` is how many sets are tried at most.
    """
    sound = list(dict.fromkeys(row for row in rows if row.is_sound))
    prove = _one_by_one if len(tried.costs) <= FEW else _by_master
    return prove(tried, making, sound, limit)


def _one_by_one(tried: Tried, making: Making, sound: list[Row], limit: int) -> Proof:
    """Goes through all sets, the cheap ones first, and judges those that no sound row is about."""
    single = 0
    sets = sorted(_allowed(tried), key=lambda s: (tried.cost(s), len(s), sorted(s)))
    for chosen in sets:
        fails = {row.failure for row in sound if row.least <= chosen <= row.most}
        if not fails <= tried.first or (len(fails), tried.cost(chosen)) >= _worth(tried):
            continue
        is_new = chosen not in tried.known
        if is_new and (single >= limit or tried.expired()):
            bound = min(tried.cost(chosen), _worth(tried)[1])
            return Proof(False, bound, len(sound), single, single < limit)
        failing = tried.failures(chosen)
        made = _sound(making, chosen, failing - fails)
        sound += made
        single += is_new and not made
    if tried.expired():  # what was not judged to the end may have been taken for failing
        return Proof(False, 0.0, len(sound), single, out_of_time=True)
    return Proof(True, _worth(tried)[1], len(sound), single, out_of_time=False)


def _allowed(tried: Tried) -> Iterable[Chosen]:
    for size in range(len(tried.costs) + 1):
        for some in combinations(tried.every, size):
            if all(tried.can_be_had(frozenset(some[:n]), i) for n, i in enumerate(some)):
                yield frozenset(some)


def _by_master(tried: Tried, making: Making, sound: list[Row], limit: int) -> Proof:
    """Asks the master with sound rows alone for its best, again and again, until none is better.

    Each that would be better is judged: if it does, it is the best from then on, else it makes
    rows that hold by structure, or is excluded alone.
    """
    master = master_of(tried)
    for row in sound:
        master.add(row)
    single, bound = 0, 0.0
    while True:
        solved = master.best()
        if solved is None or not solved.is_optimal:
            break
        if len(solved.borne) >= _worth(tried)[0]:
            bound = solved.cost
        if _is_met(tried, solved):
            if tried.expired():
                return Proof(False, 0.0, len(sound), single, out_of_time=True)
            return Proof(True, _worth(tried)[1], len(sound), single, out_of_time=False)
        if single >= min(limit, SINGLE):
            break
        missed = tried.failures(solved.chosen) - solved.borne
        made = _sound(making, solved.chosen, missed)
        sound += made
        single += bool(missed) and not made
        for row in made or _alone(tried, solved.chosen, missed):
            master.add(row)
    out_of_time = solved is None or not solved.is_optimal
    return Proof(False, max(bound, _bound(tried, master)), len(sound), single, out_of_time)


def _sound(making: Making, chosen: Chosen, failing: Iterable[Failure]) -> list[Row]:
    made = (making.sound(chosen, failure) for failure in sorted(failing))
    return [row for row in made if row is not None]


def _alone(tried: Tried, chosen: Chosen, missed: Iterable[Failure]) -> list[Row]:
    """One row is enough to exclude a set; it says most of what cannot be borne."""
    worst = sorted(missed, key=lambda failure: (failure in tried.first, failure))
    return [Row(chosen, chosen, failure, is_sound=True) for failure in worst[:1]]


def _worth(tried: Tried) -> tuple[int, float]:
    return tried.rank(tried.best)[:2]


def _is_met(tried: Tried, solved: Solved) -> bool:
    """Whether the best that was tried is as good as anything that meets all sound rows."""
    slack = TOLERANCE * max(tried.costs, default=0) * max(1, len(solved.chosen))
    return _worth(tried) <= (len(solved.borne), solved.cost + slack)


def _bound(tried: Tried, master: Master) -> float:
    """What a set costs at least that meets all sound rows and bears no more than the best."""
    left, cost = _worth(tried)
    solved = master.best(borne=left)
    return 0.0 if solved is None else min(cost, solved.bound)
