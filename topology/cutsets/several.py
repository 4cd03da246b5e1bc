"""What is worked out for one target after the other, by whoever does the work.

How much may be done for a target hangs on what the ones before it took. Elsewhere each is given the
least that it could get. What took a small part of that would have come to the same with more, and
is taken; any other is worked out again, here, with what there is for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from topology.cutsets.engine.work import Work
from topology.document.document import Topology
from topology.structure.graph import Graph
from topology.values.deadlines import Expired
from topology.work.job import Job
from topology.work.known import packed, unpacked
from topology.work.workers import Counted, Workers

NODES = 50
"""Nodes of diagrams that are made in about the time of a moment of a run."""
EACH = 400
"""What is made for a target before there are nodes, as its tree, in nodes."""
SMALL = 8
"""One part of so many of what it may do, and nothing that bounds a search has touched it."""

Found = TypeVar("Found")
Find = Callable[[Graph, int, Work], Found]
"""Works something out for a target by its number, with so much work. It can be sent."""


@dataclass(frozen=True, slots=True)
class Targets(Generic[Found]):
    """Targets of a graph, and what is to be found for each."""

    graph: Graph
    numbers: Sequence[int]
    find: Find[Found]

    def found(self, allowed: Iterator[Work], least: float, workers: Workers) -> Iterator[Found]:
        """What is found for each, in their order, each with the next of the `allowed` work.

        `least` are the nodes that every target may have made, whatever the others take.
        """
        if workers.are_here or len(self.numbers) < 2:
            for v, work in zip(self.numbers, allowed, strict=False):
                yield self.find(self.graph, v, work)
            return
        work = next(allowed)
        player = _Player(self.graph, self.find, work.expired, least)
        given = self.graph.topology, self.find, work.expired, least
        counted = Counted(len(self.numbers), player.spent, first=1)
        job = Job(given, _begun, _found)
        for v, (data, made) in zip(
            self.numbers, workers.each(job, self.numbers, lambda: player, counted), strict=True
        ):
            if data is not None and SMALL * made <= min(least, work.nodes):
                work.spend(made)
                yield unpacked(data, graph=self.graph, work=work, topology=self.graph.topology)
            else:
                yield self.find(self.graph, v, work)
            work = next(allowed, work)


@dataclass(slots=True)
class _Player(Generic[Found]):
    """Works things out for targets, and sends them."""

    graph: Graph
    find: Find[Found]
    expired: Expired
    nodes: float
    made: int = 0
    done: int = 0

    def spent(self) -> float:
        """What has been done, in moments of runs."""
        return (self.made + EACH * self.done) / NODES

    def one(self, v: int) -> tuple[bytes | None, int]:
        """What is found for a target, to be sent, and how many nodes were made for it."""
        work = Work(self.expired, self.nodes)
        found = self.find(self.graph, v, work)
        self.made += work.made
        self.done += 1
        data = packed(found, graph=self.graph, work=work, topology=self.graph.topology)
        return data, work.made


def _begun(given: tuple[Topology, Find[Found], Expired, float]) -> _Player[Found]:
    """The same elsewhere. A graph knows its parts by identity, and is made anew."""
    topology, find, expired, nodes = given
    return _Player(Graph.compile(topology), find, expired, nodes)


def _found(player: _Player[Found], v: int) -> tuple[bytes | None, int]:
    return player.one(v)
