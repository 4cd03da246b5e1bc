"""Path sets of a target: causes that keep it up, whatever else fails, while none of them does.

Made of what works after some failures: of a component all that it needs, of a choice as many
alternatives as have to hold, of a network a shortest path.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from topology.cutsets.synthesis import Cause
from topology.structure.graph import Graph
from topology.structure.network import Network
from topology.structure.places import Places


class PathSets:
    """Path sets of one target, as events: positions in `causes`, which are all that matter."""

    def __init__(self, graph: Graph, target: int, causes: Sequence[Cause]) -> None:
        self.graph = graph
        self.target = target
        self.causes = causes
        self.own = {
            c.component: e
            for e, c in enumerate(causes)
            if c.component is not None and c.stage is None
        }
        self.stages: dict[int, list[int]] = {}
        """The events of each component in places, the one beyond all others first."""
        for event, cause in reversed([*enumerate(causes)]):
            if cause.component is not None and cause.stage is not None:
                self.stages.setdefault(cause.component, []).append(event)
        self.risk = {c.risk: e for e, c in enumerate(causes) if c.risk is not None}

    def __call__(self, failed: frozenset[int]) -> frozenset[int] | None:
        """One without any of these events; None when they take the target down.

        Costs what goes down, what the target then stands on, and a search of each network in that.
        """
        components = [
            c.component
            for e in failed
            if (c := self.causes[e]).component is not None and c.stage is None
            for _ in range(c.members)
        ]
        for v, events in self.stages.items():
            happen = takewhile(failed.__contains__, events)
            components += [v] * sum(self.causes[event].members for event in happen)
        risks = [c.risk for e in failed if (c := self.causes[e]).risk is not None]
        down = self.graph.going_down(components, risks) | self.graph.never_up
        return None if self.target in down else _Support(self, down, failed).events()


class _Support:
    """What a target stands on while some components are down."""

    def __init__(
        self, sets: PathSets, down: set[int] | frozenset[int], failed: frozenset[int]
    ) -> None:
        self.sets = sets
        self.failed = failed
        self.graph = sets.graph
        self.down = down
        self._distances: dict[int, dict[int, int]] = {}
        self.used: set[int] = set()

    def events(self) -> frozenset[int]:
        """The events of all that the target stands on."""
        graph, found = self.graph, set[int]()
        todo = [self.sets.target]
        self.used.update(todo)
        while todo:
            node = todo.pop()
            if node < graph.size:
                if node in self.sets.own:
                    found.add(self.sets.own[node])
                hit = (r for r in graph.risks_of.get(node, ()) if r in self.sets.risk)
                found.update(map(self.sets.risk.__getitem__, hit))
                found.update(e for e in self.sets.stages.get(node, ()) if e not in self.failed)
            for further in self._below(node):
                if further not in self.used:
                    self.used.add(further)
                    todo.append(further)
        return frozenset(found)

    def _below(self, node: int) -> Sequence[int]:
        graph = self.graph
        if node in graph.path_network:
            return self._path(*graph.path_network[node])
        if node in graph.places:
            # All places that are up, of which no fewer than now have to be.
            return (*graph.children[node], *self._places(graph.places[node]))
        children = graph.children[node]
        enough = len(children) - graph.need(node) + 1
        if enough == len(children):
            return children
        working = [child for child in children if self._works(child)]
        # What is stood on anyhow costs nothing more.
        working.sort(key=lambda child: child not in self.used)
        return working[:enough]

    def _places(self, places: Places) -> Iterator[int]:
        return (place for place in places.numbers if place not in self.down)

    def _works(self, node: int) -> bool:
        graph = self.graph
        if node < graph.size:
            return node not in self.down
        if node in graph.path_network:
            network, source = graph.path_network[node]
            return source in self._distance(network)
        children = graph.children[node]
        lost = sum(not self._works(child) for child in children)
        return lost < graph.need(node)

    def _distance(self, network: int) -> dict[int, int]:
        if network not in self._distances:
            self._distances[network] = self.graph.networks[network].reaching(self.down)
        return self._distances[network]

    def _path(self, number: int, source: int) -> list[int]:
        """The links and further nodes of a shortest path, of equal ones over the lowest numbers."""
        network: Network = self.graph.networks[number]
        distance = self._distance(number)
        found, node = [], source
        while node != network.goal:
            node, link = min(
                (further, link)
                for further, link in network.mesh.arcs_out[node]
                if distance.get(further, -1) == distance[node] - 1
                and link not in self.down
                and further not in self.down
            )
            found += [node, link]
        return found
