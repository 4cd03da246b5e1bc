"""Requirements: what a component needs in order to work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Annotated, Final, Literal

from topology.document.schema.marks import By, Core, Doc, Length, Tag
from topology.document.schema.quantities import (
    Amount,
    Assumed,
    Counting,
    Duration,
    Flag,
    Guessed,
    Id,
    Natural,
    Positive,
    Share,
    Source,
    Word,
)
from topology.document.schema.validator import changed, part
from topology.values.degrees import Degree

Holds = Annotated[
    Duration | None,
    Doc("How long its owner lives on when this stops holding; not at all when absent."),
]
Refill = Annotated[Duration, Doc("How long a reserve (`holds`) that is used up takes to refill.")]
Starts = Annotated[
    Share,
    Doc("Chance that this standby starts when it is asked to; not for the first of `first_of`."),
]
Otherwise = Annotated[
    Duration | None,
    Doc("How long the work takes by hand, while `needs` do not hold; it waits when absent."),
]


@part
class Switchover:
    """How long a standby takes to carry the load; all zero is a "zero second" switch."""

    detect: Annotated[Duration, Doc("Until the failure is noticed.")] = 0.0
    decide: Annotated[Duration, Doc("Until somebody dares to switch.")] = 0.0
    verify: Annotated[Duration, Doc("Until the standby's data are known to be safe.")] = 0.0
    activate: Annotated[Duration, Doc("Until the standby serves.")] = 0.0
    failback: Annotated[
        Annotated[Literal["auto", "manual"], Tag("<word>")] | Annotated[Duration, Tag("<delay>")],
        By(lambda value: "<word>" if value in ("auto", "manual") else "<delay>"),
        Doc('When load returns: "auto" (at once), "manual" (never by itself) or after a delay.'),
    ] = "auto"
    needs: Annotated[
        tuple[Requirement, ...],
        Doc("What must hold to decide, verify and activate; once switched, no longer."),
    ] = ()
    otherwise: Otherwise = None
    assumed: Assumed | None = None


@part
class AtStart:
    """What each member that comes up sends on top, evenly: load and nothing else."""

    calls: Annotated[Amount, Doc("How many calls, in what the load unit counts.")]
    over: Annotated[Duration, Doc("Over how long; more than no time.")]
    assumed: Assumed | None = None

    def __post_init__(self) -> None:
        if not getattr(self.over, "low", self.over) > 0:
            raise ValueError("must be sent over some time: no load is without bound")


@part
class On:
    """That component works; `hard: false` degrades only and never takes anything down."""

    on: Annotated[Id, Doc("The component needed.")]
    calls: Annotated[Amount, Doc("Units of its load for each unit of mine.")] = 1.0
    hard: Annotated[Flag, Doc("Whether I go down with it.")] = True
    retries: Annotated[Natural, Doc("Further attempts after one that fails.")] = 0
    weight: Annotated[Positive, Doc("Its part of a load that is shared.")] = 1.0
    at_start: AtStart | None = None
    holds: Holds = None
    refill: Refill = 0.0
    starts: Starts = 1.0
    source: Source = None
    assumed: Assumed | None = None
    guessed: Guessed = None


@part
class All:
    """Holds when every entry holds."""

    all: Annotated[tuple[Requirement, ...], Length(1), Doc("What must hold, all of it.")]
    weight: Annotated[Positive, Doc("Its part of a load that is shared.")] = 1.0
    holds: Holds = None
    refill: Refill = 0.0
    starts: Starts = 1.0
    source: Source = None
    assumed: Assumed | None = None
    guessed: Guessed = None


@part
class Any:
    """Holds when one entry holds: active-active, load shared over the working ones by weight."""

    any: Annotated[tuple[Requirement, ...], Length(1), Doc("The alternatives.")]
    weight: Annotated[Positive, Doc("Its part of a load that is shared.")] = 1.0
    holds: Holds = None
    refill: Refill = 0.0
    starts: Starts = 1.0
    source: Source = None
    assumed: Assumed | None = None
    guessed: Guessed = None


@part
class AtLeast:
    """Holds when `at_least` of the entries hold, load shared over the working ones."""

    at_least: Annotated[Counting, Doc("How many entries must hold.")]
    of: Annotated[tuple[Requirement, ...], Length(1), Doc("The alternatives.")]
    weight: Annotated[Positive, Doc("Its part of a load that is shared.")] = 1.0
    holds: Holds = None
    refill: Refill = 0.0
    starts: Starts = 1.0
    source: Source = None
    assumed: Assumed | None = None
    guessed: Guessed = None


@part
class FirstOf:
    """Holds when one entry holds: standby in the order given, after the switchover delays."""

    first_of: Annotated[
        tuple[Requirement, ...],
        Length(1),
        Doc("The alternatives, the preferred one first."),
    ]
    switchover: Annotated[Switchover | None, Doc("Delays of the switch; none is zero.")] = None
    share: Annotated[Share, Doc("How much of the load follows; the rest is abandoned.")] = 1.0
    weight: Annotated[Positive, Doc("Its part of a load that is shared.")] = 1.0
    holds: Holds = None
    refill: Refill = 0.0
    starts: Starts = 1.0
    source: Source = None
    assumed: Assumed | None = None
    guessed: Guessed = None


@part
class Reach:
    """Holds when a path of working links and working nodes leads from here to the goal."""

    reach: Annotated[Id, Doc("The goal.")]
    over: Annotated[
        Annotated[tuple[Word, ...], Length(1)] | None,
        Doc("Kinds of the links that may be used; any when absent."),
    ] = None
    weight: Annotated[Positive, Doc("Its part of a load that is shared.")] = 1.0
    holds: Holds = None
    refill: Refill = 0.0
    starts: Starts = 1.0
    source: Source = None
    assumed: Assumed | None = None
    guessed: Guessed = None


@part
class Split:
    """Each entry carries its own part of the load, by weight; what fails is lost with it."""

    split: Annotated[
        tuple[Requirement, ...],
        Length(1),
        Doc("The parts. It holds while one of them does, at the service level that is left."),
    ]
    holds: Holds = None
    refill: Refill = 0.0
    source: Source = None
    assumed: Assumed | None = None
    guessed: Guessed = None


REQUIREMENT_FORMS = ("on", "all", "any", "at_least", "first_of", "reach", "split")


def _requirement_tag(value: object) -> str | None:
    if isinstance(value, str):
        return "<id>"
    if isinstance(value, dict):
        return next((f"<{form}>" for form in REQUIREMENT_FORMS if form in value), None)
    return f"<{fields(value)[0].name}>" if isinstance(value, REQUIREMENT_TYPES) else None


REQUIREMENT_TYPES = (On, All, Any, AtLeast, FirstOf, Reach, Split)
Requirement = Annotated[
    Annotated[Id, Tag("<id>")]
    | Annotated[On, Tag("<on>")]
    | Annotated[All, Tag("<all>")]
    | Annotated[Any, Tag("<any>")]
    | Annotated[AtLeast, Tag("<at_least>")]
    | Annotated[FirstOf, Tag("<first_of>")]
    | Annotated[Reach, Tag("<reach>")]
    | Annotated[Split, Tag("<split>")],
    By(_requirement_tag),
]


class Unsaid(tuple[Requirement, ...]):
    """No list of needs was given, so it is not known what something needs.

    As empty as `[]`, which says that it needs nothing, and not equal to it.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unsaid)

    def __hash__(self) -> int:
        return hash(Unsaid)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Core:
        """For the JSON Schema, in which it is the default that a list has."""
        return {"type": "tuple", "items_schema": [{"type": "any"}], "variadic_item_index": 0}


