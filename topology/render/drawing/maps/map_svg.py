"""The map of a network as an SVG file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from topology.network.sweep import Sweep
from topology.render.drawing.layout import Point
from topology.render.drawing.maps.network_map import network_map
from topology.render.drawing.maps.scale import STYLE, legend
from topology.render.drawing.svg import WIDE, clipped, document, number, words
from topology.render.words.carried.links import after_words, without_words
from topology.values.units import counted

if TYPE_CHECKING:
    from topology.findings.single_points import SinglePoints
    from topology.network.causes import Cause

SIDE, HEAD, FOOT = 28.0, 76.0, 70.0
LEAST = 680.0
"""The width that head and foot need."""
NAMES = 11.5
SAID = 15.0


def map_svg(points: SinglePoints, sweep: Sweep | None, fail: Sequence[str] = ()) -> str:
    """The links where they lie, by how much of them is used at the worst, or after a failure.

    `fail` are the ids of what fails at once. Raises `UnknownIdError`.
    """
    graph = points.graph
    cause = None
    if sweep is not None and fail:
        cause = sweep.network.causes.together([graph.cause_number(name) for name in fail])
    drawn = network_map(graph, sweep, points.worst_causes(), cause)
    width = max(drawn.ground.width, LEAST - 2 * SIDE) + 2 * SIDE
    height = drawn.ground.height + HEAD + FOOT
    title, said = points.topology.name or "topology", _said(sweep, cause)
    room = width - 2 * SIDE
    left = number((width - drawn.ground.width) / 2)
    parts = [
        words((SIDE, 24), clipped(title, room, 12), "muted", 12),
        *(
            words((SIDE, 44 + 19 * n), line, size=SAID, more='font-weight="600"')
            for n, line in enumerate(_folded(said, room))
        ),
        f'<g class="ground" transform="translate({left} {number(HEAD)})">',
        *drawn.ground.parts(),
        *drawn.ground.labels(NAMES),
        "</g>",
        *(_legend(sweep, cause, (SIDE, height - FOOT + 18)) if sweep is not None else ()),
    ]
    if without := without_words(drawn.without):
        parts.append(words((SIDE, height - FOOT + 58), clipped(without, room, 11), "muted", 11))
    return document(width, height, f"{title}: {said}", parts, STYLE)


def _said(sweep: Sweep | None, cause: Cause | None) -> str:
    """What is to be seen in a sentence: the failure that is shown, or the worst there is."""
    if sweep is None:
        return "Links where they lie, with single points of failure marked"
    network = sweep.network
    if cause is not None:
        (after,) = Sweep.of(network, [cause], limit=sweep.limit).failures
    else:
        after = next(iter(sweep.worst_first), sweep.intact)
    return after_words(sweep, after)


def _folded(said: str, room: float) -> list[str]:
    """A sentence on two lines at most."""
    first, *more = wrap(said, int(room / (SAID * WIDE))) or [""]
    return [first, clipped(" ".join(more), room, SAID)] if more else [first]


def _legend(sweep: Sweep, cause: Cause | None, place: Point) -> Iterator[str]:
    x, y = place
    said = "Utilisation after this failure: what is down is crossed out, what is cut off in a ring"
    if cause is None:
        failures = counted(len(sweep.failures), "failure")
        said = f"Highest utilisation of each link, intact or after any of {failures}"
    yield words((x, y), said, "muted", 11)
    for style, label in legend():
        line = f'd="M{number(x)} {number(y + 16)}h22"'
        yield (
            f'<g class="{style}"><path class="casing" stroke-width="6.6" {line}/>'
            f'<path class="wire" stroke-width="5" {line}/></g>'
        )
        yield words((x + 28, y + 20), label, "ink", 11)
        x += 38 + len(label) * 5.8
