"""What a document says of its targets and a fault tree of them cannot: told beside the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.structure.graph import Graph
from topology.structure.reserves import reserve_words, reserves_of

MOST = 3
"""Of each sort that are named."""


def unsaid_in_trees(graph: Graph) -> Iterator[str]:
    """What is left out of the fault trees of a graph, each in a sentence."""
    held = [
        reserve_words(graph.ids[v], entry)
        for v, entries in sorted(reserves_of(graph).items())
        for entry in entries
    ]
    if held:
        yield f"a fault tree has no reserves (holds): {_some(held)}"


def _some(words: Sequence[str]) -> str:
    more = f" and {len(words) - MOST:,} more" if words[MOST:] else ""
    return ", ".join(words[:MOST]) + more
