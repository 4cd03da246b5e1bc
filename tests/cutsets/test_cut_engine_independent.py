"""The engine against relibmss, whose minimal sets and probabilities come from its own diagrams."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from typing import Any

import pytest
import relibmss

from topology.cutsets.engine.engine import solve
from topology.cutsets.engine.fault_tree import Event, FaultTree, Gate


@pytest.fixture(autouse=True)
def dropped_where_they_were_made() -> Iterator[None]:
    """Nodes of relibmss may be dropped only by the thread that made them, and solving starts more.

    So no other thread collects garbage while there are any.
    """
    gc.disable()
    yield
    gc.collect()
    gc.enable()


def random_tree(seed: int, events: int = 40, gates: int = 45) -> FaultTree:
    """A tree of ors, ands and at-leasts whose gates share their inputs."""
    rng = random.Random(seed)
    made: list[Gate] = []
    for number in range(gates):
        near = range(max(0, events + number - 25), events + number)
        inputs = tuple(rng.sample([*range(events), *near], rng.randint(3, 5)))
        inputs = tuple(dict.fromkeys(inputs))
        votes = rng.choice((1, 2, len(inputs), rng.randint(1, len(inputs))))
        made.append(Gate(votes, inputs))
    top = Gate(3, tuple(range(events + gates - 5, events + gates)))
    named = tuple(Event(f"e{number}") for number in range(events))
    return FaultTree(named, (*made, top), events + gates)


def relibmss_node(tree: FaultTree) -> Any:
    """The same function there."""
    built = relibmss.BSS()
    nodes = [built.defvar(event.name) for event in tree.events]
    for gate in tree.gates:
        nodes.append(built.kofn(gate.votes, [nodes[child] for child in gate.inputs]))
    return built.getbdd(nodes[tree.top])


SEEDS = [*range(5), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(5, 40))]


@pytest.mark.parametrize("seed", SEEDS)
def test_minimal_sets_probability_and_birnbaum(seed: int) -> None:
    tree = random_tree(seed)
    rng = random.Random(seed)
    q = [rng.uniform(0.001, 0.2) for _ in tree.events]
    by_name = {event.name: one for event, one in zip(tree.events, q, strict=True)}
    node = relibmss_node(tree)
    solution = solve(tree)
    assert solution.complete
    theirs = {frozenset(names) for names in node.minpath().extract()}
    ours = {frozenset(tree.events[e].name for e in found.events) for found in solution.smallest()}
    assert len(theirs) > 20
    assert ours == theirs
    assert sum(solution.count_by_order.values()) == len(theirs)
    assert solution.unavailability(q) == pytest.approx(node.prob(by_name), rel=1e-9)
    slopes = node.bmeas(by_name)
    for event, slope in zip(tree.events, solution.birnbaum(q), strict=True):
        assert slope == pytest.approx(slopes.get(event.name, 0.0), rel=1e-9, abs=1e-15)
