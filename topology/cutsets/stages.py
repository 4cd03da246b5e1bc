"""Failures of members that stand in places, as a few nested events whatever their number.

Of n members L lost are too many. While places are down in which W of them stand, L - W of the n - W
others have to fail. The more is lost by places, the fewer of fewer have to fail: so what has to
fail at one stage (a W) has so many failures more than at the next, and one basic event stands for
these. At a stage all its events and those of the stages beyond have to happen, so a minimal cut set
has as few as there can be beside the places in it.

Which members stand where is nowhere asked: members fail alike, and in any state of the places only
the events of one stage decide. So the probability that they all happen has to be right for each
stage, and with it that of the whole is exact. Cost: as many events as sums of members by places,
for m places of at most two sizes O(m^2).
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from fractions import Fraction

from topology.structure.places import Places
from topology.values.binomials import binomial


@dataclass(frozen=True, slots=True)
class Stage:
    """So many members are `left` by the places, of which so many have to be `failing`.

    `beyond` is the stage at which the next larger number is lost by places.
    """

    left: int
    failing: int
    beyond: Stage | None

    @property
    def members(self) -> int:
        """How many more have to fail than at the stage beyond."""
        return self.failing - (self.beyond.failing if self.beyond else 0)

    @property
    def ways(self) -> int | Fraction:
        """The ways to choose those that fail, for each way at the stage beyond."""
        ways = binomial(self.left, self.failing)
        if self.beyond is None:
            return ways
        return Fraction(ways, binomial(self.beyond.left, self.beyond.failing))


def stages_of(places: Places, always: Container[int]) -> list[Stage]:
    """The stages of a component, least lost first; `always` are places that are never up."""
    found: list[Stage] = []
    beyond = None
    for lost in reversed(places.sums(always)):
        beyond = Stage(places.count - lost, places.enough - lost, beyond)
        found.append(beyond)
    return found[::-1]
