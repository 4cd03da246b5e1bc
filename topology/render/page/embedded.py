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
    parts_of,
    starts_of,
    tools_of,
    weight_of,
)
from topology.render.drawing.lines import hits_of, named_risks
from topology.render.machine.plain import Plain
from topology.render.people import data_words, sources_within
from topology.render.words.work import mending_words, start_words
from topology.structure.strikes import Strike
from topology.values.units import figure, format_duration, fraction, percent


def embedded(topology: Topology, number: Mapping[str, int]) -> Plain:
    """The whole topology for the page; `number` is that of `numbered`."""
    components = sorted(topology.components, key=lambda component: component.id)
    risks = named_risks(topology)
    modes_from = len(topology.shared_risks)
    own = _own_words(topology)
    return {
        **given(loadUnit=topology.load_unit, currency=topology.currency),
        "components": [component_plain(c, number) | given(own=own.get(c.id)) for c in components],
        "risks": [
            _risk(risk, hits := hits_of(risk, components, number))
            | given(
                takes=_taken(risk, [components[v] for v in hits], is_mode=i >= modes_from),
                raises=[(number[name], float(by)) for name, by in sorted(risk.raises.items())],
                own=own.get(risk.id),
                isMode=i >= modes_from,
            )
            for i, risk in enumerate(risks)
        ],
    }


MOST_OWN = 2_000
"""Characters of what stands under a key of somebody's own."""


def _own_words(topology: Topology) -> dict[str, list[tuple[str, str]]]:
    """What people say of components and shared risks under keys of their own, by id."""
    found: dict[str, list[tuple[str, str]]] = {}
    for section in ("components", "shared_risks"):
        items = getattr(topology, section)
        for number, words in words_within(topology.own_words, section).items():
            cut = [(key, said[:MOST_OWN] + "…" * (len(said) > MOST_OWN)) for key, said in words]
            found[items[number].id] = cut
    for name, place, source in sources_within(topology):
        if not place.startswith("events"):
            found.setdefault(name, []).append((f"{place}: source", source))
    return found


def component_plain(component: Component, number: Mapping[str, int]) -> Plain:
    """A component, which names others by their numbers."""
    return given(
        id=component.id,
        name=component.name,
        kind=component.kind,
        location=component.location,
        tags=list(component.tags),
        inGroup=component.group,
        needs=[_requirement(entry, number) for entry in component.needs],
        startCalls=_start_calls(component.needs),
        connects=[number[end] for end in component.connects or ()],
        oneWay=component.one_way,
        count=component.count if component.count > 1 else None,
        quorum=component.quorum if component.count > 1 else None,
        places=sorted([number[place], own] for place, own in component.dealt.items()),
        demand=component.demand,
        capacity=component.capacity,
        lossPerHour=component.loss_per_hour,
        fails=_failures(component.fails),
        neverFails=component.fails is False,
        mending=mending_words(component),
        start=start_words(component.start),
        assumed=_less_than_known(component),
        description=component.description,
        source=component.source,
        owner=component.owner,
        url=component.url,
        runbook=component.runbook,
    )


def _taken(risk: SharedRisk, hits: list[Component], *, is_mode: bool) -> list[int] | None:
    """How many members it takes of each that it hits, none if they limp; None for all."""
    strike = Strike(risk.id, risk, ())
    if not strike.fails:
        return [0] * len(hits)
    found = [1 if is_mode else strike.members(component) for component in hits]
    return None if found == [component.count for component in hits] else found


def _risk(risk: SharedRisk, hits: list[int]) -> Plain:
    return given(
        id=risk.id,
        name=risk.name,
        kind=risk.kind,
        hits=hits,
        leaves=float(risk.leaves) if risk.leaves else None,
        seen=None if risk.seen is None else format_duration(risk.seen),
        lasts=None if risk.hold is None else format_duration(risk.hold),
        fails=_failures(risk.fails),
        mending=mending_words(risk),
        assumed=_less_than_known(risk),
        description=risk.description,
        source=risk.source,
        owner=risk.owner,
        url=risk.url,
        runbook=risk.runbook,
        data=data_words(risk),
    )


def _requirement(entry: Requirement, number: Mapping[str, int]) -> int | Plain:
    found = _without_reserve(entry, number)
    if isinstance(entry, str) or not entry.holds:
        return found
    alone: Plain = {"all": [found]} if isinstance(found, int) else found
    refill = format_duration(entry.refill) if entry.refill else None
    return alone | given(held=format_duration(entry.holds), refill=refill)


def _without_reserve(entry: Requirement, number: Mapping[str, int]) -> int | Plain:
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
            return {"firstOf": parts(entry.first_of)} | given(
                after=_delay(entry.switchover),
                tools=parts(tools_of(entry)),
                starts=_starts(entry),
            )
        case Split():
            return {"split": parts(entry.split), "parts": _parts_of_load(entry)}
        case Reach():
            return {"reach": number[entry.reach]} | given(over=list(entry.over or ()))


def _start_calls(needs: Sequence[Requirement]) -> list[str]:
    """What each member sends on top when it comes up, in words."""
    found = []
    for entry in needs:
        if isinstance(entry, On) and entry.at_start is not None:
            calls, over = figure(entry.at_start.calls), format_duration(entry.at_start.over)
            found.append(f"each member calls {entry.on} {calls} times over {over}")
        elif not isinstance(entry, str | On | Reach):
            found += _start_calls(parts_of(entry))
    return found


def _parts_of_load(entry: Split) -> str:
    """The part of the load that each entry carries, in words."""
    weights = [weight_of(part) for part in entry.split]
    return ", ".join(fraction(weight / sum(weights)) for weight in weights)


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


def _less_than_known(part: Component | SharedRisk) -> list[tuple[str, str]]:
    """What is assumed or guessed, and why; the first of a pair is the field, empty for all."""
    guess = [] if part.guessed is None else [("", f"a guess: {part.guessed}")]
    if isinstance(part.assumed, dict):
        return [*guess, *sorted(part.assumed.items())]
    return [*guess, *([] if part.assumed is None else [("", part.assumed)])]


def given(**values: AnyValue) -> Plain:
    """Without what is absent, empty or false; a zero is a value."""
    return {
        k: v for k, v in values.items() if v is not None and v is not False and v not in ("", [])
    }
