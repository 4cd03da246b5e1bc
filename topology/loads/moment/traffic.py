"""The traffic of a document as load: what it puts on links and nodes while others are down.

It is offered in full to each link and each node on its ways, whatever those before it let through:
what `shed` and `queue` hold back on the way is not taken from what comes after. What is down
carries nothing, and all is routed anew over what is up, at once.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from topology.loads.moment.arcs import Flags, Floats, Ints
from topology.network.betweenness import Betweenness
from topology.network.routing import Loads, Loss
from topology.network.sweep import TrafficNetwork
from topology.structure.graph import Graph

MOST_BYTES = 2**24
"""What is kept of states that may come again."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What traffic puts on components, in load units; arrays over these, not to be written to."""

    along: Floats
    """On nodes, and on links from their first end to their second; with half duplex both ways."""
    against: Floats
    """On links from their second end to their first; with half duplex the same as `along`."""
    cut_off: float
    """Demand without a way though both its ends are up."""
    gone: float
    """Demand from or to what is down."""
    state: bytes
    """Which links and nodes are up, on which alone all of it hangs."""
    is_whole: bool
    """Whether what is put on links is among it; else nothing is said of them."""

    @property
    def offered(self) -> Floats:
        """What each is offered: of a link with full duplex in the direction that has more."""
        return np.maximum(self.along, self.against)


class Traffic:
    """Finds what the traffic of a document puts on components, for what is up."""

    def __init__(self, graph: Graph) -> None:
        network = TrafficNetwork(graph)
        self._size = graph.size
        self._arcs = arcs = network.arcs
        self._nodes: Ints = np.array(arcs.nodes, dtype=np.int64)
        self.links: Ints = np.array(list(arcs.arcs_of), dtype=np.int64)
        """Those that may carry some, by their numbers."""
        self.demand = network.demands.total
        """All of it, in load units."""
        self._router = network.router
        self._twin = Betweenness.of(arcs, network.demands, network.routing.ways)
        self._known: OrderedDict[bytes, Carried] = OrderedDict()
        entries = len(arcs.nodes) * len(network.demands.destinations)
        self.moments = round((SOME_STEPS + entries) / A_MOMENT)
        """About how many moments of a small document it takes to route all of it."""

    @property
    def elements(self) -> list[int]:
        """The links and nodes that may carry some, sorted."""
        return sorted({*self._nodes.tolist(), *self.links.tolist()})

    def over(self, up: Flags, *, whole: bool = True) -> Carried:
        """What it comes to while these are up.

        Where it takes much longer to tell what is put on links, that is left out if not `whole`.
        """
        whole = whole or self._twin is None
        state = up[self._nodes].tobytes() + up[self.links].tobytes()
        found = self._known.get(state)
        if found is None or whole > found.is_whole:
            found = self._known[state] = self._carried(up, state, whole=whole)
            if len(self._known) * (self._size * 16 + len(state)) > MOST_BYTES:
                self._known.popitem(last=False)
        return found

    def _carried(self, up: Flags, state: bytes, *, whole: bool) -> Carried:
        links = frozenset(self.links[~up[self.links]].tolist())
        nodes = frozenset(np.flatnonzero(~up[self._nodes]).tolist())
        loads = self._loads(Loss(links, nodes), whole=whole)
        arcs = self._arcs
        along = np.zeros(self._size)
        against = np.zeros(self._size) if arcs.is_full_duplex else along
        on_arcs, forward = loads.of_arcs(arcs), arcs.forward
        np.add.at(along, arcs.link[forward], on_arcs[forward])
        np.add.at(against, arcs.link[~forward], on_arcs[~forward])
        along[self._nodes] += loads.of_nodes(arcs)
        return Carried(along, against, loads.cut_off, loads.gone, state, whole)

    def _loads(self, loss: Loss, *, whole: bool) -> Loads:
        if self._twin is not None:
            return self._twin.after(loss, of_arcs=whole)
        return next(self._router.after([loss]))


SOME_STEPS, A_MOMENT = 20_000, 2_000
"""What a routing costs however small the network is, and what a moment does, both in entries."""
