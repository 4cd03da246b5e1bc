"""What is judged: the targets of a topology, by the domain's rule; and what stands for others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Literal

from topology.document.schema import Component, On, Reach, Requirement, named, parts_of
from topology.errors import UsageError, quoted
from topology.structure.graph import Graph

TargetRule = Literal["asked", "objective", "demand", "top"]
"""Why these are the targets: named by the caller, by objectives, by demand, or needed by nobody."""


_OWN = attrgetter(
    "connects",
    "count",
    "quorum",
    "spread",
    "demand",
    "profile",
    "loss_per_hour",
    "capacity",
    "overload",
    "fails",
    "repair",
    "verify",
    "start",
)
"""What a component says of itself, beside what it is."""
_NOTHING = _OWN(Component(id="nothing"))


def only_groups(component: Component) -> bool:
    """Whether a component says nothing but what it needs: it may stand for a group of others."""
    what = (component.kind, component.location, component.tags)
    return bool(component.needs) and what == _WHAT and _OWN(component) == _NOTHING


_WHAT = ("component", None, ())


def ends_only(component: Component) -> bool:
    """Whether a component says nothing but what it is, as the end of a path may."""
    return not component.needs and _OWN(component) == _NOTHING


def goals(needs: Iterable[Requirement]) -> Iterator[str]:
    """What an entry of needs, or a part of it, wants to reach."""
    for entry in needs:
        if isinstance(entry, Reach):
            yield entry.reach
        elif not isinstance(entry, str | On):
            yield from goals(parts_of(entry))


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
        needed.update(c.spread or ())
        for entry in c.needs:
            if isinstance(entry, str):
                needed.add(entry)
            else:
                needed.update(named((entry,)))
    return [
        v
        for v, c in enumerate(graph.components)
        if (c.needs or c.spread) and c.connects is None and c.id not in needed
    ], "top"
