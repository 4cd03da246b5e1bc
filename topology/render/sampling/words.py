"""What is said of a sample in every form for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isinf

from topology.findings.sampling.estimates import CONFIDENCE, Estimate
from topology.findings.sampling.indices import Index
from topology.findings.sampling.judging import Figure, Measure, Unit
from topology.findings.sampling.sampling import Input, Sample
from topology.render.words.phrases import amount_words, shown
from topology.render.words.ranges import number_words
from topology.values.ranged import Distribution
from topology.values.units import amount_unit, counted, figure, percent, time_words

MOST_TELLING = 3
"""Ranges that are named beside what hangs on them."""
LEAST_TELLING = 0.01
"""Of a smaller total index nothing is said."""
CONFIDENT = percent(CONFIDENCE)


def title(found: Sample) -> str:
    """What was drawn, labelled as sampled."""
    inputs = counted(len(found.inputs), "range")
    return f"Sampled: {counted(found.design.draws, 'draw')} of {inputs}, seed {found.seed}"


def design_words(found: Sample) -> Iterator[str]:
    """How it was drawn, sentence by sentence."""
    design = found.design
    each = f"{counted(design.points, 'point')} each of a Sobol sequence"
    yield f"{counted(design.replicates, 'independent scrambling')} with {each}"
    if found.out_of_time:
        yield f"Time was up before all of {found.asked:,} draws were made"
    elif design.draws != found.asked:
        yield f"{found.asked:,} draws were asked for, rounded up to whole scramblings"
    more = design.replicates * design.more_of_each
    yield f"{counted(more, 'document')} more were judged for the sensitivity indices"
    yield f"In brackets: intervals of {CONFIDENT} confidence"


def share_words(share: Estimate) -> str:
    """In what share of the draws: `12.5 % [10.9 % to 14.2 %]`."""
    return f"{percent(share.value)} [{percent(share.low)} to {percent(share.high)}]"


def figure_title(entry: Figure) -> str:
    """What is measured of whom, and where."""
    of, where = shown(entry.of), shown(entry.where)
    if entry.measure is Measure.LACKING:
        return f"{of}: capacity that its fallback {where} lacks"
    place = f" in {where}" if where else ""
    return f"{of}: {entry.measure}{place}"


def unit_of(found: Sample, unit: Unit) -> str:
    """The unit of a figure, as the document has it where it is its own."""
    money = found.currency or "money"
    return {
        Unit.MONEY: money,
        Unit.MONEY_A_YEAR: f"{money} a year",
        Unit.LOAD: found.load_unit or "load",
        Unit.AMOUNT: amount_unit(found.load_unit)[0],
    }.get(unit, unit.value)


def value_words(found: Sample, unit: Unit, value: float) -> str:
    """A value of a figure with its unit."""
    if isinf(value):
        return "never back"
    if unit is Unit.SHARE:
        return f"{value * 100:.4g} %"
    if unit is Unit.SECONDS:
        return time_words(value)
    if unit is Unit.AMOUNT:
        return amount_words(value, found.load_unit)
    return f"{figure(value)} {shown(unit_of(found, unit))}"


def spread_words(found: Sample, unit: Unit, entry: Estimate) -> str:
    """A value with its interval; the unit once where it is not of the number itself."""
    ends = (entry.value, entry.low, entry.high)
    if unit not in (Unit.SECONDS, Unit.AMOUNT, Unit.SHARE) and not any(map(isinf, ends)):
        value, low, high = map(figure, ends)
        return f"{value} [{low} to {high}] {shown(unit_of(found, unit))}"
    low, high = (value_words(found, unit, end) for end in (entry.low, entry.high))
    return f"{value_words(found, unit, entry.value)} [{low} to {high}]"


def index_words(entry: Estimate) -> str:
    """An index with its interval: `0.62 [0.5 to 0.74]`."""
    if isinf(entry.high):
        return f"{entry.value:.2f} [not known]"
    return f"{entry.value:.2f} [{entry.low:.2f} to {entry.high:.2f}]"


def telling(found: Sample, each: Sequence[Index]) -> list[tuple[Input, Index]]:
    """The ranges that something hangs on, the first the one with the largest total index."""
    order = sorted(range(len(each)), key=lambda n: -each[n].total.value)
    pairs = [(found.inputs[n], each[n]) for n in order]
    return [(i, index) for i, index in pairs if index.total.value >= LEAST_TELLING][:MOST_TELLING]


def input_words(entry: Input) -> str:
    """A range with its distribution: `2 h to 9 h, triangular with its mode at 4 h`."""
    ranged = entry.ranged
    low, high, value = (number_words(ranged, v) for v in (ranged.low, ranged.high, ranged.value))
    shape = ranged.distribution or Distribution.UNIFORM
    said = {
        Distribution.UNIFORM: "uniform",
        Distribution.TRIANGULAR: f"triangular with its mode at {value}",
        Distribution.LOGNORMAL: "lognormal, 90 % of it between them",
    }[shape]
    return f"{low} to {high}, {said}" + ("" if ranged.distribution else " as nothing else is said")


def first_words(found: Sample) -> str:
    """Which assumption to measure first; empty where nothing varies."""
    if not found.most_telling:
        return ""
    entry, number = found.most_telling[0]
    of = counted(found.varying, "verdict or figure", "verdicts and figures")
    return (
        f"Measure first: {shown(entry.place)}; it has the largest total index of "
        f"{number:,} of {of} that vary"
    )


def notes(found: Sample) -> Iterator[str]:
    """What a sample takes for granted, or leaves out."""
    yield "All ranges vary together and independently, by the distributions above"
    if not found.varying:
        yield "No verdict and no figure varies over the draws"
    yield from _chances(found)
    unknown = sum(entry.known < found.design.draws for entry in found.figures)
    if unknown:
        yield f"Not known in all draws, so no spread is told: {counted(unknown, 'figure')}"
    yield "What is true in all draws may be false at an edge of a range: spof tries the edges"


def _chances(found: Sample) -> Iterator[str]:
    """What the chances of targets leave out."""
    missing = sorted({name for known in found.chances.values() for name in known.missing})
    if missing:
        some = ", ".join(map(shown, missing[:MOST_TELLING])) + (
            ", …" * (len(missing) > MOST_TELLING)
        )
        yield f"Counted as never failing, for lack of data ({len(missing):,}): {some}"
    for bound in sorted({known.bound for known in found.chances.values()} - {""}):
        of = [target for target, known in found.chances.items() if known.bound == bound]
        some = ", ".join(map(shown, of[:MOST_TELLING])) + (", …" * (len(of) > MOST_TELLING))
        yield f"Unavailability, and what follows from it, is {bound} what is said here of {some}"
    if any(known.by_structure_alone for known in found.chances.values()):
        yield "Unavailability is by structure alone: overload could take a target down as well"
