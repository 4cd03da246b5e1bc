"""Durations and shares as people write them."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from topology.values.units import SECONDS, format_duration, nines, parse_duration, parse_share

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("150 min", 150 * MINUTE),
        ("2 h 20 min", 140 * MINUTE),
        ("2h20min", 140 * MINUTE),
        ("2 hours, 20 minutes", 140 * MINUTE),
        ("  20 min   2 h  ", 140 * MINUTE),
        ("1.5 h", 90 * MINUTE),
        (".5 s", 0.5),
        ("5. s", 5.0),
        ("1e3 s", 1000.0),
        ("250 ms", 0.25),
        ("2 y", 2 * 365 * DAY),
        ("1 W", 7 * DAY),
        ("1 Day", DAY),
        ("0 s", 0.0),
        ("PT2H20M", 140 * MINUTE),
        ("P1D", DAY),
        ("P1Y2W3DT4H5M6S", 365 * DAY + 17 * DAY + 4 * HOUR + 5 * MINUTE + 6),
        ("PT0.5H", 30 * MINUTE),
        ("PT0,5H", 30 * MINUTE),
        ("P0D", 0.0),
    ],
)
def test_durations(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "must be a duration such as"),
        (" ", "must be a duration such as"),
        ("5", "must be a duration such as"),
        ("min", "must be a duration such as"),
        ("5 min 3", "must be a duration such as"),
        ("5 min,", "must be a duration such as"),
        ("5 min,, 3 s", "must be a duration such as"),
        ("1_000 s", "must be a duration such as"),
        ("٥ min", "must be a duration such as"),
        ("0x10 s", "unknown unit"),
        ("5 fortnights", 'has an unknown unit "fortnights"; the units are ms, s, min, h, d, w, y'),
        ("5 m", 'has an unknown unit "m"'),
        ("5 min 3 minutes", 'names the unit "min" twice'),
        ("-5 min", "must not be negative"),
        ("-PT5M", "must not be negative"),
        ("1e400 s", "must be finite"),
        ("1e308 y", "must be finite"),
        ("P", "must be a duration such as"),
        ("PT", "must be a duration such as"),
        ("P1DT", "must be a duration such as"),
        ("P1M", "months have no fixed length: use days"),
        ("PT5", "must be a duration such as"),
        ("pt5m", "must be a duration such as"),
        ("1 s " * 60, "must be a duration such as"),
        (5, "in quotes and with its unit"),
        (5.0, "in quotes and with its unit"),
        (True, "in quotes and with its unit"),
        (None, "in quotes and with its unit"),
        (["5 min"], "in quotes and with its unit"),
    ],
)
def test_what_is_no_duration(text: object, rule: str) -> None:
    with pytest.raises(ValueError, match=rule.replace("(", r"\(")):
        parse_duration(text)


@given(st.floats(min_value=0, allow_nan=False, allow_infinity=False))
@example(5e-324)
@example(1.7976931348623157e308)
@example(1e15)
@example(999_999_999_999_999.0)
@example(0.1 + 0.2)
def test_a_duration_comes_back_to_the_bit(seconds: float) -> None:
    assert parse_duration(format_duration(seconds)) == seconds


@given(st.integers(0, 10**15 - 1))
def test_whole_seconds_are_written_in_words(seconds: int) -> None:
    text = format_duration(float(seconds))
    assert parse_duration(text) == seconds
    assert "." not in text


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(SECONDS)), st.integers(0, 10**6)),
        min_size=1,
        unique_by=lambda part: part[0],
    )
)
def test_parts_add_up_in_any_order(parts: list[tuple[str, int]]) -> None:
    text = " ".join(f"{amount} {unit}" for unit, amount in parts)
    exact = sum(Decimal(amount) * Decimal(str(SECONDS[unit])) for unit, amount in parts)
    assert parse_duration(text) == pytest.approx(float(exact), rel=1e-15)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_by_a_rule(text: str) -> None:
    try:
        seconds = parse_duration(text)
    except ValueError as error:
        assert str(error)
    else:
        assert seconds >= 0
        assert math.isfinite(seconds)


@pytest.mark.parametrize(
    ("value", "share"),
    [
        (0, 0.0),
        (1, 1.0),
        (0.9995, 0.9995),
        ("99.95 %", 0.9995),
        ("0.7%", 0.007),
        ("100 %", 1.0),
        (" 5e1 % ", 0.5),
        ("-0 %", 0.0),
        (".5 %", 0.005),
    ],
)
def test_shares(value: object, share: float) -> None:
    assert parse_share(value) == share


@given(st.decimals(0, 100, places=6))
def test_a_percentage_is_read_to_the_nearest_float(percent: Decimal) -> None:
    assert parse_share(f"{percent} %") == float(percent / 100)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("0.5", "must be a share such as"),
        ("5_0 %", "must be a share such as"),
        ("nan %", "must be a share such as"),
        ("٥ %", "must be a share such as"),
        ("%", "must be a share such as"),
        ("9" * 300 + " %", "must be a share such as"),
        (True, "must be a share such as"),
        (None, "must be a share such as"),
        ([], "must be a share such as"),
        (1.01, "must lie between 0 and 1"),
        (-0.01, "must lie between 0 and 1"),
        (10**400, "must lie between 0 and 1"),
        (math.nan, "must lie between 0 and 1"),
        (math.inf, "must lie between 0 and 1"),
        ("101 %", "must lie between 0 and 1"),
        ("-1 %", "must lie between 0 and 1"),
        ("1e9999 %", "must lie between 0 and 1"),
    ],
)
def test_what_is_no_share(value: object, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        parse_share(value)


@given(st.floats(0, 1))
def test_an_availability_is_written_to_three_digits_of_what_is_lacking(q: float) -> None:
    text = nines(q)
    share, percent = text.split(" ", 1)
    assert percent.endswith("%")
    if percent == "%":
        assert float(share) / 100 == pytest.approx(1 - q, abs=0.005 * min(q, 1 - q) + 1e-16)
