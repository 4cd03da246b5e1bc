"""A sample as plain values (docs/sampling.schema.json), and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isinf

from topology.findings.sampling.estimates import CONFIDENCE, Estimate
from topology.findings.sampling.indices import Index
from topology.findings.sampling.sampling import LEVELS, Input, Sample
from topology.render.machine.csv_text import csv_text
from topology.render.machine.plain import FORMAT, Plain
from topology.render.sampling.words import unit_of
from topology.values.ranged import Distribution

NEVER = "never"
"""Stands for a time that has no end."""
COLUMNS = ("about", "what", "statistic", "range", "value", "low", "high", "unit", "n", "seed")


def sample_plain(found: Sample) -> Plain:
    """The sample as the published JSON."""
    design = found.design
    return {
        "format": FORMAT,
        "topology": found.name,
        "sampled": True,
        "n": design.draws,
        "n_asked": found.asked,
        "seed": found.seed,
        "confidence": CONFIDENCE,
        "replicates": design.replicates,
        "points": design.points,
        "index_rows": design.replicates * design.rows,
        "documents": design.replicates * (design.points + design.more_of_each),
        "out_of_time": found.out_of_time,
        "load_unit": found.load_unit,
        "currency": found.currency,
        "ranges": [_input(entry) for entry in found.inputs],
        "verdicts": [
            {
                "about": entry.said.about,
                "verdict": entry.said.words,
                "share": _estimate(entry.share),
                "same_draws": entry.group,
                "indices": _indices(found, entry.indices),
            }
            for entry in found.verdicts
        ],
        "figures": [
            {
                "of": entry.figure.of,
                "measure": entry.figure.measure.value,
                "where": entry.figure.where or None,
                "unit": unit_of(found, entry.figure.unit),
                "known": entry.known,
                "quantiles": [
                    {"share": level, **_estimate(quantile)}
                    for level, quantile in zip(LEVELS, entry.quantiles, strict=False)
                ],
                "mean": None if entry.mean is None else _estimate(entry.mean),
                "indices": _indices(found, entry.indices),
            }
            for entry in found.figures
        ],
        "chances": [
            {
                "of": target,
                "bound": known.bound or None,
                "missing": list(known.missing),
                "by_structure_alone": known.by_structure_alone,
            }
            for target, known in found.chances.items()
        ],
        "measure_first": [
            {"range": entry.place, "largest_of": number} for entry, number in found.most_telling
        ],
        "varying": found.varying,
    }


def _input(entry: Input) -> Plain:
    ranged = entry.ranged
    return {
        "place": entry.place,
        "low": ranged.low,
        "high": ranged.high,
        "value": ranged.value,
        "distribution": (ranged.distribution or Distribution.UNIFORM).value,
        "assumed": ranged.assumed,
    }


def _estimate(entry: Estimate) -> Plain:
    ends = {"value": entry.value, "low": entry.low, "high": entry.high}
    return {name: NEVER if isinf(end) else end for name, end in ends.items()}


def _indices(found: Sample, each: Sequence[Index] | None) -> list[Plain] | None:
    if each is None:
        return None
    return [
        {"range": entry.place, "first": _index(index.first), "total": _index(index.total)}
        for entry, index in zip(found.inputs, each, strict=True)
    ]


def _index(entry: Estimate) -> Plain:
    ends = {"value": entry.value, "low": entry.low, "high": entry.high}
    return {name: None if isinf(end) else end for name, end in ends.items()}


def sample_csv(found: Sample) -> str:
    """CSV: a row for each share, quantile, mean and index, each with the draws and the seed."""
    draws, seed = str(found.design.draws), str(found.seed)
    rows = (*_verdict_rows(found), *_figure_rows(found))
    return csv_text(COLUMNS, ((*row, draws, seed) for row in rows))


def _verdict_rows(found: Sample) -> Iterator[tuple[str, ...]]:
    for entry in found.verdicts:
        what = entry.said.about, entry.said.words
        yield *what, "share", "", *_cells(entry.share), "share"
        yield from _index_rows(found, what, entry.indices)


def _figure_rows(found: Sample) -> Iterator[tuple[str, ...]]:
    for entry in found.figures:
        figure, unit = entry.figure, unit_of(found, entry.figure.unit)
        what = figure.of, figure.measure.value + (f": {figure.where}" if figure.where else "")
        for level, quantile in zip(LEVELS, entry.quantiles, strict=False):
            yield *what, f"quantile {level}", "", *_cells(quantile), unit
        if entry.mean is not None:
            yield *what, "mean", "", *_cells(entry.mean), unit
        if not entry.quantiles:
            yield *what, "known in draws", "", str(entry.known), "", "", "draws"
        yield from _index_rows(found, what, entry.indices)


def _index_rows(
    found: Sample, what: tuple[str, str], each: Sequence[Index] | None
) -> Iterator[tuple[str, ...]]:
    for entry, index in zip(found.inputs, each or (), strict=each is not None):
        yield *what, "first-order index", entry.place, *_cells(index.first), "share"
        yield *what, "total index", entry.place, *_cells(index.total), "share"


def _cells(entry: Estimate) -> tuple[str, ...]:
    return tuple(NEVER if isinf(end) else repr(end) for end in (entry.value, entry.low, entry.high))
