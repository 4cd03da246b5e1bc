"""What this program has exported as a graph, read back to the document that it was.

An exported graph carries the fields of each component and shared risk beside it, and those of the
document with the graph. The fields count; whoever changes a line of the graph and not the fields is
told so, by a sum over the lines as they were written.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from topology.errors import DocumentError, UsageError, quoted
from topology.sources.imports.draft import Draft, Plain
from topology.sources.imports.given import Given
from topology.sources.imports.graphs.network import Network
from topology.sources.imports.loose import items, table, tables
from topology.sources.imports.notes import Note, Notes, written_words
from topology.sources.imports.options import Options
from topology.sources.json_text import parse_json
from topology.values.degrees import Degree

DOCUMENT = "topology"
"""The attribute of the graph that holds the document but for its components."""
FIELDS = "fields"
"""The attribute of a node that holds the fields of a component or shared risk."""
LINES = "lines"
"""Beside the document: the sum over the lines."""
_LISTS = ("components", "shared_risks")
_RISKS = frozenset(("hits", "raises"))
Line = tuple[str, str, str]
"""From, to, and the role."""


def lines_sum(lines: Iterable[Line]) -> str:
    """By what it is known that lines are as they were written, in whatever order they stand."""
    text = "\n".join(sorted("\t".join(line) for line in lines))
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def document_text(document: Plain, drawn: Iterable[str], lines: Iterable[Line]) -> str:
    """What the graph carries of a document: items that are drawn stand by their ids."""
    ids = set(drawn)
    short = {
        key: [item["id"] if item["id"] in ids else item for item in value]
        if key in _LISTS else value
        for key, value in document.items()
    }  # fmt: skip
    return json.dumps({"document": short, LINES: lines_sum(lines)})


def read_back(networks: Sequence[Network], options: Options) -> Draft | None:
    """The document that was exported; None for any other graph. Raises as readers do."""
    own = [net for net in networks if _is_own(net)]
    if not own:
        return None
    if len(networks) > 1:
        raise UsageError(f"{own[0].given.name} is a whole document: import each, then "
                         "`topology merge` them")  # fmt: skip
    return _Own(own[0].given, _whole(own[0]), options)


def of_node_link(given: Given, options: Options) -> Draft | None:
    """The same of node-link JSON that `to_networkx` has given."""
    value = given.own_value
    graph = value.get("graph") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(graph, dict):
        return None
    if not isinstance(graph.get(DOCUMENT), dict) or value.get("multigraph") is not True:
        return None
    nodes, edges = value.get("nodes"), value.get("edges", value.get("links"))
    if not isinstance(nodes, list) or not isinstance(edges, list):
        return None
    if not all(isinstance(item, dict) for item in (*nodes, *edges)):
        raise given.error("has nodes or edges that are no objects")
    if isinstance(graph.get(LINES), str):
        keys = ("source", "target", "role")
        _check(given, graph[LINES], [_line(*(edge.get(key) for key in keys)) for edge in edges])
    risks = [item for item in nodes if not _RISKS.isdisjoint(item)]
    name = {"name": graph["name"]} if "name" in graph else {}
    whole = {
        **{k: v for k, v in graph[DOCUMENT].items() if k not in (*_LISTS, "name")},
        **name,
        "components": [item for item in nodes if _RISKS.isdisjoint(item)],
        **({"shared_risks": risks} if risks else {}),
    }
    return _Own(given, whole, options)


def _line(*parts: object) -> Line:
    a, b, role = (part if isinstance(part, str) else "" for part in parts)
    return a, b, role


def _is_own(net: Network) -> bool:
    text = net.attributes.get(DOCUMENT)
    return isinstance(text, str) and text.lstrip().startswith("{")


def _whole(net: Network) -> Plain:
    carried = _json(net.given, str(net.attributes[DOCUMENT]), "what the graph carries")
    document = carried.get("document")
    if not isinstance(document, dict):
        raise net.given.error("carries no document: what the graph carries was changed")
    lines = [_line(e.a, e.b, e.attributes.get("role")) for e in net.edges]
    _check(net.given, carried.get(LINES), lines)
    items: dict[Any, Plain] = {}
    for node in net.nodes.values():
        text = node.attributes.get(FIELDS)
        if isinstance(text, str) and text:
            fields = _json(net.given, text, f"the fields of {quoted(node.id)}")
            items[fields.get("id")] = fields
    return {
        key: [item for one in value if (item := _item(one, items)) is not None]
        if key in _LISTS and isinstance(value, list) else value
        for key, value in document.items()
    }  # fmt: skip


def _item(one: object, items: dict[Any, Plain]) -> object:
    """An item as it stands, or that of an id; None where its node was taken away."""
    return items.get(one) if isinstance(one, str) else one


def _json(given: Given, text: str, what: str) -> Plain:
    value: object = None
    with suppress(DocumentError):
        value = parse_json(text.encode("utf-8", "surrogatepass"))
    if not isinstance(value, dict):
        raise given.error(f"was changed: {what} cannot be read")
    if not isinstance(value.get("id", ""), str):
        raise given.error(f"was changed: {what} have no id that is a text")
    return value


def _check(given: Given, was: object, lines: Iterable[Line]) -> None:
    if was != lines_sum(lines):
        raise given.error("has lines that were changed after they were written: the fields of the "
                          "nodes count, so change those, or the document itself")  # fmt: skip


class _Own(Draft):
    """A document that is there already, and needs no making."""

    def __init__(self, given: Given, whole: Plain, options: Options) -> None:
        if options.reach is not None or options.directed or options.ducts is not None:
            why = "--reach, --directed and --ducts are for networks of nodes and links"
            raise UsageError(f"{given.name} is a whole document as it was exported: {why}")
        super().__init__(str(whole.get("name", "")))
        self.whole = whole
        self.given = given
        self.components = {str(item.get("id")): item for item in tables(whole.get("components"))}

    def document(self) -> Plain:
        return self.whole

    def notes(self) -> Notes:
        """By what is marked; what an export holds is no convention of it."""
        by: dict[Degree, list[str]] = {degree: [] for degree in Degree}
        for name, item in self.components.items():
            for need in items(item.get("needs")):
                by[_degree(need)].append(f"{name} → {_words(need)}")
        needs_count = sum(map(len, by.values()))
        for item in self._items():
            if degree := _degree(item):
                by[degree].append(f"{item.get('id')} is marked so")
        silent = [name for name in sorted(self.components) if self._says_nothing(name)]
        count = len(self.components)
        risks = len(self._items()) - count
        return Notes(
            read=Note(count, (f"{self.given.short_name}: a document that this program exported",)),
            certain=Note.of(by[Degree.KNOWN]),
            assumed=Note.of(by[Degree.ASSUMED]),
            guessed=Note.of(by[Degree.GUESSED]),
            unknown=Note.of(silent),
            direction=Note.of(["as the document has them: from what needs to what is needed"]),
            written=Note(count, (written_words(count, needs_count, risks),)),
        )

    def _items(self, *lists: str) -> list[Plain]:
        """Those of the lists that are objects; a document that is wrong is refused later."""
        return [item for name in lists or _LISTS for item in tables(self.whole.get(name))]

    def _says_nothing(self, name: str) -> bool:
        item = self.components[name]
        return "needs" not in item and "connects" not in item and item.get("fails") is not False


def _degree(part: object) -> Degree:
    marks = table(part)
    if marks.get("guessed"):
        return Degree.GUESSED
    return Degree.ASSUMED if marks.get("assumed") else Degree.KNOWN


def _words(need: object) -> str:
    if isinstance(need, str):
        return need
    fields = table(need)
    named = fields.get("on", fields.get("component", fields.get("reach")))
    return named if isinstance(named, str) else "several"
