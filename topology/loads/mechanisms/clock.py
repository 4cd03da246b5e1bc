"""The resolution of clocks: times that lie closer together are one moment."""

from __future__ import annotations

HORIZON_S = 1e15
"""Thirty million years: what is not over by then is not followed any further."""


def resolution(at_s: float) -> float:
    """How far apart two moments at least are at a time; it grows with it, as rounding errors do.

    >>> resolution(60.0), resolution(1e9)
    (1e-09, 0.001)
    """
    return max(1e-9, 1e-12 * at_s)
