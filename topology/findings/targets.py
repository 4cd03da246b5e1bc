"""What is judged: the targets of a topology, by the rule of the domain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from topology.document.schema import named
from topology.errors import UsageError, quoted
from topology.structure.graph import Graph

TargetRule = Literal["asked", "objective", "demand", "top"]
"""Why these are the targets: named by the caller, by objectives, by demand, or needed by nobody."""


def choose_targets(graph: Graph, asked: Iterable[str] | None) -> list[int]:
    """The components to be judged, sorted: those asked for, or else those of the domain's rule."""
    return chosen_targets(graph, asked or None)[0]


def chosen_targets(graph: Graph, asked: Iterable[str] | None) -> tuple[list[int], TargetRule]:
    """What is judged, sorted, and by which rule of the domain."""
    if asked is not None:
        names = list(asked)
        for name in names:
            if name in graph.risk_index and name not in graph.index:
                raise UsageError(f"{quoted(name)} is a shared risk: a target is a component")
        return sorted({graph.index_of(name) for name in names}), "asked"
    objectives = {graph.index[o.of] for o in graph.topology.objectives}
    if objectives:
        return sorted(objectives), "objective"
    demanded = [v for v, c in enumerate(graph.components) if c.demand]
    if demanded:
        return demanded, "demand"
    needed: set[str] = set()
    for c in graph.components:
        for entry in c.needs:
            if isinstance(entry, str):
                needed.add(entry)
            else:
                needed.update(named((entry,)))
    return [
        v
        for v, c in enumerate(graph.components)
        if c.needs and c.connects is None and c.id not in needed
    ], "top"
