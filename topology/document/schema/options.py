"""Options: what could be changed, and what each costs."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Any

from topology.document.schema.components import Component
from topology.document.schema.failures import CrewSize
from topology.document.schema.marks import Doc, Length, Value
from topology.document.schema.quantities import Amount, Assumed, Description, Id, Source, Text, Word
from topology.document.schema.shared_risks import Selector, SharedRisk
from topology.document.schema.validator import part

PlainValue = Annotated[Any, Value({"type": "any"})]
"""Whatever JSON has; read as what it is put into when the option is applied."""
Changes = dict[Text, PlainValue]


@part
class Added:
    """What an option adds to the document."""

    components: Annotated[
        tuple[Component, ...], Doc("Components and links that are not there yet.")
    ] = ()
    shared_risks: Annotated[
        tuple[SharedRisk, ...], Doc("Shared risks that are not there yet.")
    ] = ()
    crews: Annotated[dict[Word, CrewSize], Doc("Crews that are not there yet.")] = field(
        default_factory=dict
    )


@part
class Option:
    """Something that could be done: a change of the document, or one link for every pair."""

    id: Annotated[Id, Doc("Unique among options.")]
    name: Annotated[Text | None, Doc("Shown beside the id.")] = None
    description: Description = None
    cost: Annotated[
        Amount | None,
        Doc(
            "What it costs, in the currency or in any unit that all options share; more than 0. "
            "With `link`: what each link costs beside its length."
        ),
    ] = None
    add: Annotated[Added | None, Doc("What it adds.")] = None
    change: Annotated[
        dict[Id, Changes],
        Doc(
            "What it changes: by the id of a component or shared risk its fields with their new "
            "values; null takes a field away. A field within others is named by its path: "
            "`needs[0].switchover.decide`; `[+]` adds to a list: `needs[0].first_of[+]`."
        ),
    ] = field(default_factory=dict)
    spare: Annotated[
        dict[Id, Annotated[tuple[Id, ...], Length(1)]],
        Doc("What a shared risk hits no more, by the id of the risk."),
    ] = field(default_factory=dict)
    excludes: Annotated[tuple[Id, ...], Doc("Options that cannot be had together with it.")] = ()
    link: Annotated[
        Changes | None,
        Doc(
            "A link for every pair of what `between` selects that no link of that kind joins yet: "
            "its fields, such as kind and capacity. Each is an option by itself, `ID:a--b`."
        ),
    ] = None
    between: Annotated[Selector | None, Doc("The ends of such links.")] = None
    cost_per_km: Annotated[
        Amount | None, Doc("What such a link costs for each kilometre of great circle.")
    ] = None
    source: Source = None
    assumed: Assumed | None = None
