"""Whether a target survives so many failures at once.

`survives: n` holds when no n failures take the target down: single points of every class count, or
those of the classes that are given. Of larger sets structure alone is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from topology.cutsets.cutsets import CutSet, CutSets
from topology.document.relevance import BY_STRUCTURE
from topology.document.schema import Objective, targets_words
from topology.finding import Finding, Rule
from topology.findings.objectives.clauses import (
    BELOW_ANYWAY,
    Case,
    Clause,
    counting,
    some_words,
    unjudged,
)
from topology.findings.pairs import Pair
from topology.values.units import counted

RULE = "survives"
MOST_SETS = 1_000
"""Sets of failures that are findings; the clause says how many there are."""
STRUCTURAL = "structural"
PAIR = 2
"""Failures at once that are judged under load."""


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
    return Clause(asks, holds, why, RULE, tuple(_set_findings(case)) if holds is False else ())


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
    if case.asks_of_nothing:
        return None, case.asks_of_nothing
    if violating := falling_to(case):
        return False, f"falls to {some_words(violating)}"
    if _hangs_on_load(case.objective) and points.by_structure_alone(case.target):
        return None, f"it does {BY_STRUCTURE}: {unjudged(points) or BELOW_ANYWAY}"
    if wanted == 1:
        return True, "no single point of failure that is not accepted"
    return _of_several(case, wanted)


def _counts_structure(objective: Objective) -> bool:
    """Whether sets of failures that are too much by structure count."""
    return objective.classes is None or STRUCTURAL in objective.classes


def _hangs_on_load(objective: Objective) -> bool:
    return objective.classes is None or set(objective.classes) != {STRUCTURAL}


def _of_several(case: Case, wanted: int) -> tuple[bool | None, str]:
    sets = case.sets
    if sets is None:
        return None, "larger sets of failures are not known"
    smallest = _smallest(case, sets)
    if smallest is not None and smallest <= wanted:
        return False, f"falls to {smallest:,} failures at once: {_how_many(case, sets, smallest)}"
    is_unknown = sets.survives_by_structure(wanted, case.causes) is None
    if is_unknown and _counts_structure(case.objective):
        return None, "larger sets of failures are not known"
    if not sets.by_structure_alone or not _hangs_on_load(case.objective):
        return True, "there are no such sets of failures"
    if found := _pairs(case):
        return False, f"falls to {PAIR} failures at once: {_some_pairs(found)}"
    if why := case.points.judged_pairs[1]:
        return None, f"it does {BY_STRUCTURE} for more than one failure: {why}"
    if wanted > PAIR:
        return None, f"it does {BY_STRUCTURE} for more than {PAIR} failures"
    return True, "no two failures are too much, loads judged"


def _pairs(case: Case) -> list[Pair]:
    """The pairs that are too much, loads judged, and that count; the worst first."""
    counts, classes = counting(case.graph, case.objective.against), case.objective.classes
    return [
        pair
        for pair in case.points.judged_pairs[0]
        if pair.target == case.target
        and all(map(counts, pair.causes))
        and (classes is None or pair.point.failure_class.value in classes)
    ]


def _some_pairs(found: Sequence[Pair]) -> str:
    first, number = found[0], counted(len(found), "such pair")
    return f"{number}, as {' and '.join(first.causes)} ({first.point.failure_class.value})"


def _how_many(case: Case, sets: CutSets, order: int) -> str:
    """How many sets there are that count, and one of them."""
    in_all, listed = sets.count_by_order[order], sets.listed(order=order)
    found = _counted_sets(case, listed)
    is_listed = len(listed) == in_all or case.objective.against is None
    number = in_all if len(found) == len(listed) else len(found)
    said = f"{'' if is_listed else 'at least '}{counted(number, 'such set')}"
    return f"{said}, as {' and '.join(found[0].ids)}"


def _counted_sets(case: Case, listed: Sequence[CutSet]) -> list[CutSet]:
    """Those all of whose failures count."""
    counts = counting(case.graph, case.objective.against)
    return [cut for cut in listed if all(map(counts, cut.ids))]


def _set_findings(case: Case) -> Iterator[Finding]:
    """Some of the sets of several failures that take it down, the smallest and likeliest first.

    Those beside single points of failure too: a baseline that bears these must not hide a new set.
    """
    sets, wanted = case.sets, case.objective.survives or 0
    if sets is None or wanted < PAIR:
        return
    cuts = list(islice(_cuts(case, sets), MOST_SETS))
    yield from (_set_finding(case, cut) for cut in cuts)
    if _hangs_on_load(case.objective) and sets.by_structure_alone:
        told = {frozenset(cut.ids) for cut in cuts}
        more = (pair for pair in _pairs(case) if frozenset(pair.causes) not in told)
        yield from (_pair_finding(case, pair) for pair in islice(more, MOST_SETS - len(cuts)))


def _cuts(case: Case, sets: CutSets) -> Iterator[CutSet]:
    """The sets of several failures that count, by structure."""
    if not _counts_structure(case.objective):
        return
    orders = sorted(sets.count_by_order)
    for order in (order for order in orders if 1 < order <= (case.objective.survives or 0)):
        yield from _counted_sets(case, sets.listed(order=order))


def _set_finding(case: Case, cut: CutSet) -> Finding:
    target, together = case.target, " and ".join(cut.ids)
    reason = f"{together} fail", f"{target} is down"
    return _at_once(case, cut.ids, f"{together} at once take down {target}", reason)


def _pair_finding(case: Case, pair: Pair) -> Finding:
    together, point = " and ".join(pair.causes), pair.point
    said = f"{together} at once take {case.target} below its level"
    found = _at_once(case, pair.causes, said, point.reason)
    return replace(found, failure_class=point.failure_class, because=point.because)


def _at_once(case: Case, causes: Sequence[str], said: str, reason: tuple[str, ...]) -> Finding:
    return Finding(
        rule=Rule.FAILURES_AT_ONCE,
        where=case.target,
        kind=case.graph.components[case.graph.index[case.target]].kind,
        message=said,
        reason=reason,
        involved=tuple(causes),
    )


def _smallest(case: Case, sets: CutSets) -> int | None:
    """The order of the smallest set of failures that count, but single ones that are accepted."""
    if not _counts_structure(case.objective):
        return None
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
