"""A target survives so many failures at once."""

from __future__ import annotations

from dataclasses import replace

from topology.document.schema import ALL, Objective
from topology.errors import UsageError, quoted
from topology.findings.assertions.given import Source, check_ids, topology_of
from topology.findings.assertions.telling import raise_unless_held
from topology.findings.objectives.judged import Judged


def assert_survives(topology: Source, *targets: str, failures: int = 1) -> None:
    """Fails when some set of so many failures at once takes a target below its level.

    Judged are single points of failure of every class and minimal cut sets, all over the ranges of
    the document; that it is not known fails too, and nothing is accepted. `topology` is one, or
    the path of its document; without `targets` all are judged, as by `assert_no_spof`. Raises
    `AssertionError` with the findings and their reasons, `UnknownIdError` for an id that does not
    exist, `UsageError` when there is nothing to judge.
    """
    __tracebackhide__ = True
    given = topology_of(topology)
    check_ids(targets)
    if isinstance(failures, bool) or not isinstance(failures, int) or failures < 1:
        raise UsageError(f"failures must be a whole number from 1, not {quoted(failures)}")
    asked = Objective(of=targets or ALL, survives=failures)
    # The levels that the document asks for stay.
    before = tuple(replace(objective, accepted=()) for objective in given.objectives)
    judging = replace(given, objectives=(*before, asked), accepted=())
    judged = Judged.of(judging, targets or None, only=(len(before),))
    if not any(verdict.target for verdict in judged.verdicts):
        raise UsageError("there is no target to judge: name one, or give a component demand")
    raise_unless_held(judged, "target")
