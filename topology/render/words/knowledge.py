"""How much is said of what a verdict hangs on, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from topology.structure.knowledge import Extent, extent, silent_words
from topology.values.units import counted

if TYPE_CHECKING:
    from topology.structure.graph import Graph


def known_sentence(graph: Graph, targets: Iterable[str]) -> str:
    """How much is said of what targets hang on, as a sentence to be added; empty when all is."""
    said = extent_words(extent(graph, map(graph.index_of, targets)))
    return f" {said[0].upper()}{said[1:]}." if said else ""


def extent_words(extent: Extent) -> str:
    """The same in a few words."""
    return "; ".join(filter(None, (_silent_words(extent), _degree_words(extent))))


def _silent_words(extent: Extent) -> str:
    return f"judged {said}" if (said := silent_words(extent)) else ""


def _degree_words(extent: Extent) -> str:
    """How many of the needs that a verdict hangs on are less than known."""
    found = [
        (extent.assumed, "is assumed", "are assumed"),
        (extent.guessed, "is a guess", "are guesses"),
    ]
    told = [f"{n:,} {one if n == 1 else many}" for n, one, many in found if n]
    return f"of {counted(extent.needs, 'need')} {' and '.join(told)}" if told else ""
