"""GraphML: XML with keys that say which attributes nodes and edges have; yEd draws in it as well.

Editors mark every edge as directed: an arrow says nothing until somebody says that it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from topology.errors import DocumentError
from topology.sources.imports.draft import Draft
from topology.sources.imports.given import Given
from topology.sources.imports.graphs import own_export
from topology.sources.imports.graphs.drafting import drafted
from topology.sources.imports.graphs.network import Attributes, Edge, Network
from topology.sources.imports.options import Options
from topology.sources.xml import Element, parse_xml

_START = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?[^>]*>|<!--(?:[^-]|-(?!->))*+-->|<!DOCTYPE[^>]*>)*+<(?:\w+:)?graphml\b"
)
_LABELS = ("NodeLabel", "EdgeLabel")


def recognises(given: Given) -> bool:
    """Whether the root is `graphml`."""
    return _START.match(given.data) is not None


def read(files: Sequence[Given], options: Options) -> Draft:
    """The network of all files. Raises `DocumentError`."""
    networks = [_Reader(given).network() for given in files]
    return own_export.read_back(networks, options) or drafted(networks, options)


class _Reader:
    def __init__(self, given: Given) -> None:
        try:
            root = parse_xml(given.data.removeprefix(b"\xef\xbb\xbf"))
        except DocumentError as error:
            raise DocumentError(given.name, error.problems) from None
        if local(root) != "graphml":
            raise given.error("is no GraphML: its root is not graphml")
        self.root = root
        self.net = Network(given)
        self.names: dict[str, str] = {}
        self.defaults: dict[str, Attributes] = {"node": {}, "edge": {}, "graph": {}}
        self.frames: dict[str, int] = {}
        """Nodes that hold other nodes."""

    def network(self) -> Network:
        graphs = [part for part in self.root.parts if local(part) == "graph"]
        if not graphs:
            raise self.net.given.error("is GraphML without a graph")
        for key in self.root.parts:
            if local(key) == "key":
                self._key(key)
        self.net.attributes = {**self.defaults["graph"], **self._data(graphs[0])}
        for graph in graphs:
            self._graph(graph)
        self._drop_frames()
        return self.net

    def _key(self, key: Element) -> None:
        name = key.attributes.get("id", "")
        self.names[name] = key.attributes.get("attr.name", "")
        default = next((part.text for part in key.parts if local(part) == "default"), None)
        if default is not None:
            of = key.attributes.get("for", "all")
            for kind in self.defaults if of == "all" else {of} & self.defaults.keys():
                self.defaults[kind][self.names[name] or name] = default

    def _graph(self, graph: Element) -> None:
        """Depth is bounded by the parser."""
        directed = graph.attributes.get("edgedefault") != "undirected"
        self.net.arrows |= directed
        for part in graph.parts:
            what = local(part)
            if what == "node":
                self._node(part)
            elif what == "edge":
                self._edge(part, directed)
            elif what == "hyperedge":
                why = "which of its nodes reach each other through it is not said"
                self._leave_out("hyperedges", why, part)

    def _node(self, part: Element) -> None:
        name = part.attributes.get("id", "")
        if not name:
            self._leave_out("nodes without an id", "nothing can refer to them", part)
            return
        if name in self.net.nodes:
            why = "they are taken for the same"
            self._leave_out("nodes whose id is there already", why, part)
        self.net.node(name, part.line, {**self.defaults["node"], **self._data(part)})
        for inner in part.parts:
            if local(inner) == "graph":
                self.frames[name] = part.line
                self._graph(inner)
            elif local(inner) == "port":
                self._leave_out("ports of nodes", "links end at the node itself", inner)

    def _edge(self, part: Element, directed: bool) -> None:
        a, b = part.attributes.get("source", ""), part.attributes.get("target", "")
        said = part.attributes.get("directed", "").strip().casefold()
        arrow = said == "true" or (directed and said != "false")
        self.net.arrows |= arrow
        self.net.edge(Edge(a, b, part.line, part.attributes.get("id") or None, arrow,
                           {**self.defaults["edge"], **self._data(part)}))  # fmt: skip

    def _data(self, part: Element) -> Attributes:
        found: Attributes = {}
        for data in part.parts:
            if local(data) != "data":
                continue
            key = data.attributes.get("key", "")
            if data.parts:
                # Of a drawing only what is written beside the node or the edge counts.
                label = next(_labels(data), "")
                found.update({"label": label} if label and not found.get("label") else {})
            elif data.text.strip() or self.names.get(key):
                found[self.names.get(key) or key] = data.text
        return found

    def _drop_frames(self) -> None:
        used = {end for edge in self.net.edges for end in (edge.a, edge.b)}
        for name, line in self.frames.items():
            if name not in used:
                del self.net.nodes[name]
                place = self.net.place(name, line)
                why = "they only frame the nodes inside, which are read"
                self.net.leave_out("groups of nodes", why, place)

    def _leave_out(self, what: str, why: str, part: Element) -> None:
        place = self.net.place(part.attributes.get("id", ""), part.line)
        self.net.leave_out(what, why, place)


def local(part: Element) -> str:
    """The tag without what stands before a colon."""
    return part.tag.rpartition(":")[2]


def _labels(part: Element) -> Iterator[str]:
    rest = [part]
    while rest:
        found = rest.pop()
        if local(found) in _LABELS and found.text.strip():
            yield found.text
        rest.extend(reversed(found.parts))
