"""Targets after failures drawn at random as a page of its own: curves, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.reliability.survival import Survivals
from topology.render.drawing.curves.survival import survival_svg
from topology.render.drawing.svg import text
from topology.render.page.assets.policy import policy
from topology.render.page.tip import STYLE
from topology.render.words.chances.survival import (
    Bounded,
    bounds_words,
    chance_words,
    drawn_words,
    mix_words,
    notes,
    target_words,
    told,
)

MOST = 100
"""Targets with a table of their own."""


def survival_html(found: Survivals) -> str:
    """The page as text; it loads nothing and runs no script."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Survivals) -> Iterator[str]:
    name = text(found.graph.topology.name or "topology")
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy(())}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Failures at random: {name}</title>"
    yield f"<style>\n{STYLE}\n</style></head>"
    yield f"<body><main><h1>After failures at random: {name}</h1><ul>"
    yield from (f"<li>{text(said)}.</li>" for said in (drawn_words(found), *notes(found)))
    yield "</ul>"
    picture = survival_svg(found)
    yield f'<div class="scroll" tabindex="0" role="region" aria-label="Curves">{picture}</div>'
    units = found.pool.units
    if found.mix is not None:
        yield f"<h2>Mix</h2><p>{text(mix_words(found.mix))}.</p>"
        yield from _table(found.mix.points, units)
    for place, survival in enumerate(found.targets):
        why = bounds_words(survival)
        said = "; ".join(filter(None, (target_words(survival), why)))
        yield f"<h2>{text(survival.id)}</h2><p>{text(said)}.</p>"
        if survival.points and place < MOST:
            yield from _table(survival.points, units)
    yield "</main></body></html>"


def _table(points: Sequence[Bounded], units: int) -> Iterator[str]:
    yield '<table><thead><tr><th scope="col">failed</th><th scope="col">up</th></tr></thead><tbody>'
    for point in told(points, units):
        failed = f"{point.failures:,} of {units:,}"
        yield f"<tr><td>{text(failed)}</td><td>{text(chance_words(point))}</td></tr>"
    yield "</tbody></table>"
