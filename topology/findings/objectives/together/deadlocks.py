"""Whether what some targets hang on could start from cold, and is back once all is mended.

A deadlock violates where any of its components is one of those that the targets hang on, the
targets among them; of all targets together the whole document is meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from topology.document.schema import Accepted, Objective
from topology.finding import Finding
from topology.findings.objectives.clauses import (
    Clause,
    Together,
    accepted_note,
    known_note,
    some_words,
)
from topology.structure.knowledge import UNKNOWN
from topology.values.units import counted

START_UP, RECOVERY = "no_start_up_deadlock", "no_recovery_deadlock"


def start_up_asked(_: Objective) -> str:
    """What is asked, in words."""
    return "can start from cold"


def recovery_asked(_: Objective) -> str:
    """What is asked, in words."""
    return "can be mended without a deadlock"


def start_up(together: Together) -> Clause:
    """Whether all of it comes up from all down."""
    asks = start_up_asked(together.objective)
    points = together.points
    groups = (group for group in points.start_up_deadlocks if _touches(group, together))
    found = tuple(map(points.deadlock_finding, groups))
    if not found and _is_unknown(together):
        return Clause(asks, None, UNKNOWN, START_UP)
    if not found:
        note = known_note(together.graph, together.targets)
        return Clause(asks, True, f"all of it comes up from all down{note}", START_UP)
    stuck = [name for finding in found for name in finding.involved]
    why = f"{some_words(stuck)} could not start from cold: {_deadlocks(found, 'start-up')}"
    return Clause(asks, False, why, START_UP, found)


def recovery(together: Together) -> Clause:
    """Whether whatever could be mended is, after any single cause that is not accepted."""
    asks = recovery_asked(together.objective)
    points = together.points
    causes = points.ranking.causes(points.recovery_deadlocks)
    every = map(points.recovery_deadlock_finding, causes)
    found = [finding for finding in every if _touches(finding.involved, together)]
    accepted = _accepted(together)
    violating = tuple(finding for finding in found if finding.cause not in accepted)
    borne = tuple(finding for finding in found if finding.cause in accepted)
    entries = [accepted[finding.cause] for finding in borne]
    note = f"; {accepted_note(points, entries)}" if borne else ""
    if not violating and _is_unknown(together):
        return Clause(asks, None, UNKNOWN, RECOVERY, borne=borne)
    if not violating:
        note = f"{known_note(together.graph, together.targets)}{note}"
        return Clause(asks, True, f"all that can be mended is back{note}", RECOVERY, borne=borne)
    words = some_words([finding.cause for finding in violating])
    why = f"something is never back after {words}: {_deadlocks(violating, 'recovery')}{note}"
    return Clause(asks, False, why, RECOVERY, violating, borne)


def _deadlocks(found: tuple[Finding, ...], kind: str) -> str:
    return counted(len(found), f"{kind} deadlock")


def _is_unknown(together: Together) -> bool:
    """Whether nothing is known of any target, so that nothing could be found."""
    targets = together.targets
    return bool(targets) and set(targets) <= set(together.points.not_judged)


def _touches(group: Iterable[str], together: Together) -> bool:
    index = together.graph.index
    return not together.components.isdisjoint(index[name] for name in group)


def _accepted(together: Together) -> dict[str, Accepted]:
    """By cause what is accepted of all targets, as far as no date is known to be over."""
    is_over, ids = together.points.is_over, together.accepted_ids
    entries = (e for e in reversed(together.accepted) if e.id in ids and not is_over(e))
    return {entry.id: entry for entry in entries}
