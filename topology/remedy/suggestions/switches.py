"""Switches as quick as the longest that still meets the rto, and limping that is seen in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor
from typing import Any

from topology.document.options.choices import Choice, Raw
from topology.finding import FailureClass
from topology.loads.contingencies import LOAD_ERRORS
from topology.loads.longest_switchovers import LongestSwitchover, longest_switchovers
from topology.remedy.suggestions.matter import Cause, Matter
from topology.remedy.suggestions.needs import entries, names_in
from topology.values.units import duration_words, format_duration, parse_duration

KIND = "switch"
DELAYS = ("detect", "decide", "verify", "activate")
"""The parts of a switchover that take time, in their order."""


@dataclass(frozen=True, slots=True)
class _Place:
    owner: str
    path: str
    delays_s: dict[str, float]
    first: frozenset[str]
    """What the first alternative names."""

    @property
    def takes_s(self) -> float:
        return sum(self.delays_s.values())


def made(matter: Matter) -> Iterator[Choice]:
    """Each switch that is too slow after a failure at hand, with its delays in proportion."""
    at_hand = {(cause.id, cause.target) for cause in matter.of(FailureClass.SLOW)}
    if at_hand:
        late = [
            entry
            for entry in longest_switchovers(matter.judged.points.contingencies)
            if (entry.cause, entry.target) in at_hand and 0 < entry.longest_s < entry.switchover_s
        ]
        for place in _places(matter):
            mine = [entry for entry in late if place.first & matter.lost_with(entry.cause)]
            if mine:
                yield _quicker(matter, place, min(mine, key=lambda e: e.longest_s / e.switchover_s))
    yield from _seen(matter)


def _places(matter: Matter) -> Iterator[_Place]:
    for owner in matter.components.values():
        for entry in entries(owner):
            value = entry.value
            if not isinstance(value, dict) or "first_of" not in value:
                continue
            switch = value.get("switchover") or {}
            delays = {name: _seconds(switch[name]) for name in DELAYS if name in switch}
            if sum(delays.values()) > 0:
                first = names_in(value["first_of"][0])
                yield _Place(owner["id"], entry.path, delays, first)


def _seconds(value: Any) -> float:
    """A delay in seconds; the given value of a range, or its middle."""
    if isinstance(value, dict):
        low, high = (parse_duration(value[end]) for end in ("low", "high"))
        return parse_duration(value["value"]) if "value" in value else (low + high) / 2
    return parse_duration(value)


def _quicker(matter: Matter, place: _Place, longest: LongestSwitchover) -> Choice:
    share = longest.longest_s / place.takes_s
    change = {
        f"{place.path}.switchover.{name}": format_duration(_down(seconds * share))
        for name, seconds in place.delays_s.items()
        if seconds
    }
    return matter.choice(
        KIND,
        place.owner,
        f"{place.owner} switches within {duration_words(longest.longest_s)} instead of "
        f"{duration_words(place.takes_s)}, so that {longest.target} is back within its rto of "
        f"{duration_words(longest.rto_s)} after {longest.cause}",
        change={place.owner: change},
    )


def _down(seconds: float) -> float:
    """In whole milliseconds, never more than given."""
    return floor(seconds * 1000 + 1e-6) / 1000


def _seen(matter: Matter) -> Iterator[Choice]:
    """What limps and is never, or late, taken for dead: seen when there is still time to switch."""
    done: set[str] = set()
    for cause in matter.of(FailureClass.GRAY):
        within = _time_to_see(matter, cause)
        if cause.id in done or within is None:
            continue
        done.add(cause.id)
        seen = format_duration(_down(within))
        words = (
            f"{cause.id} is taken for dead within {duration_words(within)}, so that others switch"
        )
        if cause.id in matter.risks:
            yield matter.choice(KIND, cause.id, words, change={cause.id: {"seen": seen}})
            continue
        owner = matter.mode_of(cause.id)
        modes: list[Raw] = matter.components[owner]["modes"]
        number = next(n for n, mode in enumerate(modes) if f"{owner}:{mode['id']}" == cause.id)
        yield matter.choice(KIND, cause.id, words, change={owner: {f"modes[{number}].seen": seen}})


def _time_to_see(matter: Matter, cause: Cause) -> float | None:
    """How late it may be seen for the target to meet its rto; at once where it has none."""
    rto = matter.graph.standards.rto(cause.target)
    try:
        seen = matter.judged.points.contingencies.variants([cause.id]).all_seen
    except LOAD_ERRORS:
        return None
    if seen is None:
        return None
    return max(0.0, (rto or 0.0) - seen[1].outcomes[cause.target].longest_outage_s)
