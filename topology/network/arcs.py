"""The links of a topology that carry traffic, as directed arcs in arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import lcm

import numpy as np
import numpy.typing as npt

from topology.document.schema import Routing
from topology.structure.graph import Graph

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FAR = 1 << 61
"""The length of a way that there is not; every way is shorter."""
MOST_METRIC = 1 << 60
"""No way is longer, in the whole units that metrics are compared in."""


@dataclass(frozen=True, eq=False)
class Arcs:
    """Links as arcs, one for each direction, in the order of (tail, head, link).

    Nodes are numbered 0 to n - 1 in the order of their ids: `nodes` has their numbers as
    components. All else are arrays over the arcs; `link` holds numbers of components.
    """

    nodes: tuple[int, ...]
    tail: Ints
    head: Ints
    link: Ints
    forward: Flags
    """Whether an arc leads from the first end of its link to the second."""
    length: Ints
    """The metric in whole units of `unit`, so that equal ways are exactly equal."""
    capacity: Floats
    """Of the link, in load units; infinite without one."""
    is_full_duplex: bool

    @classmethod
    def of(cls, graph: Graph, routing: Routing, ends: Sequence[int] = ()) -> Arcs:
        """The arcs of the links that a routing goes over. `ends` are nodes too, if on no link.

        O(links log links).
        """
        kinds = None if routing.over is None else frozenset(routing.over)
        links = [v for v in graph.ends if kinds is None or graph.components[v].kind in kinds]
        nodes = tuple(sorted({*ends, *(end for v in links for end in graph.ends[v])}))
        position = {v: i for i, v in enumerate(nodes)}
        rows: list[tuple[int, int, int, bool]] = []
        for v in links:
            first, second = (position[end] for end in graph.ends[v])
            rows.append((first, second, v, True))
            if not graph.components[v].one_way:
                rows.append((second, first, v, False))
        rows.sort()
        table = np.array(rows, dtype=np.int64).reshape(-1, 4)
        entries = [graph.components[row[2]] for row in rows]
        is_hops = routing.metric == "hops"
        metrics = [1.0 if is_hops or c.metric is None else float(c.metric) for c in entries]
        capacities = [np.inf if c.capacity is None else float(c.capacity) for c in entries]
        return cls(
            nodes,
            np.ascontiguousarray(table[:, 0]),
            np.ascontiguousarray(table[:, 1]),
            np.ascontiguousarray(table[:, 2]),
            table[:, 3].astype(np.bool_),
            whole(metrics, len(nodes)),
            np.array(capacities, dtype=np.float64),
            routing.duplex == "full",
        )

    @property
    def size(self) -> int:
        """How many arcs there are."""
        return len(self.tail)

    @cached_property
    def position(self) -> dict[int, int]:
        """The number as a node of each component that is one."""
        return {v: i for i, v in enumerate(self.nodes)}

    @cached_property
    def arcs_of(self) -> dict[int, list[int]]:
        """The arcs of each link, by its number as a component; the one forward first."""
        found: dict[int, list[int]] = {}
        for arc in np.argsort(~self.forward, kind="stable").tolist():
            found.setdefault(int(self.link[arc]), []).append(arc)
        return dict(sorted(found.items()))

    @cached_property
    def twin(self) -> Ints:
        """The arc the other way over the same link; -1 of a one-way link."""
        found = np.full(self.size, -1, dtype=np.int64)
        for pair in self.arcs_of.values():
            if len(pair) == 2:
                found[pair[0]], found[pair[1]] = pair[1], pair[0]
        return found

    @cached_property
    def out_start(self) -> Ints:
        """Where the arcs out of each node begin, and their number at the end."""
        return np.searchsorted(self.tail, np.arange(len(self.nodes) + 1))

    @cached_property
    def into(self) -> Ints:
        """The arcs in the order of (head, number)."""
        return np.argsort(self.head, kind="stable")

    @cached_property
    def in_start(self) -> Ints:
        """Where in `into` the arcs into each node begin, and their number at the end."""
        return np.searchsorted(self.head[self.into], np.arange(len(self.nodes) + 1))


def whole(metrics: Sequence[float], nodes: int) -> Ints:
    """Metrics in whole units, so that sums are exact: as decimals, the way they are written.

    Where no 60 bits hold the longest way, they are rounded to what does.

    >>> whole([0.1, 0.2, 0.3], 3).tolist()
    [1, 2, 3]
    """
    if not metrics:
        return np.zeros(0, dtype=np.int64)
    exact = [Decimal(repr(metric)).as_integer_ratio() for metric in metrics]
    scale = lcm(*{denominator for _, denominator in exact})
    numbers = [number * (scale // denominator) for number, denominator in exact]
    longest = max(numbers) * max(nodes - 1, 1)
    if longest > MOST_METRIC:
        numbers = [max(number * MOST_METRIC // longest, 1) for number in numbers]
    return np.array(numbers, dtype=np.int64)
