"""Members that are down, in groups of those that wait for the same things.

What is waited for is known by a number: a work, or a cause that is mended for all it hit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

NEVER = 0
"""What those wait for whom nothing brings back."""


@dataclass(slots=True)
class Group:
    """Members of one component that are alike; they are up when they wait for nothing."""

    members: int
    waits: set[int]


class Losses:
    """The groups of each component; which member is which makes no difference."""

    def __init__(self) -> None:
        self._groups: dict[int, list[Group]] = {}

    def add(self, v: int, members: int, number: int) -> None:
        """Members fail, and wait for something."""
        if members:
            self._groups.setdefault(v, []).append(Group(members, {number}))

    def strike(
        self, v: int, members: int, number: int, sooner: Collection[int], same: Collection[int]
    ) -> Counter[int]:
        """Members that are down wait for one thing more, those first that wait for no `sooner`.

        Those that wait for the `same` already do not. What they waited for of the sooner things is
        void: returned by how many members.
        """
        groups = [g for g in self._groups.get(v, []) if g.waits.isdisjoint(same)]
        void = Counter[int]()
        for group in sorted(groups, key=lambda group: not group.waits.isdisjoint(sooner)):
            taken = self._split(v, group, members)
            members -= taken.members if taken else 0
            if taken:
                void.update(dict.fromkeys(taken.waits.intersection(sooner), taken.members))
                taken.waits = taken.waits.difference(sooner) | {number}
        return void

    def over(self, v: int, number: int, members: int | None = None) -> int:
        """One thing is over for some members, for all if None; how many wait for nothing more."""
        free, groups = 0, self._groups.get(v, [])
        waiting = [group for group in groups if number in group.waits]
        for group in sorted(waiting, key=lambda group: len(group.waits)):
            taken = self._split(v, group, group.members if members is None else members)
            if taken is None:
                break
            members = None if members is None else members - taken.members
            taken.waits.remove(number)
            free += 0 if taken.waits else taken.members
        self._groups[v] = [group for group in self._groups.get(v, []) if group.waits]
        return free

    def free(self, v: int, but: Collection[int]) -> int:
        """All members are free that wait for none of some things; how many."""
        groups = self._groups.get(v, [])
        self._groups[v] = [group for group in groups if not group.waits.isdisjoint(but)]
        return sum(group.members for group in groups if group.waits.isdisjoint(but))

    def wait_for(self, v: int, number: int) -> int:
        """How many members of a component wait for something."""
        return sum(group.members for group in self._groups.get(v, ()) if number in group.waits)

    def never_back(self) -> list[int]:
        """The components with members that nothing brings back, sorted."""
        return [v for v in sorted(self._groups) if self.wait_for(v, NEVER)]

    def _split(self, v: int, group: Group, members: int) -> Group | None:
        """A group of at most so many members of one; None without any."""
        if members <= 0:
            return None
        if members >= group.members:
            return group
        group.members -= members
        taken = Group(members, set(group.waits))
        self._groups[v].append(taken)
        return taken
