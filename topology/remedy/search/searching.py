"""The whole search: a first answer, the cheapest, the proof."""

from __future__ import annotations

from dataclasses import dataclass

from topology.remedy.judging import Chosen
from topology.remedy.search.hitting import Hitting
from topology.remedy.search.proving import Proof, proved
from topology.remedy.search.tried import Tried

TRIES = 4_096
"""Sets that are judged at most to find an answer, and again to prove it."""


@dataclass(frozen=True, slots=True)
class Searched:
    """The best set, and what is known of all others."""

    tried: Tried
    hitting: Hitting
    proof: Proof
    assumed_bound: float | None
    """What it costs at least if nothing makes worse what it does not mend; None if that is known
    not to be so, or time was up."""

    @property
    def best(self) -> Chosen:
        """The set that leaves least, of these the cheapest."""
        return self.tried.best


def searched(tried: Tried, tries: int = TRIES) -> Searched:
    """The best set that can be found, and the proof as far as it goes.

    The same at every run unless time is up. Without choices that make worse what they do not mend
    the answer is the cheapest, the fewest, and the first by position.
    """
    hitting = Hitting(tried, tries)
    hitting.add_greedily()
    solved = hitting.settled(lambda with_ties: hitting.master.best(with_ties=with_ties))
    proof = proved(tried, hitting.making, hitting.rows, tries)
    assumed = solved.cost if solved is not None and tried.witness is None else None
    if assumed is not None and tried.rank(tried.best)[1] < assumed:
        assumed = None
    return Searched(tried, hitting, proof, assumed)
