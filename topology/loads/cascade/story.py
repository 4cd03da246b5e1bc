"""Words for the lines of a timeline."""

from __future__ import annotations

from collections.abc import Sequence

from topology.document import schema
from topology.loads.moment.standing import Standing
from topology.loads.moment.wiring import Form, Wiring
from topology.structure.words import (
    exhausted_words,
    idle_words,
    members_words,
    names_words,
    over_words,
)
from topology.values.units import percent


def level_words(level: float) -> str:
    """A service level to three digits; what is not all is never told as all.

    Rounding errors decide nothing, not even half way between two figures.

    >>> level_words(1.0), level_words(0.99999), level_words(1e-13), level_words(0.186)
    ('100 %', 'over 99.9 %', '0 %', '18.6 %')
    >>> level_words(0.3125 - 1e-13), level_words(0.3125 + 1e-13)
    ('31.2 %', '31.2 %')
    """
    level = float(f"{level:.9g}")
    return percent(1.0 if level > 1 - 1e-9 else level if level > 1e-9 else 0.0)


def broken_entry(wiring: Wiring, standing: Standing, v: int, after: int) -> int | None:
    """The entry of a component's needs that does not hold, after another one fell."""
    broken = [
        arc.child
        for number in wiring.arcs_from[v]
        if (arc := wiring.arcs[number]).hard and not standing.works[arc.child]
    ]
    blamed = [child for child in broken if child == after] or broken
    return blamed[0] if blamed else None


def lost_alternatives(wiring: Wiring, standing: Standing, node: int) -> list[int]:
    """The alternatives of an entry that do not hold; none where all its parts are needed."""
    children = wiring.children[node]
    lost = [child for child in children if not standing.works[child]]
    if node < wiring.size or node in wiring.paths:
        return []
    if (tools := standing.wanted_tools(node)) is not None:
        return [*lost, tools]
    if wiring.required[node] < len(children):
        return lost
    return lost_alternatives(wiring, standing, lost[0]) if lost else []


def entry_words(wiring: Wiring, standing: Standing, node: int) -> str:
    """How an entry that does not hold is told."""
    if node < wiring.size:
        return f"needs {wiring.name(node)}"
    if wiring.forms[node] is Form.HELD:
        return entry_words(wiring, standing, wiring.held_by(node))
    if (tools := standing.wanted_tools(node)) is not None:
        wanting = lacking(standing, tools)
        return idle_words(f"needs {named_words(wiring, wanting)}")
    entry = wiring.entries[node]
    children = wiring.children[node]
    works = [standing.works[child] for child in children]
    if isinstance(entry, schema.Reach):
        return f"cannot reach {entry.reach}{over_words(entry)}"
    if isinstance(entry, schema.All):
        return entry_words(wiring, standing, children[works.index(False)])
    assert isinstance(entry, schema.Choice)
    return exhausted_words(entry, works)


def members_left(wiring: Wiring, standing: Standing, v: int) -> str:
    """How many members of a component are neither failed nor in places that are down."""
    places = wiring.graph.places[v]
    left = max(0, places.count - standing.away[v] - standing.failed[v])
    return f"{wiring.name(v)} {members_words(left, places.count, places.quorum)}"


def waiting_words(wiring: Wiring, standing: Standing, node: int) -> str:
    """How it is told that an entry that does not hold keeps its owner down."""
    if wiring.forms[node] is Form.HELD:
        return waiting_words(wiring, standing, wiring.held_by(node))
    if node < wiring.size:
        return f"waits for {wiring.name(node)}"
    return f"stays down: it {entry_words(wiring, standing, node)}"


def lacking(standing: Standing, node: int) -> list[int]:
    """The components for want of which some work cannot go on, sorted."""
    return sorted(standing.behind(node))


def named_words(wiring: Wiring, components: Sequence[int]) -> str:
    """Some components by name."""
    return names_words([wiring.graph.ids[v] for v in components])


def reserves_used_up(wiring: Wiring, standing: Standing, node: int) -> list[int]:
    """The reserves in an entry that do not hold it any more."""
    if not wiring.reserves or node < wiring.size or standing.works[node]:
        return []
    found = [
        n for child in wiring.children[node] for n in reserves_used_up(wiring, standing, child)
    ]
    return [node, *found] if wiring.forms[node] is Form.HELD else found
