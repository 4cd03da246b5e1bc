"""How often things fail, and who mends them: failure data, repairs, verification, crews."""

from __future__ import annotations

from typing import Annotated, Literal

from topology.document.schema.marks import By, Doc, Tag
from topology.document.schema.quantities import (
    Amount,
    Assumed,
    Counting,
    Description,
    Duration,
    Id,
    Share,
    Source,
    Text,
    Word,
)
from topology.document.schema.requirements import Otherwise, Requirement
from topology.document.schema.validator import changed, part
from topology.values.units import SECONDS


@part
class Fails:
    """How often a component fails by itself, and for how long."""

    mtbf: Annotated[Duration | None, Doc("Mean time between failures.")] = None
    mttr: Annotated[Duration | None, Doc("Mean time to repair.")] = None
    per_year: Annotated[Amount | None, Doc("Failures a year (8,760 h).")] = None
    unavailability: Annotated[Share | None, Doc("Share of time it is down.")] = None
    availability: Annotated[Share | None, Doc("Share of time it is up.")] = None
    assumed: Assumed | None = None

    def __post_init__(self) -> None:
        given = tuple(f for f in FAILS_FIELDS if getattr(self, f) is not None)
        if given not in FAILS_FORMS:
            forms = ", ".join("{" + ", ".join(form) + "}" for form in FAILS_FORMS)
            raise ValueError(f"must be false or one of {forms}; it has {{{', '.join(given)}}}")
        if self.mtbf == 0:
            raise ValueError("must have an mtbf over zero")
        if self.per_year is not None and self.per_year * (self.mttr or 0) > SECONDS["y"]:
            raise ValueError(TOO_LONG_DOWN.format("mttr"))


TOO_LONG_DOWN = "must not be down for more than a year in a year (per_year x {})"
FAILS_FIELDS = ("mtbf", "mttr", "per_year", "unavailability", "availability")
FAILS_FORMS = (
    ("mtbf", "mttr"),
    ("mttr", "per_year"),
    ("unavailability",),
    ("availability",),
    ("mtbf",),
    ("per_year",),
)
"""The last two where a `repair` beside them says how long."""

NeverOrFails = Annotated[
    Annotated[Literal[False], Tag("<false>")] | Annotated[Fails, Tag("<data>")],
    By(lambda value: "<false>" if isinstance(value, bool) else "<data>"),
]


@part
class Repair:
    """What brings back what has failed."""

    time: Annotated[
        Duration | None,
        Doc("Work time of the repair; may be left out beside `needs`: done as soon as they hold."),
    ] = None
    crew: Annotated[Word | None, Doc("Takes one of this crew while it lasts.")] = None
    needs: Annotated[
        tuple[Requirement, ...], Doc("What must hold for the work to go on; else it waits.")
    ] = ()
    otherwise: Otherwise = None
    assumed: Assumed | None = None

    def __post_init__(self) -> None:
        if self.time is None and not self.needs:
            raise ValueError("must have a time, or needs")

    @property
    def time_s(self) -> float:
        """The work time; none where it is done as soon as its needs hold."""
        return 0.0 if self.time is None else self.time


def need_duration(fails: Fails | Literal[False] | None, repair: Repair | None) -> None:
    """Raises `ValueError` where data say how often, and nothing says for how long."""
    given = tuple(f for f in FAILS_FIELDS if getattr(fails or None, f, None) is not None)
    if given in (("mtbf",), ("per_year",)) and (repair is None or repair.time is None):
        raise ValueError(f"must say how long it lasts beside fails.{given[0]}: an mttr or a repair")
    per_year = getattr(fails or None, "per_year", None) or 0.0
    if given == ("per_year",) and repair and per_year * repair.time_s > SECONDS["y"]:
        raise ValueError(TOO_LONG_DOWN.format("repair.time"))


_AT_ONCE = Repair(time="0 s")  # type: ignore[arg-type]


def mending_of(fails: Fails | None) -> Repair | None:
    """A repair that takes the mean time that failure data give, if they give one."""
    if fails is None or fails.mttr is None:
        return None
    return changed(_AT_ONCE, time=fails.mttr)


@part
class Verify:
    """Work done after the repair and before the component counts as up."""

    units: Annotated[Counting, Doc("How many things are checked.")]
    time: Annotated[Duration, Doc("Work time for each.")]
    crew: Annotated[Word | None, Doc("Each check takes one of this crew.")] = None
    needs: Annotated[
        tuple[Requirement, ...], Doc("What must hold for the work to go on; else it waits.")
    ] = ()
    otherwise: Annotated[
        Duration | None,
        Doc("How long each takes by hand, while `needs` do not hold; it waits when absent."),
    ] = None
    assumed: Assumed | None = None


@part
class Start:
    """What it takes to come up, beside what it takes to go on running."""

    needs: Annotated[
        tuple[Requirement, ...],
        Doc("What must hold, beside its own needs, for it to come up; not to go on running."),
    ] = ()
    time: Annotated[Duration, Doc("How long it takes, once all that holds.")] = 0.0
    assumed: Assumed | None = None


@part
class Mode:
    """A way in which a component half fails, by itself: it limps."""

    id: Annotated[Id, Doc("Unique among its modes; the cause is called `component:mode`.")]
    name: Annotated[Text | None, Doc("Shown beside the id.")] = None
    description: Description = None
    leaves: Annotated[
        Share,
        Doc(
            "Share of the capacity that is left, or, without one, of what is offered that "
            "still succeeds."
        ),
    ]
    seen: Annotated[
        Duration | None, Doc("When it is taken for dead, so that others switch; never if absent.")
    ] = None
    fails: Annotated[Fails | None, Doc("How often it comes about, and for how long.")] = None
    repair: Annotated[Repair | None, Doc("What ends it, in place of its component's repair.")] = (
        None
    )
    verify: Verify | None = None
    source: Source = None
    assumed: Assumed | None = None

    @property
    def mending(self) -> Repair | None:
        """What ends it, in place of its component's repair: its repair, or its `mttr`."""
        return self.repair or mending_of(self.fails)

    @property
    def limps(self) -> bool:
        """Whether its component goes on working in part."""
        return limps(self.leaves, self.seen)


def limps(leaves: float, seen: float | None) -> bool:
    """Whether what leaves so much, and is taken for dead at that time, goes on working in part."""
    return 0 < leaves < 1 and seen != 0


@part
class Crew:
    """People or machines that repair and verify."""

    size: Annotated[Counting, Doc("How many can work at once.")]
    assumed: Assumed | None = None


CrewSize = Annotated[
    Annotated[Counting, Tag("<size>")] | Annotated[Crew, Tag("<crew>")],
    By(
        lambda value: (
            "<crew>"
            if isinstance(value, Crew) or (isinstance(value, dict) and "low" not in value)
            else "<size>"
        )
    ),
]
