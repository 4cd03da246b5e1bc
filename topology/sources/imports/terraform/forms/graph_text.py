"""What `terraform graph` prints: nodes and arrows, from what refers to what it refers to."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from topology.sources.imports.given import Given
from topology.sources.imports.loose import items, table
from topology.sources.imports.terraform.addresses import Address, parse_address
from topology.sources.imports.terraform.estate import Estate, Resource
from topology.sources.imports.terraform.forms.states import Reading

_TEXT = r'"((?:[^"\\\n]|\\.)*+)"'
_EDGE = re.compile(rf"{_TEXT}[ \t]*+->[ \t]*+{_TEXT}")
_NODE = re.compile(rf"^[ \t]*+{_TEXT}[ \t]*+(?:\[|;?[ \t]*+$)", re.MULTILINE)
_START = re.compile(r"^[ \t]*+digraph\b[^{\n]*+\{", re.MULTILINE)
_SHORT = re.compile(r'\bdigraph G \{\s*+rankdir = "RL"')
"""How a graph begins since Terraform 1.7: of resources alone."""
_ROOT = "[root] "
_AFTER = re.compile(r" \((?:expand|close|destroy|orphan|count boundary fixup|[^()\n]{1,40})\)$")
_PASSED = re.compile(r"(?:module\.[^.\s]++\.)*+(?:var|local|output)\.|(?:module\.[^.\s]++\.?)++$")
"""Nodes through which one resource refers to another."""


@dataclass(frozen=True, slots=True)
class _Graph:
    nodes: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class GraphReading(Reading):
    """What a graph holds; `edges` with those that are bookkeeping."""

    edges: int = 0
    bookkeeping: int = 0
    nodes: int = field(default=0)

    @property
    def words(self) -> str:
        """What was read."""
        return (
            f"graph: {self.managed + self.data:,} resources ({self.managed:,} managed, "
            f"{self.data:,} data), {self.references:,} of {self.edges:,} arrows between them"
        )


def is_graph(given: Given) -> bool:
    """Whether a file holds what `terraform graph` prints, or the same as JSON."""
    value = given.value if given.is_json else None
    if isinstance(value, dict):
        return _is_listed(value)
    text = given.text
    start = _START.search(text)
    if start is None:
        return False
    if f'"{_ROOT}' in text:
        return bool(re.search(r'"\[root\] (?:[^"\n]*[\w-]\.|provider|root")', text))
    if not _SHORT.match(text, start.start()):
        return False
    names = _NODE.findall(text[start.end() :])
    return bool(names) and all(parse_address(name.replace('\\"', '"')) for name in names)


def _is_listed(value: dict[str, object]) -> bool:
    nodes, edges = value.get("nodes"), value.get("edges")
    if not (isinstance(nodes, list) and isinstance(edges, list) and nodes):
        return False
    labels = [table(node).get("label") for node in nodes]
    return all(isinstance(label, str) and label.startswith(_ROOT) for label in labels)


def read_graph(given: Given, estate: Estate) -> GraphReading:
    """Adds the resources of a graph. Raises `DocumentError`."""
    graph = _listed(table(given.value)) if given.is_json else _drawn(given.text)
    reading = GraphReading("graph", edges=len(graph.edges), nodes=len(graph.nodes))
    addresses = {node: parse_address(_plain(node)) for node in graph.nodes}
    onward: dict[str, list[str]] = defaultdict(list)
    for tail, head in graph.edges:
        if _is_said(tail, addresses) and _is_said(head, addresses):
            onward[tail].append(head)
        both = addresses.get(tail) is not None and addresses.get(head) is not None
        reading.references += both
        reading.bookkeeping += not both
    for node, address in addresses.items():
        if address is None:
            continue
        if address.is_data:
            reading.data += 1
            estate.data[address.type] += 1
            continue
        if address.full in estate.by_address:
            raise given.error(f"has {address.full} twice, or as another file has")
        found = _reached(node, onward, addresses, estate)
        source = given.source(address.full)
        estate.add(Resource(address, source, references=found))
        reading.managed += 1
    return reading


def _reached(
    node: str,
    onward: dict[str, list[str]],
    addresses: dict[str, Address | None],
    estate: Estate,
) -> tuple[Address, ...]:
    """The resources that a node leads to, through variables, locals and outputs only."""
    found: dict[str, Address] = {}
    todo, seen = [*onward.get(node, ())], {node}
    while todo:
        one = todo.pop()
        estate.steps.take()
        if one in seen:
            continue
        seen.add(one)
        if (address := addresses.get(one)) is not None:
            found[address.full] = address
        else:
            todo += onward.get(one, ())
    return tuple(found[name] for name in sorted(found))


def _is_said(node: str, addresses: dict[str, Address | None]) -> bool:
    """Whether a node is a resource, or stands between resources, and is no bookkeeping."""
    if addresses.get(node) is not None:
        return True
    return "(close)" not in node and _PASSED.match(_plain(node)) is not None


def _plain(node: str) -> str:
    """The address in the name of a node.

    >>> _plain('[root] aws_instance.web (expand)')
    'aws_instance.web'
    """
    return _AFTER.sub("", node.removeprefix(_ROOT)).replace('\\"', '"')


def _drawn(text: str) -> _Graph:
    start = _START.search(text)
    body = text[start.end() :] if start else ""
    edges = tuple(dict.fromkeys(_EDGE.findall(body)))
    named = [name for edge in edges for name in edge]
    return _Graph(tuple(sorted({*_NODE.findall(body), *named})), edges)


def _listed(value: object) -> _Graph:
    nodes = {table(node).get("label") for node in items(table(value).get("nodes"))
             if isinstance(table(node).get("label"), str)}  # fmt: skip
    pairs = [
        (table(edge).get("source"), table(edge).get("target"))
        for edge in items(table(value).get("edges"))
    ]
    edges = {(a, b) for a, b in pairs if isinstance(a, str) and isinstance(b, str)}
    names = {name for name in nodes if isinstance(name, str)}
    return _Graph(tuple(sorted(names | {n for edge in edges for n in edge})), tuple(sorted(edges)))
