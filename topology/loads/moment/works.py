"""The work that a document asks for when something fails: of components, modes, risks, events."""

from __future__ import annotations

from collections.abc import Iterator

from topology.document import schema
from topology.structure.graph import Graph

Needs = tuple[schema.Requirement, ...]


def works_of(graph: Graph) -> Iterator[tuple[schema.Repair | schema.Verify, tuple[int, ...]]]:
    """Each repair and verification, and whom it mends; O(components + what events name)."""
    for v, component in enumerate(graph.components):
        yield from _both(component.repair, component.verify, (v,))
        for mode in component.modes:
            yield from _both(mode.repair, mode.verify, (v,))
    for risk, hits in zip(graph.risks, graph.risk_hits, strict=True):
        yield from _both(risk.repair, risk.verify, hits)
    for event in (event for scenario in graph.topology.scenarios for event in scenario.events):
        if event.mending is not None or event.checking is not None:
            yield from _both(event.mending, event.checking, hit_by(graph, event.fail))


def _both(
    repair: schema.Repair | None, verify: schema.Verify | None, hits: tuple[int, ...]
) -> Iterator[tuple[schema.Repair | schema.Verify, tuple[int, ...]]]:
    """Those of the two that there are."""
    if repair is not None:
        yield repair, hits
    if verify is not None:
        yield verify, hits


def hit_by(graph: Graph, names: str | tuple[str, ...] | None) -> tuple[int, ...]:
    """The components that components and shared risks stand for, in order; what is none is left."""
    found: set[int] = set()
    for name in (names,) if isinstance(names, str) else names or ():
        strike = graph.strike_index.get(name)
        if strike is not None:
            found.update(graph.strikes[strike].hits)
        elif name in graph.index:
            found.add(graph.index[name])
    return tuple(sorted(found))
