"""Whose traffic has no way after a cause, though it had one with nothing failed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from topology.network.arcs import FAR
from topology.network.causes import Cause
from topology.network.sweep import TrafficNetwork


class CutOff(NamedTuple):
    """What goes from one component to another, by their numbers, and has no way."""

    origin: int
    destination: int
    amount: float
    """In load units."""


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
