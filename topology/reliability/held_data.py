"""What a reserve makes of how often and how long its entry is missed.

Something fails at the rate a and is repaired at the rate m, both at random, so that repairs last
1/m on average; its user lives on for h without it, and what it used refills at the rate r = h / R
while it works. What is left is between 0 and h. In the long run its densities while up and down are

    f_up(x) = K exp((m - a/r) x),   f_down(x) = r f_up(x)

with the masses r K exp((m - a/r) h) / a at h while up, and r K / m at 0 while down: there it is
missed. For R = 0 that is q exp(-m h), with q = a / (a + m) (a Markov-modulated fluid of two states;
Anick, Mitra and Sondhi 1982). As repairs have no memory, what is missed is so for 1/m on average.
"""

from __future__ import annotations

from math import exp, expm1

from topology.document.failure_data import FailureData
from topology.values.units import YEAR_S


def mean_outage_s(data: FailureData) -> float | None:
    """How long a thing is down on average each time; None when that is not known."""
    return data.unavailability * YEAR_S / data.per_year if data.per_year else None


def missed(data: FailureData, mean_s: float, holds_s: float, refill_s: float) -> FailureData:
    """The data of a thing whose user lives on for `holds_s` without it; see the module.

    >>> missed(FailureData(0.5, 4380.0), 3600.0, 3600.0, 0.0).unavailability
    0.18393972058572117
    """
    if not refill_s:
        left = exp(-holds_s / mean_s)
        return FailureData(data.unavailability * left, (data.per_year or 0.0) * left)
    up_s = mean_s * (1.0 - data.unavailability) / data.unavailability
    rate = holds_s / refill_s
    slope = 1.0 / mean_s - 1.0 / up_s / rate
    # All masses by that of the greater end, so that none grows beyond any number.
    at_0, at_h = (exp(-slope * holds_s), 1.0) if slope > 0 else (1.0, exp(slope * holds_s))
    between = -expm1(-abs(slope) * holds_s) / abs(slope) if slope else holds_s
    empty, full = rate * mean_s * at_0, rate * up_s * at_h
    share = empty / (empty + full + (1.0 + rate) * between)
    return FailureData(share, share * YEAR_S / mean_s)
