"""Whether a target survives so many failures at once.

`survives: n` holds when no n failures take the target down: single points of every class count, or
those of the classes that are given. Of larger sets structure alone is known.
"""

from __future__ import annotations

from topology.cutsets.cutsets import CutSets
from topology.document.relevance import BY_STRUCTURE
from topology.document.schema import Objective, targets_words
from topology.findings.objectives.clauses import (
    BELOW_ANYWAY,
    Case,
    Clause,
    counting,
    some_words,
    unjudged,
)
from topology.values.units import counted

RULE = "survives"
STRUCTURAL = "structural"


def survival_asked(objective: Objective) -> str:
    """What is asked, in words."""
    return f"survives {failures_words(objective)}"


def failures_words(objective: Objective) -> str:
    """Which failures it has to survive, in words."""
    wanted = objective.survives or 0
    against = objective.against
    of = ""
    if against is not None:
        of = f" of {targets_words(against)}"
    classes = f" ({' or '.join(objective.classes)})" if objective.classes else ""
    return f"{counted(wanted, 'failure')}{of}{classes}"


def survival(case: Case) -> Clause:
    """The clause with its verdict."""
    asks = survival_asked(case.objective)
    holds, why = _judged(case)
    return Clause(asks, holds, why, RULE)


def falling_to(case: Case) -> tuple[str, ...]:
    """The single failures that count against survival, worst first."""
    classes = case.objective.classes
    if classes is None:
        return case.violating
    return tuple(
        cause
        for cause in case.violating
        if case.points.failure_class(case.target, cause).value in classes
    )


def _judged(case: Case) -> tuple[bool | None, str]:
    points, wanted = case.points, case.objective.survives or 0
    if not case.is_judged:
        return None, "it is not among the targets that were judged"
    if violating := falling_to(case):
        return False, f"falls to {some_words(violating)}"
    if _hangs_on_load(case.objective) and points.by_structure_alone(case.target):
        return None, f"it does {BY_STRUCTURE}: {unjudged(points) or BELOW_ANYWAY}"
    if wanted == 1:
        return True, "no single point of failure that is not accepted"
    return _of_several(case, wanted)


def _hangs_on_load(objective: Objective) -> bool:
    return objective.classes is None or set(objective.classes) != {STRUCTURAL}


def _of_several(case: Case, wanted: int) -> tuple[bool | None, str]:
    sets = case.sets
    if sets is None:
        return None, "larger sets of failures are not known"
    smallest = _smallest(case, sets)
    if smallest is not None and smallest <= wanted:
        return False, f"falls to {smallest:,} failures at once"
    if sets.survives_by_structure(wanted, case.causes) is None:
        return None, "larger sets of failures are not known"
    if sets.by_structure_alone and _hangs_on_load(case.objective):
        return None, f"it does {BY_STRUCTURE} for more than one failure"
    return True, "there are no such sets of failures"


def _smallest(case: Case, sets: CutSets) -> int | None:
    """The order of the smallest set of failures that count, but single ones that are accepted."""
    if case.objective.against is None:
        return sets.smallest_order(case.accepted_ids)
    return smallest_of_some(sets, case.objective, case.accepted_ids)


def smallest_of_some(sets: CutSets, objective: Objective, accepted: frozenset[str]) -> int | None:
    """The order of the smallest set of failures that are selected and not accepted, if any is."""
    counts = counting(sets.graph, objective.against)
    for order in range(1, (objective.survives or 0) + 1):
        for cut in sets.listed(order=order):
            if all(map(counts, cut.ids)) and not accepted.issuperset(cut.ids):
                return order
    return None
