"""Durations and shares as people write them, to and from seconds and fractions; figures in words.

Internal units are fixed: every duration is a float in seconds, every share a float in [0, 1].
"""

from __future__ import annotations

import math
import re

SECONDS: dict[str, float] = {
    "ms": 0.001,
    "s": 1.0,
    "min": 60.0,
    "h": 3_600.0,
    "d": 86_400.0,
    "w": 604_800.0,
    "y": 31_536_000.0,
}
"""Seconds in each unit. A year is 365 days (8,760 hours), as reliability data sheets count it."""
YEAR_S = SECONDS["y"]

_ALIASES = {
    **{unit: unit for unit in SECONDS},
    **dict.fromkeys(("millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("day", "days"), "d"),
    **dict.fromkeys(("week", "weeks"), "w"),
    **dict.fromkeys(("year", "years", "yr", "yrs"), "y"),
}
_MAX_TEXT = 200
_NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_PART = re.compile(rf"\s*({_NUMBER})\s*([A-Za-z]+)\s*,?", re.ASCII)
_ISO = re.compile(
    r"P(?!$)(?:(\d+(?:[.,]\d+)?)Y)?(?:(\d+(?:[.,]\d+)?)W)?(?:(\d+(?:[.,]\d+)?)D)?"
    r"(?:T(?!$)(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?",
    re.ASCII,
)
_PERCENT = re.compile(rf"\s*([-+]?)({_NUMBER})\s*%\s*", re.ASCII)
_ISO_UNITS = ("y", "w", "d", "h", "min", "s")
DURATION_RULE = 'a duration such as "150 min", "2 h 20 min" or "PT2H20M"'


def parse_duration(text: object) -> float:
    """Seconds from text; raises `ValueError` with the rule that was broken.

    >>> parse_duration("2 h 20 min") == parse_duration("PT2H20M") == 8400.0
    True
    """
    if isinstance(text, bool) or not isinstance(text, str):
        raise ValueError(f"must be {DURATION_RULE}, in quotes and with its unit")
    if len(text) > _MAX_TEXT:
        raise ValueError(f"must be {DURATION_RULE}")
    stripped = text.strip()
    if stripped.startswith("-"):
        raise ValueError("must not be negative")
    seconds = _parse_iso(stripped) if stripped.startswith("P") else _parse_parts(stripped)
    if not math.isfinite(seconds):
        raise ValueError("must be finite")
    return seconds


def _parse_iso(text: str) -> float:
    match = _ISO.fullmatch(text)
    if match is None:
        months = " (months have no fixed length: use days)" if "M" in text.partition("T")[0] else ""
        raise ValueError(f"must be {DURATION_RULE}{months}")
    values = zip(match.groups(), _ISO_UNITS, strict=True)
    return math.fsum(float(v.replace(",", ".")) * SECONDS[u] for v, u in values if v is not None)


def _parse_parts(text: str) -> float:
    parts: list[float] = []
    seen: set[str] = set()
    if text.endswith(","):
        raise ValueError(f"must be {DURATION_RULE}")
    position = 0
    while position < len(text):
        match = _PART.match(text, position)
        if match is None:
            raise ValueError(f"must be {DURATION_RULE}")
        number, name = match.groups()
        unit = _ALIASES.get(name) or _ALIASES.get(name.lower())
        if unit is None:
            known = ", ".join(SECONDS)
            minutes = ", where a minute is min" if name in {"m", "M"} else ""
            raise ValueError(f'has an unknown unit "{name}"; the units are {known}{minutes}')
        if unit in seen:
            raise ValueError(f'names the unit "{unit}" twice')
        seen.add(unit)
        parts.append(float(number) * SECONDS[unit])
        position = match.end()
    if not parts:
        raise ValueError(f"must be {DURATION_RULE}")
    return math.fsum(parts)


def format_duration(seconds: float) -> str:
    """The shortest exact text of a duration; `parse_duration` reads it back to the same float.

    >>> format_duration(8400.0), format_duration(0.0), format_duration(0.25)
    ('2 h 20 min', '0 s', '0.25 s')
    """
    if seconds != int(seconds) or seconds >= 1e15:
        return f"{seconds!r} s"
    rest = int(seconds)
    words: list[str] = []
    for unit in ("d", "h", "min", "s"):
        amount, rest = divmod(rest, int(SECONDS[unit]))
        if amount:
            words.append(f"{amount} {unit}")
    return " ".join(words) or "0 s"


def time_words(seconds: float) -> str:
    """A time as people read it, to the second; shorter ones to the thousandth."""
    return format_duration(float(round(seconds))) if seconds >= 60 else f"{seconds:.3g} s"


def duration_words(seconds: float) -> str:
    """A duration to the microsecond: what sums of times are wrong by is not told.

    >>> duration_words(3600.0000000001), duration_words(0.1 + 0.2)
    ('1 h', '0.3 s')
    """
    return format_duration(round(seconds, 6))


def time_base(unit: str | None) -> tuple[str, float]:
    """What a load unit counts, and in how many seconds: the time behind its last slash or "per".

    A unit without one, or with one that is no time, is a level: so much of it at a time. Over time
    it comes to so much of it for so long, counted in seconds.

    >>> time_base("payments/s"), time_base("USD of bookings / week"), time_base("calls per hour")
    (('payments', 1.0), ('USD of bookings', 604800.0), ('calls', 3600.0))
    >>> time_base("customers"), time_base("% of calls"), time_base(None)
    (('customers x s', 1.0), ('% of calls x s', 1.0), ('', 1.0))
    """
    if (rate := _rate(unit or "")) is not None:
        return rate
    return (f"{unit.strip()} x s" if unit else "", 1.0)


def amount_unit(unit: str | None) -> tuple[str, float]:
    """What amounts of a load are told in, and how many of those of `time_base` are one of it.

    >>> amount_unit("payments/s"), amount_unit("customers"), amount_unit(None)
    (('payments', 1.0), ('customers for an hour', 3600.0), ('for an hour', 3600.0))
    """
    if (rate := _rate(unit or "")) is not None:
        return rate[0], 1.0
    return f"{(unit or '').strip()} for an hour".lstrip(), SECONDS["h"]


def _rate(unit: str) -> tuple[str, float] | None:
    """What is counted, and in how many seconds, of a unit that says both."""
    for sign in ("/", " per "):
        noun, found, name = unit.rpartition(sign)
        seconds = SECONDS.get(_ALIASES.get(name.strip(), "")) if found else None
        if seconds is not None and noun.strip():
            return noun.strip(), seconds
    return None


def parse_share(value: object) -> float:
    """A share in [0, 1] from a number or from text such as "99.95 %".

    >>> parse_share("99.95 %") == parse_share(0.9995) == 0.9995
    True
    """
    number = _parse_percent(value) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise ValueError('must be a share such as 0.9995 or "99.95 %"')
    if not 0 <= number <= 1:
        raise ValueError('must lie between 0 and 1 (or "0 %" and "100 %")')
    return float(number)


def _parse_percent(text: str) -> float | None:
    """The float nearest to a percentage, which a division of floats by 100 would miss."""
    match = _PERCENT.fullmatch(text) if len(text) <= _MAX_TEXT else None
    if match is None:
        return None
    sign, digits = match.groups()
    mantissa, _, exponent = digits.lower().partition("e")
    return float(f"{sign}{mantissa}e{int(exponent or 0) - 2}")


def counted(number: int, noun: str, many: str = "") -> str:
    """So many, in words.

    >>> counted(1, "need"), counted(1200, "need")
    ('1 need', '1,200 needs')
    """
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def percent(share: float) -> str:
    """A share to three digits; what is not all is never told as all, nor something as nothing.

    >>> percent(1.0), percent(0.99999), percent(0.00001), percent(0.5), percent(1.34328)
    ('100 %', 'over 99.9 %', 'under 0.1 %', '50 %', '134 %')
    """
    if 0 < share < 0.001:
        return "under 0.1 %"
    if 0.999 < share < 1 - 1e-12:
        return "over 99.9 %"
    return f"{share * 100:.3g} %" if share < 9.995 else f"{share * 100:,.0f} %"


def fraction(share: float) -> str:
    """A part of a whole: in words if it is a common one, else to three digits.

    >>> fraction(0.5), fraction(1 / 4), fraction(2 / 3), fraction(0.9), fraction(0.17)
    ('half', 'a fourth', 'two thirds', 'nine tenths', '17 %')
    """
    if share >= 1 - 1e-12:
        return "all"
    for parts, name in _FRACTIONS.items():
        taken = round(share * parts)
        if 0 < taken < parts and abs(share * parts - taken) < 1e-9:
            return name if parts == 2 else f"{_TAKEN[taken]} {name}{'s' if taken > 1 else ''}"
    return percent(share)


_FRACTIONS = {2: "half", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 8: "eighth", 10: "tenth"}
_TAKEN = ("", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def figure(value: float) -> str:
    """A number to four digits, or to six where it is a whole one; thousands separated.

    >>> figure(1234567.0), figure(0.25), figure(1.0000001), figure(106.6667), figure(12345.67)
    ('1,234,570', '0.25', '1', '106.7', '12,346')
    """
    short = float(f"{value:.6g}")
    if short != int(short):
        short = float(round(value)) if abs(value) >= 1_000 else float(f"{value:.4g}")
    return f"{short:,.0f}" if short == int(short) else f"{short:,}"


def nines_between(lower: float, upper: float) -> str:
    """An availability of which only bounds of its unavailability are known.

    >>> nines_between(0.001, 0.002), nines_between(0.001, 1.0), nines_between(0.0, 0.002)
    ('between 99.8 % and 99.9 %', 'at most 99.9 %', 'at least 99.8 %')
    """
    if upper >= 1:
        return f"at most {nines(lower)}"
    return f"between {nines(upper)} and {nines(lower)}" if lower > 0 else f"at least {nines(upper)}"


def nines(unavailability: float) -> str:
    """An availability with three digits of its distance from 100 %, or from 0 % if that is less.

    >>> nines(0.0), nines(0.00001234), nines(0.029701), nines(0.25), nines(1e-20)
    ('100 %', '99.99877 %', '97.03 %', '75 %', '100 % - 1e-18 %')
    >>> nines(0.9), nines(0.9999), nines(1.0)
    ('10 %', '0.01 %', '0 %')
    """
    if unavailability <= 0:
        return "100 %"
    if unavailability < 1e-12:
        return f"100 % - {unavailability * 100:.3g} %"
    if unavailability >= 1:
        return "0 %"
    smaller = min(unavailability, 1 - unavailability)
    digits = max(1, 3 - math.ceil(math.log10(smaller * 100) - 1e-9))
    share = round(100 * (1 - unavailability), digits)
    return f"{share:.{digits}f}".rstrip("0").rstrip(".") + " %"
