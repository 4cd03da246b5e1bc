"""Documents of which the question is one of links alone.

Nodes that reach one hub over links, or traffic between nodes without capacities, objectives that
so many failures are survived, options that each add a link: then what a set of links comes to is a
matter of ways, and more links never make it worse. Whatever else could play a part is no such
document, and not recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from topology.document.document import Topology
from topology.document.options.choices import EARTH_KM
from topology.document.relevance import load_can_matter
from topology.document.schema import (
    CLAUSES,
    Component,
    Objective,
    Option,
    Reach,
    Selector,
    SharedRisk,
)
from topology.remedy.cuts.demanded import Demanded
from topology.remedy.cuts.links import Costs, Floats, great_circles, listed, not_joined
from topology.remedy.cuts.parts import Ints, Network, after_links, after_nodes
from topology.remedy.cuts.several.parting import Kept
from topology.remedy.cuts.survive import Failure, Together

STRUCTURAL = "structural"
_WORDS = ("id", "name", "description", "source", "owner", "url", "runbook", "assumed")
MOST_OF_TRAFFIC = 2
"""Failures at once after which traffic is judged."""
MOST_FAILURES = 100
LINK_FIELDS = frozenset(
    (*_WORDS, "kind", "location", "tags", "connects", "metric", "fails", "repair", "verify")
)
"""What may be said of a new link without more than ways depending on it."""


@dataclass(frozen=True, slots=True)
class Sort:
    """New links of which every failure takes all down or none: of a family, or single ones."""

    kind: str
    like: Component
    """One of them, as shared risks and objectives select them."""
    family: Option | None
    single: dict[tuple[int, int], Option]
    """By ends, the lesser first."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The document as nodes and links: nodes by id, each link once."""

    nodes: tuple[Component, ...]
    links: tuple[Component, ...]
    """Those that may be used."""
    number: dict[str, int]
    network: Network
    hub: int | None
    """None where nodes send to one another."""
    targets: tuple[Ints, ...]
    """By objective; none of what sends."""
    demanded: Demanded | None
    """Between which nodes traffic goes; None where nodes reach a hub."""
    objectives: tuple[Objective, ...]
    risks: tuple[SharedRisk, ...]
    sorts: tuple[Sort, ...]

    @property
    def new_can_fail(self) -> set[bool]:
        """Whether new links can fail: one answer, or both."""
        return {sort.like.fails is not False for sort in self.sorts}

    def wanted(
        self, parts: Ints, counts: Callable[[Selector | None], bool] = lambda _: True
    ) -> list[Together]:
        """What has to hold together in parts that a failure leaves which some objectives count."""
        if self.demanded is not None:
            is_asked = any(counts(objective.against) for objective in self.objectives)
            return self.demanded.together(parts) if is_asked else []
        some = [t for t, o in zip(self.targets, self.objectives, strict=True) if counts(o.against)]
        every = np.unique(np.concatenate(some)) if some else np.zeros(0, dtype=np.intp)
        return [Together(every, self.hub)]

    @property
    def is_narrow(self) -> bool:
        """Whether some objective counts some failures alone."""
        return any(objective.against is not None for objective in self.objectives)

    @property
    def is_of_several(self) -> bool:
        """Whether some objective asks for more than one failure at once."""
        return any(objective.survives != 1 for objective in self.objectives)

    def kept(self) -> list[Kept] | None:
        """By objective, what stays joined after as many failures as it says.

        None where what fails is more than single components, or too many pairs send.
        """
        found = []
        for number, objective in enumerate(self.objectives):
            if any(_of_kind(risk.kind)(objective.against) for risk in self.risks):
                return None
            count, against = objective.survives or 0, objective.against
            nodes = np.array([_can_fail(node, against) for node in self.nodes], dtype=bool)
            pairs = self._pairs(number, count if nodes.any() else 0)
            if pairs is None:
                return None
            links = np.array([_can_fail(link, against) for link in self.links], dtype=bool)
            sorts = np.array([_can_fail(sort.like, against) for sort in self.sorts], dtype=bool)
            found.append(Kept(count, pairs, nodes, links, sorts))
        return found

    def _pairs(self, number: int, gone: int) -> Ints | None:
        """What stays joined for an objective while up to `gone` nodes are down; None: too many."""
        if self.demanded is not None:
            return self.demanded.pairs(gone)
        others = self.targets[number][self.targets[number] != self.hub]
        return np.stack((np.full(len(others), self.hub, dtype=np.intp), others), axis=1)

    def failures(self) -> tuple[list[str], list[Failure]]:
        """The ids of the causes that can part the network, and what is left after each."""
        spares = np.ones(len(self.sorts), dtype=bool)
        causes, found = [], []
        for cause, parts in (*self._of_nodes(), *self._of_links()):
            wanted = self.wanted(parts, _selecting(cause))
            causes.append(cause.id)
            found.append(Failure(parts, spares, wanted))
        for risk in self.risks:
            struck = self._struck(risk)
            wanted = self.wanted(struck, _of_kind(risk.kind))
            causes.append(risk.id)
            found.append(Failure(struck, self._spared(risk), wanted))
        return causes, found

    def _of_nodes(self) -> Iterator[tuple[Component, Ints]]:
        if self.network.parts().max() > 0:
            # Any node may be one by which new links join the parts.
            rows = [(n, self.network.without([n])) for n in range(len(self.nodes))]
        else:
            rows = list(zip(*after_nodes(self.network), strict=True))
        return ((self.nodes[n], row) for n, row in rows if self.nodes[n].fails is not False)

    def _of_links(self) -> Iterator[tuple[Component, Ints]]:
        rows = zip(*after_links(self.network), strict=True)
        return ((self.links[n], row) for n, row in rows if self.links[n].fails is not False)

    def _struck(self, risk: SharedRisk) -> Ints:
        hits = _hits(risk)
        nodes = [n for n, node in enumerate(self.nodes) if hits(node)]
        links = [n for n, link in enumerate(self.links) if hits(link)]
        return self.network.without(nodes, links)

    def _spared(self, risk: SharedRisk) -> Any:
        hits = _hits(risk)
        return np.array([not hits(sort.like) for sort in self.sorts], dtype=bool)

    def is_hit(self, risk: SharedRisk, node: str) -> bool:
        """Whether a shared risk strikes a node, or the hub."""
        if self.hub is None:
            return False
        hits = _hits(risk)
        return hits(self.nodes[self.hub]) or hits(self.nodes[self.number[node]])

    def costs(self) -> list[Costs]:
        """By sort of new link."""
        return [self._costs_of(sort) for sort in self.sorts]

    def _costs_of(self, sort: Sort) -> Costs:
        size = len(self.nodes)
        if sort.family is None:
            costs = [float(option.cost or 0) for option in sort.single.values()]
            return listed(size, list(sort.single), costs)
        option, between = sort.family, sort.family.between
        ends = np.array([bool(between and between.selects(node)) for node in self.nodes])
        same = [self.network.ends[n] for n, link in enumerate(self.links) if link.kind == sort.kind]
        each, per_km = float(option.cost or 0), float(option.cost_per_km or 0)
        if per_km:
            north, east = (_degrees(self.nodes, axis) for axis in ("latitude", "longitude"))
            between_all = great_circles(north, east, radius_km=EARTH_KM, each=each, per_km=per_km)
        else:
            between_all = _of_one_cost(size, each)
        joined = np.array(same, dtype=np.intp).reshape(-1, 2)
        return not_joined(_only(between_all, ends), size, joined)


