"""What is offered to whom after the failures at hand, and whether more capacity would do.

Values that are ranges are tried at both ends, each by itself, as verdicts over ranges are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from topology.document.document import Topology, put_at
from topology.document.options.choices import Raw
from topology.finding import FailureClass
from topology.loads.contingencies import LOAD_ERRORS, Contingencies
from topology.remedy.suggestions.matter import Cause, Matter
from topology.structure.graph import Graph
from topology.values.ranged import Ranged
from topology.values.rounding import exceeds

VAST = 1e15
"""A capacity that nothing uses up, in load units."""
MOST_CAUSES = 12
"""So many failures that overload something are looked at, the worst first."""
MOST_ENDS = 24
"""So many ends of ranges are tried."""


@dataclass(frozen=True, slots=True)
class Overload:
    """A component that is offered more than it carries after a failure at hand."""

    component: str
    capacity: float
    """At the given value, in load units."""
    least: float
    """The same at the lowest of its range."""
    needed: float
    """The most that it is offered if everything carries what comes, as a capacity; over ranges."""
    crashes: bool
    above: float
    causes: tuple[Cause, ...]
    is_alone: bool
    """Whether nothing else is overloaded by any of these failures."""


@dataclass(frozen=True)
class Overloads:
    """All of a document; found when they are first asked for."""

    matter: Matter

    @cached_property
    def worlds(self) -> list[Raw]:
        """The document at its values, and at each end of each range."""
        plain = self.matter.plain
        found = [plain]
        for path, ranged in self.matter.topology.ranges():
            for end in (ranged.low, ranged.high):
                found.append(deepcopy(plain))
                put_at(found[-1], path, ranged.write(end))
        return found[: 1 + MOST_ENDS]

    @cached_property
    def found(self) -> list[Overload]:
        """What is overloaded, that of the worst failure first."""
        classes = FailureClass.OVERLOAD, FailureClass.GRAY
        causes = list(self.matter.of(*classes))[:MOST_CAUSES]
        needed: dict[str, float] = {}
        by: dict[str, list[Cause]] = {}
        alone: dict[str, bool] = {}
        for name in dict.fromkeys(cause.id for cause in causes):
            over = self._over(name)
            for component, load in over.items():
                needed[component] = max(needed.get(component, 0.0), load)
                by.setdefault(component, []).extend(c for c in causes if c.id == name)
                alone[component] = alone.get(component, True) and len(over) == 1
        return [self._overload(n, needed[n], tuple(by[n]), alone[n]) for n in needed]

    def _overload(
        self, name: str, needed: float, causes: tuple[Cause, ...], alone: bool
    ) -> Overload:
        item = self._component(name)
        capacity = item.capacity or 0.0
        least = capacity.low if isinstance(capacity, Ranged) else capacity
        crashes = item.overload is not None and item.overload.mode == "crash"
        above = _above(item)
        return Overload(name, float(capacity), float(least), needed, crashes, above, causes, alone)

    def _component(self, name: str) -> Any:
        return self.matter.graph.components[self.matter.graph.index[name]]

    def _over(self, cause: str) -> dict[str, float]:
        """The capacities that would be needed after a failure, where they are not there."""
        needed: dict[str, float] = {}
        for world in self.worlds:
            for name, load in offered(world, cause).items():
                needed[name] = max(needed.get(name, 0.0), load / _above(self._component(name)))
        return {
            name: load
            for name, load in sorted(needed.items())
            if exceeds(load, _least(self._component(name).capacity))
        }

    def do(self, change: Mapping[str, Any], component: str, causes: Sequence[Cause]) -> bool:
        """Whether a component with new values leaves its failures too much for no target."""
        return all(
            _is_well({**world, "components": list(_changed(world, component, change))}, causes)
            for world in self.worlds
        )


def offered(plain: Raw, cause: str) -> dict[str, float]:
    """The most that everything with a capacity is offered after a failure, in load units.

    As capacity with all members there; empty where loads cannot be judged.
    """
    vast = [_boundless(item) if "capacity" in item else item for item in plain["components"]]
    graph = Graph.compile(Topology.from_dict({**plain, "components": vast}))
    contingencies = Contingencies(graph, ())
    try:
        outcomes = contingencies.starts.cascade([cause]).run().outcomes
    except LOAD_ERRORS:
        return {}
    uses = ((item["id"], outcomes[item["id"]].peak_utilisation) for item in plain["components"])
    return {name: use * VAST for name, use in uses if use}


def _boundless(item: Raw) -> Raw:
    rule = {key: value for key, value in item.get("overload", {}).items() if key != "limit"}
    return {**item, "capacity": VAST, **({"overload": rule} if rule else {})}


def _is_well(plain: Raw, causes: Sequence[Cause]) -> bool:
    graph = Graph.compile(Topology.from_dict(plain))
    contingencies = Contingencies(graph, (graph.index[cause.target] for cause in causes))
    try:
        return not any(contingencies.run([name]).points for name in {c.id for c in causes})
    except LOAD_ERRORS:
        return False


def _changed(plain: Raw, component: str, change: Mapping[str, Any]) -> Iterator[Raw]:
    for item in plain["components"]:
        yield {**item, **change} if item["id"] == component else item


def _above(item: Any) -> float:
    crashes = item.overload is not None and item.overload.mode == "crash"
    return _least(item.overload.above) if crashes else 1.0


def _least(value: Any) -> float:
    return float(value.low if isinstance(value, Ranged) else value or 0.0)
