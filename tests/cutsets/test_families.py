"""Families of minimal sets against sets that are written out, by themselves and in the engine."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import fault_trees
from tests.support.effort import examples
from topology.cutsets.engine import engine
from topology.cutsets.engine.diagram import TRUE, BudgetExceededError, Diagram
from topology.cutsets.engine.families.certain import Certain
from topology.cutsets.engine.families.gates import BottomUp
from topology.cutsets.engine.families.pairs import pairs
from topology.cutsets.engine.families.zero_suppressed import Families
from topology.cutsets.engine.fault_tree import Event, FaultTree, Gate
from topology.cutsets.engine.minimal_solutions import Limit
from topology.cutsets.engine.modules import Module

Sets = frozenset[frozenset[int]]
LEVELS = 6
STEPS = 1 << 20
weights = st.lists(st.integers(1, 3), min_size=LEVELS, max_size=LEVELS)


def minimal(sets: Iterable[frozenset[int]]) -> Sets:
    every = set(sets)
    return frozenset(s for s in every if not any(other < s for other in every))


def _set(number: int) -> frozenset[int]:
    return frozenset(v for v in range(LEVELS) if number >> v & 1)


families = st.one_of(
    st.sampled_from([frozenset(), frozenset({frozenset[int]()})]),
    # Sets as the bits of a number: small sets alone would seldom have to do with one another.
    st.lists(st.integers(1, (1 << LEVELS) - 1), min_size=2, max_size=7).map(
        lambda numbers: minimal(map(_set, numbers))
    ),
)


def written(found: Families, sets: Sets) -> int:
    family = 0
    for one in sets:
        node = TRUE
        for level in sorted(one, reverse=True):
            node = found.node(level, node, 0)
        family = found.union(family, node)
    return family


def listed(diagram: Diagram) -> Sets:
    def below(node: int) -> list[frozenset[int]]:
        if node < 2:
            return [frozenset()] * node
        with_it = below(diagram.high[node])
        level = diagram.level[node]
        return [*(s | {level} for s in with_it), *below(diagram.low[node])]

    sets = below(diagram.root)
    assert len(sets) == len(set(sets))
    return frozenset(sets)


def read(found: Families, family: int) -> Sets:
    return listed(found.diagram(family, range(LEVELS)))


@given(families, families)
def test_union_and_without(one: Sets, other: Sets) -> None:
    found = Families([1] * LEVELS, STEPS)
    f, g = written(found, one), written(found, other)
    assert read(found, f) == one
    assert read(found, found.union(f, g)) == minimal(one | other)
    assert found.union(f, g) == found.union(g, f)
    rest = frozenset(s for s in one if not any(part <= s for part in other))
    assert read(found, found.without(f, g)) == rest


@given(families, families, weights, st.integers(0, 12))
def test_product_up_to_a_weight(one: Sets, other: Sets, weight: list[int], most: int) -> None:
    found = Families(weight, STEPS)
    f, g = written(found, one), written(found, other)
    together = minimal(s | t for s in one for t in other)
    light = frozenset(s for s in together if sum(weight[v] for v in s) <= most)
    assert read(found, found.product(f, g, most)) == light
    assert found.least[f] == min((sum(weight[v] for v in s) for s in one), default=1 << 62)


@given(families, weights, st.frozensets(st.integers(0, LEVELS - 1)), st.integers(0, 9))
def test_within_where_some_weigh_nothing(
    sets: Sets, weight: list[int], free: frozenset[int], most: int
) -> None:
    found = Families(weight, STEPS)
    family = found.within(written(found, sets), most, sum(1 << v for v in free))
    light = frozenset(s for s in sets if sum(weight[v] for v in s - free) <= most)
    assert read(found, family) == light


def whole(tree: FaultTree) -> Module:
    return Module(tree.top, tuple(tree.inputs_first()), tuple(range(len(tree.events))))


def of_orders(tree: FaultTree, most: int) -> Sets:
    every = fault_trees.minimal_sets(tree)
    return frozenset(s for s in every if fault_trees.order_of(tree, s) <= most)


shuffled = st.randoms(use_true_random=False)


@settings(max_examples=examples(50))
@given(fault_trees.trees(constants=False), shuffled, st.integers(1, 9))
def test_the_sets_of_a_tree_by_its_gates(tree: FaultTree, random: object, most: int) -> None:
    """Every gate of a tree in turn is the top: they share what is below them."""
    order = list(range(len(tree.events)))
    random.shuffle(order)  # type: ignore[attr-defined]
    weight = [tree.events[event].order for event in order]
    first = len(tree.events)
    for top in range(first, first + len(tree.gates)):
        one = FaultTree(tree.events, tree.gates, top).simplified()
        if one.top < first or not one.gate(one.top).inputs:
            continue
        module = whole(one)
        named = [frozenset(order[level] for level in s) for s in _sets(one, module, order, None)]
        assert frozenset(named) == frozenset(fault_trees.minimal_sets(one))
        limit = Limit(most, weight)
        named = [frozenset(order[level] for level in s) for s in _sets(one, module, order, limit)]
        assert frozenset(named) == of_orders(one, most)
        two = listed(pairs(one, module, order, Limit(2, weight)))
        assert {frozenset(order[v] for v in s) for s in two} == of_orders(one, 2)


def _sets(tree: FaultTree, module: Module, order: list[int], limit: Limit | None) -> Sets:
    return listed(BottomUp(tree, module, order, limit, STEPS).solve())


@settings(max_examples=examples(100))
@given(fault_trees.trees(max_events=7, constants=False))
def test_what_is_certain_joins_every_set_of_a_gate(tree: FaultTree) -> None:
    """A gate that may also fail by an event of its own shows what else the top takes then."""
    tree = tree.simplified()
    if tree.top < len(tree.events):
        return
    module = whole(tree)
    found = Certain(tree, module, module.variables, [event.order for event in tree.events])
    for node in module.gates:
        own = fault_trees.minimal_sets(FaultTree(tree.events, tree.gates, node))
        for one in own:
            assert found.held[node] == found.held[node] & bits(one)
            assert fault_trees.order_of(tree, one) >= found.least[node]
        around = found.around[node]
        for rest in _rests(tree, node):
            for one in own:
                together = rest | one
                assert around.variables == around.variables & bits(together)
                least = found.weight(bits(one) | around.variables) + around.more
                assert fault_trees.order_of(tree, together) >= least


def _rests(tree: FaultTree, node: int) -> list[frozenset[int]]:
    """What fails the top where a gate has failed by itself, and does not without."""
    extra = len(tree.events)
    raised = [
        Gate(gate.votes, tuple(child + (child >= extra) for child in gate.inputs))
        for gate in tree.gates
    ]
    moved = [extra + 1 + number for number in range(len(raised))]
    moved[node - extra] = len(raised) + extra + 1
    gates = [
        Gate(g.votes, tuple(moved[c - extra - 1] if c > extra else c for c in g.inputs))
        for g in raised
    ]
    either = Gate(1, (node + 1, extra))
    changed = FaultTree((*tree.events, Event("x")), (*gates, either), moved[tree.top - extra])
    return [s - {extra} for s in _minimal(changed) if extra in s]


def _minimal(tree: FaultTree) -> list[frozenset[int]]:
    """The minimal failing sets of a tree whose gates stand in any order."""
    order = {node: place for place, node in enumerate(tree.inputs_first(), len(tree.events))}
    gates = [
        Gate(tree.gate(node).votes, tuple(order.get(c, c) for c in tree.gate(node).inputs))
        for node in order
    ]
    return fault_trees.minimal_sets(FaultTree(tree.events, tuple(gates), order[tree.top]))


def bits(events: Iterable[int]) -> int:
    return sum(1 << event for event in events)


@settings(max_examples=examples(60))
@given(tree=fault_trees.trees(), most=st.integers(1, 6))
def test_the_engine_without_any_order_that_wins(tree: FaultTree, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine.Race, "run", lambda *_: None)
        every = engine.solve(tree, sets_only=True)
        some = engine.solve(tree, max_order=most, sets_only=True)
    counts = fault_trees.counts(tree)
    assert (every.complete, every.count_by_order) == (True, counts)
    assert some.count_by_order == {k: n for k, n in counts.items() if k <= most}


@pytest.mark.parametrize(("votes", "number"), [(2, 30), (3, 20), (9, 12)])
def test_choices_of_some_of_many(votes: int, number: int) -> None:
    """So many of a number, and the same again under an or that adds nothing."""
    events = tuple(Event(f"e{k}") for k in range(number))
    inputs = tuple(range(number))
    gates = (Gate(votes, inputs), Gate(votes + 1, inputs), Gate(1, (number, number + 1)))
    tree = FaultTree(events, gates, number + 2)
    found = _sets(tree, whole(tree), list(inputs), None)
    assert len(found) == comb(number, votes)
    assert all(len(one) == votes for one in found)


def test_sets_that_are_too_heavy_with_the_others_are_left_out() -> None:
    """Pairs below an and with three others are of no use up to order four; singles are."""
    events = tuple(Event(f"e{k}") for k in range(9))
    some = tuple(combinations(range(3), 2))
    gates = (*(Gate(2, pair) for pair in some), Gate(1, (3, 9, 10, 11)), Gate(4, (4, 5, 6, 12)))
    tree = FaultTree(events, gates, 13)
    found = Certain(tree, whole(tree), range(9), [1] * 9)
    assert (found.around[12].variables, found.around[12].more) == (bits((4, 5, 6)), 0)
    families = BottomUp(tree, whole(tree), range(9), Limit(4, [1] * 9), STEPS)
    assert listed(families.solve()) == {frozenset((3, 4, 5, 6))}


def test_too_many_steps_are_an_error() -> None:
    events = tuple(Event(f"e{k}") for k in range(40))
    gates = (Gate(20, tuple(range(40))), Gate(1, (39, 40)))
    tree = FaultTree(events, gates, 41)
    with pytest.raises(BudgetExceededError):
        BottomUp(tree, whole(tree), range(40), None, 1_000).solve()


AND_OF_ORS = ((1, (0, 1)), (1, (0, 2)), (2, (4, 5)))
"""(a or b) and (a or c): what the inputs share is not counted twice."""
TWO_WAYS = ((1, (0, 2, 3)), (2, (4, 0)), (2, (4, 1)), (1, (5, 6)))
"""An or g of a that is under g and a, and under g and b: by the first a takes nothing else."""


@pytest.mark.parametrize(
    ("gates", "most", "expected"),
    [
        pytest.param(AND_OF_ORS, 1, [(0,)], id="shared, 1"),
        pytest.param(AND_OF_ORS, 2, [(0,), (1, 2)], id="shared, 2"),
        pytest.param(TWO_WAYS, 1, [(0,)], id="two ways, 1"),
        pytest.param(TWO_WAYS, 2, [(0,), (1, 2), (1, 3)], id="two ways, 2"),
    ],
)
def test_what_is_shared_is_counted_once(
    gates: tuple[tuple[int, tuple[int, ...]], ...], most: int, expected: list[tuple[int, ...]]
) -> None:
    events = tuple(Event(name) for name in "abcd")
    tree = FaultTree(events, tuple(Gate(*gate) for gate in gates), 3 + len(gates))
    found = _sets(tree, whole(tree), list(range(4)), Limit(most, [1] * 4))
    assert sorted(map(sorted, found)) == [list(s) for s in expected]
