"""Loads: how demand changes over time, and what happens when it is more than the capacity."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from topology.document.schema.marks import Doc, Length
from topology.document.schema.quantities import Amount, Assumed, Duration, Positive, Share
from topology.document.schema.validator import part


@part
class WarmUp:
    """What a component carries when it has just come up again."""

    time: Annotated[Duration, Doc("How long it takes.")]
    share: Annotated[Share, Doc("Part of its capacity that it carries meanwhile.")]
    assumed: Assumed | None = None


@part
class Overload:
    """What happens when more arrives than the capacity carries."""

    mode: Annotated[
        Literal["shed", "queue", "crash"],
        Doc("Reject the excess, keep it waiting, or go down under it."),
    ]
    above: Annotated[Positive, Doc("Crash: the threshold, as a multiple of the capacity.")] = 1.0
    hold: Annotated[Duration, Doc("Crash: how long the excess must last.")] = 0.0
    restart: Annotated[Duration | None, Doc("Crash: until it is back; never when absent.")] = None
    cost: Annotated[
        Share, Doc("Work a failed attempt takes: 0 rejected for free, 1 after full work.")
    ] = 0.0
    max_queue: Annotated[
        Amount | None, Doc("Queue: the most that waits, in what the load unit counts.")
    ] = None
    timeout: Annotated[Duration | None, Doc("Queue: how long a caller waits.")] = None
    limit: Annotated[
        Amount | None, Doc("Admission limit: the most that is let in; the rest is rejected.")
    ] = None
    warm_up: WarmUp | None = None
    assumed: Assumed | None = None


@part
class Step:
    """From when on a profile has which height."""

    at: Annotated[Duration, Doc("After the start of the profile.")]
    times: Annotated[Amount, Doc("What the demand is multiplied by from then on.")]


@part
class Profile:
    """How a demand goes up and down over time; times 1 before the first step."""

    steps: Annotated[tuple[Step, ...], Length(1), Doc("Its steps, in order of time.")]
    every: Annotated[Duration | None, Doc("It begins anew after this time; never if absent.")] = (
        None
    )
    assumed: Assumed | None = None

    def __post_init__(self) -> None:
        times = [step.at for step in self.steps]
        if any(later <= earlier for earlier, later in pairwise(times)):
            raise ValueError("must have steps in order of time, each later than the one before")
        if self.every is not None and self.every <= times[-1]:
            raise ValueError("must have all steps before it begins anew (`every`)")
