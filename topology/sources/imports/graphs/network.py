"""A network as a file has it: nodes and edges with their attributes, nothing concluded as yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from topology.sources.imports.given import Given
from topology.sources.imports.loose import without_credentials

MAX_PARTS = 500_000
"""Nodes and edges of a file."""
MAX_ID = 1_000
"""Characters of an id."""
Attributes = dict[str, object]


@dataclass(slots=True)
class Node:
    """A node; `at` is the line it stands in, if that is known."""

    id: str
    at: int | None = None
    attributes: Attributes = field(default_factory=dict)


@dataclass(slots=True)
class Edge:
    """An edge from `a` to `b`; `id` is its own, if the file gives it one."""

    a: str
    b: str
    at: int | None = None
    id: str | None = None
    directed: bool = False
    attributes: Attributes = field(default_factory=dict)
    own_words: Attributes = field(default_factory=dict)
    """What the reader has understood of it, as the document has it."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What is to be carried from one node to another, in the file's own unit."""

    source: str
    target: str
    value: float
    place: str = field(default="", compare=False)
    """What it is called in the file."""
    at: int | None = field(default=None, compare=False)
    """The line it stands in, if that is known."""


@dataclass
class Network:
    """What one file holds."""

    given: Given
    declares_nodes: bool = True
    """Whether an edge may only end at nodes that are listed."""
    arrows: bool = False
    """Whether edges are drawn, or marked, as arrows."""
    is_drawn: bool = False
    """Whether the weight of an edge says how it is drawn, and not how long it counts."""
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    attributes: Attributes = field(default_factory=dict)
    demands: list[Demand] = field(default_factory=list)
    unit: str | None = None
    """In which demands and capacities are."""
    left_out: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """By what it is and why: the places where it stands."""
    remarks: list[str] = field(default_factory=list)
    _ends: set[str] = field(default_factory=set)
    """Of edges, where these may be all that tells of nodes."""

    def node(self, name: str, at: int | None = None, attributes: Attributes | None = None) -> Node:
        """The node of an id, made if it is not there; attributes are added. Raises when full."""
        name = without_credentials(name)
        found = self.nodes.get(name)
        if found is None:
            self._need_room(name)
            found = self.nodes[name] = Node(name, at)
        if attributes:
            found.attributes.update(attributes)
        return found

    def edge(self, edge: Edge) -> None:
        """Adds an edge. Raises when full, or for too long an id."""
        edge.a, edge.b = without_credentials(edge.a), without_credentials(edge.b)
        edge.id = edge.id and without_credentials(edge.id)
        if not self.declares_nodes:
            self._ends.update((edge.a, edge.b))
        self._need_room(edge.a, edge.b, edge.id or "")
        self.edges.append(edge)

    def leave_out(self, what: str, why: str, place: str) -> None:
        """Something that comes to nothing, and where it stands."""
        self.left_out.setdefault((what, why), []).append(place)

    def place(self, words: str, at: int | None) -> str:
        """Where something stands in the file."""
        return self.given.source(words, at)

    def _need_room(self, *ids: str) -> None:
        if max(map(len, ids)) > MAX_ID:
            raise self.given.error(f"has an id of more than {MAX_ID:,} characters")
        if max(len(self.nodes), len(self._ends)) + len(self.edges) >= MAX_PARTS:
            raise self.given.error(f"has more than {MAX_PARTS:,} nodes and links")
