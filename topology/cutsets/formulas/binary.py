"""Binary decision diagrams of small formulas, without a library.

To import the library takes longer than most formulas of people do altogether. A node decides one
variable (Bryant 1986); what two nodes come to together is remembered. Nodes are counted, so every
run gets as far.
"""

from __future__ import annotations

from collections.abc import Sequence

from topology.cutsets.engine.diagram import FALSE, TRUE, BudgetExceededError, Diagram
from topology.cutsets.engine.fault_tree import FaultTree
from topology.cutsets.engine.modules import Module
from topology.cutsets.formulas.formula import NOT, XOR


def small_diagram(tree: FaultTree, module: Module, order: Sequence[int], most: int) -> Diagram:
    """The diagram of a module in an order of its variables.

    Raises `BudgetExceededError` where it takes more than so many nodes, those out of use counted.
    """
    nodes = _Nodes(len(order), most)
    ready = {node: nodes.made(level, TRUE, FALSE) for level, node in enumerate(order)}
    for node in module.gates:
        gate = tree.gate(node)
        ready[node] = nodes.gate(gate.votes, [ready[child] for child in gate.inputs])
    return nodes.below(ready[module.node], order)


class _Nodes:
    """All nodes that were made, each once; children before parents."""

    def __init__(self, levels: int, most: int) -> None:
        self.level = [levels, levels]
        self.high = [FALSE, TRUE]
        self.low = [FALSE, TRUE]
        self._most = most
        self._unique: dict[tuple[int, int, int], int] = {}
        self._known: dict[tuple[int, int, int], int] = {}

    def made(self, level: int, high: int, low: int) -> int:
        """The node that decides a level so."""
        if high == low:
            return high
        key = level, high, low
        node = self._unique.get(key)
        if node is None:
            node = self._unique[key] = len(self.level)
            if node > self._most:
                raise BudgetExceededError
            self.level.append(level)
            self.high.append(high)
            self.low.append(low)
        return node

    def gate(self, votes: int, inputs: list[int]) -> int:
        """What a gate comes to; inputs from the bottom up, so that most steps see few nodes."""
        if votes == NOT:
            return self.ite(inputs[0], FALSE, TRUE)
        if votes == XOR:
            return self.ite(inputs[0], self.ite(inputs[1], FALSE, TRUE), inputs[1])
        inputs.sort(key=self.level.__getitem__, reverse=True)
        if votes == len(inputs):
            found = TRUE
            for one in inputs:
                found = self.ite(one, found, FALSE)
            return found
        below = [TRUE] + [FALSE] * votes
        for one in inputs:
            below[1:] = [self.ite(one, below[k - 1], below[k]) for k in range(1, votes + 1)]
        return below[votes]

    def ite(self, one: int, then: int, other: int) -> int:
        """`then` where a node has failed, and `other` where it has not."""
        if one < 2:
            return then if one == TRUE else other
        if then == other:
            return then
        if then == TRUE and other == FALSE:
            return one
        if other == one:
            other = FALSE
        if then == one:
            then = TRUE
        if (then == TRUE and one > other > TRUE) or (other == FALSE and one > then > TRUE):
            # An or and an and are the same either way round.
            one, then, other = (other, TRUE, one) if then == TRUE else (then, one, FALSE)
        key = one, then, other
        found = self._known.get(key)
        if found is None:
            level, high, low = self.level, self.high, self.low
            top = min(level[one], level[then], level[other])
            ones = (high[one], low[one]) if level[one] == top else (one, one)
            thens = (high[then], low[then]) if level[then] == top else (then, then)
            others = (high[other], low[other]) if level[other] == top else (other, other)
            with_it = self.ite(ones[0], thens[0], others[0])
            found = self.made(top, with_it, self.ite(ones[1], thens[1], others[1]))
            self._known[key] = found
        return found

    def below(self, root: int, order: Sequence[int]) -> Diagram:
        """The nodes that are reached from one, as arrays."""
        used = [False] * (root + 1)
        used[root] = True
        for node in range(root, 1, -1):
            if used[node]:
                used[self.high[node]] = used[self.low[node]] = True
        number = {FALSE: FALSE, TRUE: TRUE}
        level, high, low = [0, 0], [0, 0], [0, 0]
        for node in range(2, root + 1):
            if used[node]:
                number[node] = len(level)
                level.append(self.level[node])
                high.append(number[self.high[node]])
                low.append(number[self.low[node]])
        return Diagram(tuple(order), level, high, low, number[root])
