"""What came of judging a document, as remedies are looked for: what fails, and how much is left."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from topology.cutsets.engine.work import Work
from topology.document.failure_data import FailureData
from topology.findings.gate.checked import Standing, clause_sentence
from topology.findings.objectives import elsewhere, returning, survival
from topology.findings.objectives.clauses import Case, Clause, Verdict
from topology.findings.objectives.judged import UNASKED_NODES, Judged
from topology.findings.single_points import SinglePoints
from topology.reliability.availability import Availability
from topology.remedy.answer import Failure, Left, State
from topology.values.deadlines import never

Key = tuple[int, str, str]
"""A clause: the position of its objective, whom it is about, and its rule."""


@dataclass(frozen=True, slots=True)
class Standings:
    """Each clause with its standing and, where it is violated, by what."""

    of: Mapping[Key, Standing]
    violations: Mapping[Key, frozenset[Failure]]
    """Of what is violated."""
    said: Mapping[Key, tuple[str, ...]]
    """Of each that does not hold: what is asked, its standing and why."""

    @classmethod
    def made(cls, judged: Judged, numbers: Collection[int]) -> Standings:
        """From the verdicts on the objectives at some positions."""
        standings: dict[Key, Standing] = {}
        violations: dict[Key, frozenset[Failure]] = {}
        said: dict[Key, tuple[str, ...]] = {}
        for verdict in judged.verdicts:
            if verdict.number not in numbers:
                continue
            for clause in verdict.clauses:
                key = (verdict.number, verdict.about, clause.rule)
                standing = Standing.of(clause.holds)
                standings[key] = _worse(standings.get(key, standing), standing)
                if standing is not Standing.HOLDS:
                    sentence = clause_sentence(verdict.about, clause.asks, standing, clause.why)
                    said[key] = (*said.get(key, ()), sentence)
                if standing is Standing.VIOLATED:
                    causes = frozenset(_causes(judged.points, verdict, clause))
                    found = frozenset(Failure(*key, cause) for cause in causes or {""})
                    violations[key] = violations.get(key, frozenset()) | found
        return cls(standings, violations, said)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Of all that does not hold."""
        return tuple(sentence for some in self.said.values() for sentence in some)

    @property
    def violated(self) -> frozenset[Failure]:
        """All that is violated."""
        return frozenset().union(*self.violations.values())

    def failing(self, before: Standings) -> frozenset[Failure]:
        """What is violated, and what is not known now and was when nothing was chosen."""
        lost = (
            Failure(*key)
            for key, standing in self.of.items()
            if standing is Standing.NOT_KNOWN and before.knew(key)
        )
        return self.violated.union(lost)

    def knew(self, key: Key) -> bool:
        """Whether it was known of a clause that it holds, or does not."""
        return self._standing(key) in (Standing.HOLDS, Standing.VIOLATED)

    def held(self, key: Key) -> bool:
        """Whether a clause held."""
        return self._standing(key) is Standing.HOLDS

    def _standing(self, key: Key) -> Standing | None:
        """None where nothing is said of it."""
        if key in self.of:
            return self.of[key]
        # That something is kept all over the ranges, or at all, is said only where it is not.
        number, about, rule = key
        is_said = rule not in ("", elsewhere.RULE)
        is_about = any(known[:2] == (number, about) for known in self.of)
        return Standing.HOLDS if is_about and not is_said else None


def _worse(one: Standing, other: Standing) -> Standing:
    order = (Standing.HOLDS, Standing.NOT_KNOWN, Standing.VIOLATED)
    return max(one, other, key=order.index)


def _causes(points: SinglePoints, verdict: Verdict, clause: Clause) -> Iterator[str]:
    """What brings it about that a clause is violated; empty where it is no single failure."""
    yield from points_against(points, verdict, clause.rule)
    yield from (finding.cause for finding in clause.findings)


def points_against(points: SinglePoints, verdict: Verdict, rule: str) -> Sequence[str]:
    """The single points of failure that violate a clause which is about them."""
    if not verdict.target:
        return ()
    case = Case(points, verdict.objective, verdict.target, verdict.accepted)
    if rule == survival.RULE:
        return survival.falling_to(case)
    return returning.late_after(case) if rule == returning.RULE else ()


def state_of(
    judged: Judged,
    found: Standings,
    failing: Collection[Failure],
    defaults: Mapping[str, FailureData] | None = None,
    expired: Callable[[], bool] = never,
) -> State:
    """The objectives as they stand; `failing` is all that does not hold and has to."""
    never = {
        failure.cause
        for failure in found.violated
        if failure.cause and _is_never(judged.points, failure)
    }
    loss = loss_per_year(judged.points, defaults, expired)
    left = Left(len(never), loss, len(failing))
    return State(found.of, found.sentences, tuple(sorted(found.violated)), left)


def _is_never(points: SinglePoints, failure: Failure) -> bool:
    """Whether a target that a single failure is too much for is known never to be back."""
    target, cause = failure.about, failure.cause
    if target not in points.targets or cause not in points.causes(target):
        return False
    return points.recovery(target, cause).is_never


def loss_per_year(
    points: SinglePoints,
    defaults: Mapping[str, FailureData] | None = None,
    expired: Callable[[], bool] = never,
) -> float | None:
    """Money that is lost a year on average, in the currency, waiting for standbys included.

    Of all judged targets; None where none of them loses any, or data or the time are wanting.
    """
    graph = points.graph
    losing = [v for v in map(graph.index_of, points.targets) if graph.components[v].loss_per_hour]
    if not losing:
        return None
    work, losses = Work(expired, nodes=UNASKED_NODES), []
    for v, share in zip(losing, work.shares(len(losing)), strict=True):
        found = Availability(graph, v, defaults=defaults, work=share)
        if found.with_switching is None or found.is_bound:
            return None
        losses.append(found.loss_of(found.with_switching))
    return fsum(losses)
