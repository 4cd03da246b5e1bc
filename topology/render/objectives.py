"""What the objectives of a document ask of a target, and whether it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from topology.cutsets.cutsets import CutSets
    from topology.document.document import Path, Topology
    from topology.reliability.availability import Availability
    from topology.structure.graph import Graph


AT_VALUES = " at the values given"
MEMBERS = ("count", "quorum")
"""What decides which sets of failures there are."""
OFTEN = (*MEMBERS, "fails", "starts", "switchover", "availability", "holds", "refill")
"""What decides how often and how long something is down, and how often it may be."""


def values_words(graph: Graph, fields: tuple[str, ...]) -> str:
    """What a sentence has to end with where one of these is a range: one value of it is taken."""
    ranged = any(
        set(fields).intersection(path)
        or ("fails" in fields and _says_how_long(graph.topology, path))
        for path, _ in graph.ranges
    )
    return AT_VALUES if ranged else ""


def _says_how_long(topology: Topology, path: Path) -> bool:
    """Whether it is the time of a repair that failure data beside it do not give."""
    if path[2:] != ("repair", "time"):
        return False
    section, number = path[:2]
    fails = getattr(topology, str(section))[int(number)].fails
    given = (fails.mtbf, fails.per_year) if fails else (None, None)
    return given != (None, None) and fails.mttr is None


def survives_of(sets: CutSets) -> int | None:
    """How many failures at once an objective wants the target to survive."""
    objectives = sets.graph.topology.objectives
    wanted = (o.survives for o in objectives if o.of == sets.target)
    return next(wanted, None)


def accepted_of(sets: CutSets) -> frozenset[str]:
    """The single failures of the target that objectives accept, until whatever date."""
    objectives = sets.graph.topology.objectives
    found = (entry.id for o in objectives if o.of == sets.target for entry in o.accepted)
    return frozenset(found)


def survives_as_asked(sets: CutSets, wanted: int) -> bool | None:
    """Whether that objective holds; None when not known, as if it hangs on what is accepted.

    Until when something is accepted is not judged where only cut sets are, nor a whole range.
    """
    holds = sets.survives(wanted)
    if holds and values_words(sets.graph, MEMBERS):
        return None
    if holds is False and sets.survives(wanted, accepted_of(sets)) is not False:
        return None
    return holds


def availability_of(target: Availability) -> float | None:
    """Which share of time an objective wants the target to be up."""
    objectives = target.graph.topology.objectives
    return next((o.availability for o in objectives if o.of == target.id), None)


def meets_availability(target: Availability) -> bool | None:
    """Whether the objective holds, if there is one; not known where ranges could deny it."""
    wanted = availability_of(target)
    holds = None if wanted is None else target.meets(wanted)
    return None if holds and values_words(target.graph, OFTEN) else holds
