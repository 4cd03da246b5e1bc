"""What each objective asks, whether it holds, and the single points of failure that violate it.

`survives: n` holds when no n failures take the target down: single points of every class count. Of
larger sets, and of availability, structure alone is known: it can deny an objective, and grant one
only where load cannot matter. A finding that is `accepted` violates nothing until its date. No
clock is asked: whether that is over is known only where the caller says what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import isinf
from typing import Literal, TypeAlias

from topology.cutsets.cutsets import CutSets
from topology.document.document import Topology
from topology.document.failure_data import FailureData
from topology.document.relevance import BY_STRUCTURE
from topology.document.schema import Accepted, Objective
from topology.errors import UsageError
from topology.findings import sensitivity
from topology.findings.over_ranges import OverRanges
from topology.findings.ranking.recoveries import Recovery, Return
from topology.findings.sensitivity import About, Sensitivity, Sentence
from topology.findings.single_points import SinglePoints
from topology.reliability.availability import Availability
from topology.structure.knowledge import UNKNOWN
from topology.values.units import format_duration, nines

BELOW_ANYWAY = "it is below its level with nothing failed"
"""Why more cannot be said of a target under load."""
MOST_TOLD = 3
"""Of what is wanting to know an outage."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that an objective asks: `holds` is None where it is not known, and `why` not."""

    asks: str
    holds: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """An objective with its clauses, the causes that violate it, and those that are accepted."""

    objective: Objective
    clauses: tuple[Clause, ...]
    violated_by: tuple[str, ...]
    accepted: tuple[Accepted, ...]

    @property
    def holds(self) -> bool | None:
        """Whether all clauses hold; None when none is violated and some are not known."""
        if any(clause.holds is False for clause in self.clauses):
            return False
        return None if any(clause.holds is None for clause in self.clauses) else True


def verdicts(
    points: SinglePoints,
    cut_sets: Mapping[str, CutSets],
    availabilities: Mapping[str, Availability],
    ranges: OverRanges | None = None,
    tried: Sequence[Sensitivity] = (),
) -> tuple[Verdict, ...]:
    """All objectives of the document, in its order; what is not in the mappings is not known.

    They have to hold all over its ranges: `tried` by `objectives_verdict`, if there are any.
    """
    found = (
        _verdict(points, objective, cut_sets.get(objective.of), availabilities.get(objective.of))
        for objective in points.topology.objectives
    )
    if ranges is None:
        return tuple(found)
    return tuple(_over(points, verdict, ranges, tried) for verdict in found)


def _over(
    points: SinglePoints, verdict: Verdict, ranges: OverRanges, tried: Sequence[Sensitivity]
) -> Verdict:
    """With the worst that is found elsewhere in the ranges than at the values given, if any."""
    worse = (*_points_elsewhere(points, verdict.objective, ranges), *_elsewhere(verdict, tried))
    if not worse:
        return verdict
    holds, why = min(worse, key=lambda found: found[0] is None)
    clause = Clause("keeps this all over the ranges", holds, why)
    return replace(verdict, clauses=(*verdict.clauses, clause))


Worse: TypeAlias = tuple[Literal[False] | None, str]
"""What is not so elsewhere, or not known there, and why."""


def _points_elsewhere(
    points: SinglePoints, objective: Objective, ranges: OverRanges
) -> Iterator[Worse]:
    """What single failures do elsewhere in the ranges to an objective."""
    target, accepted = objective.of, _accepted_ids(points, objective)
    for part in ranges.elsewhere:
        for word in part.found:
            why = f"{word}, with {part.place}"
            falls = word.about is About.FALL and objective.survives and word.cause not in accepted
            if word.target == target and (falls or word.about is About.SHORT):
                yield False, why
            elif word.about is About.UNJUDGED:
                yield None, why


def _elsewhere(verdict: Verdict, tried: Sequence[Sensitivity]) -> Iterator[Worse]:
    """The clauses that do not hold elsewhere in the ranges, or of which it is not known there."""
    for along in tried:
        for stretch in along.stretches:
            place = along.place_of(stretch)
            for clause in verdict.clauses:
                said = f"{verdict.objective.of} {clause.asks}"
                if clause.holds is not False and f"{said}: violated" in stretch.verdict:
                    yield False, f"{said}: violated, with {place}"
                elif clause.holds and f"{said}: not known" in stretch.verdict:
                    yield None, f"{said}: not known, with {place}"


def objectives_verdict(
    defaults: Mapping[str, FailureData] | None = None,
    today: str | None = None,
    given: Topology | None = None,
    analyse: Callable[[Topology], SinglePoints] | None = None,
) -> Callable[[Topology], sensitivity.Verdict]:
    """Judges for a range which clauses hold: those that hang on more than single points.

    What is asked is named as in the document `given`, where it may itself be the range.
    """

    def judge(topology: Topology) -> sensitivity.Verdict:
        points = analyse(topology) if analyse else SinglePoints.of(topology, today=today)
        known, sets = _worked_out(points, defaults)
        return frozenset(
            Sentence(sentence)
            for found, first in zip(
                verdicts(points, sets, known), (given or topology).objectives, strict=True
            )
            for sentence in _sentences(found, first)
        )

    return judge


