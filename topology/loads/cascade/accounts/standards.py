"""By what components are judged: below which level they fall short, or are out; what that costs."""

from __future__ import annotations

import numpy as np

from topology.loads.moment.arcs import Floats
from topology.structure.graph import Graph

LEVEL_EPSILON = 1e-9
"""A level lower by so much is not lower."""


class Standards:
    """The standards of each component, as arrays; the same for all runs of a graph."""

    def __init__(self, graph: Graph) -> None:
        self.loss: Floats = np.array([c.loss_per_hour or 0.0 for c in graph.components])
        """Money an hour, for a level of 0."""
        self.floor: Floats = np.ones(graph.size)
        """The level below which a component is below its level."""
        self.needed: Floats = np.zeros(graph.size)
        """The level below which it counts as out: that of its objective, or nothing at all."""
        for name, standard in graph.standards.items():
            v = graph.index[name]
            self.floor[v] = self.needed[v] = standard.level


def watched_by_default(graph: Graph) -> frozenset[int]:
    """The components whose level is told: those with an objective, or else with demand."""
    with_objective = frozenset(graph.index[name] for name in graph.standards)
    return with_objective or frozenset(v for v, c in enumerate(graph.components) if c.demand)
