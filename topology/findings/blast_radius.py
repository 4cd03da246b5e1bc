"""Blast radius: all that goes down with a failure, and the demand it had."""

from __future__ import annotations

import heapq
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from topology.document.relevance import load_can_matter
from topology.structure.graph import Graph

if TYPE_CHECKING:
    from topology.structure.order_one.order_one import OrderOne


class BlastRadius:
    """All that goes down when components and shared risks fail at once, and the demand it had.

    A component takes one member with it each time it is named, or with `all_members` all of them.
    Raises `UnknownIdError`.
    """

    def __init__(self, graph: Graph, *failed: str, all_members: bool = False) -> None:
        self.failed, self.all_members = failed, all_members
        components, risks = graph.failing(failed)
        if all_members:
            components = [v for v in components for _ in range(graph.components[v].count)]
        lost = graph.going_down(components, risks)
        self.down = tuple(graph.ids[v] for v in sorted(lost))
        demands = (graph.components[v].demand or 0.0 for v in lost)
        self.demand_lost = float(sum(map(Fraction, demands), Fraction(0)))
        self.by_structure_alone = load_can_matter(graph.components)
        """Whether load could take down more."""


class Widths:
    """How wide the blast radius of each single cause is. A cause is a number, as in `OrderOne`.

    All are found together, and only when the first is asked for.
    """

    def __init__(self, order: OrderOne) -> None:
        self._order = order
        self._components = order.graph.components
        self.names = [*order.graph.ids, *(risk.id for risk in order.graph.risks)]
        """The ids of all causes: components, then shared risks."""

    @cached_property
    def sizes(self) -> list[int]:
        """How many components each cause takes down."""
        return self._order.totals([1] * len(self._components))

    def demand(self, cause: int) -> float:
        """The demand that a cause takes down, in load units; exact before it is rounded once."""
        return float(Fraction(self._demands[cause], self._scale))

    def rank(self, cause: int) -> tuple[int, int, str]:
        """Sorts causes, the widest first: by demand, by components, by id."""
        return -self._demands[cause], -self.sizes[cause], self.names[cause]

    def widest(self, most: int) -> list[str]:
        """The ids of the causes with the widest blast radius."""
        ranked = (cause for cause, size in enumerate(self.sizes) if size)
        return [self.names[cause] for cause in heapq.nsmallest(most, ranked, key=self.rank)]

    @cached_property
    def _demands(self) -> list[int]:
        """The demand each cause takes down, in parts of one `_scale`th."""
        return self._order.totals([_whole_parts(c.demand, self._scale) for c in self._components])

    @cached_property
    def _scale(self) -> int:
        """A power of two by which every demand is a whole number of parts."""
        demands = (c.demand for c in self._components if c.demand)
        return max((demand.as_integer_ratio()[1] for demand in demands), default=1)


def _whole_parts(demand: float | None, scale: int) -> int:
    if not demand:
        return 0
    numerator, denominator = demand.as_integer_ratio()
    return numerator * (scale // denominator)