def _sentences(verdict: Verdict, given: Objective) -> Iterator[str]:
    """Of each clause, named as the objective was given, whether it holds."""
    names = dict(zip(_asked(verdict.objective), _asked(given), strict=True))
    for clause in verdict.clauses:
        if clause.asks != _survival_asked(1):
            asks = names.get(clause.asks, clause.asks)
            yield f"{given.of} {asks}: {_HELD[clause.holds]}"


def _worked_out(
    points: SinglePoints, defaults: Mapping[str, FailureData] | None
) -> tuple[dict[str, Availability], dict[str, CutSets]]:
    """What the objectives ask for beyond single points, as far as it can be worked out."""
    known: dict[str, Availability] = {}
    sets: dict[str, CutSets] = {}
    for objective in points.topology.objectives:
        if objective.of not in points.targets:
            continue
        v = points.graph.index[objective.of]
        with suppress(UsageError):
            if objective.availability is not None:
                known[objective.of] = Availability(points.graph, v, defaults=defaults)
        with suppress(UsageError):
            if more_than_points(objective):
                sets[objective.of] = CutSets(points.graph, v, max_order=objective.survives)
    return known, sets


def more_than_points(objective: Objective) -> bool:
    """Whether an objective asks for more failures at once than one."""
    return (objective.survives or 0) > 1


_HELD = {True: "holds", False: "violated", None: "not known"}


def _verdict(
    points: SinglePoints,
    objective: Objective,
    sets: CutSets | None,
    availability: Availability | None,
) -> Verdict:
    target = objective.of
    if target in points.never_up:
        clause = Clause("works", False, "it does not work even with nothing failed")
        return Verdict(objective, (clause,), (), objective.accepted)
    if target in points.not_judged:
        clauses = [Clause(asks, None, UNKNOWN) for asks in _asked(objective)]
        return Verdict(objective, tuple(clauses), (), objective.accepted)
    judged = target in points.targets
    causes = points.causes(target) if judged else ()
    accepted = _accepted_ids(points, objective)
    violating = tuple(points.ranking.causes(cause for cause in causes if cause not in accepted))
    clauses = []
    if target in points.below_level:
        clauses.append(Clause("keeps its level", False, "it is below it with nothing failed"))
    if objective.survives:
        clauses.append(_survival(points, objective, violating, sets))
    if objective.rto is not None:
        clauses.append(_recovery(points, target, objective.rto, violating, judged=judged))
    borne = [entry for entry in objective.accepted if entry.id in accepted.intersection(causes)]
    if borne and target not in points.below_level:
        note = _accepted_note(points, borne)
        clauses = [replace(clause, why=f"{clause.why}; {note}") for clause in clauses]
    if objective.availability is not None:
        clauses.append(_availability(objective.availability, availability))
    violated_by = _violated_by(points, objective, violating)
    return Verdict(objective, tuple(clauses), violated_by, objective.accepted)


def _violated_by(
    points: SinglePoints, objective: Objective, violating: tuple[str, ...]
) -> tuple[str, ...]:
    """Of the causes that are not accepted: all, or those after which it is not back in time."""
    if objective.survives:
        return violating
    if objective.rto is None:
        return ()
    back = {cause: points.recovery(objective.of, cause) for cause in violating}
    return tuple(cause for cause in violating if back[cause].is_in_time is False)


def _accepted_ids(points: SinglePoints, objective: Objective) -> set[str]:
    """The causes that do not violate an objective, as far as no date is known to be over."""
    return {entry.id for entry in objective.accepted if not points.is_over(entry)}


def _asked(objective: Objective) -> Iterator[str]:
    """What an objective asks of its target, in words."""
    if objective.survives:
        yield _survival_asked(objective.survives)
    if objective.rto is not None:
        yield f"is back within {format_duration(objective.rto)}"
    if objective.availability is not None:
        yield _availability(objective.availability, None).asks


def _survival_asked(wanted: int) -> str:
    return f"survives {wanted:,} {'failure' if wanted == 1 else 'failures'}"


def _accepted_note(points: SinglePoints, borne: Sequence[Accepted]) -> str:
    """What is accepted, so that it violates nothing, and until when."""
    unchecked = ", date not checked" if points.today is None else ""
    some = ", ".join(f"{entry.id} until {entry.until}" for entry in borne[:MOST_TOLD])
    more = f" and {len(borne) - MOST_TOLD:,} more" if borne[MOST_TOLD:] else ""
    return f"accepted: {some}{more}{unchecked}"


