"""Many states of a network side by side, and the arcs that lead on from some of their entries.

An *entry* is what one node does for one destination in one state. Entries are numbered through all
states, nodes and destinations, so that a step over an arc is one addition, and all of a wave of
entries step at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from topology.network.arcs import Arcs, Flags, Ints


class Steps(NamedTuple):
    """Arcs out of entries, or into them."""

    of: Ints
    """For each arc the position of its entry among those that were asked for, ascending."""
    arc: Ints
    number: Ints
    """The number of the arc among those of all states."""
    start: Ints
    """The entry of the node that the arc leads from."""
    end: Ints
    """The entry of the node that it leads to."""

    def where(self, some: Flags) -> Steps:
        """Some of them."""
        at = np.flatnonzero(some)
        return Steps(*(each.take(at) for each in self))


class Layout:
    """How entries are numbered: (state, node, destination), the last fastest."""

    def __init__(self, arcs: Arcs, destinations: int) -> None:
        self.arcs = arcs
        self.width = destinations
        self.plane = len(arcs.nodes) * destinations
        """Entries of one state."""
        self._offset = (arcs.head - arcs.tail) * destinations

    def entry(self, state: Ints, node: Ints, destination: Ints) -> Ints:
        """The number of an entry."""
        return state * self.plane + node * self.width + destination

    def split(self, entries: Ints) -> tuple[Ints, Ints, Ints]:
        """The state, node and destination of entries."""
        state, within = np.divmod(entries, self.plane)
        node, destination = np.divmod(within, self.width)
        return state, node, destination

    def out_of(self, entries: Ints) -> Steps:
        """All arcs out of the nodes of entries, in the order of the arcs."""
        first, node = self._place(entries)
        of, arc = _listed(self.arcs.out_start, node)
        start = entries.take(of)
        return Steps(of, arc, first.take(of) + arc, start, start + self._offset.take(arc))

    def into(self, entries: Ints) -> Steps:
        """All arcs into the nodes of entries, in the order of the arcs."""
        first, node = self._place(entries)
        of, place = _listed(self.arcs.in_start, node)
        arc = self.arcs.into.take(place)
        end = entries.take(of)
        return Steps(of, arc, first.take(of) + arc, end - self._offset.take(arc), end)

    def _place(self, entries: Ints) -> tuple[Ints, Ints]:
        """The number of the first arc of the state of entries, and their node."""
        state, within = np.divmod(entries, self.plane)
        return state * self.arcs.size, within // self.width


def _listed(start: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """The members of some rows of a table in which row `i` has `start[i]` to `start[i + 1] - 1`."""
    first = start.take(rows)
    counts = start.take(rows + 1) - first
    of = np.repeat(np.arange(len(rows)), counts)
    before = np.cumsum(counts) - counts
    return of, np.arange(len(of)) + (first - before).take(of)


def joined(parts: Sequence[Ints]) -> Ints:
    """Arrays one after another."""
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])
