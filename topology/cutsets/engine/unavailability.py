"""The exact probability of a binary diagram, and what each variable adds to it.

With independent variables of probability q_x a node x f1 + x' f0 has the probability
q_x P(f1) + (1 - q_x) P(f0); one pass up gives that of the root. Birnbaum's importance of x,
dP/dq_x, is the sum over the nodes of x of the probability to get there times P(f1) - P(f0): one
pass down (Birnbaum 1969; Rauzy 1993). Sums of positive terms only, so the error is relative.
Cost: the number of nodes.
"""

from __future__ import annotations

from collections.abc import Sequence

from topology.cutsets.engine.diagram import Diagram


def probabilities(diagram: Diagram, q: Sequence[float]) -> list[float]:
    """The probability of every node; `q` is that of each level's variable."""
    found = [0.0, 1.0]
    add = found.append
    works = [1.0 - one for one in q]
    levels, highs, lows = diagram.level, diagram.high, diagram.low
    for node in range(2, len(levels)):
        level = levels[node]
        add(q[level] * found[highs[node]] + works[level] * found[lows[node]])
    return found


def birnbaum(diagram: Diagram, q: Sequence[float]) -> list[float]:
    """The derivative of the root's probability by that of each level's variable."""
    found = probabilities(diagram, q)
    works = [1.0 - one for one in q]
    reach = [0.0] * len(found)
    reach[diagram.root] = 1.0
    slope = [0.0] * len(q)
    levels, highs, lows = diagram.level, diagram.high, diagram.low
    for node in range(len(levels) - 1, 1, -1):
        here = reach[node]
        if not here:
            continue
        level, high, low = levels[node], highs[node], lows[node]
        slope[level] += here * (found[high] - found[low])
        reach[high] += here * q[level]
        reach[low] += here * works[level]
    return slope
