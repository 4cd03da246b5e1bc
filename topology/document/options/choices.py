"""Everything that can be had or left: options, and each link that an option stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from typing import Any

from topology.document.document import Topology
from topology.document.rules.changes import APPEND
from topology.document.rules.options import link_id
from topology.document.schema import Component, Option
from topology.errors import UnknownIdError

EARTH_KM = 6371.0
"""The radius of the earth, by which great circles are measured."""
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be had or left, in plain values; `applying` says what it comes to."""

    id: str
    cost: float
    """In the unit of the document's options; more than 0, but for links of no length."""
    name: str = ""
    add: Mapping[str, Any] = field(default_factory=dict)
    """`components`, `shared_risks` and `crews` as a document has them."""
    change: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By id, new values by field or path; None takes a field away."""
    spare: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    excludes: frozenset[str] = frozenset()
    """What cannot be had together with it as the document says, either way."""
    is_made_up: bool = False
    """Whether no document says so: made for the findings at hand."""
    kind: str = ""
    """What sort of change is made up; empty for one of the document."""
    family: str = ""
    """The option that stands for it and others, if there is one."""

    def clashes_with(self, other: Choice) -> bool:
        """Whether the two cannot be had together.

        One excludes the other, or both add the same id, or change the same field: or one a field
        and the other something within it. That both add to a list, or spare what one shared risk
        hits, is no clash.
        """
        if self.excludes & {other.id, other.family} or other.excludes & {self.id, self.family}:
            return True
        if _added(self) & _added(other):
            return True
        return any(
            _overlap(mine, theirs)
            for name in _changed(self) & _changed(other)
            for mine in _fields(self, name)
            for theirs in _fields(other, name)
        )


def _added(choice: Choice) -> frozenset[str]:
    if not choice.add:
        return frozenset()
    parts = (*choice.add.get("components", ()), *choice.add.get("shared_risks", ()))
    # The names of crews are apart from ids.
    crews = (f"crews.{name}" for name in choice.add.get("crews", ()))
    return frozenset((*(part["id"] for part in parts), *crews))


def _changed(choice: Choice) -> set[str]:
    """What it changes or spares."""
    return {*choice.change, *choice.spare}


_SPARED = "hits[-]"
"""Stands for the field of a shared risk from which something is taken."""


def _fields(choice: Choice, name: str) -> list[tuple[str, Any]]:
    spared = [(_SPARED, None)] if name in choice.spare else []
    return [*choice.change.get(name, {}).items(), *spared]


def _overlap(mine: tuple[str, Any], theirs: tuple[str, Any]) -> bool:
    """Whether two changes are of the same place, or one of a place within the other.

    What both add to a list is one change only if it is the same.
    """
    if mine[0] == theirs[0]:
        is_appended = mine[0].endswith(APPEND)
        return mine[0] != _SPARED and (not is_appended or mine[1] == theirs[1])
    short, long = sorted((mine[0], theirs[0]), key=len)
    return long.startswith((f"{short}.", f"{short}["))


def choices(topology: Topology) -> list[Choice]:
    """All choices of a document, in its order; the links of an option by their ends, sorted."""
    if not topology.options:
        return []
    # As the document has them: with own words, ranges, and reasons.
    plain = topology.to_dict()["options"]
    return [
        choice
        for option, raw in zip(topology.options, plain, strict=True)
        for choice in _of_option(topology, option, raw)
    ]


def _of_option(topology: Topology, option: Option, plain: Raw) -> Iterator[Choice]:
    if option.link is None:
        yield Choice(
            id=option.id,
            cost=float(option.cost or 0),
            name=option.name or "",
            add=plain.get("add", {}),
            change=plain.get("change", {}),
            spare={risk: tuple(spared) for risk, spared in plain.get("spare", {}).items()},
            excludes=frozenset(option.excludes),
        )
        return
    for a, b in pairs(topology, option):
        yield link_choice(option, a, b)


def link_choice(option: Option, a: Component, b: Component) -> Choice:
    """The link of a family between two components, the one with the lesser id first."""
    made = link_id(option.id, a.id, b.id)
    each, per_km = float(option.cost or 0), float(option.cost_per_km or 0)
    return Choice(
        id=made,
        cost=each + per_km * great_circle_km(a, b) if per_km else each,
        name=option.name or "",
        add={"components": [{"id": made, **(option.link or {}), "connects": [a.id, b.id]}]},
        excludes=frozenset(option.excludes),
        family=option.id,
    )


def pairs(topology: Topology, option: Option) -> Iterator[tuple[Component, Component]]:
    """The pairs of ends that an option has a link for, each with the lesser id first, sorted.

    Those that a link of its kind joins, in either direction, are left out.
    """
    if option.link is None or option.between is None:
        return
    kind = option.link.get("kind", "component")
    parts = topology.components
    joined = {frozenset(c.connects) for c in parts if c.connects is not None and c.kind == kind}
    selected = (c for c in parts if c.connects is None and option.between.selects(c))
    ends: Sequence[Component] = sorted(selected, key=lambda c: c.id)
    for n, a in enumerate(ends):
        for b in ends[n + 1 :]:
            if frozenset((a.id, b.id)) not in joined:
                yield a, b


def chosen(known: Sequence[Choice], ids: Sequence[str]) -> list[Choice]:
    """Choices by their ids, in the order in which they are known. Raises `UnknownIdError`."""
    by_id = {choice.id: choice for choice in known}
    for name in ids:
        if name not in by_id:
            raise UnknownIdError("option", name, by_id)
    wanted = frozenset(ids)
    return [choice for choice in known if choice.id in wanted]


def great_circle_km(a: Component, b: Component) -> float:
    """The distance of two places in km: haversine on a sphere of `EARTH_KM`, not rounded.

    Raises `ValueError` where one of them has no coordinates.
    """
    if a.latitude is None or b.latitude is None or a.longitude is None or b.longitude is None:
        raise ValueError("has no coordinates")
    north, south = radians(a.latitude), radians(b.latitude)
    half = sin((south - north) / 2) ** 2
    half += cos(north) * cos(south) * sin((radians(b.longitude) - radians(a.longitude)) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))
