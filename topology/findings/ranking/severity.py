"""Worst first, everywhere, by one rule.

What does not come back, then the money lost in an hour, the weight of the objectives that fall, the
demand lost, the components that go down, the id; last of all what is nothing but its own failure.
What a failure costs is what is lost when nothing
changes any more with nothing repaired: all that goes down with it, and what load takes below it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from math import isinf
from typing import TYPE_CHECKING, NamedTuple

from topology.findings.blast_radius import Widths
from topology.findings.under_load import UnderLoad
from topology.structure.graph import Graph

if TYPE_CHECKING:
    from topology.loads.cascade.run import Run
    from topology.reliability.availability import Availability


class Lost(NamedTuple):
    """What is lost: money in an hour, weight of objectives, demand, and components down."""

    money: float = 0.0
    weight: float = 0.0
    demand: float = 0.0
    components: int = 0


class Severity(NamedTuple):
    """By what findings are sorted, the worst first."""

    is_bare: bool
    """Whether it is nothing but its own failure: of what only groups others, or ends paths."""
    comes_back: bool
    lost: tuple[float, ...]
    """As in `Lost`, but negative, so that most comes first."""
    id: str

    @classmethod
    def of(
        cls, name: str, lost: Lost, *, is_lasting: bool = False, is_bare: bool = False
    ) -> Severity:
        """From what is lost; what differs by rounding alone is the same."""
        return cls(is_bare, not is_lasting, tuple(-float(f"{amount:.9g}") for amount in lost), name)


def target_severity(graph: Graph, v: int, *, is_lasting: bool = False) -> Severity:
    """How bad it is that a target is lost."""
    component = graph.components[v]
    weight = graph.standards.weight(component.id)
    lost = Lost(component.loss_per_hour or 0.0, weight, component.demand or 0.0, 1)
    return Severity.of(graph.ids[v], lost, is_lasting=is_lasting)


def worst_outcomes(
    run: Run, names: Iterable[str], weights: Mapping[str, float] | None = None
) -> list[str]:
    """Components of a run in order, by what it cost them; those without any cost by id.

    With the `weights` of targets that objectives name.
    """
    weights = weights or {}

    def severity(name: str) -> Severity:
        outcome = run.outcomes[name]
        is_lasting = isinf(outcome.longest_outage_s)
        weight = weights.get(name, 0.0) if is_lasting or outcome.downtime_s else 0.0
        lost = Lost(outcome.money_lost, weight, outcome.demand_lost)
        return Severity.of(name, lost, is_lasting=is_lasting)

    return sorted(names, key=severity)


def average_severity(found: Availability) -> tuple[float, Severity]:
    """How bad it is how often a target is down: by the share of time, then by what is lost."""
    share = found.with_switching or found.unavailability or 0.0
    if found.bounds is not None:
        share = found.bounds.upper
    v = found.graph.index[found.id]
    return -float(f"{share:.9g}"), target_severity(found.graph, v)


class Ranking:
    """Puts the causes and the targets of a graph in order, the worst first."""

    def __init__(
        self,
        widths: Widths,
        under_load: UnderLoad,
        is_lasting: Callable[[str], bool],
        is_lost: Callable[[str], bool],
        is_bare: Callable[[str], bool],
    ) -> None:
        """`is_lasting`: whether something that falls to a cause is never back, as far as is known;
        `is_lost`: whether a target is not, after some cause; `is_bare`: whether a cause is nothing
        but its own failure."""
        self._widths = widths
        self._graph = widths.graph
        self._under_load = under_load
        self._is_lasting = is_lasting
        self._is_lost = is_lost
        self._is_bare = is_bare
        self._found: dict[str, Severity] = {}
        self._found_targets: dict[str, Severity] = {}

    def causes(self, names: Iterable[str], most: int | None = None) -> list[str]:
        """The worst of some causes, or all of them, in order."""
        if most is None:
            return sorted(names, key=self.of_cause)
        return heapq.nsmallest(most, names, key=self.of_cause)

    def targets(self, names: Iterable[str]) -> list[str]:
        """Some targets in order."""
        return sorted(names, key=self.of_target)

    def of_cause(self, name: str) -> Severity:
        """How bad the failure of a component or shared risk is."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._of_cause(name)
        return found

    def lost(self, name: str) -> Lost:
        """What a cause costs when nothing changes any more, with nothing repaired."""
        widths, loss = self._widths, self._under_load.loss(name)
        cause = widths.graph.cause_number(name)
        return Lost(
            widths.money(cause) if loss is None else loss.money_at_rest,
            widths.weight(cause) + self._weights_by_load.get(name, 0.0),
            widths.demand(cause) if loss is None else loss.at_rest,
            widths.sizes[cause],
        )

    def _of_cause(self, name: str) -> Severity:
        is_lasting, is_bare = self._is_lasting(name), self._is_bare(name)
        return Severity.of(name, self.lost(name), is_lasting=is_lasting, is_bare=is_bare)

    @cached_property
    def _weights_by_load(self) -> dict[str, float]:
        """The weight of the objectives whose targets fall to a cause by load alone."""
        found: dict[str, float] = {}
        for v, causes in self._under_load.points.items():
            weight = self._graph.standards.weight(self._graph.ids[v])
            for cause in causes:
                found[cause] = found.get(cause, 0.0) + weight
        return found

    def of_target(self, name: str) -> Severity:
        """How bad it is that a target falls, or does not work at all."""
        found = self._found_targets.get(name)
        if found is None:
            v = self._graph.index[name]
            found = target_severity(self._graph, v, is_lasting=self._is_lost(name))
            self._found_targets[name] = found
        return found
