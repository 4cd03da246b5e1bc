"""How often things fail, and who mends them: failure data, repairs, verification, crews."""

from __future__ import annotations

from typing import Annotated, Literal

from topology.document.schema.marks import By, Doc, Tag
from topology.document.schema.quantities import Amount, Assumed, Counting, Duration, Share, Word
from topology.document.schema.validator import part
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
            raise ValueError("must not be down for more than a year in a year (per_year x mttr)")


FAILS_FIELDS = ("mtbf", "mttr", "per_year", "unavailability", "availability")
FAILS_FORMS = (("mtbf", "mttr"), ("mttr", "per_year"), ("unavailability",), ("availability",))

NeverOrFails = Annotated[
    Annotated[Literal[False], Tag("<false>")] | Annotated[Fails, Tag("<data>")],
    By(lambda value: "<false>" if isinstance(value, bool) else "<data>"),
]


@part
class Repair:
    """What brings a failed component back."""

    time: Annotated[Duration, Doc("Work time of the repair.")]
    crew: Annotated[Word | None, Doc("Takes one of this crew while it lasts.")] = None
    assumed: Assumed | None = None


def mending_of(fails: Fails | None) -> Repair | None:
    """A repair that takes the mean time that failure data give, if they give one."""
    if fails is None or fails.mttr is None:
        return None
    return Repair(time=f"{fails.mttr!r} s")  # type: ignore[arg-type]


@part
class Verify:
    """Work done after the repair and before the component counts as up."""

    units: Annotated[Counting, Doc("How many things are checked.")]
    time: Annotated[Duration, Doc("Work time for each.")]
    crew: Annotated[Word | None, Doc("Each check takes one of this crew.")] = None
    assumed: Assumed | None = None


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
