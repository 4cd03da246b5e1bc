"""Whose traffic a link or a node carries after a failure, what it took before, and what has no way.

From a place back against the ways it is worked out what part of the traffic of each origin passes
it, one destination beside the other: O(entries upstream x links of a node).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from topology.network.arcs import FAR, Flags, Floats, Ints
from topology.network.causes import Cause
from topology.network.gauges import Place
from topology.network.solving import Batch
from topology.network.sweep import TrafficNetwork
from topology.values.rounding import exceeds


class Flow(NamedTuple):
    """What of the traffic between two components takes a place."""

    origin: int
    destination: int
    amount: float
    """After the cause, in load units."""
    before: float
    """With nothing failed."""


class CutOff(NamedTuple):
    """What goes from one component to another, by their numbers, and has no way."""

    origin: int
    destination: int
    amount: float
    """In load units."""


class Diverted(NamedTuple):
    """Additional traffic of a place, by the failed link or node that it took before."""

    lost: int
    """The number of the component."""
    amount: float
    """In load units."""


def flows_over(network: TrafficNetwork, place: Place, cause: Cause) -> tuple[Flow, ...]:
    """The traffic that takes a place after a cause, most first, then by the ids of its ends."""
    nodes = network.arcs.nodes
    found = [
        Flow(nodes[pair.origin], nodes[pair.destination], pair.amount, pair.before)
        for part in _parts(network, cause)
        for pair in part.pairs(place)
        if pair.amount > 0
    ]
    return tuple(sorted(found, key=lambda flow: (-flow.amount, *flow)))


def diverted_over(network: TrafficNetwork, place: Place, cause: Cause) -> tuple[Diverted, ...]:
    """What a place carries more than with nothing failed, by what it took before, most first.

    What took several ways before is put down to each failed link or node that was the first of
    these on some of them, by what took it.
    """
    sums: dict[int, float] = {}
    for part in _parts(network, cause):
        for lost, amount in part.diverted(place):
            sums[lost] = sums.get(lost, 0.0) + amount
    found = (Diverted(lost, amount) for lost, amount in sums.items())
    return tuple(sorted(found, key=lambda diverted: (-diverted.amount, diverted.lost)))


def cut_off_by(network: TrafficNetwork, cause: Cause) -> tuple[CutOff, ...]:
    """What a cause cuts off, most first, then by the ids; with nothing failed all that is.

    What an end of it takes down is gone, and not cut off. O(nodes x destinations).
    """
    found = sorted(_cut_off(network, cause), key=lambda one: (-one.amount, *one))
    return tuple(found)


def _cut_off(network: TrafficNetwork, cause: Cause) -> Iterator[CutOff]:
    nodes, router = network.arcs.nodes, network.router
    works = np.ones(len(nodes), dtype=np.bool_)
    works[[*cause.loss.nodes, *router.never.nodes]] = False
    for number in range(router.block_count):
        base, destinations = router.base(number), router.block(number)
        is_asked = (base.demand > 0) & works[:, None] & works[destinations]
        is_far = base.distance == FAR
        if cause.is_felt:
            distance = router.batch(number, [cause.loss]).distance.reshape(base.demand.shape)
            is_far = (distance == FAR) & ~is_far
        for node, column in np.argwhere(is_asked & is_far).tolist():
            end = int(destinations[column])
            yield CutOff(nodes[node], nodes[end], float(base.demand[node, column]))


class _Pair(NamedTuple):
    origin: int
    destination: int
    amount: float
    before: float


def _parts(network: TrafficNetwork, cause: Cause) -> Iterator[_Part]:
    for number in range(network.router.block_count):
        yield _Part(network, cause, number)


class _Part:
    """The traffic to some destinations, with nothing failed and after a cause."""

    def __init__(self, network: TrafficNetwork, cause: Cause, number: int) -> None:
        self.network, self.cause = network, cause
        router = network.router
        self.base = router.base(number)
        self.destinations = router.block(number)
        self.before = _State(router.batch(number, [network.nothing.loss]))
        self.after = _State(router.batch(number, [cause.loss])) if cause.is_felt else self.before

    def pairs(self, place: Place) -> Iterator[_Pair]:
        """The pairs of which anything takes a place before or after."""
        demand = self.base.demand
        after = demand * self._through(self.after, place)
        before = demand * self._through(self.before, place)
        for node, column in np.argwhere((after > 0) | (before > 0)).tolist():
            yield _Pair(
                node,
                int(self.destinations[column]),
                float(after[node, column]),
                float(before[node, column]),
            )

    def _through(self, state: _State, place: Place) -> Floats:
        """The part of the traffic of each node to each destination that takes a place."""
        arcs = self.network.arcs
        if place.start < 0:
            node = arcs.position[place.component]
            found = state.through(_none(arcs.size), _only(node, len(arcs.nodes)))
            found[node] = 0.0
            found[:, self.destinations == node] = 0.0
            return found
        along = arcs.arcs_of[place.component]
        if arcs.is_full_duplex:
            start = arcs.position[place.start]
            along = [arc for arc in along if arcs.tail[arc] == start]
        taken = _none(arcs.size)
        taken[along] = True
        return state.through(taken, _none(len(arcs.nodes)))

    def diverted(self, place: Place) -> Iterator[tuple[int, float]]:
        """What is additional at a place, by the number of what was lost."""
        more = np.zeros(self.base.demand.shape)
        column = {int(node): n for n, node in enumerate(self.destinations)}
        for pair in self.pairs(place):
            if exceeds(pair.amount, pair.before):
                more[pair.origin, column[pair.destination]] = pair.amount - pair.before
        if not more.any():
            return
        parts = list(self._lost_on_the_way())
        total = sum(part for _, part in parts)
        for lost, part in parts:
            share = np.divide(part, total, out=np.zeros_like(part), where=total > 0)
            amount = float((more * share).sum())
            if amount:
                yield lost, amount

    def _lost_on_the_way(self) -> Iterator[tuple[int, Floats]]:
        """For each lost link or node the part of the traffic that met it first, by its number."""
        arcs, loss = self.network.arcs, self.cause.loss
        lost_arcs, lost_nodes = _none(arcs.size), _none(len(arcs.nodes))
        lost_arcs[[arc for link in loss.links for arc in arcs.arcs_of[link]]] = True
        lost_nodes[list(loss.nodes)] = True
        for link in sorted(loss.links):
            own = _none(arcs.size)
            own[arcs.arcs_of[link]] = True
            nowhere = _none(len(arcs.nodes))
            yield link, self.before.through(own, nowhere, lost_arcs & ~own, lost_nodes)
        for node in sorted(loss.nodes):
            own = _only(node, len(arcs.nodes))
            stops = lost_nodes & ~own
            yield arcs.nodes[node], self.before.through(_none(arcs.size), own, lost_arcs, stops)


class _State:
    """The ways of one state."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.layout = batch.layout
        self._one: Floats = np.ones(len(batch.distance))

    def through(
        self,
        arcs: Flags,
        nodes: Flags,
        not_arcs: Flags | None = None,
        not_nodes: Flags | None = None,
    ) -> Floats:
        """The part of what starts at each node for each destination that takes arcs or nodes.

        What takes certain others before that does not count. (nodes x destinations)
        """
        begun = self._at(nodes)
        part: Floats = np.zeros(len(self._one))
        is_begun = np.zeros(len(part), dtype=np.bool_)
        is_begun[begun] = True
        starts = np.zeros(len(nodes), dtype=np.bool_)
        starts[self.batch.arcs.tail[arcs]] = True
        seeds = np.union1d(begun, self._at(starts))
        for wave in self.batch.upstream(seeds):
            steps = self.batch.ways_out(wave)
            is_taken = arcs[steps.arc]
            taken = np.where(is_taken | is_begun[steps.end], 1.0, part[steps.end])
            if not_arcs is not None and not_nodes is not None:
                stops = not_arcs[steps.arc] | (
                    not_nodes[self.batch.arcs.head[steps.arc]] & ~is_taken
                )
                taken[stops] = 0.0
            amounts = self.batch.divided.of(self._one, steps) * taken
            part[wave] = np.bincount(steps.of, amounts, len(wave))
        part[begun] = 1.0
        return part.reshape(-1, self.layout.width)

    def _at(self, nodes: Flags) -> Ints:
        """The entries of some nodes that have a way."""
        (some,) = np.nonzero(nodes)
        entries = (some[:, None] * self.layout.width + np.arange(self.layout.width)).ravel()
        found: Ints = entries[self.batch.distance[entries] < FAR]
        return found


def _none(size: int) -> Flags:
    return np.zeros(size, dtype=np.bool_)


def _only(number: int, size: int) -> Flags:
    found = _none(size)
    found[number] = True
    return found
