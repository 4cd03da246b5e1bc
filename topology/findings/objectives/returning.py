"""How soon a target is back after any single failure that is not accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isinf

from topology.document.relevance import BY_STRUCTURE
from topology.document.schema import Objective
from topology.findings.objectives.clauses import BELOW_ANYWAY, MOST_TOLD, Case, Clause, unjudged
from topology.findings.ranking.recoveries import Recovery, Return
from topology.values.rounding import exceeds
from topology.values.units import duration_words, format_duration

RULE = "rto"


def return_asked(objective: Objective) -> str:
    """What is asked, in words."""
    return f"is back within {format_duration(objective.rto or 0.0)}"


def back(case: Case) -> Clause:
    """By switches alone where no single failure takes the target down, else by repairs as well."""
    rto_s = case.objective.rto or 0.0
    holds, why = _judged(case, rto_s)
    unknown = () if holds is not None or not case.violating else (_unknown(case, rto_s),)
    return Clause(return_asked(case.objective), holds, why, RULE, amounts=unknown)


def _unknown(case: Case, rto_s: float) -> float:
    """After how many failures it is not known."""
    found = _recoveries(case, rto_s).values()
    return float(sum(recovery.state is Return.NOT_KNOWN for recovery in found))


def late_after(case: Case) -> tuple[str, ...]:
    """The single failures after which it is known not to be back in time, worst first."""
    found = _recoveries(case, case.objective.rto or 0.0)
    return tuple(cause for cause, recovery in found.items() if recovery.is_in_time is False)


def _recoveries(case: Case, rto_s: float) -> dict[str, Recovery]:
    """By cause, against what this objective allows: another of the target may allow less."""
    points, target = case.points, case.target
    return {c: replace(points.recovery(target, c), rto_s=rto_s) for c in case.violating}


def _judged(case: Case, rto_s: float) -> tuple[bool | None, str]:
    points = case.points
    why = "" if case.is_judged else "it was not judged"
    why = why or points.load_unjudged
    if not why and case.target in points.below_level:
        why = BELOW_ANYWAY
    if not why and not case.violating and unjudged(points):
        why = f"it is {BY_STRUCTURE}: {unjudged(points)}"
    if why:
        return None, why
    if case.asks_of_nothing:
        return None, case.asks_of_nothing
    if not case.violating:
        return True, "after any single failure that is not accepted"
    return _after(_recoveries(case, rto_s))


def _after(recoveries: Mapping[str, Recovery]) -> tuple[bool | None, str]:
    """The worst of what is known, and how many are not, and for want of what."""
    states = {cause: recovery.state for cause, recovery in recoveries.items()}
    unknown = [cause for cause in recoveries if states[cause] is Return.NOT_KNOWN]
    known = [cause for cause in recoveries if cause not in unknown]
    worst = max(
        known,
        key=lambda cause: (_lasts_s(recoveries[cause]), not recoveries[cause].wanting),
        default=None,
    )
    holds = None if unknown else True
    said = []
    if worst is not None:
        said.append(_outage_words(worst, recoveries[worst]))
        if not recoveries[worst].is_in_time:
            holds = False
        else:
            said = [_at_the_latest(worst, recoveries, known)]
    if unknown:
        wanting = list(dict.fromkeys(recoveries[cause].wanting for cause in unknown))
        more = f" and {len(wanting) - MOST_TOLD:,} more reasons" if wanting[MOST_TOLD:] else ""
        of = f"{len(unknown):,} of {len(recoveries):,}"
        said.append(f"not known after {of} failures: {', '.join(wanting[:MOST_TOLD])}{more}")
    return holds, "; ".join(said)


def _lasts_s(recovery: Recovery) -> float:
    """How long a known outage lasts, or at least does."""
    return recovery.at_least_s if recovery.wanting else recovery.outage_s


def _outage_words(cause: str, recovery: Recovery) -> str:
    if recovery.state is Return.NEVER:
        why = f", as {recovery.because}" if recovery.because else ""
        return f"never after {cause} fails{why}"
    if recovery.held_s and not recovery.wanting:
        return _held_words(cause, recovery)
    if recovery.longest_s is not None:
        over, longest = duration_words(recovery.after_s), duration_words(recovery.longest_s)
        until = f"until then out for {longest} at the longest"
        return f"for good after {over}, {until}, when {cause} fails"
    least = " at least" if recovery.wanting else ""
    return f"after {duration_words(_lasts_s(recovery))}{least}, when {cause} fails"


def _held_words(cause: str, recovery: Recovery) -> str:
    """An outage with the margin there is to it: what is held against what the repair takes."""
    mended_s, held = recovery.after_s or recovery.mended_s, duration_words(recovery.held_s)
    takes = "" if isinf(mended_s) else f"repair takes {duration_words(mended_s)}, "
    out = f"after {duration_words(recovery.outage_s)}" if recovery.outage_s else "without an outage"
    return f"{out}, when {cause} fails ({takes}{held} are held)"


def _at_the_latest(longest: str, recoveries: Mapping[str, Recovery], known: Sequence[str]) -> str:
    """The longest outage after any cause that is known, and when all of them are over for good."""
    last = max(known, key=lambda cause: recoveries[cause].after_s)
    if not exceeds(recoveries[last].after_s, recoveries[longest].outage_s):
        return f"at the latest {_outage_words(longest, recoveries[longest])}"
    if last == longest or recoveries[last].outage_s == recoveries[longest].outage_s:
        return f"at the latest {_outage_words(last, recoveries[last])}"
    out = duration_words(recoveries[longest].outage_s)
    over = duration_words(recoveries[last].after_s)
    said = f"out for {out} at the longest, when {longest} fails"
    return f"{said}; for good at the latest after {over}, when {last} fails"
