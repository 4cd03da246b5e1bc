"""The objectives of a document hold."""

from __future__ import annotations

from collections.abc import Iterable

from topology.document.document import Topology
from topology.document.schema import Component, Objective
from topology.errors import UsageError, quoted
from topology.findings.assertions.given import (
    Source,
    parse_date,
    read,
    topology_of,
    with_objectives,
)
from topology.findings.assertions.telling import raise_unless_held
from topology.findings.objectives.judged import Judged
from topology.values.units import counted

__unittest = True  # so that unittest tells none of its lines, as pytest does not


def assert_holds(
    topology: Source,
    *,
    objectives: Iterable[int | Objective] | None = None,
    today: str | None = None,
    allow_unknown: bool = False,
) -> None:
    """Fails when an objective is violated, or it is not known whether it holds.

    `topology` is one, or the path of its document. `objectives` are positions in the document,
    from 0, or objectives that are asked beside those of the document; all of the document when
    they are not given. `today`, YYYY-MM-DD, is the date by which it is judged what is still
    accepted; without one no date is checked. Raises `AssertionError` with all clauses of what does
    not hold, its findings and their reasons, and `UsageError` when there is nothing to judge.
    """
    __tracebackhide__ = True
    given = topology_of(topology)
    day = None if today is None else read("today", today, parse_date)
    judging, only = _asked(given, objectives)
    if not only:
        raise UsageError("there is no objective to judge: give the document one")
    raise_unless_held(
        Judged.of(judging, today=day, only=only), "verdict", allow_unknown=allow_unknown
    )


def _asked(
    given: Topology, objectives: Iterable[int | Objective] | None
) -> tuple[Topology, set[int]]:
    """The document with the objectives that are asked beside its own, and which to judge."""
    there = len(given.objectives)
    if objectives is None:
        return given, set(range(there))
    if isinstance(objectives, str) or not isinstance(objectives, Iterable):
        raise UsageError(f"objectives must be a list, not {quoted(objectives)}")
    more: list[Objective] = []
    only: set[int] = set()
    for entry in objectives:
        if isinstance(entry, Objective):
            only.add(there + len(more))
            more.append(entry)
        elif isinstance(entry, bool) or not isinstance(entry, int):
            raise UsageError(f"objectives must hold positions or objectives, not {quoted(entry)}")
        elif not 0 <= entry < there:
            has = f"the document has {counted(there, 'objective')}"
            raise UsageError(f"objectives[{entry}] does not exist: {has}")
        else:
            only.add(entry)
    if not more:
        return given, only
    nothing = (Component(id="nothing"),)
    plain = Topology(components=nothing, objectives=tuple(more)).to_dict()["objectives"]
    return with_objectives(given, plain), only
