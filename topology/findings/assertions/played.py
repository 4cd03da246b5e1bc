"""What is asserted of a cascade: the failure or scenario that is played, and why what happens."""

from __future__ import annotations

from collections.abc import Iterable

from topology.document.document import Topology
from topology.errors import UnknownIdError, UsageError, quoted
from topology.finding import in_words
from topology.findings.assertions.given import check_ids
from topology.findings.assertions.telling import Found
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.loads.cascade.run import Run, Word
from topology.structure.graph import Graph

LEFT = "the run was left before its end"


def not_known(after: str, why: str) -> Found:
    """That it is not known what happens, and why."""
    return {f"what comes after {after} is not known": (why, "")}


def known_scenario(topology: Topology, scenario: object) -> str:
    """The id of a scenario; raises `UnknownIdError` with the nearest."""
    known = [entry.id for entry in topology.scenarios]
    if not isinstance(scenario, str):
        raise UsageError(f"a scenario must be an id, not {quoted(scenario)}")
    if scenario not in known:
        raise UnknownIdError("scenario", scenario, known)
    return scenario


def played(topology: Topology, when: str | Iterable[str]) -> Run:
    """The run of a scenario, or of what fails at once; raises `UnknownIdError`, `UsageError`."""
    if isinstance(when, str) and any(entry.id == when for entry in topology.scenarios):
        return run_scenario(topology, when)
    return run_failures(topology, (when,) if isinstance(when, str) else when)


def cause_words(topology: Topology, when: object) -> str:
    """What is to happen, in words: `core-platform fails`.

    Raises `UnknownIdError`, and `UsageError` for what may mean two things, or nothing.
    """
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
    if isinstance(when, str) and when in scenarios:
        return when
    return f"{' and '.join(asked)} {'fails' if len(asked) == 1 else 'fail'}"


def why_out(run: Run, name: str) -> str:
    """The reason on one line for the longest time that something was down or below its level."""
    since, longest_s, chosen = None, -1.0, None
    for number, line in enumerate(run.timeline):
        if line.component != name:
            continue
        if line.event in _GOES and since is None:
            since = number
        elif line.event in _COMES and since is not None:
            lasted_s = line.at_s - run.timeline[since].at_s
            if lasted_s > longest_s:
                longest_s, chosen = lasted_s, since
            since = None
    return _reason(run, chosen if since is None else since)


_GOES = (Word.BELOW_LEVEL, Word.FALLS, Word.FAILS)
_COMES = (Word.AT_LEVEL, Word.RETURNS)


def why_not_carried(run: Run, name: str) -> str:
    """The reason on one line for what first kept something from carrying its load."""
    events = (Word.OVERLOADED, Word.CRASHES, *_GOES)
    lines = enumerate(run.timeline)
    return _reason(
        run, next((n for n, line in lines if line.component == name and line.event in events), None)
    )


def _reason(run: Run, line: int | None) -> str:
    return "" if line is None else in_words(run.account_after_failing(line))
