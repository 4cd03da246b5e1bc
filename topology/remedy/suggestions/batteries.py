"""Reserves that last as long as what they stand in for is gone."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, isfinite
from typing import Any

from topology.document.options.choices import Choice
from topology.loads.contingencies import LOAD_ERRORS
from topology.remedy.suggestions.matter import Cause, Matter
from topology.remedy.suggestions.needs import Entry, entries, names_in
from topology.values.units import duration_words, format_duration, parse_duration

KIND = "battery"


def made(matter: Matter) -> Iterator[Choice]:
    """Each reserve that a failure at hand uses up: longer by the longest outage after it."""
    for owner in matter.components.values():
        for entry in entries(owner):
            if isinstance(entry.value, dict) and "holds" in entry.value:
                yield from _longer(matter, entry)


def _longer(matter: Matter, entry: Entry) -> Iterator[Choice]:
    using = [c for c in matter.causes if names_in(entry.value) & matter.lost_with(c.id)]
    lacking = [(s, c) for c in using if (s := _lacking(matter, c)) is not None]
    if not lacking:
        return
    most, cause = max(lacking, key=lambda found: found[0])
    now = _seconds(entry.value["holds"])
    enough = float(ceil(now + most))
    owner = entry.owner["id"]
    yield matter.choice(
        KIND,
        f"{owner}:{'+'.join(sorted(names_in(entry.value)))}",
        f"{owner} lives on for {duration_words(enough)} instead of {duration_words(now)} without "
        f"{' or '.join(sorted(names_in(entry.value)))}, as long as it lasts after {cause.id}",
        change={owner: {f"{entry.path}.holds": format_duration(enough)}},
    )


def _lacking(matter: Matter, cause: Cause) -> float | None:
    """How long the target is out after it, with all repairs; None where that has no end."""
    points = matter.judged.points
    try:
        outage = points.contingencies.outages(cause.id)[matter.graph.index[cause.target]]
    except LOAD_ERRORS:
        return None
    return outage.lasts_s if isfinite(outage.lasts_s) and outage.lasts_s > 0 else None


def _seconds(value: Any) -> float:
    """The lowest of a range."""
    return parse_duration(value["low"] if isinstance(value, dict) else value)
