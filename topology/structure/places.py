"""Members of one component in several places: groups with a weight, never one by one.

Members are dealt out in turn, so places hold one of two numbers of members at most, w and w - 1.
That places are down in which so many members stand is then a choice of at-least gates, of which
each asks for so many of the larger and so many of the smaller places: O(places) gates.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass

Gate = Callable[[int, Sequence[int]], int]
"""Makes the node that is down when so many of some nodes are."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the members of a component stand: the numbers of the places, with their members.

    `gate` is the node that is down when too few members stand in places that are up.
    """

    numbers: tuple[int, ...]
    members: tuple[int, ...]
    quorum: int
    gate: int

    @property
    def count(self) -> int:
        """All members."""
        return sum(self.members)

    @property
    def enough(self) -> int:
        """How many members have to be lost for the entry to be down."""
        return self.count - self.quorum + 1

    def lost(self, down: Container[int]) -> int:
        """Members in places that are down."""
        pairs = zip(self.numbers, self.members, strict=True)
        return sum(members for place, members in pairs if place in down)

    def sums(self, always: Container[int] = ()) -> list[int]:
        """In ascending order how many members can be lost by places, but too few to be down.

        Those of what is `always` down are lost in any case.
        """
        pairs = zip(self.numbers, self.members, strict=True)
        found = {self.lost(always)}
        for members in (members for place, members in pairs if place not in always):
            found |= {lost + members for lost in found if lost + members < self.enough}
        return sorted(lost for lost in found if lost < self.enough)


def heavy(nodes: Sequence[int], members: Sequence[int], least: int, gate: Gate) -> int:
    """The node that is down when nodes are down in which at least so many members stand.

    `members` are one number or two that follow one another.
    """
    most = max(members)
    large = [node for node, own in zip(nodes, members, strict=True) if own == most]
    small = [node for node, own in zip(nodes, members, strict=True) if own < most]
    found = []
    for few, rest in _votes(len(large), len(small), most, least):
        both = [gate(votes, some) for votes, some in ((few, large), (rest, small)) if votes]
        found.append(both[0] if len(both) == 1 else gate(len(both), both))
    return found[0] if len(found) == 1 else gate(1, found)


def _votes(large: int, small: int, most: int, least: int) -> Iterator[tuple[int, int]]:
    """The least pairs of so many large and so many small places that hold so many members."""
    before = small + 1
    for few in range(large + 1):
        left = max(0, least - few * most)
        rest = -(-left // (most - 1)) if most > 1 else left
        if rest < before:
            yield few, rest
            before = rest
        if not rest:
            return
