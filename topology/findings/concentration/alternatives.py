"""What a group could be replaced by: the choices that lead into it, and what of them is outside.

A choice (`any`, `first_of`, `at_least`) leads into a group where one of its entries no longer holds
when the group has failed. Of such a choice the entries that name no member of the group are its
alternatives in the document, and each holds or has fallen too. By structure alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from topology.document import schema
from topology.document.schema import choice, name_of, named, parts_of
from topology.structure.graph import Graph
from topology.structure.knowledge import hung_on


@dataclass(frozen=True, slots=True)
class Alternative:
    """An entry outside a group: the ids that it names, sorted, and whether it holds without it."""

    names: tuple[str, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of `owner` that leads into a group, and all of it that is outside, in its order."""

    owner: str
    holds: bool
    """Whether the choice as a whole holds without the group."""
    alternatives: tuple[Alternative, ...]


class Choices:
    """The choices on the way of some targets. O(size of the document) to make."""

    def __init__(self, graph: Graph, targets: Collection[int]) -> None:
        self._graph = graph
        owners = sorted(hung_on(graph.nodes, targets))
        self._all = [(v, entry) for v in owners for entry in _choices(graph.components[v].needs)]

    @property
    def work(self) -> int:
        """What it costs to look at them for one group: entries, and a search for each path."""
        size = self._graph.size
        reaching = sum(_reaches(entry) for _, entry in self._all)
        return len(self._all) + reaching * size

    def into(self, members: Collection[str], down: Set[int]) -> tuple[Choice, ...]:
        """Those of others that lead into a group, by owner; `down` is all that falls with it."""
        state = _State(self._graph, down | self._graph.never_up)
        inside = frozenset(members)
        found = []
        for v, entry in self._all:
            if self._graph.ids[v] in inside:
                continue
            now = [state.holds(part, v) for part in choice(entry)[1]]
            if self._has_lost(v, entry, now):
                outside = tuple(_outside(entry, now, inside))
                found.append(Choice(self._graph.ids[v], state.holds(entry, v), outside))
        return tuple(found)

    def _has_lost(self, v: int, entry: schema.Choice, now: Sequence[bool]) -> bool:
        """Whether an entry of a choice that holds with nothing failed no longer does."""
        before = self._usual[v, id(entry)]
        return any(was and not is_now for was, is_now in zip(before, now, strict=True))

    @cached_property
    def _usual(self) -> dict[tuple[int, int], list[bool]]:
        """Which entries hold with nothing failed."""
        state = _State(self._graph, self._graph.never_up)
        return {
            (v, id(entry)): [state.holds(part, v) for part in choice(entry)[1]]
            for v, entry in self._all
        }


def _outside(entry: schema.Choice, now: Sequence[bool], inside: Set[str]) -> Iterator[Alternative]:
    """The entries of a choice that name no member of a group, in its order."""
    for part, holds in zip(choice(entry)[1], now, strict=True):
        names = tuple(sorted(set(named((part,)))))
        if inside.isdisjoint(names):
            yield Alternative(names, holds)


def _choices(needs: Collection[schema.Requirement]) -> Iterator[schema.Choice]:
    """The choices among needs, at any depth, that leave a choice; a `split` is none."""
    for entry in needs:
        if isinstance(entry, str | schema.On | schema.Reach):
            continue
        if not isinstance(entry, schema.All | schema.Split):
            least, parts = choice(entry)
            if least < len(parts):
                yield entry
        yield from _choices(parts_of(entry))


def _reaches(entry: schema.Requirement) -> int:
    if isinstance(entry, str | schema.On):
        return 0
    return 1 if isinstance(entry, schema.Reach) else sum(map(_reaches, parts_of(entry)))


class _State:
    """Which entries hold while some components are down."""

    def __init__(self, graph: Graph, down: Set[int]) -> None:
        self._graph = graph
        self._down = down
        self._reaching: dict[int, Collection[int]] = {}

    def holds(self, entry: schema.Requirement, v: int) -> bool:
        if isinstance(entry, str):
            return self._graph.index[entry] not in self._down
        if isinstance(entry, schema.On):
            return not entry.hard or self._graph.index[name_of(entry)] not in self._down
        if isinstance(entry, schema.Reach):
            return v in self._reached(entry)
        if isinstance(entry, schema.All):
            return all(self.holds(part, v) for part in entry.all)
        least, parts = choice(entry)
        if sum(self.holds(part, v) for part in parts) < least:
            return False
        switch = self._graph.switch(entry, v)
        if switch is None or self.holds(switch.active, v):
            return True
        return all(self.holds(tool, v) for tool in switch.tools)

    def _reached(self, entry: schema.Reach) -> Collection[int]:
        network = self._graph.network_of(entry)
        found = self._reaching.get(id(network))
        if found is None:
            found = self._reaching[id(network)] = network.reaching(self._down)
        return found
