"""What every cut set of a gate holds, and what every one of the top holds that a gate is part of.

Bottom up: all sets of an or hold what those of each input hold, all sets of an and what those of
any input hold (the dominators of an and-or graph). Top down: whatever set of a gate goes into one
of the top, at each and on the way the sets of the other inputs go in as well, and with them what
they hold for certain, and at least as much as their lightest set where they share nothing. So a
set that is too heavy together with these is too heavy for the top, and need not be kept.

Sets of variables are the bits of a number. O(inputs) operations on such numbers, but for ands of
many inputs, of which the first `MAX_OTHERS` are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from topology.cutsets.engine.fault_tree import FaultTree, gate_kind
from topology.cutsets.engine.modules import Module

MAX_OTHERS = 64
"""Inputs of an and whose lightest sets are added up."""


@dataclass(frozen=True, slots=True)
class Around:
    """What joins every set of a gate on its way to the top: these variables, and so much more."""

    variables: int
    more: int


class Certain:
    """For the gates of a module over variables in an order, of given weights."""

    def __init__(
        self, tree: FaultTree, module: Module, order: Sequence[int], weights: Sequence[int]
    ) -> None:
        self.tree = tree
        self.weights = weights
        self.below = {node: 1 << level for level, node in enumerate(order)}
        """Of each node the variables below it, in `held` those in all its sets."""
        self.held = dict(self.below)
        self.least = dict(zip(order, weights, strict=True))
        """No set of a node is lighter than this."""
        for node in module.gates:
            self._up(node)
        self.around = {module.node: Around(self.held[module.node], 0)}
        parents: dict[int, list[int]] = {}
        for node in module.gates:
            for child in tree.gate(node).inputs:
                parents.setdefault(child, []).append(node)
        for node in reversed(module.gates[:-1]):
            self.around[node] = self._down(node, parents[node])

    def weight(self, variables: int) -> int:
        """How much these variables weigh together."""
        total = 0
        while variables:
            last = variables & -variables
            total += self.weights[last.bit_length() - 1]
            variables ^= last
        return total

    def _up(self, node: int) -> None:
        gate = self.tree.gate(node)
        below, any_held = 0, 0
        all_held = self.held[gate.inputs[0]]
        for child in gate.inputs:
            below |= self.below[child]
            any_held |= self.held[child]
            all_held &= self.held[child]
        self.below[node] = below
        is_and = gate.votes == len(gate.inputs)
        self.held[node] = any_held if is_and else all_held
        lightest = sorted(self.least[child] for child in gate.inputs)[gate.votes - 1]
        if is_and:
            apart = self._apart(0, 0, list(gate.inputs))
            lightest = max(lightest, self.weight(any_held) + apart)
        self.least[node] = lightest

    def _apart(self, used: int, variables: int, others: Sequence[int]) -> int:
        """What sets of others add at least to what they hold, where they share nothing."""
        for other in others:
            variables |= self.held[other]
        used |= variables
        more = 0
        for other in others[:MAX_OTHERS]:
            rest = self.below[other] & ~self.held[other]
            if rest and not rest & used:
                more += self.least[other] - self.weight(self.held[other])
                used |= rest
        return more

    def _down(self, node: int, parents: Sequence[int]) -> Around:
        ways = [self._by(node, parent) for parent in parents]
        common = ways[0].variables
        for way in ways:
            common &= way.variables
        common |= self.held[node]
        foreign = ~(self.below[node] | common)
        more = min(way.more + self.weight(way.variables & foreign) for way in ways)
        return Around(common, more)

    def _by(self, node: int, parent: int) -> Around:
        """What joins a set of a node on its way by one parent."""
        gate, around = self.tree.gate(parent), self.around[parent]
        if gate_kind(gate) != "and":
            return around
        others = [child for child in gate.inputs if child != node]
        variables = around.variables
        for other in others:
            variables |= self.held[other]
        used = self.below[node] | around.variables
        return Around(variables, around.more + self._apart(used, variables, others))
