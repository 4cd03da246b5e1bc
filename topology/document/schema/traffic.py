"""Traffic over the links: how much goes from where to where, and how it is routed."""

from __future__ import annotations

from typing import Annotated, Literal

from topology.document.schema.marks import Doc, Length
from topology.document.schema.objectives import Targets
from topology.document.schema.quantities import Amount, Assumed, Guessed, Source, Word
from topology.document.schema.validator import part

Ways = Literal["single", "equal-cost", "all-shortest"]
"""How traffic is divided over ways of equal length."""


@part
class Routing:
    """How traffic, and what a `reach` sends, takes its ways over the links."""

    over: Annotated[
        Annotated[tuple[Word, ...], Length(1)] | None,
        Doc("Kinds of the links that carry traffic; all links when absent."),
    ] = None
    ways: Annotated[
        Ways,
        Doc(
            "Of equally short ways: the one of the lower ids (`single`); at every node equally "
            "over all next hops (`equal-cost`); or equally over all of them (`all-shortest`)."
        ),
    ] = "single"
    metric: Annotated[
        Literal["metric", "hops"],
        Doc("What makes a way short: the sum of `metric` of its links, or how many they are."),
    ] = "metric"
    duplex: Annotated[
        Literal["half", "full"],
        Doc("`full`: the capacity of a link is that of each direction by itself; else of both."),
    ] = "half"
    source: Source = None
    assumed: Assumed | None = None


@part
class Demand:
    """What goes from one component to another over the links."""

    origin: Annotated[
        Targets,
        Doc('Where it comes from: one id, several, a selection, or "all" nodes of the links.'),
    ]
    to: Annotated[Targets, Doc("Where it goes to, as in `from`.")]
    demand: Annotated[Amount, Doc("How much, in load units: of each ordered pair of the two.")]
    source: Source = None
    assumed: Assumed | None = None
    guessed: Guessed = None

    @classmethod
    def between(cls, origin: str, to: str, demand: float) -> Demand:
        """What goes from one id to another, of values that were checked: of a matrix there are
        hundreds of thousands, and each takes a third of the time so."""
        made = object.__new__(cls)
        for name, value in (("origin", origin), ("to", to), ("demand", demand), *_UNSAID):
            object.__setattr__(made, name, value)
        return made


_UNSAID = (("source", None), ("assumed", None), ("guessed", None))
