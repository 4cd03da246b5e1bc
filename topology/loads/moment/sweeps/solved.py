"""Moments that have been solved, kept for when the same comes again.

What goes round in circles, and one failure after another at all the values of a range, meet the
same moments over and over: four of five in documents with ranges. The loads of a moment are a pure
function of how a sweep goes (`_shape`) and of what is given (`Given`), so what is found again is
the same to the last bit, and is counted as the same work. Nothing of it outlives `MOST_BYTES`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import local

from topology.loads.moment.limits import Limits
from topology.loads.moment.loads import Found
from topology.loads.moment.sweeps.level_plan import LevelPlan
from topology.loads.moment.wiring import Wiring

MOST_BYTES = 2**25
"""How much is kept for a thread; then all of it is forgotten."""
OVERHEAD = 4_000
"""What one moment takes beside what is in its arrays."""
MOST_NODES = 2_000
"""Larger wirings are swept every time: sweeps cost little for each node there, and room a lot."""

Given = tuple[object, ...]
"""All that the loads of a moment hang on, beside the shape."""


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Solution:
    """The loads of a moment, and how many levels were swept to find them; known by itself."""

    found: Found
    swept: int


@dataclass(frozen=True, slots=True)
class Plans:
    """The levels of a wiring as a sweep sees them, and what has been found by them."""

    levels: Sequence[LevelPlan]
    keeps: bool
    solved: dict[Given, Solution] = field(default_factory=dict)

    def keep(self, given: Given, solution: Solution) -> None:
        """Keeps what was found for what was given, while there is room."""
        size = sum(len(part) for part in given if isinstance(part, bytes))
        size += sum(array.nbytes for array in solution.found)
        _KEPT.make_room(OVERHEAD + size)
        self.solved[given] = solution


class _Kept(local):
    """The plans of a thread by the shape of their sweeps."""

    def __init__(self) -> None:
        self.plans: dict[Given, Plans] = {}
        self.bytes = 0

    def make_room(self, size: int) -> None:
        """So many bytes more are to be kept."""
        self.bytes += size
        if self.bytes > MOST_BYTES:
            self.forget()
            self.bytes = size

    def forget(self) -> None:
        """Begins with nothing; those who hold plans go on with them, and nothing solved."""
        for plans in self.plans.values():
            plans.solved.clear()
        self.plans.clear()
        self.bytes = 0


_KEPT = _Kept()


def forget_solved() -> None:
    """Forgets all that this thread has solved."""
    _KEPT.forget()


def plans_of(wiring: Wiring, limits: Limits) -> Plans:
    """The plans for sweeps over a wiring: the same for all that are swept in the same way."""
    if wiring.node_count > MOST_NODES:
        return Plans(_levels(wiring, limits), keeps=False)
    shape = (*wiring.shape, limits.bounded().tobytes(), *limits.fixed())
    plans = _KEPT.plans.get(shape)
    if plans is None:
        plans = Plans(_levels(wiring, limits), keeps=True)
        _KEPT.make_room(sum(len(part) for part in shape if isinstance(part, bytes)))
        _KEPT.plans[shape] = plans
    return plans


def _levels(wiring: Wiring, limits: Limits) -> list[LevelPlan]:
    return [LevelPlan(wiring, limits, level) for level in wiring.levels]
