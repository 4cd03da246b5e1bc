"""Formulas with not and xor: closed forms, every state looked at, and another variable order."""

from __future__ import annotations

from math import comb, isclose

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.formulas import (
    exactly_of,
    failing_states,
    odd_of,
    p_cuts,
    prime_implicants,
    probability,
    random_formula,
    sets_of,
)
from topology.cutsets.engine.diagram import BudgetExceededError
from topology.cutsets.engine.modules import modules
from topology.cutsets.engine.unavailability import probabilities
from topology.cutsets.engine.work import Work
from topology.cutsets.formulas import implicants, solving
from topology.cutsets.formulas.binary import small_diagram
from topology.cutsets.formulas.building import FormulaDiagram
from topology.cutsets.formulas.formula import Formula
from topology.cutsets.formulas.implicants import Implicants
from topology.cutsets.formulas.solving import solve_probability
from topology.values.deadlines import never

Q = (0.1, 0.2, 0.35, 0.6, 0.05)
SEEDS = st.integers(0, 1_000_000)


def literals(found: Implicants | None) -> set[frozenset[str]]:
    assert found is not None
    solution = found.solution
    return {frozenset(solution.events[n].name for n in each.events) for each in solution.smallest()}


@given(SEEDS)
@example(121958)  # a gate that names an input more often than it has votes
def test_the_probability_is_that_of_all_failing_states(seed: int) -> None:
    formula = random_formula(seed)
    solution = solve_probability(formula)
    assert solution is not None
    assert isclose(solution.unavailability(Q), probability(failing_states(formula), Q))


@given(SEEDS)
def test_birnbaum_is_what_a_certain_failure_adds(seed: int) -> None:
    formula = random_formula(seed)
    solution, states = solve_probability(formula), failing_states(formula)
    assert solution is not None
    for event, slope in enumerate(solution.birnbaum(Q)):
        certain, never_ = ([*Q[:event], one, *Q[event + 1 :]] for one in (1.0, 0.0))
        expected = probability(states, certain) - probability(states, never_)
        assert isclose(slope, expected, abs_tol=1e-12)


@given(SEEDS)
def test_minimal_p_cuts_are_the_least_failing_states(seed: int) -> None:
    formula = random_formula(seed)
    found = literals(implicants.minimal_p_cuts(formula, None, Work()))
    assert found == p_cuts(failing_states(formula))


@given(SEEDS, st.integers(1, 4))
def test_prime_implicants_are_those_of_quine_and_mccluskey(seed: int, order: int) -> None:
    formula = random_formula(seed)
    expected = prime_implicants(failing_states(formula), 5)
    found = implicants.prime_implicants(formula, None, Work())
    assert literals(found) == expected
    assert found is not None
    assert sum(found.solution.count_by_order.values()) == len(expected)
    some = literals(implicants.prime_implicants(formula, order, Work()))
    assert some == {one for one in expected if len(one) <= order}


@given(SEEDS, st.integers(1, 3))
def test_p_cuts_up_to_an_order_are_the_first_of_all(seed: int, order: int) -> None:
    formula = random_formula(seed)
    some = literals(implicants.minimal_p_cuts(formula, order, Work()))
    assert some == {one for one in p_cuts(failing_states(formula)) if len(one) <= order}


@given(SEEDS, st.sampled_from([None, 1, 2, 3, 4, 9]))
def test_the_lowest_p_cuts_are_found_without_the_others(seed: int, order: int | None) -> None:
    formula, work = random_formula(seed, 7, 11), Work()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(implicants, "SMALL", -1)
        patched.setattr(implicants, "LARGE", -1)
        found = implicants.minimal_p_cuts(formula, order, work)
    expected = p_cuts(failing_states(formula))
    assert literals(found) == {one for one in expected if order is None or len(one) <= order}


def test_the_lowest_p_cuts_of_much_work_say_up_to_which_order_they_are_complete(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # There are no sets of fewer than five, and those of five take more than is given.
    formula = exactly_of(5, 24)
    monkeypatch.setattr(implicants, "SMALL", -1)
    monkeypatch.setattr(implicants, "LARGE", -1)
    monkeypatch.setattr(implicants, "MAX_STEPS", 5)
    for order in (None, 7):
        found = implicants.minimal_p_cuts(formula, order, Work())
        assert found is not None
        assert not found.solution.complete
        assert found.solution.max_order == 4
        assert not found.solution.count_by_order
    found = implicants.minimal_p_cuts(formula, 4, Work())
    assert found is not None and found.solution.max_order == 4


@given(SEEDS)
def test_both_kinds_of_diagrams_have_the_same_probability(seed: int) -> None:
    formula = random_formula(seed).simplified()
    assert isinstance(formula, Formula)
    for module in modules(formula) if formula.top >= len(formula.events) else ():
        if not module.variables:
            continue
        own = small_diagram(formula, module, module.variables, 10_000)
        builder = FormulaDiagram(formula, module, module.variables[::-1], 10_000)
        builder.build(never)
        other = builder.diagram()
        q = {node: 0.1 + 0.8 * n / 9 for n, node in enumerate(module.variables)}
        values = [
            probabilities(one, [q[node] for node in one.variables])[one.root]
            for one in (own, other)
        ]
        assert isclose(*values)


@pytest.mark.parametrize("events", [2, 5, 30])
def test_an_odd_number_of_failures(events: int) -> None:
    solution = solve_probability(odd_of(events))
    assert solution is not None
    expected = (1 - (1 - 2 * 0.3) ** events) / 2
    assert isclose(solution.unavailability([0.3] * events), expected)
    found = implicants.prime_implicants(odd_of(events), None, Work())
    assert found is not None
    assert found.solution.count_by_order == {events: 2 ** (events - 1)}
    cuts = literals(implicants.minimal_p_cuts(odd_of(events), None, Work()))
    assert cuts == sets_of([f"e{n}" for n in range(events)], 1)


@pytest.mark.parametrize(("chosen", "events"), [(1, 3), (2, 5), (7, 20)])
def test_exactly_so_many_failures(chosen: int, events: int) -> None:
    formula = exactly_of(chosen, events)
    solution = solve_probability(formula)
    assert solution is not None
    expected = comb(events, chosen) * 0.2**chosen * 0.8 ** (events - chosen)
    assert isclose(solution.unavailability([0.2] * events), expected)
    found = implicants.prime_implicants(formula, None, Work())
    assert found is not None
    assert found.solution.count_by_order == {events: comb(events, chosen)}
    cuts = implicants.minimal_p_cuts(formula, None, Work())
    assert cuts is not None
    assert cuts.solution.count_by_order == {chosen: comb(events, chosen)}


def test_what_is_too_much_work_is_none() -> None:
    formula = exactly_of(7, 20)
    assert implicants.minimal_p_cuts(formula, None, Work(lambda: True)) is None
    assert implicants.prime_implicants(formula, None, Work(lambda: True)) is None
    with pytest.raises(BudgetExceededError):
        module = modules(formula)[-1]
        small_diagram(formula, module, module.variables, 50)


def test_too_large_a_formula_has_no_probability(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "ALONE", ())
    monkeypatch.setattr(solving, "TRIES", (("weighted", 10),))
    assert solve_probability(exactly_of(7, 20)) is None
