"""The formulas of what a file of fault trees defines, one for each gate that no other refers to."""

from __future__ import annotations

from dataclasses import dataclass

from topology.cutsets.engine.fault_tree import ALWAYS, NEVER, Event
from topology.cutsets.formulas.formula import NOT, XOR, Formula, FormulaBuilder
from topology.sources.fault_tree_definitions import Combined, Definitions, Negated
from topology.sources.fault_tree_definitions import Formula as Defined


@dataclass(frozen=True, slots=True)
class NamedFormula:
    """The formula of a gate, over all events of its file, and which of them it may hang on."""

    id: str
    formula: Formula
    events: tuple[int, ...]


def formulas_of(definitions: Definitions) -> list[NamedFormula]:
    """One for each gate that no other refers to, in the order of the file.

    Raises `DocumentError` with all that is wrong in the definitions.
    """
    order, tops = definitions.in_order()
    reading = _Reading(definitions)
    for gate in order:
        reading.node[gate] = reading.built(definitions.gates[gate].formula)
    return [reading.named(top) for top in tops]


class _Reading:
    """The nodes of all ids."""

    def __init__(self, definitions: Definitions) -> None:
        events = tuple(map(Event, definitions.events))
        self.builder = FormulaBuilder(events)
        self.node = {event.name: number for number, event in enumerate(events)}
        for house, fails in definitions.houses.items():
            self.node[house] = ALWAYS if fails else NEVER

    def built(self, formula: Defined) -> int:
        if isinstance(formula, str):
            return self.node[formula]
        if isinstance(formula, bool):
            return ALWAYS if formula else NEVER
        if isinstance(formula, Negated):
            return self.builder.gate(NOT, [self.built(formula.part)])
        parts = [self.built(part) for part in formula.parts]
        return self.builder.gate(formula.votes if isinstance(formula, Combined) else XOR, parts)

    def named(self, top: str) -> NamedFormula:
        formula = self.builder.tree(self.node[top])
        below = {child for node in formula.inputs_first() for child in formula.gate(node).inputs}
        below.add(formula.top)
        number = len(formula.events)
        return NamedFormula(top, formula, tuple(sorted(n for n in below if n < number)))
