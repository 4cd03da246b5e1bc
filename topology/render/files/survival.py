"""Targets after failures drawn at random, as Markdown that fits a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.reliability.survival import Survivals
from topology.render.files.markdown_text import table, text
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

MOST = 20
"""Targets with a table of their own; of the others is told what they stand."""


def survival_markdown(found: Survivals) -> str:
    """What each target stands, and a table of its chances."""
    return "\n".join(_lines(found))


def _lines(found: Survivals) -> Iterator[str]:
    name = found.graph.topology.name
    yield f"## After failures at random: {text(name or 'topology')}\n"
    yield f"{text(drawn_words(found))}.\n"
    units = found.pool.units
    if found.mix is not None:
        yield f"### Mix\n\n{text(mix_words(found.mix))}.\n"
        yield f"{_table(found.mix.points, units)}\n"
    for place, survival in enumerate(found.targets):
        why = bounds_words(survival)
        yield f"### {text(survival.id)}\n"
        yield f"{text(target_words(survival))}{'; ' + text(why) if why else ''}.\n"
        if survival.points and place < MOST:
            yield f"{_table(survival.points, units)}\n"
    yield from (f"- {text(note)}." for note in notes(found))


def _table(points: Sequence[Bounded], units: int) -> str:
    rows = ([f"{p.failures:,} of {units:,}", chance_words(p)] for p in told(points, units))
    return table(("Failed", "Up"), rows)
