"""Node-link JSON, as networkx and d3 write graphs: `nodes` with ids, and `links` or `edges`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from topology.errors import DocumentError
from topology.sources.imports.draft import Draft
from topology.sources.imports.given import Given
from topology.sources.imports.graphs import own_export
from topology.sources.imports.graphs.drafting import drafted
from topology.sources.imports.graphs.network import Edge, Network
from topology.sources.imports.loose import table
from topology.sources.imports.options import Options

_LISTS = ("links", "edges")


def recognises(given: Given) -> bool:
    """Whether there are nodes with ids, and links from a source to a target."""
    value = json_value(given)
    if not isinstance(value, dict) or "demands" in value or "components" in value:
        return False
    edges = next((value[key] for key in _LISTS if key in value), None)
    return _have(value.get("nodes"), "id") and _have(edges, "source", "target")


def json_value(given: Given) -> object:
    """Its value, if it is read as JSON; None for YAML, which no network is written in."""
    try:
        return given.value if given.is_json else None
    except DocumentError:
        return None


def _have(items: object, *keys: str) -> bool:
    """Whether it is a list whose first item is an object with these keys, or an empty one."""
    if not isinstance(items, list):
        return False
    return not items or (isinstance(items[0], dict) and all(key in items[0] for key in keys))


def read(files: Sequence[Given], options: Options) -> Draft:
    """The network of all files. Raises `DocumentError`."""
    if len(files) == 1 and (own := own_export.of_node_link(files[0], options)) is not None:
        return own
    return drafted([_network(given) for given in files], options)


def _network(given: Given) -> Network:
    value = given.own_value
    if not isinstance(value, dict) or not isinstance(value.get("nodes"), list):
        raise given.error("is no node-link JSON: it has no list of nodes")
    key = next((key for key in _LISTS if isinstance(value.get(key), list)), None)
    if key is None:
        raise given.error("is no node-link JSON: it has no list of links or edges")
    net = Network(given)
    directed = value.get("directed") is True
    net.arrows = directed
    for i, node in enumerate(value["nodes"]):
        _node(net, node, f"nodes[{i}]")
    for i, edge in enumerate(value[key]):
        _edge(net, edge, f"{key}[{i}]", directed)
    return net


def _node(net: Network, node: object, place: str) -> None:
    name = id_text(node.get("id")) if isinstance(node, dict) else None
    at = net.place(place, None)
    if name is None or not isinstance(node, dict):
        net.leave_out("nodes without an id", "nothing can refer to them", at)
        return
    if name in net.nodes:
        net.leave_out("nodes whose id is there already", "they are taken for the same", at)
    net.node(name, None, _attributes(node, "id"))


def _edge(net: Network, edge: object, place: str, directed: bool) -> None:
    fields = table(edge)
    a, b = id_text(fields.get("source")), id_text(fields.get("target"))
    if a is None or b is None:
        net.leave_out("links without two ends", "they lead nowhere", net.place(place, None))
        return
    own = id_text(fields.get("id"))
    rest = _attributes(fields, "id", "source", "target", "key")
    net.edge(Edge(a, b, None, own, directed, rest))


def _attributes(fields: Mapping[Any, object], *but: str) -> dict[str, object]:
    return {key: v for key, v in fields.items() if isinstance(key, str) and key not in but}


def id_text(value: object) -> str | None:
    """An id that is a text or a number; None for anything else.

    >>> id_text(7), id_text("a"), id_text(["a", 1]), id_text(True), id_text("")
    ('7', 'a', None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, int) and abs(value) > 10**100:
        return None
    text = str(value)
    return text if 0 < len(text) <= 10_000 else None
