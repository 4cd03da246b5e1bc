"""Calls in a circle that make more calls than there were: where loads have no solution."""

from __future__ import annotations

import numpy as np

from topology.errors import TopologyError
from topology.loads.moment.arcs import Floats
from topology.loads.moment.loads import Loads


class AmplificationError(TopologyError):
    """Calls in a circle that amplify without bound."""


def check_circles(loads: Loads) -> None:
    """Raises when calls in a circle among what no capacity bounds amplify.

    They do when the spectral radius of their matrix of calls is 1 or more.
    """
    wiring = loads.wiring
    for nodes in wiring.circles:
        free = [n for n in nodes if n >= wiring.size or not _is_saturated(loads, n)]
        if not loads.own[free].any():
            continue
        if free and spectral_radius(_gains(loads, free)) >= 1 - 1e-9:
            raise AmplificationError(_circle_words(loads, free))


def _gains(loads: Loads, nodes: list[int]) -> Floats:
    """The attempts at each of these nodes (rows) for a unit of load of each other (columns)."""
    wiring = loads.wiring
    place = {node: i for i, node in enumerate(nodes)}
    matrix: Floats = np.zeros((len(nodes), len(nodes)))
    through = dict(zip(wiring.paths, loads.through.tolist(), strict=True))
    for node in nodes:
        if node < wiring.size and not loads.limits.up[node]:
            continue
        for number in wiring.arcs_from[node]:
            child = wiring.arcs[number].child
            if child in place:
                gets_on = loads.limits.succeeds[node] if node < wiring.size else 1.0
                gain = loads.attempts[number] * through.get(node, 1.0) * gets_on
                matrix[place[child], place[node]] += gain
    return matrix


def _is_saturated(loads: Loads, component: int) -> bool:
    capacity = loads.limits.capacity[component]
    return bool(np.isfinite(capacity) and loads.offered[component] > capacity)


def _circle_words(loads: Loads, nodes: list[int]) -> str:
    wiring = loads.wiring
    ids = wiring.graph.ids
    heaviest = max((n for n in nodes if n < wiring.size), key=lambda n: loads.own[n])
    circle = [ids[n] for n in wiring.circle_through(heaviest)]
    first = circle.index(min(circle))
    names = " → ".join((*circle[first:], *circle[:first], circle[first]))
    return (
        f"calls go round in a circle and amplify without bound: {names}; "
        "give one of these needs `calls` below 1 (0 if it only has to be there)"
    )


def spectral_radius(matrix: Floats) -> float:
    """The largest eigenvalue of a non-negative matrix, by its absolute value."""
    return float(np.max(np.abs(np.linalg.eigvals(matrix)), initial=0.0))
