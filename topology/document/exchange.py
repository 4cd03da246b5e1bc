"""Between the plain document and networkx: a node is an item, its attributes are the item's fields.

Reads what it wrote, edited or not, and any other networkx graph by the same rule. An edge that was
derived from a node's fields carries its `role`; whoever changes such an edge and not the fields is
told so, since the fields alone count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from topology.errors import DocumentError, Problem, quoted
from topology.values.identifiers import free_name

if TYPE_CHECKING:
    import networkx as nx

Item = dict[str, Any]
Edge = tuple[str, str, object, str]
"""From, to, key among parallel ones, role."""

DOCUMENT = "topology"
"""The graph attribute that holds the fields of the document itself."""
ROLE = "role"
NEEDS, LINK, HITS = "needs", "link", "hits"
_RISKS = frozenset((HITS, "raises"))
"""What tells a shared risk from a component."""
_PARTS = ("all", "any", "of", "first_of", "split")


def to_networkx(document: Item, selected: Iterable[tuple[str, str]]) -> nx.MultiDiGraph[str]:
    """See `Topology.to_networkx`; `selected` are shared risks with what they select. O(size)."""
    import networkx as nx

    plain = dict(document)
    items: list[Item] = [*plain.pop("components"), *plain.pop("shared_risks", ())]
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=plain.pop("name"), **{DOCUMENT: plain})
    graph.add_nodes_from((item["id"], _without_id(item)) for item in items)
    for item in items:
        _add(graph, _derived(item["id"], item))
    _add(graph, ((risk, component, 0, HITS) for risk, component in selected))
    return graph


def _without_id(item: Item) -> Item:
    return {key: value for key, value in item.items() if key != "id"}


def _add(graph: nx.MultiDiGraph[str], edges: Iterable[Edge]) -> None:
    graph.add_edges_from((a, b, key, {ROLE: role}) for a, b, key, role in edges)


def _derived(name: str, item: Item) -> Iterator[Edge]:
    """The edges that an item's own fields give it; malformed fields give none."""
    spread = item.get("spread")
    places = [p for p in spread if isinstance(p, str)] if isinstance(spread, list) else []
    for other in dict.fromkeys((*_named(item.get("needs")), *places)):
        yield name, other, 0, NEEDS
    match item.get("connects"):
        case [str(a), str(b)]:
            yield a, b, name, LINK
            if item.get("one_way") is not True:
                yield b, a, name, LINK
    hits = item.get("hits")
    for other in hits if isinstance(hits, list) else ():
        if isinstance(other, str):
            yield name, other, 0, HITS


def _named(entries: object) -> Iterator[str]:
    """All ids that requirements name, hard or soft, goals included."""
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, dict):
            yield from (
                entry[k] for k in ("on", "component", "reach") if isinstance(entry.get(k), str)
            )
            for form in _PARTS:
                yield from _named(entry.get(form))


def from_networkx(
    graph: nx.Graph[Hashable], name: str | None = None, ignore: Container[str] = ()
) -> Item:
    """See `Topology.from_networkx`: the plain document, which the caller validates."""
    return _Reader(graph, ignore).document(name)


