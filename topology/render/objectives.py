"""What the objectives of a document ask of a target, and whether it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from topology.cutsets.cutsets import CutSets
    from topology.reliability.availability import Availability


def survives_of(sets: CutSets) -> int | None:
    """How many failures at once an objective wants the target to survive."""
    objectives = sets.graph.topology.objectives
    wanted = (o.survives for o in objectives if o.of == sets.target)
    return next(wanted, None)


def availability_of(target: Availability) -> float | None:
    """Which share of time an objective wants the target to be up."""
    objectives = target.graph.topology.objectives
    return next((o.availability for o in objectives if o.of == target.id), None)


def meets_availability(target: Availability) -> bool | None:
    """Whether the objective holds, if there is one."""
    wanted = availability_of(target)
    return None if wanted is None else target.meets(wanted)
