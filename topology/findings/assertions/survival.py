"""A target survives so many failures at once."""

from __future__ import annotations

from collections.abc import Iterable

from topology.document.schema import ALL
from topology.errors import UsageError, quoted
from topology.findings.assertions.given import (
    Source,
    known_components,
    topology_of,
    with_objectives,
)
from topology.findings.assertions.telling import raise_unless_held
from topology.findings.objectives.judged import Judged

__unittest = True  # so that unittest tells none of its lines, as pytest does not


def assert_survives(
    topology: Source, *targets: str, failures: int = 1, classes: Iterable[str] | None = None
) -> None:
    """Fails when some set of so many failures at once takes a target below its level.

    Judged are single points of failure of every class and minimal cut sets, all over the ranges of
    the document; that it is not known fails too, and nothing is accepted. Of more than two
    failures structure alone is known: where load can matter only `classes` of "structural" hold.
    `topology` is one, or the path of its document; without `targets` all are judged. Raises
    `AssertionError` with the findings and their reasons, `UnknownIdError` for an id that does not
    exist, `UsageError` when there is nothing to judge.
    """
    __tracebackhide__ = True
    given = topology_of(topology)
    known_components(given, targets)
    if isinstance(failures, bool) or not isinstance(failures, int) or failures < 1:
        raise UsageError(f"failures must be a whole number from 1, not {quoted(failures)}")
    asked = {"of": list(targets) or ALL, "survives": failures}
    if classes is not None:
        asked["classes"] = [classes] if isinstance(classes, str) else list(classes)
    # The objectives of the document stay, for the levels that they ask for.
    judging = with_objectives(given, [asked], accepted=False)
    judged = Judged.of(judging, targets or None, only=(len(given.objectives),))
    if not any(verdict.target for verdict in judged.verdicts):
        raise UsageError("there is no target to judge: name one, or give a component demand")
    raise_unless_held(judged, "target")