class _Reader:
    def __init__(self, graph: nx.Graph[Hashable], ignore: Container[str]) -> None:
        self.graph = graph
        self.ignore = ignore
        self.problems: list[Problem] = []

    def document(self, name: str | None) -> Item:
        self._name_nodes()
        self.items = {
            self.ids[node]: self._item(node, data) for node, data in self.graph.nodes(data=True)
        }
        links = list(self._links())
        self._check_roles()
        fields = self._fields(name)
        if self.problems:
            raise DocumentError("", self.problems)
        items = self.items.values()
        risks = [item for item in items if not _RISKS.isdisjoint(item)]
        components = [*(item for item in items if _RISKS.isdisjoint(item)), *links]
        return {**fields, "components": components, **({"shared_risks": risks} if risks else {})}

    def _fields(self, name: str | None) -> Item:
        given = self.graph.graph.get(DOCUMENT, {})
        if not isinstance(given, dict) or not given.keys().isdisjoint(
            ("name", "components", "shared_risks")
        ):
            rule = "must hold the document's fields other than name, components and shared_risks"
            self.problems.append(Problem(f"graph attribute {quoted(DOCUMENT)}", rule))
            return {}
        chosen = self.graph.graph.get("name") if name is None else name
        return {**_plain(given), **({} if chosen is None else {"name": chosen})}

    # -- nodes ----------------------------------------------------------------------------------

    def _name_nodes(self) -> None:
        self.ids: dict[Hashable, str] = {}
        owners: dict[str, Hashable] = {}
        for node in self.graph:
            self.ids[node] = name = str(node)
            if owners.setdefault(name, node) is not node:
                both = f"{quoted(owners[name])} and {quoted(node)}"
                self.problems.append(Problem("", f"the nodes {both} would have the same id"))

    def _item(self, node: Hashable, data: Item) -> Item:
        name = self.ids[node]
        kept = self._kept(data)
        if kept.pop("id", name) != name:
            rule = f"has the id {quoted(data['id'])}: the node itself is the id; relabel it"
            self.problems.append(Problem(f"node {quoted(name)}", rule))
        return {"id": name, **kept}

    def _kept(self, data: Item) -> Item:
        return {key: _plain(value) for key, value in data.items() if key not in self.ignore}

    # -- edges ----------------------------------------------------------------------------------

    def _links(self) -> Iterator[Item]:
        """A link for each edge that no node has given."""
        one_way = {"one_way": True} if self.graph.is_directed() else {}
        edges = [
            (self.ids[a], self.ids[b], self._kept(data))
            for a, b, data in self.graph.edges(data=True)
            if ROLE not in data or ROLE in self.ignore
        ]
        taken = {*self.items, *(data["id"] for _, _, data in edges if _has_text_id(data))}
        times: Counter[str] = Counter()
        for a, b, data in edges:
            ends = [a, b] if one_way else sorted((a, b))
            if "connects" in data:
                rule = "has an attribute connects: its ends are what it connects"
                self.problems.append(Problem(_edge(a, b), rule))
            name = data.pop("id", None)
            if name is None:
                name = free_name("->".join(ends) if one_way else "--".join(ends), taken, times)
            yield {"id": name, **one_way, **data, "connects": ends}

    def _check_roles(self) -> None:
        """Reports derived edges that were added or taken away while the fields stayed the same."""
        given = dict.fromkeys(self._edges_with_role())
        if given and not (self.graph.is_directed() and self.graph.is_multigraph()):
            rule = f"have the attribute {quoted(ROLE)}, which only a MultiDiGraph may have"
            self.problems.append(Problem("edges", rule))
            return
        said = {edge: name for name, item in self.items.items() for edge in _derived(name, item)}
        for (a, b, key, role), name in said.items():
            if given and (a, b, key, role) not in given and {a, b} <= self.items.keys():
                rule = f"the fields of {quoted(name)} give it the role {quoted(role)}: change both"
                self.problems.append(Problem(_edge(a, b), f"is missing, yet {rule}"))
        for a, b, key, role in given:
            selects = role == HITS and isinstance(self.items[a].get(HITS), dict)
            if (a, b, key, role) not in said and not selects:
                rule = "which the fields of no node give it: change them instead"
                self.problems.append(Problem(_edge(a, b), f"has the role {quoted(role)}, {rule}"))

    def _edges_with_role(self) -> Iterator[Edge]:
        for a, b, *key, data in self._all_edges():
            if ROLE in data and ROLE not in self.ignore:
                role = str(data[ROLE])
                yield self.ids[a], self.ids[b], key[0] if key and role == LINK else 0, role

    def _all_edges(self) -> Iterable[Any]:
        keys = {"keys": True} if self.graph.is_multigraph() else {}
        edges: Iterable[Any] = self.graph.edges(data=True, **keys)
        return edges


def _edge(a: str, b: str) -> str:
    return f"edge {quoted(a)} → {quoted(b)}"


def _has_text_id(data: Item) -> bool:
    return isinstance(data.get("id"), str)


def _plain(value: object) -> Any:
    """A copy with lists for tuples, as a JSON parser would have given it."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
