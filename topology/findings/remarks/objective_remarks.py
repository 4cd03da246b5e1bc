"""What objectives and acceptances ask without effect: of nothing, or what can never fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from topology.document.relevance import load_can_matter
from topology.document.schema import (
    CLAUSES,
    Accepted,
    Component,
    Objective,
    Selector,
    targets_words,
)
from topology.errors import did_you_mean, printable
from topology.structure.graph import Graph
from topology.structure.knowledge import MOST_WORK, hung_on
from topology.values.units import YEAR_S

Said = tuple[str, str]
"""What is said of an objective, and which one it is."""


def without_effect(graph: Graph) -> Iterator[Said]:
    """What is asked and can never fail, or asks nothing; then what is accepted and is no cause."""
    causes = _Causes(graph)
    for number, objective in enumerate(graph.topology.objectives):
        about = printable(targets_words(objective.of))
        yield from ((said, about) for said in _of_one(causes, number, objective))
    yield from _no_causes(causes)


def selecting_nothing(graph: Graph) -> Iterator[str]:
    """Selections of objectives and acceptances that find nothing, each once, with what is near."""
    topology = graph.topology
    components = topology.components
    risks = [Component(id=risk.id, kind=risk.kind) for risk in topology.shared_risks]
    asked = [("of", o.of, components) for o in topology.objectives]
    asked += [("of", entry.of, components) for entry in topology.accepted]
    found = [_nothing(field, of, some) for field, of, some in asked if isinstance(of, Selector)]
    against = (o.against for o in topology.objectives if o.against is not None)
    found += [_nothing("against", selector, (*components, *risks)) for selector in against]
    yield from dict.fromkeys(filter(None, found))


def _no_causes(causes: _Causes) -> Iterator[Said]:
    """What is accepted and could never be a cause, and of which target."""
    for target, standard in causes.graph.standards.items():
        for entry in standard.accepted:
            if not causes.has(target, entry):
                yield f"accepted failures of {printable(entry.id)} take nothing from", target


# -- asking nothing ---------------------------------------------------------------------------


def _of_one(causes: _Causes, number: int, objective: Objective) -> Iterator[str]:
    asked = [clause for clause in CLAUSES if objective.asks(clause)]
    if not asked and objective.level is not None:
        yield "objectives with a level alone, which asks nothing"
    elif not asked:
        yield "objectives that name what is judged, and ask nothing"
    if objective.classes is not None and not objective.asks("survives"):
        yield "objectives with classes and without survives, which they are about"
    if objective.asks("survives") and causes.are_none_of(causes.graph.standards.targets[number]):
        yield "survives can never fail, as nothing can take its target down"
    for clause in asked:
        holds_anyway = _ANYWAY.get(clause)
        if holds_anyway is not None and (why := holds_anyway(causes.graph, objective)):
            yield f"{clause} can never fail, as {why}"


def _availability(_: Graph, objective: Objective) -> str:
    return "" if objective.availability else "none is as low as 0"


def _downtime(_: Graph, objective: Objective) -> str:
    return "" if (objective.max_downtime_per_year or 0) < YEAR_S else "a year has no more"


def _known(_: Graph, objective: Objective) -> str:
    return "" if objective.known else "none is as low as 0"


def _headroom(graph: Graph, _: Objective) -> str:
    has_capacity = any(c.capacity is not None for c in graph.components)
    return "" if has_capacity else "nothing has a capacity"


def _blast(graph: Graph, objective: Objective) -> str:
    most = objective.most_taken
    if most is None:
        return ""
    demand = sum(c.demand or 0.0 for c in graph.components)
    is_bound = most.components is not None and most.components < graph.size - 1
    is_bound |= most.demand is not None and most.demand < demand
    return "" if is_bound else "there is no more to take"


_ANYWAY: dict[str, Callable[[Graph, Objective], str]] = {
    "availability": _availability,
    "max_downtime_per_year": _downtime,
    "known": _known,
    "headroom": _headroom,
    "max_blast": _blast,
}
"""Why a clause can never fail; empty where it can."""


# -- causes that there could be ---------------------------------------------------------------


class _Causes:
    """What could take a target down: by what it hangs on, or anything where load can matter."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._by_load = load_can_matter(graph.components, graph.risks)
        self._known: dict[int, frozenset[int]] = {}

    def _scope(self, v: int) -> frozenset[int] | None:
        """What a target hangs on; None where it is anything, or too much is to be gone through."""
        graph = self.graph
        if self._by_load or len(graph.standards) * graph.node_count > MOST_WORK:
            return None
        if v not in self._known:
            self._known[v] = hung_on(graph.nodes, (v,))
        return self._known[v]

    def are_none_of(self, targets: Sequence[str]) -> bool:
        """Whether nothing but its own failure could take any of some targets down."""
        return bool(targets) and not any(map(self._any_of, targets))

    def _any_of(self, target: str) -> bool:
        v = self.graph.index[target]
        scope = self._scope(v)
        components = self.graph.components
        if scope is None or any(components[w].fails is not False for w in scope if w != v):
            return True
        strikes = self.graph.strikes
        return any(s.mode_of != v and not scope.isdisjoint(s.hits) for s in strikes)

    def has(self, target: str, entry: Accepted) -> bool:
        """Whether what is accepted could take a target down."""
        graph = self.graph
        v = graph.index[target]
        scope, number = self._scope(v), graph.strike_index.get(entry.id)
        if scope is None:
            return True
        if number is not None:
            return not scope.isdisjoint(graph.strikes[number].hits)
        w = graph.index.get(entry.id)
        return w is not None and w != v and w in scope


# -- selections -------------------------------------------------------------------------------


def _nothing(field: str, selector: Selector, components: Iterable[Component]) -> str:
    """That a selection finds nothing, and which word is wrong; empty where it finds something."""
    entries = list(components)
    if any(map(selector.selects, entries)):
        return ""
    said = f"{field} selects nothing: {targets_words(selector)}"
    for name, word in selector.words:
        blank = dict.fromkeys(("kind", "location", "tag", "criticality"))
        alone = replace(selector, **{**blank, name: getattr(selector, name)})
        if not any(map(alone.selects, entries)):
            return printable(f"{said}{did_you_mean(word, _words(name, entries))}")
    return printable(said)


def _words(field: str, components: Iterable[Component]) -> list[str]:
    """What a field holds, sorted."""
    if field == "tag":
        return sorted({tag for c in components for tag in c.tags})
    given = {getattr(c, field) for c in components}
    return sorted(str(value) for value in given if value is not None)
