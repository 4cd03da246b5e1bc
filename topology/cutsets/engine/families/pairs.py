"""The minimal solutions of one and of two failures, each gate a few numbers.

Of a gate the variables that fail it alone are the bits of one number, and for every other variable
those that fail it together with this one are the bits of another. These rows hold the single
failures too, so an or is the `or` of the rows and an and their `and`; a row that says no more than
that is not kept. O(gates x variables x variables / 64) at worst, mostly far less, and exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from topology.cutsets.engine.diagram import FALSE, TRUE, BudgetExceededError, Diagram
from topology.cutsets.engine.fault_tree import FaultTree
from topology.cutsets.engine.minimal_solutions import Limit
from topology.cutsets.engine.modules import Module
from topology.values.deadlines import never

Rows = dict[int, int]
Few = tuple[int, Rows]
"""The single failures of a gate, and the row of each variable whose row has more."""
NOTHING: Few = (0, {})


def pairs(
    tree: FaultTree,
    module: Module,
    order: Sequence[int],
    limit: Limit,
    expired: Callable[[], bool] = never,
) -> Diagram:
    """The minimal solutions of weight two or less, over the variables in an order."""
    heavier = sum(1 << level for level, weight in enumerate(limit.weights) if weight > 1)
    found: dict[int, Few] = {
        node: (int(limit.weights[level] <= 2) << level, {}) for level, node in enumerate(order)
    }
    last_use = {child: node for node in module.gates for child in tree.gate(node).inputs}
    for node in module.gates:
        if expired():
            raise BudgetExceededError
        gate = tree.gate(node)
        found[node] = _gate(gate.votes, [found[child] for child in gate.inputs], heavier)
        for child in gate.inputs:
            if last_use[child] == node:
                del found[child]
    return _diagram(found[module.node], order, heavier)


def _gate(votes: int, inputs: Sequence[Few], heavier: int) -> Few:
    if votes == 1:
        result = NOTHING
        for item in inputs:
            result = _either(result, item)
        return result
    if votes == len(inputs):
        result = inputs[0]
        for item in inputs[1:]:
            result = _both(result, item, heavier)
        return result
    below: list[Few | None] = [None] + [NOTHING] * votes
    for item in inputs:
        for k in range(votes, 0, -1):
            fewer, here = below[k - 1], below[k]
            assert here is not None
            below[k] = _either(here, item if fewer is None else _both(item, fewer, heavier))
    last = below[votes]
    assert last is not None
    return last


def _either(one: Few, other: Few) -> Few:
    """What fails one or the other."""
    single = one[0] | other[0]
    rows: Rows = {}
    if not one[1] and not other[1]:
        return single, rows
    for variable in {**one[1], **other[1]}:
        if not single >> variable & 1:
            row = one[1].get(variable, 0) | other[1].get(variable, 0) | single
            if row != single:
                rows[variable] = row
    return single, rows


def _both(one: Few, other: Few, heavier: int) -> Few:
    """What fails both; variables in `heavier` are as heavy as two and join no other."""
    (alone, rows), (other_alone, other_rows) = one, other
    single = alone & other_alone
    found: Rows = {}
    some = (alone | other_alone) & ~single
    variables = [*_bits(some), *(v for v in {**rows, **other_rows} if not some >> v & 1)]
    for variable in variables:
        bit = 1 << variable
        if (single | heavier) & bit:
            continue
        row = -1 if alone & bit else rows.get(variable, alone)
        row &= -1 if other_alone & bit else other_rows.get(variable, other_alone)
        row = row & ~heavier | single
        if row != single:
            found[variable] = row
    return single, found


def _bits(number: int) -> list[int]:
    """The places of the bits that are set, ascending."""
    text = f"{number:b}"[::-1]
    found, place = [], text.find("1")
    while place >= 0:
        found.append(place)
        place = text.find("1", place + 1)
    return found


def _diagram(few: Few, order: Sequence[int], heavier: int) -> Diagram:
    """The single failures and the pairs beside them, as a diagram of sets."""
    single, rows = few
    level, high, low = [0, 0], [0, 0], [0, 0]
    known: dict[tuple[int, int, int], int] = {}

    def node(at: int, above: int, below: int) -> int:
        key = at, above, below
        if key not in known:
            known[key] = len(level)
            level.append(at)
            high.append(above)
            low.append(below)
        return known[key]

    root = FALSE
    apart = ~(single | heavier)
    for variable in sorted({*_bits(single), *rows}, reverse=True):
        if single >> variable & 1:
            root = node(variable, TRUE, root)
            continue
        others = FALSE
        for other in reversed(_bits((rows[variable] & apart) >> (variable + 1))):
            others = node(other + variable + 1, TRUE, others)
        if others:
            root = node(variable, others, root)
    return Diagram(tuple(order), level, high, low, root)


def single_failures(tree: FaultTree, module: Module, order: Sequence[int], limit: Limit) -> Diagram:
    """The minimal solutions of one failure, without the library: they take no room worth counting.

    Each gate is the set of variables that fail it alone, as the bits of a number; O(inputs) such.
    """
    fails = {node: int(limit.weights[level] == 1) << level for level, node in enumerate(order)}
    for node in module.gates:
        gate = tree.gate(node)
        at_least = [-1] + [0] * gate.votes
        for child in filter(None, (fails[child] for child in gate.inputs)):
            for k in range(gate.votes, 0, -1):
                at_least[k] |= at_least[k - 1] & child
        fails[node] = at_least[gate.votes]
    alone = [level for level in range(len(order)) if fails[module.node] >> level & 1]
    number = len(alone)
    low = [FALSE, *range(2, number + 1)]
    return Diagram(
        tuple(order),
        [0, 0, *reversed(alone)],
        [0, 0, *([TRUE] * number)],
        [0, 0, *low[:number]],
        number + 1 if number else FALSE,
    )
