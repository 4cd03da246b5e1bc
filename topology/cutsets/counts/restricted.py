"""Simpler trees that fail more, or less, than one that is too large to be counted.

A path set keeps the top working, a cut set fails it. If of every gate only those inputs are left
that some chosen path sets use, the others taken as failed, the tree fails at least whenever the
full one does: its path sets are the chosen ones and what mixes of them. With the inputs of chosen
cut sets, the others taken as working, it fails at most then. The more are chosen, the closer.

Sets are chosen one by one from the top down, at each gate the inputs that cost least; what was
used before costs more, so that they differ. O(inputs) for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

from topology.cutsets.counts.polynomials import Group
from topology.cutsets.engine.fault_tree import FaultTree, Gate
from topology.cutsets.engine.modules import Module


class Chosen:
    """The inputs that path sets, or cut sets, use of each gate in some modules of a tree."""

    def __init__(
        self, tree: FaultTree, parts: Sequence[Module], groups: Sequence[Group], *, paths: bool
    ) -> None:
        self.tree = tree
        self.parts = parts
        self.paths = paths
        gates = [(node, tree.gate(node)) for node in tree.inputs_first()]
        self._shape = [(node, gate.inputs, self._need(gate)) for node, gate in gates]
        self._own = [_cost(group, paths=paths) for group in groups]
        self._uses: dict[int, int] = {}
        self.kept: dict[int, set[int]] = {node: set() for part in parts for node in part.gates}

    def add(self) -> None:
        """Chooses one more set of each module."""
        cost = self._costs()
        taken: set[int]
        for part in self.parts:
            taken = set()
            todo, own = [part.node], set(part.gates)
            while todo:
                node = todo.pop()
                taken.add(node)
                if node not in own:
                    self._uses[node] = self._uses.get(node, 0) + 1
                    continue
                gate = self.tree.gate(node)
                ranked = sorted(gate.inputs, key=lambda n: (n not in taken, cost[n], n))
                some = ranked[: self._need(gate)]
                self.kept[node].update(some)
                todo.extend(n for n in some if n not in taken)

    def restricted(self) -> FaultTree:
        """The tree with only the inputs that are used."""
        first = len(self.tree.events)
        gates = list(self.tree.gates)
        for node, kept in self.kept.items():
            gate = self.tree.gate(node)
            inputs = tuple(n for n in gate.inputs if n in kept)
            dropped = len(gate.inputs) - len(inputs) if self.paths else 0
            gates[node - first] = Gate(max(0, gate.votes - dropped), inputs)
        return FaultTree(self.tree.events, tuple(gates), self.tree.top)

    @property
    def size(self) -> int:
        """How many inputs are left."""
        return sum(map(len, self.kept.values()))

    def _need(self, gate: Gate) -> int:
        return len(gate.inputs) - gate.votes + 1 if self.paths else gate.votes

    def _costs(self) -> dict[int, float]:
        """What each node costs at least, as if nothing were shared."""
        cost = {event: own * (1 + self._uses.get(event, 0)) for event, own in enumerate(self._own)}
        for node, inputs, need in self._shape:
            if need == 1:
                cost[node] = min(map(cost.__getitem__, inputs))
            elif need == len(inputs):
                cost[node] = sum(map(cost.__getitem__, inputs))
            else:
                cost[node] = sum(sorted(map(cost.__getitem__, inputs))[:need])
        return cost


def _cost(group: Group, *, paths: bool) -> float:
    """How much an event adds to a set: to one that has to work, or to one that has to fail."""
    if not paths:
        return float(group.failing)
    return float(comb(group.count, group.failing)) * 0.1 ** (group.failing - 1)


def single_events(tree: FaultTree) -> list[int]:
    """The events each of which fails the top alone; as bits of numbers, O(inputs) of them."""
    number = len(tree.events)
    fails = {event: 1 << event for event in range(number)}
    for node in tree.inputs_first():
        gate = tree.gate(node)
        at_least = [(1 << number) - 1] + [0] * gate.votes
        for child in gate.inputs:
            for k in range(gate.votes, 0, -1):
                at_least[k] |= at_least[k - 1] & fails[child]
        fails[node] = at_least[gate.votes]
    alone = fails[tree.top]
    return [event for event in range(number) if alone >> event & 1]


def also_alone(tree: FaultTree, events: Sequence[int]) -> FaultTree:
    """The tree that fails with any of some events as well."""
    top = len(tree.events) + len(tree.gates)
    return FaultTree(tree.events, (*tree.gates, Gate(1, (*events, tree.top))), top)


def union(tree: FaultTree, sets: Sequence[Sequence[int]]) -> FaultTree:
    """The tree that fails when all events of any of some sets have."""
    first = len(tree.events)
    gates = [Gate(len(some), tuple(some)) for some in sets]
    top = Gate(1, tuple(range(first, first + len(gates))))
    return FaultTree(tree.events, (*gates, top), first + len(gates))
