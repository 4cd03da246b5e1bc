"""The worst failures of a sweep in full: what every place carries, what is down and what apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from topology.network.arcs import Floats
from topology.network.causes import Cause
from topology.network.sweep import Aftermath, Sweep, TrafficNetwork

MOST = 200
"""Failures that are kept in full."""


@dataclass(frozen=True, slots=True)
class Left:
    """What of the network does not work after a cause, by the numbers of components."""

    links: tuple[int, ...]
    """Links that are down, or lead to a site that is."""
    sites: tuple[int, ...]
    apart: tuple[int, ...]
    """Sites that work and have no way both to and from the largest part that is left."""


@dataclass(frozen=True, eq=False)
class WorstFailures:
    """The worst failures first; `used` has a row for each, with the utilisation of every place."""

    sweep: Sweep
    failures: tuple[Aftermath, ...]
    used: tuple[Floats, ...]
    left: tuple[Left, ...]

    @classmethod
    def of(cls, sweep: Sweep, most: int = MOST) -> WorstFailures:
        """The worst of a sweep; their loads are worked out again, as a sweep keeps the worst only.

        O(places) room for each failure.
        """
        network = sweep.network
        failures = tuple(sweep.worst_first[:most])
        after = network.router.after(failure.cause.loss for failure in failures)
        used = tuple(
            network.gauges.utilisations(loads.rows, failure.cause.left)
            for failure, loads in zip(failures, after, strict=True)
        )
        left = tuple(left_of(network, failure.cause) for failure in failures)
        return cls(sweep, failures, used, left)

    @property
    def total(self) -> int:
        """How many failures there are, these included."""
        return len(self.sweep.failures)


def left_of(network: TrafficNetwork, cause: Cause) -> Left:
    """What does not work after a cause, and what is apart. O(nodes + links)."""
    arcs, never = network.arcs, network.causes.never
    sites = {arcs.nodes[n] for n in (*cause.loss.nodes, *never.nodes)}
    ends = network.graph.ends
    lost = {*cause.loss.links, *never.links}
    links = {link for link in arcs.arcs_of if link in lost or not sites.isdisjoint(ends[link])}
    apart = _apart(network, sites, links) if cause.is_felt else ()
    return Left(tuple(sorted(links)), tuple(sorted(sites)), apart)


def _apart(network: TrafficNetwork, sites: set[int], links: set[int]) -> tuple[int, ...]:
    """The sites outside the largest part; of equally large ones the one of the first id stays."""
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(v for v in network.arcs.nodes if v not in sites)
    graph.add_edges_from(_arcs(network, links))
    parts = sorted(nx.strongly_connected_components(graph), key=lambda p: (-len(p), min(p)))
    return tuple(sorted(v for part in parts[1:] for v in part))


def _arcs(network: TrafficNetwork, links: set[int]) -> Iterator[tuple[int, int]]:
    arcs = network.arcs
    rows = zip(arcs.tail.tolist(), arcs.head.tolist(), arcs.link.tolist(), strict=True)
    for tail, head, link in rows:
        if link not in links:
            yield arcs.nodes[tail], arcs.nodes[head]
