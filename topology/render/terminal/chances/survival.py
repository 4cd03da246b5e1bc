"""Targets after failures drawn at random, as lines: a curve of bars for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.reliability.survival import Survivals
from topology.render.terminal.columns import MARGIN, Line
from topology.render.terminal.lines import more_lines, next_line
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
from topology.render.words.knowledge import known_sentence
from topology.render.words.phrases import said, shown
from topology.values.units import counted, percent

BAR = 34
"""Columns of a bar that stands for all."""
SURE, MAYBE = "█", "░"
"""What is drawn up to the lower bound, and from there to the upper one."""


def survival_lines(found: Survivals, *, limit: int, file: str) -> list[Line]:
    """The mix, then each target, those that stand least first."""
    lines: list[Line] = [[("", said(f"{drawn_words(found)}."))], []]
    units = found.pool.units
    if found.mix is not None:
        lines.append([("target", "mix"), ("", f"  {said(mix_words(found.mix))}")])
        lines += [*_curve(found.mix.points, units), []]
    for survival in found.targets[:limit]:
        lines.append([("target", shown(survival.id)), ("", f"  {said(target_words(survival))}")])
        if why := bounds_words(survival):
            lines.append([("bad", f"  {said(why)}")])
        lines += [*_curve(survival.points, units), []]
    lines += more_lines(len(found.targets) - limit, "target", "targets")
    return [*lines, *_summary(found, file)]


def _curve(points: Sequence[Bounded], units: int) -> Iterator[Line]:
    """A bar for each number of failures that is told."""
    rows = [(f"{p.failures:,}", percent(p.failures / units), p) for p in told(points, units)]
    if not rows:
        return
    wide = max(len(number) for number, _, _ in rows)
    chance = max(len(chance_words(point)) for _, _, point in rows)
    yield [("dim", f"  {'failed':<{wide + 14}}  up")]
    for number, share, point in rows:
        low = round(point.at_least * BAR)
        high = max(low, round(point.at_most * BAR))
        left = f"  {number:>{wide}} {f'({share})':<13}  {chance_words(point):>{chance}}  "
        yield [(MARGIN, left), ("", SURE * low), ("dim", MAYBE * (high - low))]


def _summary(found: Survivals, file: str) -> Iterator[Line]:
    in_part = sum(bool(survival.points and survival.in_part) for survival in found.targets)
    exact = sum(survival.exact and not survival.in_part for survival in found.targets)
    bounded = sum(bool(survival.points) for survival in found.targets) - exact - in_part
    parts = [f"{exact:,} counted exactly"]
    parts += [f"{bounded:,} between bounds"] if bounded else []
    parts += [f"{in_part:,} without what takes a part of some members"] if in_part else []
    rest = len(found.targets) - exact - bounded - in_part
    parts += [f"{rest:,} not judged"] if rest else []
    known = known_sentence(found.graph, (survival.id for survival in found.targets))
    yield [("", f"{counted(len(found.targets), 'target')}: {', '.join(parts)}.{known}")]
    for note in notes(found):
        yield [("dim", f"{said(note)}.")]
    yield next_line(["cuts", file])
