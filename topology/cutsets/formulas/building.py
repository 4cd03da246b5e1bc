"""Diagrams of formulas too large for `binary`, by the library."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from topology.cutsets.engine.diagram import Builder
from topology.cutsets.formulas.formula import NOT, XOR

if TYPE_CHECKING:
    from oxidd.bdd import BDDFunction


class FormulaDiagram(Builder):
    """Builds one module of a formula in one order, within an amount of work."""

    def _gate(
        self, votes: int, inputs: list[BDDFunction], expired: Callable[[], bool]
    ) -> BDDFunction:
        """Inputs of an or and an and are taken smallest first, so that large ones meet late."""
        if votes == NOT:
            return ~inputs[0]
        if votes == XOR:
            return inputs[0] ^ inputs[1]
        if votes not in (1, len(inputs)):
            return super()._gate(votes, inputs, expired)
        inputs.sort(key=_size)
        found = inputs[0]
        for item in inputs[1:]:
            self._go_on(expired)
            found = found | item if votes == 1 else found & item
        return found


def _size(function: BDDFunction) -> int:
    return function.node_count()
