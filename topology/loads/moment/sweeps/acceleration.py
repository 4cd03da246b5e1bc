"""Convergence acceleration of a repeated map, by Aitken's process (1926)."""

from __future__ import annotations

import numpy as np

from topology.loads.moment.arcs import Floats


class Acceleration:
    """Speeds a slow repetition up, and calms one that goes to and fro.

    What a circle of calls hands on goes round in it, so states are compared a `WINDOW` of sweeps
    apart, which most circles divide. If they draw near at a steady ratio, Aitken's process jumps to
    where that leads; if they do not change at all though each sweep does, steps are halved.
    """

    WINDOW = 12

    def __init__(self, state: Floats) -> None:
        self._sweeps = 0
        self._state = state
        self._change: Floats | None = None
        self._halved = False

    def next(self, state: Floats, found: Floats, step: float) -> Floats:
        """Where the next sweep starts, when one from `state` has `found` another."""
        if self._halved:
            found = (state + found) / 2
        self._sweeps += 1
        if self._sweeps % self.WINDOW:
            return found
        change = found - self._state
        length, before = _length(change), self._change
        self._state, self._change = found, change
        if length <= step * 1e-6:
            self._halved = True
        elif before is not None and step < 1e-3:
            ratio = length / _length(before)
            if 0.05 < ratio < 1 - 1e-9:
                self._state = found + change * (ratio / (1 - ratio))
                self._change = None
                return self._state
        return found


def _length(change: Floats) -> float:
    return float(np.max(np.abs(change), initial=0.0))


def relative(found: Floats, state: Floats) -> float:
    """The largest difference, relative to what is greater than 1."""
    return _length((found - state) / np.maximum(1.0, np.abs(found)))
