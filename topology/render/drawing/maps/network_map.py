"""The map of a network: how much of each link is used after the failure that is worst for it.

Sites stand where their coordinates say, links are as wide as their capacity. Without traffic the
map shows single points of failure in place of utilisation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from topology.document.schema import Component
from topology.findings.carried.worst_failures import left_of
from topology.render.drawing.layout import Point
from topology.render.drawing.maps.ground import Ground, Line, Site
from topology.render.drawing.maps.scale import class_of
from topology.render.words.carried.links import link_words
from topology.values.rounding import exceeds

if TYPE_CHECKING:
    from topology.network.causes import Cause
    from topology.network.sweep import PlaceUse, Sweep
    from topology.structure.graph import Graph

THIN, THICK = 2.2, 7.0
"""Widths of a link without capacity, and of the one with the most."""
EVEN = 4.5
"""Of all, where they have the same."""


@dataclass(frozen=True, eq=False)
class NetworkMap:
    """A map, and what is not on it."""

    ground: Ground
    without: tuple[str, ...]
    """The ids of sites without coordinates, sorted."""


def is_mapped(graph: Graph) -> bool:
    """Whether a document has links, and coordinates for every end of them."""
    ends = {end for pair in graph.ends.values() for end in pair}
    return bool(ends) and all(_place(graph.components[v]) for v in ends)


def has_coordinates(graph: Graph) -> bool:
    """Whether any end of a link has them."""
    return any(_place(graph.components[v]) for pair in graph.ends.values() for v in pair)


def network_map(
    graph: Graph,
    sweep: Sweep | None,
    single: Collection[str] = (),
    cause: Cause | None = None,
) -> NetworkMap:
    """The map of all links, or with a sweep of those that carry traffic.

    With a cause it shows what is used after that, and what is down or apart then.
    """
    links = sorted(graph.ends) if sweep is None else list(sweep.network.arcs.arcs_of)
    ends = {end for v in links for end in graph.ends[v]}
    if sweep is not None:
        ends.update(sweep.network.arcs.nodes)
    places = {v: place for v in sorted(ends) if (place := _place(graph.components[v]))}
    looks = _Looks(graph, sweep, frozenset(single), cause)
    weights = _weights(graph, links, sweep)
    first = sorted(places, key=lambda v: (-weights[v], v))
    sites = [
        Site(v, _name(graph.components[v]), places[v], looks.style(v), looks.told(v)) for v in first
    ]
    width = _widths(graph, links)
    drawn = [Line(v, _ends(graph, v), width[v], looks.style(v), looks.told(v)) for v in links]
    without = tuple(graph.ids[v] for v in sorted(ends - places.keys()))
    return NetworkMap(Ground(sites, drawn), without)


class _Looks:
    """How sites and links look, and what is said of them."""

    def __init__(
        self, graph: Graph, sweep: Sweep | None, single: frozenset[str], cause: Cause | None
    ) -> None:
        self.graph, self.sweep, self.single = graph, sweep, single
        self.uses: dict[int, list[PlaceUse]] = defaultdict(list)
        self.used: dict[int, float] = {}
        """How much of each link and site is to be seen as used."""
        self.down: frozenset[int] = frozenset()
        self.apart: frozenset[int] = frozenset()
        if sweep is None:
            return
        after = None if cause is None else sweep.network.utilisations(cause)
        for n, use in enumerate(sweep.places):
            v = use.place.component
            self.uses[v].append(use)
            used = max(use.intact, use.worst) if after is None else float(after[n])
            self.used[v] = max(self.used.get(v, 0.0), used)
        if cause is not None:
            left = left_of(sweep.network, cause)
            self.down = frozenset((*left.links, *left.sites))
            self.apart = frozenset(left.apart)

    def style(self, v: int) -> str:
        """The classes of a site or link."""
        if self.sweep is None:
            return "plain is-single" if self.graph.ids[v] in self.single else "plain"
        used = self.used.get(v)
        style = "plain" if used is None and v not in self.graph.ends else class_of(used)
        is_over = used is not None and exceeds(used, self.sweep.limit)
        marks = ((is_over, "over"), (v in self.down, "is-down"), (v in self.apart, "is-apart"))
        return " ".join((style, *(mark for holds, mark in marks if holds)))

    def told(self, v: int) -> str:
        """What is said of a site or link."""
        component = self.graph.components[v]
        name = component.id if component.name is None else f"{component.name} ({component.id})"
        if self.sweep is None:
            more = "a single point of failure" if component.id in self.single else component.kind
        elif v in self.uses or v in self.graph.ends:
            more = link_words(self.sweep.network, self.uses.get(v, []))
        else:
            more = component.kind
        return f"{name}: {more}"


def _weights(graph: Graph, links: list[int], sweep: Sweep | None) -> dict[int, float]:
    """How important each site is: what it sends and gets, or else how many links it has."""
    found: dict[int, float] = defaultdict(float)
    for link in links:
        for end in graph.ends[link]:
            found[end] += 1e-9
    if sweep is None:
        return found
    network = sweep.network
    demand = network.demands.columns(network.demands.destinations)
    for n, v in enumerate(network.arcs.nodes):
        found[v] += float(demand[n].sum())
    for n, amount in zip(network.demands.destinations, demand.sum(axis=0), strict=True):
        found[network.arcs.nodes[n]] += float(amount)
    return found


def _widths(graph: Graph, links: list[int]) -> dict[int, float]:
    """By the square root of the capacity, so that a hundredth of the most can still be seen."""
    given = {v: float(graph.components[v].capacity or 0.0) for v in links}
    most = max(given.values(), default=0.0)
    if not most or len(set(given.values())) == 1:
        return dict.fromkeys(links, EVEN if most else THIN)
    return {v: THIN + (THICK - THIN) * sqrt(amount / most) for v, amount in given.items()}


def _ends(graph: Graph, link: int) -> tuple[int, int]:
    first, second = graph.ends[link]
    return first, second


def _place(component: Component) -> Point | None:
    if component.latitude is None or component.longitude is None:
        return None
    return float(component.latitude), float(component.longitude)


def _name(component: Component) -> str:
    return component.name or component.id
