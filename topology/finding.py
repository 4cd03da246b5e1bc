"""`Finding`: all that can be reported is one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """What was found."""

    SINGLE_POINT_OF_FAILURE = "single-point-of-failure"
    NEVER_UP = "never-up"
    START_UP_DEADLOCK = "start-up-deadlock"
    BELOW_LEVEL = "below-level"


class FailureClass(StrEnum):
    """Why a single failure takes a target below its level.

    A fallback that is overloaded, or late, is not a fallback: the three classes say which.
    """

    STRUCTURAL = "structural"
    OVERLOAD = "overload"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Finding:
    """One reportable fact about a topology, with the reason for it, step by step.

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
    failure_class: FailureClass | None = None
    involved: tuple[str, ...] = ()
