"""The one routing function: what traffic puts on every link and node, whatever has failed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from topology.network.arcs import FAR, Arcs, Flags, Floats, Ints
from topology.network.demands import Demands
from topology.network.solving import Base, Batch

MOST_ENTRIES = 500_000
"""Entries that are worked on at once: so many states are taken together."""
MOST_PARTS = 16_000_000
"""Numbers held of a base: so many destinations are taken together."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What does not work in a state: links by their numbers as components, nodes by theirs here."""

    links: frozenset[int] = frozenset()
    nodes: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Loads:
    """What a state of the network carries, in load units."""

    rows: Floats
    """What takes each arc, then what passes each node on the way to others."""
    cut_off: float
    """Demand that has no way, though both its ends work."""
    gone: float
    """Demand from or to nodes that do not work."""

    def of_arcs(self, arcs: Arcs) -> Floats:
        """What takes each arc."""
        return self.rows[: arcs.size]

    def of_nodes(self, arcs: Arcs) -> Floats:
        """What passes each node, its own traffic aside."""
        return self.rows[arcs.size :]


class Router:
    """Traffic over links: `intact`, and `after` any losses beside what is never up."""

    def __init__(self, arcs: Arcs, demands: Demands, ways: str, never: Loss | None = None) -> None:
        self.arcs, self.demands, self.ways = arcs, demands, ways
        self.never = never or Loss()
        self.row_count = arcs.size + len(arcs.nodes)
        destinations = demands.destinations
        width = max(MOST_PARTS // max(self.row_count, 1), 1)
        self._blocks = [destinations[n : n + width] for n in range(0, len(destinations), width)]
        self._kept: dict[int, Base] = {}
        self._used: dict[tuple[int, int], Batch] = {}
        """The last batch of a size, to be used again: making one takes longer than many a use."""

    @cached_property
    def intact(self) -> Loads:
        """With nothing failed but what is never up."""
        return next(self.after([Loss()]))

    def after(self, losses: Iterable[Loss]) -> Iterator[Loads]:
        """The loads after each of some losses, in their order; as many at once as there is room."""
        left = iter(losses)
        at_once = self._at_once
        # Where destinations are taken in blocks, many losses share the base of each.
        room = at_once if len(self._blocks) == 1 else MOST_PARTS // self.row_count
        while some := list(islice(left, max(room, 1))):
            found = _Sums(len(some), self.row_count)
            for number in range(len(self._blocks)):
                for first in range(0, len(some), at_once):
                    self._add(found, first, number, some[first : first + at_once])
            for n in range(len(some)):
                yield Loads(found.rows[n], float(found.cut_off[n]), float(found.gone[n]))

    @property
    def _at_once(self) -> int:
        """How many states are worked out together."""
        entries = len(self.arcs.nodes) * max(map(len, self._blocks), default=1)
        return max(MOST_ENTRIES // max(entries, self.row_count), 1)

    def _add(self, sums: _Sums, first: int, number: int, losses: Sequence[Loss]) -> None:
        part = _Part(self, number, losses)
        here = slice(first, first + len(losses))
        sums.rows[here] += part.rows()
        cut_off, gone = part.lost(self._fails(losses))
        sums.cut_off[here] += cut_off
        sums.gone[here] += gone

    def _keeps(self, losses: Sequence[Loss]) -> Flags:
        """The arcs that are there in each state."""
        keeps = np.ones((len(losses), self.arcs.size), dtype=np.bool_)
        at = self.arcs.arcs_of
        for n, loss in enumerate(losses):
            for link in (*loss.links, *self.never.links):
                keeps[n, at.get(link, [])] = False
        fails = self._fails(losses)
        keeps &= ~fails[:, self.arcs.tail] & ~fails[:, self.arcs.head]
        return keeps

    def _fails(self, losses: Sequence[Loss]) -> Flags:
        """The nodes that do not work in each state."""
        fails = np.zeros((len(losses), len(self.arcs.nodes)), dtype=np.bool_)
        for n, loss in enumerate(losses):
            fails[n, [*loss.nodes, *self.never.nodes]] = True
        return fails

    def base(self, number: int) -> Base:
        """The state with nothing failed, for a block of destinations; the last is kept."""
        destinations = self._blocks[number]
        if number in self._kept:
            return self._kept[number]
        none = [Loss()]
        nothing = Base.nothing(
            self.arcs, destinations, self.demands.columns(destinations), self._keeps(none)[0]
        )
        base = solved(self.arcs, destinations, nothing, self.ways)
        self._kept = {number: base}
        return base

    @property
    def block_count(self) -> int:
        """In how many blocks the destinations are taken."""
        return len(self._blocks)

    def block(self, number: int) -> Ints:
        """The destinations of a block."""
        return self._blocks[number]

    def batch(self, number: int, losses: Sequence[Loss]) -> Batch:
        """The states after some losses, worked out for one block of destinations."""
        found = Batch(self.arcs, self.block(number), self.base(number), self.ways, len(losses))
        self._work_out(found, losses)
        return found

    def batch_again(self, number: int, losses: Sequence[Loss]) -> Batch:
        """The same in the last batch of the size, which is no more what it was."""
        key = number, len(losses)
        if key in self._used:
            self._used[key].clear()
            self._work_out(self._used[key], losses)
        else:
            self._used = {key: self.batch(number, losses)}
        return self._used[key]

    def _work_out(self, batch: Batch, losses: Sequence[Loss]) -> None:
        batch.without(self._keeps(losses), [np.flatnonzero(some) for some in self._fails(losses)])


def solved(arcs: Arcs, destinations: Ints, nothing: Base, ways: str) -> Base:
    """A base worked out from nothing."""
    batch = Batch(arcs, destinations, nothing, ways, 1)
    batch.from_nothing()
    _, row, destination, amounts = batch.changes()
    parts = nothing.parts
    parts[row, destination] = amounts
    shape = nothing.distance.shape
    return Base(
        batch.distance.reshape(shape),
        batch.outs.reshape(shape),
        batch.divided.values.reshape(shape),
        batch.flow.reshape(shape),
        nothing.demand,
        parts,
        nothing.keeps,
    )


class _Sums:
    """What is added up over all blocks of destinations, for some states."""

    def __init__(self, states: int, rows: int) -> None:
        self.rows: Floats = np.zeros((states, rows))
        self.cut_off: Floats = np.zeros(states)
        self.gone: Floats = np.zeros(states)


class _Part:
    """Some states for one block of destinations."""

    def __init__(self, router: Router, number: int, losses: Sequence[Loss]) -> None:
        self.base = router.base(number)
        self.states = len(losses)
        self.row_count = router.row_count
        self.batch = router.batch_again(number, losses)

    def rows(self) -> Floats:
        """The load of each row in each state: what changed is added up anew."""
        whole = np.tile(self.base.parts.sum(axis=1), (self.states, 1))
        state, row, destination, amounts = self.batch.changes()
        key = state * self.row_count + row
        is_new = np.zeros(whole.size, dtype=np.bool_)
        is_new[key] = True
        (new,) = np.nonzero(is_new)
        at = np.zeros(whole.size, dtype=np.int64)
        at[new] = np.arange(len(new))
        step = max(MOST_ENTRIES // max(self.base.parts.shape[1], 1), 1)
        place = at[key]
        for first in range(0, len(new), step):
            table = self.base.parts[new[first : first + step] % self.row_count]
            here = (place >= first) & (place < first + step)
            table[place[here] - first, destination[here]] = amounts[here]
            whole.ravel()[new[first : first + step]] = table.sum(axis=1)
        return whole

    def lost(self, fails: Flags) -> tuple[Floats, Floats]:
        """Demand cut off, and demand that is gone with its ends, in each state."""
        batch, layout, demand = self.batch, self.batch.layout, self.base.demand.ravel()
        (far,) = np.nonzero((self.base.distance.ravel() == FAR) & (demand > 0))
        every = (np.arange(self.states)[:, None] * layout.plane + far).ravel()
        cut = batch.cut[batch.distance[batch.cut] == FAR]
        entries = np.sort(np.concatenate((every, cut[demand[cut % layout.plane] > 0])))
        state, node, to = layout.split(entries)
        is_gone = fails[state, node] | fails[state, batch.destinations[to]]
        amounts = demand[entries % layout.plane]
        sums = np.zeros((2, self.states))
        np.add.at(sums, (is_gone.astype(np.int64), state), amounts)
        return sums[0], sums[1]
