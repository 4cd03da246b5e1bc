"""Rows made of a set that fails: as many sets as can be seen to fail with it."""

from __future__ import annotations

from functools import partial

from topology.remedy.answer import Failure
from topology.remedy.judging import Chosen
from topology.remedy.search.growing import grown, shrunk
from topology.remedy.search.rows import Row
from topology.remedy.search.tried import NOTHING, Tried

FEW = 128
"""Choices that are all tried one by one at the start."""


class Making:
    """Makes rows, and remembers which choices are known to mend or to hinder what."""

    def __init__(self, tried: Tried) -> None:
        self._tried = tried
        self._judging = tried.judging
        self._menders: dict[Failure, Chosen] = {}
        self._hindering: dict[Failure, Chosen] = {}
        # The dear ones are left outside: rows of dear choices raise the bound most.
        self._order = sorted(tried.every, key=lambda i: (tried.costs[i], i))
        if len(tried.costs) <= FEW:
            self._try_alone()

    def _try_alone(self) -> None:
        for i in self._tried.every:
            if self._tried.expired():
                return
            failing = self._tried.failures(frozenset((i,)))
            for failure in self._tried.first - failing:
                self._menders[failure] = self._menders.get(failure, NOTHING) | {i}

    def supposed(self, chosen: Chosen, failure: Failure) -> Row:
        """A row by which a set that fails is excluded, with all that is supposed to fail alike.

        What fails is supposed to fail with less, down to what is known not to: then only as far as
        it still fails with that part, and it is no monotone failure.
        """
        part = self._tried.mended(chosen, failure)
        least = NOTHING
        if part is not None:
            self._tried.note(chosen, failure)
            least = shrunk(chosen, part, partial(self._fails, failure))
        most = self._most(chosen, failure, self._menders.get(failure, NOTHING))
        if not least and self._judging.is_lasting(most, failure):
            return Row(NOTHING, most, failure, is_sound=True)
        if not least and len(most) == len(self._tried.costs):
            return self._hindered(chosen, most, failure)
        return Row(least, most, failure, is_sound=False)

    def _hindered(self, chosen: Chosen, most: Chosen, failure: Failure) -> Row:
        """With everything it fails, but that may be for one of them alone."""
        if failure not in self._hindering:
            hindering = frozenset(i for i in sorted(most) if not self._fails(failure, most - {i}))
            if self._tried.expired():
                return Row(chosen, chosen, failure, is_sound=False)
            self._hindering[failure] = hindering
            if hindering:
                self._tried.note(most, failure)
        hindering = self._hindering[failure]
        if not hindering & chosen:
            most = self._most(chosen, failure, hindering)
        return Row(hindering & chosen, most, failure, is_sound=False)

    def sound(self, chosen: Chosen, failure: Failure) -> Row | None:
        """A row of all that is shown to fail like a set that fails; None if nothing shows it."""
        lasts = partial(self._lasts, failure)
        if failure not in self._tried.first or not lasts(chosen):
            return None
        others = [i for i in self._order if i not in chosen]
        most = grown(chosen, others, lasts, self._judging.clash)
        return Row(NOTHING, most, failure, is_sound=True)

    def _most(self, chosen: Chosen, failure: Failure, without: Chosen) -> Chosen:
        others = [i for i in self._order if i not in chosen and i not in without]
        return grown(chosen, others, partial(self._fails, failure), self._judging.clash)

    def _fails(self, failure: Failure, chosen: Chosen) -> bool:
        return self._tried.fails(chosen, failure)

    def _lasts(self, failure: Failure, chosen: Chosen) -> bool:
        return self._judging.is_lasting(chosen, failure)
