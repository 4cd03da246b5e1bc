"""Static orders of a module's variables, and a race that keeps the one with the least diagram.

The size of a decision diagram hangs on the order of its variables, to find the best is NP-hard
(Bollig and Wegener 1996), and none of the known rules wins on all trees. So each rule is given a
small number of nodes; those that need more are dropped, and when all do they get several times
as many. A rule costs at most its budget, so the race costs a constant multiple of what the
winner makes. Nodes are counted, not seconds: the same tree has the same winner everywhere.

Rules: depth first (Fujita, Fujisawa and Kawato 1988), breadth first, largest and fewest inputs
first, most used first, weights shared out from the top (Minato, Ishiura and Yajima 1990),
interleaving (Fujii, Ootomo and Hori 1993), and centres of gravity (FORCE: Aloul, Markov and
Sakallah 2003) begun from depth first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from topology.cutsets.engine.diagram import MAX_LEVELS, BudgetExceededError, Builder, Diagram
from topology.cutsets.engine.fault_tree import FaultTree
from topology.cutsets.engine.modules import Module
from topology.cutsets.engine.work import Work

FIRST_BUDGET = 2_000
GROWTH = 4
_GRAVITY_ROUNDS = 30
_GRAVITY_WORK = 1_000_000
"""Inputs that are looked at for centres of gravity; there are fewer rounds in large modules."""
_WORTH = 3
_FINALISTS = 3
_PATIENCE = 500_000
_CHEAP = 32_000
"""Nodes that each rule is allowed whatever another has done with."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A module as a rule sees it: inputs of its gates, and how often each node is an input."""

    head: int
    gates: Sequence[int]
    inputs: dict[int, tuple[int, ...]]
    uses: dict[int, int]
    size: dict[int, int]

    @classmethod
    def of(cls, tree: FaultTree, module: Module) -> Shape:
        """The shape of a module; the size of a gate is the number of inputs below it."""
        inputs = {node: tree.gate(node).inputs for node in module.gates}
        uses: dict[int, int] = {}
        size: dict[int, int] = {}
        for node in module.gates:
            size[node] = sum(size.get(child, 1) for child in inputs[node])
            for child in inputs[node]:
                uses[child] = uses.get(child, 0) + 1
        return cls(module.node, module.gates, inputs, uses, size)


Rule = Callable[[Shape], list[int]]


def _depth_first(shape: Shape, key: Callable[[int], float] | None = None) -> list[int]:
    """Variables as a walk meets them; `key` sorts the inputs of each gate."""
    found: dict[int, None] = {}
    seen: set[int] = set()
    todo: list[int] = [shape.head]
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        inputs = shape.inputs.get(node)
        if inputs is None:
            found[node] = None
        else:
            ordered = inputs if key is None else sorted(inputs, key=key)
            todo.extend(reversed(ordered))
    return list(found)


def _breadth_first(shape: Shape) -> list[int]:
    found: dict[int, None] = {}
    seen = {shape.head}
    queue = deque([shape.head])
    while queue:
        node = queue.popleft()
        inputs = shape.inputs.get(node)
        if inputs is None:
            found[node] = None
            continue
        for child in inputs:
            if child not in seen:
                seen.add(child)
                queue.append(child)
    return list(found)


def _variables_first(shape: Shape) -> list[int]:
    return _depth_first(shape, lambda node: node in shape.inputs)


def _gates_first(shape: Shape) -> list[int]:
    return _depth_first(shape, lambda node: node not in shape.inputs)


def _fewest_first(shape: Shape) -> list[int]:
    return _depth_first(shape, lambda node: shape.size.get(node, 1))


def _largest_first(shape: Shape) -> list[int]:
    return _depth_first(shape, lambda node: -shape.size.get(node, 1))


def _most_used_first(shape: Shape) -> list[int]:
    return _depth_first(shape, lambda node: -shape.uses.get(node, 1))


def _weighted(shape: Shape) -> list[int]:
    """Weight 1 at the top, shared equally by the inputs of a gate; heaviest first."""
    weight: dict[int, float] = {shape.head: 1.0}
    for node in reversed(shape.gates):
        inputs = shape.inputs[node]
        share = weight[node] / len(inputs)
        for child in inputs:
            weight[child] = weight.get(child, 0.0) + share
    return _depth_first(shape, lambda node: -weight[node])


def _interleaved(shape: Shape) -> list[int]:
    """Each variable that a gate adds to those of its earlier inputs stands behind its neighbour.

    Walks the gates depth first, and inserts new variables behind the last one met.
    """
    after: dict[int, list[int]] = {}
    placed: set[int] = set()
    start = -1
    seen: set[int] = set()
    last = start
    todo = [shape.head]
    while todo:
        node = todo.pop()
        if node not in shape.inputs:
            if node not in placed:
                placed.add(node)
                after.setdefault(last, []).append(node)
            last = node
        elif node not in seen:
            seen.add(node)
            todo.extend(reversed(shape.inputs[node]))
    found: list[int] = []
    todo = [start]
    while todo:
        node = todo.pop()
        if node != start:
            found.append(node)
        todo.extend(after.get(node, ()))
    return found


