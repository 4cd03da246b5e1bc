"""Targets after failures drawn at random: plain values (docs/survive.schema.json), CSV."""

from __future__ import annotations

from collections.abc import Iterator

from topology.reliability.survival import MixPoint, Point, Survival, Survivals
from topology.render.machine.chances.counts import counted
from topology.render.machine.csv_text import csv_text
from topology.render.machine.plain import FORMAT, Plain


def survival_plain(found: Survivals) -> Plain:
    """All targets as the published JSON."""
    pool = found.pool
    return {
        "format": FORMAT,
        "drawn_from": {
            "units": pool.units,
            "components": len(pool.members),
            "members": sum(pool.members.values()),
            "shared_risks": len(pool.risks),
            "bystanders": pool.bystanders,
            "among": list(pool.among),
        },
        "cut_short": found.is_cut_short,
        "targets": list(map(_target, sorted(found.targets, key=lambda survival: survival.id))),
        "mix": None
        if found.mix is None
        else {
            "weights": {name: float(one) for name, one in sorted(found.mix.weights.items())},
            "curve": list(map(_mixed, found.mix.points)),
        },
    }


def _target(survival: Survival) -> Plain:
    mean = survival.mean_failures
    return {
        "target": survival.id,
        "exact": survival.exact,
        "why_bounds": survival.why_bounds or None,
        "why_unknown": survival.why_unknown or None,
        "not_judged": survival.how_judged or None,
        "not_drawn": list(survival.not_drawn),
        "in_part": list(survival.in_part),
        "up_after_any": survival.sure,
        "down_after_any": survival.hopeless,
        "mean_failures": None if mean is None else {"at_least": mean[0], "at_most": mean[1]},
        "signature": None if survival.signature is None else list(survival.signature),
        "curve": list(map(_point, survival.points)),
    }


def _point(point: Point) -> Plain:
    return {
        "failures": point.failures,
        "sets": counted(point.sets) if point.exact else None,
        "up_sets": counted(point.up_least) if point.exact else None,
        **_chance(point),
    }


def _mixed(point: MixPoint) -> Plain:
    return {"failures": point.failures, **_chance(point)}


def _chance(point: Point | MixPoint) -> Plain:
    return {
        "up": point.at_least if point.exact else None,
        "at_least": point.at_least,
        "at_most": point.at_most,
    }


def survival_csv(found: Survivals) -> str:
    """CSV: a line for each target, or the mix, and number of failures."""
    names = ("of", "target", "failures", "sets", "up_sets", "at_least", "at_most")
    return csv_text(names, _rows(found))


def _rows(found: Survivals) -> Iterator[tuple[str, ...]]:
    for survival in sorted(found.targets, key=lambda survival: survival.id):
        for p in survival.points:
            up = str(counted(p.up_least)) if p.exact else ""
            sets = str(counted(p.sets)) if p.exact else ""
            yield ("target", survival.id, str(p.failures), sets, up, *_bounds(p))
    for mixed in found.mix.points if found.mix else ():
        yield ("mix", "", str(mixed.failures), "", "", *_bounds(mixed))


def _bounds(point: Point | MixPoint) -> tuple[str, str]:
    return repr(point.at_least), repr(point.at_most)
