"""A `first_of` over time: which entry is active, and how far a switch to another one has come.

A switchover may need tools. To decide, verify and activate then is one progress, of their sum or,
without the tools, of `otherwise`; where that is not given the switch stands still.
"""

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
_BY_TOOLS = (Phase.DECIDE, Phase.VERIFY, Phase.ACTIVATE)


class Step(NamedTuple):
    """What a standby does at a moment: `word` is its event, `entry` the position it is about."""

    word: str
    entry: int


class Standby:
    """The state of one `first_of`. `review` is told what works, and says what happens.

    `due_s` is when the present phase ends, `failback_s` when the load goes back, None when not.
    """

    def __init__(self, entry: schema.FirstOf, works: list[bool], *, has_tools: bool = True) -> None:
        """`has_tools` is whether what its switchover needs holds."""
        self.entry = entry
        self.has_tools = has_tools
        self.delays = entry.switchover or schema.Switchover()
        self.active = next((i for i, working in enumerate(works) if working), 0)
        self.phase = Phase.STEADY if any(works) else Phase.NO_STANDBY
        self.chosen = NONE
        self.due_s: float | None = None
        self.failback_s: float | None = None
        self.returning = NONE
        self.held = False
        """Whether somebody switched by hand, and it stays so."""
        self.wanted = NONE
        """To where somebody is going to switch by hand as soon as he can."""
        self.left = 1.0
        """How much of the present phase was left when it began, or the tools last changed."""

    @property
    def delays_s(self) -> float:
        """How long a switch takes that nothing disturbs."""
        return math.fsum(getattr(self.delays, name) for name in DELAYS)

    @property
    def next_s(self) -> float | None:
        """When it next goes on by itself."""
        due_s = self.due_s if self.due_s != math.inf else None
        failback_s = self.failback_s if self.has_tools else None
        if due_s is None or failback_s is None:
            return failback_s if due_s is None else due_s
        return min(due_s, failback_s)

    @property
    def stands_still(self) -> bool:
        """Whether a switch is under way, or wanted, and waits for its tools."""
        return self.due_s == math.inf or self.wanted != NONE

    @property
    def may_be_idle(self) -> bool:
        """Whether it could not go to another entry if it lost the active one."""
        return not self.has_tools and self.delays.otherwise is None

    def is_idle(self, works: list[bool]) -> bool:
        """Whether it cannot go to another entry than the lost one: its tools lack, and no hand."""
        return self.may_be_idle and not works[self.active]

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
        if self.has_tools and self.failback_s is not None and self.failback_s <= edge:
            self.failback_s = None
            self._activate(self.returning, works, now, steps, "fails back")
        elif self.due_s is not None and self.due_s <= edge:
            self.due_s = None
            self._end_phase(works, now, steps)
        return steps

    def switch(self, position: int, works: list[bool], now: float) -> list[Step]:
        """By hand, at once; without the tools as soon as they are there."""
        steps: list[Step] = []
        if not self.has_tools and self.delays.otherwise is None:
            self.wanted = position
            return steps
        self.wanted = NONE
        self.failback_s = None
        self.held = True
        self._activate(position, works, now, steps, "switches")
        return [*steps, *([] if works[position] else self.review(works, now))]

    def equip(self, works: list[bool], now: float, *, has_tools: bool) -> list[Step]:
        """What happens when its tools are there again, or are not any more."""
        if self.phase in _BY_TOOLS and self.due_s is not None:
            length_s = self._length_s(self.phase)
            if length_s < math.inf:
                self.left = max(0.0, self.due_s - now) / length_s if length_s else 1.0
            self.has_tools = has_tools
            length_s = self._length_s(self.phase)
            self.due_s = now + self.left * length_s if length_s < math.inf else math.inf
        self.has_tools = has_tools
        if has_tools and self.wanted != NONE:
            return self.switch(self.wanted, works, now)
        steps: list[Step] = []
        self._fail_back(works, now, steps)
        return steps

    # -- phases -------------------------------------------------------------------------------

    def _length_s(self, phase: Phase) -> float:
        """How long a phase takes as things are; infinite while it stands still."""
        delay: float = getattr(self.delays, phase.value)
        if self.has_tools or phase not in _BY_TOOLS:
            return delay
        whole = math.fsum(getattr(self.delays, p.value) for p in _BY_TOOLS)
        part = delay / whole if whole else float(phase is Phase.ACTIVATE)
        by_hand = self.delays.otherwise
        return part * (math.inf if by_hand is None else by_hand) if part else 0.0

    def _go_on(self, steps: list[Step]) -> None:
        if self.phase is not Phase.STEADY:
            self.phase, self.due_s, self.chosen = Phase.STEADY, None, NONE
            steps.append(Step("goes on", self.active))

    def _fail_back(self, works: list[bool], now: float, steps: list[Step]) -> None:
        """The load goes back to an earlier entry that works: at once, after a delay, or never."""
        earlier = next((i for i in range(self.active) if works[i]), NONE)
        failback = self.delays.failback
        at_once = failback == 0 or isinstance(failback, str)
        must_stay = self.held or failback == "manual" or (at_once and not self.has_tools)
        if earlier == NONE or must_stay:
            self.failback_s, self.returning = None, NONE
        elif isinstance(failback, str) or at_once:
            self._activate(earlier, works, now, steps, "fails back")
        elif self.failback_s is None or self.returning != earlier:
            self.failback_s, self.returning = now + failback, earlier

    def _enter(self, phase: Phase, works: list[bool], now: float, steps: list[Step]) -> None:
        length_s = self._length_s(phase)
        self.phase, self.left = phase, 1.0
        if length_s > 0:
            self.due_s = now + length_s
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
