"""Names and numbers of a foreign file, which may be of any type."""

from __future__ import annotations

import re
from math import isfinite

from topology.errors import printable
from topology.sources.imports.loose import without_credentials

MAX_NAME = 1_000
MAX_NUMBER = 1e20
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def name(value: object) -> str:
    """A name, fit to be an id and without credentials; empty for what cannot be one.

    >>> name("mysql://me:key@db/shop")
    'mysql://db/shop'
    """
    if not isinstance(value, str) or len(value) > MAX_NAME:
        return ""
    return printable(without_credentials(value).strip())


def number(value: object) -> float | None:
    """A number from 0 that is finite, also where it stands in a text; None for all else.

    >>> number("60.00"), number(7), number("NaN"), number(True), number(-1)
    (60.0, 7.0, None, None, None)
    """
    if isinstance(value, str):
        value = float(value) if len(value) < 50 and _NUMBER.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= MAX_NUMBER and isfinite(value) else None
