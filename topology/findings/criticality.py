"""What hangs, with no alternative, on something less critical than itself.

`criticality` is 1 for what the most hangs on. A finding says that a component needs another of a
higher number: a hard need with no alternative, so that the failure of the one takes the other down,
directly or over components that say nothing of how critical they are. Soft needs, alternatives,
links on a path and shared risks do not count. Of what the targets hang on, these included.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from operator import attrgetter

from topology.document.schema import On, Reach, name_of, outright
from topology.finding import Finding, Rule
from topology.findings.single_points import SinglePoints
from topology.structure.graph import Graph
from topology.structure.knowledge import hung_on


def gives_criticality(graph: Graph) -> bool:
    """Whether a document says of anything how critical it is."""
    return any(map(attrgetter("criticality"), graph.components))


def criticality_findings(points: SinglePoints) -> tuple[Finding, ...]:
    """The most critical first, of one the least critical that it needs first, then by id.

    O(size) for each critical component, up to what says how critical it is.
    """
    graph = points.graph
    if not gives_criticality(graph):
        return ()
    targets = (*points.targets, *points.never_up, *points.not_judged)
    scope = hung_on(graph.nodes, (graph.index[target] for target in targets))
    found = (pair for v in scope for pair in _needed(graph, v))
    ranked = sorted(found, key=lambda chain: _rank(graph, chain))
    return tuple(_finding(graph, chain) for chain in ranked)


Chain = tuple[int, ...]
"""From what is critical over what says nothing to what it needs."""


def _needed(graph: Graph, start: int) -> Iterator[Chain]:
    """The shortest chains to all that is less critical than a component, which says how it is."""
    own = graph.components[start].criticality
    if own is None:
        return
    before: dict[int, Chain] = {start: (start,)}
    todo = [start]
    for v in todo:
        for w in _hard_needs(graph, v):
            if w in before:
                continue
            before[w] = (*before[v], w)
            other = graph.components[w].criticality
            if other is None:
                todo.append(w)
            elif other > own:
                yield before[w]


def _hard_needs(graph: Graph, v: int) -> list[int]:
    """What a component needs with no alternative, in order; the goal of its paths as well."""
    names = set()
    for entry in outright(graph.components[v].needs):
        if isinstance(entry, Reach):
            names.add(entry.reach)
        elif not isinstance(entry, On) or entry.hard:
            names.add(name_of(entry))
    return sorted(graph.index[name] for name in names)


def _rank(graph: Graph, chain: Chain) -> tuple[int, int, int, int]:
    first, last = chain[0], chain[-1]
    return _criticality(graph, first), -_criticality(graph, last), first, last


def _criticality(graph: Graph, v: int) -> int:
    return graph.components[v].criticality or 0


def _finding(graph: Graph, chain: Chain) -> Finding:
    first, last = chain[0], chain[-1]
    said = f"{_words(graph, first)} needs {_words(graph, last)}"
    return Finding(
        rule=Rule.LESS_CRITICAL,
        where=graph.ids[first],
        cause=graph.ids[last],
        kind=graph.components[last].kind,
        involved=tuple(graph.ids[v] for v in chain),
        message=said,
        reason=tuple(f"{graph.ids[v]} needs {graph.ids[w]}" for v, w in pairwise(chain)),
    )


def _words(graph: Graph, v: int) -> str:
    return f"{graph.ids[v]} (criticality {_criticality(graph, v)})"
