"""Against every set of options applied and judged: the same optimum, the same verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import remedy_oracle
from tests.support.strategies_remedies import RemedyDraw
from topology.document.document import Topology
from topology.document.options.applying import applied
from topology.document.options.choices import choices
from topology.remedy.answer import Remedy
from topology.remedy.judging import Judge
from topology.remedy.remedies import Asked, remedy_of
from topology.remedy.search.searching import searched
from topology.remedy.search.tried import Tried

seeds = st.integers(0, 10**6)
DOCUMENTS = 2_000 if settings.default.max_examples > 100 else 20
PLAIN = Asked(frontier=False)


def compared(topology: Topology) -> tuple[Remedy, str]:
    """Holds an answer against all sets; says what sort of document it was."""
    tried = remedy_oracle.tried(topology)
    found = remedy_of(topology, PLAIN)
    assert found.verified
    before = remedy_oracle.clauses(topology)
    after = remedy_oracle.clauses(applied(topology, found.chosen))
    assert all(after.get(key) is True for key, holds in before.items() if holds is True)
    sort = "monotone" if tried.is_monotone else "not monotone"
    if tried.optimum is None:
        assert found.out_of_reach
        return found, f"{sort}, out of reach"
    assert not found.out_of_reach
    assert found.cost == pytest.approx(tried.optimum)
    assert remedy_oracle.does(before, after)
    assert found.lower_bound <= found.cost * (1 + 1e-9)
    assert found.proven
    return found, f"{sort}, {'nothing to do' if not found.chosen else 'mended'}"


@given(seeds)
@settings(max_examples=10)
def test_the_optimum_is_that_of_all_sets(seed: int) -> None:
    compared(RemedyDraw(seed).topology(4))


@pytest.mark.slow
def test_the_optimum_is_that_of_all_sets_where_options_make_worse() -> None:
    """Of some documents; of two thousand with the profile `fuzz`, in a quarter of an hour."""
    sorts = Counter(compared(RemedyDraw(seed).topology(6))[1] for seed in range(DOCUMENTS))
    assert sorts["not monotone, mended"]


@given(seeds)
@settings(max_examples=10)
def test_its_own_result_leaves_nothing_to_do(seed: int) -> None:
    topology = RemedyDraw(seed).topology(4)
    found = remedy_of(topology, PLAIN)
    if not found.out_of_reach:
        again = remedy_of(applied(topology, found.chosen), PLAIN)
        assert (again.chosen, again.verified, again.proven) == ((), True, True)


@given(seeds)
@settings(max_examples=8)
def test_one_option_more_never_makes_it_dearer(seed: int) -> None:
    topology = RemedyDraw(seed).topology(4)
    known = choices(topology)
    fewer = searched(Tried(Judge(topology, known[:-1])))
    more = searched(Tried(Judge(topology, known)))
    assert more.tried.rank(more.best)[:2] <= fewer.tried.rank(fewer.best)[:2]


@given(seeds)
@settings(max_examples=8)
def test_costs_that_are_all_multiplied_multiply_the_answer(seed: int) -> None:
    topology = RemedyDraw(seed).topology(4)
    known = choices(topology)
    scaled = [replace(choice, cost=choice.cost * 1_000) for choice in known]
    one, other = (searched(Tried(Judge(topology, some))) for some in (known, scaled))
    assert one.best == other.best
    assert other.proof.bound == pytest.approx(one.proof.bound * 1_000)
