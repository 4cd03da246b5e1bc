"""Whether one failure is too much for a target, with nothing else worked out.

The same rules as in `findings.single_points` and the clauses that hang on it, for one cause: what
falls by structure is asked of the structure function, and only where it does not fall is the one
contingency played.
"""

from __future__ import annotations

from dataclasses import replace

from topology.document.document import Topology
from topology.document.schema import Objective
from topology.finding import FailureClass
from topology.findings.objectives import returning, survival
from topology.findings.objectives.clauses import Case, counting
from topology.findings.objectives.verdicts import judges_each
from topology.findings.single_points import SinglePoints
from topology.findings.under_load import own_causes
from topology.remedy.answer import Failure
from topology.structure.graph import Graph

RULES = (survival.RULE, returning.RULE)
"""The clauses that single points of failure violate."""


def is_asked_of_one(graph: Graph, failure: Failure) -> bool:
    """Whether a failure is one that `After` can tell of: of a target, after a single cause."""
    is_of_traffic = failure.objective in graph.standards.of_traffic
    return bool(failure.cause) and failure.rule in RULES and not is_of_traffic


class After:
    """A document in which single failures are asked about one by one."""

    def __init__(self, topology: Topology, *, today: str | None = None) -> None:
        """Near linear in the document; it must have no ranges."""
        self._points = SinglePoints.of(topology, today=today)
        self._graph = self._points.graph
        self._classes: dict[tuple[int, str], FailureClass | None] = {}

    @property
    def graph(self) -> Graph:
        """The compiled document."""
        return self._graph

    def is_too_much(self, failure: Failure) -> bool:
        """Whether a cause violates a clause about a target."""
        case = self._case(failure)
        if case is None or not self._counts(case, failure.cause):
            return False
        found = self._class_of(self._graph.index[failure.about], failure.cause)
        if found is None:
            return False
        if failure.rule == survival.RULE:
            classes = case.objective.classes
            return classes is None or found.value in classes
        return self._is_late(failure, case.objective)

    def is_structural(self, failure: Failure) -> bool:
        """Whether a cause violates that a target survives by structure, whatever load says."""
        case = self._case(failure) if failure.rule == survival.RULE else None
        if case is None or not self._counts(case, failure.cause):
            return False
        classes = case.objective.classes
        counts = classes is None or FailureClass.STRUCTURAL.value in classes
        return counts and self._falls(self._graph.index[failure.about], failure.cause)

    def _case(self, failure: Failure) -> Case | None:
        """What the clause is judged by; None where it is not there, or no failure is judged."""
        points, target = self._points, failure.about
        objective = points.topology.objectives[failure.objective]
        if not objective.asks(failure.rule) or target not in points.targets:
            return None
        if not judges_each(self._graph, failure.objective, target):
            return None
        accepted = self._graph.standards.accepted(objective, target)
        return Case(points, objective, target, accepted)

    def _counts(self, case: Case, cause: str) -> bool:
        """Whether a cause is there, and is neither accepted nor left out."""
        graph = self._graph
        if cause not in graph.index and cause not in graph.strike_index:
            return False
        is_own = cause in own_causes(graph, graph.index[case.target])
        counts = counting(graph, case.objective.against)
        return not is_own and cause not in case.accepted_ids and counts(cause)

    def _class_of(self, v: int, cause: str) -> FailureClass | None:
        """The class of a single point of failure; None for what is none."""
        key = v, cause
        if key not in self._classes:
            falls = self._falls(v, cause)
            self._classes[key] = FailureClass.STRUCTURAL if falls else self._by_load(v, cause)
        return self._classes[key]

    def _falls(self, v: int, cause: str) -> bool:
        """Whether a target goes down with a cause whatever the load."""
        graph = self._graph
        number = graph.index.get(cause)
        if number is not None and graph.components[number].fails is False:
            return False
        return v in graph.going_down(*graph.failing([cause]))

    def _by_load(self, v: int, cause: str) -> FailureClass | None:
        """What load makes of a cause that leaves a target an alternative."""
        load = self._points.under_load
        if not load.matters or load.unjudged or cause not in load.moving:
            return None
        from topology.loads.contingencies import LOAD_ERRORS

        others = frozenset(load.contingencies.targets).difference((v,))
        try:
            point = load.contingencies.run([cause], others).points.get(v)
        except LOAD_ERRORS:
            return None
        return None if point is None else point.failure_class

    def _is_late(self, failure: Failure, objective: Objective) -> bool:
        """Whether a target that falls to a cause is known not to be back in time."""
        points, target = self._points, failure.about
        if points.load_unjudged or target in points.below_level:
            return False
        found = points.recoveries.of(self._graph.index[target], failure.cause, is_point=True)
        return replace(found, rto_s=objective.rto).is_in_time is False
