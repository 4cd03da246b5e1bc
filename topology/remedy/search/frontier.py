"""What can be had for less: what is left for each cost, and the best within a budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf

from topology.remedy.answer import Left, Step
from topology.remedy.judging import Chosen
from topology.remedy.search.hitting import Hitting
from topology.remedy.search.master import Solved
from topology.remedy.search.tried import NOTHING, Tried

FEW_SETS = 64
"""Sets that are all judged, where no more cost as little as is asked."""

Worth = tuple[int, float, int]


@dataclass(frozen=True, slots=True)
class Affordable:
    """Sets that break nothing, none dearer than is asked, with what they leave."""

    sets: tuple[Chosen, ...]
    is_exact: bool
    """Whether nothing else leaves less for its cost; else they are the best found."""


def worth(left: Left) -> Worth:
    """By what it is compared what is left; what a loss is that is not known is the worst."""
    loss = inf if left.loss_per_year is None else left.loss_per_year
    return left.never_back, loss, left.failures


def affordable(hitting: Hitting, most: float) -> Affordable:
    """All allowed sets up to a cost, or those among them that leave few failures for their cost.

    Of more than `FEW_SETS` the cheapest is looked for that leaves so many at most, for each number.
    """
    tried = hitting.tried
    if (every := _all_up_to(tried, most)) is not None:
        sets = [s for s in every if not tried.expired() and tried.failures(s) <= tried.first]
        return Affordable(tuple(sets), not tried.expired())
    _look(hitting, most)
    return Affordable(tuple(_least_for_cost(tried, most)), is_exact=False)


def steps(tried: Tried, sets: Iterable[Chosen]) -> list[Step]:
    """Of some sets those that leave less than any cheaper one, the cheapest first."""
    found: list[Step] = []
    for chosen in sorted(sets, key=lambda s: (tried.cost(s), len(s), sorted(s))):
        left = tried.judging.state(chosen).left
        if found and worth(left) >= worth(found[-1].left):
            continue
        ids = tuple(tried.judging.choices[i].id for i in sorted(chosen))
        step = Step(ids, tried.cost(chosen), left)
        if found and step.cost <= found[-1].cost:
            found.pop()
        found.append(step)
    return found


def _all_up_to(tried: Tried, most: float) -> list[Chosen] | None:
    """All allowed sets that cost no more; None if there are more than a few."""
    order = sorted(tried.every, key=lambda i: (tried.costs[i], i))
    found = [NOTHING]
    for i in order:
        for chosen in tuple(found):
            more = chosen | {i}
            if tried.cost(more) <= most and tried.can_be_had(chosen, i):
                found.append(more)
                if len(found) > FEW_SETS:
                    return None
    return found


def _look(hitting: Hitting, most: float) -> None:
    """Judges the cheapest sets that leave so many failures at most, from all but one to none."""
    tried = hitting.tried
    least = len(tried.known[tried.best])
    borne = len(tried.first) - 1
    while borne > least:

        def ask(with_ties: bool, borne: int = borne) -> Solved | None:
            return hitting.master.best(borne=borne, budget=most, with_ties=with_ties)

        solved = hitting.settled(ask)
        if solved is None:
            return
        borne = min(borne, len(tried.known[solved.chosen])) - 1


def _least_for_cost(tried: Tried, most: float) -> Iterator[Chosen]:
    harmless = [s for s, f in tried.known.items() if f <= tried.first and tried.cost(s) <= most]
    fewest = len(tried.first) + 1
    for chosen in sorted(harmless, key=lambda s: (tried.cost(s), len(tried.known[s]), sorted(s))):
        if len(tried.known[chosen]) < fewest:
            fewest = len(tried.known[chosen])
            yield chosen
