"""Objectives: what a target has to withstand, and what is accepted."""

from __future__ import annotations

from typing import Annotated

from topology.document.schema.marks import Doc
from topology.document.schema.quantities import (
    Assumed,
    Date,
    Duration,
    Id,
    Natural,
    NonEmpty,
    Positive,
    Share,
    Source,
)
from topology.document.schema.validator import part


@part
class Accepted:
    """A finding that somebody has accepted, why, and until when."""

    id: Annotated[Id, Doc("The component or shared risk whose failure is accepted.")]
    reason: Annotated[NonEmpty, Doc("Why it is borne.")]
    until: Annotated[Date, Doc("A date, YYYY-MM-DD.")]


@part
class Objective:
    """What a target has to withstand."""

    of: Annotated[Id, Doc("The target.")]
    survives: Annotated[Natural | None, Doc("Failures at once that it must survive.")] = None
    level: Annotated[Share, Doc("Service level below which it counts as down.")] = 1.0
    rto: Annotated[Duration | None, Doc("Longest outage allowed (recovery time objective).")] = None
    availability: Annotated[Share | None, Doc("Share of time it must be up.")] = None
    weight: Annotated[Positive, Doc("Its rank when crews are short.")] = 1.0
    accepted: tuple[Accepted, ...] = ()
    source: Source = None
    assumed: Assumed | None = None
