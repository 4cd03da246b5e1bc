"""A coherent fault tree: basic events, gates that count failed inputs, and its simplification.

A gate (votes, inputs) fails when at least `votes` of its inputs have failed: 1 is an or,
`len(inputs)` an and, anything between an at-least gate; without inputs it is a constant, failed
if `votes` is 0. There is no negation, so more failures never repair anything: the tree is
coherent, and the minimal sets of events that fail its top determine it.

`simplified` keeps that function and the numbers of the events, and leaves fewer, larger gates:
constants are gone, nested gates of one kind are one gate where nothing else uses them, equal
gates are one gate, and gates stand in an order in which inputs come first. Linear in the number
of inputs, but for at-least gates that name one input repeatedly (Rauzy 1993 calls the same
steps the rewriting of a formula).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

ALWAYS = -1
"""The node that has always failed: what a gate without need of any input comes to."""
NEVER = -2
"""The node that never fails."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Fails when `votes` of its inputs have failed.

    Inputs are nodes: event e is node e, gate g of a tree with n events is node n + g.
    """

    votes: int
    inputs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A basic event; `order` failures, in any of `ways` minimal ways (m of n alike: C(n, m)).

    The ways of an event that only occurs with others may be a fraction, if their product is none.
    """

    name: str
    order: int = 1
    ways: int | Fraction = 1


@dataclass(frozen=True, slots=True)
class FaultTree:
    """Events, gates (acyclic, in any order) and the node that is asked about."""

    events: tuple[Event, ...]
    gates: tuple[Gate, ...]
    top: int
    is_simple: bool = field(default=False, compare=False, repr=False)
    """Whether it is known that simplification would change nothing."""

    def simplified(self) -> FaultTree:
        """An equal tree of fewer gates, inputs first; see the module.

        >>> a, b = Event("a"), Event("b")
        >>> FaultTree((a, b), (Gate(1, (0, 3)), Gate(1, (1, 0, 0))), 2).simplified().gates
        (Gate(votes=1, inputs=(0, 1)),)
        """
        tree = self
        while not tree.is_simple:
            simpler = _folded(_reduced(tree))
            tree = replace(simpler, is_simple=simpler == tree)
        return tree

    def gate(self, node: int) -> Gate:
        """The gate that a node is."""
        return self.gates[node - len(self.events)]

    def builder(self) -> GateBuilder:
        """What makes new gates above the same events."""
        return GateBuilder(self.events)

    def inputs_first(self) -> list[int]:
        """The gates below the top as nodes, each after its inputs; first come, first served."""
        first = len(self.events)
        done: set[int] = set()
        found: list[int] = []
        stack: list[tuple[int, Iterator[int]]] = []
        if self.top >= first:
            stack.append((self.top, iter(self.gate(self.top).inputs)))
            done.add(self.top)
        while stack:
            node, rest = stack[-1]
            for child in rest:
                if child >= first and child not in done:
                    done.add(child)
                    stack.append((child, iter(self.gate(child).inputs)))
                    break
            else:
                found.append(node)
                stack.pop()
        return found


class GateBuilder:
    """New gates above the same events, equal ones only once."""

    def __init__(self, events: tuple[Event, ...]) -> None:
        self.events = events
        self.gates: list[Gate] = []
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}

    def gate(self, votes: int, inputs: Sequence[int]) -> int:
        """The node of a gate over nodes that are built; constants and repeats are resolved."""
        left = [node for node in inputs if node != NEVER]
        votes -= left.count(ALWAYS)
        left = [node for node in left if node != ALWAYS]
        if votes <= 0:
            return ALWAYS
        if votes > len(left):
            return NEVER
        if votes in {1, len(left)}:
            conjunction = votes > 1
            left = list(dict.fromkeys(left))
            votes = len(left) if conjunction else 1
        else:
            again = _repeated(left)
            if again is not None:
                return self._split(votes, left, again)
        if len(left) == 1:
            return left[0]
        return self._node(votes, tuple(left))

    def _split(self, votes: int, inputs: list[int], again: int) -> int:
        """An at-least gate that names an input m times: with it m votes less are left to find."""
        rest = [node for node in inputs if node != again]
        fewer = self.gate(votes - (len(inputs) - len(rest)), rest)
        return self.gate(1, (self.gate(votes, rest), self.gate(2, (again, fewer))))

    def _node(self, votes: int, inputs: tuple[int, ...]) -> int:
        key = (votes, tuple(sorted(inputs)))
        node = self._known.get(key)
        if node is None:
            node = self._known[key] = len(self.events) + len(self.gates)
            self.gates.append(Gate(votes, inputs))
        return node

    def tree(self, top: int) -> FaultTree:
        """The tree below a node; a constant is a gate without inputs."""
        if top < 0:
            return FaultTree(self.events, (Gate(0 if top == ALWAYS else 1, ()),), len(self.events))
        return FaultTree(self.events, tuple(self.gates), top)


def _repeated(nodes: Sequence[int]) -> int | None:
    seen: set[int] = set()
    for node in nodes:
        if node in seen:
            return node
        seen.add(node)
    return None


def _reduced(tree: FaultTree) -> FaultTree:
    """Without constants, repeats, single inputs, equal gates and gates that nothing uses."""
    first = len(tree.events)
    builder = tree.builder()
    built: dict[int, int] = {}
    for node in tree.inputs_first():
        gate = tree.gate(node)
        built[node] = builder.gate(
            gate.votes, [child if child < first else built[child] for child in gate.inputs]
        )
    return builder.tree(built.get(tree.top, tree.top))


def _folded(tree: FaultTree) -> FaultTree:
    """An or within an or, or an and within an and, that nothing else uses: one gate."""
    order = tree.inputs_first()
    uses: dict[int, int] = {}
    for node in order:
        for child in tree.gate(node).inputs:
            uses[child] = uses.get(child, 0) + 1
    first = len(tree.events)
    kinds = {node: gate_kind(tree.gate(node)) for node in order}
    inner: set[int] = set()
    for node in order:
        kind = kinds[node]
        if kind:
            inner.update(c for c in tree.gate(node).inputs if kinds.get(c) == kind and uses[c] == 1)
    builder = tree.builder()
    built: dict[int, int] = {}
    for node in order:
        if node in inner:
            continue
        inputs = _gathered(tree, node, inner) if kinds[node] else tree.gate(node).inputs
        kind = kinds[node]
        votes = tree.gate(node).votes if not kind else 1 if kind == "or" else len(inputs)
        built[node] = builder.gate(votes, [c if c < first else built[c] for c in inputs])
    return builder.tree(built.get(tree.top, tree.top))


def gate_kind(gate: Gate) -> str:
    """`or`, `and`, or nothing for what is neither: constants, single inputs, at-least gates."""
    if len(gate.inputs) < 2:
        return ""
    return "or" if gate.votes == 1 else "and" if gate.votes == len(gate.inputs) else ""


def _gathered(tree: FaultTree, node: int, inner: set[int]) -> tuple[int, ...]:
    """The inputs of a gate and of the gates folded into it."""
    found: list[int] = []
    todo = list(reversed(tree.gate(node).inputs))
    while todo:
        child = todo.pop()
        if child in inner:
            todo.extend(reversed(tree.gate(child).inputs))
        else:
            found.append(child)
    return tuple(found)
