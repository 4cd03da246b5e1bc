"""Which standbys that may not start a target is saved by, if they do.

Structure and load take every standby to start. A target for which that matters has more single
points of failure in the same topology without these standbys.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from topology.document import schema
from topology.document.schema import changed, starts_of
from topology.structure.graph import Graph
from topology.structure.nodes import Start

if TYPE_CHECKING:
    from topology.structure.order_one.order_one import OrderOne

__all__ = ["Start", "taken_to_start", "without_standbys"]


def taken_to_start(order: OrderOne, targets: Iterable[int]) -> dict[int, tuple[Start, ...]]:
    """The standbys that each target hangs on after some single failure; those that are saved.

    All of them that its needs lead to are named. Cost: the single failures once more.
    """
    graph = order.graph
    if not graph.nodes.starts:
        return {}
    from topology.structure.order_one.order_one import OrderOne

    without = without_standbys(graph)
    more = OrderOne(without)
    return {
        v: _standbys_below(graph, v)
        for v in targets
        if v in without.never_up or set(more.causes(v)) != set(order.causes(v))
    }


def without_standbys(graph: Graph) -> Graph:
    """The same topology, in which no standby starts of which that is a chance."""
    components = tuple(map(_without_standbys, graph.topology.components))
    return Graph.compile(changed(graph.topology, components=components))


def _without_standbys(component: schema.Component) -> schema.Component:
    kept = tuple(map(_without, component.needs))
    return component if kept == component.needs else changed(component, needs=kept)


def _without(entry: schema.Requirement) -> schema.Requirement:
    """The entry without what may not start in it."""
    if isinstance(entry, schema.FirstOf):
        first, *later = map(_without, entry.first_of)
        kept = [part for part in later if starts_of(part) == 1.0]
        return changed(entry, first_of=(first, *kept))
    if isinstance(entry, schema.All):
        return changed(entry, all=tuple(map(_without, entry.all)))
    if isinstance(entry, schema.Any):
        return changed(entry, any=tuple(map(_without, entry.any)))
    if isinstance(entry, schema.AtLeast):
        return changed(entry, of=tuple(map(_without, entry.of)))
    if isinstance(entry, schema.Split):
        return changed(entry, split=tuple(map(_without, entry.split)))
    return entry


def _standbys_below(graph: Graph, target: int) -> tuple[Start, ...]:
    """The standbys that a component's needs lead to, by name."""
    todo, seen = [target], {target}
    for node in todo:
        further = [*graph.children[node]]
        if node in graph.path_network:
            network = graph.networks[graph.path_network[node][0]]
            further += [network.goal, *network.mesh.links, *network.mesh.arcs_in]
        new = [child for child in dict.fromkeys(further) if child not in seen]
        seen.update(new)
        todo += new
    found = {start.event: start for node, start in graph.nodes.starts.items() if node in seen}
    return tuple(found[event] for event in sorted(found))
