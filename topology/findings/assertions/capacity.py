"""A component carries what it is offered after a failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from topology.document.document import Topology
from topology.errors import UsageError
from topology.findings.assertions.given import Source, known_components, read, topology_of
from topology.findings.assertions.played import (
    LEFT,
    cause_words,
    not_known,
    played,
    why_not_carried,
)
from topology.findings.assertions.telling import Found, raise_found_anywhere
from topology.loads.cascade.run import Run
from topology.loads.contingencies import LOAD_ERRORS
from topology.values.units import figure, parse_share, percent, time_words

__unittest = True  # so that unittest tells none of its lines, as pytest does not

NEGLIGIBLE = 1e-9


def assert_capacity(
    topology: Source, *components: str, when: str | Iterable[str], most: str | float = 1.0
) -> None:
    """Fails when a component does not carry all that it is offered after a failure.

    `topology` is one, or the path of its document; `when` is a component, shared risk or mode that
    fails, several that fail at once, or a scenario; `most` is the highest utilisation that is
    borne, such as "80 %". What is turned away, given up or still waits at the end is not carried,
    and nothing while it is down; a component without a capacity, of which that cannot be known,
    fails too, and so does what is not so all over the ranges of the document. Raises
    `AssertionError` with the findings and their reasons, `UnknownIdError` for what does not exist,
    and `UsageError` when nothing is named.
    """
    __tracebackhide__ = True
    given = topology_of(topology)
    names = known_components(given, components)
    if not names:
        raise UsageError("there is no component to judge: name one")
    share = read("most", most, parse_share)
    after = cause_words(given, when)
    raise_found_anywhere(given, lambda t: _found(t, names, when, share, after))


def _found(
    topology: Topology, names: tuple[str, ...], when: str | Iterable[str], most: float, after: str
) -> Found:
    try:
        run = played(topology, when)
    except LOAD_ERRORS as error:
        return not_known(after, str(error))
    if run.cut_short:
        return not_known(after, LEFT)
    return {
        f"{name} {said} after {after}": (figures, why_not_carried(run, name))
        for name in names
        for said, figures in _not_carried(run, name, most)
    }


def _not_carried(run: Run, name: str, most: float) -> Iterator[tuple[str, str]]:
    """What is wrong with what a component carries, and the figures."""
    outcome = run.outcomes[name]
    if outcome.peak_utilisation is None:
        yield "is not known to carry what it is offered", "it has no capacity"
        return
    lost = outcome.shed + outcome.abandoned + outcome.backlog
    figures = []
    if outcome.peak_utilisation > most * (1 + NEGLIGIBLE):
        figures.append(f"used to {percent(outcome.peak_utilisation)} of its capacity")
    if name in run.growing:
        figures.append("its queue grows without end")
    elif lost > NEGLIGIBLE * max(outcome.offered, 1.0):
        unit = f" {run.unit}" if run.unit else ""
        figures.append(f"{figure(lost)} of {figure(outcome.offered)}{unit} are not served")
    if outcome.downtime_s:
        figures.append(f"down for {time_words(outcome.downtime_s)}")
    if figures:
        yield f"does not carry what it is offered within {percent(most)}", ", ".join(figures)
