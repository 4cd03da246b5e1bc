"""Components: anything that can fail."""

from __future__ import annotations

from typing import Annotated

from topology.document.schema.failures import (
    Mode,
    NeverOrFails,
    Repair,
    Start,
    Verify,
    mending_of,
)
from topology.document.schema.loads import Overload, Profile
from topology.document.schema.marks import Doc, Length
from topology.document.schema.quantities import (
    Amount,
    Assumed,
    Counting,
    Description,
    Flag,
    Guessed,
    Id,
    Latitude,
    Longitude,
    Owner,
    Positive,
    Runbook,
    Source,
    Text,
    Url,
    Word,
)
from topology.document.schema.requirements import UNSAID, Requirement, Unsaid
from topology.document.schema.validator import part


@part
class Component:
    """Anything that can fail: a fibre, a data centre, a service, a partner, an operator action."""

    id: Annotated[Id, Doc("Unique among components and shared risks.")]
    name: Annotated[Text | None, Doc("Shown beside the id.")] = None
    kind: Annotated[Word, Doc("Free text; known kinds get an icon.")] = "component"
    description: Description = None
    source: Source = None
    owner: Owner = None
    url: Url = None
    runbook: Runbook = None
    assumed: Assumed | None = None
    guessed: Guessed = None
    location: Annotated[Word | None, Doc("Where it is; shared risks select by it.")] = None
    tags: Annotated[tuple[Word, ...], Doc("Words that shared risks select by.")] = ()
    group: Annotated[
        Word | None, Doc("What it is drawn in where a graph gathers; no analysis reads it.")
    ] = None
    criticality: Annotated[
        Counting | None,
        Doc("How much hangs on it, 1 the most; needs of what is less critical are found."),
    ] = None
    needs: Annotated[
        tuple[Requirement, ...],
        Doc("All entries must hold for it to work. `[]`: it needs nothing; absent: not known."),
    ] = UNSAID
    connects: Annotated[
        Annotated[tuple[Id, ...], Length(2, 2)] | None,
        Doc("Makes it a link between these two components."),
    ] = None
    one_way: Annotated[Flag, Doc("A link that leads only from the first end to the second.")] = (
        False
    )
    metric: Annotated[
        Positive | None, Doc("How long a link counts as where ways are chosen; 1 when absent.")
    ] = None
    latitude: Annotated[Latitude | None, Doc("Degrees north of the equator.")] = None
    longitude: Annotated[Longitude | None, Doc("Degrees east of Greenwich.")] = None
    count: Annotated[Counting, Doc("Identical members, each of which can fail by itself.")] = 1
    quorum: Annotated[Counting, Doc("Members that must work for the entry to work.")] = 1
    spread: Annotated[
        Annotated[tuple[Id, ...], Length(1)] | None,
        Doc("Where its members stand, dealt out in turn; each needs the component it stands in."),
    ] = None
    demand: Annotated[Amount | None, Doc("External load, in load units.")] = None
    profile: Annotated[Profile | None, Doc("How the demand changes over time.")] = None
    loss_per_hour: Annotated[Amount | None, Doc("Money lost in an hour without it.")] = None
    capacity: Annotated[
        Amount | None,
        Doc("Load it carries, all members together, in load units; unlimited when absent."),
    ] = None
    overload: Overload | None = None
    fails: Annotated[
        NeverOrFails | None,
        Doc("`false`: cannot fail by itself. Otherwise how often and how long."),
    ] = None
    modes: Annotated[tuple[Mode, ...], Doc("Ways in which one of its members half fails.")] = ()
    repair: Repair | None = None
    verify: Verify | None = None
    start: Start | None = None

    @property
    def says_needs(self) -> bool:
        """Whether it is said what it needs, be it nothing."""
        return not isinstance(self.needs, Unsaid)

    @property
    def dealt(self) -> dict[str, int]:
        """How many of its members stand in each place: they are dealt out in turn.

        >>> Component(id="u", count=5, spread=("b", "a", "c")).dealt
        {'b': 2, 'a': 2, 'c': 1}
        """
        if self.spread is None:
            return {}
        each, more = divmod(self.count, len(self.spread))
        return {place: each + (turn < more) for turn, place in enumerate(self.spread)}

    @property
    def mending(self) -> Repair | None:
        """What brings it back: its repair, or one that takes the `mttr` of its failure data."""
        return self.repair or mending_of(self.fails or None)
