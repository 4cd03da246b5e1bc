"""`Sample`: a document drawn from its ranges many times over, and what that says of it.

All ranges vary together and independently of one another. Everything here is sampled, and depends
on the seed; the same seed gives the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isinf

import numpy as np
from numpy.typing import NDArray

from topology.document.document import Topology
from topology.errors import UsageError
from topology.findings.sampling import estimates
from topology.findings.sampling.design import Design, Levels, Replicate
from topology.findings.sampling.distributions import drawn
from topology.findings.sampling.estimates import Estimate, Floats
from topology.findings.sampling.indices import Index, indices, is_of_one
from topology.findings.sampling.judging import Chances, Figure, Judge, Judged, Said, Values
from topology.findings.sensitivity import place_of
from topology.values.deadlines import never
from topology.values.ranged import Ranged
from topology.values.steps import nth

LEVELS = (0.05, 0.5, 0.95)
"""The shares of the draws below the quantiles that are told."""
ENOUGH = 8
"""Fewer replicates than these say too little of how sure an estimate is."""


@dataclass(frozen=True, slots=True)
class Input:
    """A range that is drawn from."""

    place: str
    ranged: Ranged


@dataclass(frozen=True, slots=True)
class VerdictShare:
    """In what share of the draws a sentence is true."""

    said: Said
    share: Estimate
    indices: tuple[Index, ...] | None
    """For each range; None where it is so in all draws."""
    group: int
    """The same number for all that is true in the very same draws; from 0, in order."""

    @property
    def varies(self) -> bool:
        """Whether it is true in some draws and not in others."""
        return self.indices is not None


@dataclass(frozen=True, slots=True)
class FigureSpread:
    """Where a figure lies over all draws."""

    figure: Figure
    known: int
    """In so many draws it is known; with fewer than all nothing else is told of it."""
    quantiles: tuple[Estimate, ...] = ()
    """At `LEVELS`; infinite where it is for ever."""
    mean: Estimate | None = None
    """None where it is for ever in some draws."""
    indices: tuple[Index, ...] | None = None
    """For each range; None where it is the same in all draws, or for ever in some."""

    @property
    def varies(self) -> bool:
        """Whether it is not the same in all draws."""
        if self.indices is not None or not self.quantiles:
            return self.indices is not None
        return isinf(self.quantiles[-1].high) and not isinf(self.quantiles[0].low)


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn, and the estimates from it."""

    name: str
    asked: int
    """So many draws were asked for."""
    seed: int
    design: Design
    """What was drawn; fewer replicates than meant where time was up."""
    inputs: tuple[Input, ...]
    verdicts: tuple[VerdictShare, ...]
    figures: tuple[FigureSpread, ...]
    load_unit: str | None = None
    currency: str | None = None
    chances: Mapping[str, Chances] = field(default_factory=dict)
    """What the unavailability of each target leaves out, and all that follows from it."""
    out_of_time: bool = False

    @property
    def most_telling(self) -> tuple[tuple[Input, int], ...]:
        """The ranges that have most to say of some verdict or figure, and of how many, most first.

        What has most to say is what has the largest total index; of equal ones the first.
        """
        counts = [0] * len(self.inputs)
        for each in self._indices:
            totals = [index.total.value for index in each]
            counts[totals.index(max(totals))] += 1
        order = sorted(range(len(counts)), key=lambda n: -counts[n])
        return tuple((self.inputs[n], counts[n]) for n in order if counts[n])

    @property
    def varying(self) -> int:
        """How many verdicts and figures the indices tell of."""
        return len(self._indices)

    @property
    def _indices(self) -> list[tuple[Index, ...]]:
        of_verdicts = [entry.indices for entry in self.verdicts]
        of_figures = [entry.indices for entry in self.figures]
        return [found for found in (*of_verdicts, *of_figures) if found is not None]


