"""The loads of one moment as arrays: over the nodes, the components, and the arcs."""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np

from topology.loads.mechanisms.twins import twin
from topology.loads.moment.arcs import Floats
from topology.loads.moment.limits import Limits
from topology.loads.moment.wiring import Wiring


class Found(NamedTuple):
    """What is found of the loads of a moment; what each is, `Loads` says."""

    own: Floats
    passing: Floats
    sent: Floats
    let_in: Floats
    work: Floats
    own_success: Floats
    success: Floats
    needs_success: Floats
    attempts: Floats
    back: Floats
    through: Floats


class Loads:
    """What everybody is offered, does, and comes to under some limits, in load units and shares.

    Until they are found nothing is loaded and everything succeeds. Arrays that were found are not
    written to again, as others may hold them; but for those that a flow has found for itself alone
    (`Flow.hold`).
    """

    def __init__(self, wiring: Wiring, limits: Limits) -> None:
        self.wiring = wiring
        self.limits = limits
        size, nodes = wiring.size, wiring.node_count
        self.weight: Floats = np.ones(len(wiring.arcs))
        """The part of its parent's load that an arc gets. Given, and written in place."""
        self.own: Floats = np.zeros(nodes)
        """Attempts that are for a node itself; for a component without those that only pass."""
        self.passing: Floats = np.zeros(size)
        self.sent: Floats = np.zeros(nodes)
        """What a node sends on to its arcs: the work that it executes of its own load."""
        self.let_in: Floats = np.zeros(size)
        self.work: Floats = np.zeros(size)
        """What a component executes in all."""
        self.own_success: Floats = np.ones(size)
        self.success: Floats = np.ones(nodes)
        self.needs_success: Floats = np.ones(size)
        """What a component's hard needs leave of its success."""
        self.attempts: Floats = wiring.arrays.calls.copy()
        """Attempts on each arc for each unit that its parent sends."""
        self.back: Floats = np.zeros(nodes)
        """What reaches each node over arcs that lead back in a circle of calls."""
        self.through: Floats = np.ones(len(wiring.paths))
        """The part of the load of each PATH that the links and nodes on its way let through."""

    def copy(self, limits: Limits) -> Self:
        """The same loads, to be changed apart under other limits."""
        new = twin(self)
        new.limits = limits
        new.weight = self.weight.copy()
        return new

    @property
    def found(self) -> Found:
        """All that was found."""
        return Found(*(getattr(self, name) for name in Found._fields))

    def take(self, found: Found) -> None:
        """Puts what was found in the place of what was."""
        vars(self).update(found._asdict())

    def renew(self) -> None:
        """Makes arrays with the same values that nobody holds yet, to be written to."""
        self.take(Found(*(array.copy() for array in self.found)))

    @property
    def let_through(self) -> Floats:
        """The part of what passes each component that goes on behind it.

        It is what succeeds there; of a queue, what it works off of what comes.
        """
        queues = np.flatnonzero(self.limits.queues)
        if not len(queues):
            return self.own_success
        found, offered = self.own_success.copy(), self.offered[queues]
        with np.errstate(divide="ignore", invalid="ignore"):
            worked = self.work[queues] / offered
        found[queues] = np.where(offered > 0, worked, 1.0) * self.limits.succeeds[queues]
        return found

    @property
    def offered(self) -> Floats:
        """Attempts that each component is offered, those that only pass included."""
        return self.own[: self.wiring.size] + self.passing
