"""What a valid document says of loads, and of the work after them, without perhaps meaning it."""

from __future__ import annotations

from collections.abc import Iterator

from topology.document import schema
from topology.errors import printable
from topology.structure.graph import Graph
from topology.values.units import format_duration


def nobody_waits(graph: Graph) -> Iterator[str]:
    """Queues that outlive an outage, of which all who call them go down with them.

    What has other entries to call goes to those; so one caller that goes down is enough to tell.
    """
    falling, handing_in = set[str](), set[str]()
    for component in graph.components:
        for entry in schema.outright(component.needs):
            if isinstance(entry, schema.Reach):
                continue
            if isinstance(entry, str) or entry.calls:
                is_hard = isinstance(entry, str) or entry.hard
                (falling if is_hard else handing_in).add(schema.name_of(entry))
    hit = {v for hits in graph.risk_hits for v in hits}
    for v, component in enumerate(graph.components):
        can_fall = component.fails is not False or component.needs or v in hit
        if can_fall and _is_filled_by_callers(component) and component.id in falling - handing_in:
            yield component.id


def verified_each(graph: Graph) -> Iterator[str]:
    """Verifications of several units for each of several members, and what they come to in all."""
    for component in graph.components:
        verify = component.verify
        if verify is None or component.count < 2 or verify.units < 2:
            continue
        units = component.count * verify.units
        crew = graph.topology.crews.get(verify.crew or "")
        hands = crew if crew is None or isinstance(crew, int) else crew.size
        lasts = verify.time * (-(-units // hands) if hands else 1)
        yield (
            f"verify of {printable(component.id)} counts for each member: "
            f"{component.count:,} x {verify.units:,} units, {format_duration(round(lasts))} in all"
        )


def _is_filled_by_callers(component: schema.Component) -> bool:
    """Whether it has a queue, and nothing of its own that could wait there."""
    overload = component.overload
    return overload is not None and overload.mode == "queue" and not component.demand
