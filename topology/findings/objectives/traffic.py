"""What is asked of the traffic: that nothing is cut off, and that nothing carries too much.

With nothing failed, and after as many failures at once as the objective says: all single ones, all
pairs. Of more nothing is worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from topology.cutsets.engine.work import OUT_OF_TIME
from topology.document.schema import Accepted, Component, Demand, Objective
from topology.finding import Finding
from topology.findings.objectives.clauses import (
    NONE_COUNTS,
    Clause,
    Verdict,
    accepted_note,
    counting,
    few_words,
    still_accepted,
)
from topology.findings.objectives.survival import PAIR, failures_words
from topology.findings.single_points import SinglePoints
from topology.findings.traffic.points import MOST_PAIRS, Hit, TrafficPoints
from topology.findings.traffic.telling import finding
from topology.network.causes import Cause
from topology.network.words import amount_words, carries_words, fails_words, place_words
from topology.structure.graph import Graph
from topology.values.units import counted, percent

SURVIVES, UTILISATION = "survives", "utilisation"
MOST_SETS = 1_000
"""Pairs of failures that are findings; the clause says how many there are."""


def traffic_rule(objective: Objective) -> str:
    """The field by which the clause is known; empty where nothing is asked."""
    if objective.utilisation is not None:
        return UTILISATION
    return SURVIVES if objective.asks(SURVIVES) else ""


def traffic_asked(objective: Objective) -> str:
    """What is asked, in words."""
    most, wanted = objective.utilisation, objective.survives or 0
    if not wanted:
        return f"carries nothing above {percent(most or 0.0)} with nothing failed"
    above = "" if most is None else f" with nothing above {percent(most)}"
    return f"survives {failures_words(objective)}{above}"


def traffic_verdict(points: SinglePoints, number: int) -> Verdict | None:
    """The verdict on one objective of the traffic; None where it asks nothing."""
    objective = points.topology.objectives[number]
    rule, asks = traffic_rule(objective), traffic_asked(objective)
    accepted = points.graph.standards.accepted_of_traffic(objective)
    if not rule:
        return None
    if points.traffic is None:
        clause = Clause(asks, None, "it is not among the targets that were judged", rule)
        return Verdict(objective, (clause,), (), accepted, number=number)
    case = _Case(points, points.traffic, objective, accepted)
    holds, why = case.judged
    clause = Clause(
        asks,
        holds,
        "; ".join((why, *case.notes)),
        rule,
        tuple(case.findings) if holds is False else (),
        tuple(case.finding(hit) for hit in case.borne),
    )
    borne = tuple(sorted(entry.cause for entry in clause.borne))
    return Verdict(objective, (clause,), (), accepted, borne, number=number)


@dataclass(frozen=True)
class _Case:
    """The traffic under one objective, and what it is judged by."""

    points: SinglePoints
    traffic: TrafficPoints
    objective: Objective
    accepted: tuple[Accepted, ...]

    @property
    def graph(self) -> Graph:
        return self.points.graph

    @property
    def limit(self) -> float:
        asked = self.objective.utilisation
        return 1.0 if asked is None else float(asked)

    @property
    def wanted(self) -> int:
        return self.objective.survives or 0

    def finding(self, hit: Hit) -> Finding:
        return finding(self.traffic, hit, self.limit)

    # -- what violates it -------------------------------------------------------------------------

    def _counts(self, hit: Hit) -> bool:
        """Whether it is of a class that is asked about."""
        classes = self.objective.classes
        return classes is None or hit.failure_class.value in classes

    @cached_property
    def intact(self) -> Hit | None:
        """What is wrong with nothing failed."""
        hit = self.traffic.intact(self.limit)
        return hit if hit is not None and self._counts(hit) else None

    @cached_property
    def causes(self) -> list[Cause]:
        """The single failures that are asked about and that the network feels."""
        if not self.wanted:
            return []
        counts, name = counting(self.graph, self.objective.against), self._name
        found = (after.cause for after in self.traffic.sweep.failures)
        return [cause for cause in found if counts(name(cause.numbers[0]))]

    def _name(self, number: int) -> str:
        return self.traffic.network.causes.name(number)

    @cached_property
    def _hits(self) -> list[Hit]:
        """Those of them that are too much, accepted or not; worst first."""
        asked = {cause.numbers for cause in self.causes}
        found = self.traffic.hits(self.limit) if asked else ()
        return [hit for hit in found if hit.cause.numbers in asked and self._counts(hit)]

    @cached_property
    def _accepted_ids(self) -> frozenset[str]:
        return still_accepted(self.points, self.accepted)

    def _is_borne(self, hit: Hit) -> bool:
        return self._accepted_ids.issuperset(map(self._name, hit.cause.numbers))

    @cached_property
    def borne(self) -> list[Hit]:
        """Those that are accepted."""
        return [hit for hit in self._hits if self._is_borne(hit)]

    @cached_property
    def violating(self) -> list[Hit]:
        """Those that are not accepted."""
        return [hit for hit in self._hits if not self._is_borne(hit)]

    @cached_property
    def _paired(self) -> list[int]:
        """The failures that are asked about and are not too much alone, felt alone or not."""
        alone = {hit.cause.numbers[0] for hit in self._hits}
        counts = counting(self.graph, self.objective.against)
        some = self.traffic.can_fail
        return [number for number in some if number not in alone and counts(self._name(number))]

    @property
    def _pair_count(self) -> int:
        return self.traffic.pair_count(self._paired)

    @property
    def _pair_words(self) -> str:
        return counted(self._pair_count, "pair")

    @cached_property
    def pairs(self) -> list[Hit]:
        """The pairs that are too much though neither is alone, and are not accepted."""
        return self._pairs_found or []

    @cached_property
    def _pairs_found(self) -> list[Hit] | None:
        """None where time was up, or they are too many."""
        if self.wanted < PAIR:
            return []
        expired = self.points.under_load.has_expired
        found = self.traffic.pair_hits(self._paired, self.limit, expired)
        if found is None:
            return None
        return [hit for hit in found if self._counts(hit) and not self._is_borne(hit)]

    @property
    def findings(self) -> Iterator[Finding]:
        """What violates it, the worst first; of pairs `MOST_SETS`."""
        intact = [] if self.intact is None else [self.intact]
        yield from map(self.finding, (*intact, *self.violating, *self.pairs[:MOST_SETS]))

    # -- the verdict ------------------------------------------------------------------------------

    @cached_property
    def judged(self) -> tuple[bool | None, str]:
        """Whether it holds, and why."""
        if self.intact is not None:
            return False, f"with nothing failed {self._reason(self.intact)}"
        if self.violating:
            after = f"after {len(self.violating):,} of {counted(len(self.causes), 'failure')}"
            return False, f"{after}, the worst: {self._reason(self.violating[0])}"
        if self.pairs:
            after = f"after {len(self.pairs):,} of {self._pair_words} of failures"
            return False, f"{after}, the worst: {self._reason(self.pairs[0])}"
        why = self._not_known
        return (None, why) if why else (True, self._holding)

    def _reason(self, hit: Hit) -> str:
        return " → ".join(self.finding(hit).reason)

    @property
    def _not_known(self) -> str:
        """Why it is not known; empty where it is."""
        counts = counting(self.graph, self.objective.against)
        if self.wanted and not any(map(counts, self.points.can_fail)):
            return NONE_COUNTS
        if self.wanted > PAIR:
            return f"of more than {PAIR} failures at once nothing is worked out"
        if self._pairs_found is None:
            of_more = f"there are {self._pair_words} of failures, and {MOST_PAIRS:,} are the most"
            return of_more if self._pair_count > MOST_PAIRS else OUT_OF_TIME
        return self._without_capacity

    @property
    def _without_capacity(self) -> str:
        """Which links carry traffic of which nobody knows whether it is too much."""
        classes = self.objective.classes
        if self.objective.utilisation is None or (classes and set(classes) == {"structural"}):
            return ""
        if not self._unlimited:
            return ""
        carrying = self.traffic.carrying((*self.causes, *self._pairs_gone_through))
        unknown = sorted(carrying.intersection(self._unlimited))
        if not unknown:
            return ""
        have = "has" if len(unknown) == 1 else "have"
        of = f"{len(unknown):,} of {counted(len(carrying), 'link')} that carry traffic {have}"
        return f"{of} no capacity: {few_words([self.graph.ids[v] for v in unknown])}"

    @property
    def _pairs_gone_through(self) -> Iterator[Cause]:
        if self.wanted == PAIR:
            pairs = self.traffic.pairs(self._paired)
            yield from map(self.traffic.network.causes.together, pairs)

    @property
    def _unlimited(self) -> set[int]:
        links = self.traffic.network.arcs.arcs_of
        return {v for v in links if self.graph.components[v].capacity is None}

    @property
    def _holding(self) -> str:
        after = f" after {counted(len(self.causes), 'failure')}" if self.wanted else ""
        if self.wanted == PAIR:
            after += f" and any of {self._pair_words} of them"
        return f"nothing is cut off{after}; {self._most_used}"

    @property
    def _most_used(self) -> str:
        """The most that anything carries, with nothing failed or after a single failure."""
        asked = {cause.numbers for cause in self.causes}
        sweep = self.traffic.sweep
        found = (sweep.intact, *(a for a in sweep.failures if a.cause.numbers in asked))
        used = [(after.cause, after.worst) for after in found if after.worst is not None]
        places = counted(len(self.traffic.network.gauges.places), "capacity", "capacities")
        if not used:
            return "nothing has a capacity"
        cause, worst = max(used, key=lambda one: one[1].utilisation)
        failed = fails_words(self.traffic.network, cause.numbers) if cause.numbers else ""
        when = f"when {failed}" if failed else "with nothing failed"
        place = place_words(self.traffic.network, worst.place)
        return f"of {places} the most used is {place}: {when} it {carries_words(worst)}"

    # -- what has to be known with it -------------------------------------------------------------

    @property
    def notes(self) -> Iterator[str]:
        """What else a reader has to know to trust the verdict."""
        borne = {self._name(hit.cause.numbers[0]) for hit in self.borne}
        if borne:
            yield accepted_note(self.points, [e for e in self.accepted if e.id in borne])
        if gone := self.traffic.sweep.intact.gone:
            yield f"{amount_words(self.graph, gone)} is gone with ends that are down anyway"
        if self.objective.utilisation is None and self._unlimited:
            links = counted(len(self.traffic.network.arcs.arcs_of), "link")
            yield f"{len(self._unlimited):,} of {links} without capacity count as wide enough"
        yield from _degrees(self.graph, self.traffic)
        if _sends_otherwise(self.graph, self.traffic):
            yield "what `reach` sends is not counted"


def _degrees(graph: Graph, traffic: TrafficPoints) -> Iterator[str]:
    """How many capacities and demands are not known, but assumed or guessed."""
    limited = {place.component for place in traffic.network.gauges.places}
    capacities = [graph.components[v] for v in sorted(limited)]
    kinds: tuple[tuple[str, str, str, Sequence[Component | Demand]], ...] = (
        ("capacity", "capacity", "capacities", capacities),
        ("demand", "demand", "demands", graph.topology.traffic),
    )
    for field, one, many, parts in kinds:
        number = _less_than_known(parts, field)
        if number:
            are = "is" if number == 1 else "are"
            yield f"{number:,} of {counted(len(parts), one, many)} {are} assumed or guessed"


def _less_than_known(parts: Iterable[Component | Demand], field: str) -> int:
    return sum(
        part.guessed is not None
        or isinstance(part.assumed, str)
        or field in (part.assumed or ())
        or getattr(getattr(part, field), "assumed", None) is not None
        for part in parts
    )


def _sends_otherwise(graph: Graph, traffic: TrafficPoints) -> bool:
    """Whether needs send a load over links with a capacity as well."""
    has_load = any(component.demand for component in graph.components)
    return bool(has_load and graph.nodes.path_network and traffic.network.gauges.places)
