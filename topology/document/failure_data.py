"""How often a thing fails and for what share of the time it is down, in the long run.

Unavailability q and failure frequency w follow from what `fails` gives:

    mtbf, mttr       q = mttr / (mtbf + mttr)       w = 1 / (mtbf + mttr)
    per_year, mttr   q = per_year x mttr / 8,760 h  w = per_year
    unavailability   q                              w not known
    availability     q = 1 - availability           w not known

Without an `mttr` its place is taken by the time of the `repair` of the same owner. `mtbf` is the
mean time from a repair to the next failure, as data sheets use it. Members of one entry are alike
and fail apart: how many of n are down is binomial.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb, exp, expm1, fsum, lgamma, log, log1p, pi, sqrt

from topology.document import schema
from topology.document.schema.failures import need_duration
from topology.errors import UsageError, quoted
from topology.values.units import SECONDS, parse_duration, parse_share

YEAR_S = SECONDS["y"]


@dataclass(frozen=True, slots=True)
class FailureData:
    """A share of time that it is down, and how often a year it fails (None: not known)."""

    unavailability: float
    per_year: float | None

    @classmethod
    def of(cls, fails: schema.Fails, repair: schema.Repair | None = None) -> FailureData:
        """What a document gives; `repair` is that of the same owner.

        Raises `ValueError` where nothing says how long it lasts.
        """
        if fails.unavailability is not None:
            return cls(float(fails.unavailability), None)
        if fails.availability is not None:
            return cls(1.0 - fails.availability, None)
        lasts = fails.mttr
        if lasts is None:
            need_duration(fails, repair)
            lasts = 0.0 if repair is None else repair.time_s
        if fails.per_year is not None:
            return cls(fails.per_year * lasts / YEAR_S, float(fails.per_year))
        assert fails.mtbf is not None
        cycle = fails.mtbf + lasts
        return cls(lasts / cycle, YEAR_S / cycle)


def parse_failure_data(text: str) -> FailureData:
    """Data as a command line gives it. Raises `ValueError` with the rule.

    >>> parse_failure_data("99.9 %").unavailability
    0.0010000000000000009
    >>> parse_failure_data("mtbf 364 d, mttr 1 d")
    FailureData(unavailability=0.0027397260273972603, per_year=1.0)
    """
    given: dict[str, object] = {}
    for part in text.split(","):
        name, _, value = part.strip().partition(" ")
        if name not in schema.FAILS_FIELDS:
            if len(text.split(",")) == 1 and not given:
                return FailureData(1.0 - parse_share(_number(text)), None)
            raise ValueError(FORMS)
        given[name] = _READ[name](value.strip())
    try:
        return FailureData.of(schema.Fails(**given))  # type: ignore[arg-type]
    except ValueError:
        raise ValueError(FORMS) from None


FORMS = (
    'must be an availability such as "99.95 %", or one of "mtbf 2 y, mttr 6 h", '
    '"per_year 0.5, mttr 6 h", "unavailability 0.001"'
)


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def _amount(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(FORMS) from None


def _duration_text(text: str) -> str:
    parse_duration(text)
    return text


_READ = {
    "mtbf": _duration_text,
    "mttr": _duration_text,
    "per_year": _amount,
    "unavailability": _number,
    "availability": _number,
}


def parse_defaults(given: Mapping[str, str]) -> dict[str, FailureData]:
    """Data by kind, `*` for any kind. Raises `UsageError`."""
    found = {}
    for kind, text in given.items():
        try:
            found[kind] = parse_failure_data(text)
        except ValueError as error:
            raise UsageError(f"--default {kind}={quoted(text)}: {error}") from None
    return found


def at_least(members: int, count: int, q: float) -> float:
    """The probability that so many of `count` alike are down, each with q; to rounding.

    >>> at_least(1, 3, 0.5), at_least(2, 3, 0.5), at_least(0, 3, 0.5), at_least(4, 3, 0.5)
    (0.875, 0.5, 1.0, 0.0)
    """
    if members <= 0 or q >= 1.0:
        return 1.0 if members <= count else 0.0
    if members > count or q <= 0.0:
        return 0.0
    if members == 1:
        return -expm1(count * log1p(-q))
    if count > MAX_SUMMED:
        return _tail(members, count - members + 1, q)
    term = exactly(members, count, q)
    if term == 0.0:  # far from the middle, on either side
        return float(members < count * q)
    odds = q / (1.0 - q)
    terms = [term]
    for number in range(members, count):
        term *= (count - number) / (number + 1) * odds
        if term < terms[0] * 1e-20 and number > count * q:
            break
        terms.append(term)
    return min(1.0, fsum(terms))


MAX_SUMMED = 100_000
"""Members of which the chances that so many are down are summed one by one."""


def _tail(a: int, b: int, q: float) -> float:
    """The regularised incomplete beta function I_q(a, b), by its continued fraction (Lentz 1976).

    It is the chance of a or more among a + b - 1; takes some sqrt(a + b) steps.
    """
    if q > (a + 1) / (a + b + 2):
        return 1.0 - _tail(b, a, 1.0 - q)
    c, d = 1.0, 1.0 / (1.0 - (a + b) * q / (a + 1))
    value = d
    for m in range(1, a + b):
        before = value
        for factor in (
            m * (b - m) * q / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * q / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1.0 / (1.0 + factor * d), 1.0 + factor / c
            value *= c * d
        if abs(value - before) <= 1e-15 * abs(value):
            break
    return min(1.0, exactly(a, a + b - 1, q) * (1.0 - q) * value)


def exactly(members: int, count: int, q: float) -> float:
    """The probability that exactly so many of `count` alike are down."""
    if members > count or members < 0:
        return 0.0
    if q <= 0.0 or q >= 1.0:
        return float(members == (count if q >= 1.0 else 0))
    if count <= 1000:  # so far the number of ways is a float
        return float(comb(count, members) * q**members * (1.0 - q) ** (count - members))
    left = count - members
    if not members or not left:
        return exp(members * log(q) + left * log1p(-q))
    far = _deviance(members, count * q) + _deviance(left, count * (1.0 - q))
    rest = _stirling_error(count) - _stirling_error(members) - _stirling_error(left)
    return exp(rest - far) * sqrt(count / members / left / (2 * pi))


def _deviance(found: int, expected: float) -> float:
    """x log(x / m) + m - x, without cancelling where they are close (Loader 2000)."""
    ratio = (found - expected) / (found + expected)
    if abs(ratio) >= 0.1:
        return found * log(found / expected) + expected - found
    terms = (2 * found * ratio ** (2 * j + 1) / (2 * j + 1) for j in range(1, 12))
    return fsum([(found - expected) * ratio, *terms])


def _stirling_error(number: int) -> float:
    """log n! less the formula of Stirling: exact for few, else by its series."""
    if number <= 15:
        return lgamma(number + 1) - (number + 0.5) * log(number) + number - 0.5 * log(2 * pi)
    square = float(number) ** 2
    series = (1 / 1680 - 1 / 1188 / square) / square
    return (1 / 12 - (1 / 360 - (1 / 1260 - series) / square) / square) / number
