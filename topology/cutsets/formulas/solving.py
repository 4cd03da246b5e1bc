"""The exact probability of a formula by its diagram alone: no set of failures is solved for.

The formula is simplified and its modules taken apart, as in `engine`; of each a binary diagram is
made. Where only the probability is asked, any diagram will do, so the tries go on to the first
that succeeds: first without the library and small, then in a few orders with more and more nodes.
Tries count nodes and not seconds, so every run has the same diagram.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from topology.cutsets.engine.diagram import (
    FALSE,
    MAX_LEVELS,
    BudgetExceededError,
    Diagram,
    outright,
)
from topology.cutsets.engine.fault_tree import FaultTree
from topology.cutsets.engine.modules import Module, coalesced, modules
from topology.cutsets.engine.solution import Part, Solution, constant
from topology.cutsets.engine.variable_order import RULES, Shape
from topology.cutsets.engine.work import Work
from topology.cutsets.formulas.binary import small_diagram

SMALL = 20_000
"""Nodes of a diagram made without the library: about as long as it takes to import it."""
MAX_CELLS = 1_000_000
"""Nodes of a diagram of one gate that is built outright."""
ALONE = (("depth first", 2_000, 8), ("gravity", SMALL, 40))
"""Orders in which a small diagram is tried, nodes, and nodes that a gate takes on average.

Where there are more gates than that the diagram is hardly ever a small one.
"""
TRIES = (
    ("weighted", 200_000),
    ("gates first", 700_000),
    ("weighted", 1_000_000),
    ("gates first", 4_000_000),
    ("depth first", 4_000_000),
    ("fewest first", 4_000_000),
    ("largest first", 4_000_000),
    ("weighted", 8_000_000),
    ("gates first", 16_000_000),
    ("gravity", 16_000_000),
)
"""The same with the library: few orders at first, as most formulas need no more."""
_NO_SETS = Diagram((), [0, 0], [0, 0], [0, 0], FALSE)


def solve_probability(tree: FaultTree, work: Work | None = None) -> Solution | None:
    """The solution of a formula without any of its sets; None where it is too much work.

    Of the solution only what asks for no sets can be asked: `unavailability`, `birnbaum`.
    """
    simple = coalesced(tree.simplified())
    if simple.top >= len(simple.events) and not simple.gate(simple.top).inputs:
        return constant(simple.events, simple.top, simple.gate(simple.top).votes == 0)
    parts: list[Part] = []
    for module in modules(simple):
        found = diagram_of(simple, module, work or Work())
        if found is None:
            return None
        parts.append(Part(module.node, _NO_SETS, found[0], found[1], 0))
    # What is the failure of one event alone has no part.
    return Solution(simple.events, tuple(parts), simple.top, 0)


def diagram_of(tree: FaultTree, module: Module, work: Work) -> tuple[Diagram, str] | None:
    """A binary diagram of a module and the rule of its order; None where it is too much work."""
    number = len(module.variables)
    if len(module.gates) == 1 and (votes := tree.gate(module.node).votes) > 0:
        if votes * (number - votes + 1) > MAX_CELLS:
            return None
        return outright(votes, module.variables), "outright"
    orders = _Orders(tree, module)
    for rule, most, usual in ALONE:
        if len(module.gates) * usual + number > most:
            continue
        with suppress(BudgetExceededError, RecursionError):
            return small_diagram(tree, module, orders.of(rule), most), rule
    return _with_library(tree, module, orders, work) if number <= MAX_LEVELS else None


class _Orders:
    """The variables of a module in the orders of the rules, each worked out once."""

    def __init__(self, tree: FaultTree, module: Module) -> None:
        self._shape = Shape.of(tree, module)
        self._known: dict[str, list[int]] = {}

    def of(self, rule: str) -> list[int]:
        if rule not in self._known:
            self._known[rule] = RULES[rule](self._shape)
        return self._known[rule]


def _with_library(
    tree: FaultTree, module: Module, orders: _Orders, work: Work
) -> tuple[Diagram, str] | None:
    from topology.cutsets.formulas.building import FormulaDiagram

    for rule, most in _tries(work):
        builder = FormulaDiagram(tree, module, orders.of(rule), most)
        try:
            builder.build(work.expired)
        except BudgetExceededError:
            continue
        finally:
            work.spend(builder.made())
        return builder.diagram(), rule
    return None


def _tries(work: Work) -> Iterator[tuple[str, int]]:
    """As long as there is work left; where a try takes all of it, it is the last one."""
    for rule, most in TRIES:
        if work.is_over:
            return
        yield rule, int(min(most, work.nodes))
        if work.nodes < most:
            return
