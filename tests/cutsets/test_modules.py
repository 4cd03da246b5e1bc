"""Modules against their definition: no event below one is reached from elsewhere."""

from __future__ import annotations

from math import comb

from hypothesis import given

from tests.support import fault_trees
from topology.cutsets.cutsets import CutSets
from topology.cutsets.engine.fault_tree import Event, FaultTree, Gate
from topology.cutsets.engine.modules import coalesced, modules
from topology.document.document import Topology


def below(tree: FaultTree, node: int) -> set[int]:
    found: set[int] = set()
    todo = [node]
    while todo:
        for child in tree.gate(todo.pop()).inputs:
            if child not in found:
                found.add(child)
                if child >= len(tree.events):
                    todo.append(child)
    return found


def is_module(tree: FaultTree, node: int) -> bool:
    """Whether nothing outside has an input that is below the node."""
    inside = below(tree, node)
    return not any(
        child in inside
        for other in tree.inputs_first()
        if other != node and other not in inside
        for child in tree.gate(other).inputs
    )


@given(fault_trees.trees(constants=False))
def test_modules_by_definition(tree: FaultTree) -> None:
    simple = tree.simplified()
    if simple.top < len(simple.events):
        assert modules(simple) == []
        return
    expected = [node for node in simple.inputs_first() if is_module(simple, node)]
    found = modules(simple)
    assert [module.node for module in found] == expected
    heads = set(expected)
    for module in found:
        assert module.gates[-1] == module.node
        inside = set(module.gates)
        for node in module.gates:
            for child in simple.gate(node).inputs:
                assert child in inside or child in module.variables
        assert all(v < len(simple.events) or v in heads for v in module.variables)


@given(fault_trees.trees())
def test_coalescing_keeps_the_function(tree: FaultTree) -> None:
    assert fault_trees.failing_sets(coalesced(tree.simplified())) == fault_trees.failing_sets(tree)


def test_inputs_that_occur_together_are_a_gate() -> None:
    events = tuple(Event(f"e{k}") for k in range(4))
    tree = FaultTree(events, (Gate(1, (0, 1, 2)), Gate(1, (0, 1, 3)), Gate(2, (4, 5))), 6)
    grouped = coalesced(tree)
    assert Gate(1, (0, 1)) in grouped.gates
    assert [len(module.variables) for module in modules(grouped)] == [2, 3]


def test_strangers_are_parted() -> None:
    """(a and b) or (b and c) or (d and e) or (e and f): two halves that share nothing."""
    events = tuple(Event(name) for name in "abcdef")
    pairs = ((0, 1), (1, 2), (3, 4), (4, 5))
    tree = FaultTree(events, (*(Gate(2, pair) for pair in pairs), Gate(1, (6, 7, 8, 9))), 10)
    parts = [module for module in modules(coalesced(tree)) if len(module.variables) > 2]
    assert sorted(tuple(sorted(m.variables)) for m in parts)[:2] == [(0, 1, 2), (3, 4, 5)]


def test_depth_is_no_limit() -> None:
    number = 10_000
    events = tuple(Event(f"e{k}") for k in range(number))
    gates = [Gate(2, (number - 2, number - 1))]
    for k in range(number - 3, -1, -1):
        gates.append(Gate(1 + k % 2, (k, number + len(gates) - 1)))
    tree = FaultTree(events, tuple(gates), number + len(gates) - 1).simplified()
    assert len(modules(coalesced(tree))) == number - 2


def test_replicas_with_a_vote_of_their_own_each_are_counted_in_closed_form() -> None:
    """C(k, j) ways for j of k services, each down by itself or by 3 pairs of its own three."""
    k, up = 60, 40
    names = [f"s{i}" for i in range(k)]
    components: list[dict[str, object]] = [
        {"id": "top", "needs": [{"at_least": up, "of": names}]},
        *({"id": s, "needs": [{"at_least": 2, "of": [f"{s}-{n}" for n in "abc"]}]} for s in names),
        *({"id": f"{s}-{n}", "needs": []} for s in names for n in "abc"),
    ]
    down = k - up + 1
    found = CutSets.of(Topology.from_dict({"components": components}), "top")
    assert found.complete
    assert found.count_by_order == {
        down + pairs: comb(k, down) * comb(down, pairs) * 3**pairs for pairs in range(down + 1)
    }
