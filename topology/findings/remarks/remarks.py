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
from topology.findings.remarks.implicit_calls import multiplied
from topology.findings.remarks.load_remarks import nobody_waits, verified_each
from topology.findings.remarks.objective_remarks import selecting_nothing, without_effect
from topology.findings.remarks.work_remarks import (
    crews_with_work,
    needed_by_work,
    two_repair_times,
)
from topology.findings.targets import chosen_targets, ends_only, goals, only_groups
from topology.structure.graph import Graph
from topology.values.units import figure

MAX_NAMED = 5


def remarks(graph: Graph) -> Iterator[str]:
    """All remarks on a topology, in a fixed order; O(size of the document)."""
    yield from _never_up(graph)
    yield from _not_judged(graph)
    yield from _one_of_many_that_keep_state(graph)
    yield from _joined_to_nothing(graph)
    yield from _without_effect(graph)
    yield from _about_objectives(graph)
    yield from _about_loads(graph)
    yield from _multiplied(graph)
    yield from _only_for_others(graph)
    yield from _nearly_the_same(graph)


def _never_up(graph: Graph) -> Iterator[str]:
    if graph.never_up:
        yield f"down with nothing failed: {_some(graph.ids[v] for v in sorted(graph.never_up))}"


def _not_judged(graph: Graph) -> Iterator[str]:
    targets, rule, has_traffic = chosen_targets(graph, None)
    if not targets and not has_traffic:
        yield "nothing is judged: give what users ask for a demand or an objective"
    elif rule == "objective":
        judged = set(targets)
        left = (c.id for v, c in enumerate(graph.components) if c.demand and v not in judged)
        if said := _some(left):
            yield f"not judged, having a demand but no objective where others have one: {said}"
        if graph.topology.traffic and not has_traffic:
            yield "traffic is not judged, as no objective is of it and others have one"


_KEEPS_STATE = re.compile(
    r"(?i)\b(database|db|sql|postgres\w*|mysql|mariadb|mongo\w*|redis|cassandra|kafka|zookeeper"
    r"|etcd|consul|raft|queue|broker|store|storage|ledger|quorum)\b"
)


def _one_of_many_that_keep_state(graph: Graph) -> Iterator[str]:
    """Three and more members that keep state mostly vote: then one of them is not enough."""
    found = (
        c.id
        for c in graph.components
        if c.count >= 3 and c.quorum == 1 and _KEEPS_STATE.search(f"{c.kind} {c.id}")
    )
    if said := _some(found):
        yield f"keep state, it seems, and work with 1 member; where they vote give a quorum: {said}"


def _joined_to_nothing(graph: Graph) -> Iterator[str]:
    topology = graph.topology
    joined = {graph.ids[v] for hits in graph.risk_hits for v in hits} | needed_by_work(graph)
    joined.update(graph.standards)
    for component in graph.components:
        about = {*(component.connects or ()), *(component.spread or ()), *named(component.needs)}
        if about or component.demand:
            joined.update(about, (component.id,))
    for scenario in topology.scenarios:
        for event in scenario.events:
            joined.update(event.fail or ())
    if said := _some(name for name in graph.ids if name not in joined):
        yield f"joined to nothing: {said}"


def _without_effect(graph: Graph) -> Iterator[str]:
    used, topology = crews_with_work(graph), graph.topology
    if said := _some(name for name in sorted(topology.crews) if name not in used):
        yield f"crews without work: {said}"
    has_capacity = [c.id for c in graph.components if c.capacity is not None]
    if topology.traffic and not has_capacity:
        yield "traffic over links of which none has a capacity, so no overload is found"
    has_load = topology.traffic or any(c.demand for c in graph.components)
    if has_capacity and not has_load:
        yield f"capacity without any demand, so no overload is found: {_some(has_capacity)}"


def _about_objectives(graph: Graph) -> Iterator[str]:
    yield from islice(selecting_nothing(graph), MAX_NAMED)
    said: dict[str, list[str]] = {}
    for what, about in without_effect(graph):
        said.setdefault(what, []).append(about)
    yield from (f"{what}: {_some(dict.fromkeys(names))}" for what, names in said.items())


def _about_loads(graph: Graph) -> Iterator[str]:
    if said := _some(nobody_waits(graph)):
        yield (
            f"queue of {said}: its callers go down with it, so nothing will wait: "
            "`hard: false` lets them hand in"
        )
    yield from islice(verified_each(graph), MAX_NAMED)
    yield from islice(two_repair_times(graph), MAX_NAMED)


def _multiplied(graph: Graph) -> Iterator[str]:
    found = multiplied(graph)
    for one in found[:MAX_NAMED]:
        chain = [printable(graph.ids[v]) for v in one.chain]
        way = [*chain[:3], "…", *chain[-3:]] if len(chain) > 7 else chain
        yield (
            f"load of {chain[-1]} is {figure(one.times)} times the demand, as each need calls once "
            f"unless it gives `calls` ({' → '.join(way)}): give it, 0 where no load follows"
        )
    if len(found) > MAX_NAMED:
        yield f"load of {len(found) - MAX_NAMED:,} more is several times the demand for that reason"


def _only_for_others(graph: Graph) -> Iterator[str]:
    """What counts as able to fail by itself, and may only stand for other things."""
    components, needed = graph.components, _named(graph)
    if said := _some(c.id for c in components if c.id in needed and only_groups(c)):
        yield f"only groups others; `fails: false` if it cannot fail by itself: {said}"
    ends = set(goals(entry for c in components for entry in c.needs))
    if said := _some(c.id for c in components if c.id in ends and ends_only(c)):
        yield f"only ends paths; `fails: false` if it cannot fail by itself: {said}"


def _named(graph: Graph) -> set[str]:
    """Whatever some component needs."""
    return {name for c in graph.components for name in (*(c.spread or ()), *named(c.needs))}


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
