"""A formula: a fault tree whose gates may also deny an input or tell two apart (not, xor).

More failures may then repair something: the formula need not be coherent. A gate whose `votes` are
`NOT` fails while its one input has not failed, one whose votes are `XOR` while exactly one of its
two inputs has. All else, the rewriting and the modules too, is that of a tree (`fault_tree`), as
these ask only which inputs a gate has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from topology.cutsets.engine.fault_tree import ALWAYS, NEVER, FaultTree, GateBuilder

NOT = -1 << 40
"""No number of votes that is left while repeated inputs are resolved, which may be below 0."""
XOR = NOT - 1
_OPPOSITE = {ALWAYS: NEVER, NEVER: ALWAYS}


@dataclass(frozen=True, slots=True)
class Formula(FaultTree):
    """Events, gates that may be `NOT` or `XOR`, and the node that is asked about."""

    def builder(self) -> FormulaBuilder:
        """What makes new gates above the same events."""
        return FormulaBuilder(self.events)

    @property
    def is_coherent(self) -> bool:
        """Whether no gate is `NOT` or `XOR`."""
        return all(gate.votes >= 0 for gate in self.gates)


class FormulaBuilder(GateBuilder):
    """New gates above the same events, equal ones only once; double negation is none."""

    def gate(self, votes: int, inputs: Sequence[int]) -> int:
        """The node of a gate over nodes that are built; constants and repeats are resolved."""
        if votes == NOT:
            return self.negated(inputs[0])
        if votes == XOR:
            return self._either(*inputs)
        return GateBuilder.gate(self, votes, inputs)

    def negated(self, node: int) -> int:
        """The node that fails while another does not."""
        if node in _OPPOSITE:
            return _OPPOSITE[node]
        first = len(self.events)
        if node >= first and self.gates[node - first].votes == NOT:
            return self.gates[node - first].inputs[0]
        return self._node(NOT, (node,))

    def _either(self, one: int, other: int) -> int:
        """One of two and not the other; a denied input denies the whole."""
        if one == other:
            return NEVER
        for known, left in ((one, other), (other, one)):
            if known in _OPPOSITE:
                return left if known == NEVER else self.negated(left)
        first, denied, nodes = len(self.events), False, []
        for node in (one, other):
            gate = self.gates[node - first] if node >= first else None
            is_denied = gate is not None and gate.votes == NOT
            denied ^= is_denied
            nodes.append(gate.inputs[0] if gate is not None and is_denied else node)
        if nodes[0] == nodes[1]:
            return ALWAYS if denied else NEVER
        found = self._node(XOR, tuple(nodes))
        return self.negated(found) if denied else found

    def tree(self, top: int) -> Formula:
        """The formula below a node; a constant is a gate without inputs."""
        found = GateBuilder.tree(self, top)
        return Formula(found.events, found.gates, found.top)
