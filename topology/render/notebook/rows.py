"""The rows that frames and notebooks have of a result: the same as its CSV, in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from topology.cutsets.cutsets import CutSets
from topology.document.document import Topology
from topology.document.schema import Component, named
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.run import Run
from topology.reliability.availability import Availability
from topology.render.machine.cascade import timeline_rows
from topology.render.machine.chances.availability import importance_rows
from topology.render.machine.chances.cut_sets import cut_rows
from topology.render.machine.findings import single_point_rows

Result: TypeAlias = Topology | SinglePoints | Run | CutSets | Availability
Raw: TypeAlias = tuple[str, ...]
_UNITS = {"at_s": "s", "back_after_s": "s", "longest_outage_s": "s", "unavailability": "fraction"}
_OF_COMPONENTS = (
    "id", "name", "kind", "location", "count", "quorum", "demand", "capacity", "needs", "connects",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of texts under names of columns; `total` is how many there are, of which the first."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def titles(self) -> tuple[str, ...]:
        """The names of the columns, with their units where the name has none."""
        told = (self.units.get(name, "") for name in self.head)
        return tuple(
            f"{name} ({unit})" if unit and not name.endswith("_s") else name
            for name, unit in zip(self.head, told, strict=True)
        )


def rows_of(result: Result, most: int) -> Rows:
    """At most so many of its rows; without an end a number of cut sets could be."""
    match result:
        case Topology():
            unit = result.load_unit or "load units"
            cells = map(_component, islice(result.components, most))
            units = {"demand": unit, "capacity": unit}
            return _made(_OF_COMPONENTS, cells, len(result.components), units)
        case SinglePoints():
            head, rows = single_point_rows(result)
            unit = result.topology.load_unit or "load units"
            return _made(head, rows[:most], len(rows), {"demand_lost": unit})
        case CutSets():
            head, found = cut_rows([result], limit=most)
            return _made(head, found, result.total)
        case Availability():
            head, found = importance_rows([result])
            kept = list(found)
            return _made(head, kept[:most], len(kept))
        case Run():
            head, found = timeline_rows(result)
            return _made(head, islice(found, most), len(result.timeline))


def _made(
    head: Raw, rows: Iterable[Raw], total: int, units: Mapping[str, str] | None = None
) -> Rows:
    known = {name: unit for name, unit in {**_UNITS, **(units or {})}.items() if name in head}
    return Rows(head, tuple(rows), total, known)


def _component(component: Component) -> Raw:
    amounts = (component.demand, component.capacity)
    return (
        *(component.id, component.name or "", component.kind, component.location or ""),
        *(str(int(component.count)), str(int(component.quorum))),
        *("" if amount is None else repr(float(amount)) for amount in amounts),
        _joined(dict.fromkeys(named(component.needs))),
        _joined(component.connects or ()),
    )


def _joined(ids: Iterable[str]) -> str:
    return " + ".join(ids)
