"""Dates: which there are, and which it is where the machine stands."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topology.cli import options
from topology.errors import UsageError
from topology.values.dates import local_date, real_date


@pytest.mark.parametrize(
    "text", ["2028-02-29", "2000-02-29", "2026-12-31", "2027-01-01", "0001-01-01", "9999-12-31"]
)
def test_what_is_in_the_calendar_is_a_date(text: str) -> None:
    assert real_date(text) == text
    assert options.date(text) == options.day(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("2027-02-29", "2100-02-29", "2026-11-31", "2026-13-01", "2026-00-10", "0000-01-01"),
        *("20280229", "2028-W09-2", "2028-060", "28-02-29", "2028-2-29", "2028-02-29T00:00"),
        *(" 2028-02-29", "2028-02-29\n", "٢٠٢٨-٠٢-٢٩", "today", "", "-028-02-29", "+2028-02-29"),
    ],
)
def test_what_is_not_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="must be a date such as 2027-01-31"):
        real_date(text)
    with pytest.raises(UsageError, match=r"^--today .*: must be a date, YYYY-MM-DD$"):
        options.date(text)


@given(st.dates())
def test_every_day_is_written_as_it_is_compared(day: object) -> None:
    assert real_date(str(day)) == str(day)


@given(st.dates(), st.dates())
def test_earlier_dates_are_smaller_texts(one: object, other: object) -> None:
    assert (one < other) is (str(one) < str(other))  # type: ignore[operator]


def test_no_date_is_none_where_there_is_no_clock() -> None:
    assert options.date(None) is None


# -- the clock ------------------------------------------------------------------------------------

EAST, WEST, UTC = "<+14>-14", "<-12>12", "UTC0"
"""As in Pacific/Kiritimati and in Etc/GMT+12: 26 hours apart, it is never the same day in both."""
AHEAD = {EAST: 14, WEST: -12, UTC: 0}


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Puts this process into a time zone for a while."""

    def put(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield put
    monkeypatch.undo()
    time.tzset()


def there(zone: str) -> str:
    return datetime.now(timezone(timedelta(hours=AHEAD[zone]))).date().isoformat()


@pytest.mark.parametrize("zone", AHEAD)
def test_the_date_is_that_of_the_place(zone: str, stand: Callable[[str], None]) -> None:
    stand(zone)
    before = there(zone)
    found = {local_date(), options.day(None)}
    assert found <= {before, there(zone)}


def test_east_is_ahead_of_west(stand: Callable[[str], None]) -> None:
    stand(WEST)
    west = local_date()
    stand(EAST)
    assert west < local_date()


def test_a_process_has_the_zone_that_it_is_started_in() -> None:
    code = "from topology.values.dates import local_date; print(local_date())"

    def date_in(zone: str) -> str:
        given = {**os.environ, "TZ": zone}
        done = subprocess.run(
            [sys.executable, "-c", code], env=given, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert date_in(WEST) < date_in(EAST)
