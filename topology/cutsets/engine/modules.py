"""The independent parts of a fault tree, found in linear time.

A gate is a module if nothing below it is reached from elsewhere than through it: for the rest of
the tree it is one variable. In a depth-first walk of all edges a gate is a module exactly when
every visit to anything below it lies between its first visit and its first leaving (Dutuit and
Rauzy 1996). Cost: the number of inputs.

More modules come of `coalesced`: inputs that several gates of one kind (all or, or all and) have
in common and no other gate has are one new gate; so are the inputs of an or or an and that share
nothing with its other inputs. Minimal cut sets of a module stand for its variable in those of
the parent, so its order polynomial, its probability and its ranking are substituted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from topology.cutsets.engine.fault_tree import FaultTree, gate_kind


@dataclass(frozen=True, slots=True)
class Module:
    """A gate that is a variable of its parent, and what lies between it and its own variables.

    `gates` are its nodes, inputs first and itself last; `variables` are events and the nodes of
    further modules, in the order in which a depth-first walk meets them.
    """

    node: int
    gates: tuple[int, ...]
    variables: tuple[int, ...]


def modules(tree: FaultTree) -> list[Module]:
    """The modules below the top, inner ones first, the top itself last; none of a lone event."""
    dates = _Dates(tree)
    order = tree.inputs_first()
    heads = {node for node in order if dates.is_module(node)}
    return [_module(tree, node, heads) for node in order if node in heads]


def _module(tree: FaultTree, head: int, heads: set[int]) -> Module:
    """The gates and the variables between a module and the modules below it."""
    first = len(tree.events)
    gates: list[int] = []
    seen = {head}
    variables: list[int] = []
    stack: list[tuple[int, Iterator[int]]] = [(head, iter(tree.gate(head).inputs))]
    while stack:
        node, rest = stack[-1]
        for child in rest:
            if child in seen:
                continue
            seen.add(child)
            if child < first or child in heads:
                variables.append(child)
            else:
                stack.append((child, iter(tree.gate(child).inputs)))
                break
        else:
            gates.append(node)
            stack.pop()
    return Module(head, tuple(gates), tuple(variables))


class _Dates:
    """When a depth-first walk of all edges first and last comes to each node, and leaves it.

    `low` and `high` are the first and the last date of anything below a node.
    """

    def __init__(self, tree: FaultTree) -> None:
        self.first: dict[int, int] = {}
        self.last: dict[int, int] = {}
        self.left: dict[int, int] = {}
        self.low: dict[int, int] = {}
        self.high: dict[int, int] = {}
        self._walk(tree)
        for node in tree.inputs_first():
            inputs = tree.gate(node).inputs
            self.low[node] = min((self.extent(c)[0] for c in inputs), default=self.left[node])
            self.high[node] = max((self.extent(c)[1] for c in inputs), default=self.first[node])

    def _walk(self, tree: FaultTree) -> None:
        events, date = len(tree.events), 1
        self.first[tree.top] = self.last[tree.top] = date
        if tree.top < events:
            return
        stack = [(tree.top, iter(tree.gate(tree.top).inputs))]
        while stack:
            node, rest = stack[-1]
            date += 1
            child = next(rest, None)
            if child is None:
                self.left[node] = self.last[node] = date
                stack.pop()
                continue
            self.last[child] = date
            if child not in self.first:
                self.first[child] = date
                if child >= events:
                    stack.append((child, iter(tree.gate(child).inputs)))

    def extent(self, node: int) -> tuple[int, int]:
        """The first and the last date of a node and of all below it."""
        first, last = self.first[node], self.last[node]
        return min(first, self.low.get(node, first)), max(last, self.high.get(node, last))

    def is_module(self, node: int) -> bool:
        """Whether all below a gate is met only between coming to it and leaving it."""
        return self.low[node] > self.first[node] and self.high[node] < self.left[node]


def coalesced(tree: FaultTree) -> FaultTree:
    """An equal tree in which inputs that belong together are gates of their own."""
    for _ in range(8):
        grouped = _together(tree)
        if grouped == tree:
            break
        tree = grouped
    return _apart(tree)


def _together(tree: FaultTree) -> FaultTree:
    """Inputs that the same gates of one kind have, and no other: one gate instead."""
    order = tree.inputs_first()
    parents: dict[int, list[int]] = {}
    kinds = {node: gate_kind(tree.gate(node)) for node in order}
    for node in order:
        for child in tree.gate(node).inputs:
            parents.setdefault(child, []).append(node)
    groups: dict[tuple[int, ...], list[int]] = {}
    for child, above in parents.items():
        if len({kinds[node] for node in above}) == 1 and kinds[above[0]]:
            groups.setdefault(tuple(above), []).append(child)
    group_of = {c: key for key, members in groups.items() if len(members) > 1 for c in members}
    splits = [
        [[c for c in inputs if group_of.get(c) == key] for key in keys]
        for inputs, keys in (
            (tree.gate(node).inputs, _keys(tree.gate(node).inputs, group_of)) for node in order
        )
    ]
    return _regrouped(tree, order, splits)


def _keys(inputs: Sequence[int], group_of: dict[int, tuple[int, ...]]) -> list[tuple[int, ...]]:
    return list(dict.fromkeys(group_of[c] for c in inputs if c in group_of))


def _apart(tree: FaultTree) -> FaultTree:
    """Inputs of an or or an and that share nothing with its others: one gate instead."""
    dates = _Dates(tree)
    order = tree.inputs_first()
    splits = [
        _strangers(tree.gate(node).inputs, dates) if gate_kind(tree.gate(node)) else []
        for node in order
    ]
    return _regrouped(tree, order, splits)


def _strangers(inputs: Sequence[int], dates: _Dates) -> list[list[int]]:
    """Inputs in groups whose extents do not overlap: what is shared has its dates in both."""
    groups: list[list[int]] = []
    end = -1
    for low, high, child in sorted((*dates.extent(c), c) for c in inputs):
        if low > end:
            groups.append([])
        groups[-1].append(child)
        end = max(end, high)
    return groups


def _regrouped(
    tree: FaultTree, order: Sequence[int], splits: Sequence[Sequence[Sequence[int]]]
) -> FaultTree:
    """Each gate with every group of several inputs, if it has others too, replaced by a gate."""
    first = len(tree.events)
    builder = tree.builder()
    built: dict[int, int] = {}
    for node, groups in zip(order, splits, strict=True):
        gate = tree.gate(node)
        inputs = [c if c < first else built[c] for c in gate.inputs]
        for group in groups:
            if 1 < len(group) < len(gate.inputs):
                members = {c if c < first else built[c] for c in group}
                votes = 1 if gate.votes == 1 else len(members)
                single = builder.gate(votes, sorted(members, key=inputs.index))
                inputs = [single, *(c for c in inputs if c not in members)]
        votes = gate.votes if not gate_kind(gate) else 1 if gate.votes == 1 else len(inputs)
        built[node] = builder.gate(votes, inputs)
    return builder.tree(built.get(tree.top, tree.top))
