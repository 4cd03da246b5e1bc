"""The cheapest new links that leave no bridge.

A network that hangs together is made of 2-edge-connected parts that bridges join to a tree. A new
link covers the bridges on the way between its ends, and every bridge must be covered: finding the
fewest takes linear time (Eswaran and Tarjan 1976), the cheapest is NP-hard (Frederickson and JáJá
1981), and solved exactly here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from topology.remedy.cuts.links import Costs
from topology.remedy.cuts.parts import Network, after_links
from topology.remedy.cuts.survive import Answer, Failure, Question, Together
from topology.values.deadlines import never


def without_bridges(
    network: Network, costs: Sequence[Costs], expired: Callable[[], bool] = never
) -> Answer:
    """The cheapest links, and of the cheapest sets the smallest. Costs to 1e-6.

    Links side by side are two links, so neither is a bridge. New links can fail as well; parts
    that are not joined yet are joined by two.

    >>> from topology.remedy.cuts.links import listed
    >>> path = Network.of(3, [(0, 1), (1, 2)])
    >>> without_bridges(path, [listed(3, [(0, 1), (1, 2), (0, 2)], [1, 1, 3])]).cost
    2.0
    """
    _, rows = after_links(network)
    every = np.ones(len(costs), dtype=bool)
    whole = [Together(np.arange(network.nodes))]
    failures = [Failure(row, every) for row in rows]
    return Question(network, whole, failures, costs, True, expired).answer()
