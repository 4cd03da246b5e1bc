"""The verdicts on all objectives of a document: which clause is judged by what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple, TypeVar

from topology.cutsets.cutsets import CutSets
from topology.cutsets.engine.work import Work
from topology.document.document import Topology
from topology.document.failure_data import FailureData
from topology.document.schema import ALL, Objective, targets_words
from topology.errors import UsageError
from topology.findings import sensitivity
from topology.findings.objectives import chances, cold_start, returning, survival
from topology.findings.objectives.clauses import (
    NOTHING,
    Case,
    Clause,
    Together,
    Verdict,
    accepted_note,
    leaves_out,
)
from topology.findings.objectives.elsewhere import over_ranges
from topology.findings.objectives.together import (
    apart,
    blast,
    deadlocks,
    headroom,
    knowledge,
    losses,
)
from topology.findings.over_ranges import OverRanges
from topology.findings.sensitivity import Sensitivity, Sentence
from topology.findings.single_points import SinglePoints
from topology.findings.targets import takes_tops
from topology.reliability.availability import Availability
from topology.structure.graph import Graph
from topology.structure.knowledge import UNKNOWN, unknown_tops


class Single(NamedTuple):
    """A clause that is judged of each target by itself."""

    rule: str
    """The field of an objective."""
    asks: Callable[[Objective], str]
    judge: Callable[[Case], Clause]
    bears: bool = False
    """Whether what is accepted violates it no more, so that it is told."""


class Joint(NamedTuple):
    """A clause that is judged of all targets of an objective together."""

    rule: str
    asks: Callable[[Objective], str]
    judge: Callable[[Together], Clause]


Entry = TypeVar("Entry", Single, Joint)

SINGLE = (
    Single(survival.RULE, survival.survival_asked, survival.survival, bears=True),
    Single(returning.RULE, returning.return_asked, returning.back, bears=True),
    Single(chances.UP, chances.availability_asked, chances.availability),
    Single(chances.DOWNTIME, chances.downtime_asked, chances.downtime),
    Single(cold_start.RULE, cold_start.start_asked, cold_start.cold_start),
)
JOINT: tuple[Joint, ...] = (
    Joint(deadlocks.START_UP, deadlocks.start_up_asked, deadlocks.start_up),
    Joint(deadlocks.RECOVERY, deadlocks.recovery_asked, deadlocks.recovery),
    Joint(knowledge.RULE, knowledge.known_asked, knowledge.known),
    Joint(losses.RULE, losses.loss_asked, losses.loss),
    Joint(blast.RULE, blast.blast_asked, blast.blast),
    Joint(headroom.RULE, headroom.headroom_asked, headroom.headroom),
    Joint(apart.RULE, apart.apart_asked, apart.apart),
)
_HELD = {True: "holds", False: "violated", None: "not known"}


def verdicts(
    points: SinglePoints,
    cut_sets: Mapping[str, CutSets],
    availabilities: Mapping[str, Availability],
    ranges: OverRanges | None = None,
    tried: Sequence[Sensitivity] = (),
    only: Collection[int] | None = None,
) -> tuple[Verdict, ...]:
    """All objectives of the document, in its order; what is not in the mappings is not known.

    Of each objective its targets, sorted, then what is asked of them together. They have to hold
    all over its ranges: `tried` by `objectives_verdict`, if there are any. `only` those at some
    positions are judged, if they are given.
    """
    found = tuple(_all(points, cut_sets, availabilities, only))
    if ranges is None:
        return found
    return tuple(over_ranges(points, verdict, ranges, tried) for verdict in found)


def _all(
    points: SinglePoints,
    cut_sets: Mapping[str, CutSets],
    availabilities: Mapping[str, Availability],
    only: Collection[int] | None,
) -> Iterator[Verdict]:
    standards = points.graph.standards
    for number, objective in enumerate(points.topology.objectives):
        if only is not None and number not in only:
            continue
        if number in standards.of_traffic:
            yield from _of_traffic(points, number)
            continue
        single, joint, each = _parts(points.graph, number)
        for target in each:
            accepted = standards.accepted(objective, target)
            known = cut_sets.get(target), availabilities.get(target)
            yield _verdict(Case(points, objective, target, accepted, *known), number)
        if not each and single:
            yield Verdict(objective, _not_known(objective, single, NOTHING), number=number)
        if joint:
            targets = standards.targets[number]
            yield _joint(Together(points, objective, targets, objective.of == ALL), joint, number)


def _of_traffic(points: SinglePoints, number: int) -> Iterator[Verdict]:
    from topology.findings.objectives.traffic import traffic_verdict

    found = traffic_verdict(points, number)
    if found is not None:
        yield found


def _parts(graph: Graph, number: int) -> tuple[list[Single], list[Joint], tuple[str, ...]]:
    """What an objective asks of each target, what of all together, and which it is asked of each.

    Of none where nothing is; with what all means though nobody knows whether it needs anything.
    """
    objective, targets = graph.topology.objectives[number], graph.standards.targets[number]
    single, joint = _asked(objective, SINGLE), _asked(objective, JOINT)
    if joint and not single:
        return single, joint, ()
    if objective.of == ALL and takes_tops(graph, "objective"):
        targets = tuple(sorted({*targets, *(graph.ids[v] for v in unknown_tops(graph))}))
    return single, joint, targets


def judges_each(graph: Graph, number: int, target: str) -> bool:
    """Whether an objective asks something of a target by itself."""
    single, _, each = _parts(graph, number)
    return bool(single) and target in each


class Asked(NamedTuple):
    """What a verdict will be about, before anything is judged."""

    number: int
    """The position of the objective in the document."""
    about: str
    """The target, or the targets in words."""
    clauses: tuple[str, ...]
    """What is asked, in words; empty where it is no more than that the target works."""


def asked(topology: Topology) -> Iterator[Asked]:
    """Of each verdict that `verdicts` makes, in its order, what it is about."""
    graph = Graph.compile(topology)
    for number, objective in enumerate(topology.objectives):
        all_of_them = targets_words(objective.of)
        if number in graph.standards.of_traffic:
            words = _traffic_words(objective)
            yield from (Asked(number, all_of_them, (asks,)) for asks in words.values())
            continue
        single, joint, each = _parts(graph, number)
        asks = tuple(entry.asks(objective) for entry in single)
        yield from (Asked(number, target, asks) for target in each)
        if not each and single:
            yield Asked(number, all_of_them, asks)
        if joint:
            yield Asked(number, all_of_them, tuple(entry.asks(objective) for entry in joint))


def _asked(objective: Objective, entries: tuple[Entry, ...]) -> list[Entry]:
    """The clauses that an objective has."""
    return [entry for entry in entries if objective.asks(entry.rule)]


def _traffic_words(objective: Objective) -> dict[str, str]:
    """What is asked of the traffic, by the field that asks it."""
    from topology.findings.objectives.traffic import traffic_asked, traffic_rule

    rule = traffic_rule(objective)
    return {rule: traffic_asked(objective)} if rule else {}


def _not_known(
    objective: Objective, asked: Sequence[Single | Joint], why: str
) -> tuple[Clause, ...]:
    return tuple(Clause(entry.asks(objective), None, why, entry.rule) for entry in asked)


def _joint(together: Together, asked: Sequence[Joint], number: int) -> Verdict:
    objective = together.objective
    if not together.targets and not together.is_all:
        return Verdict(objective, _not_known(objective, asked, NOTHING), number=number)
    clauses = tuple(entry.judge(together) for entry in asked)
    borne = {finding.cause for clause in clauses for finding in clause.borne}
    return Verdict(objective, clauses, (), together.accepted, tuple(sorted(borne)), number=number)


def _verdict(case: Case, number: int) -> Verdict:
    points, objective, target = case.points, case.objective, case.target
    made = Verdict(objective, (), (), case.accepted, number=number, target=target)
    if target in points.never_up:
        finding = points.never_up_finding(target)
        why = "it does not work even with nothing failed"
        return replace(made, clauses=(Clause("works", False, why, findings=(finding,)),))
    asked = _asked(objective, SINGLE)
    if target in points.not_judged:
        return replace(made, clauses=_not_known(objective, asked, UNKNOWN))
    return replace(
        made,
        clauses=tuple(_clauses(case, asked)),
        violated_by=_violated_by(case),
        borne=case.borne if any(entry.bears for entry in asked) else (),
    )


def _clauses(case: Case, asked: Sequence[Single]) -> Iterator[Clause]:
    points, target = case.points, case.target
    is_below = target in points.below_level
    if is_below:
        why = "it is below it with nothing failed"
        finding = points.below_level_finding(target)
        yield Clause("keeps its level", False, why, findings=(finding,))
    borne = [entry for entry in case.accepted if entry.id in case.borne]
    note = f"; {accepted_note(points, borne)}" if borne and not is_below else ""
    for entry in asked:
        clause = entry.judge(case)
        yield replace(clause, why=f"{clause.why}{note}") if note and entry.bears else clause


def _violated_by(case: Case) -> tuple[str, ...]:
    """The causes that are not accepted and too much, or after which it is not back in time."""
    falling = survival.falling_to(case) if case.objective.survives else ()
    late = returning.late_after(case) if case.objective.rto is not None else ()
    found = {*falling, *late}
    return tuple(cause for cause in case.violating if cause in found)


# -- along a range --------------------------------------------------------------------------------


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
        known, sets = worked_out(points, defaults)
        objectives = (given or topology).objectives
        return frozenset(
            Sentence(sentence)
            for found in verdicts(points, sets, known)
            for sentence in _sentences(
                found,
                objectives[found.number],
                is_of_traffic=found.number in points.graph.standards.of_traffic,
                is_beside_points=True,
            )
        )

    return judge


def held(found: Verdict, given: Topology, graph: Graph) -> Iterator[str]:
    """Of each clause of a verdict whether it holds, named as in the document `given`.

    `graph` is what was judged, which may differ from it in its values.
    """
    is_of_traffic = found.number in graph.standards.of_traffic
    yield from _sentences(found, given.objectives[found.number], is_of_traffic=is_of_traffic)


def _sentences(
    verdict: Verdict, given: Objective, *, is_of_traffic: bool, is_beside_points: bool = False
) -> Iterator[str]:
    """Of each clause, named as the objective was given, whether it holds.

    Without those that single points of failure tell where it is `is_beside_points`.
    """
    names = {entry.rule: entry.asks(given) for entry in _asked(given, SINGLE)}
    names |= {entry.rule: entry.asks(given) for entry in _asked(given, JOINT)}
    if is_of_traffic:
        names = _traffic_words(given)
    for clause in verdict.clauses:
        is_of_points = verdict.objective.survives == 1 and not leaves_out(verdict.objective)
        is_told = clause.rule == survival.RULE and is_of_points and not is_of_traffic
        if not (is_beside_points and is_told):
            asks = names.get(clause.rule, clause.asks)
            yield f"{verdict.about} {asks}: {_HELD[clause.holds]}"


def worked_out(
    points: SinglePoints,
    defaults: Mapping[str, FailureData] | None = None,
    work: Work | None = None,
) -> tuple[dict[str, Availability], dict[str, CutSets]]:
    """What the objectives ask for beyond single points, as far as it can be worked out.

    All targets share the `work`, if it is bounded.
    """
    known: dict[str, Availability] = {}
    sets: dict[str, CutSets] = {}
    graph, work = points.graph, work or Work()
    standards = [(t, s) for t in points.targets if (s := graph.standards.get(t)) is not None]
    asked = [(target, s) for target, s in standards if s.asks_chance or (s.survives or 0) > 1]
    for (target, standard), share in zip(asked, work.shares(len(asked)), strict=True):
        v = graph.index[target]
        with suppress(UsageError):
            if standard.asks_chance:
                known[target] = Availability(graph, v, defaults=defaults, work=share)
        with suppress(UsageError):
            if (standard.survives or 0) > 1:
                sets[target] = CutSets(graph, v, max_order=standard.survives, work=share)
    return known, sets
