"""How traffic is divided over the shortest ways, by the word for it in `routing`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

import numpy as np
import numpy.typing as npt

from topology.network.arcs import Flags, Floats, Ints
from topology.network.steps import Steps


class Reached(Protocol):
    """The shortest ways of states: which arcs lie on them, and how many out of each entry."""

    outs: npt.NDArray[np.int32]

    def ways_out(self, entries: Ints) -> Steps:
        """The arcs on shortest ways out of entries."""
        ...

    def upstream(self, entries: Ints) -> list[Ints]:
        """All whose shortest ways lead over some entries, these included, in waves, ends first."""
        ...


class Divided(ABC):
    """Parts of what passes an entry, for each arc on a shortest way out of it."""

    def __init__(self, values: Floats) -> None:
        self.values = values

    @abstractmethod
    def renew(self, reached: Reached, changed: Ints) -> Ints:
        """Works out the parts anew after the ways out of some entries changed.

        Returns all entries of which parts have changed.
        """

    @abstractmethod
    def of(self, flow: Floats, steps: Steps) -> Floats:
        """What takes each arc, of all that passes the entry where it starts."""


class EqualCost(Divided):
    """Equally over all next hops (ECMP), parallel links each counting as one."""

    def renew(self, reached: Reached, changed: Ints) -> Ints:
        """See `Divided`."""
        self.values[changed] = reached.outs[changed]
        return changed

    def of(self, flow: Floats, steps: Steps) -> Floats:
        """See `Divided`."""
        return flow.take(steps.start) / self.values.take(steps.start)


class Single(Divided):
    """All over one next hop: of equal ones the lower node, then the lower link."""

    def renew(self, reached: Reached, changed: Ints) -> Ints:
        """See `Divided`."""
        steps = reached.ways_out(changed)
        first = np.flatnonzero(np.diff(steps.of, prepend=-1))
        self.values[changed] = -1
        self.values[steps.start[first]] = steps.arc[first]
        return changed

    def of(self, flow: Floats, steps: Steps) -> Floats:
        """See `Divided`."""
        is_next: Flags = self.values.take(steps.start) == steps.arc
        return flow.take(steps.start) * is_next


class AllShortest(Divided):
    """Equally over all shortest ways as wholes, as betweenness counts them (Brandes 2001)."""

    def renew(self, reached: Reached, changed: Ints) -> Ints:
        """See `Divided`."""
        waves = reached.upstream(changed)
        for wave in waves:
            steps = reached.ways_out(wave)
            self.values[wave] = np.bincount(steps.of, self.values.take(steps.end), len(wave))
        return np.concatenate(waves) if waves else changed

    def of(self, flow: Floats, steps: Steps) -> Floats:
        """See `Divided`."""
        return flow.take(steps.start) * (
            self.values.take(steps.end) / self.values.take(steps.start)
        )


WAYS: dict[str, type[Divided]] = {
    "single": Single,
    "equal-cost": EqualCost,
    "all-shortest": AllShortest,
}
