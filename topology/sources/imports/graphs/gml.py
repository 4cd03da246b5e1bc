"""GML: keys with values, which are numbers, texts or lists of keys in brackets.

An id is a number; what is called `label` is a name beside it, which several nodes may share.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from topology.errors import DocumentError
from topology.sources.imports.draft import Draft
from topology.sources.imports.given import Given
from topology.sources.imports.graphs import own_export
from topology.sources.imports.graphs.drafting import drafted
from topology.sources.imports.graphs.network import Attributes, Edge, Network
from topology.sources.imports.options import Options

MAX_DEPTH = 100
_START = re.compile(
    r'(?:\s|#[^\n]*|(?!graph\b)[A-Za-z]\w*[ \t]+(?:"[^"]*"|[-+.\d]\S*))*+graph\s*\['
)
_TOKEN = re.compile(r'\s+|#[^\n]*|([A-Za-z_][\w.]*)|("[^"]*")|([-+]?[.\d][^\s\[\]"]*)|([\[\]])')


def recognises(given: Given) -> bool:
    """Whether a list called `graph` is the first that is opened."""
    try:
        return _START.match(given.text) is not None
    except DocumentError:
        return False


def read(files: Sequence[Given], options: Options) -> Draft:
    """The network of all files. Raises `DocumentError`."""
    networks = [_network(given) for given in files]
    return own_export.read_back(networks, options) or drafted(networks, options)


@dataclass(slots=True)
class _List:
    line: int
    items: list[tuple[str, str | _List]] = field(default_factory=list)

    def text(self, key: str) -> str | None:
        """The first value of a key that is no list."""
        return next((v for k, v in self.items if k == key and isinstance(v, str)), None)

    def lists(self, key: str) -> list[_List]:
        return [v for k, v in self.items if k == key and isinstance(v, _List)]

    def texts(self, *but: str) -> Attributes:
        return {k: v for k, v in self.items if isinstance(v, str) and k not in but}


def _network(given: Given) -> Network:
    graphs = _parsed(given).lists("graph")
    if not graphs:
        raise given.error("is GML without a graph")
    net = Network(given)
    for graph in graphs:
        _fill(net, graph)
    return net


def _fill(net: Network, graph: _List) -> None:
    directed = graph.text("directed") == "1"
    net.arrows |= directed
    for node in graph.lists("node"):
        name = node.text("id")
        if not name:
            net.leave_out("nodes without an id", "nothing can refer to them",
                          net.place("node", node.line))  # fmt: skip
            continue
        if name in net.nodes:
            net.leave_out("nodes whose id is there already", "they are taken for the same",
                          net.place(name, node.line))  # fmt: skip
        net.node(name, node.line, node.texts("id"))
    for edge in graph.lists("edge"):
        a, b = edge.text("source"), edge.text("target")
        net.edge(Edge(a or "", b or "", edge.line, edge.text("id"), directed,
                      edge.texts("id", "source", "target", "key")))  # fmt: skip


def _parsed(given: Given) -> _List:
    """The outermost list. Lists in one another are kept on a stack, whose height is bounded."""
    text = given.text
    top = _List(1)
    stack, key, place, line, counted = [top], None, 0, 1, 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _wrong(given, text, place, "is no GML: a key and its value are expected")
        word, quoted_text, amount, bracket = match.groups()
        place = match.end()
        if match.lastindex is None:
            continue
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        if bracket == "]" and key is None and len(stack) > 1:
            stack.pop()
        elif bracket == "[" and key is not None and len(stack) < MAX_DEPTH:
            inner = _List(line)
            stack[-1].items.append((key, inner))
            stack.append(inner)
            key = None
        elif word and key is None:
            key = word
        elif key is not None and (word or quoted_text or amount):
            value = html.unescape(quoted_text[1:-1]) if quoted_text else word or amount
            stack[-1].items.append((key, value))
            key = None
        else:
            deep = len(stack) >= MAX_DEPTH
            what = f"more than {MAX_DEPTH} lists in one another" if deep else "misplaced brackets"
            raise _wrong(given, text, match.start(), f"is no GML that is read: {what}")
    if len(stack) > 1 or key is not None:
        raise given.error("ends within a list", f"line {line}")
    return top


def _wrong(given: Given, text: str, place: int, message: str) -> DocumentError:
    return given.error(message, f"line {text.count(chr(10), 0, place) + 1}")
