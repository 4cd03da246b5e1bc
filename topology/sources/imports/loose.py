"""Values of which nothing is certain, taken for what they should be, or for nothing.

Any value of a foreign file may be of any type: an importer asks for what it can use.
"""

from __future__ import annotations

import math
import re
from typing import Any
from urllib.parse import urlsplit

from topology.errors import printable

Plain = dict[str, Any]

MOST = 500
"""Characters of a name; longer ones are none."""
_CREDENTIALS = re.compile(r"//[^/\s]*@")
_QUERY = re.compile(r"(//[^\s?#]*)[?#]\S*")
"""What an address goes on with, in which credentials often stand too."""
MAX_AMOUNT = 1e100
MAX_BITS = 64
"""Of a whole number that is a name or a key."""


def table(value: object) -> Plain:
    """A mapping; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """The items of a list; none of anything else."""
    return value if isinstance(value, list) else []


def tables(value: object) -> list[Plain]:
    """The mappings among the items of a list."""
    return [item for item in items(value) if isinstance(item, dict)]


def word(value: object) -> str:
    r"""A name on one line, printable; empty for what is none. Whole numbers are names too.

    An address that is a name loses the credentials in it, and its query.

    >>> word(" web\n1 "), word(7), word(True), word("https://me:key@web/1?key=a")
    ('web 1', '7', '', 'https://web/1')
    """
    if isinstance(value, str) and len(value) <= MOST:
        return printable(" ".join(without_credentials(value).split())).strip()
    number = whole(value)
    return "" if number is None else str(number)


def without_credentials(text: str) -> str:
    """A text without what stands before the host of an address in it, and without its query.

    >>> without_credentials("postgres://me:k@y@db/x?password=k")
    'postgres://db/x'
    """
    return _QUERY.sub(r"\1", _CREDENTIALS.sub("//", text)) if "//" in text else text


def whole(value: object) -> int | None:
    """A whole number of at most 64 bits; None for anything else."""
    is_whole = type(value) is int and value.bit_length() <= MAX_BITS
    return value if is_whole and isinstance(value, int) else None


def public_url(value: object) -> str | None:
    """An address that holds no credentials, nor a query, in which they often stand; or None.

    >>> public_url("https://wiki/web"), public_url("https://me:key@wiki/web")
    ('https://wiki/web', None)
    """
    text = word(value)
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    is_bare = not ("@" in str(value) or parts.query or parts.fragment)
    return text if is_bare and parts.scheme in ("http", "https") and parts.netloc else None


def number(value: object) -> float | None:
    """A finite number, given as such or as text; None for anything else.

    >>> number("1e3"), number(2), number("2G"), number(True), number("inf")
    (1000.0, 2, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str):
        text = value.strip()
        if len(text) > 40 or not text.isascii() or "_" in text:
            return None
        try:
            value = float(text)
        except ValueError:
            return None
    return value if abs(value) <= MAX_AMOUNT and math.isfinite(value) else None


def angle(value: object, most: float) -> float | None:
    """Degrees of at most so many either way; None for anything else.

    >>> angle("53.55", 90), angle(120, 90)
    (53.55, None)
    """
    found = number(value)
    return found if found is not None and abs(found) <= most else None


def on_earth(latitude: object, longitude: object) -> Plain:
    """A place as a document has it; nothing unless both are degrees.

    >>> on_earth("53.55", 9.99), on_earth(53.55, None)
    ({'latitude': 53.55, 'longitude': 9.99}, {})
    """
    north, east = angle(latitude, 90), angle(longitude, 180)
    return {} if north is None or east is None else {"latitude": north, "longitude": east}
