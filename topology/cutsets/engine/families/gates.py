"""The minimal solutions of a module from the minimal sets of its gates, bottom up.

An or is the union of its inputs' families, an and their product, an at-least gate the sums over
its inputs one by one; all minimal at once (the bottom-up form of MOCUS, Fussell and Vesely 1972,
on zero-suppressed diagrams). Inputs are taken smallest first, two at a time, so that a wide gate
is not gone through again for each of its inputs.

With a limit a gate keeps the sets that can still be part of one of the top within it (`certain`).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

from topology.cutsets.engine.diagram import TRUE, BudgetExceededError, Diagram
from topology.cutsets.engine.families.certain import Certain
from topology.cutsets.engine.families.zero_suppressed import Families, deep_enough
from topology.cutsets.engine.fault_tree import FaultTree
from topology.cutsets.engine.minimal_solutions import Limit
from topology.cutsets.engine.modules import Module
from topology.values.deadlines import never


class BottomUp:
    """A module's families over its variables in an order, within so many steps."""

    def __init__(
        self,
        tree: FaultTree,
        module: Module,
        order: Sequence[int],
        limit: Limit | None,
        steps: int,
        expired: Callable[[], bool] = never,
    ) -> None:
        self.tree = tree
        self.module = module
        self.order = tuple(order)
        weights = [1] * len(order) if limit is None else limit.weights
        self.families = Families(weights, steps, expired)
        self.most = sum(weights) if limit is None else limit.max_order
        self.certain = None if limit is None else Certain(tree, module, order, weights)

    @property
    def made(self) -> int:
        """How many steps have been made."""
        return self.families.made

    def solve(self) -> Diagram:
        """The minimal solutions; raises `BudgetExceededError` where they take more steps."""
        families, gates = self.families, self.module.gates
        found = {
            node: families.within(families.node(level, TRUE, 0), self.most)
            for level, node in enumerate(self.order)
        }
        last_use = {child: node for node in gates for child in self.tree.gate(node).inputs}
        with deep_enough(len(self.order)):
            for node in gates:
                found[node] = self._gate(node, found)
                for child in self.tree.gate(node).inputs:
                    if last_use[child] == node:
                        del found[child]
            return families.diagram(found[self.module.node], self.order)

    def _gate(self, node: int, found: dict[int, int]) -> int:
        gate, families = self.tree.gate(node), self.families
        within = self._bound(node)
        inputs = [within(found[child]) for child in gate.inputs]
        if gate.votes == 1:
            return self._merged(inputs, families.union)
        if gate.votes == len(inputs):
            return self._merged(inputs, lambda f, g: within(families.product(f, g, self.most)))
        below = [TRUE] + [0] * gate.votes
        for item in inputs:
            for k in range(gate.votes, 0, -1):
                more = within(families.product(item, below[k - 1], self.most))
                below[k] = families.union(more, below[k])
        return below[gate.votes]

    def _bound(self, node: int) -> Callable[[int], int]:
        """Leaves of a family what can be part of a set of the top within the limit."""
        if self.certain is None:
            return lambda family: family
        around = self.certain.around[node]
        most = self.most - around.more - self.certain.weight(around.variables)
        known: dict[tuple[int, int], int] = {}
        return lambda family: self.families.within(family, most, around.variables, known)

    def _merged(self, inputs: Sequence[int], of: Callable[[int, int], int]) -> int:
        """All inputs by an operation on two, those of fewest nodes first."""
        size = self._size
        heap = [(size(family), number, family) for number, family in enumerate(inputs)]
        heapq.heapify(heap)
        number = len(heap)
        while len(heap) > 1:
            _, _, one = heapq.heappop(heap)
            _, _, other = heapq.heappop(heap)
            both = of(one, other)
            number += 1
            heapq.heappush(heap, (size(both), number, both))
        return heap[0][2]

    def _size(self, family: int) -> int:
        return len(self.families.nodes_of(family))


def minimal_sets(
    tree: FaultTree,
    module: Module,
    order: Sequence[int],
    limit: Limit | None = None,
    steps: int = 1 << 30,
) -> Diagram | None:
    """The minimal solutions of a module, within a limit if there is one; None past so many steps.

    >>> from topology.cutsets.engine.fault_tree import Event, FaultTree, Gate
    >>> from topology.cutsets.engine.modules import modules
    >>> events = tuple(Event(name) for name in "abc")
    >>> tree = FaultTree(events, (Gate(2, (0, 1)), Gate(1, (2, 3)), Gate(2, (0, 1, 2))), 4)
    >>> [module] = modules(tree)
    >>> len(minimal_sets(tree, module, module.variables)) - 2
    3
    """
    try:
        return BottomUp(tree, module, order, limit, steps).solve()
    except BudgetExceededError:
        return None
