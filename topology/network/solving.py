"""The shortest ways of many states of a network at once, and what takes them.

A state is the network without some arcs. It is worked out from a *base*, the state without any
failure, by what changes: the entries (node, destination) whose shortest way is gone (Ramalingam and
Reps 1996), their new ways (Bellman and Ford, from the rim of what is left), then what passes each
entry that gets more or less, in the order of the ways. All states of a batch and all destinations
take each step at once, in numpy. What passes an entry is always added up over the arcs into it in
their order, and what passes an arc over all destinations in theirs, so that a state worked out from
the base is the same to the last bit as one worked out from nothing.

Cost: O(entries that change x links of a node), and a few numpy calls for each step of the longest
way that changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from topology.network.arcs import FAR, Arcs, Flags, Floats, Ints
from topology.network.steps import Layout, Steps, joined
from topology.network.ways import WAYS, Divided

Counts = npt.NDArray[np.int32]
ONE = np.int32(1)
"""Of the type of what is counted: `ufunc.at` is ten times as slow where it has to convert."""


@dataclass(frozen=True, eq=False)
class Base:
    """A state that is worked out in full, for some destinations: (nodes x destinations) each."""

    distance: Ints
    outs: Counts
    """How many arcs on shortest ways lead on."""
    values: Floats
    """What the traffic is divided by (`Divided`)."""
    flow: Floats
    """What passes a node, its own demand included."""
    demand: Floats
    parts: Floats
    """What takes each arc, then what passes each node on the way to others, by destination."""
    keeps: Flags
    """The arcs that are there."""

    @classmethod
    def nothing(cls, arcs: Arcs, destinations: Ints, demand: Floats, keeps: Flags) -> Base:
        """Where no node but the destinations themselves has a way yet, over the arcs it keeps."""
        shape = len(arcs.nodes), len(destinations)
        distance = np.full(shape, FAR, dtype=np.int64)
        distance[destinations, np.arange(len(destinations))] = 0
        parts = np.zeros((arcs.size + shape[0], shape[1]))
        outs = np.zeros(shape, dtype=np.int32)
        return cls(distance, outs, np.ones(shape), demand, demand, parts, keeps)


class Batch:
    """So many states with the same base; each is given the arcs that it keeps.

    After `without` or `from_nothing` it holds the entries of all states, and `parts` tells what
    changed; `clear` brings them back to the base for further states.
    """

    def __init__(self, arcs: Arcs, destinations: Ints, base: Base, ways: str, states: int) -> None:
        self.layout = Layout(arcs, len(destinations))
        self.arcs, self.base = arcs, base
        self.destinations = destinations
        self.distance = np.tile(base.distance.ravel(), states)
        self.outs = np.tile(base.outs.ravel(), states)
        self.flow = np.tile(base.flow.ravel(), states)
        self.divided: Divided = WAYS[ways](np.tile(base.values.ravel(), states))
        self.length = self._lengths(np.tile(base.keeps, (states, 1)))
        self._waiting = np.zeros(len(self.flow), dtype=np.int32)
        self._marked = np.zeros(len(self.flow), dtype=np.bool_)
        self._place = np.zeros(len(self.flow), dtype=np.int32)
        self.cut = self.renewed = self.passed = joined(())
        self._inflow: Floats = np.zeros(0)
        """What comes into each of `passed` from others."""

    # -- the steps of a solution ---------------------------------------------------------------

    def from_nothing(self) -> None:
        """Works out the base all anew; it must be `Base.nothing`."""
        self._solve(np.flatnonzero(self.distance == FAR), joined(()))

    def without(self, keeps: Flags, gone: Sequence[Ints]) -> None:
        """Works out the states that keep some arcs (states x arcs), without some nodes each."""
        self.length = self._lengths(keeps)
        lost = self._over_destinations(*np.nonzero(~keeps & self.base.keeps))
        nodes = [self._entries_at(number, some) for number, some in enumerate(gone)]
        cut, fewer = self._cut(lost, joined(nodes))
        self._solve(cut, fewer)

    def clear(self) -> None:
        """Brings all entries back to the base."""
        touched = joined((self.renewed, self.passed, self.cut))
        self.cut = self.renewed = self.passed = joined(())
        at = touched % self.layout.plane
        base = self.base
        self.distance[touched] = base.distance.ravel()[at]
        self.outs[touched] = base.outs.ravel()[at]
        self.flow[touched] = base.flow.ravel()[at]
        self.divided.values[touched] = base.values.ravel()[at]

    def _lengths(self, keeps: Flags) -> Ints:
        """How long each arc is in each state; one that is not there is longer than any way."""
        return np.where(keeps, self.arcs.length, 2 * FAR).ravel()

    def _solve(self, cut: Ints, fewer: Ints) -> None:
        """From the entries whose way is gone, and those that have fewer next hops than before."""
        self.cut = cut
        self._find(cut)
        self.renewed = self.divided.renew(self, joined((cut, fewer)))
        self._pass_on()

    def _over_destinations(self, state: Ints, arc: Ints) -> Ints:
        """The entries at the start of arcs that are on shortest ways there."""
        every = np.arange(self.layout.width)
        start = self.layout.entry(state, self.arcs.tail[arc], 0 * arc)[:, None] + every
        end = self.layout.entry(state, self.arcs.head[arc], 0 * arc)[:, None] + every
        is_on = self.distance[start] == self.arcs.length[arc][:, None] + self.distance[end]
        found: Ints = start[is_on]
        return found

    def _entries_at(self, state: int, nodes: Ints) -> Ints:
        """The entries of nodes in a state, those that have a way."""
        at = self.layout.entry(np.array(state), nodes[:, None], np.arange(self.layout.width))
        return at[self.distance[at] < FAR]

    def _cut(self, lost: Ints, gone: Ints) -> tuple[Ints, Ints]:
        """The entries whose every shortest way is gone, and those that lost only some.

        `lost` are entries that lost a next hop, once for each; `gone` those of nodes that are gone.
        """
        self._marked[gone] = True
        found, touched = [gone], [lost]
        np.subtract.at(self.outs, lost, ONE)
        wave = joined((gone, self._marking(lost[self.outs[lost] == 0])))
        found.append(wave[len(gone) :])
        while len(wave):
            steps = self.layout.into(wave)
            steps = steps.where(self._on_ways(steps))
            np.subtract.at(self.outs, steps.start, ONE)
            touched.append(steps.start)
            wave = self._marking(steps.start[self.outs[steps.start] == 0])
            found.append(wave)
        cut = joined(found)
        fewer = joined(touched)
        fewer = self._once(fewer[~self._marked[fewer]])
        self._marked[cut] = False
        return cut, fewer

    def _find(self, cut: Ints) -> None:
        """The shortest ways that are left to some entries, all others having theirs."""
        self.distance[cut] = FAR
        self._marked[cut] = True
        steps = self.layout.out_of(cut)
        wave = self._nearer(steps)
        while len(wave):
            steps = self.layout.into(wave)
            wave = self._nearer(steps.where(self._marked[steps.start]))
        self._marked[cut] = False
        steps = self.ways_out(cut)
        self.outs[cut] = np.bincount(steps.of, minlength=len(cut))

    def _nearer(self, steps: Steps) -> Ints:
        """Takes the ways over some arcs where they are shorter; the entries that got nearer."""
        length = self.length.take(steps.number) + self.distance.take(steps.end)
        is_nearer = length < self.distance.take(steps.start)
        start = steps.start[is_nearer]
        np.minimum.at(self.distance, start, length[is_nearer])
        return self._once(start)

    def _pass_on(self) -> None:
        """What passes each entry into which more or less comes, in the order of the ways."""
        steps = self.layout.out_of(self.renewed)
        is_on = self._on_ways(steps) | self._was_on_ways(steps)
        seeds = self._once(joined((self.cut, steps.end[is_on])))
        wave = self._counted(seeds)
        found, inflows = [], []
        while len(wave):
            found.append(wave)
            steps = self.layout.into(wave)
            steps = steps.where(self._on_ways(steps))
            amounts = self.divided.of(self.flow, steps)
            inflow = np.bincount(steps.of, amounts, len(wave))
            inflows.append(inflow)
            self.flow[wave] = self.base.demand.ravel()[wave % self.layout.plane] + inflow
            wave = self._next(self.ways_out(wave).end)
        self.passed = joined(found)
        self._inflow = np.concatenate([np.zeros(0), *inflows])

    def _was_on_ways(self, steps: Steps) -> Flags:
        """Which arcs were on shortest ways in the base."""
        plane, distance = self.layout.plane, self.base.distance.ravel()
        start, end = distance.take(steps.start % plane), distance.take(steps.end % plane)
        was_on: Flags = start == self.arcs.length.take(steps.arc) + end
        return was_on

    def _counted(self, seeds: Ints) -> Ints:
        """Counts for all that lies on the ways out of entries how much has to come before it.

        Returns those of the seeds that wait for nothing.
        """
        self._marked[seeds] = True
        found, wave = [seeds], seeds
        while len(wave):
            ends = self.ways_out(wave).end
            np.add.at(self._waiting, ends, ONE)
            wave = self._marking(ends)
            found.append(wave)
        self._marked[joined(found)] = False
        first: Ints = seeds[self._waiting[seeds] == 0]
        return first

    def _next(self, ends: Ints) -> Ints:
        """The entries that wait for nothing any more, when something has come to these."""
        np.subtract.at(self._waiting, ends, ONE)
        return self._once(ends[self._waiting[ends] == 0])

    # -- what ways and steps ask ----------------------------------------------------------------

    def ways_out(self, entries: Ints) -> Steps:
        """The arcs on shortest ways out of entries."""
        steps = self.layout.out_of(entries)
        return steps.where(self._on_ways(steps))

    def upstream(self, entries: Ints) -> list[Ints]:
        """All whose shortest ways lead over some entries, these included, in waves, ends first."""
        self._marked[entries] = True
        found, wave = [entries], entries
        while len(wave):
            steps = self.layout.into(wave)
            starts = steps.start[self._on_ways(steps)]
            np.add.at(self._waiting, starts, ONE)
            wave = self._marking(starts)
            found.append(wave)
        self._marked[joined(found)] = False
        wave = entries[self._waiting[entries] == 0]
        waves = []
        while len(wave):
            waves.append(wave)
            steps = self.layout.into(wave)
            wave = self._next(steps.start[self._on_ways(steps)])
        return waves

    def _on_ways(self, steps: Steps) -> Flags:
        length = self.length.take(steps.number) + self.distance.take(steps.end)
        is_on: Flags = self.distance.take(steps.start) == length
        return is_on

    def _once(self, entries: Ints) -> Ints:
        """The entries without repeats, in no order that matters."""
        at = np.arange(len(entries), dtype=np.int32)
        self._place[entries] = at
        first: Ints = entries[self._place[entries] == at]
        return first

    def _marking(self, entries: Ints) -> Ints:
        """Marks entries; those that were not marked before, without repeats."""
        new = self._once(entries[~self._marked[entries]])
        self._marked[new] = True
        return new

    # -- what has come of it ----------------------------------------------------------------------

    def changes(self) -> tuple[Ints, Ints, Ints, Floats]:
        """All parts that differ from the base, as (state, row, destination, amount).

        Rows are arcs, then nodes: what takes an arc, and what passes a node on the way to others.
        """
        entries = self._once(joined((self.renewed, self.passed)))
        steps = self.layout.out_of(entries)
        amounts = np.zeros(len(steps.arc))
        is_on = self._on_ways(steps)
        amounts[is_on] = self.divided.of(self.flow, steps.where(is_on))
        state, _, destination = self.layout.split(steps.start)
        passed_state, node, to = self.layout.split(self.passed)
        through = np.where(self.destinations[to] == node, 0.0, self._inflow)
        return (
            joined((state, passed_state)),
            joined((steps.arc, self.arcs.size + node)),
            joined((destination, to)),
            np.concatenate((amounts, through)),
        )
