"""Random coherent fault trees, and their cut sets by trying every set of events."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from hypothesis import strategies as st

from topology.cutsets.engine.fault_tree import Event, FaultTree, Gate

MAX_EVENTS = 9


@st.composite
def trees(
    draw: st.DrawFn, max_events: int = MAX_EVENTS, max_gates: int = 8, constants: bool = True
) -> FaultTree:
    """A tree in which a gate's inputs are events and gates with lower numbers, any mixed."""
    number = draw(st.integers(1, max_events))
    events = tuple(
        Event(f"e{k}", draw(st.sampled_from((1, 1, 1, 2, 3))), draw(st.sampled_from((1, 1, 3))))
        for k in range(number)
    )
    gates: list[Gate] = []
    for g in range(draw(st.integers(0, max_gates))):
        node = st.integers(0, number + g - 1)
        inputs = draw(st.lists(node, min_size=0 if constants else 1, max_size=5))
        least, most = (0, len(inputs) + 1) if constants else (1, len(inputs))
        votes = draw(st.one_of(st.sampled_from((1, max(1, len(inputs)))), st.integers(least, most)))
        gates.append(Gate(votes, tuple(inputs)))
    top = draw(st.integers(max(0, number + len(gates) - 3), number + len(gates) - 1))
    return FaultTree(events, tuple(gates), top)


def fails(tree: FaultTree, failed: frozenset[int]) -> bool:
    """Whether the top fails when these events have."""
    state = [e in failed for e in range(len(tree.events))]
    for gate in tree.gates:
        state.append(sum(state[child] for child in gate.inputs) >= gate.votes)
    return state[tree.top]


def failing_sets(tree: FaultTree) -> list[frozenset[int]]:
    """All sets of events that fail the top, fewest events first."""
    events = range(len(tree.events))
    every = (frozenset(s) for size in range(len(events) + 1) for s in combinations(events, size))
    return [s for s in every if fails(tree, s)]


def minimal_sets(tree: FaultTree) -> list[frozenset[int]]:
    """The minimal ones of the failing sets."""
    found: list[frozenset[int]] = []
    for candidate in failing_sets(tree):
        if not any(known <= candidate for known in found):
            found.append(candidate)
    return found


def order_of(tree: FaultTree, failed: frozenset[int]) -> int:
    return sum(tree.events[e].order for e in failed)


def ways_of(tree: FaultTree, failed: frozenset[int]) -> int:
    return math.prod(tree.events[e].ways for e in failed)


def counts(tree: FaultTree) -> dict[int, int]:
    """Minimal sets by order, each counted in all its ways."""
    found: Counter[int] = Counter()
    for failed in minimal_sets(tree):
        found[order_of(tree, failed)] += ways_of(tree, failed)
    return dict(sorted(found.items()))


def probability(tree: FaultTree, q: Sequence[float]) -> float:
    """The probability of the top: the sum over all failing states."""
    return math.fsum(
        math.prod(one if e in failed else 1 - one for e, one in enumerate(q))
        for failed in failing_sets(tree)
    )
