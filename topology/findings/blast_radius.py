"""Blast radius: all that goes down with a failure, and the demand it had."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from topology.document.relevance import how_judged, load_can_matter
from topology.structure.graph import Graph
from topology.structure.order_one.starts import Start, without_standbys
from topology.structure.strikes import not_counted

if TYPE_CHECKING:
    from topology.finding import Step
    from topology.structure.order_one.order_one import OrderOne
    from topology.structure.reasons.together import FallReasons


class BlastRadius:
    """All that goes down when components and shared risks fail at once, and the demand it had.

    A component takes one member with it each time it is named, or with `all_members` all of them.
    Raises `UnknownIdError`.
    """

    def __init__(self, graph: Graph, *failed: str, all_members: bool = False) -> None:
        self.graph, self.failed, self.all_members = graph, failed, all_members
        components, risks = graph.failing(failed)
        if all_members:
            components = [v for v in components for _ in range(graph.components[v].count)]
        self._fail = components, risks
        lost = graph.going_down(components, risks)
        self.taken_to_start: tuple[Start, ...] = ()
        """The standbys that keep their owners up if they start, where that is a chance."""
        if graph.nodes.starts:
            without = without_standbys(graph)
            more = (without.going_down(components, risks) | without.never_up) - lost
            starts = (start for start in graph.nodes.starts.values() if start.owner in more)
            self.taken_to_start = tuple(sorted(starts, key=lambda start: start.event))
        self.down = tuple(graph.ids[v] for v in sorted(lost))
        demands = (graph.components[v].demand or 0.0 for v in lost)
        self.demand_lost = float(sum(map(Fraction, demands), Fraction(0)))
        self.by_structure_alone = load_can_matter(graph.components, graph.risks)
        """Whether load could take down more."""
        self.how_judged = how_judged(graph.components) if self.by_structure_alone else ""
        self.not_counted = not_counted(graph.strikes[number] for number in risks)
        """What of them takes nothing down by structure, in sentences."""

    @cached_property
    def _reasons(self) -> FallReasons:
        """Made when the first is asked for: who only counts what goes down needs none."""
        from topology.structure.reasons.together import FallReasons

        return FallReasons(self.graph, *self._fail)

    def because(self, name: str) -> tuple[Step, ...]:
        """Why something of what is `down` goes down: the shortest way from one of the failures."""
        return self._reasons.because(self.graph.index[name])

    def chain(self, name: str) -> list[str]:
        """The ids of that way: from a failure on, each step a need of the next."""
        names = [*self.graph.ids, *self.graph.strike_index]
        return [names[v] for v in self._reasons.chain(self.graph.index[name])]


class Widths:
    """How wide the blast radius of each single cause is. A cause is a number, as in `OrderOne`.

    All are found together, and only when the first is asked for.
    """

    def __init__(self, order: OrderOne) -> None:
        self._order = order
        self.graph = order.graph
        self.names = [*order.graph.ids, *order.graph.strike_index]
        """The ids of all causes: components, then shared risks, then modes."""

    @cached_property
    def sizes(self) -> list[int]:
        """How many components each cause takes down."""
        return self._order.totals([1] * self.graph.size)

    def taken(self, cause: int) -> set[int]:
        """The components that a cause takes down, by number. O(answer)."""
        return self._order.taken_down(cause)[0]

    def takes_down(self, cause: int, v: int) -> bool:
        """Whether a cause takes a component down that is up."""
        return self._order.takes_down(cause, v)

    def in_circle_with(self, cause: int) -> list[int]:
        """The other components that take a component down as it does them: all fall together."""
        order = self._order
        if cause not in order.in_circles:
            return []
        others = sorted(order.in_circles.difference((cause,)))
        return [v for v in others if order.takes_down(v, cause) and order.takes_down(cause, v)]

    def demand(self, cause: int) -> float:
        """The demand that a cause takes down, in load units; exact before it is rounded once."""
        return self._demands(cause)

    def money(self, cause: int) -> float:
        """What all that a cause takes down loses in an hour."""
        return self._money(cause)

    def weight(self, cause: int) -> float:
        """The weight of the objectives of all that a cause takes down."""
        return self._weights(cause)

    def rank(self, cause: int) -> tuple[float, int, str]:
        """Sorts causes, the widest first: by demand, by components, by id."""
        return -self.demand(cause), -self.sizes[cause], self.names[cause]

    @cached_property
    def _demands(self) -> Callable[[int], float]:
        return self._totals([c.demand for c in self.graph.components])

    @cached_property
    def _money(self) -> Callable[[int], float]:
        return self._totals([c.loss_per_hour for c in self.graph.components])

    @cached_property
    def _weights(self) -> Callable[[int], float]:
        return self._totals([self.graph.standards.weight(name) for name in self.graph.ids])

    def _totals(self, amounts: Sequence[float | None]) -> Callable[[int], float]:
        """By cause the sum of the amounts of all that it takes down, in parts of one `scale`th."""
        if not any(amounts):
            return lambda _: 0.0
        # A power of two by which every amount is a whole number of parts.
        scale = max(amount.as_integer_ratio()[1] for amount in amounts if amount)
        found = self._order.totals([_whole_parts(amount, scale) for amount in amounts])
        return lambda cause: float(Fraction(found[cause], scale))


def _whole_parts(amount: float | None, scale: int) -> int:
    if not amount:
        return 0
    numerator, denominator = amount.as_integer_ratio()
    return numerator * (scale // denominator)
