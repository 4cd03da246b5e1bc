"""What was judged so far, and the best of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import fsum

from topology.remedy.answer import Failure
from topology.remedy.judging import Chosen, Judging
from topology.values.deadlines import never

NOTHING: Chosen = frozenset()
Rank = tuple[int, float, int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Witness:
    """A set that fails although less of it does not."""

    chosen: Chosen
    failure: Failure


class Tried:
    """Remembers every set that was judged.

    The best is the one that leaves least and breaks nothing: by the number of failures that are
    left, cost, number, and positions in the document's order. Nothing chosen is such a set.
    """

    def __init__(self, judging: Judging, expired: Callable[[], bool] = never) -> None:
        self.judging = judging
        self.expired = expired
        self.costs = tuple(choice.cost for choice in judging.choices)
        self.known: dict[Chosen, frozenset[Failure]] = {}
        self.witness: Witness | None = None
        self.best = NOTHING
        self.first = judging.failures(NOTHING)
        self.known[NOTHING] = self.first

    @property
    def every(self) -> range:
        """The positions of all choices."""
        return range(len(self.costs))

    def cost(self, chosen: Chosen) -> float:
        """What a set costs, exact but for its last digit."""
        return fsum(self.costs[i] for i in chosen)

    def rank(self, chosen: Chosen) -> Rank:
        """The order of sets that were judged, the best first."""
        return len(self.known[chosen]), self.cost(chosen), len(chosen), tuple(sorted(chosen))

    def failures(self, chosen: Chosen) -> frozenset[Failure]:
        """All that fails with a set, which is judged if it was not."""
        if chosen not in self.known:
            self.known[chosen] = failing = self.judging.failures(chosen)
            if failing <= self.first and self.rank(chosen) < self.rank(self.best):
                self.best = chosen
            # When time is up, what was not judged counts as failing.
            for failure in sorted(failing - self.first)[: not self.expired()]:
                self.note(chosen, failure)
        return self.known[chosen]

    def fails(self, chosen: Chosen, failure: Failure) -> bool:
        """Whether one thing is known to fail with a set: when time is up, of what was judged."""
        if chosen in self.known:
            return failure in self.known[chosen]
        return not self.expired() and self.judging.fails(chosen, failure)

    def mended(self, chosen: Chosen, failure: Failure) -> Chosen | None:
        """The largest part of a set that was judged and does not fail so; None if there is none."""
        parts = (part for part, failing in self.known.items() if failure not in failing)
        within = [part for part in parts if part <= chosen]
        return max(within, key=lambda part: (len(part), sorted(part)), default=None)

    def best_up_to(self, most: float) -> Chosen:
        """The best of what was judged that costs no more."""
        harmless = (s for s, f in self.known.items() if f <= self.first and self.cost(s) <= most)
        return min(harmless, key=self.rank, default=NOTHING)

    def note(self, chosen: Chosen, failure: Failure) -> None:
        """Takes down that a set fails although less of it does not; the first is kept."""
        self.witness = self.witness or Witness(chosen, failure)

    def can_be_had(self, chosen: Chosen, more: int) -> bool:
        """Whether a choice can be had beside a set."""
        return not any(self.judging.clash(more, other) for other in chosen)
