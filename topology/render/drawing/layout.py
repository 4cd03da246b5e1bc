"""Where things are drawn: columns from left to right, computed once, the same every time.

The steps are those of Sugiyama, Tagawa and Toda (1981): break cycles, put vertices into columns,
order each column to lessen crossings, then give coordinates. An edge that spans several columns
gets a lane through each one between, so that it never runs behind a vertex it does not concern.
"""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Size: TypeAlias = tuple[float, float]
Edge: TypeAlias = tuple[int, int]

COLUMN_GAP, CLOSE_COLUMN_GAP = 64.0, 46.0
"""Room between two columns, the edges bend in it; and where rows are limited for want of room."""
FEW = 60
ROW_GAP, WIDE_ROW_GAP = 18.0, 28.0
"""A few vertices make a long flat picture, which looks better with air between the rows."""
LANE_HEIGHT = 10.0
MAX_LANES = 3_000
"""With more lanes than this edges run straight to their ends: nobody follows one of thousands."""
MIN_ROWS = 10
"""Columns hold at least this many vertices before the rest moves on to a further column."""
LANE_WEIGHT = 6.0
"""How much rather a lane runs straight than a vertex stands level with its neighbours."""
SWEEPS = 16
ALIGNMENTS = 10


@dataclass(frozen=True, slots=True)
class Layout:
    """Centres of the vertices, and for each edge from `a` to `b` the points it runs through."""

    places: tuple[Point, ...]
    lanes: Mapping[Edge, tuple[Point, ...]]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Vertices and lanes in their columns, and the segments that join neighbours in them."""

    column: list[int]
    sizes: list[Size]
    lefts: list[list[int]]
    rights: list[list[int]]
    chains: dict[Edge, list[int]]

    def members(self) -> list[list[int]]:
        """What stands in each column, in the order it was made, the lanes in the middle."""
        columns: list[list[int]] = [[] for _ in range(max(self.column, default=-1) + 1)]
        lanes: list[list[int]] = [[] for _ in columns]
        for vertex, at in enumerate(self.column):
            (lanes if self.is_lane(vertex) else columns)[at].append(vertex)
        for members, between in zip(columns, lanes, strict=True):
            half = len(members) // 2
            members[half:half] = between
        return columns

    def is_lane(self, vertex: int) -> bool:
        return not self.sizes[vertex][0]


def layered(
    sizes: Sequence[Size],
    edges: Iterable[Edge],
    *,
    pinned: Iterable[int] = (),
    rightmost: Iterable[int] = (),
    styles: Mapping[Edge, str] | None = None,
    rows: int | None = None,
) -> Layout:
    """Lay out vertices of the given (width, height) so that edges lead from left to right.

    `pinned` vertices that nothing leads to stay in the first column; others like them move next
    to what they lead to. `rightmost` vertices come last. Only edges of the same style share a
    lane. No column has more than so many `rows`, if that is given.
    Takes about O(sweeps · edges · log).

    >>> layered([(10, 10), (10, 10)], [(0, 1)]).places
    ((5.0, 5.0), (79.0, 5.0))
    """
    unique = sorted({(a, b) for a, b in edges if a != b})
    last = set(rightmost)
    arcs = _acyclic(len(sizes), [(a, b) for a, b in unique if not {a, b} & last])
    column = _assign_columns(len(sizes), arcs, set(pinned), last, rows)
    columns = _with_lanes(sizes, unique, column, styles or {})
    order = _ordered(columns)
    row_gap = ROW_GAP if rows or len(sizes) > FEW else WIDE_ROW_GAP
    gaps = (CLOSE_COLUMN_GAP if rows else COLUMN_GAP, row_gap)
    places = _coordinates(columns, order, gaps)
    widths = _widths(columns, order)
    lanes = {edge: _lane(columns, widths, places, edge) for edge in columns.chains}
    return Layout(tuple(places[: len(sizes)]), lanes)


def _acyclic(count: int, edges: Sequence[Edge]) -> list[Edge]:
    """The edges without those that lead back inside a cycle."""
    import rustworkx as rx

    graph = rx.PyDiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from_no_data(list(edges))
    component = [0] * count
    cycles = rx.strongly_connected_components(graph)
    for number, members in enumerate(cycles):
        for vertex in members:
            component[vertex] = number
    inside: defaultdict[int, list[int]] = defaultdict(list)
    entered: set[int] = set()
    for a, b in edges:
        if component[a] == component[b]:
            inside[a].append(b)
        else:
            entered.add(b)
    rank = [0] * count
    for members in cycles:
        if len(members) > 1:
            start = min(members, key=lambda v: (v not in entered, v))
            _rank_breadth_first(start, inside, rank)
    return [(a, b) for a, b in edges if component[a] != component[b] or rank[a] < rank[b]]


def _rank_breadth_first(start: int, successors: Mapping[int, list[int]], rank: list[int]) -> None:
    """Number the vertices of a cycle from 1, in the order a walk from `start` meets them."""
    queue, met = deque([start]), 1
    rank[start] = 1
    while queue:
        for following in successors.get(queue.popleft(), ()):
            if not rank[following]:
                met += 1
                rank[following] = met
                queue.append(following)


def _assign_columns(
    count: int,
    arcs: Sequence[Edge],
    pinned: set[int],
    rightmost: set[int],
    rows: int | None,
) -> list[int]:
    """The column of each vertex: longest paths from the left, no column higher than a screenful."""
    before: list[list[int]] = [[] for _ in range(count)]
    after: list[list[int]] = [[] for _ in range(count)]
    for a, b in arcs:
        before[b].append(a)
        after[a].append(b)
    depth = _longest_paths(before, after)
    for vertex in range(count):
        if not before[vertex] and after[vertex] and vertex not in pinned:
            depth[vertex] = min(depth[following] for following in after[vertex]) - 1
    limit = rows or max(MIN_ROWS, math.ceil(1.5 * math.sqrt(count)))
    column, filled = [0] * count, defaultdict[int, int](int)
    first = 0
    for vertex in sorted(range(count), key=lambda v: (v in rightmost, depth[v], v)):
        if vertex in rightmost:
            first = first or max(filled, default=-1) + 1
            at = first
        else:
            at = max((column[a] + 1 for a in before[vertex]), default=depth[vertex])
        while filled[at] >= limit:
            at += 1
        column[vertex] = at
        filled[at] += 1
    return _without_gaps(column)


def _longest_paths(before: Sequence[list[int]], after: Sequence[list[int]]) -> list[int]:
    depth, waiting = [0] * len(before), [len(b) for b in before]
    ready = deque(v for v, open_ in enumerate(waiting) if not open_)
    while ready:
        vertex = ready.popleft()
        for following in after[vertex]:
            depth[following] = max(depth[following], depth[vertex] + 1)
            waiting[following] -= 1
            if not waiting[following]:
                ready.append(following)
    return depth


def _without_gaps(column: Sequence[int]) -> list[int]:
    number = {used: at for at, used in enumerate(sorted(set(column)))}
    return [number[at] for at in column]


def _with_lanes(
    sizes: Sequence[Size], edges: Sequence[Edge], column: list[int], styles: Mapping[Edge, str]
) -> _Columns:
    """Cut long edges into lanes, one for each column between.

    Edges of one style share their lanes at the end where most of them meet: what all need the
    same thing arrives as one line, and the number of lanes stays small.
    """
    meeting = Counter((v, styles.get(edge)) for edge in edges for v in edge)
    columns = _Columns(list(column), list(sizes), [], [], {})
    made: dict[tuple[int, bool, str | None, int], int] = {}
    for edge in edges:
        left, right = sorted(edge, key=column.__getitem__)
        style = styles.get(edge)
        at_left = meeting[left, style] > meeting[right, style]
        chain = []
        for at in range(column[left] + 1, column[right]):
            key = (left if at_left else right, at_left, style, at)
            if key not in made:
                made[key] = len(columns.column)
                columns.column.append(at)
                columns.sizes.append((0.0, LANE_HEIGHT))
            chain.append(made[key])
        if chain:
            columns.chains[edge] = chain
        if len(made) > MAX_LANES:
            columns = _Columns(list(column), list(sizes), [], [], {})
            break
    _join(columns, edges)
    return columns


def _join(columns: _Columns, edges: Sequence[Edge]) -> None:
    """Fill in the neighbours of each vertex and lane, to its left and to its right."""
    total = len(columns.column)
    columns.lefts.extend([] for _ in range(total))
    columns.rights.extend([] for _ in range(total))
    segments: set[Edge] = set()
    for a, b in edges:
        left, right = (a, b) if columns.column[a] < columns.column[b] else (b, a)
        if columns.column[left] != columns.column[right]:
            path = [left, *columns.chains.get((a, b), ()), right]
            segments.update(pairwise(path))
    for left, right in sorted(segments):
        columns.rights[left].append(right)
        columns.lefts[right].append(left)


def _ordered(columns: _Columns) -> list[list[int]]:
    """The columns from top to bottom: sweeps of barycentres, the one with fewest crossings."""
    order = columns.members()
    rank = [0.0] * len(columns.column)
    for members in order:
        _number(members, rank)
    best, fewest = [list(members) for members in order], _crossings(columns, order, rank)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        forward = sweep % 2 == 0
        neighbours = columns.lefts if forward else columns.rights
        for members in order if forward else reversed(order):
            # Ties turn round every other pair of sweeps, or they would never be tried.
            sign = 1 if sweep % 4 < 2 else -1
            keys = {v: (_mean(neighbours[v], rank, rank[v]), sign * rank[v]) for v in members}
            members.sort(key=keys.__getitem__)
            _number(members, rank)
        crossings = _crossings(columns, order, rank)
        if crossings < fewest:
            best, fewest = [list(members) for members in order], crossings
    return best


def _number(members: Sequence[int], rank: list[float]) -> None:
    """Give the members of a column their rank, spread over 0 to 1 to compare across columns."""
    for at, vertex in enumerate(members):
        rank[vertex] = (at + 0.5) / len(members)


def _mean(neighbours: Sequence[int], values: Sequence[float], otherwise: float) -> float:
    if not neighbours:
        return otherwise
    return math.fsum(values[v] for v in neighbours) / len(neighbours)


def _crossings(columns: _Columns, order: Sequence[Sequence[int]], rank: Sequence[float]) -> int:
    """How many pairs of segments cross between neighbouring columns."""
    crossings = 0
    for members in order:
        seen: list[float] = []
        for vertex in members:
            ends = sorted(rank[right] for right in columns.rights[vertex])
            crossings += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return crossings


def _coordinates(
    columns: _Columns, order: Sequence[Sequence[int]], gaps: tuple[float, float]
) -> list[Point]:
    """Centres: columns side by side, and within them each as near to its neighbours as fits."""
    y = [0.0] * len(columns.column)
    steps = {members[0]: _steps(columns, members, gaps[1]) for members in order}
    for members in order:
        for vertex, step in zip(members, steps[members[0]], strict=True):
            y[vertex] = step - steps[members[0]][-1] / 2
    for sweep in range(ALIGNMENTS):
        last = sweep >= ALIGNMENTS - 2
        for members in order if sweep % 2 == 0 else reversed(order):
            side = columns.lefts if sweep % 2 == 0 else columns.rights
            wanted = [
                _mean([*columns.lefts[v], *columns.rights[v]] if last else side[v], y, y[v])
                for v in members
            ]
            weights = [LANE_WEIGHT if columns.is_lane(v) else 1.0 for v in members]
            fitted_all = _fit(wanted, steps[members[0]], weights)
            for vertex, fitted in zip(members, fitted_all, strict=True):
                y[vertex] = fitted
    top = min((y[v] - size[1] / 2 for v, size in enumerate(columns.sizes)), default=0.0)
    x = _column_centres(columns, order, gaps[0])
    return [(x[at], round(y[v] - top, 1)) for v, at in enumerate(columns.column)]


def _steps(columns: _Columns, members: Sequence[int], row_gap: float) -> list[float]:
    """Distance of each centre from the first when the column is packed."""
    steps = [0.0]
    for above, below in pairwise(members):
        # Two lanes may run close together; a lane keeps its distance from what stands there.
        gap = 0.0 if columns.is_lane(above) and columns.is_lane(below) else row_gap
        heights = columns.sizes[above][1] + columns.sizes[below][1]
        steps.append(steps[-1] + heights / 2 + gap)
    return steps


def _fit(wanted: Sequence[float], steps: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The nearest to `wanted` by weighted least squares that keeps order and distance.

    Isotonic regression by pooling adjacent violators, after the packed distances are taken off.
    """
    pools: list[tuple[float, float, int]] = []
    for want, step, weight in zip(wanted, steps, weights, strict=True):
        total, weighed, number = (want - step) * weight, weight, 1
        while pools and pools[-1][0] / pools[-1][1] > total / weighed:
            more, further, others = pools.pop()
            total, weighed, number = total + more, weighed + further, number + others
        pools.append((total, weighed, number))
    levels = [total / weighed for total, weighed, number in pools for _ in range(number)]
    return [level + step for level, step in zip(levels, steps, strict=True)]


def _column_centres(columns: _Columns, order: Sequence[Sequence[int]], gap: float) -> list[float]:
    centres, edge = [], 0.0
    for width in _widths(columns, order):
        centres.append(edge + width / 2)
        edge += width + gap
    return centres


def _widths(columns: _Columns, order: Sequence[Sequence[int]]) -> list[float]:
    return [max(columns.sizes[v][0] for v in members) for members in order]


def _lane(
    columns: _Columns, widths: Sequence[float], places: Sequence[Point], edge: Edge
) -> tuple[Point, ...]:
    """The points an edge runs through: straight across each column, bends in the gaps."""
    points: list[Point] = []
    for lane in columns.chains[edge]:
        (x, y), width = places[lane], widths[columns.column[lane]]
        points += [(x - width / 2, y), (x + width / 2, y)]
    forward = columns.column[edge[0]] < columns.column[edge[1]]
    return tuple(points if forward else reversed(points))
