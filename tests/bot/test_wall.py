"""Wall times and instants, on both hemispheres and on the days when clocks change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wall
from bot.profile.activities import Offset

BERLIN, SANTIAGO, SYDNEY, SHANGHAI = (
    ZoneInfo(name) for name in ("Europe/Berlin", "America/Santiago", "Australia/Sydney", "Asia/Shanghai")
)


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        ("2027-03-28T02:30", BERLIN, "2027-03-28T01:30"),  # skipped: shows as 03:30
        ("2027-10-31T02:30", BERLIN, "2027-10-31T00:30"),  # twice: the first one
        ("2027-04-04T02:30", SYDNEY, "2027-04-03T15:30"),
        ("2027-10-03T02:30", SYDNEY, "2027-10-02T16:30"),
        ("2027-09-05T00:30", SANTIAGO, "2027-09-05T04:30"),
        ("2027-03-11T14:00", SHANGHAI, "2027-03-11T06:00"),
    ],
)
def test_a_wall_time_is_exactly_one_instant(local: str, zone: ZoneInfo, utc: str) -> None:
    assert wall.instant(datetime.fromisoformat(local), zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_times_that_are_skipped_or_come_twice_are_known() -> None:
    assert wall.is_skipped(datetime(2027, 3, 28, 2, 30), BERLIN)
    assert not wall.is_twice(datetime(2027, 3, 28, 2, 30), BERLIN)
    assert wall.is_twice(datetime(2027, 10, 31, 2, 30), BERLIN)
    assert not wall.is_skipped(datetime(2027, 10, 31, 2, 30), BERLIN)


@pytest.mark.parametrize(
    ("month", "day", "elsewhere"),
    [
        (3, 11, {"Europe/Copenhagen": "07:00", "America/Toronto": "01:00", "America/Santiago": "03:00"}),
        (6, 10, {"Europe/Copenhagen": "08:00", "America/Toronto": "02:00", "America/Santiago": "02:00"}),
        (9, 9, {"Europe/Copenhagen": "08:00", "America/Toronto": "02:00", "America/Santiago": "03:00"}),
        (12, 9, {"Europe/Copenhagen": "07:00", "America/Toronto": "01:00", "America/Santiago": "03:00"}),
    ],
)
def test_the_second_thursday_of_a_quarter(month: int, day: int, elsewhere: dict[str, str]) -> None:
    """T1: 14:00 in Shanghai is always 06:00 UTC, and Kathmandu always reads 11:45."""
    found = wall.nth_weekday(2027, month, 2, "thu")
    assert found == date(2027, month, day)
    at = wall.instant(datetime.combine(found, time(14)), SHANGHAI)
    assert at.time() == time(6)
    for zone, clock in {**elsewhere, "Asia/Kathmandu": "11:45"}.items():
        assert f"{at.astimezone(ZoneInfo(zone)):%H:%M}" == clock


def test_notice_is_counted_in_clear_days() -> None:
    """T9: a meeting on 14 October with 60 clear days."""
    assert wall.last_notice_day(date(2027, 10, 14), 60) == date(2027, 8, 14)


def test_a_deadline_lasts_until_the_end_of_its_day() -> None:
    assert wall.end_of(date(2027, 3, 31), SHANGHAI) == datetime(2027, 3, 31, 15, 59, 59, tzinfo=UTC)
    assert wall.days_before(datetime(2027, 3, 11, 6, tzinfo=UTC), 7, SHANGHAI) == datetime(
        2027, 3, 4, 15, 59, 59, tzinfo=UTC
    )


def test_days_keep_the_wall_time_and_hours_do_not() -> None:
    after_the_change = datetime(2027, 3, 28, 12, tzinfo=UTC)  # 14:00 in Berlin
    assert wall.shifted(after_the_change, Offset(days=-1), BERLIN) == datetime(2027, 3, 27, 13, tzinfo=UTC)
    assert wall.shifted(after_the_change, Offset(hours=-24), BERLIN) == datetime(2027, 3, 27, 12, tzinfo=UTC)


def test_night_goes_past_midnight() -> None:
    night = (time(22), time(7))
    assert wall.is_night(datetime(2027, 3, 11, 6, tzinfo=UTC), ZoneInfo("America/Toronto"), night)
    assert not wall.is_night(datetime(2027, 3, 11, 6, tzinfo=UTC), SHANGHAI, night)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2037, 1, 1)),
    st.sampled_from(
        [BERLIN, SANTIAGO, SYDNEY, SHANGHAI, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Africa/Casablanca")]
    ),
)
def test_later_on_the_wall_of_one_day_is_never_an_earlier_instant(local: datetime, zone: ZoneInfo) -> None:
    at = wall.instant(local, zone)
    shown = at.astimezone(zone).replace(tzinfo=None)
    assert shown >= local
    assert (shown == local) != wall.is_skipped(local, zone)
