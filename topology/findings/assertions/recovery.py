"""Targets are back in time after a scenario."""

from __future__ import annotations

from collections.abc import Iterable
from math import isinf

from topology.document.document import Topology
from topology.errors import UsageError
from topology.findings.assertions.given import Source, known_components, read, topology_of
from topology.findings.assertions.played import (
    LEFT,
    known_scenario,
    not_known,
    why_out,
)
from topology.findings.assertions.telling import Found, raise_found_anywhere
from topology.loads.cascade.playing import run_scenario
from topology.loads.cascade.run import Run
from topology.loads.contingencies import LOAD_ERRORS
from topology.values.units import format_duration, parse_duration, time_words

__unittest = True  # so that unittest tells none of its lines, as pytest does not


def assert_recovers(
    topology: Source, *, scenario: str, within: str, of: str | Iterable[str] | None = None
) -> None:
    """Fails when a target is out for longer, once or at the end, after a scenario is played.

    `topology` is one, or the path of its document; `within` is a duration, such as "150 min"; `of`
    are the components that have to be back, or else all that are watched (objectives, else
    demand). Not back by the end of the scenario fails, and so does what is not so all over the
    ranges of the document. Raises `AssertionError` with the findings and their reasons,
    `UnknownIdError` for what does not exist, and `UsageError` when there is nothing to judge.
    """
    __tracebackhide__ = True
    given = topology_of(topology)
    name = known_scenario(given, scenario)
    most_s = read("within", within, parse_duration)
    asked = None if of is None else known_components(given, (of,) if isinstance(of, str) else of)
    raise_found_anywhere(given, lambda t: _found(t, name, most_s, asked))


def _found(
    topology: Topology, scenario: str, most_s: float, asked: tuple[str, ...] | None
) -> Found:
    try:
        run = run_scenario(topology, scenario)
    except LOAD_ERRORS as error:
        return not_known(scenario, str(error))
    names = run.watched if asked is None else asked
    if not names:
        raise UsageError("nothing is watched: give a component demand, or name some with of")
    if run.cut_short:
        return not_known(scenario, LEFT)
    said = f"is not back within {format_duration(most_s)} after {scenario}"
    return {
        f"{name} {said}": (_outage_words(run, name), why_out(run, name))
        for name in names
        if run.outcomes[name].longest_outage_s > most_s * (1 + 1e-9)
    }


def _outage_words(run: Run, name: str) -> str:
    longest_s = run.outcomes[name].longest_outage_s
    if not isinf(longest_s):
        return f"it takes {time_words(longest_s)}"
    return "never" if run.at_rest else f"not by the end of the run, {time_words(run.until_s)}"
