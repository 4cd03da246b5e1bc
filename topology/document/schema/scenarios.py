"""Scenarios: what is given to happen, and when."""

from __future__ import annotations

from typing import Annotated

from topology.document.schema.failures import Repair, Verify
from topology.document.schema.loads import Profile
from topology.document.schema.marks import By, Doc, Length, Tag
from topology.document.schema.quantities import (
    Amount,
    Assumed,
    Description,
    Duration,
    Id,
    Source,
    Text,
)
from topology.document.schema.validator import part
from topology.values.ranged import RangedFloat

_Ids = Annotated[
    Annotated[Id, Tag("<id>")] | Annotated[tuple[Id, ...], Length(1), Tag("<ids>")],
    By(lambda value: "<ids>" if isinstance(value, list | tuple) else "<id>"),
]

_IdsOrRepair = Annotated[
    Annotated[Id, Tag("<id>")]
    | Annotated[tuple[Id, ...], Length(1), Tag("<ids>")]
    | Annotated[Repair, Tag("<repair>")],
    By(lambda value: _work_tag(value, Repair, "<repair>")),
]
_IdsOrVerify = Annotated[
    Annotated[Id, Tag("<id>")]
    | Annotated[tuple[Id, ...], Length(1), Tag("<ids>")]
    | Annotated[Verify, Tag("<verify>")],
    By(lambda value: _work_tag(value, Verify, "<verify>")),
]


def _work_tag(value: object, work: type, tag: str) -> str:
    if isinstance(value, dict | work):
        return tag
    return "<ids>" if isinstance(value, list | tuple) else "<id>"


_TAGS = {str: "<id>", **dict.fromkeys((int, float, dict, RangedFloat), "<amount>")}
_IdOrAmount = Annotated[
    Annotated[Id, Tag("<id>")] | Annotated[Amount, Tag("<amount>")],
    By(lambda value: _TAGS.get(type(value))),
]


@part
class Event:
    """Something that happens in a scenario."""

    at: Annotated[Duration, Doc("After the start of the scenario.")]
    fail: Annotated[_Ids | None, Doc("What fails.")] = None
    repair: Annotated[
        _IdsOrRepair | None,
        Doc("What is repaired. An object beside `fail`: what mends that, in place of all else."),
    ] = None
    verify: Annotated[
        _IdsOrVerify | None,
        Doc(
            "What is down until its `verify` is done. An object beside `fail`: work done once "
            "after that repair."
        ),
    ] = None
    switch: Annotated[
        Id | None, Doc("Whose `first_of` is switched by hand, to the entry `to`.")
    ] = None
    demand: Annotated[
        Id | None, Doc("Whose demand changes, by the factor `times` or with a `profile`.")
    ] = None
    capacity: Annotated[
        Id | None, Doc("Whose capacity changes, by the factor `times` or to the amount `to`.")
    ] = None
    limit: Annotated[
        Id | None, Doc("Whose admission limit becomes `to`; without `to` it has none any more.")
    ] = None
    to: Annotated[
        _IdOrAmount | None, Doc("The id of an entry to switch to, or an amount in load units.")
    ] = None
    times: Annotated[
        Amount | None,
        Doc("A factor on what the document gives; on a demand also beside its profile."),
    ] = None
    profile: Annotated[Profile | None, Doc("A course of the demand, from now on.")] = None
    source: Source = None
    assumed: Assumed | None = None

    @property
    def repaired(self) -> str | tuple[str, ...] | None:
        """What is repaired now."""
        return None if isinstance(self.repair, Repair) else self.repair

    @property
    def verified(self) -> str | tuple[str, ...] | None:
        """What is down until its own `verify` is done."""
        return None if isinstance(self.verify, Verify) else self.verify

    @property
    def mending(self) -> Repair | None:
        """What mends what fails in it."""
        return self.repair if isinstance(self.repair, Repair) else None

    @property
    def checking(self) -> Verify | None:
        """Work done once after that."""
        return self.verify if isinstance(self.verify, Verify) else None

    def __post_init__(self) -> None:
        actions = [action for action in ACTIONS if getattr(self, action) is not None]
        if self.fail is not None:
            works = ((self.mending, "repair"), (self.checking, "verify"))
            actions = [a for a in actions if a not in {word for work, word in works if work}]
        elif self.mending or self.checking:
            work = "repair" if self.mending else "verify"
            raise ValueError(f"must have `fail` beside a {work} that is an object")
        if len(actions) != 1:
            raise ValueError(f"must have one action: {', '.join(ACTIONS[:-1])} or {ACTIONS[-1]}")
        given = {name for name in _ARGUMENTS if getattr(self, name) is not None}
        forms = ACTIONS_WITH.get(actions[0], ((),))
        if tuple(sorted(given)) not in forms:
            said = " or ".join(f"`{form[0]}`" if form else "nothing" for form in forms)
            raise ValueError(f"must have {said} beside {actions[0]}")
        if self.to is not None and isinstance(self.to, str) is not (actions[0] == "switch"):
            raise ValueError(
                "must have an id as `to`"
                if actions[0] == "switch"
                else "must have an amount as `to`"
            )


ACTIONS = ("fail", "repair", "verify", "switch", "demand", "capacity", "limit")
ACTIONS_WITH: dict[str, tuple[tuple[str, ...], ...]] = {
    "switch": (("to",),),
    "demand": (("times",), ("profile",)),
    "capacity": (("times",), ("to",)),
    "limit": (("to",), ()),
}
"""What goes with an action; with the others goes nothing."""
_ARGUMENTS = ("to", "times", "profile")


@part
class Scenario:
    """A sequence of events to play."""

    id: Annotated[Id, Doc("Unique among scenarios.")]
    name: Annotated[Text | None, Doc("Shown beside the id.")] = None
    description: Description = None
    events: Annotated[tuple[Event, ...], Length(1), Doc("What happens, in any order.")]
    until: Annotated[Duration | None, Doc("When the play ends; at rest when absent.")] = None
    assumed: Assumed | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < max(event.at for event in self.events):
            raise ValueError("must not end (`until`) before its last event")
