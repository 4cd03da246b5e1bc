"""Reserves in availability: which are counted, exactly, and which are not, so that it is a bound.

A reserve is counted where its entry is one component that nobody else uses, and that one cause
takes down: then what is missed fails as that cause does, apart from all others (`held_data`). It
may stand around another such reserve. Whatever else has a reserve is taken to have none. The
structure is monotone and reserves only keep up, so that is never better than the truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from topology.cutsets.synthesis import Cause
from topology.document import schema
from topology.document.failure_data import FailureData
from topology.reliability.held_data import mean_outage_s, missed
from topology.structure.graph import Graph
from topology.structure.reserves import Held, held_entries, reserve_words
from topology.structure.words import lives_on_words
from topology.values.units import time_words

SHARED = "others hang on what is below it as well"
SEVERAL = "more than one cause takes it down"


@dataclass
class Counted:
    """What reserves make of the data of causes, by the number of the cause, and in sentences."""

    data: dict[int, FailureData] = field(default_factory=dict)
    conditions: list[str] = field(default_factory=list)
    uncounted: list[str] = field(default_factory=list)


def counted_reserves(
    graph: Graph, target: int, causes: Sequence[Cause], data: Sequence[FailureData | None]
) -> Counted:
    """The reserves of all that a target hangs on. O(size of what it hangs on, for each of them)."""
    return _Reserves(graph, target, causes, data).counted()


class _Reserves:
    def __init__(
        self,
        graph: Graph,
        target: int,
        causes: Sequence[Cause],
        data: Sequence[FailureData | None],
    ) -> None:
        self._graph = graph
        self._target = target
        self._causes = causes
        self._data = data
        self._means: dict[int, float] = {}
        """The mean time of the repairs of causes of which a reserve is counted."""

    def counted(self) -> Counted:
        """Those inside others first, as these begin when they end."""
        found = Counted()
        entries = [
            (v, entry)
            for v in sorted(v for v in self._below(self._target) if v < self._graph.size)
            for entry in held_entries(self._graph.components[v].needs)
        ]
        for v, entry in sorted(entries, key=lambda pair: len(self._inside(pair[1]))):
            self._count(v, entry, found)
        found.conditions.sort()
        found.uncounted.sort()
        return found

    def _count(self, v: int, entry: Held, found: Counted) -> None:
        inside = self._causes_in(self._inside(entry))
        if not inside:
            return  # nothing takes it down, as far as data go
        name, why = self._graph.ids[v], self._why_not(entry, inside, found)
        if why:
            found.uncounted.append(f"{reserve_words(name, entry)}: {why}")
            return
        (number,) = inside
        before = found.data.get(number, self._data[number])
        assert before is not None
        mean_s = self._means.setdefault(number, mean_outage_s(before) or 0.0)
        holds_s, refill_s = float(entry.holds or 0.0), float(entry.refill)
        found.data[number] = missed(before, mean_s, holds_s, refill_s)
        words = f"{name} {lives_on_words(entry, holds_s)}"
        mean = time_words(mean_s)
        taken = f"times exponential, down {mean}" if refill_s else f"repairs exponential, {mean}"
        found.conditions.append(f"{words}, {taken} on average (an rto takes them as fixed)")

    def _why_not(self, entry: Held, inside: Sequence[int], found: Counted) -> str:
        """Why a reserve is not counted; empty when it is."""
        if len(inside) > 1 or any(self._members(number) > 1 for number in inside):
            return SEVERAL
        if not isinstance(entry, schema.On) or not self._is_private(self._inside(entry)):
            return SHARED
        cause, data = self._causes[inside[0]], self._data[inside[0]]
        assert data is not None
        if not data.per_year:
            return f"{cause.id} has no mtbf or per_year, and so no duration"
        if inside[0] in found.data and entry.refill:
            return "it refills in some time, and is around another reserve"
        return ""

    # -- what is below an entry -------------------------------------------------------------------

    @cached_property
    def _all(self) -> frozenset[int]:
        return self._below(self._target)

    def _below(self, node: int) -> frozenset[int]:
        """A node with all that it hangs on: components, and inner nodes."""
        graph = self._graph
        seen, todo = {node}, [node]
        for at in todo:
            further = set(graph.children[at])
            if at in graph.path_network:
                network = graph.networks[graph.path_network[at][0]]
                further |= {network.goal, *network.mesh.links, *network.mesh.arcs_in}
            todo.extend(further - seen)
            seen |= further
        return frozenset(seen)

    def _inside(self, entry: Held) -> frozenset[int]:
        """All that an entry hangs on."""
        index = self._graph.index
        first = {index[name] for name in schema.named((entry,))}
        if isinstance(entry, schema.Reach):
            mesh = self._graph.network_of(entry).mesh
            first |= {*mesh.links, *mesh.arcs_in}
        return frozenset[int]().union(*map(self._below_once, sorted(first)))

    def _below_once(self, node: int) -> frozenset[int]:
        if node not in self._known:
            self._known[node] = self._below(node)
        return self._known[node]

    @cached_property
    def _known(self) -> dict[int, frozenset[int]]:
        return {}

    def _causes_in(self, inside: frozenset[int]) -> list[int]:
        """The causes, by number, that hit some of these."""
        graph = self._graph
        return [
            number
            for number, cause in enumerate(self._causes)
            if self._fails(number)
            and (
                cause.component in inside
                if cause.risk is None
                else not inside.isdisjoint(graph.risk_hits[cause.risk])
            )
        ]

    def _fails(self, number: int) -> bool:
        """Whether a cause ever takes something down, as far as data go; no switch has any."""
        data = self._data[number]
        return data is not None and data.unavailability > 0

    def _members(self, number: int) -> int:
        component = self._causes[number].component
        return 1 if component is None else self._graph.components[component].count

    def _is_private(self, inside: frozenset[int]) -> bool:
        """Whether nothing but one entry of its owner leads to what is below it."""
        graph = self._graph
        if self._target in inside or any(node in graph.path_network for node in inside):
            return False
        if any(self._is_on_a_way(v) for v in inside):
            return False
        risks = {risk for v in inside for risk in graph.risks_of.get(v, ())}
        if any(not inside.issuperset(self._all.intersection(graph.struck[r])) for r in risks):
            return False
        ways_in = [
            parent
            for node in inside
            for parent in graph.parents.get(node, ())
            if parent in self._all and parent not in inside
        ]
        return len(ways_in) == 1

    def _is_on_a_way(self, v: int) -> bool:
        return any(n.goal == v or n.mesh.is_element(v) for n in self._graph.networks)
