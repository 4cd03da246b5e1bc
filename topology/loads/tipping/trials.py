"""The runs of one target: a push of some strength and length is played, and what it comes to read.

What is read is the cascade's own end: at rest, or going round for ever. Nothing is measured by a
clock that stops too soon; where a run is ended before (`until_s`), that is said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from topology.errors import UsageError, quoted
from topology.loads.cascade.cascade import Cascade, ZenoError
from topology.loads.cascade.run import Run
from topology.loads.cascade.settings import Settings
from topology.loads.moment.wiring import Wiring
from topology.loads.rest import growing_queue, is_below_at_rest
from topology.loads.tipping.pushes import Push
from topology.values.units import percent

SAME_TIME = 1e-9
"""Times that differ by no more, relatively, are one."""

FLEETING_S = 1e-6
"""Who is below its level for no longer has held it: an event at the very end of a push may come
first by less than the clock can tell."""


class Fate(StrEnum):
    """What becomes of the target."""

    HELD = "holds its level"
    BACK = "back when it ends"
    AFTER = "comes back after"
    NEVER = "never back"
    NOT_BACK = "not back by the end of the run"
    UNKNOWN = "not known"


TIPS = (Fate.NEVER, Fate.NOT_BACK)
"""What counts as tipped."""


class OutOfTimeError(Exception):
    """The time for all runs is up."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a push of one length comes to; times in seconds."""

    length_s: float
    fate: Fate
    back_s: float | None = None
    """How long after the end of the push the target is back for good, where it comes back then."""

    @property
    def tips(self) -> bool:
        """Whether the target does not come back."""
        return self.fate in TIPS


class Trials:
    """Plays pushes from one start, with demands at the top of their profiles."""

    def __init__(
        self,
        wiring: Wiring,
        target: int,
        push: Push,
        until_s: float | None,
        expired: Callable[[], bool],
    ) -> None:
        """`until_s`: how long after its end a push is followed; to rest if None.

        Raises `UsageError` where the target is below its level with nothing done.
        """
        self.push = push
        self.runs = 0
        self._target = target
        self._until_s = until_s
        self._settings = Settings(
            name=f"{push.kind} of {', '.join(push.of)}",
            events=(),
            peak_demand=True,
            watched=frozenset((target,)),
            expired=expired,
        )
        self._start = Cascade(wiring, self._settings).start()
        self._need_level()

    def _need_level(self) -> None:
        """With nothing done there has to be a level to come back to."""
        cascade, target = self._start, self._target
        if bool(cascade.service_levels.is_below[target]):
            level = percent(float(cascade.accounts.level[target]))
            raise UsageError(
                f"{quoted(cascade.graph.ids[target])} is at {level} with nothing done to it, "
                "below its level: there is nothing to tip"
            )

    def cell(self, strength: float, length_s: float) -> Cell:
        """What a push comes to. Raises `OutOfTimeError`."""
        return self.play(strength, length_s)[0]

    def play(self, strength: float, length_s: float) -> tuple[Cell, tuple[float, ...]]:
        """The same, with the times at which something happened during the push.

        Up to its end a longer push goes like a shorter one: so there the outcome may turn.
        """
        until = None if self._until_s is None else length_s + self._until_s
        events = self.push.events(strength, length_s)
        cascade = self._start.fork(replace(self._settings, events=events, until_s=until))
        self.runs += 1
        try:
            run = cascade.run()
        except ZenoError:
            return Cell(length_s, Fate.UNKNOWN), ()
        if run.out_of_time:
            raise OutOfTimeError
        times = {line.at_s for line in run.timeline if 0 < line.at_s < length_s}
        return self._judged(length_s, cascade, run), tuple(sorted(times))

    def _judged(self, length_s: float, cascade: Cascade, run: Run) -> Cell:
        target = self._target
        if is_below_at_rest(target, cascade, run) or growing_queue(target, cascade) is not None:
            name = cascade.graph.ids[target]
            is_known = (run.at_rest or self._until_s is None) and name not in run.restless
            return Cell(length_s, Fate.NEVER if is_known else Fate.NOT_BACK)
        if run.cut_short:
            return Cell(length_s, Fate.UNKNOWN)
        levels = cascade.service_levels
        below_s = levels.last_below_s.get(target, 0.0)
        if levels.longest_below_s.get(target, 0.0) <= FLEETING_S:
            return Cell(length_s, Fate.HELD)
        if below_s <= length_s * (1 + SAME_TIME):
            return Cell(length_s, Fate.BACK)
        return Cell(length_s, Fate.AFTER, below_s - length_s)
