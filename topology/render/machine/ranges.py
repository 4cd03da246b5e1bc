"""The ranges of a document, as plain values."""

from __future__ import annotations

import math

from topology.findings.sensitivity import Sensitivity
from topology.render.machine.plain import Plain


def range_plain(sensitivity: Sensitivity) -> Plain:
    """Where in the range of a value which verdict holds."""
    return {
        "place": sensitivity.place,
        "low": sensitivity.ranged.low,
        "high": sensitivity.ranged.high,
        "value": sensitivity.ranged.value,
        "samples": sensitivity.samples,
        "stretches": [
            {"low": s.low, "high": s.high, "verdict": list(s.verdict)}
            for s in sensitivity.stretches
        ],
        "outages": [
            {
                "id": span.target,
                "low_s": span.low,
                "high_s": None if math.isinf(span.high) else span.high,
            }
            for span in sensitivity.spans
        ],
    }
