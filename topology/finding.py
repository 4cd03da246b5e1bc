"""`Finding`: all that can be reported is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """What was found."""

    SINGLE_POINT_OF_FAILURE = "single-point-of-failure"
    NEVER_UP = "never-up"
    START_UP_DEADLOCK = "start-up-deadlock"
    RECOVERY_DEADLOCK = "recovery-deadlock"
    BELOW_LEVEL = "below-level"
    NOT_JUDGED = "not-judged"
    FAILURES_AT_ONCE = "failures-at-once"
    BLAST_TOO_WIDE = "blast-too-wide"
    LOSS_TOO_HIGH = "loss-too-high"
    HEADROOM_USED = "headroom-used"
    NOT_APART = "not-apart"
    LATE_START = "late-start"
    NOTHING_KNOWN = "nothing-known"
    LESS_CRITICAL = "less-critical"
    TRAFFIC_NOT_CARRIED = "traffic-not-carried"


class FailureClass(StrEnum):
    """Why a single failure takes a target below its level.

    A fallback that is overloaded, or late, or that nobody switches to, is not a fallback: the
    classes say which.
    """

    STRUCTURAL = "structural"
    OVERLOAD = "overload"
    SLOW = "slow"
    GRAY = "gray"


MOST_ALTERNATIVES = 3
"""Alternatives of one choice whose loss is told."""
MOST_LEVELS = 3
"""Choices inside the alternatives of choices that are gone into."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a reason.

    Where too few of several alternatives are left, `alternatives` has the steps by which each was
    lost, the shortest first, and `further` says how many more were.
    """

    words: str
    alternatives: tuple[tuple[Step, ...], ...] = ()
    further: int = 0


def plain_steps(reason: Iterable[str]) -> tuple[Step, ...]:
    """A reason in which one chain suffices."""
    return tuple(map(Step, reason))


def in_words(steps: Iterable[Step], text: Callable[[str], str] = str) -> str:
    """A reason on one line; `text` makes the words fit for where they stand.

    >>> in_words([Step("x fails"), Step("u has no alternative left", ((Step("a needs x"),),), 2)])
    'x fails → (a needs x) and 2 more → u has no alternative left'
    """
    return " → ".join(words for step in steps for words in _of_step(step, text))


def _of_step(step: Step, text: Callable[[str], str]) -> Iterator[str]:
    parts = [f"({in_words(lost, text)})" for lost in step.alternatives]
    if step.further:
        parts.append(f"{step.further:,} more")
    if parts:
        yield " and ".join(parts)
    yield text(step.words)


@dataclass(frozen=True, slots=True)
class LevelLost:
    """The level of a target that some single failures are too much for, though it does not fall."""

    level: float
    causes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One reportable fact about a topology, with the reason for it, step by step.

    `reason` is one chain; `because` the same with what became of every alternative on the way.
    `where` is the id the finding is about (the target; the first component of a deadlock) and
    `cause` the id that brings it about, empty when nothing needs to fail for it.
    """

    rule: Rule
    where: str
    message: str
    reason: tuple[str, ...]
    cause: str = ""
    kind: str = ""
    shared_risk: bool = False
    is_mode: bool = False
    failure_class: FailureClass | None = None
    involved: tuple[str, ...] = ()
    because: tuple[Step, ...] = ()
    amounts: tuple[float, ...] = ()
    """How bad it is, the more the worse, each in the unit of its rule; infinite for no end."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The reason with all that is known of it."""
        return self.because or plain_steps(self.reason)
