"""Minimal solutions up to an order of a module whose whole diagram is too large.

Every gate is the family of those sets of at most k failures that fail it: an or is the union, an
and the intersection, an event the sets that have it. All are families within that of all sets of
at most k failures, which has k nodes a level, so what a binary diagram would spend on larger
sets is never made. The minimal ones are found as in `minimal_solutions`, whose rule holds within
families that are cut off by size: if s + x is in one, so is s.

Truncation by order goes back to MOCUS (Fussell and Vesely 1972), in zero-suppressed diagrams to
Jung, Han and Ha (2004).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from topology.cutsets.engine.diagram import (
    FALSE,
    MAX_MEMORY,
    TRUE,
    BudgetExceededError,
    Diagram,
    Nodes,
    Room,
    new_manager,
    read_out,
)
from topology.cutsets.engine.fault_tree import FaultTree
from topology.cutsets.engine.minimal_solutions import Limit
from topology.cutsets.engine.modules import Module

if TYPE_CHECKING:
    from oxidd.zbdd import ZBDDFunction, ZBDDManager


class Truncated:
    """A module's families of sets within a limit, in room for so many nodes."""

    def __init__(
        self, tree: FaultTree, module: Module, order: Sequence[int], limit: Limit, room: Room
    ) -> None:
        from oxidd.zbdd import ZBDDManager

        self.tree = tree
        self.module = module
        self.order = tuple(order)
        nodes, known = Nodes.SPARE * room.held, min(room.held, MAX_MEMORY)
        self.manager: ZBDDManager = new_manager(ZBDDManager, nodes, known)
        self.nodes = Nodes(self.manager, room, collects=True)
        self.manager.add_vars(len(order))
        self.singles = [self.manager.singleton(level) for level in range(len(order))]
        self.limit = limit

    def solve(self, expired: Callable[[], bool]) -> Diagram:
        """The minimal solutions within the limit."""
        try:
            self.all = self.limit.grid(self.singles, self.manager.base())[0][self.limit.max_order]
            return self._minimal(self._family(expired), expired)
        except MemoryError:
            raise BudgetExceededError from None

    def _family(self, expired: Callable[[], bool]) -> ZBDDFunction:
        tree, gates = self.tree, self.module.gates
        ready: dict[int, ZBDDFunction] = {}
        level_of = {node: level for level, node in enumerate(self.order)}
        last_use = {child: node for node in gates for child in tree.gate(node).inputs}
        for node in gates:
            self._go_on(expired)
            gate = tree.gate(node)
            for child in gate.inputs:
                if child not in ready:
                    ready[child] = self._with(level_of[child])
            inputs = [ready[child] for child in gate.inputs]
            ready[node] = self._gate(gate.votes, inputs, expired)
            for child in gate.inputs:
                if last_use[child] == node:
                    del ready[child]
        return ready[self.module.node]

    def made(self) -> int:
        """How many nodes there are by now, those out of use among them."""
        return self.nodes.made

    def _go_on(self, expired: Callable[[], bool]) -> None:
        self.nodes.need_room()
        if expired():
            raise BudgetExceededError

    def _with(self, level: int) -> ZBDDFunction:
        return self.all - self.all.subset0(level)

    def _gate(
        self, votes: int, inputs: list[ZBDDFunction], expired: Callable[[], bool]
    ) -> ZBDDFunction:
        below = [self.all] + [self.manager.empty()] * votes
        if votes == len(inputs):
            result = below[0]
            for item in inputs:
                self._go_on(expired)
                result = result & item
            return result
        for item in inputs:
            self._go_on(expired)
            below[1:] = [(item & below[k - 1]) | below[k] for k in range(1, votes + 1)]
        return below[votes]

    def _minimal(self, family: ZBDDFunction, expired: Callable[[], bool]) -> Diagram:
        constants = [self.manager.empty(), self.manager.base()]
        diagram = read_out(self.manager.export_dddmp, [*constants, family], self.order)
        families, minimal = list(constants), list(constants)
        for level, high, low in zip(
            diagram.level[2:], diagram.high[2:], diagram.low[2:], strict=True
        ):
            self._go_on(expired)
            single = self.singles[level]
            families.append(single.make_node(families[high], families[low]))
            minimal.append(single.make_node(minimal[high] - families[low], minimal[low]))
        if diagram.root in (FALSE, TRUE):
            return diagram
        return read_out(self.manager.export_dddmp, [*constants, minimal[diagram.root]], self.order)


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