def _survival(
    points: SinglePoints, objective: Objective, violating: Sequence[str], sets: CutSets | None
) -> Clause:
    wanted = objective.survives or 0
    asks = _survival_asked(wanted)
    if objective.of not in points.targets:
        return Clause(asks, None, "it is not among the targets that were judged")
    if violating:
        some = ", ".join(violating[:3]) + (", …" if len(violating) > 3 else "")
        return Clause(asks, False, f"falls to {some}")
    if points.by_structure_alone(objective.of):
        why = _unjudged(points) or BELOW_ANYWAY
        return Clause(asks, None, f"it does {BY_STRUCTURE}: {why}")
    if wanted == 1:
        return Clause(asks, True, "no single point of failure that is not accepted")
    accepted = _accepted_ids(points, objective)
    holds = None if sets is None else sets.survives_by_structure(wanted, accepted)
    if holds is None or sets is None:
        return Clause(asks, None, "larger sets of failures are not known")
    if not holds:
        return Clause(asks, False, f"falls to {sets.smallest_order(accepted):,} failures at once")
    if sets.by_structure_alone:
        return Clause(asks, None, f"it does {BY_STRUCTURE} for more than one failure")
    return Clause(asks, True, "there are no such sets of failures")


def _unjudged(points: SinglePoints) -> str:
    """Why loads could not be judged after every single failure; empty when they were."""
    after = next(iter(sorted(points.causes_unjudged.items())), None)
    return points.load_unjudged or (f"after {after[0]} fails, {after[1]}" if after else "")


def _recovery(
    points: SinglePoints, target: str, rto: float, violating: Sequence[str], *, judged: bool
) -> Clause:
    """By switches alone where no single failure takes the target down, else by repairs as well."""
    asks = f"is back within {format_duration(rto)}"
    why = "" if judged else "it was not judged"
    why = why or points.load_unjudged
    if not why and target in points.below_level:
        why = BELOW_ANYWAY
    if not why and not violating and _unjudged(points):
        why = f"it is {BY_STRUCTURE}: {_unjudged(points)}"
    if why:
        return Clause(asks, None, why)
    if not violating:
        return Clause(asks, True, "after any single failure that is not accepted")
    recoveries = {cause: points.recovery(target, cause) for cause in violating}
    states = {cause: recovery.state for cause, recovery in recoveries.items()}
    unknown = [cause for cause in violating if states[cause] is Return.NOT_KNOWN]
    known = [cause for cause in violating if cause not in unknown]
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
        of = f"{len(unknown):,} of {len(violating):,}"
        said.append(f"not known after {of} failures: {', '.join(wanting[:MOST_TOLD])}{more}")
    return Clause(asks, holds, "; ".join(said))


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
        over, longest = _time(recovery.after_s), _time(recovery.longest_s)
        until = f"until then out for {longest} at the longest"
        return f"for good after {over}, {until}, when {cause} fails"
    least = " at least" if recovery.wanting else ""
    return f"after {_time(_lasts_s(recovery))}{least}, when {cause} fails"


def _held_words(cause: str, recovery: Recovery) -> str:
    """An outage with the margin there is to it: what is held against what the repair takes."""
    mended_s, held = recovery.after_s or recovery.mended_s, _time(recovery.held_s)
    takes = "" if isinf(mended_s) else f"repair takes {_time(mended_s)}, "
    out = f"after {_time(recovery.outage_s)}" if recovery.outage_s else "without an outage"
    return f"{out}, when {cause} fails ({takes}{held} are held)"


def _at_the_latest(longest: str, recoveries: Mapping[str, Recovery], known: Sequence[str]) -> str:
    """The longest outage after any cause that is known, and when all of them are over for good."""
    last = max(known, key=lambda cause: recoveries[cause].after_s)
    if recoveries[last].after_s <= recoveries[longest].outage_s * (1 + 1e-9):
        return f"at the latest {_outage_words(longest, recoveries[longest])}"
    if last == longest or recoveries[last].outage_s == recoveries[longest].outage_s:
        return f"at the latest {_outage_words(last, recoveries[last])}"
    said = f"out for {_time(recoveries[longest].outage_s)} at the longest, when {longest} fails"
    return (
        f"{said}; for good at the latest after {_time(recoveries[last].after_s)}, when {last} fails"
    )


def _time(seconds: float) -> str:
    return format_duration(round(seconds, 6))


def _availability(wanted: float, availability: Availability | None) -> Clause:
    asks = f"is up {wanted * 100:.10g} % of the time"
    if availability is None:
        return Clause(asks, None, "it was not worked out")
    holds = availability.meets(wanted)
    if availability.unavailability is None:
        return Clause(asks, None, availability.why_unknown)
    if holds is None and availability.is_bound:
        return Clause(asks, None, "data are missing")
    most = f"{availability.bound} ".lstrip()
    share = nines(availability.with_switching or 0.0)
    up = f"it is up {most}{share} of the time, waiting for standbys counted"
    if (
        holds is None
        and availability.uncounted
        and (availability.with_switching or 0.0) > 1 - wanted
    ):
        return Clause(asks, None, f"{up}: not all reserves are counted")
    return Clause(asks, holds, f"{up}, {BY_STRUCTURE}" if holds is None else up)
