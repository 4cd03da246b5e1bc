"""Numbers, times and names as people read them, whatever they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topology.errors import MAX_SHOWN, printable
from topology.values.units import amount_unit, figure, percent, time_words

if TYPE_CHECKING:
    from topology.structure.order_one.starts import Start

ARROW = " → "
MOST_SAID = 10 * MAX_SHOWN
"""Characters of a sentence."""


def shown(text: str) -> str:
    """A text of the document as a line shows it: printable, on one line, not endless."""
    safe = printable(text)
    return safe if len(safe) <= 2 * MAX_SHOWN else safe[: 2 * MAX_SHOWN] + "…"


def said(sentence: str) -> str:
    """A sentence with several texts of the document in it: printable, and not endless."""
    safe = printable(sentence)
    return safe if len(safe) <= MOST_SAID else safe[:MOST_SAID] + "…"


def amount(value: float) -> str:
    """A number as given, with thousands separated and no needless zeros: `1,000`, `0.25`."""
    return f"{value:,.0f}" if _is_whole(value) else f"{value:,.6g}"


def reckoned(value: float) -> str:
    """A number that was reckoned: whole ones in full, others to as many digits as people read.

    >>> reckoned(1234567.0), reckoned(40 / 3)
    ('1,234,567', '13.33')
    """
    return amount(value) if _is_whole(value) else figure(value)


def amount_words(value: float, load_unit: str | None) -> str:
    """How much a load comes to over time, in what it is told in.

    >>> amount_words(54_000.0, "payments/s"), amount_words(54_000.0, "customers")
    ('54,000 payments', '15 customers for an hour')
    """
    noun, size = amount_unit(load_unit)
    return f"{figure(value / size)} {shown(noun)}"


def _is_whole(value: float) -> bool:
    return value == int(value) and value < 1e15


def share(part: float, whole: float, unit: str = "") -> str:
    """`3 of 4 (75 %)`, or `3 of 4 req/s (75 %)`."""
    percent = f" ({100 * part / whole:.3g} %)" if whole else ""
    return f"{reckoned(part)} of {reckoned(whole)}{unit}{percent}"


def rounded(value: float) -> float:
    """To six digits, which is what people are shown."""
    return float(f"{value:.6g}")


def whole(number: int) -> str:
    """A whole number, however large: of more than 15 digits the first three.

    >>> whole(1234567), whole(3**100)
    ('1,234,567', 'about 5.15e+47')
    """
    if number < 10**15:
        return f"{number:,}"
    exponent = int((number.bit_length() - 1) * 0.30102999566398)
    exponent += number >= 10 ** (exponent + 1)
    return f"about {number // 10 ** (exponent - 6) / 1e6:.2f}e+{exponent}"


def mean_words(seconds: float) -> str:
    """A time that is a mean: as exact as one talks of it.

    >>> mean_words(7239.2), mean_words(41.23), mean_words(0.01234), mean_words(400_000)
    ('2 h 1 min', '41 s', '0.0123 s', '4 d 15 h')
    """
    unit = next((unit for least, unit in _ROUNDED if seconds >= least), None)
    return time_words(float(f"{seconds:.3g}") if unit is None else round(seconds / unit) * unit)


_ROUNDED = ((86_400.0, 3_600.0), (3_600.0, 60.0), (10.0, 1.0))
"""From so many seconds on a mean is told to so many."""


MOST_NAMED = 5
"""Standbys that are named in a sentence."""


def taken_words(starts: Sequence[Start]) -> str:
    """Which standbys are taken to start, where that is a chance; a sentence to be added."""
    if not starts:
        return ""
    said = list(dict.fromkeys(f"{shown(s.name)} ({percent(s.chance)})" for s in starts))
    more = f" and {len(said) - MOST_NAMED:,} more" if len(said) > MOST_NAMED else ""
    are = "is" if len(said) == 1 else "are"
    return f" {', '.join(said[:MOST_NAMED])}{more} {are} taken to start."
