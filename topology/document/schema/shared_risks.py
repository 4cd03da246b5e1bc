"""Shared risks: one cause that takes several components down at once."""

from __future__ import annotations

from typing import Annotated

from topology.document.schema.components import Component
from topology.document.schema.failures import Fails, Repair, mending_of
from topology.document.schema.marks import By, Doc, Length, Tag
from topology.document.schema.quantities import Assumed, Description, Id, Text, Word
from topology.document.schema.validator import part


@part
class Selector:
    """Everything that has all of the given properties."""

    kind: Annotated[Word | None, Doc("Of this kind.")] = None
    location: Annotated[Word | None, Doc("At this location.")] = None
    tag: Annotated[Word | None, Doc("With this among its tags.")] = None

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


@part
class SharedRisk:
    """One cause that takes several components down at once (SRLG, common cause)."""

    id: Annotated[Id, Doc("Unique among components and shared risks.")]
    name: Annotated[Text | None, Doc("Shown beside the id.")] = None
    kind: Annotated[Word, Doc("Free text: duct, flood, deploy, operator-action.")] = "shared-risk"
    description: Description = None
    source: Annotated[Text | None, Doc("Where its facts come from.")] = None
    assumed: Assumed | None = None
    hits: Annotated[
        Annotated[tuple[Id, ...], Length(1), Tag("<ids>")] | Annotated[Selector, Tag("<selector>")],
        By(lambda value: "<ids>" if isinstance(value, list | tuple) else "<selector>"),
        Doc("The components it takes down: their ids, or a selection by kind, location or tag."),
    ]
    fails: Annotated[Fails | None, Doc("How often it strikes, and for how long.")] = None

    @property
    def mending(self) -> Repair | None:
        """What brings back all that it hit, before their own repairs: the `mttr` of its data."""
        return mending_of(self.fails)
