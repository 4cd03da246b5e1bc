"""How much of the time a target is up: by structure, with the waiting for standbys."""

from __future__ import annotations

from topology.document.relevance import BY_STRUCTURE
from topology.document.schema import Objective
from topology.findings.objectives.clauses import Case, Clause
from topology.reliability.availability import Availability
from topology.values.units import YEAR_S, format_duration, nines, nines_between, time_words

UP, DOWNTIME = "availability", "max_downtime_per_year"


def availability(case: Case) -> Clause:
    """Whether it is up for so large a share of time."""
    wanted = case.objective.availability or 0.0
    holds, why = _judged(wanted, case.availability)
    asks, amounts = availability_asked(case.objective), _down(case.availability)
    return Clause(asks, holds, why, UP, amounts=amounts)


def availability_asked(objective: Objective) -> str:
    """What is asked, in words."""
    return f"is up {(objective.availability or 0.0) * 100:.10g} % of the time"


def downtime(case: Case) -> Clause:
    """Whether it is down for no longer than so many seconds of a year, on average."""
    allowed = case.objective.max_downtime_per_year or 0.0
    known = case.availability
    holds, why = _judged(1 - min(1.0, allowed / YEAR_S), known)
    if holds is not None and known is not None and known.with_switching is not None:
        down = f"{known.bound_of_down} {time_words(known.with_switching * YEAR_S)}".lstrip()
        why = f"it is down {down} a year, waiting for standbys counted"
    return Clause(downtime_asked(case.objective), holds, why, DOWNTIME, amounts=_down(known))


def downtime_asked(objective: Objective) -> str:
    """What is asked, in words."""
    return f"is down {format_duration(objective.max_downtime_per_year or 0.0)} a year at most"


def _down(known: Availability | None) -> tuple[float, ...]:
    """The share of time for which it is down, where that is known."""
    share = None if known is None else known.with_switching
    return () if share is None else (share,)


def unknown_words(found: Availability) -> str:
    """Why no exact share of time is known, and between which bounds it lies if these are."""
    if found.bounds is None or found.down_between is None:
        return found.why_unknown
    up = nines_between(*found.down_between)
    return f"it is up {up} of the time, which are bounds: {found.why_unknown}"


def _judged(wanted: float, availability: Availability | None) -> tuple[bool | None, str]:
    if availability is None:
        return None, "it was not worked out"
    holds = availability.meets(wanted)
    if availability.unavailability is None:
        return holds, unknown_words(availability)
    if holds is None and availability.is_bound:
        return None, "data are missing"
    most = f"{availability.bound} ".lstrip()
    share = nines(availability.with_switching or 0.0)
    up = f"it is up {most}{share} of the time, waiting for standbys counted"
    is_enough = (availability.with_switching or 0.0) <= 1 - wanted
    if holds is None and availability.uncounted and not is_enough:
        return None, f"{up}: not all reserves are counted"
    return holds, f"{up}, {BY_STRUCTURE}" if holds is None else up
