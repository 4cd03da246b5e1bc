"""Small random formulas, and their answers by looking at every state: nothing is shared."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import prod

from topology.cutsets.engine.fault_tree import Event
from topology.cutsets.formulas.formula import NOT, XOR, Formula, FormulaBuilder

State = tuple[bool, ...]


def random_formula(seed: int, events: int = 5, gates: int = 8) -> Formula:
    """A formula of gates over earlier nodes, of every kind."""
    draw = random.Random(seed)
    builder = FormulaBuilder(tuple(Event(f"e{n}") for n in range(events)))
    nodes = list(range(events))
    for _ in range(gates):
        number = draw.randint(2, 4)
        inputs = [draw.choice(nodes) for _ in range(number)]
        votes = draw.choice([1, number, 2, NOT, XOR])
        if votes in (NOT, XOR):
            inputs = inputs[: 1 if votes == NOT else 2]
        nodes.append(builder.gate(votes, inputs))
        nodes = [node for node in nodes if node >= 0] or list(range(events))
    return builder.tree(nodes[-1])


def fails(formula: Formula, state: State) -> bool:
    """Whether a formula fails in a state, gate by gate."""
    value = dict(enumerate(state))
    for node in formula.inputs_first():
        gate = formula.gate(node)
        failed = sum(value[child] for child in gate.inputs)
        if gate.votes == NOT:
            value[node] = not failed
        else:
            value[node] = failed == 1 if gate.votes == XOR else failed >= gate.votes
    return value[formula.top]


def failing_states(formula: Formula) -> list[State]:
    """All states in which it fails."""
    states = product((False, True), repeat=len(formula.events))
    return [state for state in states if fails(formula, state)]


def probability(states: Sequence[State], q: Sequence[float]) -> float:
    """The probability of any of some states."""
    return sum(
        prod(one if failed else 1 - one for one, failed in zip(q, state, strict=True))
        for state in states
    )


def p_cuts(states: Sequence[State]) -> set[frozenset[str]]:
    """What fails in these states, where no part of it does."""
    sets = {frozenset(f"e{n}" for n, failed in enumerate(state) if failed) for state in states}
    return {one for one in sets if not any(other < one for other in sets)}


def prime_implicants(states: Sequence[State], events: int) -> set[frozenset[str]]:
    """By joining products that differ in one literal, until none does (Quine and McCluskey)."""
    products: set[tuple[bool | None, ...]] = set(states)
    primes: set[tuple[bool | None, ...]] = set()
    while products:
        joined, used = set(), set()
        for one in products:
            for n in range(events):
                if one[n] is None:
                    continue
                other = (*one[:n], not one[n], *one[n + 1 :])
                if other in products:
                    joined.add((*one[:n], None, *one[n + 1 :]))
                    used |= {one, other}
        primes |= products - used
        products = joined
    return {frozenset(_literals(one)) for one in primes}


def _literals(product_: Sequence[bool | None]) -> Iterator[str]:
    for n, value in enumerate(product_):
        if value is not None:
            yield f"e{n}" if value else f"not e{n}"


def odd_of(events: int) -> Formula:
    """Fails with an odd number of failures: each failing state is a prime implicant."""
    builder = FormulaBuilder(tuple(Event(f"e{n}") for n in range(events)))
    top = 0
    for n in range(1, events):
        top = builder.gate(XOR, (top, n))
    return builder.tree(top)


def exactly_of(chosen: int, events: int) -> Formula:
    """Fails with exactly so many failures."""
    builder = FormulaBuilder(tuple(Event(f"e{n}") for n in range(events)))
    everything = range(events)
    more = builder.gate(NOT, [builder.gate(chosen + 1, everything)])
    return builder.tree(builder.gate(2, [builder.gate(chosen, everything), more]))


def sets_of(names: Sequence[str], size: int) -> set[frozenset[str]]:
    """All sets of so many."""
    return {frozenset(some) for some in combinations(names, size)}
