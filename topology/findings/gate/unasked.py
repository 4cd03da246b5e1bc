"""What has demand and is named by no objective: whether that works, a check does not say."""

from __future__ import annotations

from topology.findings.objectives.clauses import few_words
from topology.structure.graph import Graph
from topology.values.units import counted


def unasked_sentence(graph: Graph) -> str:
    """Of how many components with demand nothing is asked, in words; empty where of each is."""
    demanded, rule = graph.standards.by_rule
    missing = sorted(set(demanded).difference(graph.standards))
    if rule != "demand" or not missing:
        return ""
    of = counted(len(demanded), "component")
    return f"Nothing is asked of {len(missing):,} of {of} with demand: {few_words(missing)}."
