"""How fast work goes on: as given while its needs hold, else by hand, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import NamedTuple

from topology.loads.cascade.dynamics.recovering.shared_work import AND
from topology.loads.cascade.run import Word
from topology.loads.cascade.story import lacking, named_words
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.crews import Crews, Work
from topology.loads.moment.standing import Standing


class Paced(NamedTuple):
    """A work, the node that works while its needs hold, and how long a unit takes then, and not."""

    work: Work
    tools: int
    usual_s: float
    otherwise_s: float


class Paces:
    """Keeps the pace of all work that needs something; costs nothing where none does."""

    def __init__(self, standing: Standing, crews: Crews, timeline: Timeline) -> None:
        self._standing = standing
        self._crews = crews
        self._timeline = timeline
        self._paced: dict[int, Paced] = {}
        """By the number of the work."""
        self._reviewed: set[int] = set()
        self._told: set[int] = set()

    def follow(self, work: Work, tools: int, usual_s: float, otherwise_s: float) -> None:
        """A work that is asked for, and needs something; it goes on from the next review.

        What it needs may be about to fall in the very moment in which it is asked for.
        """
        self._paced[work.number] = Paced(work, tools, usual_s, otherwise_s)
        work.unit_s = inf

    def forget(self, work: Work) -> None:
        """A work that is done or dropped."""
        self._paced.pop(work.number, None)
        self._reviewed.discard(work.number)
        self._told.discard(work.number)

    def review(self, changed: Iterable[int]) -> None:
        """Some nodes have changed between working and not: goes on, by hand, or stands still."""
        if not self._paced:
            return
        nodes = set(changed)
        for number, paced in self._paced.items():
            if paced.tools in nodes or number not in self._reviewed:
                self._crews.pace(paced.work, self._unit_s(paced), self._timeline.now)
        self._reviewed.update(self._paced)
        for number, paced in self._paced.items():
            if not paced.work.stands_still:
                self._told.discard(number)
            elif number not in self._told:
                self._told.add(number)
                self._tell(paced)

    def lacking(self, work: Work) -> list[int]:
        """The components for want of which a work stands still, sorted; none if it goes on."""
        paced = self._paced.get(work.number)
        return lacking(self._standing, paced.tools) if paced and work.stands_still else []

    @property
    def standing_still(self) -> list[int]:
        """The components on which some work has begun and cannot go on."""
        return [p.work.component for p in self._paced.values() if p.work.stands_still]

    def in_words(self) -> list[str]:
        """What stands still, and for want of what; in a fixed order."""
        return sorted(self._words(p)[0] for p in self._paced.values() if p.work.stands_still)

    def _unit_s(self, paced: Paced) -> float:
        return paced.usual_s if self._standing.works[paced.tools] else paced.otherwise_s

    def _tell(self, paced: Paced) -> None:
        words, wanting = self._words(paced)
        cause = self._timeline.latest(wanting)
        self._timeline.log(Word.WAITS, paced.work.component, words, cause)

    def _words(self, paced: Paced) -> tuple[str, list[int]]:
        """That a work waits, and for what."""
        wanting = lacking(self._standing, paced.tools)
        names = named_words(self._standing.wiring, wanting)
        done = "repaired" if paced.work.kind == "repair" else "verified"
        name = paced.work.rank[1]
        verb = "wait" if AND in name else "waits"
        return f"{name} {verb} for {names} to be {done}", wanting
