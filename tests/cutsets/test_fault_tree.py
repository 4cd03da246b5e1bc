"""Simplification keeps the function, and leaves nothing to simplify."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given

from tests.support import fault_trees
from topology.cutsets.engine.fault_tree import Event, FaultTree, Gate

DEPTH = 10_000


def events(number: int) -> tuple[Event, ...]:
    return tuple(Event(f"e{k}") for k in range(number))


def simplified(number: int, *gates: Gate) -> FaultTree:
    return FaultTree(events(number), gates, number + len(gates) - 1).simplified()


@given(fault_trees.trees())
def test_same_function(tree: FaultTree) -> None:
    assert fault_trees.failing_sets(tree.simplified()) == fault_trees.failing_sets(tree)


@given(fault_trees.trees())
def test_nothing_is_left_to_simplify(tree: FaultTree) -> None:
    simple = tree.simplified()
    first = len(simple.events)
    assert simple.simplified() == simple
    assert simple.inputs_first() == list(range(first, first + len(simple.gates)))
    keys = [(gate.votes, frozenset(gate.inputs)) for gate in simple.gates]
    assert len(set(keys)) == len(keys)
    for gate in simple.gates:
        assert len(set(gate.inputs)) == len(gate.inputs) >= 2 or gate == simple.gate(simple.top)
        assert 1 <= gate.votes <= len(gate.inputs) or not gate.inputs


def test_constants() -> None:
    always, never = Gate(0, ()), Gate(1, ())
    assert simplified(1, always, Gate(1, (0, 1))).gates == (Gate(0, ()),)
    assert simplified(1, never, Gate(2, (0, 1))).gates == (Gate(1, ()),)
    assert simplified(1, always, never, Gate(2, (0, 1, 2))).top == 0
    assert simplified(2, always, Gate(2, (0, 1, 2))).gates == (Gate(1, (0, 1)),)


def test_an_input_named_twice_votes_twice() -> None:
    tree = simplified(3, Gate(2, (0, 0, 1, 2)))
    found = fault_trees.minimal_sets(tree)
    assert found == [frozenset({0}), frozenset({1, 2})]


def test_nested_gates_of_one_kind_are_one() -> None:
    assert simplified(3, Gate(1, (0, 1)), Gate(1, (3, 2))).gates == (Gate(1, (0, 1, 2)),)
    assert simplified(3, Gate(2, (0, 1)), Gate(2, (3, 2))).gates == (Gate(3, (0, 1, 2)),)
    shared = simplified(4, Gate(1, (0, 1)), Gate(1, (4, 2)), Gate(2, (4, 3)), Gate(2, (5, 6)))
    assert Gate(1, (0, 1)) in shared.gates


def test_equal_gates_are_one() -> None:
    (gate,) = simplified(2, Gate(2, (0, 1)), Gate(2, (1, 0)), Gate(1, (2, 3))).gates
    assert (gate.votes, set(gate.inputs)) == (2, {0, 1})


def test_depth_is_no_limit() -> None:
    """e0 or (e1 and (e2 or (e3 and ...)))."""
    number = DEPTH
    gates = [Gate(1, (number - 1,))]
    for k in range(number - 2, -1, -1):
        gates.append(Gate(1 + k % 2, (k, number + len(gates) - 1)))
    simple = FaultTree(events(number), tuple(gates), number + len(gates) - 1).simplified()
    assert len(simple.gates) == number - 1
    joined = [Gate(1, (number - 1,))]
    for k in range(number - 2, -1, -1):
        joined.append(Gate(1, (k, number + len(joined) - 1)))
    (only,) = FaultTree(events(number), tuple(joined), 2 * number - 1).simplified().gates
    assert only.inputs == tuple(range(number))


def test_brute_force_agrees_with_itself() -> None:
    tree = FaultTree(events(4), (Gate(2, (0, 1, 2, 3)),), 4)
    assert fault_trees.minimal_sets(tree) == [frozenset(s) for s in combinations(range(4), 2)]
