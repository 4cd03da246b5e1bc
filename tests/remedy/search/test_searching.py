"""The search finds what trying all subsets finds, and proves no more than is so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.set_judging import Rule, SetJudging, best_of_all, failure
from topology.remedy.judging import Chosen
from topology.remedy.search.searching import Searched, searched
from topology.remedy.search.tried import Tried

COSTS = (1.0, 1.0, 2.0, 3.0, 5.5, 0.1, 1e4)


@st.composite
def judgings(draw: st.DrawFn, *, is_monotone: bool) -> SetJudging:
    count = draw(st.integers(1, 7))
    places = st.frozensets(st.integers(0, count - 1), min_size=1, max_size=3)
    terms = st.lists(places, max_size=3).map(tuple)
    rules = {}
    for number in range(draw(st.integers(1, 5))):
        brought: tuple[Chosen, ...] = ()
        mended = draw(terms)
        if not is_monotone and draw(st.booleans()):
            brought = draw(terms)
            mended = draw(st.sampled_from((mended, (frozenset[int](),))))
        rules[failure(number)] = Rule(mended, brought)
    pairs = st.frozensets(st.integers(0, count - 1), min_size=2, max_size=2)
    clashes = draw(st.frozensets(pairs, max_size=3)) if count > 1 else frozenset()
    costs = draw(st.lists(st.sampled_from(COSTS), min_size=count, max_size=count))
    shows = draw(st.frozensets(st.sampled_from(sorted(rules))))
    return SetJudging(costs, rules, clashes, shows)


def found(judging: SetJudging, tries: int = 4_096) -> Searched:
    return searched(Tried(judging), tries)


def worth(answer: Searched) -> tuple[int, float]:
    return answer.tried.rank(answer.best)[:2]


@given(judgings(is_monotone=True))
def test_without_a_choice_that_makes_worse_it_is_the_first_of_the_cheapest(
    judging: SetJudging,
) -> None:
    left, cost, chosen = best_of_all(judging)
    answer = found(judging)
    assert answer.best == chosen
    assert worth(answer) == pytest.approx((left, cost))
    assert answer.proof.is_proven
    assert answer.proof.bound == pytest.approx(cost)
    assert answer.assumed_bound == pytest.approx(cost)
    assert answer.tried.witness is None


@given(judgings(is_monotone=False))
def test_with_choices_that_make_worse_it_costs_as_little(judging: SetJudging) -> None:
    left, cost, _ = best_of_all(judging)
    answer = found(judging)
    assert worth(answer) == pytest.approx((left, cost))
    assert answer.proof.is_proven


@given(judgings(is_monotone=False), st.integers(0, 6))
def test_a_bound_is_never_above_the_cheapest_however_few_are_tried(
    judging: SetJudging, tries: int
) -> None:
    left, cost, _ = best_of_all(judging)
    answer = found(judging, tries)
    own_left, own_cost = worth(answer)
    assert own_left >= left
    if own_left == left:
        assert answer.proof.bound <= cost * (1 + 1e-9) <= own_cost * (1 + 1e-8)
    if answer.proof.is_proven:
        assert worth(answer) == pytest.approx((left, cost))


@given(judgings(is_monotone=False))
def test_it_is_the_same_at_every_run(judging: SetJudging) -> None:
    first, second = found(judging), found(judging)
    assert (first.best, first.proof) == (second.best, second.proof)


@given(judgings(is_monotone=True), st.integers(0, 200))
def test_whenever_time_is_up_nothing_is_claimed_that_is_not_so(
    judging: SetJudging, questions: int
) -> None:
    left = iter(range(questions))
    answer = searched(Tried(judging, lambda: next(left, None) is None))
    assert answer.tried.witness is None
    most, cost, _ = best_of_all(judging)
    if answer.proof.is_proven:
        assert worth(answer) == (most, pytest.approx(cost))
    elif worth(answer)[0] == most:
        assert answer.proof.bound <= cost * (1 + 1e-9)
