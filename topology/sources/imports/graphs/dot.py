"""DOT (Graphviz): statements of nodes and edges, chains and sets of them included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar

from topology.errors import DocumentError
from topology.sources.imports.draft import Draft
from topology.sources.imports.given import Given
from topology.sources.imports.graphs import own_export
from topology.sources.imports.graphs.dot_words import Word, words
from topology.sources.imports.graphs.drafting import drafted
from topology.sources.imports.graphs.network import Attributes, Edge, Network
from topology.sources.imports.options import Options

MAX_DEPTH = 100
_START = re.compile(
    r'(?:\s|//[^\n]*|/\*.*?\*/|\#[^\n]*)*+(?:strict\s+)?(?:di)?graph\b(?:\s*"(?:[^"\\]|\\.)*+"|[^{:\n"]*)\s*\{',
    re.IGNORECASE | re.DOTALL,
)
_TERRAFORM = re.compile(r'"\[root\] |"provider\[')
"""What `terraform graph` writes: what is provisioned before what, which is no network."""


def recognises(given: Given) -> bool:
    """Whether a graph is opened, unless terraform has written it."""
    try:
        text = given.text
    except DocumentError:
        return False
    return _START.match(text) is not None and _TERRAFORM.search(text) is None


def read(files: Sequence[Given], options: Options) -> Draft:
    """The network of all files. Raises `DocumentError`."""
    networks = [_Reader(given).network() for given in files]
    return own_export.read_back(networks, options) or drafted(networks, options)


@dataclass(slots=True)
class _Scope:
    """A graph or a subgraph that is open: its nodes, and the statement that it interrupts."""

    members: dict[str, None] = field(default_factory=dict)
    chain: list[list[str]] = field(default_factory=list)
    """Of the statement that is being read: the sets of nodes that its arrows join."""
    edge_arrows: list[tuple[bool, int]] = field(default_factory=list)
    direction: Attributes = field(default_factory=dict)
    """The attribute `dir` of edges that have none of their own."""


class _Reader:
    def __init__(self, given: Given) -> None:
        self.given = given
        self.net = Network(given, is_drawn=True)
        self.rest: Iterator[Word] = words(given)
        self.now: Word | None = next(self.rest, None)
        self.strict = False
        self.pairs: set[tuple[str, str]] = set()

    def network(self) -> Network:
        self.strict = self._taken("strict")
        self.net.arrows = self._taken("digraph")
        if not self.net.arrows and not self._taken("graph"):
            raise self._error("graph or digraph is expected")
        if self.now is not None and not self.now.sign:
            self._next()
        self._need("{")
        scopes = [_Scope()]
        while scopes:
            self._statement(scopes)
        return self.net

    # -- statements -------------------------------------------------------------------------------

    def _statement(self, scopes: list[_Scope]) -> None:
        """One step: a node, an edge sign, an attribute list, or a brace. No recursion."""
        word, scope = self._next(), scopes[-1]
        if word.sign:
            step = self._SIGNS.get(word.text)
            if step is None:
                raise self._error(f"{word.text} is out of place", word.at)
            step(self, scopes, word)
        elif word.bare and word.text.casefold() == "subgraph":
            if self.now is not None and not self.now.sign:
                self._next()
            self._end_unless_joined(scope)
            self._opened(scopes, self._need("{"))
        elif word.bare and word.text.casefold() in ("node", "edge", "graph"):
            self._finish(scope, {})
            while self._is("["):
                self._defaults(scopes, word.text.casefold())
        else:
            self._id(scopes, word)

    def _id(self, scopes: list[_Scope], word: Word) -> None:
        scope = scopes[-1]
        name = self._joined(word)
        if self._is("="):
            self._next()
            value = self._value()
            self._finish(scope, {})
            if len(scopes) == 1:
                self.net.attributes[name] = value
            return
        if word.html or not name:
            raise self._error("a node has no text for its id", word.at)
        self._port()
        self._end_unless_joined(scope)
        self.net.node(name, word.at)
        scope.members[name] = None
        scope.chain.append([name])

    def _opened(self, scopes: list[_Scope], word: Word) -> None:
        self._end_unless_joined(scopes[-1])
        if len(scopes) >= MAX_DEPTH:
            raise self._error(f"has more than {MAX_DEPTH} subgraphs in one another", word.at)
        scopes.append(_Scope(direction=scopes[-1].direction))

    def _closed(self, scopes: list[_Scope], _word: Word) -> None:
        inner = scopes.pop()
        self._finish(inner, {})
        if scopes:
            outer = scopes[-1]
            outer.members.update(inner.members)
            outer.chain.append(list(inner.members))
        elif self.now is not None:
            raise self._error("has something after the graph")

    def _arrow(self, scopes: list[_Scope], word: Word) -> None:
        scope = scopes[-1]
        if len(scope.edge_arrows) != len(scope.chain) - 1:
            raise self._error(f"{word.text} joins nothing", word.at)
        scope.edge_arrows.append((word.text == "->", word.at))

    def _list(self, scopes: list[_Scope], _word: Word) -> None:
        found = self._attributes()
        while self._is("["):
            self._next()
            found.update(self._attributes())
        self._finish(scopes[-1], found)

    def _end(self, scopes: list[_Scope], _word: Word) -> None:
        self._finish(scopes[-1], {})

    _SIGNS: ClassVar[dict[str, Callable[[_Reader, list[_Scope], Word], None]]] = {
        "{": _opened, "}": _closed, "->": _arrow, "--": _arrow, "[": _list, ";": _end, ",": _end,
    }  # fmt: skip

    def _end_unless_joined(self, scope: _Scope) -> None:
        """A node without an arrow before it begins a statement of its own."""
        if len(scope.edge_arrows) < len(scope.chain):
            self._finish(scope, {})

    def _finish(self, scope: _Scope, attributes: Attributes) -> None:
        """The statement is over: its attributes are those of its node, or of all its edges."""
        chain, arrows = scope.chain, scope.edge_arrows
        scope.chain, scope.edge_arrows = [], []
        if len(arrows) >= len(chain) and arrows:
            raise self._error("an arrow leads to nothing", arrows[-1][1])
        if not arrows and len(chain) == 1 and len(chain[0]) == 1 and attributes:
            self.net.node(chain[0][0], None, attributes)
        for (starts, ends), (arrow, at) in zip(pairwise(chain), arrows, strict=True):
            for a in starts:
                for b in ends:
                    self._edge(Edge(a, b, at, None, arrow, {**scope.direction, **attributes}))

    def _edge(self, edge: Edge) -> None:
        a, b = edge.a, edge.b
        if self.strict:
            pair = (a, b) if self.net.arrows else (min(a, b), max(a, b))
            if pair in self.pairs:
                place = self.net.place(f"{a} - {b}", edge.at)
                self.net.leave_out("repeated edges", "the graph is strict", place)
                return
            self.pairs.add(pair)
        direction = edge.attributes.get("dir")
        if direction in ("none", "both"):
            edge.directed = False
        elif direction == "back":
            edge.a, edge.b = b, a
        if direction is not None or "id" in edge.attributes:
            own = edge.attributes.get("id")
            edge.id = own if isinstance(own, str) and own else None
            edge.attributes = {k: v for k, v in edge.attributes.items() if k not in ("dir", "id")}
        self.net.edge(edge)

    # -- attributes -------------------------------------------------------------------------------

    def _defaults(self, scopes: list[_Scope], of: str) -> None:
        self._next()
        found = self._attributes()
        if of == "graph" and len(scopes) == 1:
            self.net.attributes.update(found)
        elif of == "edge" and "dir" in found:
            scopes[-1].direction = {"dir": found["dir"]}

    def _attributes(self) -> Attributes:
        """What stands up to the bracket that closes it."""
        found: Attributes = {}
        while not self._is("]"):
            word = self._next()
            if word.sign:
                if word.text not in ",;":
                    raise self._error(f"{word.text} is out of place", word.at)
                continue
            name = self._joined(word)
            if self._is("="):
                self._next()
                value = self._value()
                found[name] = _one_line(value) if name == "label" else value
        self._next()
        return found

    def _value(self) -> str:
        word = self._next()
        if word.sign:
            raise self._error("an attribute has no value", word.at)
        return self._joined(word)

    # -- words ------------------------------------------------------------------------------------

    def _joined(self, word: Word) -> str:
        """A text, and those that a plus joins to it."""
        if not self._is("+"):
            return word.text
        parts = [word.text]
        while self._is("+"):
            self._next()
            parts.append(self._next().text)
        return "".join(parts)

    def _port(self) -> None:
        while self._is(":"):
            self._next()
            self._next()

    def _is(self, sign: str) -> bool:
        return self.now is not None and self.now.sign and self.now.text == sign

    def _taken(self, keyword: str) -> bool:
        found = self.now is not None and self.now.bare and self.now.text.casefold() == keyword
        if found:
            self._next()
        return found

    def _need(self, sign: str) -> Word:
        if not self._is(sign):
            raise self._error(f"{sign} is expected")
        return self._next()

    def _next(self) -> Word:
        if self.now is None:
            raise self.given.error("ends within the graph")
        word, self.now = self.now, next(self.rest, None)
        return word

    def _error(self, message: str, at: int | None = None) -> DocumentError:
        line = at or (self.now.at if self.now else None)
        return self.given.error(f"is no DOT: {message}", f"line {line}" if line else "")


def _one_line(label: str) -> str:
    r"""A label without the escapes that break its lines, and without those that name the node.

    >>> _one_line("Core\\nswitch"), _one_line("\\N")
    ('Core switch', '')
    """
    return re.sub(r"\\[NGETHL]", "", re.sub(r"\\[nlr]", " ", label)).strip()
