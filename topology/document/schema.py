"""The parts of a document: frozen types, unit, default and sentence of each field in one place.

The JSON Schema and the field reference in `docs/` are made from here. Durations are held in
seconds and shares as fractions; both are written as people write them (`topology.values.units`).
Dataclasses with slots rather than `BaseModel`: a million components take a third of the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal
from typing import Any as AnyValue

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    StringConstraints,
    Tag,
    WithJsonSchema,
    WrapValidator,
)
from pydantic.dataclasses import dataclass

from topology.values.ranged import Ranged, RangedFloat, RangedInt
from topology.values.units import (
    DURATION_RULE,
    SECONDS,
    format_duration,
    parse_duration,
    parse_share,
)

MAX_ID = 10_000
MAX_TEXT = 100_000
MAX_AMOUNT = 1e100
"""So large that no sum over a document is infinite."""
MAX_WHOLE = 10**9

CONFIG = ConfigDict(extra="forbid", serialize_by_alias=True, defer_build=True)

Text = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=MAX_ID)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=MAX_ID)]


def _or_range(
    write: Callable[[AnyValue], AnyValue] = float,
    ranged: type[RangedFloat | RangedInt] = RangedFloat,
) -> tuple[AnyValue, AnyValue]:
    """Lets a number be a range as well: a validator and a serializer."""

    def read(value: object, number: Callable[[AnyValue], float]) -> float:
        if type(value) is dict:
            return ranged.parse(value, number, write)
        return value if isinstance(value, RangedFloat | RangedInt) else number(value)

    def plain(value: float) -> AnyValue:
        return value.plain() if isinstance(value, Ranged) else write(value)

    return WrapValidator(read), PlainSerializer(plain)


NUMBERS: dict[str, list[dict[str, AnyValue]]] = {
    "duration": [
        {
            "type": "string",
            "pattern": r"^\s*(P[0-9T]|[0-9.])",
            "description": DURATION_RULE,
            "examples": ["150 min"],
        }
    ],
    "share": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": r"^\s*[0-9.]+\s*%\s*$"},
    ],
    "amount": [{"type": "number", "minimum": 0, "maximum": MAX_AMOUNT}],
    "positive": [{"type": "number", "exclusiveMinimum": 0}],
    "natural": [{"type": "integer", "minimum": 0, "maximum": MAX_WHOLE}],
    "counting": [{"type": "integer", "minimum": 1, "maximum": MAX_WHOLE}],
}
"""The JSON Schemas of numbers, by the name under which `json_schema` defines them."""


def number_schema(name: str) -> dict[str, AnyValue]:
    """A number in one of its forms, or a range of it."""
    forms = NUMBERS[name]
    one: dict[str, AnyValue] = forms[0] if len(forms) == 1 else {"anyOf": forms}
    ranged = {
        "type": "object",
        "description": "A range, for a value that is not known exactly.",
        "properties": {"low": one, "high": one, "value": one, "assumed": {"type": "string"}},
        "required": ["low", "high"],
        "additionalProperties": False,
    }
    return {"anyOf": [*forms, ranged]}


NUMBER = "x-number"
"""Stands in a schema for a reference to one of `NUMBERS`, which pydantic would not let pass."""


def _named(name: str) -> WithJsonSchema:
    return WithJsonSchema({NUMBER: name})


Duration = Annotated[
    float, BeforeValidator(parse_duration), *_or_range(format_duration), _named("duration")
]
Share = Annotated[float, BeforeValidator(parse_share), *_or_range(), _named("share")]
Amount = Annotated[
    float,
    Field(strict=True, ge=0, le=MAX_AMOUNT, allow_inf_nan=False),
    *_or_range(),
    _named("amount"),
]
Positive = Annotated[
    float,
    Field(strict=True, gt=0, allow_inf_nan=False),
    *_or_range(),
    _named("positive"),
]
Flag = Annotated[bool, Field(strict=True)]
Natural = Annotated[
    int, Field(strict=True, ge=0, le=MAX_WHOLE), *_or_range(int, RangedInt), _named("natural")
]
Counting = Annotated[
    int, Field(strict=True, ge=1, le=MAX_WHOLE), *_or_range(int, RangedInt), _named("counting")
]
Assumed = Annotated[
    Annotated[Text, Tag("<text>")] | Annotated[dict[str, Text], Tag("<by field>")],
    Discriminator(lambda value: "<by field>" if isinstance(value, dict) else "<text>"),
    Field(description="Why a value is assumed: one sentence, or one for each field by its name."),
]


def _real_date(text: str) -> str:
    """What has the form of a date and stands in the calendar."""
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"must be {DATE_RULE}") from None
    return text


DATE_RULE = "a date such as 2027-01-31"


def _doc(text: str) -> AnyValue:
    return Field(description=text)


Description = Annotated[Text | None, _doc("Free text for people.")]


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Switchover:
    """How long a standby takes to carry the load; all zero is a "zero second" switch."""

    detect: Annotated[Duration, _doc("Until the failure is noticed.")] = 0.0
    decide: Annotated[Duration, _doc("Until somebody dares to switch.")] = 0.0
    verify: Annotated[Duration, _doc("Until the standby's data are known to be safe.")] = 0.0
    activate: Annotated[Duration, _doc("Until the standby serves.")] = 0.0
    failback: Annotated[
        Annotated[Literal["auto", "manual"], Tag("<word>")] | Annotated[Duration, Tag("<delay>")],
        Discriminator(lambda value: "<word>" if value in ("auto", "manual") else "<delay>"),
        _doc('When load returns: "auto" (at once), "manual" (never by itself) or after a delay.'),
    ] = "auto"
    assumed: Assumed | None = None


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class On:
    """That component works; `hard: false` degrades only and never takes anything down."""

    on: Annotated[Id, _doc("The component needed.")]
    calls: Annotated[Amount, _doc("Units of its load for each unit of mine.")] = 1.0
    hard: Annotated[Flag, _doc("Whether I go down with it.")] = True
    retries: Annotated[Natural, _doc("Further attempts after one that fails.")] = 0
    weight: Annotated[Positive, _doc("Its part of a load that is shared.")] = 1.0
    assumed: Assumed | None = None


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class All:
    """Holds when every entry holds."""

    all: Annotated[
        tuple[Requirement, ...], Field(min_length=1, description="What must hold, all of it.")
    ]
    weight: Annotated[Positive, _doc("Its part of a load that is shared.")] = 1.0
    assumed: Assumed | None = None


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Any:
    """Holds when one entry holds: active-active, load shared over the working ones by weight."""

    any: Annotated[tuple[Requirement, ...], Field(min_length=1, description="The alternatives.")]
    weight: Annotated[Positive, _doc("Its part of a load that is shared.")] = 1.0
    assumed: Assumed | None = None


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class AtLeast:
    """Holds when `at_least` of the entries hold, load shared over the working ones."""

    at_least: Annotated[Counting, _doc("How many entries must hold.")]
    of: Annotated[tuple[Requirement, ...], Field(min_length=1, description="The alternatives.")]
    weight: Annotated[Positive, _doc("Its part of a load that is shared.")] = 1.0
    assumed: Assumed | None = None


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class FirstOf:
    """Holds when one entry holds: standby in the order given, after the switchover delays."""

    first_of: Annotated[
        tuple[Requirement, ...],
        Field(min_length=1, description="The alternatives, the preferred one first."),
    ]
    switchover: Annotated[Switchover | None, _doc("Delays of the switch; none is zero.")] = None
    share: Annotated[Share, _doc("How much of the load follows; the rest is abandoned.")] = 1.0
    weight: Annotated[Positive, _doc("Its part of a load that is shared.")] = 1.0
    assumed: Assumed | None = None


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Reach:
    """Holds when a path of working links and working nodes leads from here to the goal."""

    reach: Annotated[Id, _doc("The goal.")]
    over: Annotated[
        tuple[Word, ...] | None,
        Field(min_length=1, description="Kinds of the links that may be used; any when absent."),
    ] = None
    weight: Annotated[Positive, _doc("Its part of a load that is shared.")] = 1.0
    assumed: Assumed | None = None


REQUIREMENT_FORMS = ("on", "all", "any", "at_least", "first_of", "reach")


def _requirement_tag(value: object) -> str | None:
    if isinstance(value, str):
        return "<id>"
    if isinstance(value, dict):
        return next((f"<{form}>" for form in REQUIREMENT_FORMS if form in value), None)
    return f"<{fields(value)[0].name}>" if isinstance(value, REQUIREMENT_TYPES) else None


REQUIREMENT_TYPES = (On, All, Any, AtLeast, FirstOf, Reach)
Requirement = Annotated[
    Annotated[Id, Tag("<id>")]
    | Annotated[On, Tag("<on>")]
    | Annotated[All, Tag("<all>")]
    | Annotated[Any, Tag("<any>")]
    | Annotated[AtLeast, Tag("<at_least>")]
    | Annotated[FirstOf, Tag("<first_of>")]
    | Annotated[Reach, Tag("<reach>")],
    Discriminator(_requirement_tag),
]


def choice(
    entry: Any | AtLeast | FirstOf,
) -> tuple[int, tuple[Requirement, ...]]:
    """How many of which alternatives must hold."""
    if isinstance(entry, AtLeast):
        return entry.at_least, entry.of
    return 1, entry.any if isinstance(entry, Any) else entry.first_of


def parts_of(
    entry: All | Any | AtLeast | FirstOf,
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


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Fails:
    """How often a component fails by itself, and for how long."""

    mtbf: Annotated[Duration | None, _doc("Mean time between failures.")] = None
    mttr: Annotated[Duration | None, _doc("Mean time to repair.")] = None
    per_year: Annotated[Amount | None, _doc("Failures a year (8,760 h).")] = None
    unavailability: Annotated[Share | None, _doc("Share of time it is down.")] = None
    availability: Annotated[Share | None, _doc("Share of time it is up.")] = None
    assumed: Assumed | None = None

    def __post_init__(self) -> None:
        given = tuple(f for f in FAILS_FIELDS if getattr(self, f) is not None)
        if given not in FAILS_FORMS:
            forms = ", ".join("{" + ", ".join(form) + "}" for form in FAILS_FORMS)
            raise ValueError(f"must be false or one of {forms}; it has {{{', '.join(given)}}}")
        if self.mtbf == 0:
            raise ValueError("must have an mtbf over zero")
        if self.per_year is not None and self.per_year * (self.mttr or 0) > SECONDS["y"]:
            raise ValueError("must not be down for more than a year in a year (per_year x mttr)")


FAILS_FIELDS = ("mtbf", "mttr", "per_year", "unavailability", "availability")
FAILS_FORMS = (("mtbf", "mttr"), ("mttr", "per_year"), ("unavailability",), ("availability",))

NeverOrFails = Annotated[
    Annotated[Literal[False], Tag("<false>")] | Annotated[Fails, Tag("<data>")],
    Discriminator(lambda value: "<false>" if isinstance(value, bool) else "<data>"),
]


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class WarmUp:
    """What a component carries when it has just come up again."""

    time: Annotated[Duration, _doc("How long it takes.")]
    share: Annotated[Share, _doc("Part of its capacity that it carries meanwhile.")]
    assumed: Assumed | None = None


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Overload:
    """What happens when more arrives than the capacity carries."""

    mode: Annotated[
        Literal["shed", "queue", "crash"],
        _doc("Reject the excess, keep it waiting, or go down under it."),
    ]
    above: Annotated[Positive, _doc("Crash: the threshold, as a multiple of the capacity.")] = 1.0
    hold: Annotated[
        Duration, Field(alias="for", description="Crash: how long the excess must last.")
    ] = 0.0
    restart: Annotated[Duration | None, _doc("Crash: until it is back; never when absent.")] = None
    cost: Annotated[
        Share, _doc("Work a failed attempt takes: 0 rejected for free, 1 after full work.")
    ] = 0.0
    max_queue: Annotated[Amount | None, _doc("Queue: the most that waits, in load units.")] = None
    timeout: Annotated[Duration | None, _doc("Queue: how long a caller waits.")] = None
    limit: Annotated[
        Amount | None, _doc("Admission limit: the most that is let in; the rest is rejected.")
    ] = None
    warm_up: WarmUp | None = None
    assumed: Assumed | None = None


RENAMED = {"for": "hold"}
"""Fields by their name in a document, where that is a word of the language."""


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Repair:
    """What brings a failed component back."""

    time: Annotated[Duration, _doc("Work time of the repair.")]
    crew: Annotated[Word | None, _doc("Takes one of this crew while it lasts.")] = None
    assumed: Assumed | None = None


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Verify:
    """Work done after the repair and before the component counts as up."""

    units: Annotated[Counting, _doc("How many things are checked.")]
    time: Annotated[Duration, _doc("Work time for each.")]
    crew: Annotated[Word | None, _doc("Each check takes one of this crew.")] = None
    assumed: Assumed | None = None


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Crew:
    """People or machines that repair and verify."""

    size: Annotated[Counting, _doc("How many can work at once.")]
    assumed: Assumed | None = None


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Step:
    """From when on a profile has which height."""

    at: Annotated[Duration, _doc("After the start of the profile.")]
    times: Annotated[Amount, _doc("What the demand is multiplied by from then on.")]


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Profile:
    """How a demand goes up and down over time; times 1 before the first step."""

    steps: Annotated[
        tuple[Step, ...], Field(min_length=1, description="Its steps, in order of time.")
    ]
    every: Annotated[Duration | None, _doc("It begins anew after this time; never if absent.")] = (
        None
    )
    assumed: Assumed | None = None

    def __post_init__(self) -> None:
        times = [step.at for step in self.steps]
        if any(later <= earlier for earlier, later in pairwise(times)):
            raise ValueError("must have steps in order of time, each later than the one before")
        if self.every is not None and self.every <= times[-1]:
            raise ValueError("must have all steps before it begins anew (`every`)")


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Component:
    """Anything that can fail: a fibre, a data centre, a service, a partner, an operator action."""

    id: Annotated[Id, _doc("Unique among components and shared risks.")]
    name: Annotated[Text | None, _doc("Shown beside the id.")] = None
    kind: Annotated[Word, _doc("Free text; known kinds get an icon.")] = "component"
    description: Description = None
    source: Annotated[Text | None, _doc("Where its facts come from.")] = None
    assumed: Assumed | None = None
    location: Annotated[Word | None, _doc("Where it is; shared risks select by it.")] = None
    tags: Annotated[tuple[Word, ...], _doc("Words that shared risks select by.")] = ()
    needs: Annotated[tuple[Requirement, ...], _doc("All entries must hold for it to work.")] = ()
    connects: Annotated[
        Annotated[tuple[Id, ...], Field(min_length=2, max_length=2)] | None,
        _doc("Makes it a link between these two components."),
    ] = None
    one_way: Annotated[Flag, _doc("A link that leads only from the first end to the second.")] = (
        False
    )
    count: Annotated[Counting, _doc("Identical members, each of which can fail by itself.")] = 1
    quorum: Annotated[Counting, _doc("Members that must work for the entry to work.")] = 1
    demand: Annotated[Amount | None, _doc("External load, in load units.")] = None
    profile: Annotated[Profile | None, _doc("How the demand changes over time.")] = None
    loss_per_hour: Annotated[Amount | None, _doc("Money lost in an hour without it.")] = None
    capacity: Annotated[
        Amount | None,
        _doc("Load it carries, all members together, in load units; unlimited when absent."),
    ] = None
    overload: Overload | None = None
    fails: Annotated[
        NeverOrFails | None,
        _doc("`false`: cannot fail by itself. Otherwise how often and how long."),
    ] = None
    repair: Repair | None = None
    verify: Verify | None = None


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Selector:
    """Everything that has all of the given properties."""

    kind: Annotated[Word | None, _doc("Of this kind.")] = None
    location: Annotated[Word | None, _doc("At this location.")] = None
    tag: Annotated[Word | None, _doc("With this among its tags.")] = None

    def __post_init__(self) -> None:
        if self.kind is None and self.location is None and self.tag is None:
            raise ValueError("must name a kind, a location or a tag")

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """The properties that are given, by field."""
        fields = (("kind", self.kind), ("location", self.location), ("tag", self.tag))
        return tuple((field, word) for field, word in fields if word is not None)

    def selects(self, component: Component) -> bool:
        """Whether a component has all of the properties."""
        return (
            (self.kind is None or self.kind == component.kind)
            and (self.location is None or self.location == component.location)
            and (self.tag is None or self.tag in component.tags)
        )


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class SharedRisk:
    """One cause that takes several components down at once (SRLG, common cause)."""

    id: Annotated[Id, _doc("Unique among components and shared risks.")]
    name: Annotated[Text | None, _doc("Shown beside the id.")] = None
    kind: Annotated[Word, _doc("Free text: duct, flood, deploy, operator-action.")] = "shared-risk"
    description: Description = None
    source: Annotated[Text | None, _doc("Where its facts come from.")] = None
    assumed: Assumed | None = None
    hits: Annotated[
        Annotated[tuple[Id, ...], Field(min_length=1), Tag("<ids>")]
        | Annotated[Selector, Tag("<selector>")],
        Discriminator(lambda value: "<ids>" if isinstance(value, list | tuple) else "<selector>"),
        _doc("The components it takes down: their ids, or a selection by kind, location or tag."),
    ]
    fails: Annotated[Fails | None, _doc("How often it strikes, and for how long.")] = None


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Accepted:
    """A finding that somebody has accepted, why, and until when."""

    id: Annotated[Id, _doc("The component or shared risk whose failure is accepted.")]
    reason: Annotated[Text, Field(min_length=1, description="Why it is borne.")]
    until: Annotated[
        str,
        StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        AfterValidator(_real_date),
        _doc("A date, YYYY-MM-DD."),
    ]


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Objective:
    """What a target has to withstand."""

    of: Annotated[Id, _doc("The target.")]
    survives: Annotated[Natural | None, _doc("Failures at once that it must survive.")] = None
    level: Annotated[Share, _doc("Service level below which it counts as down.")] = 1.0
    rto: Annotated[Duration | None, _doc("Longest outage allowed (recovery time objective).")] = (
        None
    )
    availability: Annotated[Share | None, _doc("Share of time it must be up.")] = None
    weight: Annotated[Positive, _doc("Its rank when crews are short.")] = 1.0
    accepted: tuple[Accepted, ...] = ()
    assumed: Assumed | None = None


_Ids = Annotated[
    Annotated[Id, Tag("<id>")] | Annotated[tuple[Id, ...], Field(min_length=1), Tag("<ids>")],
    Discriminator(lambda value: "<ids>" if isinstance(value, list | tuple) else "<id>"),
]


_IdOrAmount = Annotated[
    Annotated[Id, Tag("<id>")] | Annotated[Amount, Tag("<amount>")],
    Discriminator(
        lambda value: {str: "<id>", int: "<amount>", float: "<amount>", dict: "<amount>"}.get(
            type(value)
        )
    ),
]


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens in a scenario."""

    at: Annotated[Duration, _doc("After the start of the scenario.")]
    fail: Annotated[_Ids | None, _doc("What fails.")] = None
    repair: Annotated[_Ids | None, _doc("What is repaired.")] = None
    verify: Annotated[_Ids | None, _doc("What is down until its `verify` is done.")] = None
    switch: Annotated[
        Id | None, _doc("Whose `first_of` is switched by hand, to the entry `to`.")
    ] = None
    demand: Annotated[
        Id | None, _doc("Whose demand changes, by the factor `times` or with a `profile`.")
    ] = None
    capacity: Annotated[
        Id | None, _doc("Whose capacity changes, by the factor `times` or to the amount `to`.")
    ] = None
    limit: Annotated[
        Id | None, _doc("Whose admission limit becomes `to`; without `to` it has none any more.")
    ] = None
    to: Annotated[
        _IdOrAmount | None, _doc("The id of an entry to switch to, or an amount in load units.")
    ] = None
    times: Annotated[
        Amount | None,
        _doc("A factor on what the document gives; on a demand also beside its profile."),
    ] = None
    profile: Annotated[Profile | None, _doc("A course of the demand, from now on.")] = None
    assumed: Assumed | None = None

    def __post_init__(self) -> None:
        actions = [action for action in ACTIONS if getattr(self, action) is not None]
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


@dataclass(config=CONFIG, frozen=True, slots=True, kw_only=True)
class Scenario:
    """A sequence of events to play."""

    id: Annotated[Id, _doc("Unique among scenarios.")]
    name: Annotated[Text | None, _doc("Shown beside the id.")] = None
    description: Description = None
    events: Annotated[
        tuple[Event, ...], Field(min_length=1, description="What happens, in any order.")
    ]
    until: Annotated[Duration | None, _doc("When the play ends; at rest when absent.")] = None
    assumed: Assumed | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < max(event.at for event in self.events):
            raise ValueError("must not end (`until`) before its last event")


CrewSize = Annotated[
    Annotated[Counting, Tag("<size>")] | Annotated[Crew, Tag("<crew>")],
    Discriminator(
        lambda value: (
            "<crew>"
            if isinstance(value, Crew) or (isinstance(value, dict) and "low" not in value)
            else "<size>"
        )
    ),
]
