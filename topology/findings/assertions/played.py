"""What is asserted of a cascade: the failure or scenario that is played, and why what happens."""

from __future__ import annotations

from collections.abc import Iterable

from topology.document.document import Topology
from topology.errors import UnknownIdError, UsageError, quoted
from topology.finding import in_words
from topology.findings.assertions.given import check_ids
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.loads.cascade.run import Run, Word
from topology.structure.graph import Graph

LEFT = "the run was left before its end"


def known_scenario(topology: Topology, scenario: object) -> str:
    """The id of a scenario; raises `UnknownIdError` with the nearest."""
    known = [entry.id for entry in topology.scenarios]
    if not isinstance(scenario, str):
        raise UsageError(f"a scenario must be an id, not {quoted(scenario)}")
    if scenario not in known:
        raise UnknownIdError("scenario", scenario, known)
    return scenario


def known_components(topology: Topology, names: Iterable[object]) -> tuple[str, ...]:
    """Some ids of components; raises `UnknownIdError` with the nearest."""
    known = {component.id for component in topology.components}
    asked = tuple(names)
    check_ids(asked, "a component")
    for name in asked:
        if name not in known:
            raise UnknownIdError("component", str(name), known)
    return tuple(map(str, asked))


def played(topology: Topology, when: str | Iterable[str]) -> Run:
    """The run of a scenario, or of what fails at once; raises `UnknownIdError`, `UsageError`."""
    if isinstance(when, str) and any(entry.id == when for entry in topology.scenarios):
        return run_scenario(topology, when)
    return run_failures(topology, (when,) if isinstance(when, str) else when)


def check_cause(topology: Topology, when: object) -> tuple[str, ...]:
    """What is to happen, in words; raises `UsageError` for what may mean two things, or nothing."""
    names = (when,) if isinstance(when, str) else when
    if not isinstance(names, Iterable):
        raise UsageError(f"when must be an id or several, not {quoted(when)}")
    asked = tuple(names)
    check_ids(asked, "a failure")
    graph = Graph.compile(topology)
    can_fail = [*graph.index, *graph.strike_index]
    scenarios = [entry.id for entry in topology.scenarios]
    if not asked:
        raise UsageError("when names nothing that fails")
    for name in asked:
        if name not in can_fail and not (isinstance(when, str) and name in scenarios):
            known = [*can_fail, *scenarios] if isinstance(when, str) else can_fail
            raise UnknownIdError("scenario or failure", name, known)
    if isinstance(when, str) and when in scenarios and when in can_fail:
        raise UsageError(f"{quoted(when)} is a scenario and a failure: give ({quoted(when)},)")
    return asked


def why(run: Run, name: str) -> tuple[str, ...]:
    """The reason on a line for which something was last down, short, or too much for itself."""
    words = (Word.BELOW_LEVEL, Word.FALLS, Word.FAILS, Word.CRASHES, Word.OVERLOADED)
    lines = [
        number
        for number, line in enumerate(run.timeline)
        if line.component == name and line.event in words
    ]
    if not lines:
        return ()
    return (in_words(run.account_after_failing(lines[-1])),)
