"""Targets with which something is wrong before anything fails, as findings."""

from __future__ import annotations

from topology.finding import Finding, Rule
from topology.structure.graph import Graph
from topology.structure.knowledge import UNKNOWN
from topology.structure.reasons.reasons import never_up_reason


def never_up(graph: Graph, target: str) -> Finding:
    """A target that does not work with nothing failed."""
    said = f"{target} does not work even with nothing failed"
    return _finding(graph, Rule.NEVER_UP, target, said, never_up_reason(graph, graph.index[target]))


def below_level(graph: Graph, target: str, reason: tuple[str, ...]) -> Finding:
    """A target that is below its level with nothing failed."""
    said = f"{target} is below its level even with nothing failed"
    return _finding(graph, Rule.BELOW_LEVEL, target, said, reason)


def not_judged(graph: Graph, target: str) -> Finding:
    """A target of which nothing is known."""
    return _finding(graph, Rule.NOT_JUDGED, target, f"{target} is not judged", (UNKNOWN,))


def _finding(graph: Graph, rule: Rule, target: str, said: str, reason: tuple[str, ...]) -> Finding:
    kind = graph.components[graph.index_of(target)].kind
    return Finding(rule=rule, where=target, kind=kind, message=said, reason=reason)
