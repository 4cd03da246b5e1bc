"""What can be had for less, against all sets."""

from __future__ import annotations

from math import fsum

from hypothesis import given
from hypothesis import strategies as st

from tests.remedy.search.test_searching import judgings
from tests.support.set_judging import SetJudging, is_allowed, subsets
from topology.remedy.judging import Chosen
from topology.remedy.search import growing
from topology.remedy.search.frontier import affordable, steps, worth
from topology.remedy.search.searching import searched
from topology.remedy.search.tried import Tried


@given(judgings(is_monotone=False))
def test_for_each_cost_nothing_leaves_less(judging: SetJudging) -> None:
    found = searched(Tried(judging))
    tried = found.tried
    most = tried.cost(found.best)
    sets = affordable(found.hitting, most)
    told = steps(tried, sets.sets)
    assert [step.cost for step in told] == sorted({step.cost for step in told})
    first = judging.failures(frozenset())
    for chosen in subsets(frozenset(tried.every)) if sets.is_exact else ():
        cost = fsum(judging.costs[i] for i in chosen)
        if is_allowed(judging, chosen) and cost <= most and judging.failures(chosen) <= first:
            left = worth(judging.state(chosen).left)
            assert any(step.cost <= cost and worth(step.left) <= left for step in told)


@given(st.integers(1, 200), st.data())
def test_growing_asks_little_and_finds_all_that_can_be_added(
    count: int, data: st.DataObject
) -> None:
    mending = data.draw(st.frozensets(st.integers(0, count - 1), max_size=3))
    asked = 0

    def fails(chosen: Chosen) -> bool:
        nonlocal asked
        asked += 1
        return not chosen & mending

    assert growing.grown(frozenset(), range(count), fails) == frozenset(range(count)) - mending
    assert asked <= 1 + 2 * len(mending) * (count.bit_length() + 1)
