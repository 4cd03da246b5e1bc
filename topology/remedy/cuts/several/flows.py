"""The fewest failures that part two nodes, as a least cut (Menger 1927).

As much flows from one node to the other as the fewest failures between them come to: a link that
can fail lets one unit through, and so does a node, which is made of two for it; what cannot fail
lets through as much as is asked for. Shortest augmenting paths (Edmonds and Karp 1972), broken off
once enough flows: O(failures * links) for a pair of nodes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from topology.remedy.cuts.parts import DOWN, Ints

Bools = NDArray[np.bool_]


class Flows:
    """Nodes that can fail or not, and links between them that let something through."""

    def __init__(self, can_fail: Bools, unit: int) -> None:
        """A node that `can_fail` lets one `unit` through."""
        self._nodes = len(can_fail)
        self._into = list(range(self._nodes))
        self._out = list(range(self._nodes))
        self._beside: list[list[int]] = [[] for _ in range(self._nodes + int(can_fail.sum()))]
        self._to: list[int] = []
        self._room: list[int] = []
        """Of each arc; that of number `n` is undone by `n ^ 1`."""
        for number, node in enumerate(np.flatnonzero(can_fail).tolist(), self._nodes):
            self._out[node] = number
            self._arc(node, number, unit, 0)

    def add(self, ends: Ints, rooms: Ints) -> None:
        """Links by their two ends, and what each lets through either way."""
        for (a, b), room in zip(ends.tolist(), rooms.tolist(), strict=True):
            if self._into[a] == self._out[a] and self._into[b] == self._out[b]:
                self._arc(a, b, room, room)
            else:
                self._arc(self._out[a], self._into[b], room, 0)
                self._arc(self._out[b], self._into[a], room, 0)

    def cuts(self, a: int, b: int, enough: int) -> Iterator[Ints]:
        """The least cuts nearest to `b` and to `a`; none if `enough` flows between them.

        By node: 0 on the side of `a`, 1 on that of `b`, `DOWN` if it is part of the cut. The nodes
        `a` and `b` themselves do not fail.
        """
        source, sink = self._out[a], self._into[b]
        room = self._room.copy()
        flow = 0
        while flow < enough:
            by = self._reached(source, room, sink)
            if by[sink] < 0:
                break
            flow += self._augment(by, source, sink, room, enough - flow)
        else:
            return
        is_far = [n < 0 for n in self._reached(sink, [room[n ^ 1] for n in range(len(room))])]
        yield self._sides(is_far, a, b)
        yield self._sides([n >= 0 for n in by], a, b)

    def _arc(self, a: int, b: int, room: int, back: int) -> None:
        self._beside[a].append(len(self._to))
        self._beside[b].append(len(self._to) + 1)
        self._to += b, a
        self._room += room, back

    def _reached(self, start: int, room: list[int], goal: int = -1) -> list[int]:
        """By which arc each node is reached where there is room; less than 0 for what is not."""
        by = [-1] * len(self._beside)
        by[start] = len(self._to)
        waiting, to = deque((start,)), self._to
        while waiting:
            for arc in self._beside[waiting.popleft()]:
                if room[arc] and by[to[arc]] < 0:
                    by[to[arc]] = arc
                    if to[arc] == goal:
                        return by
                    waiting.append(to[arc])
        return by

    def _augment(self, by: list[int], source: int, sink: int, room: list[int], most: int) -> int:
        path, node = [], sink
        while node != source:
            path.append(by[node])
            node = self._to[by[node] ^ 1]
        flow = min(most, *(room[arc] for arc in path))
        for arc in path:
            room[arc] -= flow
            room[arc ^ 1] += flow
        return flow

    def _sides(self, is_near: list[bool], a: int, b: int) -> Ints:
        sides = np.ones(self._nodes, dtype=np.intp)
        for node, (into, out) in enumerate(zip(self._into, self._out, strict=True)):
            if is_near[out]:
                sides[node] = 0
            elif is_near[into]:
                sides[node] = DOWN
        sides[a], sides[b] = 0, 1
        return sides
