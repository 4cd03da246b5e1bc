"""The timeline of a run under way: the clock, and what has been told so far with its causes."""

from __future__ import annotations

from collections.abc import Iterable

from topology.loads.cascade.run import EFFECTS, NO_CAUSE, Happening, Word
from topology.loads.mechanisms.twins import twin
from topology.loads.moment.wiring import Wiring


class Timeline:
    """The lines so far, each stamped with `now`; a line is known by its number."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self.now = 0.0
        """The time in seconds."""
        self.lines: list[Happening] = []
        self.latest_line = NO_CAUSE
        """The latest line that can be a cause."""
        self.first_line = NO_CAUSE
        """The first number of this moment."""
        self._last: dict[int, int] = {}

    def copy(self) -> Timeline:
        """The same lines, to be gone on with apart."""
        new = twin(self)
        new.lines, new._last = list(self.lines), dict(self._last)
        return new

    def begin_moment(self) -> None:
        """What is told from now on is of one moment."""
        self.first_line = len(self.lines)

    def log(
        self,
        word: Word,
        node: int,
        words: str,
        cause: int = NO_CAUSE,
        *,
        level: float | None = None,
    ) -> int:
        """Adds a line about a node and returns its number."""
        name = self._wiring.name(node)
        line = self._add(Happening(self.now, word, name, words, cause, level))
        if word not in EFFECTS:
            self._last[node] = line
        return line

    def log_fall(
        self, component: int, words: str, cause: int, lost: Iterable[Iterable[int]]
    ) -> None:
        """Adds a line about a component that falls, after it lost some alternatives.

        Of each of them the components are given that are to blame.
        """
        also = {self.latest(blamed) for blamed in lost} - {cause, NO_CAUSE}
        name = self._wiring.name(component)
        fall = Happening(self.now, Word.FALLS, name, words, cause, also=tuple(sorted(also)))
        self._last[component] = self._add(fall)

    def log_risk(
        self, name: str, words: str, word: Word = Word.STRIKES, cause: int = NO_CAUSE
    ) -> int:
        """Adds a line about a shared risk (it strikes, passes, is mended); returns its number."""
        return self._add(Happening(self.now, word, name, words, cause))

    def _add(self, happening: Happening) -> int:
        line = len(self.lines)
        self.lines.append(happening)
        if happening.event not in EFFECTS:
            self.latest_line = line
        return line

    def last(self, node: int) -> int:
        """The latest line about a node that can be a cause."""
        return self._last.get(node, NO_CAUSE)

    def latest(self, components: Iterable[int]) -> int:
        """The latest line about some components that can be a cause."""
        return max(map(self.last, components), default=NO_CAUSE)
