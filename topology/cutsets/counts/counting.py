"""The failed sets of a fault tree by size: one pass over the diagrams of its modules.

A node that decides a variable of chance q has the chance f0 + q (f1 - f0), f1 and f0 being those of
its children; a module is a variable of its parent. So one pass up gives the polynomial of the top
(`polynomials`), whatever the order of variables. Cost: nodes times the bits of a polynomial, and
products where a variable is a module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from topology.cutsets.counts.polynomials import Group, Ring, sets_by_size
from topology.cutsets.engine.diagram import Diagram, outright
from topology.cutsets.engine.fault_tree import FaultTree
from topology.cutsets.engine.modules import Module, coalesced, modules
from topology.cutsets.engine.variable_order import QUICK, RULES, Race
from topology.cutsets.engine.work import Work

MAX_NODES = 1 << 20
"""Nodes of a diagram that is built for counting."""
MAX_BITS = 1 << 34
"""Bits that are written for the polynomials of one diagram."""
MUCH = 200_000
"""Nodes of work with which all variable orders are tried."""
MAX_CELLS = 1 << 18
"""Nodes of a diagram of one gate that is built outright."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What is asked of a tree: `groups[e]` is its event e, of all `units` up to `most` fail."""

    groups: Sequence[Group]
    units: int
    most: int

    def own(self, events: Iterable[int]) -> int:
        """How many units some events are about."""
        return sum(self.groups[event].count for event in events)


@dataclass(frozen=True, slots=True)
class Modular:
    """A simplified tree with its modules, and their diagrams as far as they are there."""

    tree: FaultTree
    parts: tuple[Module, ...]
    diagrams: Mapping[int, Diagram]
    """By the node of a module."""

    @property
    def events(self) -> set[int]:
        """The events that the top depends on."""
        return _events(self.tree, self.parts)

    @property
    def large(self) -> tuple[Module, ...]:
        """The modules without a diagram."""
        return tuple(part for part in self.parts if part.node not in self.diagrams)


def modular(tree: FaultTree, draw: Draw, work: Work, *, quick: bool = False) -> Modular:
    """The modules of a tree, each with a diagram if there is one within the work.

    Few variable orders are tried where that is `quick` or the work is little.
    Equal parts of the work are for each module to come.
    """
    simple = coalesced(tree.simplified())
    parts = modules(simple)
    bits = Ring(draw.own(_events(simple, parts)), draw.most).bits
    most = min(MAX_NODES, MAX_BITS // bits)
    hard = [part for part in parts if len(part.gates) > 1]
    found = {
        part.node: diagram
        for part in parts
        if len(part.gates) == 1 and (diagram := _outright(simple, part, most)) is not None
    }
    for part, share in zip(hard, work.shares(len(hard)), strict=True):
        race = Race(simple, part, QUICK if quick or share.nodes < MUCH else RULES)
        winner = race.run(most, share)
        if winner is not None and len(winner.diagram) <= most:
            found[part.node] = winner.diagram
    return Modular(simple, tuple(parts), found)


def _outright(tree: FaultTree, part: Module, most: int) -> Diagram | None:
    votes, number = tree.gate(part.node).votes, len(part.variables)
    if votes * (number - votes + 1) > min(most, MAX_CELLS):
        return None
    return outright(votes, part.variables)


def _events(tree: FaultTree, parts: Sequence[Module]) -> set[int]:
    first = len(tree.events)
    found = {node for part in parts for node in part.variables if node < first}
    return found | ({tree.top} if tree.top < first else set())


def failed_by_size(found: Modular, draw: Draw) -> list[int]:
    """How many sets of each size have failed the top; all modules must have their diagrams."""
    own = draw.own(found.events)
    return sets_by_size(_polynomial(found, draw, own), own, draw.units, draw.most)


def _polynomial(found: Modular, draw: Draw, own: int) -> list[int]:
    """The chance that the top has failed by powers of p."""
    tree, ring = found.tree, Ring(own, draw.most)
    if tree.top < len(tree.events):
        return ring.coefficients(ring.group(draw.groups[tree.top]).number)
    if not tree.gate(tree.top).inputs:
        return [int(tree.gate(tree.top).votes == 0)]
    of_module: dict[int, int] = {}
    for part in found.parts:
        diagram = found.diagrams[part.node]
        of_module[part.node] = _passed(diagram, of_module, draw, ring)
    return ring.coefficients(of_module[tree.top])


def _passed(diagram: Diagram, of_module: dict[int, int], draw: Draw, ring: Ring) -> int:
    """The polynomial of the root; those of other nodes are forgotten after their last use."""
    factors = [
        ring.factor(of_module.pop(v)) if v in of_module else ring.group(draw.groups[v])
        for v in diagram.variables
    ]
    levels, highs, lows = diagram.level, diagram.high, diagram.low
    last = dict(zip(highs, range(len(levels)), strict=True))
    for node, low in enumerate(lows):
        last[low] = max(node, last.get(low, 0))
    of_node = {0: 0, 1: 1}
    for node in range(2, len(levels)):
        high, low = highs[node], lows[node]
        of_node[node] = ring.decided(factors[levels[node]], of_node[high], of_node[low])
        for child in (high, low):
            if child > 1 and last[child] == node:
                of_node.pop(child, None)
    return of_node[diagram.root]
