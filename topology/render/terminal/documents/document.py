"""What a valid document holds, as lines."""

from __future__ import annotations

from collections.abc import Iterable

from topology.document.document import Topology
from topology.render.terminal.columns import Line
from topology.render.words.phrases import shown
from topology.values.units import counted


def valid_lines(topology: Topology, name: str, remarks: Iterable[str]) -> list[Line]:
    """What a valid document holds, and what it may not mean."""
    links = sum(component.connects is not None for component in topology.components)
    sizes = [
        (len(topology.components) - links, "component", ""),
        (links, "link", ""),
        (len(topology.shared_risks), "shared risk", ""),
        (len(topology.traffic), "entry of traffic", "entries of traffic"),
        (len(topology.objectives), "objective", ""),
        (len(topology.scenarios), "scenario", ""),
        (len(topology.crews), "crew", ""),
        (len(topology.options), "option", ""),
    ]
    parts = [counted(number, what, many) for number, what, many in sizes if number]
    said = f"  {name}: {shown(topology.name)}: {', '.join(parts)}"
    noted: list[Line] = [[("margin", "note"), ("", f"   {remark}")] for remark in remarks]
    return [[("good", "valid"), ("", said)], *noted]
