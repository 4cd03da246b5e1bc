"""People's own words of what fails: who answers for it, what to do, whose data are lost.

They are kept and shown, and never interpreted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from topology.document import schema
from topology.document.document import Topology
from topology.structure.graph import Graph

NOT_MODELLED = "not modelled yet"
Entry = schema.Component | schema.SharedRisk


def entry_of(graph: Graph, cause: str) -> Entry | None:
    """The component or shared risk that a cause is; of a mode its component."""
    if (number := graph.risk_index.get(cause)) is not None:
        return graph.risks[number]
    strike = graph.strike_index.get(cause)
    v = graph.index.get(cause) if strike is None else graph.strikes[strike].mode_of
    return None if v is None else graph.components[v]


def owner_of(graph: Graph, cause: str) -> str:
    """Who answers for a cause; empty where nobody says."""
    entry = entry_of(graph, cause)
    return (entry.owner or "") if entry else ""


def runbook_of(graph: Graph, cause: str) -> str:
    """What to do when it fails; empty where nobody says."""
    entry = entry_of(graph, cause)
    return (entry.runbook or "") if entry else ""


def data_words(entry: Entry | None) -> str:
    """That, and which, data may be lost with a shared risk; empty where nobody says so."""
    lost = entry.loses_data if isinstance(entry, schema.SharedRisk) else None
    if not lost:
        return ""
    which = f" ({lost})" if isinstance(lost, str) else ""
    return f"data may be lost{which}: {NOT_MODELLED}"


def sources_within(topology: Topology) -> Iterator[tuple[str, str, str]]:
    """Where single facts come from: the id of an item, the place in it, and the source.

    Of requirements, modes, objectives and events; in document order.
    """
    for section in ("components", "objectives", "scenarios"):
        for item in getattr(topology, section):
            is_objective = isinstance(item, schema.Objective)
            name = schema.targets_words(item.of) if is_objective else item.id
            if isinstance(item, schema.Objective) and item.source:
                yield name, "objective", item.source
            for place, source in _sources(item, ""):
                yield name, place, source


def _sources(item: object, place: str) -> Iterator[tuple[str, str]]:
    """The sources of the parts of an item."""
    for field in fields(item):  # type: ignore[arg-type]
        value = getattr(item, field.name)
        parts = enumerate(value) if isinstance(value, tuple) else [(None, value)]
        for number, part in parts:
            if is_dataclass(part):
                inside = f"{place}.{field.name}".lstrip(".")
                inside += "" if number is None else f"[{number}]"
                if source := getattr(part, "source", None):
                    yield inside, source
                yield from _sources(part, inside)
