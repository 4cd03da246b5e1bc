"""Which nodes work as components fail and return: fallen by the greatest fixed point from what
worked, risen by the least from what did not.

Counters over the arcs (Dowling and Gallier 1984): what changes costs its arcs once; a network that
is touched is searched anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from topology.loads.mechanisms.twins import twin
from topology.loads.moment.arcs import Flags
from topology.loads.moment.blockers import Blockers
from topology.loads.moment.ways import Down
from topology.loads.moment.wiring import Form, Wiring

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Change:
    """A component that fell or rose, and the component it did so after (NOBODY: by itself)."""

    component: int
    after: int


class Standing:
    """What works now. `settle` lets changes of soundness spread."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.sound = [True] * wiring.size
        self.works = [True] * wiring.node_count
        self.up: Flags = np.ones(wiring.size, dtype=np.bool_)
        """What works, of the components alone, for arrays."""
        self.holding = [0] * wiring.node_count
        for arc in wiring.arcs:
            self.holding[arc.parent] += arc.hard
        self.touched: set[int] = set(range(len(wiring.networks)))
        """Networks in which something changed since the ways were found."""
        self._networks_of: dict[int, list[int]] = {}
        for number, network in enumerate(wiring.networks):
            elements = {network.goal, *network.mesh.links, *network.mesh.arcs_in}
            for element in elements:
                self._networks_of.setdefault(element, []).append(number)
        self._paths_of: dict[int, list[int]] = {}
        for node, number in wiring.paths.items():
            self._paths_of.setdefault(number, []).append(node)
        self._searching: dict[int, int] = dict.fromkeys(range(len(wiring.networks)), NOBODY)
        """Networks to search, with the element whose change is the reason."""
        self.away: dict[int, int] = dict.fromkeys(wiring.graph.places, 0)
        """Members in places that are down, of each component that is spread."""
        self.failed: dict[int, int] = dict.fromkeys(wiring.graph.places, 0)
        """Members of each of these that have failed where they stand."""
        self._idle: dict[int, int] = {}
        """Standbys that lost their active entry and cannot switch, with the node of their tools."""
        self._changed_nodes: set[int] = set()
        self._blockers: Blockers | None = None
        self.fall(())

    def copy(self) -> Standing:
        """The same state, to be changed apart."""
        new = twin(self)
        new.sound, new.works, new.holding = self.sound[:], self.works[:], self.holding[:]
        new.up = self.up.copy()
        new.touched, new._changed_nodes = set(self.touched), set(self._changed_nodes)
        new._searching = dict(self._searching)
        new.away, new.failed = dict(self.away), dict(self.failed)
        new._idle = dict(self._idle)
        new._blockers = None
        return new

    def fall(self, nodes: Iterable[int], blamed: int = NOBODY) -> list[Change]:
        """What goes down, in order, when these are no longer sound, or no longer held."""
        changes: list[Change] = []
        todo = [(v, blamed) for v in nodes if self.works[v]]
        while todo or self._searching:
            for node, after in todo:
                if self.works[node]:
                    self._set(node, after, changes, works=False)
                    todo.extend(self._losers(node, after))
            todo = self._cut_off()
        return changes

    def _losers(self, node: int, after: int) -> list[tuple[int, int]]:
        """Nodes that lose one of what they need, and now have too little."""
        lost, blamed = [], node if node < self.wiring.size else after
        for parent in self.wiring.hard_parents[node]:
            self.holding[parent] -= 1
            if self.works[parent] and self.holding[parent] < self.wiring.required[parent]:
                lost.append((parent, blamed))
        for v, members in self.wiring.standing_in.get(node, ()):
            self.away[v] += members
            if self.works[v] and self.is_short(v):
                lost.append((v, blamed))
        return lost

    def hold(self, reserve: int) -> None:
        """A reserve holds from now on whatever becomes of its entry, which works now."""
        self.holding[reserve] += 1

    def let_go(self, reserve: int) -> list[Change]:
        """What goes down, in order, when a reserve holds no longer."""
        self.holding[reserve] -= 1
        if self._can_work(reserve):
            return []
        return self.fall((reserve,), min(self.behind(self.wiring.held_by(reserve)), default=NOBODY))

    def stand_idle(self, standby: int, tools: int) -> list[Change]:
        """What goes down, in order, when a standby cannot switch for want of its tools."""
        self._idle[standby] = tools
        self.holding[standby] -= len(self.wiring.arcs_from[standby])
        return self.fall((standby,), min(self.behind(tools), default=NOBODY))

    def switch_again(self, standby: int) -> list[Change]:
        """What comes up, in order, when it can switch, or need not any more."""
        del self._idle[standby]
        self.holding[standby] += len(self.wiring.arcs_from[standby])
        return self.rise((standby,))

    def is_idle(self, standby: int) -> bool:
        """Whether a standby lost its active entry and cannot switch."""
        return standby in self._idle

    def wanted_tools(self, node: int) -> int | None:
        """For a standby that stands idle though another entry works, the node of its tools."""
        return self._idle[node] if node in self._idle and any(self.entries_work(node)) else None

    def is_short(self, v: int) -> bool:
        """Whether too few members of a component are neither failed nor in places that are down."""
        places = self.wiring.graph.places.get(v)
        return places is not None and self.away[v] + self.failed[v] >= places.enough

    def lost_places(self, v: int) -> list[int]:
        """The places that are down, of a component that has too few members for it."""
        if not self.is_short(v):
            return []
        return [p for p in self.wiring.graph.places[v].numbers if not self.works[p]]

    def _cut_off(self) -> list[tuple[int, int]]:
        """Paths that have no way any more."""
        return [
            (path, element)
            for path, element, reached in self._searched()
            if self.works[path] and not reached
        ]

    def rise(self, components: Iterable[int]) -> list[Change]:
        """What comes up, in order, when these are sound again."""
        changes: list[Change] = []
        todo = [(v, NOBODY) for v in components]
        while todo or self._searching:
            for node, after in todo:
                if not self.works[node] and self._can_work(node):
                    self._set(node, after, changes, works=True)
                    todo.extend(self._winners(node, after))
            todo = self._connected()
        return changes

    def _can_work(self, node: int) -> bool:
        if node < self.wiring.size and (not self.sound[node] or self.is_short(node)):
            return False
        if self.wiring.forms[node] is Form.PATH:
            return True
        return self.holding[node] >= self.wiring.required[node]

    def _winners(self, node: int, after: int) -> list[tuple[int, int]]:
        blamed = node if node < self.wiring.size else after
        won = []
        for parent in self.wiring.hard_parents[node]:
            self.holding[parent] += 1
            if self.wiring.forms[parent] is not Form.PATH:
                won.append((parent, blamed))
        for v, members in self.wiring.standing_in.get(node, ()):
            self.away[v] -= members
            won.append((v, blamed))
        return won

    def _connected(self) -> list[tuple[int, int]]:
        return [
            (path, element)
            for path, element, reached in self._searched()
            if not self.works[path] and reached
        ]

    def _searched(self) -> list[tuple[int, int, bool]]:
        """For the paths of networks to search: path, changed element, whether there is a way."""
        searching, self._searching = self._searching, {}
        found: list[tuple[int, int, bool]] = []
        for number in sorted(searching):
            reaching = self.wiring.networks[number].reaching(Down(self.works))
            found.extend(
                (path, searching[number], self.wiring.owners[path] in reaching)
                for path in self._paths_of.get(number, ())
            )
        return found

    def _set(self, node: int, after: int, changes: list[Change], *, works: bool) -> None:
        self.works[node] = works
        self._blockers = None
        self._changed_nodes.add(node)
        if node >= self.wiring.size:
            return
        self.up[node] = works
        changes.append(Change(node, after))
        for number in self._networks_of.get(node, ()):
            self._searching.setdefault(number, node)
            self.touched.add(number)

    def blockers(self, path: int) -> list[int]:
        """The down elements at which the island of a path that has no way ends, sorted."""
        if self._blockers is None:
            self._blockers = Blockers(self.wiring, self.works)
        return self._blockers.of(path)

    def behind(self, node: int) -> set[int]:
        """The components that are to blame when an entry does not work; else those it names."""
        wiring = self.wiring
        if node < wiring.size:
            return {node}
        if node in wiring.paths and not self.works[node]:
            return set(self.blockers(node))
        if (tools := self.wanted_tools(node)) is not None:
            return self.behind(tools)
        children = wiring.children[node]
        lost = [child for child in children if not self.works[child]]
        return set().union(*map(self.behind, lost or children))

    def entries_work(self, node: int) -> list[bool]:
        """Whether each entry of a junction works, in the order of the document."""
        works = self.works
        return [works[child] for child in self.wiring.children[node]]

    @property
    def has_changed(self) -> bool:
        """Whether any node changed since `take_changed` was last asked."""
        return bool(self._changed_nodes)

    def take_changed(self) -> set[int]:
        """The nodes that changed since this was last asked."""
        changed, self._changed_nodes = self._changed_nodes, set()
        return changed
