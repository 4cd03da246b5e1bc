"""Counts as plain values, however large."""

from __future__ import annotations

from math import log10

MAX_BITS = 13_000


def counted(number: int) -> int | str:
    """A count; one of more than 4,000 digits, which few can read, as text in 12 digits."""
    if number.bit_length() < MAX_BITS:
        return number
    exponent = int((number.bit_length() - 1) * log10(2))
    exponent += number >= 10 ** (exponent + 1)
    return f"{number // 10 ** (exponent - 11) / 1e11:.11f}e+{exponent}"
