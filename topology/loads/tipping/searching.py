"""From which length on a push tips: a grid of lengths, then bisection where the outcome turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from topology.loads.tipping.trials import Cell, Fate, Trials

RESOLUTION = 1e-3
"""How close a bisection comes, as a part of the length (or of the strength) that it finds."""
SHORTEST_S = 1e-3
"""No push is tried that is shorter."""
FAINTEST = 1e-3
"""No push is tried that is weaker: so much of a capacity, or of a demand."""
HAIR_S = 1e-6
"""So much before and after an event of the run it is looked whether the outcome turns there."""
LADDER = tuple(
    k * unit_s
    for unit_s, steps in (
        (0.001, (1, 2, 5, 10, 20, 50, 100, 200, 500)),
        (1.0, (1, 2, 5, 10, 20, 30)),
        (60.0, (1, 2, 5, 10, 20, 30)),
        (3_600.0, (1, 2, 4, 8, 12)),
        (86_400.0, (1, 2, 4, 7, 14, 28, 70, 140, 365)),
    )
    for k in steps
)
"""Round lengths, in seconds."""
COLUMNS = 13


def lengths_to(longest_s: float) -> tuple[float, ...]:
    """The lengths of the grid: round ones, the longest as it is asked for.

    >>> lengths_to(3_600.0)[:4], lengths_to(90.0)[-3:]
    ((1.0, 2.0, 5.0, 10.0), (30.0, 60.0, 90.0))
    """
    shorter = [length for length in LADDER if length < longest_s]
    return (*shorter[-COLUMNS + 1 :], longest_s)


@dataclass(frozen=True, slots=True)
class Turn:
    """Between which two values the outcome turns: the one is got over, the other tips.

    `over` is None where the least that was tried tips.
    """

    over: float | None
    tips: float
    is_exact: bool = False
    """Whether it is at an event of the run, and the two lie as close to it as can be."""


@dataclass(frozen=True, slots=True)
class Row:
    """All lengths of one strength, in order, and where they turn; None if none of them tips."""

    strength: float
    cells: tuple[Cell, ...]
    turn: Turn | None

    @property
    def unknown(self) -> int:
        """Of how many lengths nobody knows what they come to."""
        return sum(cell.fate is Fate.UNKNOWN for cell in self.cells)

    @property
    def over_again(self) -> tuple[float, ...]:
        """Lengths of the grid that are got over though a shorter one tips."""
        if self.turn is None:
            return ()
        known = (cell for cell in self.cells if cell.fate is not Fate.UNKNOWN)
        return tuple(c.length_s for c in known if not c.tips and c.length_s > self.turn.tips)


def row_of(trials: Trials, strength: float, lengths: Sequence[float]) -> Row:
    """One strength. Raises `OutOfTimeError`."""
    played = [trials.play(strength, length) for length in lengths]
    cells = tuple(cell for cell, _ in played)
    first = next((n for n, cell in enumerate(cells) if cell.tips), None)
    if first is None:
        return Row(strength, cells, None)
    known = [cell.length_s for cell in cells[:first] if cell.fate is not Fate.UNKNOWN]
    turn = _bisected(trials, strength, known[-1] if known else 0.0, lengths[first])
    events = played[-1][1]
    return Row(strength, cells, _at_event(trials, strength, turn, events))


def _bisected(trials: Trials, strength: float, over: float, tips: float) -> Turn:
    """A push of no length is got over: nothing is done."""
    while tips > SHORTEST_S and tips - over > RESOLUTION * tips:
        middle = max(SHORTEST_S, (over + tips) / 2)
        cell = trials.cell(strength, middle)
        if cell.fate is Fate.UNKNOWN:
            break
        if cell.tips:
            tips = middle
        else:
            over = middle
    return Turn(over or None, tips)


def _at_event(trials: Trials, strength: float, turn: Turn, events: Sequence[float]) -> Turn:
    """The same turn, as close as can be where it is at an event of a longer push."""
    over = turn.over or 0.0
    for at in events:
        before, after = at - HAIR_S, at + HAIR_S
        if not over - HAIR_S <= at <= turn.tips + HAIR_S or before <= 0:
            continue
        if trials.cell(strength, after).tips and _is_over(trials.cell(strength, before)):
            return Turn(before, after, is_exact=True)
    return turn


def _is_over(cell: Cell) -> bool:
    return not cell.tips and cell.fate is not Fate.UNKNOWN


def weakest(trials: Trials, rows: Sequence[Row], length_s: float) -> Turn | None:
    """From which strength on the longest push tips; None if none does. Raises `OutOfTimeError`."""
    first = next((n for n, row in enumerate(rows) if row.cells[-1].tips), None)
    if first is None:
        return None
    over, tips = trials.push.none, rows[first].strength
    if first and _is_over(rows[first - 1].cells[-1]):
        over = rows[first - 1].strength
    faintest = trials.push.none + FAINTEST
    while tips > faintest and tips - over > RESOLUTION * tips:
        middle = max(faintest, (over + tips) / 2)
        cell = trials.cell(middle, length_s)
        if cell.fate is Fate.UNKNOWN:
            break
        over, tips = (over, middle) if cell.tips else (middle, tips)
    return Turn(over, tips)
