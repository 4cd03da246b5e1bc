"""D(v) of a whole graph: which single failures take which node down (see `single_cuts`).

Nodes are taken in dependency order. A network is one unit: it depends on what its links and
nodes need, and gives the paths over it (`network_cuts`). Units in a cycle are solved together
(`cycles`). What a node on the way needs *besides* the same goal is a unit of its own, its core:
to ask in the middle of a path whether the goal is reached from there is to ask nothing new. So the
everyday case, in which every router has to reach the hub, is no cycle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain

from topology.structure.graph import Graph
from topology.structure.order_one.closure_sums import closure_sums
from topology.structure.order_one.dominators import spans_below
from topology.structure.order_one.single_cuts import NO_CAUSE
from topology.structure.order_one.solver import solved

MANY = 2
"""Corrections a node from which bit sets are less work."""
FEW_FOR_BITS = 60_000
"""Nodes up to which bit sets are."""


class OrderOne:
    """The single failures of every component and inner node of a graph that is up.

    A cause is a component (its number) or one of `graph.strikes` (`graph.size` plus its number).
    `below[node]` are the generators of a node; None when it is down with nothing failed.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.sets, self.in_circles = solved(graph)
        self.has_cycles = bool(self.in_circles)
        self.cuts, self.below = self.sets.cuts, self.sets.below
        self._spans: dict[int, dict[int, tuple[int, int]]] = {}

    # -- answers --------------------------------------------------------------------------------

    def causes(self, component: int) -> list[int]:
        """The causes that take a component that is up down, itself included, in no stated order."""
        below = self.below[component]
        return [] if below is None else self.cuts.causes(below)

    def takes_down(self, cause: int, node: int) -> bool:
        """Whether a cause takes a component or inner node down that is up. Mostly O(log size)."""
        below, carrier = self.below[node], self._node_of_cause.get(cause)
        return bool(below) and carrier is not None and self.cuts.reaches(below or (), carrier)

    def totals(self, weights: Sequence[int]) -> list[int]:
        """For each cause the sum of the weights of all components it takes down. Exact.

        `weights[v]` is a whole number for each component. One pass over the nodes, latest first:
        each hands its weight to its generators, and takes off what would arrive twice
        (`Cuts.corrections`). Where that is more work than there are nodes, by bit sets.
        """
        sums = [0] * len(self.cuts)
        for weight, below in zip(weights, self.below, strict=False):
            if below and weight:
                sums[below[0]] += weight
        corrections = self._corrections
        if corrections is not None:
            self._hand_down(sums, corrections)
        else:
            nodes = [node for node, cause in enumerate(self.cuts.cause) if cause != NO_CAUSE]
            wanted = closure_sums(self.cuts.generators, sums, nodes)
            for node, weight in zip(nodes, wanted, strict=True):
                sums[node] = weight
        found = [0] * (self.graph.size + len(self.graph.strikes))
        for cause, weight in zip(self.cuts.cause, sums, strict=True):
            if cause != NO_CAUSE:
                found[cause] = weight
        return found

    def _hand_down(
        self, sums: list[int], corrections: Mapping[int, Sequence[tuple[int, int]]]
    ) -> None:
        """Adds to each node the weights of all that reach it."""
        generators = self.cuts.generators
        for node in range(len(sums) - 1, -1, -1):
            below, weight = generators[node], sums[node]
            if below and weight:
                for further in below:
                    sums[further] += weight
                for further, times in corrections.get(node, ()):
                    sums[further] += times * weight

    @cached_property
    def _corrections(self) -> dict[int, list[tuple[int, int]]] | None:
        """`Cuts.corrections` of each node that needs any; None where bit sets are less work."""
        found: dict[int, list[tuple[int, int]]] = {}
        left = MANY * len(self.cuts) if len(self.cuts) <= FEW_FOR_BITS else None
        if left is not None and left < 0:
            return None
        for node, below in enumerate(self.cuts.generators):
            if len(below) > 1 and (corrections := list(self.cuts.corrections(below))):
                found[node] = corrections
                if left is not None:
                    left -= len(corrections)
                    if left < 0:
                        return None
        return found

    def falls(self, component: int) -> bool:
        """Whether any single failure but its own takes an up component down."""
        cause, generators = self.cuts.cause, self.cuts.generators
        own = (NO_CAUSE, component, *self.graph.modes_of.get(component, ()))
        todo = list(self.below[component] or ())
        seen = set(todo)
        for node in todo:
            if cause[node] not in own:
                return True
            new = [k for k in generators[node] if k not in seen]
            seen.update(new)
            todo.extend(new)
        return False

    def taken_down(self, cause: int) -> tuple[set[int], set[int]]:
        """The components and the paths that a cause takes down. O(answer).

        What is down with nothing failed is not among them.
        """
        node = self._node_of_cause.get(cause)
        if node is None:
            return set(), set()
        users, seen, todo = self._users, {node}, [node]
        for k in todo:
            for user in users[k]:
                if user not in seen:
                    seen.add(user)
                    todo.append(user)
        components, paths = self._held
        return _held_by(todo, components), _held_by(todo, paths) if paths else set()

    @cached_property
    def _node_of_cause(self) -> dict[int, int]:
        return {cause: node for node, cause in enumerate(self.cuts.cause) if cause != NO_CAUSE}

    @cached_property
    def _users(self) -> list[list[int]]:
        """The nodes that have a node among their generators."""
        users: list[list[int]] = [[] for _ in range(len(self.cuts))]
        for node, below in enumerate(self.cuts.generators):
            for further in below:
                users[further].append(node)
        return users

    @cached_property
    def _held(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """The components, and the paths, that have a node as a generator."""
        components: dict[int, list[int]] = {}
        paths: dict[int, list[int]] = {}
        for held, nodes in ((components, range(self.graph.size)), (paths, self.graph.path_network)):
            for v in nodes:
                for node in self.below[v] or ():
                    held.setdefault(node, []).append(v)
        return components, paths

    def dominates(self, element: int, path: int) -> bool:
        """Whether every way of a path goes over an element of its network."""
        number, source = self.graph.path_network[path]
        spans = self._spans.get(number)
        if spans is None:
            found = self.sets.dominators.get(number, {})
            spans = self._spans[number] = spans_below(self.graph.networks[number].goal, found)
        first, last = spans.get(element, (0, -1))
        return source != element and source in spans and first <= spans[source][0] <= last


def _held_by(nodes: Iterable[int], held: Mapping[int, Sequence[int]]) -> set[int]:
    return set(chain.from_iterable(held[k] for k in nodes if k in held))
