"""A component carries what it is offered after a failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from topology.document.document import Topology
from topology.errors import UsageError
from topology.findings.assertions.given import Source, read, topology_of
from topology.findings.assertions.played import LEFT, check_cause, known_components, played, why
from topology.findings.assertions.telling import Found, raise_found_anywhere
from topology.loads.cascade.run import Run
from topology.loads.contingencies import LOAD_ERRORS
from topology.values.units import figure, parse_share, percent

NEGLIGIBLE = 1e-9


def assert_capacity(
    topology: Source, *components: str, when: str | Iterable[str], most: str | float = 1.0
) -> None:
    """Fails when a component does not carry all that it is offered after a failure.

    `topology` is one, or the path of its document; `when` is a component, shared risk or mode that
    fails, several that fail at once, or a scenario; `most` is the highest utilisation that is
    borne, such as "80 %". What is turned away, given up or still waits at the end is not carried;
    a component without a capacity, of which that cannot be known, fails too, and so does what is
    not so all over the ranges of the document. Raises `AssertionError` with the findings and their
    reasons, `UnknownIdError` for what does not exist, and `UsageError` when nothing is named.
    """
    __tracebackhide__ = True
    given = topology_of(topology)
    names = known_components(given, components)
    if not names:
        raise UsageError("there is no component to judge: name one")
    share = read("most", most, parse_share)
    after = " and ".join(check_cause(given, when))
    raise_found_anywhere(given, lambda t: _found(t, names, when, share, after))


def _found(
    topology: Topology, names: tuple[str, ...], when: str | Iterable[str], most: float, after: str
) -> Found:
    try:
        run = played(topology, when)
    except LOAD_ERRORS as error:
        return {f"what comes after {after} is not known": (str(error),)}
    if run.cut_short:
        return {f"what comes after {after} is not known": (LEFT,)}
    return {
        f"{name} {message} after {after}": why(run, name)
        for name in names
        for message in _not_carried(run, name, most)
    }


def _not_carried(run: Run, name: str, most: float) -> Iterator[str]:
    """What a component does not carry, in words that a cause follows."""
    outcome = run.outcomes[name]
    if outcome.peak_utilisation is None:
        yield "has no capacity, so that it is not known what it carries"
        return
    if outcome.peak_utilisation > most * (1 + NEGLIGIBLE):
        used = percent(outcome.peak_utilisation)
        yield f"is used to {used} of its capacity, more than {percent(most)},"
    lost = outcome.shed + outcome.abandoned + outcome.backlog
    if name in run.growing:
        yield "has a queue that grows without end"
    elif lost > NEGLIGIBLE * max(outcome.offered, 1.0):
        unit = f" {run.unit}" if run.unit else ""
        yield f"does not carry {figure(lost)} of {figure(outcome.offered)}{unit} offered to it"