def _gravity(shape: Shape) -> list[int]:
    """Variables and gates pulled to the middle of the gates they belong to, round by round."""
    best = _depth_first(shape)
    begun = {node: float(at) for at, node in enumerate(best)}
    for node in shape.gates:
        inputs = shape.inputs[node]
        begun[node] = sum(begun[child] for child in inputs) / len(inputs)
    names, place = list(begun), list(begun.values())
    number = {node: n for n, node in enumerate(names)}
    groups = [[number[n] for n in (node, *shape.inputs[node])] for node in shape.gates]
    times = [shape.uses.get(node, 0) + (node in shape.inputs) for node in names]
    ranked = sorted(range(len(place)), key=place.__getitem__)
    work = sum(map(len, groups)) + 1
    least, total = _pull(groups, place)
    for _ in range(min(_GRAVITY_ROUNDS, _GRAVITY_WORK // work)):
        middle = [one / often for one, often in zip(total, times, strict=True)]
        ranked.sort(key=middle.__getitem__)  # equals stay in the order of their places
        for at, n in enumerate(ranked):
            place[n] = float(at)
        span, total = _pull(groups, place)
        if span < least:
            best, least = [names[n] for n in ranked if names[n] not in shape.inputs], span
    return best


def _pull(groups: Sequence[Sequence[int]], place: Sequence[float]) -> tuple[float, list[float]]:
    """How far all groups reach together, and for each number the sum of the middles of its own."""
    span, total = 0.0, [0.0] * len(place)
    for group in groups:
        places = [place[n] for n in group]
        span += max(places) - min(places)
        middle = sum(places) / len(places)
        for n in group:
            total[n] += middle
    return span, total


RULES: dict[str, Rule] = {
    "depth first": _depth_first,
    "breadth first": _breadth_first,
    "variables first": _variables_first,
    "gates first": _gates_first,
    "fewest first": _fewest_first,
    "largest first": _largest_first,
    "most used first": _most_used_first,
    "weighted": _weighted,
    "interleaved": _interleaved,
    "gravity": _gravity,
}


QUICK = {name: RULES[name] for name in ("depth first", "weighted")}
"""Rules that are tried where a large diagram is not needed."""


@dataclass(frozen=True, slots=True)
class Winner:
    """The rule that made the least diagram, and that diagram."""

    rule: str
    diagram: Diagram


class Race:
    """The rules for one module, those still in it, and how much each is allowed next."""

    def __init__(self, tree: FaultTree, module: Module, rules: Mapping[str, Rule] = RULES) -> None:
        self.tree = tree
        self.module = module
        shape = Shape.of(tree, module)
        self.orders = _orders(shape, rules) if len(module.variables) <= MAX_LEVELS else {}
        self.allowed = FIRST_BUDGET

    def first(self) -> tuple[str, list[int]]:
        """A rule and its order where none has won."""
        return next(iter(self.orders.items()), ("given", list(self.module.variables)))

    def run(self, budget: int, work: Work) -> Winner | None:
        """The winner, if any rule gets by with the budget; can be asked again with a larger one.

        All rules build the gates in one order, so how many gates they got to tells which may
        do with more, and past small budgets half of them drop out each time. Later passes cost
        some ten times as much a node as building, so after the first success the others are
        allowed a few times its size.
        """
        best: tuple[str, Builder] | None = None
        size = 0
        while self.orders and self.allowed <= budget and not work.is_over:
            reached: dict[str, int] = {}
            for rule, order in self.orders.items():
                if work.is_over:
                    break
                allowed = int(min(self._allowed_beside(size), work.nodes))
                builder = Builder(self.tree, self.module, order, allowed)
                with suppress(BudgetExceededError):
                    builder.build(work.expired)
                    if best is None or builder.size() < size:
                        best, size = (rule, builder), builder.size()
                reached[rule] = builder.reached
                work.spend(builder.made())
            self.allowed *= GROWTH
            if best is not None and self.allowed > _WORTH * size:
                break
            if self.allowed > _PATIENCE:
                self._keep(reached)
        return None if best is None else Winner(best[0], best[1].diagram())

    def _allowed_beside(self, size: int) -> int:
        """What a rule is allowed where one has won with so many nodes, 0 if none has."""
        return min(self.allowed, max(_WORTH * size, _CHEAP)) if size else self.allowed

    def _keep(self, reached: dict[str, int]) -> None:
        ranked = sorted(self.orders, key=lambda rule: -reached.get(rule, 0))
        kept = set(ranked[: max(_FINALISTS, (len(ranked) + 1) // 2)])
        self.orders = {rule: order for rule, order in self.orders.items() if rule in kept}


def _orders(shape: Shape, rules: Mapping[str, Rule]) -> dict[str, list[int]]:
    """Each rule's order, but not the same one twice."""
    known: set[tuple[int, ...]] = set()
    found: dict[str, list[int]] = {}
    for name, rule in rules.items():
        order = rule(shape)
        if tuple(order) not in known:
            known.add(tuple(order))
            found[name] = order
    return found