def sample(
    topology: Topology,
    draws: int = 1_000,
    *,
    seed: int = 0,
    targets: Sequence[str] | None = None,
    tell: Callable[[str], None] = lambda _: None,
    expired: Callable[[], bool] = never,
) -> Sample:
    """Draws from all ranges of a document at once, and judges every draw.

    Draws are rounded up to whole replicates (`Design`); about as many more are judged for the
    indices. Left after the last whole replicate before it `expired`. Raises `UsageError` for a
    document without a range, and where there was no time for `ENOUGH` replicates.
    """
    judge = Judge(topology, targets)
    if not judge.ranges:
        raise UsageError(
            "no value of the document is a range, so there is nothing to draw; write one as "
            '{"low": …, "high": …} where it is not known exactly'
        )
    plain = topology.to_dict()
    inputs = tuple(Input(place_of(plain, path), ranged) for path, ranged in judge.ranges)
    design = Design.of(draws, len(inputs))
    found, is_over = _judged(judge, design, seed, tell, expired)
    made = Design(design.ranges, len(found), design.points, design.rows)
    return Sample(
        topology.name,
        draws,
        seed,
        made,
        inputs,
        tuple(_shares(made, found)),
        tuple(_spreads(made, found)),
        topology.load_unit,
        topology.currency,
        dict(sorted(judge.chances.items())),
        is_over,
    )


Rows = list[list[Judged]]
"""What was judged: for each replicate its draws, the others, the crossed ones by range."""


def _judged(
    judge: Judge,
    design: Design,
    seed: int,
    tell: Callable[[str], None],
    expired: Callable[[], bool],
) -> tuple[Rows, bool]:
    found = Rows()
    for replicate in design.replicated(seed):
        tell(nth("judging the draws of scrambling", len(found), design.replicates))
        rows = _replicate(judge, replicate, expired)
        if rows is None:
            if len(found) < ENOUGH:
                raise UsageError(
                    f"time was up in scrambling {len(found) + 1} of {design.replicates}: "
                    f"fewer than {ENOUGH} say too little"
                )
            return found, True
        found.append(rows)
    return found, False


def _replicate(
    judge: Judge, replicate: Replicate, expired: Callable[[], bool]
) -> list[Judged] | None:
    """All of a replicate judged, those in a row that have most in common; None out of time."""
    values = [_values(judge, row) for row in replicate.all_levels()]
    found: list[Judged] = [Judged()] * len(values)
    judge.forget()
    for number in sorted(range(len(values)), key=lambda n: (judge.key(values[n]), n)):
        if expired():
            return None
        found[number] = judge(values[number])
    return found


def _values(judge: Judge, levels: Levels) -> Values:
    pairs = zip(judge.ranges, levels.tolist(), strict=True)
    return tuple(drawn(ranged, level) for (_, ranged), level in pairs)


# -- estimates ------------------------------------------------------------------------------------


def _shares(design: Design, found: Rows) -> Iterator[VerdictShare]:
    groups: dict[bytes, int] = {}
    for said in sorted({said for row in found for judged in row for said in judged.said}):
        held = np.array([[said in judged.said for judged in row] for row in found])
        draws = held[:, : design.points]
        if draws.any():
            group = groups.setdefault(held.tobytes(), len(groups))
            telling = _indices(design, held.astype(float))
            yield VerdictShare(said, estimates.share(draws), telling, group)


def _spreads(design: Design, found: Rows) -> Iterator[FigureSpread]:
    for figure in sorted({figure for row in found for judged in row for figure in judged.figures}):
        missing = float("nan")
        values: Floats = np.array(
            [[judged.figures.get(figure, missing) for judged in row] for row in found]
        )
        draws = values[:, : design.points]
        known = int((~np.isnan(draws)).sum())
        if np.isnan(values).any():
            yield FigureSpread(figure, known)
            continue
        of_one = is_of_one(draws, _crossed(design, values))
        quantiles = tuple(estimates.quantiles(draws, LEVELS, of_one=of_one))
        if not np.isfinite(values).all():
            yield FigureSpread(figure, known, quantiles)
            continue
        mean = estimates.mean(draws)
        yield FigureSpread(figure, known, quantiles, mean, _indices(design, values))


def _indices(design: Design, values: NDArray[np.float64]) -> tuple[Index, ...] | None:
    """The indices from all rows of each replicate; None where the draws are all the same."""
    points, rows = design.points, design.rows
    draws, others = values[:, :points], values[:, points : points + rows]
    if np.ptp(draws) <= ROUNDING * np.abs(draws).max():
        return None
    found = indices(draws, others, _crossed(design, values))
    return None if found is None else tuple(found)


def _crossed(design: Design, values: Floats) -> list[Floats]:
    """For each range the rows with its column crossed."""
    return np.split(values[:, design.points + design.rows :], design.ranges, axis=1)


ROUNDING = 1e-12
"""What differs by less than so large a share of it is the same but for rounding."""
