"""Dates as documents have them, YYYY-MM-DD, and what day it is."""

from __future__ import annotations

import re
from datetime import date

DATE_RULE = "a date such as 2027-01-31"
_FORM = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def real_date(text: str) -> str:
    """A text that is a date and stands in the calendar. Raises `ValueError` with the rule.

    >>> real_date("2028-02-29")
    '2028-02-29'
    """
    try:
        if _FORM.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise ValueError(f"must be {DATE_RULE}")


def local_date() -> str:
    """The date on the wall where the machine stands: by its own time zone (`TZ`).

    The one clock of the program; whatever is judged by a date is given it.
    """
    return date.today().isoformat()
