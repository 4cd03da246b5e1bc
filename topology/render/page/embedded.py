"""A topology as compact plain data: what the page's own structure function works on.

Nodes are referred to by their numbers; what has its default is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any as AnyValue

from topology.document.document import Topology
from topology.document.own_words import words_within
from topology.document.schema import (
    All,
    Any,
    AtLeast,
    Component,
    Fails,
    FirstOf,
    On,
    Reach,
    Requirement,
    SharedRisk,
    Split,
    Switchover,
    starts_of,
)
from topology.render.drawing.lines import hits_of
from topology.render.machine.plain import Plain
from topology.values.units import format_duration, percent


def embedded(topology: Topology, number: Mapping[str, int]) -> Plain:
    """The whole topology for the page; `number` is that of `numbered`."""
    components = sorted(topology.components, key=lambda component: component.id)
    risks = sorted(topology.shared_risks, key=lambda risk: risk.id)
    own = _own_words(topology)
    return {
        **_given(loadUnit=topology.load_unit, currency=topology.currency),
        "components": [_component(c, number) | _given(own=own.get(c.id)) for c in components],
        "risks": [
            _risk(risk, hits_of(risk, components, number)) | _given(own=own.get(risk.id))
            for risk in risks
        ],
    }


MOST_OWN = 2_000
"""Characters of what stands under a key of somebody's own."""


def _own_words(topology: Topology) -> dict[str, list[tuple[str, str]]]:
    """What people say of components and shared risks under keys of their own, by id."""
    found = {}
    for section in ("components", "shared_risks"):
        items = getattr(topology, section)
        for number, words in words_within(topology.own_words, section).items():
            cut = [(key, said[:MOST_OWN] + "…" * (len(said) > MOST_OWN)) for key, said in words]
            found[items[number].id] = cut
    return found


def _component(component: Component, number: Mapping[str, int]) -> Plain:
    return _given(
        id=component.id,
        name=component.name,
        kind=component.kind,
        location=component.location,
        tags=list(component.tags),
        needs=[_requirement(entry, number) for entry in component.needs],
        connects=[number[end] for end in component.connects or ()],
        oneWay=component.one_way,
        count=component.count if component.count > 1 else None,
        quorum=component.quorum if component.count > 1 else None,
        places=sorted([number[place], own] for place, own in component.dealt.items()),
        demand=component.demand,
        capacity=component.capacity,
        lossPerHour=component.loss_per_hour,
        fails=_failures(component.fails),
        assumed=_assumed(component.assumed),
        description=component.description,
        source=component.source,
    )


def _risk(risk: SharedRisk, hits: list[int]) -> Plain:
    return _given(
        id=risk.id,
        name=risk.name,
        kind=risk.kind,
        hits=hits,
        fails=_failures(risk.fails),
        assumed=_assumed(risk.assumed),
        description=risk.description,
        source=risk.source,
    )


def _requirement(entry: Requirement, number: Mapping[str, int]) -> int | Plain:
    def parts(entries: Sequence[Requirement]) -> list[int | Plain]:
        return [_requirement(part, number) for part in entries]

    match entry:
        case str():
            return number[entry]
        case On():
            return number[entry.on] if entry.hard else {"soft": number[entry.on]}
        case All():
            return {"all": parts(entry.all)}
        case Any():
            return {"any": parts(entry.any)}
        case AtLeast():
            return {"atLeast": entry.at_least, "of": parts(entry.of)}
        case FirstOf():
            facts = _given(after=_delay(entry.switchover), starts=_starts(entry))
            return {"firstOf": parts(entry.first_of)} | facts
        case Split():
            return {"split": parts(entry.split)}
        case Reach():
            return {"reach": number[entry.reach]} | _given(over=list(entry.over or ()))


def _starts(entry: FirstOf) -> list[str]:
    """With what chance each alternative starts, in words; empty where all do for certain."""
    chances = [1.0, *map(starts_of, entry.first_of[1:])]
    said = ["" if chance == 1.0 else percent(chance) for chance in chances]
    return said if any(said) else []


def _delay(switchover: Switchover | None) -> str | None:
    if switchover is None:
        return None
    steps = (switchover.detect, switchover.decide, switchover.verify, switchover.activate)
    return format_duration(sum(steps))


def _failures(fails: Fails | bool | None) -> str | None:
    """How often it fails, in words."""
    if fails is None:
        return None
    if isinstance(fails, bool):
        return "never by itself"
    words = []
    for field in fields(fails):
        value = getattr(fails, field.name)
        if value is not None and field.name != "assumed":
            duration = field.name in ("mtbf", "mttr")
            shown = format_duration(value) if duration else f"{value:g}"
            words.append(f"{field.name.replace('_', ' ')} {shown}")
    return ", ".join(words)


def _assumed(assumed: str | dict[str, str] | None) -> list[tuple[str, str]]:
    """What is assumed and why; the first of a pair is the field, empty for the whole."""
    if isinstance(assumed, dict):
        return sorted(assumed.items())
    return [] if assumed is None else [("", assumed)]


def _given(**values: AnyValue) -> Plain:
    """Without what is absent, empty or false; a zero is a value."""
    return {
        k: v for k, v in values.items() if v is not None and v is not False and v not in ("", [])
    }
