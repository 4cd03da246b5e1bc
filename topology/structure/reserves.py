"""Entries of needs that their owner lives on without for a while: which they are, and whose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter

from topology.document import schema
from topology.document.schema import parts_of
from topology.structure.graph import Graph
from topology.structure.words import entry_name
from topology.values.units import time_words

Held = schema.On | schema.Compound | schema.Reach
"""An entry that can have a reserve: any but a bare id."""


def held_entries(entries: Iterable[schema.Requirement]) -> Iterator[Held]:
    """Those with a reserve among requirements, at any depth, in the order of the document."""
    for entry in entries:
        if isinstance(entry, str):
            continue
        if entry.holds:
            yield entry
        if not isinstance(entry, schema.On | schema.Reach):
            yield from held_entries(parts_of(entry))


def reserves_of(graph: Graph) -> dict[int, tuple[Held, ...]]:
    """By component, the entries with a reserve; only of those that have any. O(size of needs)."""
    found = {
        v: tuple(held_entries(needs))
        for v, needs in enumerate(map(attrgetter("needs"), graph.components))
        if needs and any(type(entry) is not str for entry in needs)
    }
    return {v: held for v, held in found.items() if held}


def reserve_words(owner: str, entry: Held) -> str:
    """What a reserve is called in a list: `dc for 10 min without grid`."""
    return f"{owner} for {time_words(entry.holds or 0.0)} without {entry_name(entry)}"