def recognised(topology: Topology, asked: Topology, numbers: Sequence[int]) -> Recognised | None:
    """The question of a document, of which `asked` has the objectives at `numbers` that count."""
    parts = asked.components
    nodes = tuple(sorted((c for c in parts if c.connects is None), key=lambda c: c.id))
    links = tuple(c for c in parts if c.connects is not None)
    number = {node.id: n for n, node in enumerate(nodes)}
    objectives = [asked.objectives[n] for n in numbers]
    if not (_is_plain(asked) and all(map(_is_of_ways, objectives))):
        return None
    if not all(end in number for link in links for end in link.connects or ()):
        return None
    meant = _meant(asked, nodes, number, numbers)
    sorts = None if meant is None else _sorts(topology, number, meant.over)
    if meant is None or not sorts:
        return None
    usable = tuple(c for c in links if _is_usable(c, meant.over))
    ends = [[number[end] for end in link.connects or ()] for link in usable]
    return Recognised(
        nodes,
        usable,
        number,
        Network.of(len(nodes), np.array(ends, dtype=np.intp).reshape(-1, 2)),
        meant.hub,
        meant.targets,
        meant.demanded,
        tuple(objectives),
        asked.shared_risks,
        sorts,
    )


@dataclass(frozen=True, slots=True)
class _Meant:
    """What has to hold together, over which kinds of links."""

    over: tuple[str, ...] | None
    hub: int | None = None
    targets: tuple[Ints, ...] = ()
    demanded: Demanded | None = None


def _meant(
    asked: Topology, nodes: Sequence[Component], number: dict[str, int], numbers: Sequence[int]
) -> _Meant | None:
    """What the objectives ask to hold together; None for what is not of one sort."""
    if asked.traffic or set(numbers) & set(asked.standards.of_traffic):
        return _of_traffic(asked, nodes, number, numbers)
    goals = {(entry.reach, entry.over) for node in nodes for entry in _reaches(node)}
    if len(goals) != 1:
        return None
    ((hub, over),) = goals
    if nodes[number[hub]].needs:
        return None
    targets = []
    for n in numbers:
        named = asked.standards.targets[n]
        if any(name not in number for name in named):
            return None
        targets.append(np.array([number[t] for t in named if nodes[number[t]].needs], np.intp))
    return _Meant(over, number[hub], tuple(targets))


def _of_traffic(
    asked: Topology, nodes: Sequence[Component], number: dict[str, int], numbers: Sequence[int]
) -> _Meant | None:
    """Traffic alone, between nodes that need nothing, where nothing has a capacity."""
    if not set(numbers) <= set(asked.standards.of_traffic):
        return None
    if any(node.needs for node in nodes) or any(c.capacity is not None for c in asked.components):
        return None
    if any((asked.objectives[n].survives or 0) > MOST_OF_TRAFFIC for n in numbers):
        return None
    demanded = Demanded.of(asked, number)
    over = asked.routing.over if asked.routing is not None else None
    return None if demanded is None else _Meant(over, demanded=demanded)


