"""What an availability rests on, in sentences: whose time of repair it takes, what is not in it.

Only what is to be known is told: nothing where failure data say how long, and no repair says
otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from topology.cutsets.cutsets import entry_of
from topology.cutsets.synthesis import Cause, components_below
from topology.document import schema
from topology.structure.graph import Graph
from topology.values.units import time_words

Owner = schema.Component | schema.SharedRisk | schema.Mode


def repair_conditions(graph: Graph, causes: Sequence[Cause]) -> tuple[str, ...]:
    """Of the causes that have failure data, how long they are taken to last; by id. O(causes)."""
    owners = {cause.id: entry_of(graph, cause) for cause in causes if _is_owner(cause)}
    return tuple(words for name in sorted(owners) for words in _of_one(owners[name]))


def start_conditions(graph: Graph, target: int) -> tuple[str, ...]:
    """Of what a target depends on, what takes more than its needs to come up; by id. O(needs)."""
    if not any(component.start for component in graph.components):
        return ()
    below = (graph.components[v] for v in sorted(components_below(graph, target)))
    return tuple(
        f"{component.id} is up again as soon as its needs hold, without its start"
        for component in below
        if component.start is not None
    )


def _is_owner(cause: Cause) -> bool:
    """Whether the document gives data of its own to a cause."""
    return not cause.switch and cause.start is None


def _of_one(owner: Owner) -> Iterator[str]:
    repair, fails = owner.repair, owner.fails
    if repair is None or repair.time is None or not isinstance(fails, schema.Fails):
        return
    if fails.mttr is not None:
        if fails.mttr != repair.time:
            counted, other = time_words(fails.mttr), time_words(repair.time)
            yield f"{owner.id} lasts {counted} (its mttr), though its repair takes {other}"
    elif fails.mtbf is not None or fails.per_year is not None:
        besides = list(_besides(owner, repair))
        if besides:
            lasts, more = time_words(repair.time), _listed(besides)
            yield f"{owner.id} lasts {lasts} (its repair), without {more}"


def _besides(owner: Owner, repair: schema.Repair) -> Iterator[str]:
    """What makes an outage longer than the repair takes."""
    if repair.crew is not None or repair.needs:
        yield "waiting for what mends it"
    if owner.verify is not None:
        yield "its verification"


def _listed(words: Iterable[str]) -> str:
    return " and ".join(words)
