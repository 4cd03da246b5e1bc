"""What tips a service: plain values (docs/tip.schema.json), CSV."""

from __future__ import annotations

from dataclasses import asdict

from topology.loads.tipping.searching import Row, Turn
from topology.loads.tipping.tipping import TippingMap
from topology.render.machine.csv_text import csv_text
from topology.render.machine.plain import FORMAT, Plain


def tip_plain(found: TippingMap) -> Plain:
    """The map as the published JSON."""
    question, smallest = found.question, found.smallest
    return {
        "format": FORMAT,
        "load_unit": found.load_unit,
        "target": question.target,
        "push": {"kind": found.push.kind.value, "of": list(found.push.of)},
        "longest_s": question.longest_s,
        "until_s": question.until_s,
        "resolution": found.resolution,
        "shortest_s": found.shortest_s,
        "lengths_s": list(found.lengths_s),
        "rows": [_row(row) for row in found.rows],
        "smallest": None if smallest is None else _point(smallest),
        "frontier": [_point(row) for row in found.frontier],
        "weakest": _turn("strength", found.weakest),
        "is_monotone": not found.over_again,
        "over_again": [{"strength": s, "length_s": length} for s, length in found.over_again],
        "vulnerable": [
            {**asdict(entry), "vulnerable": entry.is_vulnerable} for entry in found.vulnerable
        ],
        "idle": list(found.idle),
        "vulnerable_reason": found.not_judged or None,
        "demands_at_peak": found.has_profiles,
        "ranges_not_tried": found.ranges,
        "runs": found.runs,
        "not_tried": list(found.not_tried),
        "out_of_time": found.out_of_time,
    }


def _row(row: Row) -> Plain:
    return {
        "strength": row.strength,
        "turn": _turn("length_s", row.turn),
        "cells": [
            {"length_s": cell.length_s, "fate": cell.fate.value, "back_s": cell.back_s}
            for cell in row.cells
        ],
    }


def _turn(name: str, turn: Turn | None) -> Plain | None:
    if turn is None:
        return None
    return {f"over_{name}": turn.over, f"tips_{name}": turn.tips, "exact": turn.is_exact}


def _point(row: Row) -> Plain:
    return {"strength": row.strength, "length_s": row.turn.tips if row.turn else None}


def tip_csv(found: TippingMap) -> str:
    """CSV: a line for each push of the grid, by strength and length."""
    rows = (
        (
            repr(row.strength),
            repr(c.length_s),
            c.fate.value,
            "" if c.back_s is None else repr(c.back_s),
        )
        for row in found.rows
        for c in row.cells
    )
    return csv_text(("strength", "length_s", "fate", "back_s"), rows)
