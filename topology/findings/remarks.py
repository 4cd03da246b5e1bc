"""What a valid document says that its author may not have meant.

Nothing here is an error, and no verdict hangs on it. Each remark names a place where what was
written has no effect, or has one that is easily overlooked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from topology.document.schema import named
from topology.errors import printable, quoted
from topology.findings.load_remarks import nobody_waits, verified_each
from topology.findings.targets import chosen_targets
from topology.structure.graph import Graph

MAX_NAMED = 5


def remarks(graph: Graph) -> Iterator[str]:
    """All remarks on a topology, in a fixed order; O(size of the document)."""
    yield from _never_up(graph)
    yield from _not_judged(graph)
    yield from _joined_to_nothing(graph)
    yield from _without_effect(graph)
    yield from _about_loads(graph)
    yield from _nearly_the_same(graph)


def _never_up(graph: Graph) -> Iterator[str]:
    if graph.never_up:
        yield f"down with nothing failed: {_some(graph.ids[v] for v in sorted(graph.never_up))}"


def _not_judged(graph: Graph) -> Iterator[str]:
    targets, rule = chosen_targets(graph, None)
    if not targets:
        yield "nothing is judged: give what users ask for a demand or an objective"
    elif rule == "objective":
        judged = set(targets)
        left = (c.id for v, c in enumerate(graph.components) if c.demand and v not in judged)
        if said := _some(left):
            yield f"not judged, having a demand but no objective where others have one: {said}"


def _joined_to_nothing(graph: Graph) -> Iterator[str]:
    topology = graph.topology
    joined = {graph.ids[v] for hits in graph.risk_hits for v in hits}
    joined.update(objective.of for objective in topology.objectives)
    for component in graph.components:
        about = {*(component.connects or ()), *named(component.needs)}
        if about or component.demand:
            joined.update(about, (component.id,))
    for scenario in topology.scenarios:
        for event in scenario.events:
            joined.update(event.fail or ())
    if said := _some(name for name in graph.ids if name not in joined):
        yield f"joined to nothing: {said}"


def _without_effect(graph: Graph) -> Iterator[str]:
    works = (work for c in graph.components for work in (c.repair, c.verify) if work)
    used = {work.crew for work in works}
    if said := _some(name for name in sorted(graph.topology.crews) if name not in used):
        yield f"crews without work: {said}"
    has_capacity = [c.id for c in graph.components if c.capacity is not None]
    if has_capacity and not any(c.demand for c in graph.components):
        yield f"capacity without any demand, so no overload is found: {_some(has_capacity)}"


def _about_loads(graph: Graph) -> Iterator[str]:
    if said := _some(nobody_waits(graph)):
        yield (
            f"queue of {said}: its callers go down with it, so nothing will wait: "
            "`hard: false` lets them hand in"
        )
    yield from islice(verified_each(graph), MAX_NAMED)


def _nearly_the_same(graph: Graph) -> Iterator[str]:
    """Words that differ in case, punctuation or a final s alone."""
    for field in ("kind", "location"):
        words = Counter(getattr(component, field) for component in graph.components)
        alike: dict[str, list[str]] = {}
        for word in sorted(word for word in words if word):
            alike.setdefault(re.sub(r"[\W_]+", "", word.casefold()).removesuffix("s"), []).append(
                word
            )
        for group in alike.values():
            if len(group) > 1:
                said = ", ".join(f"{quoted(word)} ({words[word]:,})" for word in group)
                yield f"{field}s that may be one: {said}"


def _some(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    found = list(names)
    said = ", ".join(printable(name) for name in found[:MAX_NAMED])
    return said if len(found) <= MAX_NAMED else f"{said} and {len(found) - MAX_NAMED:,} more"
