"""Shared risks: one cause that takes several components down at once."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated

from topology.document.schema.components import Component
from topology.document.schema.failures import Fails, Repair, Verify, limps, mending_of
from topology.document.schema.marks import By, Doc, Length, Tag
from topology.document.schema.quantities import (
    Amount,
    Assumed,
    Counting,
    Description,
    Duration,
    Flag,
    Guessed,
    Id,
    Owner,
    Runbook,
    Share,
    Source,
    Text,
    Url,
    Word,
)
from topology.document.schema.validator import part
from topology.values.ranged import Ranged


@part
class Selector:
    """Everything that has all of the given properties."""

    kind: Annotated[Word | None, Doc("Of this kind.")] = None
    location: Annotated[Word | None, Doc("At this location.")] = None
    tag: Annotated[Word | None, Doc("With this among its tags.")] = None
    criticality: Annotated[Counting | None, Doc("Of this criticality.")] = None

    def __post_init__(self) -> None:
        if not self.words:
            raise ValueError("must name a kind, a location, a tag or a criticality")

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """The properties that are given, by field."""
        fields = (
            ("kind", self.kind),
            ("location", self.location),
            ("tag", self.tag),
            ("criticality", self.criticality),
        )
        return tuple((field, str(word)) for field, word in fields if word is not None)

    def selects(self, component: Component) -> bool:
        """Whether a component has all of the properties."""
        return (
            (self.kind is None or self.kind == component.kind)
            and (self.location is None or self.location == component.location)
            and (self.tag is None or self.tag in component.tags)
            and (self.criticality is None or self.criticality == component.criticality)
        )


@part
class SharedRisk:
    """One cause that strikes several components at once (SRLG, common cause), or a surge."""

    id: Annotated[Id, Doc("Unique among components and shared risks.")]
    name: Annotated[Text | None, Doc("Shown beside the id.")] = None
    kind: Annotated[Word, Doc("Free text: duct, flood, deploy, operator-action.")] = "shared-risk"
    description: Description = None
    source: Source = None
    owner: Owner = None
    url: Url = None
    runbook: Runbook = None
    assumed: Assumed | None = None
    guessed: Guessed = None
    hits: Annotated[
        Annotated[
            Annotated[tuple[Id, ...], Length(1), Tag("<ids>")]
            | Annotated[Selector, Tag("<selector>")],
            By(lambda value: "<ids>" if isinstance(value, list | tuple) else "<selector>"),
        ]
        | None,
        Doc(
            "The components it strikes: their ids, or a selection by kind, location or tag. "
            "May be left out beside `raises`."
        ),
    ] = None
    leaves: Annotated[
        Share,
        Doc(
            "Share of the capacity of what it hits that is left, or, without one, of what is "
            "offered that still succeeds; 0: it goes down."
        ),
    ] = 0.0
    seen: Annotated[
        Duration | None,
        Doc("When what it leaves limping is taken for dead; never if absent."),
    ] = None
    parts: Annotated[
        Share, Doc("Share of the members of a `count` that it hits, rounded up; 1: all.")
    ] = 1.0
    raises: Annotated[
        dict[Word, Amount], Doc("A surge: the factors by which it raises demands, by id.")
    ] = field(default_factory=dict)
    hold: Annotated[Duration | None, Doc("How long it raises them; for ever when absent.")] = None
    fails: Annotated[Fails | None, Doc("How often it strikes, and for how long.")] = None
    repair: Annotated[
        Repair | None, Doc("What mends all it hit, once, before their own verification.")
    ] = None
    verify: Annotated[
        Verify | None, Doc("Work done once after that, before what it hit is verified.")
    ] = None
    loses_data: Annotated[
        Annotated[
            Annotated[Flag, Tag("<flag>")] | Annotated[Text, Tag("<text>")],
            By(lambda value: "<flag>" if isinstance(value, bool) else "<text>"),
        ]
        | None,
        Doc("Whether, or which, data are lost with it: told, and not modelled yet."),
    ] = None

    def __post_init__(self) -> None:
        leaves_nothing = not self.leaves and not isinstance(self.leaves, Ranged)
        if self.seen is not None and leaves_nothing:
            raise ValueError("has seen without leaves: what is down is seen at once")

    @property
    def limps(self) -> bool:
        """Whether what it hits goes on working in part."""
        return self.hits is not None and limps(self.leaves, self.seen)

    @property
    def mending(self) -> Repair | None:
        """What mends all that it hit, in place of their own repairs: its `mttr`, or its repair."""
        return self.repair or mending_of(self.fails)
