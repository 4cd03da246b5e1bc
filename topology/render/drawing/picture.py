"""What of a topology is drawn and where: nodes, lines between them, and their places."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from topology.render.drawing.layout import Edge, Point, layered
from topology.render.drawing.lines import HIT, LINK, REACH, drawn_risks, needed, reached_by
from topology.render.drawing.quotient import CARD, Quotient, quotient

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.document.schema import Component

DRAW_ALL = 2_000
"""Up to this many components and shared risks are all drawn."""
DRAW_SOME = 1_500
"""Beyond it this many are: single points, targets and what is around them."""
LINK_CARD = (150.0, 34.0)
"""Width and height, as drawing.js draws it."""


class Line(NamedTuple):
    """A line between two nodes; `directed` when it has an arrow at its end."""

    start: int
    end: int
    role: str
    directed: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The nodes that are drawn, by number and in its order, with their lines and places.

    Of what is too big for that they are a part, and `quotient` is the whole.
    """

    places: Mapping[int, Point]
    lines: tuple[Line, ...]
    lanes: Mapping[Edge, tuple[Point, ...]]
    total: int
    quotient: Quotient | None = None
    whole: tuple[Line, ...] = ()
    """All lines of the topology, drawn or not."""

    @classmethod
    def of(
        cls,
        topology: Topology,
        number: Mapping[str, int],
        targets: Sequence[int],
        prominent: Sequence[int],
        touched: Sequence[int] = (),
    ) -> Picture:
        """Draw a topology.

        When it is too big, what scenarios touched, what is prominent and the targets come first.
        """
        components = sorted(topology.components, key=lambda component: component.id)
        spans = spans_of(components, number)
        lines = every = all_lines(topology, number)
        total, whole = len(number), None
        if total > DRAW_ALL:
            alike: list[tuple[str, str | None]] = [(c.kind, c.location) for c in components]
            risks = drawn_risks(topology)
            alike += [(risk.kind, None) for risk in risks]
            whole = quotient(alike, lines, frozenset(prominent), targets)
            # Shares, so that none crowds out the others and all have neighbours left.
            first = (
                *touched[: DRAW_SOME // 4],
                *prominent[: DRAW_SOME // 3],
                *targets[: DRAW_SOME // 8],
            )
            shown = _around(first, lines, DRAW_SOME)
        else:
            shown = list(range(total))
        drawn = set(shown)
        lines = [line for line in lines if line.start in drawn and line.end in drawn]
        places, lanes = lay_out(shown, lines, spans, targets, len(components))
        return cls(places, tuple(lines), lanes, total, whole, tuple(every))

    def lane(self, line: Line) -> tuple[Point, ...]:
        """The points a line runs through between its ends."""
        lane = self.lanes.get((line.start, line.end))
        if lane is not None:
            return lane
        return tuple(reversed(self.lanes.get((line.end, line.start), ())))


def all_lines(topology: Topology, number: Mapping[str, int]) -> list[Line]:
    """Every line between two components or shared risks, drawn or not."""
    components = sorted(topology.components, key=lambda component: component.id)
    return [
        *_dependency_lines(components, number),
        *_link_lines(components, spans_of(components, number)),
        *_hit_lines(topology, components, number),
    ]


def spans_of(components: Sequence[Component], number: Mapping[str, int]) -> dict[int, Edge]:
    """The ends of each link, by number."""
    return {
        link: (number[component.connects[0]], number[component.connects[1]])
        for link, component in enumerate(components)
        if component.connects is not None
    }


def _dependency_lines(components: Sequence[Component], number: Mapping[str, int]) -> list[Line]:
    found = {
        Line(v, number[name], role, directed=True)
        for v, component in enumerate(components)
        for name, role in needed(component)
    }
    return sorted(found)


def _link_lines(components: Sequence[Component], spans: Mapping[int, Edge]) -> list[Line]:
    return [
        line
        for link, (start, end) in spans.items()
        for line in (
            Line(start, link, LINK, components[link].one_way),
            Line(link, end, LINK, components[link].one_way),
        )
    ]


def _hit_lines(
    topology: Topology, components: Sequence[Component], number: Mapping[str, int]
) -> list[Line]:
    return [
        Line(number[risk.id], hit, HIT, directed=False)
        for risk in drawn_risks(topology)
        for hit in reached_by(risk, components, number)
    ]


def _around(first: Iterable[int], lines: Iterable[Line], most: int) -> list[int]:
    """`first` and what is nearest to it, at most so many, in order.

    The goal of a path is no neighbour: what lies between them is.
    """
    near: dict[int, set[int]] = {}
    for line in lines:
        if line.role == REACH:
            continue
        near.setdefault(line.start, set()).add(line.end)
        near.setdefault(line.end, set()).add(line.start)
    chosen = dict.fromkeys(first)
    ring = list(chosen)
    while ring and len(chosen) < most:
        ring = sorted({w for v in ring for w in near.get(v, ()) if w not in chosen})
        ring = ring[: most - len(chosen)]
        chosen.update(dict.fromkeys(ring))
    return sorted(chosen)


def lay_out(
    shown: Sequence[int],
    lines: Sequence[Line],
    spans: Mapping[int, Edge],
    targets: Sequence[int],
    risks_from: int,
    rows: int | None = None,
) -> tuple[dict[int, Point], dict[Edge, tuple[Point, ...]]]:
    """Where some nodes are drawn, in columns of so many rows at most, and the lanes between them.

    `spans` has the two ends of each link, `risks_from` is the number of the first shared risk.
    """
    position = {v: i for i, v in enumerate(shown)}
    arcs = _rightward(lines, spans, targets)
    styles = {(position[a], position[b]): role for (a, b), role in arcs.items()}
    layout = layered(
        [LINK_CARD if v in spans else CARD for v in shown],
        styles,
        styles=styles,
        pinned=[position[v] for v in targets if v in position],
        rightmost=[position[v] for v in shown if v >= risks_from],
        rows=rows,
    )
    lanes = {(shown[a], shown[b]): lane for (a, b), lane in layout.lanes.items()}
    return dict(zip(shown, layout.places, strict=True)), lanes


def _rightward(
    lines: Sequence[Line], spans: Mapping[int, Edge], targets: Iterable[int]
) -> dict[Edge, str]:
    """The lines as edges from left to right, each with its role.

    They lead from users to what they need, along links to goals, and to shared risks. A link
    between two ends that are equally far stands to the right of both.
    """
    arcs: dict[Edge, str] = {}
    for line in lines:
        if line.role != LINK:
            edge = (line.end, line.start) if line.role == HIT else (line.start, line.end)
            arcs.setdefault(edge, line.role)
    depth = _distances(targets, _neighbours(arcs, both=False))
    goals = sorted({line.end for line in lines if line.role == REACH})
    hops = _distances(goals, _neighbours(spans.values(), both=True))
    for line in lines:
        if line.role != LINK:
            continue
        link, end = (line.end, line.start) if line.end in spans else (line.start, line.end)
        left, right = spans[link]
        before = _before(left, right, hops) or _before(right, left, depth)
        is_right = (end == right and before < 0) or (end == left and before > 0)
        arcs.setdefault((link, end) if is_right else (end, link), LINK)
    return arcs


def _before(a: int, b: int, farness: Mapping[int, int]) -> int:
    """Below zero when `a` is farther than `b`, above when nearer, zero when that is not known."""
    return farness[b] - farness[a] if a in farness and b in farness else 0


def _neighbours(edges: Iterable[Edge], *, both: bool) -> dict[int, list[int]]:
    near: dict[int, list[int]] = {}
    for a, b in edges:
        near.setdefault(a, []).append(b)
        if both:
            near.setdefault(b, []).append(a)
    return near


def _distances(start: Iterable[int], near: Mapping[int, Sequence[int]]) -> dict[int, int]:
    distance = dict.fromkeys(start, 0)
    queue = deque(distance)
    while queue:
        v = queue.popleft()
        for w in near.get(v, ()):
            if w not in distance:
                distance[w] = distance[v] + 1
                queue.append(w)
    return distance
