"""Objectives: what a target has to withstand, and what is accepted."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Literal

from topology.document.schema.marks import By, Doc, Length, Tag
from topology.document.schema.quantities import (
    Amount,
    Assumed,
    Date,
    Duration,
    Flag,
    Id,
    Natural,
    NonEmpty,
    Positive,
    Share,
    Source,
    Text,
)
from topology.document.schema.shared_risks import Selector
from topology.document.schema.validator import part

ALL: Literal["all"] = "all"
"""Stands for every target; what is called so itself is named in a list."""
TRAFFIC: Literal["traffic"] = "traffic"
"""Stands for the traffic, where there is any; what is called so itself is named in a list."""


def _form_of(value: object) -> str:
    if isinstance(value, list | tuple):
        return "<ids>"
    return "<selector>" if isinstance(value, dict | Selector) else "<id>"


Targets = Annotated[
    Annotated[Id, Tag("<id>")]
    | Annotated[Annotated[tuple[Id, ...], Length(1)], Tag("<ids>")]
    | Annotated[Selector, Tag("<selector>")],
    By(_form_of),
]


def targets_words(of: object) -> str:
    """Whom an objective means, in words; of typed or of plain values.

    >>> targets_words({"kind": "service", "tag": "core"})
    'kind service and tag core'
    """
    if isinstance(of, str):
        return of
    if isinstance(of, list | tuple):
        return ", ".join(map(str, of))
    words = of.words if isinstance(of, Selector) else _plain_words(of)
    return " and ".join(f"{field} {word}" for field, word in words)


def _plain_words(of: object) -> list[tuple[str, object]]:
    return list(of.items()) if isinstance(of, dict) else []


@part
class Accepted:
    """A finding that somebody has accepted, why, and until when."""

    id: Annotated[Id, Doc("The component or shared risk whose failure is accepted.")]
    reason: Annotated[NonEmpty, Doc("Why it is borne.")]
    until: Annotated[Date, Doc("The last day on which it is, YYYY-MM-DD.")]
    by: Annotated[Text | None, Doc("Who bears it.")] = None


@part
class Acceptance(Accepted):
    """What somebody has accepted for some targets, why, and until when."""

    of: Annotated[Targets, Doc("The targets for which it is: as in objectives.")] = ALL

    @property
    def accepted(self) -> Accepted:
        """The same as one of the targets has it."""
        return Accepted(id=self.id, reason=self.reason, until=self.until, by=self.by)


@part
class Blast:
    """How much one failure may take down."""

    components: Annotated[Natural | None, Doc("So many components, what fails aside.")] = None
    demand: Annotated[
        Amount | None, Doc("So much demand, in load units; that of what fails counts.")
    ] = None

    def __post_init__(self) -> None:
        if self.components is None and self.demand is None:
            raise ValueError("must name components or demand")


@part
class Objective:
    """What targets have to withstand; each clause may be left out."""

    of: Annotated[
        Targets,
        Doc(
            'The targets: one id, several, a selection, or "all": what has demand, or else what '
            'nothing needs, and what other objectives name. Or "traffic", where there is any.'
        ),
    ]
    survives: Annotated[Natural | None, Doc("Failures at once that it must survive.")] = None
    against: Annotated[
        Selector | None, Doc("Only failures of what this selects count; any when absent.")
    ] = None
    classes: Annotated[
        Annotated[tuple[Literal["structural", "overload", "slow", "gray"], ...], Length(1)] | None,
        Doc("The classes of single points of failure that count; all when absent."),
    ] = None
    level: Annotated[
        Share | None, Doc("Service level below which it counts as down; 1 when absent.")
    ] = None
    rto: Annotated[Duration | None, Doc("Longest outage allowed (recovery time objective).")] = None
    availability: Annotated[Share | None, Doc("Share of time it must be up.")] = None
    max_downtime_per_year: Annotated[
        Duration | None, Doc("Longest time that it may be down in a year, on average.")
    ] = None
    max_loss_per_incident: Annotated[
        Amount | None,
        Doc(
            "Most money that any single failure may cost all targets together, until all of them "
            "serve again, in the currency."
        ),
    ] = None
    max_blast: Annotated[
        Annotated[
            Annotated[Natural, Tag("<number>")] | Annotated[Blast, Tag("<blast>")],
            By(lambda value: "<number>" if isinstance(value, int) else "<blast>"),
        ]
        | None,
        Doc(
            "Most that any single failure may take down, anywhere: so many components, or demand. "
            "Failures of what the targets hang on count, the targets included."
        ),
    ] = None
    headroom: Annotated[
        Share | None,
        Doc(
            "Highest utilisation of any capacity that the targets hang on, with nothing failed and "
            "after any single failure."
        ),
    ] = None
    utilisation: Annotated[
        Share | None,
        Doc(
            "Of traffic: the highest share of its capacity that any link may carry, or node pass "
            "on, with nothing failed and after as many failures at once as `survives` says."
        ),
    ] = None
    apart: Annotated[
        Literal["location"] | None,
        Doc("Alternatives among what the targets hang on must not share it: `location`."),
    ] = None
    no_start_up_deadlock: Annotated[
        Flag, Doc("Whether all that it hangs on must be able to start from cold.")
    ] = False
    no_recovery_deadlock: Annotated[
        Flag, Doc("Whether what mends anything must never hang on what it mends.")
    ] = False
    cold_start_within: Annotated[
        Duration | None, Doc("Longest time from everything down to its being up.")
    ] = None
    known: Annotated[
        Share | None,
        Doc("Share of what it hangs on of which something must be known; guesses do not count."),
    ] = None
    weight: Annotated[Positive, Doc("Its rank when crews are short.")] = 1.0
    accepted: tuple[Accepted, ...] = ()
    source: Source = None
    assumed: Assumed | None = None

    def asks(self, clause: str) -> bool:
        """Whether it has a clause, by the name of its field; to survive nothing asks nothing."""
        value = getattr(self, clause)
        return value is not None and value is not False and (clause != "survives" or value > 0)

    @property
    def most_taken(self) -> Blast | None:
        """The same as `max_blast`, where a number is one of components."""
        blast = self.max_blast
        return blast if blast is None or isinstance(blast, Blast) else Blast(components=blast)


_OTHER = ("of", "against", "classes", "level", "weight", "accepted", "source", "assumed")
CLAUSES = tuple(field.name for field in fields(Objective) if field.name not in _OTHER)
"""The names of the fields that ask something, in their order."""
