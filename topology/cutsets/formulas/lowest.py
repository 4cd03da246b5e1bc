"""The minimal p-cuts of few failures, where the diagram of all of them is too large.

With f = x f1 + x' f0 and S(f) the minimal sets of failures that fail f while nothing else fails,

    S(f) = S(f0)  u  {x + s : s in S(f1), s holds no set of S(f0)},

as a set without x is judged by f0 alone (Rauzy and Dutuit 1997). Cut off at a weight the same
holds, so the sets up to it need no others. Only nodes are looked at to which a path of no more
failures leads: of a diagram of a million nodes mostly few. Cost: these nodes, and the steps of
the families (`families`).
"""

from __future__ import annotations

from collections.abc import Callable

from topology.cutsets.engine.diagram import FALSE, TRUE, BudgetExceededError, Diagram
from topology.cutsets.engine.families.zero_suppressed import Families, deep_enough
from topology.cutsets.engine.minimal_solutions import Limit


def lowest_p_cuts(
    diagram: Diagram, limit: Limit, steps: int, expired: Callable[[], bool]
) -> tuple[Diagram, int]:
    """The minimal p-cuts of a diagram within a limit, and how many steps and nodes they took.

    Raises `BudgetExceededError` where they take more.
    """
    weights = limit.weights
    families = Families(weights, steps, expired)
    left = _left(diagram, limit)
    found = [FALSE, TRUE, *[FALSE] * (len(diagram) - 2)]
    with deep_enough(len(diagram.variables)):
        for node in range(2, len(diagram)):
            if (most := left[node]) < 0:
                continue
            if families.made + len(families.level) > steps + 2:
                raise BudgetExceededError
            level = diagram.level[node]
            low = families.within(found[diagram.low[node]], most)
            high = families.within(found[diagram.high[node]], most - weights[level])
            found[node] = families.node(level, families.without(high, low), low)
        sets = families.within(found[diagram.root], limit.max_order)
        return families.diagram(sets, diagram.variables), families.made + len(families.level)


def _left(diagram: Diagram, limit: Limit) -> list[int]:
    """For each node how much may fail below it; less than nothing where it cannot be come to."""
    left = [-1] * len(diagram)
    left[diagram.root] = limit.max_order
    for node in range(len(diagram) - 1, 1, -1):
        if (most := left[node]) >= 0:
            low, high = diagram.low[node], diagram.high[node]
            left[low] = max(left[low], most)
            left[high] = max(left[high], most - limit.weights[diagram.level[node]])
    return left
