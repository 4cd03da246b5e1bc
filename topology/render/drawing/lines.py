"""The lines of a graph: which nodes they join, and in what role.

Nodes are numbered: components in the order of their ids, then shared risks in the order of theirs,
then modes, which are drawn as shared risks that hit one component.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from topology.document.document import Topology
from topology.document.schema import (
    All,
    Any,
    AtLeast,
    Component,
    FirstOf,
    Mode,
    On,
    Reach,
    Requirement,
    Selector,
    SharedRisk,
    Split,
    changed,
    tools_of,
)
from topology.structure.strikes import mode_name

MUST, ONE_OF, SOFT, REACH = "must", "one-of", "soft", "reach"
"""How a component depends on another: the roles an edge can have."""


LONGEST_NAME = 1_000
"""Characters of a name from a component beyond which a mode keeps its id."""

LINK, HIT = "link", "hit"
"""Roles of lines that are no dependency: from an end to its link, from a risk to what it hits."""


def numbered(topology: Topology) -> dict[str, int]:
    """The number of every component, shared risk and mode, by id."""
    components = sorted(component.id for component in topology.components)
    risks = (risk.id for risk in drawn_risks(topology))
    return {name: number for number, name in enumerate((*components, *risks))}


def drawn_risks(topology: Topology) -> list[SharedRisk]:
    """The shared risks by id, then the modes of components in the same form."""
    modes = ((c, mode) for c in topology.components for mode in c.modes)
    found = (_as_risk(component.id, mode) for component, mode in modes)
    return [
        *sorted(topology.shared_risks, key=lambda risk: risk.id),
        *sorted(found, key=lambda risk: risk.id),
    ]


def named_risks(topology: Topology) -> list[SharedRisk]:
    """The same, where a mode without a name of its own has one from its component."""
    names = {
        mode_name(component.id, mode): f"{component.name}: {mode.id}"
        for component in topology.components
        if component.name
        for mode in component.modes
        if not mode.name and len(component.name) + len(mode.id) < LONGEST_NAME
    }
    risks = drawn_risks(topology)
    return [changed(r, name=names[r.id]) if r.id in names else r for r in risks]


def _as_risk(component: str, mode: Mode) -> SharedRisk:
    return changed(
        _ANY_RISK,
        id=mode_name(component, mode),
        name=mode.name,
        kind=MODE,
        description=mode.description,
        source=mode.source,
        assumed=mode.assumed,
        hits=(component,),
        leaves=mode.leaves,
        seen=mode.seen if mode.leaves else None,
        fails=mode.fails,
        repair=mode.repair,
    )


_ANY_RISK = SharedRisk(id="any", hits=("any",))
MODE = "mode"
"""The kind under which the mode of a component is drawn."""


def hits_of(
    risk: SharedRisk, components: Sequence[Component], number: Mapping[str, int]
) -> list[int]:
    """The numbers of the components that a shared risk hits."""
    if isinstance(risk.hits, Selector):
        return sorted(number[c.id] for c in components if _selects(risk.hits, c))
    return sorted({number[name] for name in risk.hits or ()})


def reached_by(
    risk: SharedRisk, components: Sequence[Component], number: Mapping[str, int]
) -> list[int]:
    """The numbers of the components that a shared risk hits, or whose demand it raises."""
    return sorted({*hits_of(risk, components, number), *(number[name] for name in risk.raises)})


def needed(component: Component) -> Iterator[tuple[str, str]]:
    """Every id that a component names in its needs and as a place, with its role."""
    yield from dependencies(component.needs)
    spare = component.count - component.quorum
    for place, members in component.dealt.items():
        yield place, MUST if members > spare else ONE_OF


def dependencies(
    requirements: Sequence[Requirement], role: str = MUST
) -> Iterator[tuple[str, str]]:
    """Every id that requirements name, each with the role it has for their owner."""
    for entry in requirements:
        match entry:
            case str():
                yield entry, role
            case On():
                yield entry.on, role if entry.hard else SOFT
            case Reach():
                yield entry.reach, REACH
            case All():
                yield from dependencies(entry.all, role)
            case Any():
                yield from dependencies(entry.any, _choice(role, 1, entry.any))
            case FirstOf():
                yield from dependencies(entry.first_of, _choice(role, 1, entry.first_of))
                yield from dependencies(tools_of(entry), ONE_OF)
            case Split():
                yield from dependencies(entry.split, _choice(role, 1, entry.split))
            case AtLeast():
                yield from dependencies(entry.of, _choice(role, entry.at_least, entry.of))


def _choice(role: str, least: int, entries: Sequence[Requirement]) -> str:
    return role if least >= len(entries) else ONE_OF


def _selects(selector: Selector, component: Component) -> bool:
    return (
        selector.kind in (None, component.kind)
        and selector.location in (None, component.location)
        and (selector.tag is None or selector.tag in component.tags)
    )
