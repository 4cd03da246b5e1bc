"""How many single points of failure there are, of which class, and how many targets each takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from topology.finding import FailureClass
from topology.structure.order_one.order_one import OrderOne


class Counts:
    """Counts over the causes of a graph, by their numbers, and its targets."""

    def __init__(
        self,
        order: OrderOne,
        targets: Sequence[int],
        points: Mapping[int, Mapping[int, FailureClass]],
    ) -> None:
        """`points` are, by target and cause, the points that leave an alternative."""
        self._order = order
        self._targets = targets
        self._points = points

    @cached_property
    def targets_lost(self) -> list[int]:
        """How many targets other than itself each cause takes down."""
        graph = self._order.graph
        weights = [0] * graph.size
        for v in self._targets:
            weights[v] = 1
        lost = self._order.totals(weights)
        for v in self._targets:
            lost[v] -= graph.fails_alone[v]
            for mode in graph.modes_of.get(v, ()):
                lost[mode] -= v in graph.struck[mode - graph.size]
        for causes in self._points.values():
            for cause in causes:
                lost[cause] += 1
        return lost

    def of_points(self) -> tuple[int, int]:
        """How many single points of failure there are; how many findings, one for each target."""
        return sum(map(bool, self.targets_lost)), sum(self.targets_lost)

    def of_classes(self) -> dict[FailureClass, int]:
        """How many single points of failure there are of each class: each counted at its worst."""
        counts = dict.fromkeys(FailureClass, 0)
        points: dict[int, set[FailureClass]] = {}
        by_load = Counter(cause for causes in self._points.values() for cause in causes)
        for causes in self._points.values():
            for cause, failure_class in causes.items():
                points.setdefault(cause, set()).add(failure_class)
        for cause, lost in enumerate(self.targets_lost):
            found = points.get(cause, set())
            if lost > by_load[cause]:
                found = {*found, FailureClass.STRUCTURAL}
            worst = next((c for c in FailureClass if c in found), None)
            if worst is not None:
                counts[worst] += 1
        return counts
