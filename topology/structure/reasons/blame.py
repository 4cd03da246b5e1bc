"""What a component that falls can be blamed on: the parts of its needs that did not hold."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from topology.document import schema
from topology.document.schema import choice, name_of, own_degree, parts_of
from topology.finding import MOST_ALTERNATIVES
from topology.structure.graph import Graph
from topology.structure.islands import edge_of, reachable_from
from topology.structure.reasons.waves import Before, Waves
from topology.structure.words import (
    after_living_on,
    exhausted_words,
    idle_words,
    members_words,
    over_words,
    plain_first,
)
from topology.values.degrees import Degree


class Told(NamedTuple):
    """How a fall is told; with the choice that has too few alternatives left, if it is one."""

    words: str
    choice: schema.Choice | None = None
    held_s: float = 0.0
    """How long it lived on without that."""
    degree: Degree = Degree.KNOWN
    """How sure it is that this is needed."""

    def told_of(self, name: str, *, is_held: bool) -> Told:
        """The same of whom it is told, who lived on before if `is_held`."""
        held_s = self.held_s if is_held else 0.0
        words = f"{name} {after_living_on(f'{self.words}{self.degree.mark}', held_s)}"
        return self._replace(words=words, held_s=held_s)

    def as_sure_as(self, entry: schema.Requirement) -> Told:
        """The same said by an entry that may be less than known."""
        degree = own_degree(entry)
        return self if degree <= self.degree else self._replace(degree=degree)

    def held_for(self, entry: schema.Requirement) -> Told:
        """The same with the reserve of an entry around it."""
        held_s = 0.0 if isinstance(entry, str) else entry.holds or 0.0
        return self._replace(held_s=self.held_s + held_s) if held_s else self

    @property
    def plainness(self) -> tuple[object, ...]:
        """The least is told, wherever in the file it stands: what is known, then "needs x", then
        the fewest parts."""
        if self.choice is None:
            return self.degree, *plain_first(self.words), 0, "", self.held_s
        return (
            self.degree,
            *plain_first(self.words),
            len(choice(self.choice)[1]),
            written_plain(self.choice),
            self.held_s,
        )


def written_plain(part: schema.Requirement) -> str:
    """What a part consists of, whatever the order; only that of standbys has a meaning."""
    if isinstance(part, str | schema.On):
        return name_of(part)
    if isinstance(part, schema.Reach):
        return f"reach {part.reach} over {sorted(part.over or ())}"
    inner = [written_plain(each) for each in parts_of(part)]
    least = choice(part)[0] if isinstance(part, schema.AtLeast) else ""
    told = inner if isinstance(part, schema.FirstOf) else sorted(inner)
    return f"{type(part).__name__} {least} {told}"


@dataclass(frozen=True, slots=True)
class Blame:
    """What the parts of a component's needs that do not hold can be blamed on, while `down` is.

    Without `waves` it is the state with nothing failed that is judged. `alone` names for a path the
    one element that by itself cuts it off: nothing else has to be looked for.
    """

    graph: Graph
    down: Container[int]
    waves: Waves | None = None
    alone: Mapping[int, int] = field(default_factory=dict)
    failed: Mapping[int, int] = field(default_factory=dict)
    """Members that fail by themselves, of components that are spread over places."""

    def of(self, y: int) -> set[int]:
        """The components to blame for y, if its needs do not hold."""
        found: set[int] = set()
        for entry in self.graph.components[y].needs:
            found.update(self._entry(entry, y))
        found.update(self._lost_places(y))
        return found

    def _lost_places(self, y: int) -> Iterator[int]:
        """The places that are down, if too few members of y stand in others."""
        places = self.graph.places.get(y)
        if places is not None and self._members_lost(y) >= places.enough:
            yield from (place for place in places.numbers if place in self.down)

    def _members_lost(self, y: int) -> int:
        return self.graph.places[y].lost(self.down) + self.failed.get(y, 0)

    def _entry(self, entry: schema.Requirement, y: int) -> Iterator[int]:
        """Down components in a part that does not hold; nothing for an entry that holds."""
        if isinstance(entry, str):
            if (x := self.graph.index[entry]) in self.down:
                yield x
        elif isinstance(entry, schema.On):
            if entry.hard and (x := self.graph.index[entry.on]) in self.down:
                yield x
        elif isinstance(entry, schema.Reach):
            yield from self.blockers(entry, y)
        elif not self.holds(entry, y):
            for part in self._to_blame(entry, y):
                yield from self._entry(part, y)

    def _to_blame(self, entry: schema.Compound, y: int) -> Sequence[schema.Requirement]:
        """The parts of an entry that does not hold by which it is told.

        Where another entry would hold and cannot be switched to, those are the tools that fell; if
        they were never up, it is what was active.
        """
        idle = self.idle_tools(entry, y)
        fallen = [tool for tool in idle if not self.graph.never_up.issuperset(self._entry(tool, y))]
        return fallen or parts_of(entry)

    def idle_tools(self, entry: schema.Requirement, y: int) -> list[schema.Requirement]:
        """The tools for want of which y cannot switch to an entry that would hold."""
        switch = self.graph.switch(entry, y)
        if switch is None or isinstance(entry, str | schema.On | schema.Reach):
            return []
        if not any(self.holds(part, y) for part in parts_of(entry)):
            return []
        return [tool for tool in switch.tools if not self.holds(tool, y)]

    def lost(self, entry: schema.Choice, y: int) -> list[schema.Requirement]:
        """The parts, and the tools to switch to others, that a choice which fails is without."""
        parts = [part for part in choice(entry)[1] if not self.holds(part, y)]
        return parts + [tool for tool in self.idle_tools(entry, y) if tool not in parts]

    def holds(self, entry: schema.Requirement, y: int) -> bool:
        """Whether an entry of y's needs holds."""
        if isinstance(entry, str):
            return self.graph.index[entry] not in self.down
        if isinstance(entry, schema.On):
            return not entry.hard or self.graph.index[entry.on] not in self.down
        if isinstance(entry, schema.All):
            return all(self.holds(part, y) for part in entry.all)
        if isinstance(entry, schema.Reach):
            path = self.graph.network_of(entry).paths[y]
            return path not in self.down and path not in self.graph.never_up_paths
        least, parts = choice(entry)
        if sum(self.holds(part, y) for part in parts) < least:
            return False
        switch = self.graph.switch(entry, y)
        if switch is None or self.holds(switch.active, y):
            return True
        return all(self.holds(tool, y) for tool in switch.tools)

    def blockers(self, entry: schema.Reach, y: int) -> Iterator[int]:
        """Down links and nodes that y comes up to, and beyond which a way to the goal lay."""
        if self.holds(entry, y):
            return
        network = self.graph.network_of(entry)
        path = network.paths[y]
        if path in self.alone:
            yield self.alone[path]
            return
        lost = None if self.waves is None else self.waves.of.get(path)
        if self.waves is not None and lost is not None and not network.mesh.one_way:
            yield from self.waves.islands(network.mesh, lost).edge(y, network.goal)
            return
        when = self.down if self.waves is None or lost is None else Before(self.waves, lost + 1)
        island = reachable_from(network.mesh, y, when)
        yield from edge_of(island, self.graph, network, when)

    # -- words ----------------------------------------------------------------------------------

    def told(self, x: int, y: int) -> Told:
        """How x being down makes y go down."""
        component = self.graph.components[y]
        if component.spread is not None and x in set(self._lost_places(y)):
            return Told(f"{component.id} {self._members_left(y)}")
        told = self._plainest(component.needs, x, y)
        return told.told_of(component.id, is_held=self.waves is not None)

    def _members_left(self, y: int) -> str:
        places = self.graph.places[y]
        left = max(0, places.count - self._members_lost(y))
        return members_words(left, places.count, places.quorum)

    def part_told(self, part: schema.Requirement, x: int, y: int) -> Told:
        """The same for one part of y's needs that blames x."""
        told = self._told(part, x, y)
        return told.told_of(self.graph.ids[y], is_held=self.waves is not None)

    def part_blames(self, part: schema.Requirement, y: int) -> set[int]:
        """The components to blame for a part of y's needs."""
        return set(self._entry(part, y))

    def _plainest(self, entries: Iterable[schema.Requirement], x: int, y: int) -> Told:
        """The words for the entry that blames x; of several, whatever their order, "needs x"."""
        name = self.graph.ids[x]
        some = (e for e in entries if not isinstance(e, str | schema.On) or name_of(e) == name)
        broken = (e for e in some if not self.holds(e, y) and x in set(self._entry(e, y)))
        said = [self._told(entry, x, y) for entry in broken]
        return said[0] if len(said) == 1 else min(said, key=lambda told: told.plainness)

    def _told(self, entry: schema.Requirement, x: int, y: int) -> Told:
        return self._told_without_reserve(entry, x, y).held_for(entry).as_sure_as(entry)

    def _told_without_reserve(self, entry: schema.Requirement, x: int, y: int) -> Told:
        if isinstance(entry, schema.All):
            return self._plainest(entry.all, x, y)
        if isinstance(entry, schema.Reach):
            return Told(f"cannot reach {entry.reach}{over_words(entry)}")
        if isinstance(entry, str | schema.On):
            return Told(f"needs {self.graph.ids[x]}")
        least, parts = choice(entry)
        if least == len(parts):
            return self._plainest(parts, x, y)
        if idle := self.idle_tools(entry, y):
            blamed = [tool for tool in idle if x in self._entry(tool, y)]
            return Told(idle_words(min(self._wanting(tool, y) for tool in blamed or idle)), entry)
        return Told(exhausted_words(entry, [self.holds(part, y) for part in parts]), entry)

    def _wanting(self, tool: schema.Requirement, y: int) -> str:
        """What is wanting of a tool that does not hold."""
        if isinstance(tool, schema.Reach):
            return f"no path to {tool.reach}{over_words(tool)}"
        if isinstance(tool, str | schema.On):
            name = name_of(tool)
            is_dead = self.graph.index[name] in self.graph.never_up
            return f"{name} is {'never up' if is_dead else 'down'}"
        broken = sorted(self._wanting(p, y) for p in parts_of(tool) if not self.holds(p, y))
        if isinstance(tool, schema.All) or choice(tool)[0] == len(choice(tool)[1]):
            return broken[0]
        shown = " and ".join(broken[:MOST_ALTERNATIVES])
        hidden = len(broken) - MOST_ALTERNATIVES
        return f"{shown} and {hidden:,} more" if hidden > 0 else shown
