"""Options made up for the findings at hand, each valid by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import zip_longest

from topology.document.document import Topology
from topology.document.options.applying import applied
from topology.document.options.choices import Choice
from topology.errors import TopologyError
from topology.findings.objectives.judged import Judged
from topology.remedy.suggestions import (
    apart,
    batteries,
    capacities,
    limits,
    members,
    paths,
    repairs,
    switches,
)
from topology.remedy.suggestions.matter import Matter
from topology.remedy.suggestions.overloads import Overloads

MOST = 40
"""So many options are made up at most."""
KINDS = ("path", "member", "capacity", "switch", "limit", "apart", "repair", "battery")
"""The kinds of what is made up."""


def suggested(
    topology: Topology,
    judged: Judged,
    costs: Mapping[str, float],
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Choice]:
    """What could be done about all that is violated, for the worst failures first.

    Each kind in turn, `MOST` in all: `tell` is told how many were left out. `costs` are by kind,
    1 where there is none.
    """
    matter = Matter(topology, judged, costs)
    seen: dict[str, Choice] = {}
    left_out = 0
    for choice in _in_turn(_rooms(matter)):
        if choice.id in seen or not _is_valid(topology, choice):
            continue
        if len(seen) == MOST:
            left_out += 1
        else:
            seen[choice.id] = choice
    if left_out:
        tell(f"{MOST:,} of {MOST + left_out:,} options that could be made up are looked at")
    return list(seen.values())


def _rooms(matter: Matter) -> list[Iterator[Choice]]:
    overloads = Overloads(matter)
    return [
        paths.made(matter),
        capacities.made(matter, overloads),
        limits.made(matter, overloads),
        switches.made(matter),
        members.made(matter),
        apart.made(matter),
        repairs.made(matter),
        batteries.made(matter),
    ]


def _in_turn(rooms: Iterable[Iterator[Choice]]) -> Iterator[Choice]:
    for row in zip_longest(*rooms):
        yield from (choice for choice in row if choice is not None)


def _is_valid(topology: Topology, choice: Choice) -> bool:
    """Whether the document with it is one: what is odd about a document may not be doubled."""
    try:
        applied(topology, [choice])
    except TopologyError:
        return False
    return True
