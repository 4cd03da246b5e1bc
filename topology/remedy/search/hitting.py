"""The loop of implicit hitting sets: the best that meets all rows is judged, and makes new ones."""

from __future__ import annotations

from collections.abc import Callable

from topology.remedy.answer import Failure
from topology.remedy.judging import Chosen
from topology.remedy.search.making import Making
from topology.remedy.search.master import Master, Solved
from topology.remedy.search.rows import Row
from topology.remedy.search.tried import NOTHING, Tried

Ask = Callable[[bool], Solved | None]
"""Asks the master for its best; with ties settled or not."""


class Hitting:
    """Rows that are supposed to hold, and what meets them all."""

    def __init__(self, tried: Tried, limit: int) -> None:
        """`limit` is how many sets are judged at most, beside each choice alone."""
        self.tried = tried
        self.rows: list[Row] = []
        self.master = master_of(tried)
        self.making = Making(tried)
        self._last = len(tried.known) + limit

    @property
    def is_over(self) -> bool:
        """Whether as many sets were judged as may be, or time is up."""
        return len(self.tried.known) >= self._last or self.tried.expired()

    def add_greedily(self) -> None:
        """A first answer: one choice after another, whichever meets most new rows for its cost.

        Not the cheapest (Chvátal 1979: within the logarithm of the rows), but soon there, and all
        its rows are of use afterwards.
        """
        chosen = NOTHING
        while not self.is_over:
            made = [self._add(chosen, f) for f in sorted(self.tried.failures(chosen))]
            gains = {
                i: sum(i not in row.most for row in made)
                for i in self.tried.every
                if i not in chosen and self.tried.can_be_had(chosen, i)
            }
            useful = [i for i, gain in gains.items() if gain]
            if not useful:
                return
            chosen |= {min(useful, key=lambda i: (self.tried.costs[i] / gains[i], i))}

    def settled(self, ask: Ask) -> Solved | None:
        """The best that meets all rows and fails in nothing but what it bears; None if broken off.

        What the master says is the best of all sets, if what fails with more fails with less.
        """
        with_ties = False
        while not self.is_over:
            solved = ask(with_ties)
            if solved is None or not solved.is_optimal:
                return None
            missed = self.tried.failures(solved.chosen) - solved.borne
            if not missed and with_ties:
                return solved
            with_ties = not missed
            for failure in sorted(missed):
                self._add(solved.chosen, failure)
        return None

    def _add(self, chosen: Chosen, failure: Failure) -> Row:
        row = self.making.supposed(chosen, failure)
        self.rows.append(row)
        self.master.add(row)
        return row


def master_of(tried: Tried) -> Master:
    """A master problem without any row."""
    every, clash = tried.every, tried.judging.clash
    clashes = [(a, b) for a in every for b in range(a + 1, len(every)) if clash(a, b)]
    return Master(tried.costs, clashes, tried.first, tried.expired)
