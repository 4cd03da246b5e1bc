"""What has demand, or is traffic, and is named by no objective: of that a check says nothing."""

from __future__ import annotations

from topology.findings.objectives.clauses import few_words
from topology.structure.graph import Graph
from topology.values.units import counted


def unasked_sentence(graph: Graph) -> str:
    """Of how many components with demand nothing is asked, and whether of the traffic; or empty."""
    return " ".join(filter(None, (_of_components(graph), _of_traffic(graph))))


def _of_traffic(graph: Graph) -> str:
    is_asked = not graph.topology.traffic or graph.standards.of_traffic
    return "" if is_asked else "Nothing is asked of the traffic."


def _of_components(graph: Graph) -> str:
    demanded, rule = graph.standards.by_rule
    missing = sorted(set(demanded).difference(graph.standards))
    if rule != "demand" or not missing:
        return ""
    of = counted(len(demanded), "component")
    return f"Nothing is asked of {len(missing):,} of {of} with demand: {few_words(missing)}."
