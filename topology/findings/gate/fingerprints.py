"""Fingerprints of findings: what one is about, and what is said of it.

What a finding is about stays the same as long as its rule, its target and its cause do, whatever
else is written in the document, in which order, and in which file. What is said of it changes with
its class, its reason, its return and what it takes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256

from topology.finding import FailureClass, Finding, Rule, Step

VERSION = "v1"
"""Of how they are made: those of another version are not the same whatever they are about."""
_DEADLOCKS = (Rule.START_UP_DEADLOCK, Rule.RECOVERY_DEADLOCK)
DIGITS = 32
"""Hexadecimal ones: of a million findings two are alike by chance once in 1e26."""


def fingerprint(rule: str, target: str, cause: str, involved: Iterable[str] = ()) -> str:
    """What a finding is about: its rule and the ids, `involved` in any order.

    >>> fingerprint("single-point-of-failure", "pay", "db")
    'v1:243ce99ac2bbc18fb5526ce54e22382e'
    """
    return _hashed([str(rule), target, cause, *sorted(involved)])


def fingerprint_of(finding: Finding) -> str:
    """The same of a finding; a deadlock is about all that it holds, none of them more than another.

    Whichever of these comes first is therefore left out.
    """
    target = "" if finding.rule in _DEADLOCKS else finding.where
    return fingerprint(finding.rule, target, finding.cause, finding.involved)


def content(
    failure_class: FailureClass | None,
    steps: Iterable[Step],
    back_s: float | None,
    takes: int | None,
    amounts: Iterable[float] = (),
) -> str:
    """What is said of a finding; nine digits count of the outage in seconds and of amounts."""
    outage = None if back_s is None else f"{back_s:.9g}"
    kind = None if failure_class is None else str(failure_class)
    more = [f"{amount:.9g}" for amount in amounts]
    return _hashed([kind, _plain(steps), outage, takes, *more])


def _plain(steps: Iterable[Step]) -> list[object]:
    return [[step.words, list(map(_plain, step.alternatives)), step.further] for step in steps]


def _hashed(facts: Sequence[object]) -> str:
    # JSON joins them without doubt, and writes half a surrogate pair, which UTF-8 cannot.
    text = json.dumps(facts, separators=(",", ":"))
    return f"{VERSION}:{sha256(text.encode()).hexdigest()[:DIGITS]}"
