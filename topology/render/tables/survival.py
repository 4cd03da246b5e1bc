"""How likely targets are up after failures drawn at random, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.reliability.bounded import COMMAND, told_of
from topology.reliability.survival import Survivals
from topology.render.tables.table import Id, Row, Table
from topology.render.words.chances.survival import (
    Bounded,
    bounds_words,
    chance_words,
    drawn_words,
    mix_words,
    notes,
    target_words,
)
from topology.values.units import percent

LEAST_SHARE = 0.01
"""Of all that can fail, from which on it is told."""
MIX = "all, by weight"


def survived(found: Survivals) -> Table:
    """The chances of each target, those that stand least first; the mean of all before them."""
    units = found.pool.units
    told = [k for k in told_of(units) if k in found.numbers]
    rows: list[Row] = []
    if found.mix is not None:
        rows.append((MIX, *_chances(found.mix.points, told), mix_words(found.mix)))
    rows += [
        (Id(survival.id), *_chances(survival.points, told), target_words(survival))
        for survival in found.targets
    ]
    head = ("Target", *(f"Up after {_number(k, units)}" for k in told), "What it stands")
    bounds = dict.fromkeys(filter(None, map(bounds_words, found.targets)))
    said = [drawn_words(found), *(f"two figures are {why}" for why in bounds)]
    said += notes(found, COMMAND)
    return Table(head, tuple(rows), " ".join(map(_sentence, said)))


def _sentence(said: str) -> str:
    """With a capital, where it begins with a word of ours and not with an id."""
    first = said.split(" ", 1)[0]
    begin = said[0].upper() if first in ("the", "two") else said[0]
    return f"{begin}{said[1:]}."


def _number(failures: int, units: int) -> str:
    """A number of failures, and how much of all that is if it is not next to nothing."""
    share = failures / units
    return f"{failures:,} ({percent(share)})" if share >= LEAST_SHARE else f"{failures:,}"


def _chances(points: Sequence[Bounded], told: Sequence[int]) -> Iterator[str]:
    by_number = {point.failures: point for point in points}
    return (chance_words(by_number[k]) for k in told)
