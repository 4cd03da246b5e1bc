"""When an amount is more than another one, and not a rounding error above it."""

from __future__ import annotations

ROUNDING = 1 + 1e-9


def exceeds(amount: float, most: float) -> bool:
    """Whether an amount is more than allowed; more by a rounding error is not more.

    >>> exceeds(0.1 + 0.2, 0.3), exceeds(0.31, 0.3)
    (False, True)
    """
    return amount > most * ROUNDING
