"""A scenario of a document, or failures at once, played from the start."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from topology.document import schema
from topology.document.document import Topology
from topology.errors import UnknownIdError
from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.run import Run
from topology.loads.cascade.settings import Settings
from topology.loads.moment.wiring import Wiring
from topology.structure.graph import Graph
from topology.values.deadlines import never


def run_scenario(
    topology: Topology,
    scenario: str,
    *,
    until_s: float | None = None,
    series: bool = False,
    explained: bool = True,
    expired: Callable[[], bool] = never,
) -> Run:
    """Runs a scenario of the document; raises `UnknownIdError`, `UsageError`, `ZenoError`.

    `until_s` overrides the document's end; once it has `expired` the run is left where it is.
    Unless it is `explained` the timeline does not tell of levels, and nothing what they wait for.
    """
    known = {entry.id: entry for entry in topology.scenarios}
    if scenario not in known:
        raise UnknownIdError("scenario", scenario, known)
    entry = known[scenario]
    events, end = entry.events, entry.until if until_s is None else until_s
    settings = Settings(
        name=scenario,
        events=events,
        until_s=end,
        series=series,
        explained=explained,
        expired=expired,
    )
    return Cascade(Wiring(Graph.compile(topology)), settings).run()


def run_failures(
    topology: Topology,
    failed: Iterable[str],
    *,
    until_s: float | None = None,
    series: bool = False,
    explained: bool = True,
    expired: Callable[[], bool] = never,
) -> Run:
    """Runs what follows when components and shared risks fail at once, at time 0.

    As in `run_scenario`.
    """
    graph = Graph.compile(topology)
    names = tuple(failed)
    graph.failing(names)  # which knows them all
    events = (schema.Event(at="0 s", fail=names),) if names else ()  # type: ignore[arg-type]
    settings = Settings(
        name=" + ".join(names),
        events=events,
        until_s=until_s,
        series=series,
        explained=explained,
        expired=expired,
    )
    return Cascade(Wiring(graph), settings).run()
