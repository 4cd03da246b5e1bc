"""What a valid document says of repairs without perhaps meaning it, and what its work names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from topology.document import schema
from topology.document.schema import named, parts_of
from topology.errors import printable
from topology.structure.graph import Graph
from topology.values.units import time_words


def two_repair_times(graph: Graph) -> Iterator[str]:
    """Owners of which data and a repair say differently how long they are down."""
    for name, fails, repair in _repaired(graph):
        mttr = getattr(fails or None, "mttr", None)
        if mttr is None or repair is None or repair.time is None:
            continue
        if abs(mttr - repair.time) > 1e-9 * max(mttr, repair.time):
            yield (
                f"{printable(name)} has an mttr of {time_words(mttr)} and a repair of "
                f"{time_words(repair.time)}: outages go by the repair, availability by the mttr"
            )


def _repaired(
    graph: Graph,
) -> Iterator[tuple[str, schema.Fails | bool | None, schema.Repair | None]]:
    for component in graph.components:
        yield component.id, component.fails, component.repair
        for mode in component.modes:
            yield f"{component.id}:{mode.id}", mode.fails, mode.repair
    for risk in graph.risks:
        yield risk.id, risk.fails, risk.repair


def crews_with_work(graph: Graph) -> set[str]:
    """The crews that some repair or verification takes."""
    return {work.crew for work in _works(graph) if work.crew is not None}


def needed_by_work(graph: Graph) -> set[str]:
    """What is needed to mend, to switch or to start something."""
    found = {name for work in _works(graph) if work.needs for name in named(work.needs)}
    for component in graph.components:
        if component.start is not None:
            found.update(named(component.start.needs))
        found.update(_needed_to_switch(component.needs))
    return found


def _needed_to_switch(entries: Iterable[schema.Requirement]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, schema.FirstOf) and entry.switchover is not None:
            yield from named(entry.switchover.needs)
        if not isinstance(entry, str | schema.On | schema.Reach):
            yield from _needed_to_switch(parts_of(entry))


def _works(graph: Graph) -> Iterator[schema.Repair | schema.Verify]:
    owners: list[schema.Component | schema.SharedRisk | schema.Mode]
    owners = [*graph.components, *graph.risks]
    owners += [mode for component in graph.components for mode in component.modes]
    for owner in owners:
        yield from (work for work in (owner.repair, owner.verify) if work is not None)
    for scenario in graph.topology.scenarios:
        for event in scenario.events:
            yield from (work for work in (event.mending, event.checking) if work is not None)
