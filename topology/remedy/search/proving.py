"""Is there nothing cheaper? Every set that is, is shown to fail, or tried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from topology.remedy.search.hitting import master_of
from topology.remedy.search.making import Making
from topology.remedy.search.master import TOLERANCE, Master, Solved
from topology.remedy.search.rows import Row
from topology.remedy.search.tried import Tried


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
    """Asks the master with sound rows alone for its best, again and again, until none is better.

    Each that would be better is judged: if it does, it is the best from then on, else it makes a
    row that holds by structure, or is excluded alone. After `limit` of them it is given up.
    """
    master = master_of(tried)
    sound = [row for row in dict.fromkeys(rows) if row.is_sound]
    for row in sound:
        master.add(row)
    single, bound = 0, 0.0
    solved: Solved | None = None
    for _ in range(limit + 1):
        solved = master.best()
        if solved is None or not solved.is_optimal:
            break
        if len(solved.borne) >= tried.rank(tried.best)[0]:
            bound = solved.cost
        if _is_met(tried, solved):
            return Proof(True, tried.cost(tried.best), len(sound), single, out_of_time=False)
        missed = tried.failures(solved.chosen) - solved.borne
        made = [making.sound(solved.chosen, failure) for failure in sorted(missed)]
        for row in made:
            master.add(row)
        lasting = [row for row in made if row.least != row.most or not row.most]
        sound += lasting
        single += bool(missed) and not lasting
    out_of_time = solved is None or not solved.is_optimal
    bound = max(bound, _bound(tried, master))
    return Proof(False, bound, len(sound), single, out_of_time)


def _is_met(tried: Tried, solved: Solved) -> bool:
    """Whether the best that was tried is as good as anything that meets all sound rows."""
    left, cost = tried.rank(tried.best)[:2]
    slack = TOLERANCE * max(tried.costs, default=0) * max(1, len(solved.chosen))
    return (left, cost) <= (len(solved.borne), solved.cost + slack)


def _bound(tried: Tried, master: Master) -> float:
    """What a set costs at least that meets all sound rows and bears no more than the best."""
    left, cost = tried.rank(tried.best)[:2]
    solved = master.best(borne=left)
    return 0.0 if solved is None else min(cost, solved.bound)
