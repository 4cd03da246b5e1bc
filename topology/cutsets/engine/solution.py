"""Answers about the minimal cut sets of a solved fault tree, as passes over its modules."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import comb, prod
from typing import Any, TypeVar

from topology.cutsets.engine.diagram import FALSE, TRUE, Diagram
from topology.cutsets.engine.fault_tree import Event
from topology.cutsets.engine.polynomial import ONE, Polynomial
from topology.cutsets.engine.ranking import (
    Choice,
    Keys,
    Ranked,
    Ranking,
    Single,
    cost_of_probability,
    graded,
)
from topology.cutsets.engine.unavailability import birnbaum, probabilities

Number = TypeVar("Number", int, float, Polynomial)
MAX_CODED = 2_000
"""Orders up to which the counts of a node are one number."""


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
    """A module solved: its minimal solutions, and its binary diagram unless that is too large.

    With a `max_order` only the solutions of so many failures are there, all of them. `votes` are
    those of a module that is one gate.
    """

    node: int
    minimal: Diagram
    binary: Diagram | None
    rule: str
    max_order: int | None = None
    votes: int = 0


@dataclass(frozen=True)
class Solution:
    """What is known of a tree's minimal cut sets: all of them, or those up to an order.

    `complete` says that none is missing; otherwise those of `max_order` failures or fewer are all
    there, and no larger one is named. `parts` are the modules, inner ones first.
    """

    events: tuple[Event, ...]
    parts: tuple[Part, ...]
    top: int
    max_order: int | None

    @property
    def complete(self) -> bool:
        """Whether no minimal cut set is missing."""
        return self.max_order is None

    @property
    def exact(self) -> bool:
        """Whether the probability is known; it may be where the cut sets are cut off."""
        return all(part.binary is not None for part in self.parts)

    @property
    def order_name(self) -> str:
        """The rule of the variable order of the largest module."""
        largest = max(self.parts, key=lambda part: len(part.minimal), default=None)
        return largest.rule if largest else "none"

    # -- how many ----------------------------------------------------------------------------

    @cached_property
    def count_by_order(self) -> dict[int, int]:
        """How many minimal cut sets have each number of failures; exact."""
        found = self._orders_of(self.top)
        most = self.max_order
        return {k: count for k, count in found.items() if most is None or k <= most}

    def _orders_of(self, node: int) -> dict[int, int]:
        """How many sets of a node there are of each order."""
        if not self._are_coded:
            return {k: int(number) for k, number in sorted(self._sparse[node].terms.items())}
        return self._polynomials.of(node)

    @cached_property
    def _are_coded(self) -> bool:
        """Whether no event is of too many failures, and the ways of each are a whole number."""
        return all(e.order <= MAX_CODED and isinstance(e.ways, int) for e in self.events)

    @cached_property
    def _sparse(self) -> dict[int, Polynomial]:
        found = self._sums([Polynomial({event.order: event.ways}) for event in self.events])
        # A module without any set, or with the empty one, is a plain number.
        return {node: ONE * value for node, value in found.items()}

    @cached_property
    def _polynomials(self) -> _Polynomials:
        ways = [int(event.ways) for event in self.events]
        totals = self._sums(ways)
        width = max(totals.values()).bit_length() + 1
        coded = self._sums([w << width * e.order for w, e in zip(ways, self.events, strict=True)])
        return _Polynomials(width, coded)

    def sum_over_sets(self, of_event: Sequence[float]) -> float:
        """The sum over all minimal cut sets that are there of the product over their events."""
        return self._sums(of_event)[self.top]

    def _sums(self, of_event: Sequence[Number]) -> dict[int, Number]:
        """For each node that sum over its sets."""
        value = dict(enumerate(of_event))
        for part in self.parts:
            diagram = part.minimal
            factors = [value[node] for node in diagram.variables]
            if 1 < part.votes < len(factors):
                value[part.node] = _sum_over_choices(part.votes, factors)
                continue
            found: list[Any] = [0, 1]
            add = found.append
            levels, highs, lows = diagram.level, diagram.high, diagram.low
            for node in range(2, len(levels)):
                add(found[lows[node]] + found[highs[node]] * factors[levels[node]])
            value[part.node] = found[diagram.root]
        return value

    # -- how probable ------------------------------------------------------------------------

    def unavailability(self, q: Sequence[float]) -> float:
        """The exact probability of the top, `q[e]` being that of event e; only where `exact`."""
        return self.probabilities(q)[self.top]

    def birnbaum(self, q: Sequence[float]) -> list[float]:
        """The derivative of that probability by that of each event; only where `exact`."""
        value = self.probabilities(q)
        slope = dict.fromkeys(value, 0.0)
        slope[self.top] = 1.0
        for part in reversed(self.parts):
            assert part.binary is not None
            variables = part.binary.variables
            own = birnbaum(part.binary, [value[node] for node in variables])
            for node, one in zip(variables, own, strict=True):
                slope[node] = slope[part.node] * one
        return [slope[number] for number in range(len(self.events))]

    def probabilities(self, q: Sequence[float]) -> dict[int, float]:
        """The exact probability of each event and of each module; only where `exact`."""
        value = dict(enumerate(q))
        for part in self.parts:
            assert part.binary is not None
            found = probabilities(part.binary, [value[node] for node in part.binary.variables])
            value[part.node] = found[part.binary.root]
        return value

    # -- which -------------------------------------------------------------------------------

    def most_probable(self, q: Sequence[float], limit: int | None = None) -> Iterator[CutSet]:
        """The minimal cut sets, most probable first; of equals the smaller, then the earlier."""
        return islice(self._ranked([cost_of_probability(one) for one in q], q), limit)

    def smallest(self, limit: int | None = None) -> Iterator[CutSet]:
        """The minimal cut sets of fewest failures first, each with probability 1."""
        ones = [1.0] * len(self.events)
        return islice(self._ranked([event.order for event in self.events], ones), limit)

    def _ranked(self, costs: Sequence[int], q: Sequence[float]) -> Iterator[CutSet]:
        choices = Keys(self.events, costs).choices
        if self.max_order is None:
            found = self._choices(choices)
        else:
            found = self._choices_up_to(choices, self.max_order)
        for _, numbers in found:
            probability = 1.0
            for number in numbers:
                probability *= q[number]
            ways = prod(self.events[number].ways for number in numbers)
            yield CutSet(numbers, probability, int(ways))

    def _choices(self, choices: Sequence[Choice]) -> Iterator[Choice]:
        offers: dict[int, Ranking] = dict(enumerate(map(Single, choices)))
        for part in self.parts:
            variables = part.minimal.variables
            offers[part.node] = Ranked(part.minimal, [offers[node] for node in variables])
        return iter(offers[self.top])

    def _choices_up_to(self, choices: Sequence[Choice], most: int) -> Iterator[Choice]:
        """Those of each order are ranked apart, modules included, and merged."""
        offers: dict[int, Ranking] = {
            number * (most + 1) + self.events[number].order: Single(choice)
            for number, choice in enumerate(choices)
            if self.events[number].order <= most
        }
        orders = {
            node: [k for k in self._orders_of(node) if k <= most]
            for node in (*range(len(self.events)), *(part.node for part in self.parts))
        }
        for part in self.parts:
            some = [orders[node] for node in part.minimal.variables]
            for order, diagram in graded(part.minimal, some, most).items():
                ranked = Ranked(diagram, [offers[pair] for pair in diagram.variables])
                offers[part.node * (most + 1) + order] = ranked
        codes = (self.top * (most + 1) + order for order in orders[self.top])
        return heapq.merge(*(offers[code] for code in codes))


def _sum_over_choices(chosen: int, factors: Sequence[Number]) -> Number:
    """The sum over all choices of so many factors of their product; alike ones in closed form."""
    alike = sorted(Counter(factors).items(), key=lambda pair: pair[1])
    found: list[Any] = [1, *[0] * chosen]
    for factor, number in alike[:-1]:
        some = _powers(factor, min(number, chosen), number)
        found = [
            sum(found[k - j] * some[j] for j in range(min(k, number) + 1))
            for k in range(chosen + 1)
        ]
    factor, number = alike[-1]
    last = range(max(0, chosen - number), chosen + 1)
    total: Any = sum(found[k] * (comb(number, chosen - k) * factor ** (chosen - k)) for k in last)
    return total  # type: ignore[no-any-return]


def _powers(factor: Number, most: int, number: int) -> list[Any]:
    """For j up to `most` the sum over the choices of j of so many factors alike."""
    found: list[Any] = [1]
    power = factor
    for j in range(1, most + 1):
        found.append(comb(number, j) * power)
        power *= factor
    return found


@dataclass(frozen=True, slots=True)
class _Polynomials:
    """Counts by order, each polynomial as one number (Kronecker substitution)."""

    width: int
    coded: Mapping[int, int]

    def of(self, node: int) -> dict[int, int]:
        """The counts of a node by order, ascending, where there are any."""
        rest, mask = self.coded[node], (1 << self.width) - 1
        found: dict[int, int] = {}
        order = 0
        while rest:
            # Orders in which nothing is are passed at once: there may be a million.
            skipped = ((rest & -rest).bit_length() - 1) // self.width
            rest >>= skipped * self.width
            order += skipped
            found[order] = rest & mask
            rest >>= self.width
            order += 1
        return found


def constant(events: tuple[Event, ...], node: int, failed: bool) -> Solution:
    """The solution of a top that always fails, by the empty set, or never."""
    diagram = Diagram((), [0, 0], [0, 0], [0, 0], TRUE if failed else FALSE)
    return Solution(events, (Part(node, diagram, diagram, "none"),), node, None)
