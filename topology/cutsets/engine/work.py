"""How much work may still be done: a number of nodes, an amount of time, or both.

Nodes are the same everywhere, so without a limit of time the same tree gives the same answer. One
`Work` may serve many trees, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf

from topology.values.deadlines import never

OUT_OF_TIME = "the time was too short"
"""Why something is missing where a limit of time was given."""
WORKED = 'more work than is done unasked; --time-limit "10 min" goes further'
"""Why not all is there where no limit was given."""


@dataclass
class Work:
    """Nodes of diagrams that may still be made, and whether time is up."""

    expired: Callable[[], bool] = never
    nodes: float = inf
    made: int = 0

    @property
    def is_over(self) -> bool:
        """Whether no more should be begun."""
        return self.nodes <= 0 or self.expired()

    def spend(self, nodes: int) -> None:
        """Takes into account what was made."""
        self.nodes -= nodes
        self.made += nodes

    def shares(self, number: int) -> Iterator[Work]:
        """For each of so many in turn an equal part of what is left by then."""
        for left in range(number, 0, -1):
            part = Work(self.expired, self.nodes / left)
            yield part
            self.spend(part.made)
