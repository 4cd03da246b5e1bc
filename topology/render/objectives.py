"""What the objectives of a document ask of a target, and whether it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from topology.cutsets.cutsets import CutSets
    from topology.document.document import Path, Topology
    from topology.document.schema import Objective
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
    """How many failures at once the strictest objective wants the target to survive."""
    standard = sets.graph.standards.get(sets.target)
    return None if standard is None else standard.survives


def accepted_of(sets: CutSets) -> frozenset[str]:
    """The single failures of the target that are accepted, until whatever date."""
    standard = sets.graph.standards.get(sets.target)
    return frozenset(entry.id for entry in standard.accepted) if standard else frozenset()


def asking_survival(sets: CutSets) -> list[Objective]:
    """The objectives that want the target to survive failures, in document order."""
    standard, objectives = sets.graph.standards.get(sets.target), sets.graph.topology.objectives
    asking = [objectives[number] for number in standard.objectives] if standard else []
    return [objective for objective in asking if objective.survives is not None]


def is_of_some(objective: Objective) -> bool:
    """Whether only some failures, or some classes of them, count."""
    return objective.against is not None or objective.classes is not None


def survives_as_asked(sets: CutSets) -> bool | None:
    """Whether these objectives hold; None when not known, as if one hangs on what is accepted.

    Until when something is accepted is not judged where only cut sets are, nor a whole range; nor
    is of which class a failure is, where not all count.
    """
    found = [_survives(sets, objective) for objective in asking_survival(sets)]
    return False if False in found else None if None in found else True


def _survives(sets: CutSets, objective: Objective) -> bool | None:
    wanted = objective.survives or 0
    accepted = _accepted(sets, objective)
    if objective.against is None:
        holds, if_accepted = sets.survives(wanted), sets.survives(wanted, accepted)
    else:
        holds, if_accepted = (_survives_some(sets, objective, a) for a in (frozenset(), accepted))
    if holds is False and if_accepted is not False:
        return None
    if holds is False:
        is_counted = objective.classes is None or "structural" in objective.classes
        return False if is_counted else None
    return None if holds and values_words(sets.graph, MEMBERS) else holds


def _accepted(sets: CutSets, objective: Objective) -> frozenset[str]:
    found = sets.graph.standards.accepted(objective, sets.target)
    return frozenset(entry.id for entry in found)


def _survives_some(sets: CutSets, objective: Objective, accepted: frozenset[str]) -> bool | None:
    """Whether no set of so many of the failures that count takes the target down."""
    from topology.findings.objectives.survival import smallest_of_some

    wanted = objective.survives or 0
    if smallest_of_some(sets, objective, accepted) is not None:
        return False
    is_known = sets.max_order is None or sets.max_order >= wanted
    return True if is_known and not sets.by_structure_alone else None


def availability_of(target: Availability) -> float | None:
    """Which share of time the strictest objective wants the target to be up."""
    standard = target.graph.standards.get(target.id)
    return None if standard is None else standard.up


def meets_availability(target: Availability) -> bool | None:
    """Whether the objective holds, if there is one; not known where ranges could deny it."""
    wanted = availability_of(target)
    holds = None if wanted is None else target.meets(wanted)
    return None if holds and values_words(target.graph, OFTEN) else holds
