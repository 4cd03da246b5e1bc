"""A `first_of` over time: which entry is active, and how far a switch to another one has come."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import NamedTuple

from topology.document import schema

NONE = -1
DELAYS = ("detect", "decide", "verify", "activate")
"""The delays of a switchover, in order."""


class Phase(StrEnum):
    """What a standby is waiting for; the first four are the delays of a switchover."""

    DETECT = "detect"
    DECIDE = "decide"
    VERIFY = "verify"
    ACTIVATE = "activate"
    NO_STANDBY = "no standby"
    STEADY = "steady"


_AFTER = {Phase.DETECT: Phase.DECIDE, Phase.VERIFY: Phase.ACTIVATE}


class Step(NamedTuple):
    """What a standby does at a moment: `word` is its event, `entry` the position it is about."""

    word: str
    entry: int


class Standby:
    """The state of one `first_of`. `review` is told what works, and says what happens.

    `due_s` is when the present phase ends, `failback_s` when the load goes back, None when not.
    """

    def __init__(self, entry: schema.FirstOf, works: list[bool]) -> None:
        self.entry = entry
        self.delays = entry.switchover or schema.Switchover()
        self.active = next((i for i, working in enumerate(works) if working), 0)
        self.phase = Phase.STEADY if any(works) else Phase.NO_STANDBY
        self.chosen = NONE
        self.due_s: float | None = None
        self.failback_s: float | None = None
        self.returning = NONE
        self.held = False
        """Whether somebody switched by hand, and it stays so."""

    @property
    def delays_s(self) -> float:
        """How long a switch takes that nothing disturbs."""
        return math.fsum(getattr(self.delays, name) for name in DELAYS)

    def share(self, works: list[bool]) -> float:
        """How much of the load follows to the active entry; 0 while that does not work."""
        if not works[self.active]:
            return 0.0
        return 1.0 if self.active == 0 else self.entry.share

    def review(self, works: list[bool], now: float) -> list[Step]:
        """What happens when some of its entries have changed."""
        steps: list[Step] = []
        if works[self.active]:
            self._go_on(steps)
        elif self.phase is Phase.STEADY:
            self.held = False
            steps.append(Step("loses", self.active))
            self._enter(Phase.DETECT, works, now, steps)
        elif self.phase is Phase.NO_STANDBY or (
            self.phase in (Phase.VERIFY, Phase.ACTIVATE) and not works[self.chosen]
        ):
            self._choose(works, now, steps)
        self._fail_back(works, now, steps)
        return steps

    def elapse(self, works: list[bool], now: float, edge: float) -> list[Step]:
        """What happens when `due_s` or `failback_s` has come, to within `edge`."""
        steps: list[Step] = []
        if self.failback_s is not None and self.failback_s <= edge:
            self.failback_s = None
            self._activate(self.returning, works, now, steps, "fails back")
        elif self.due_s is not None and self.due_s <= edge:
            self.due_s = None
            self._end_phase(works, now, steps)
        return steps

    def switch(self, position: int, works: list[bool], now: float) -> list[Step]:
        """By hand, at once."""
        steps: list[Step] = []
        self.failback_s = None
        self.held = True
        self._activate(position, works, now, steps, "switches")
        return [*steps, *([] if works[position] else self.review(works, now))]

    # -- phases -------------------------------------------------------------------------------

    def _go_on(self, steps: list[Step]) -> None:
        if self.phase is not Phase.STEADY:
            self.phase, self.due_s, self.chosen = Phase.STEADY, None, NONE
            steps.append(Step("goes on", self.active))

    def _fail_back(self, works: list[bool], now: float, steps: list[Step]) -> None:
        """The load goes back to an earlier entry that works: at once, after a delay, or never."""
        earlier = next((i for i in range(self.active) if works[i]), NONE)
        failback = self.delays.failback
        if earlier == NONE or self.held or failback == "manual":
            self.failback_s, self.returning = None, NONE
        elif isinstance(failback, str) or failback == 0:
            self._activate(earlier, works, now, steps, "fails back")
        elif self.failback_s is None or self.returning != earlier:
            self.failback_s, self.returning = now + failback, earlier

    def _enter(self, phase: Phase, works: list[bool], now: float, steps: list[Step]) -> None:
        delay: float = getattr(self.delays, phase.value)
        self.phase = phase
        if delay > 0:
            self.due_s = now + delay
        else:
            self._end_phase(works, now, steps)

    def _end_phase(self, works: list[bool], now: float, steps: list[Step]) -> None:
        if self.phase is Phase.DECIDE:
            self._choose(works, now, steps)
        elif self.phase is Phase.ACTIVATE:
            self._activate(self.chosen, works, now, steps, "switches")
        else:
            self._enter(_AFTER[self.phase], works, now, steps)

    def _choose(self, works: list[bool], now: float, steps: list[Step]) -> None:
        self.due_s = None
        self.chosen = next((i for i, working in enumerate(works) if working), NONE)
        if self.chosen == NONE:
            self.phase = Phase.NO_STANDBY
        else:
            self._enter(Phase.VERIFY, works, now, steps)

    def _activate(
        self, position: int, works: list[bool], now: float, steps: list[Step], word: str
    ) -> None:
        self.active, self.chosen = position, NONE
        self.phase, self.due_s, self.failback_s = Phase.STEADY, None, None
        steps.append(Step(word, position))
        if word == "switches":
            self._fail_back(works, now, steps)