UNSAID: Final[tuple[Requirement, ...]] = Unsaid()


Choice = Any | AtLeast | FirstOf | Split
"""What holds while enough of its entries do."""
Compound = All | Choice


def weight_of(entry: Requirement) -> float:
    """Its part of a load that is shared, or split."""
    return 1.0 if isinstance(entry, str | Split) else entry.weight


def name_of(entry: str | On) -> str:
    """The component that an entry names, which is nothing but a component."""
    return entry if isinstance(entry, str) else entry.on


def own_degree(entry: Requirement) -> Degree:
    """How sure a requirement itself is, whatever its parts are.

    A reason for some of its values alone leaves the requirement known.
    """
    if isinstance(entry, str):
        return Degree.KNOWN
    if entry.guessed is not None:
        return Degree.GUESSED
    return Degree.ASSUMED if isinstance(entry.assumed, str) else Degree.KNOWN


def degree_of(entry: Requirement) -> Degree:
    """How sure its least sure part is, itself included."""
    own = own_degree(entry)
    if isinstance(entry, str | On | Reach):
        return own
    return max((own, *map(degree_of, parts_of(entry))))


def starts_of(entry: Requirement) -> float:
    """The chance that it starts when it is asked to, as a standby."""
    return 1.0 if isinstance(entry, str | Split) else entry.starts


def choice(
    entry: Choice,
) -> tuple[int, tuple[Requirement, ...]]:
    """How many of which alternatives must hold."""
    if isinstance(entry, AtLeast):
        return entry.at_least, entry.of
    if isinstance(entry, Split):
        return 1, entry.split
    return 1, entry.any if isinstance(entry, Any) else entry.first_of


def tools_of(entry: FirstOf) -> tuple[Requirement, ...]:
    """What must hold for a switch to be made at all; nothing where it may be made by hand."""
    switch = entry.switchover
    return () if switch is None or switch.otherwise is not None else for_work(switch.needs)


def for_work(needs: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """The needs of work, in which a `first_of` switches without delay: any entry of it will do."""
    return tuple(map(_for_work, needs))


def _for_work(entry: Requirement) -> Requirement:
    if isinstance(entry, FirstOf):
        return Any(any=for_work(entry.first_of))
    if isinstance(entry, Any):
        return changed(entry, any=for_work(entry.any))
    if isinstance(entry, All):
        return changed(entry, all=for_work(entry.all))
    if isinstance(entry, AtLeast):
        return changed(entry, of=for_work(entry.of))
    return entry


def parts_of(
    entry: Compound,
) -> Sequence[Requirement]:
    """The entries inside a compound one."""
    return entry.all if isinstance(entry, All) else choice(entry)[1]


def named(entries: Iterable[Requirement]) -> Iterator[str]:
    """All ids that requirements name, hard or soft, goals included."""
    for entry in entries:
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, On):
            yield entry.on
        elif isinstance(entry, Reach):
            yield entry.reach
        else:
            yield from named(parts_of(entry))


def outright(entries: Iterable[Requirement]) -> Iterator[str | On | Reach]:
    """The single entries that have no alternative, hard or soft."""
    for entry in entries:
        if isinstance(entry, str | On | Reach):
            yield entry
        elif isinstance(entry, All) or choice(entry)[0] == len(parts_of(entry)):
            yield from outright(parts_of(entry))
