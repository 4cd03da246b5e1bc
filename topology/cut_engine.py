"""Minimal cut sets and probability of a coherent fault tree: the one way in.

`solve` simplifies the tree, takes its modules apart, races variable orders for each, and keeps
two diagrams a module: the binary one, which has the probability, and that of the minimal
solutions, which has the cut sets. All questions are then passes over their arrays, inner modules
first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from topology.diagram import FALSE, TRUE, Diagram, outright
from topology.fault_tree import Event, FaultTree
from topology.minimal_solutions import minimal_solutions
from topology.modules import Module, coalesced, modules
from topology.ranking import Keys, Ranked, Single, cost_of_probability
from topology.unavailability import birnbaum, probabilities
from topology.variable_order import race

BUDGET = 8_000_000
"""Nodes that a variable order may make before the race gives up."""


@dataclass(frozen=True, slots=True)
class CutSet:
    """A minimal cut set: event numbers in order, its probability, and how often it occurs.

    The probability is that of its events together; it stands for `ways` sets alike.
    """

    events: tuple[int, ...]
    probability: float
    ways: int


@dataclass(frozen=True, slots=True)
class Part:
    """A module solved: its binary diagram and that of its minimal solutions."""

    node: int
    binary: Diagram
    minimal: Diagram
    order_name: str


class Solution:
    """What is known of a tree's minimal cut sets: all of them, or those up to an order.

    `complete` says that none is missing; otherwise those of `max_order` failures or fewer are all
    there, and no larger one is named.
    """

    def __init__(
        self, events: Sequence[Event], parts: Sequence[Part], top: int, max_order: int | None
    ) -> None:
        self.events = events
        self.parts = parts
        self.top = top
        self.max_order = max_order
        self.complete = max_order is None

    @property
    def order_name(self) -> str:
        """The variable order of the largest module."""
        largest = max(self.parts, key=lambda part: len(part.binary), default=None)
        return largest.order_name if largest else "none"

    @cached_property
    def count_by_order(self) -> dict[int, int]:
        """How many minimal cut sets have each number of failures; exact."""
        total = int(self.sum_over_sets([event.ways for event in self.events]))
        width = total.bit_length() + 1
        coded = int(
            self.sum_over_sets([event.ways << width * event.order for event in self.events])
        )
        found: dict[int, int] = {}
        order = 0
        while coded:
            count = coded & ((1 << width) - 1)
            if count and (self.max_order is None or order <= self.max_order):
                found[order] = count
            coded >>= width
            order += 1
        return found

    def sum_over_sets(self, of_event: Sequence[float]) -> float:
        """The sum over all sets of the product over their events.

        With `ways << width * order` for an event the product is a term of a polynomial written
        as one number (Kronecker substitution), with `ways` alone it is a count.
        """
        value: dict[int, float] = dict(enumerate(of_event))
        for part in self.parts:
            diagram = part.minimal
            factors = [value[node] for node in diagram.variables]
            found: list[float] = [0, 1]
            add = found.append
            levels, highs, lows = diagram.level, diagram.high, diagram.low
            for node in range(2, len(levels)):
                add(found[lows[node]] + found[highs[node]] * factors[levels[node]])
            value[part.node] = found[diagram.root]
        return value[self.top]

    def unavailability(self, q: Sequence[float]) -> float:
        """The exact probability of the top, `q[e]` being that of event e."""
        return self._probabilities(q)[self.top]

    def _probabilities(self, q: Sequence[float]) -> dict[int, float]:
        value = dict(enumerate(q))
        for part in self.parts:
            diagram = part.binary
            found = probabilities(diagram, [value[node] for node in diagram.variables])
            value[part.node] = found[diagram.root]
        return value

    def birnbaum(self, q: Sequence[float]) -> list[float]:
        """The derivative of the top's probability by that of each event; by the chain rule."""
        value = self._probabilities(q)
        slope = dict.fromkeys(value, 0.0)
        slope[self.top] = 1.0
        for part in reversed(self.parts):
            variables = part.binary.variables
            own = birnbaum(part.binary, [value[node] for node in variables])
            for node, one in zip(variables, own, strict=True):
                slope[node] = slope[part.node] * one
        return [slope[number] for number in range(len(self.events))]

    def most_probable(self, q: Sequence[float], limit: int | None = None) -> Iterator[CutSet]:
        """The minimal cut sets, most probable first; of equals the smaller, then the earlier."""
        return islice(self._ranked([cost_of_probability(one) for one in q], q), limit)

    def smallest(self, limit: int | None = None) -> Iterator[CutSet]:
        """The minimal cut sets of fewest failures first, each with probability 1."""
        ones = [1.0] * len(self.events)
        return islice(self._ranked([event.order for event in self.events], ones), limit)

    def _ranked(self, costs: Sequence[int], q: Sequence[float]) -> Iterator[CutSet]:
        events = self.events
        offers: dict[int, Single | Ranked] = {
            number: Single(choice) for number, choice in enumerate(Keys(events, costs).choices)
        }
        for part in self.parts:
            variables = part.minimal.variables
            offers[part.node] = Ranked(part.minimal, [offers[node] for node in variables])
        rank = 0
        while (choice := offers[self.top].at(rank)) is not None:
            rank += 1
            numbers = choice[1]
            if self.max_order is not None and self._order(numbers) > self.max_order:
                continue
            probability, ways = 1.0, 1
            for number in numbers:
                probability *= q[number]
                ways *= events[number].ways
            yield CutSet(numbers, probability, ways)

    def _order(self, numbers: Sequence[int]) -> int:
        return sum(self.events[number].order for number in numbers)


def _never() -> bool:
    return False


def solve(
    tree: FaultTree,
    max_order: int | None = None,
    budget: int | None = None,
    expired: Callable[[], bool] = _never,
) -> Solution:
    """All minimal cut sets of a tree, or those up to an order."""
    simple = coalesced(tree.simplified())
    if simple.top >= len(simple.events) and not simple.gate(simple.top).inputs:
        constant = TRUE if simple.gate(simple.top).votes == 0 else FALSE
        diagram = Diagram((), [0, 0], [0, 0], [0, 0], constant)
        return Solution(
            simple.events, [Part(simple.top, diagram, diagram, "none")], simple.top, None
        )
    parts = [_part(simple, module, budget or BUDGET, expired) for module in modules(simple)]
    return Solution(simple.events, parts, simple.top, max_order)


def _part(tree: FaultTree, module: Module, budget: int, expired: Callable[[], bool]) -> Part:
    if len(module.gates) == 1:
        diagram = outright(tree.gate(module.node).votes, module.variables)
        return Part(module.node, diagram, diagram, "outright")
    name, binary = race(tree, module, budget, expired)
    return Part(module.node, binary, minimal_solutions(binary), name)
