"""How soon a target is up after everything was down, with nothing broken.

As it is played (`loads.cascade.cold_starts`): what counts are the order of needs, `start.needs` and
`start.time`, every component's `verify` with its crew, switches, and what loads make of it; repairs
do not count, and reserves are empty. It is up once it is at its level for good. Where nothing is
said of some start, the soonest that it could be can deny the clause; what is up in time even if
that never starts holds; all else is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from math import isinf

from topology.document.relevance import load_can_matter
from topology.document.schema import Component, Objective, named
from topology.finding import Finding, Rule
from topology.findings.objectives.clauses import BELOW_ANYWAY, Case, Clause, few_words, known_note
from topology.loads.cascade.cold_starts import MOMENT_S, Played, from_down, says_start
from topology.loads.cascade.run import NO_CAUSE, Word
from topology.loads.contingencies import LOAD_ERRORS
from topology.loads.outages import outage_of
from topology.structure.graph import Graph
from topology.structure.knowledge import hung_on
from topology.values.rounding import exceeds
from topology.values.units import counted, duration_words, format_duration

RULE = "cold_start_within"
MAX_COMPONENTS = 20_000
"""Of larger documents no start is played."""


def start_asked(objective: Objective) -> str:
    """What is asked, in words."""
    within = format_duration(objective.cold_start_within or 0.0)
    return f"is up within {within} of everything being down"


def cold_start(case: Case) -> Clause:
    """The clause with its verdict."""
    clause = partial(Clause, start_asked(case.objective), rule=RULE)
    points, graph, target = case.points, case.graph, case.target
    stuck = tuple(group for group in points.start_up_deadlocks if target in group)
    if stuck:
        why = "it never starts: it is in a start-up deadlock"
        return clause(False, why, findings=tuple(map(points.deadlock_finding, stuck)))
    if target in points.below_level:
        return clause(None, BELOW_ANYWAY)
    if len(graph.components) > MAX_COMPONENTS:
        return clause(None, f"it is not played above {MAX_COMPONENTS:,} components")
    try:
        return _judged(case, clause)
    except LOAD_ERRORS as error:
        return clause(None, str(error))


def _judged(case: Case, clause: Callable[..., Clause]) -> Clause:
    starts, allowed = case.points.contingencies.cold_starts, case.objective.cold_start_within or 0.0
    silent, total = _silent(case.graph, case.target)
    played = starts.soonest if silent else starts.as_it_is
    up_s = _up_after(case, played)
    if exceeds(up_s, allowed):
        why = _up_words(up_s, case, played, is_soonest=bool(silent))
        return clause(False, why, findings=(_late(case, played, why, up_s),))
    note = known_note(case.graph, (case.target,))
    if not silent:
        return clause(True, f"{_up_words(up_s, case, played)}{note}")
    if not _hangs_on_others(case.graph):
        latest_s = _up_after(case, starts.without_silent)
        if not exceeds(latest_s, allowed):
            said = _up_words(latest_s, case, starts.without_silent)
            return clause(True, f"{said}, even if what gives no `start` never starts{note}")
    wanting = f"no `start` is given of {len(silent):,} of {counted(total, 'component')}"
    least = f"; after {duration_words(up_s)} at the soonest" if up_s else ""
    return clause(None, f"{wanting}: {few_words(silent)}{least}")


def _up_after(case: Case, played: Played) -> float:
    """Seconds from everything down until it is at its level for good; infinite if it never is."""
    over_s = outage_of(case.graph.index[case.target], *played).over_s
    return max(0.0, over_s - MOMENT_S)


def _up_words(up_s: float, case: Case, played: Played, *, is_soonest: bool = False) -> str:
    if isinf(up_s):
        outage = outage_of(case.graph.index[case.target], *played)
        return f"it is never at its level{f': {outage.held_up}' if outage.held_up else ''}"
    return f"it is up after {duration_words(up_s)}{' at the soonest' if is_soonest else ''}"


def _late(case: Case, played: Played, why: str, up_s: float) -> Finding:
    """The start of a target that comes too late, with what it waited for last."""
    run, target = played[1], case.target
    told = [n for n, line in enumerate(run.timeline) if line.component == target]
    ends = [n for n in told if run.timeline[n].event is Word.AT_LEVEL] or told
    return Finding(
        rule=Rule.LATE_START,
        where=target,
        kind=case.graph.components[case.graph.index[target]].kind,
        message=f"{target} is late after everything was down: {why}",
        reason=from_down(run, ends[-1] if ends else NO_CAUSE),
        amounts=(up_s,),
    )


# -- what is not known ------------------------------------------------------------------------


def _silent(graph: Graph, target: str) -> tuple[list[str], int]:
    """Of what the start of a target can hang on, what says nothing of its own; of how many."""
    components = graph.components
    if _hangs_on_others(graph):
        scope: Iterable[int] = range(graph.size)
    else:
        scope = _to_start(graph, graph.index[target])
    starting = [v for v in scope if components[v].connects is None]
    starting = [v for v in starting if components[v].fails is not False or components[v].start]
    return sorted(graph.ids[v] for v in starting if not says_start(components[v])), len(starting)


def _hangs_on_others(graph: Graph) -> bool:
    """Whether what a target does not need can be in its way: by its load, or by taking a crew."""
    takes_crew = any(c.verify is not None and c.verify.crew for c in graph.components)
    return takes_crew or load_can_matter(graph.components, graph.risks)


def _to_start(graph: Graph, target: int) -> frozenset[int]:
    """What it hangs on to come up, with all that is needed to verify that."""
    found = hung_on(graph.starting, (target,))
    while True:
        tools = {graph.index[name] for v in found for name in _tools(graph.components[v])}
        if tools <= found:
            return found
        found = hung_on(graph.starting, found | tools)


def _tools(component: Component) -> Iterable[str]:
    return named(component.verify.needs) if component.verify else ()
