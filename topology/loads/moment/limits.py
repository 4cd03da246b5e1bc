"""What each component can do at a moment: what bounds it, and whether it is up."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from topology.loads.mechanisms.twins import twin
from topology.loads.moment.arcs import Flags, Floats
from topology.loads.moment.wiring import Wiring

OVER = 1 + 1e-12
"""More than the capacity by a rounding error is not more."""
WRITTEN = ("external", "capacity", "limit", "waiting", "rush", "full", "late", "starts")
"""The arrays that each copy has for itself once it writes to them."""


class Limits:
    """Arrays over the components; whoever moves from event to event keeps them up to date."""

    def __init__(self, wiring: Wiring) -> None:
        components = wiring.graph.components
        size = wiring.size
        overloads = [component.overload for component in components]
        self.external: Floats = np.array([c.demand or 0.0 for c in components])
        self.capacity: Floats = np.array(
            [np.inf if c.capacity is None else c.capacity for c in components]
        )
        self.limit: Floats = np.array(
            [np.inf if o is None or o.limit is None else o.limit for o in overloads]
        )
        self.cost: Floats = np.array([0.0 if o is None else o.cost for o in overloads])
        self.queues: Flags = np.array(
            [o is not None and o.mode == "queue" for o in overloads], dtype=np.bool_
        )
        self.waiting: Flags = np.zeros(size, dtype=np.bool_)
        self.rush: Floats = np.full(size, np.inf)
        """How fast at most what waits is worked off, beside what comes in."""
        self.full: Flags = np.zeros(size, dtype=np.bool_)
        self.late: Flags = np.zeros(size, dtype=np.bool_)
        self.up: Flags = np.ones(size, dtype=np.bool_)
        self.starts: Floats = np.zeros(len(wiring.start_calls))
        """At what rate those that have come up send on top (`Wiring.start_calls`)."""
        self.succeeds: Floats = np.ones(size)
        """The share of what each is offered that succeeds; less where it limps."""
        self.some_limp = False
        """Whether any of these shares is less than 1."""
        self._owned = set(WRITTEN)
        self._changed: set[int] = set()

    def copy(self, up: Flags) -> Limits:
        """The same limits, to be changed apart, for components of which these are up."""
        new = twin(self)
        # From now on either of them copies what it writes to.
        self._owned, new._owned, new._changed = set(), set(), set()
        new.up = up
        return new

    def to_write(self, name: str) -> npt.NDArray[Any]:
        """One of `WRITTEN`, to be written to."""
        if name not in self._owned:
            self._owned.add(name)
            setattr(self, name, getattr(self, name).copy())
        found: npt.NDArray[Any] = getattr(self, name)
        return found

    def give(self, name: str, v: int, amount: float) -> None:
        """Changes the demand (`external`), `capacity` or `limit` of a component."""
        self.to_write(name)[v] = amount
        self._changed.add(v)

    def take_changed(self) -> set[int]:
        """The components for which something was set since this was last asked, but for `up`."""
        changed, self._changed = self._changed, set()
        return changed

    def set_success(self, v: int, share: float) -> None:
        """Changes the share of what a component is offered that succeeds."""
        # Copies share it until then, as mostly nothing limps.
        self.succeeds = self.succeeds.copy()
        self.succeeds[v] = share
        self._changed.add(v)
        self.some_limp = bool((self.succeeds < 1).any())

    def fixed(self) -> tuple[bytes, ...]:
        """Those that are the same all the time, as bytes."""
        return self.cost.tobytes(), self.queues.tobytes()

    def changing(self) -> tuple[bytes, ...]:
        """Those that may change from moment to moment, as bytes."""
        written = (getattr(self, name).tobytes() for name in WRITTEN)
        return (self.up.tobytes(), self.succeeds.tobytes(), *written)

    def lift(self) -> None:
        """Lets everything carry whatever comes."""
        self.capacity[:] = self.limit[:] = np.inf

    def bounded(self) -> Flags:
        """Components that may not serve all that is offered, even while they are up."""
        return np.isfinite(self.capacity) | np.isfinite(self.limit) | self.queues