def _is_plain(asked: Topology) -> bool:
    """Whether nothing but ways matters in a document."""
    return (
        not load_can_matter(asked.components, asked.shared_risks)
        and not asked.accepted
        and not asked.ranges()
        and all(map(_is_whole, asked.components))
        and all(
            risk.hits is not None and not risk.leaves and not risk.raises and risk.parts == 1
            for risk in asked.shared_risks
        )
    )


def _is_whole(part: Component) -> bool:
    """Whether a component works or does not, and needs nothing but ways."""
    if part.connects is not None and (part.needs or part.connects[0] == part.connects[1]):
        return False
    return (
        part.count == 1
        and part.spread is None
        and not part.modes
        and not part.one_way
        and all(
            isinstance(entry, Reach) and entry.holds is None and entry.starts == 1
            for entry in part.needs
        )
    )


def _is_of_ways(objective: Objective) -> bool:
    """Whether it asks that so many failures are survived, and nothing else."""
    return (
        1 <= (objective.survives or 0) <= MOST_FAILURES
        and not any(objective.asks(clause) for clause in CLAUSES if clause != "survives")
        and (objective.classes is None or STRUCTURAL in objective.classes)
        and not objective.accepted
    )


def _sorts(
    topology: Topology, number: dict[str, int], over: tuple[str, ...] | None
) -> tuple[Sort, ...] | None:
    """The new links that may be used; None if some option is more than a link."""
    found: list[Sort] = []
    raw = topology.to_dict()["options"] if topology.options else []
    for option, stated in zip(topology.options, raw, strict=True):
        plain = _link_of(stated)
        if plain is None or not plain.keys() <= LINK_FIELDS or option.excludes:
            return None
        like = _like(plain)
        if not _is_usable(like, over):
            continue
        if option.link is not None:
            if option.cost_per_km and not _have_places(topology, option):
                return None
            found.append(Sort(like.kind, like, option, {}))
            continue
        if any(end not in number for end in plain["connects"]):
            return None
        a, b = sorted(number[end] for end in plain["connects"])
        if a == b:
            return None
        _put(found, like, (a, b), option)
    return tuple(found)


def _put(found: list[Sort], like: Component, ends: tuple[int, int], option: Option) -> None:
    """Among single links that everything selects alike; two between the same ends are apart."""
    for sort in found:
        if sort.family is None and ends not in sort.single and _look(sort.like) == _look(like):
            sort.single[ends] = option
            return
    found.append(Sort(like.kind, like, None, {ends: option}))


def _look(link: Component) -> tuple[object, ...]:
    return link.kind, link.location, link.tags, link.criticality, link.fails is False


def _link_of(stated: dict[str, Any]) -> dict[str, Any] | None:
    """The fields of the link that an option adds, if that is all it does."""
    if "link" in stated:
        return dict(stated["link"])
    added = stated.get("add", {})
    if stated.get("change") or stated.get("spare") or added.keys() - {"components"}:
        return None
    links = added.get("components", ())
    return dict(links[0]) if len(links) == 1 and "connects" in links[0] else None


def _like(plain: dict[str, Any]) -> Component:
    return Component(
        id="new",
        kind=plain.get("kind", "component"),
        location=plain.get("location"),
        tags=tuple(plain.get("tags", ())),
        fails=False if plain.get("fails") is False else None,
    )


def _is_usable(link: Component, over: tuple[str, ...] | None) -> bool:
    return over is None or link.kind in over


def _have_places(topology: Topology, option: Option) -> bool:
    between = option.between
    return all(
        c.latitude is not None and c.longitude is not None
        for c in topology.components
        if c.connects is None and between is not None and between.selects(c)
    )


def _reaches(node: Component) -> list[Reach]:
    return [entry for entry in node.needs if isinstance(entry, Reach)]


def _selecting(cause: Component) -> Callable[[Selector | None], bool]:
    return lambda against: against is None or against.selects(cause)


def _can_fail(cause: Component, against: Selector | None) -> bool:
    return cause.fails is not False and _selecting(cause)(against)


def _of_kind(kind: str) -> Callable[[Selector | None], bool]:
    return lambda against: against is None or against.words == (("kind", kind),)


def _hits(risk: SharedRisk) -> Callable[[Component], bool]:
    hits = risk.hits
    if isinstance(hits, Selector):
        return hits.selects
    names = frozenset(hits or ())
    return lambda part: part.id in names


def _degrees(nodes: Sequence[Component], axis: str) -> Floats:
    return np.array([getattr(node, axis) or 0.0 for node in nodes], dtype=np.float64)


def _of_one_cost(size: int, each: float) -> Costs:
    return lambda some: np.full((len(some), size), each)


def _only(costs: Costs, ends: Any) -> Costs:
    """The same between some nodes alone."""
    return lambda some: np.where(ends[some, None] & ends, costs(some), np.inf)
