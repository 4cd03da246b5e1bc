"""How much of each capacity is used at the worst moment of a run, while it works.

Use is what comes, repeated attempts included and no more than a limit lets in, over the capacity
there is at that moment: less if members failed, or if something limps. What is down uses nothing;
under what somebody crashes at once, it did work for no time at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from typing import NamedTuple

from topology.loads.cascade.accounts.accounts import Accounts
from topology.values.rounding import exceeds


class Use(NamedTuple):
    """The most of its capacity that a component uses while it works."""

    share: float
    """Infinite where there is no capacity and something comes all the same."""
    capacity: float
    """What it could carry at that moment, in load units."""

    @property
    def load(self) -> float:
        """What came at that moment, in load units; not a number where no capacity was left."""
        return self.share * self.capacity

    def is_above(self, share: float) -> bool:
        """Whether more than a share is used."""
        return exceeds(self.share, share)


def uses_of(
    accounts: Accounts, at_once: Mapping[int, tuple[float, float]], components: Iterable[int]
) -> dict[int, Use]:
    """The uses of some components that have a capacity, by number, as far as anything comes.

    `at_once` are loads under which somebody crashed at once, and the capacities they met.
    """
    found = {}
    for v in components:
        use = Use(float(accounts.peak_use[v]), float(accounts.peak_capacity[v]))
        if v in at_once:
            load, capacity = at_once[v]
            use = max(use, Use(load / capacity if capacity else inf, capacity))
        if use.share:
            found[v] = use
    return found
