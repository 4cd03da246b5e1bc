"""What each of many failures does, in a few numbers each."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from topology.network.gauges import Place, ranked
from topology.network.sweep import Aftermath, Use
from topology.values.rounding import exceeds


class Row(NamedTuple):
    """What a cause does; of a pair also what neither of the two does alone."""

    causes: tuple[int, ...]
    """The failures, by their numbers."""
    worst: Use | None
    overloaded: int
    """Places above the limit."""
    cut_off: float
    gone: float
    new_overloaded: int = 0
    """Places above the limit which are not after either of the two, nor with nothing failed."""
    new_cut_off: float = 0.0
    """Demand cut off beyond what each of the two cuts off, both added."""

    @property
    def is_new(self) -> bool:
        """Whether a pair does what neither of the two does alone."""
        return bool(self.new_overloaded or self.new_cut_off)


class Rows:
    """Rows in arrays: 72 bytes for each, so that a million of pairs have room."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._position = {place: n for n, place in enumerate(places)}
        self._first, self._second = array("q"), array("q")
        self._place, self._overloaded, self._new = array("q"), array("q"), array("q")
        self._used, self._cut_off, self._gone = array("d"), array("d"), array("d")
        self._new_cut_off = array("d")

    def add(self, after: Aftermath, new_overloaded: int = 0, new_cut_off: float = 0.0) -> None:
        """Keeps what is said of one cause or of two."""
        first, second = (*after.cause.numbers, -1)[:2]
        self._first.append(first)
        self._second.append(second)
        worst = after.worst
        self._place.append(-1 if worst is None else self._position[worst.place])
        self._used.append(0.0 if worst is None else worst.utilisation)
        self._overloaded.append(after.overloaded)
        self._cut_off.append(after.cut_off)
        self._gone.append(after.gone)
        self._new.append(new_overloaded)
        self._new_cut_off.append(new_cut_off)

    def __len__(self) -> int:
        return len(self._first)

    def __getitem__(self, n: int) -> Row:
        place = self._place[n]
        return Row(
            self.causes(n),
            None if place < 0 else Use(self._places[place], self._used[n]),
            self._overloaded[n],
            self._cut_off[n],
            self._gone[n],
            self._new[n],
            self._new_cut_off[n],
        )

    def causes(self, n: int) -> tuple[int, ...]:
        """The failures of a row."""
        both = (self._first[n], self._second[n])
        return both if both[1] >= 0 else both[:1]

    def worst_first(self) -> Iterator[Row]:
        """By the utilisation of the most used place, then by what is cut off, then gone."""
        return self._most_first(self._gone, self._cut_off, self._used)

    def most_cut_off(self) -> Iterator[Row]:
        """Those that cut off anything, most first."""
        by_cut = self._most_first(self._gone, self._used, self._cut_off)
        return (row for row in by_cut if row.cut_off)

    def _most_first(self, *measures: array[float]) -> Iterator[Row]:
        """By measures, the last of them first; of equal ones in the order of the causes."""
        keys = [-ranked(np.asarray(measure)) for measure in measures]
        order = np.lexsort((np.asarray(self._second), np.asarray(self._first), *keys))
        return (self[int(n)] for n in order)

    @property
    def most_used(self) -> float:
        """The highest utilisation; 0 where nothing has a capacity."""
        return max(self._used, default=0.0)

    @property
    def most_cut(self) -> float:
        """The most demand that one of them cuts off, in load units."""
        return max(self._cut_off, default=0.0)

    @property
    def overloading(self) -> int:
        """How many overload anything."""
        return sum(map(bool, self._overloaded))

    def cutting(self, least: float = 0.0) -> int:
        """How many cut off more than so much."""
        return sum(exceeds(cut_off, least) for cut_off in self._cut_off)

    @property
    def new(self) -> int:
        """How many pairs do what neither of the two does alone."""
        return sum(map(bool, map(max, self._new, self._new_cut_off)))
