"""The graph as DOT (Graphviz), GraphML and node-link JSON, for other tools.

Nodes, and lines with their roles: a line leads from what needs to what is needed, from an end to
its link and on, and from a shared risk to what it hits. All fields travel along as JSON, by which
`own_export` reads the document back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from topology.document.document import Topology
from topology.document.schema import Component, SharedRisk
from topology.errors import printable
from topology.render.drawing.lines import (
    HIT,
    LINK,
    MUST,
    ONE_OF,
    REACH,
    SOFT,
    drawn_risks,
    needed,
    numbered,
    reached_by,
)
from topology.sources.imports.graphs.own_export import (
    DOCUMENT,
    FIELDS,
    LINES,
    document_text,
    lines_sum,
)
from topology.values.indented_json import indented_json

STYLES = {
    MUST: "", ONE_OF: "style=dashed", SOFT: "style=dotted", REACH: "style=dashed",
    LINK: "penwidth=2", HIT: "style=dotted",
}  # fmt: skip
Edge = tuple[str, str, str, bool]
"""From, to, role, and whether it is directed."""


def dot_text(topology: Topology) -> str:
    """The graph for Graphviz; every text of the document is quoted."""
    lines = ["digraph topology {", "  rankdir=LR;", "  node [shape=box, style=rounded];"]
    if topology.name:
        lines.append(f"  label={_quoted(topology.name)};")
    lines.append(f"  {DOCUMENT}={_quoted(_carried(topology))};")
    lines += [f"  {_quoted(e.id)} [{_attributes(e)}];" for e in _entries(topology)]
    fields = sorted(_fields(topology).items())
    lines += [f"  {_quoted(name)} [{FIELDS}={_quoted(text)}];" for name, text in fields]
    for start, end, role, directed in _edges(topology):
        more = [f'role="{role}"', STYLES[role], "" if directed else "dir=none"]
        said = ", ".join(filter(None, more))
        lines.append(f"  {_quoted(start)} -> {_quoted(end)} [{said}];")
    return "\n".join([*lines, "}", ""])


def graphml_text(topology: Topology) -> str:
    """The graph as GraphML; what is not a single value stands in the fields alone."""
    import networkx as nx

    carried = {DOCUMENT: _carried(topology)}
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=_plain(topology.name), **carried)
    fields = _fields(topology)
    for entry in _entries(topology):
        more = {FIELDS: fields[entry.id]} if entry.id in fields else {}
        graph.add_node(_plain(entry.id), **_facts(entry), **more)
    for start, end, role, directed in _edges(topology):
        graph.add_edge(_plain(start), _plain(end), role=role, both_ways=not directed)
    return "\n".join([*nx.generate_graphml(graph), ""])


def node_link_text(topology: Topology) -> str:
    """`Topology.to_networkx` as node-link JSON: networkx reads the same graph from it."""
    import networkx as nx

    graph = topology.to_networkx()
    edges = graph.edges(data="role")
    graph.graph[LINES] = lines_sum((start, end, str(role)) for start, end, role in edges)
    return indented_json(nx.node_link_data(graph, edges="edges")) + "\n"


def _carried(topology: Topology) -> str:
    """What the graph carries of the document, beside the fields of its nodes."""
    lines = ((_plain(start), _plain(end), role) for start, end, role, _ in _edges(topology))
    return document_text(topology.to_dict(), _fields(topology), lines)


def _fields(topology: Topology) -> dict[str, str]:
    """By the id of a component or shared risk, all its fields as JSON."""
    document = topology.to_dict()
    items = [*document["components"], *document.get("shared_risks", ())]
    return {item["id"]: json.dumps(item) for item in items}


def _entries(topology: Topology) -> list[Component | SharedRisk]:
    return [
        *sorted(topology.components, key=lambda component: component.id),
        *drawn_risks(topology),
    ]


def _edges(topology: Topology) -> Iterator[Edge]:
    components = sorted(topology.components, key=lambda component: component.id)
    for component in components:
        found = dict.fromkeys(needed(component))
        yield from ((component.id, name, role, True) for name, role in sorted(found))
        if component.connects is not None:
            start, end = component.connects
            yield start, component.id, LINK, component.one_way
            yield component.id, end, LINK, component.one_way
    number = numbered(topology)
    for risk in drawn_risks(topology):
        hits = reached_by(risk, components, number)
        yield from ((risk.id, components[v].id, HIT, False) for v in hits)


def _facts(entry: Component | SharedRisk) -> dict[str, str | int | float | bool]:
    fields = ("name", "kind", "location", "demand", "capacity", "count", "quorum", "loss_per_hour")
    values = {field: getattr(entry, field, None) for field in fields}
    found: dict[str, str | int | float | bool] = {"shared_risk": isinstance(entry, SharedRisk)}
    for field, value in values.items():
        if isinstance(value, str):
            found[field] = _plain(value)
        elif isinstance(value, int | float):
            found[field] = int(value) if field in ("count", "quorum") else float(value)
    return found


def _attributes(entry: Component | SharedRisk) -> str:
    label = f"label={_quoted(entry.name or entry.id)}"
    kind = f"kind={_quoted(entry.kind)}"
    if isinstance(entry, SharedRisk):
        return f"{label}, {kind}, shape=hexagon, style=dashed"
    return f"{label}, {kind}, shape=ellipse" if entry.connects is not None else f"{label}, {kind}"


def _plain(text: str) -> str:
    """Without characters that XML cannot hold."""
    return printable(text)


def _quoted(text: str) -> str:
    """A string of DOT: nothing in it is taken for the end of it or for an escape of Graphviz."""
    return '"' + printable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
