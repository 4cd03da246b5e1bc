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

from topology.document import schema
from topology.document.schema.failures import need_duration
from topology.errors import UsageError, quoted
from topology.values.units import YEAR_S, parse_duration, parse_share


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
