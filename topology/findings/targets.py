"""What is judged: the targets of a topology, by the domain's rule; and what stands for others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Literal, NamedTuple

from topology.document.schema import (
    ALL,
    TRAFFIC,
    Component,
    On,
    Reach,
    Requirement,
    parts_of,
)
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
    names = list(asked or ())
    if any(_names_traffic(graph, name) for name in names):
        raise UsageError(f"{quoted(TRAFFIC)} is no component: spof and report judge it")
    return chosen_targets(graph, names or None).components


class Chosen(NamedTuple):
    """What is judged, and by which rule of the domain."""

    components: list[int]
    """Sorted."""
    rule: TargetRule
    has_traffic: bool
    """Whether the traffic is judged: asked for, named by objectives, or there and none given."""


def chosen_targets(graph: Graph, asked: Iterable[str] | None) -> Chosen:
    """What is judged: what is asked for, or else what the rule of the domain chooses."""
    if asked is not None:
        names = list(asked)
        components = [name for name in names if not _names_traffic(graph, name)]
        for name in components:
            if name in graph.risk_index and name not in graph.index:
                raise UsageError(f"{quoted(name)} is a shared risk: a target is a component")
        found = sorted({graph.index_of(name) for name in components})
        return Chosen(found, "asked", any(_names_traffic(graph, name) for name in names))
    if graph.topology.objectives:
        found = sorted(graph.index[name] for name in graph.standards)
        return Chosen(found, "objective", bool(graph.standards.of_traffic))
    by_rule, rule = graph.standards.by_rule
    found = sorted(graph.index[name] for name in by_rule)
    return Chosen(found, rule, bool(graph.topology.traffic))


def _names_traffic(graph: Graph, name: str) -> bool:
    return name == TRAFFIC and bool(graph.topology.traffic) and name not in graph.index


def takes_tops(graph: Graph, rule: TargetRule) -> bool:
    """Whether what nothing needs is a target, though perhaps nothing is known of it."""
    if rule == "objective":
        asks_all = any(objective.of == ALL for objective in graph.topology.objectives)
        return asks_all and graph.standards.by_rule[1] == "top"
    return rule == "top"
