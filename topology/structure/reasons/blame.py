"""What a component that falls can be blamed on: the parts of its needs that did not hold."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from topology.document import schema
from topology.document.schema import choice, parts_of
from topology.structure.graph import Graph
from topology.structure.islands import edge_of, reachable_from
from topology.structure.reasons.waves import Before, Waves
from topology.structure.words import exhausted_words, members_words, over_words, plain_first


class Told(NamedTuple):
    """How a fall is told; with the choice that has too few alternatives left, if it is one."""

    words: str
    choice: schema.Choice | None = None

    @property
    def plainness(self) -> tuple[object, ...]:
        """The least is told, wherever in the file it stands: "needs x", then the fewest parts."""
        if self.choice is None:
            return *plain_first(self.words), 0, ""
        return *plain_first(self.words), len(choice(self.choice)[1]), written_plain(self.choice)


def written_plain(part: schema.Requirement) -> str:
    """What a part consists of, whatever the order; only that of standbys has a meaning."""
    if isinstance(part, str | schema.On):
        return part if isinstance(part, str) else part.on
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
        if places is not None and places.lost(self.down) >= places.enough:
            yield from (place for place in places.numbers if place in self.down)

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
            for part in parts_of(entry):
                yield from self._entry(part, y)

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
        return sum(self.holds(part, y) for part in parts) >= least

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
        when = self.down if self.waves is None or lost is None else Before(self.waves, lost + 1)
        island = reachable_from(network.mesh, y, when)
        yield from edge_of(island, self.graph, network, when)

    # -- words ----------------------------------------------------------------------------------

    def told(self, x: int, y: int) -> Told:
        """How x being down makes y go down."""
        component = self.graph.components[y]
        if component.spread is not None and x in set(self._lost_places(y)):
            return Told(f"{component.id} {self._members_left(y)}")
        words, entry = self._plainest(component.needs, x, y)
        return Told(f"{component.id} {words}", entry)

    def _members_left(self, y: int) -> str:
        places = self.graph.places[y]
        return members_words(places.count - places.lost(self.down), places.count, places.quorum)

    def part_told(self, part: schema.Requirement, x: int, y: int) -> Told:
        """The same for one part of y's needs that blames x."""
        words, entry = self._told(part, x, y)
        return Told(f"{self.graph.ids[y]} {words}", entry)

    def part_blames(self, part: schema.Requirement, y: int) -> set[int]:
        """The components to blame for a part of y's needs."""
        return set(self._entry(part, y))

    def _plainest(self, entries: Iterable[schema.Requirement], x: int, y: int) -> Told:
        """The words for the entry that blames x; of several, whatever their order, "needs x"."""
        broken = (e for e in entries if not self.holds(e, y) and x in set(self._entry(e, y)))
        said = [self._told(entry, x, y) for entry in broken]
        return said[0] if len(said) == 1 else min(said, key=lambda told: told.plainness)

    def _told(self, entry: schema.Requirement, x: int, y: int) -> Told:
        if isinstance(entry, schema.All):
            return self._plainest(entry.all, x, y)
        if isinstance(entry, schema.Reach):
            return Told(f"cannot reach {entry.reach}{over_words(entry)}")
        if isinstance(entry, str | schema.On):
            return Told(f"needs {self.graph.ids[x]}")
        least, parts = choice(entry)
        if least == len(parts):
            return self._plainest(parts, x, y)
        return Told(exhausted_words(entry, [self.holds(part, y) for part in parts]), entry)
