"""Numbers as people write them in passing, `3k` or `1,000 req/s`: told how they are written."""

from __future__ import annotations

import re
from decimal import Decimal

_SCALES = {"": 0, "k": 3, "K": 3, "M": 6, "G": 9}
_MAX_TEXT = 100
_WRITTEN = re.compile(
    r"\s*(?P<sign>[-+]?)(?P<whole>\d{1,3}(?:[,_' \u00a0\u202f]\d{3})+|\d+)"
    r"(?P<rest>(?:\.\d+)?(?:[eE][-+]?\d{1,2})?)"
    r"\s*(?P<scale>[kKMG](?![A-Za-z]))?\s*(?P<unit>[^\d\s.,].*?)?\s*",
    re.ASCII,
)


def plain_number(text: str) -> tuple[str, str] | None:
    """The number that is meant, as a document has it, and its unit; None for what is none.

    >>> plain_number("300 req/s"), plain_number("2.5M"), plain_number("1,000"), plain_number("1,5")
    (('300', 'req/s'), ('2500000', ''), ('1000', ''), None)
    """
    found = _WRITTEN.fullmatch(text) if len(text) <= _MAX_TEXT else None
    if found is None:
        return None
    digits = found["sign"].replace("+", "") + re.sub(r"\D", "", found["whole"], flags=re.ASCII)
    value = Decimal(digits + found["rest"]).scaleb(_SCALES[found["scale"] or ""])
    shown = f"{value:f}"
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown), found["unit"] or ""


def after_comma(before: object, key: str) -> str:
    """A word on `{demand: 1,000}`, which is a demand of 1 and a key `000`; else nothing."""
    is_number = isinstance(before, int) and not isinstance(before, bool) and 0 < before < 1000
    if not is_number or not re.match(r"\d{3}(?!\d)", key, re.ASCII):
        return ""
    return f"; inside braces a comma ends a value: write {before}{key}"
