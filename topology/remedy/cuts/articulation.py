"""The cheapest new links that leave no articulation point.

After the failure of a node, every part that is left must be joined to the others by some new link
that does not end at it. Finding the fewest takes linear time (Eswaran and Tarjan 1976), the
cheapest is NP-hard (Frederickson and JáJá 1981), and solved exactly here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from topology.remedy.cuts.links import Costs
from topology.remedy.cuts.parts import Network, after_nodes
from topology.remedy.cuts.survive import Answer, Failure, Question, Together
from topology.values.deadlines import never


def without_articulation_points(
    network: Network, costs: Sequence[Costs], expired: Callable[[], bool] = never
) -> Answer:
    """The cheapest links, and of the cheapest sets the smallest. Costs to 1e-6.

    Parts that are not joined yet are joined, so that no node is an articulation point; links fail
    not here.

    >>> from topology.remedy.cuts.links import listed
    >>> path = Network.of(3, [(0, 1), (1, 2)])
    >>> without_articulation_points(path, [listed(3, [(0, 1), (0, 2)], [1, 3])]).links
    (Added(sort=0, a=0, b=2),)
    """
    nodes = range(network.nodes)
    rows = [network.without([node]) for node in nodes] if _is_parted(network) else []
    rows = rows or after_nodes(network)[1]
    every = np.ones(len(costs), dtype=bool)
    whole = [Together(np.arange(network.nodes))]
    failures = [Failure(row, every) for row in rows]
    return Question(network, whole, failures, costs, False, expired).answer()


def _is_parted(network: Network) -> bool:
    return bool(network.parts().max(initial=0) > 0)
