"""What comes again: on the wall clock, across clock changes on both hemispheres, with exceptions, in RFC 5545."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import recurrence as again
from bot import wall
from bot.i18n import Reader
from bot.recurrence import Daily, Hourly, Monthly, MonthlyWeekday, Rule, Series, Weekly
from bot.recurring import in_words

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/Toronto", "America/Santiago", "Australia/Sydney", "Asia/Kathmandu")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def locals_of(series: Series, number: int) -> list[str]:
    return [f"{each.local:%Y-%m-%d %H:%M}" for each in islice(series.after(LONG_AGO), number)]


def test_a_quarterly_meeting_is_the_nth_weekday_of_given_months() -> None:
    """T1."""
    series = Series(MonthlyWeekday(2, 3, months=(3, 6, 9, 12)), datetime(2027, 1, 1, 14), "Asia/Shanghai")
    found = list(islice(series.after(LONG_AGO), 4))
    assert [each.local.date() for each in found] == [
        date(2027, 3, 11),
        date(2027, 6, 10),
        date(2027, 9, 9),
        date(2027, 12, 9),
    ]
    assert {each.at.time() for each in found} == {time(6)}
    clocks = {
        "Europe/Copenhagen": ["07:00", "08:00", "08:00", "07:00"],
        "America/Toronto": ["01:00", "02:00", "02:00", "01:00"],
        "America/Santiago": ["03:00", "02:00", "03:00", "03:00"],
        "Asia/Kathmandu": ["11:45"] * 4,
    }
    for zone, expected in clocks.items():
        assert [f"{each.at.astimezone(ZoneInfo(zone)):%H:%M}" for each in found] == expected


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        (Daily(), "2027-01-30T09:00", ["2027-01-30", "2027-01-31", "2027-02-01"]),
        (Daily(3), "2027-01-30T09:00", ["2027-01-30", "2027-02-02", "2027-02-05"]),
        (Weekly((0,)), "2027-03-03T09:00", ["2027-03-08", "2027-03-15", "2027-03-22"]),
        (Weekly((3,), 2), "2027-03-04T09:00", ["2027-03-04", "2027-03-18", "2027-04-01"]),
        (Weekly((0, 4)), "2027-03-03T09:00", ["2027-03-05", "2027-03-08", "2027-03-12"]),
        (Monthly(-1), "2027-01-01T09:00", ["2027-01-31", "2027-02-28", "2027-03-31"]),
        (Monthly(31), "2027-01-01T09:00", ["2027-01-31", "2027-03-31", "2027-05-31"]),
        (Monthly(15, 2), "2027-01-01T09:00", ["2027-01-15", "2027-03-15", "2027-05-15"]),
        (Monthly(29, months=(2,)), "2027-01-01T09:00", ["2028-02-29", "2032-02-29"]),
        (MonthlyWeekday(2, 3, 3), "2026-01-01T16:00", ["2026-01-08", "2026-04-09", "2026-07-09", "2026-10-08"]),
        (MonthlyWeekday(-2, 4), "2027-01-01T16:00", ["2027-01-22", "2027-02-19"]),
        (MonthlyWeekday(-1, 6), "2027-01-01T16:00", ["2027-01-31", "2027-02-28"]),
    ],
)
def test_rules(rule: Rule, start: str, expected: list[str]) -> None:
    series = Series(rule, datetime.fromisoformat(start), "Asia/Shanghai")
    assert [line[:10] for line in locals_of(series, len(expected))] == expected


def test_a_daily_time_that_is_skipped_or_twice_comes_once() -> None:
    berlin = Series(Daily(), datetime(2027, 3, 27, 2, 30), "Europe/Berlin")
    spring = islice(berlin.after(datetime(2027, 3, 26, tzinfo=UTC)), 3)
    shown = [f"{each.at.astimezone(ZoneInfo('Europe/Berlin')):%d %H:%M}" for each in spring]
    assert shown == ["27 02:30", "28 03:30", "29 02:30"]
    autumn = islice(berlin.after(datetime(2027, 10, 30, 12, tzinfo=UTC)), 2)
    assert [f"{each.at:%d %H:%M}" for each in autumn] == ["31 00:30", "01 01:30"]


def test_hours_are_exact_and_days_are_not() -> None:
    hourly = Series(Hourly(4), datetime(2027, 3, 27, 20), "Europe/Berlin")
    first = list(islice(hourly.after(LONG_AGO), 5))
    assert {b.at - a.at for a, b in pairwise(first)} == {timedelta(hours=4)}
    assert f"{first[2].local:%H:%M}" == "05:00", "the wall moved by an hour in the night"
    assert hourly.next_after(first[3].at) == first[4]


def test_what_never_comes_is_not_looked_for_without_end() -> None:
    assert Series(Monthly(30, every=12), datetime(2027, 2, 1, 9), "UTC").next_after(LONG_AGO) is None


def test_the_last_day_is_offered_for_the_31st() -> None:
    assert again.last_day_instead(Monthly(31, 3)) == Monthly(-1, 3)
    assert again.last_day_instead(Monthly(28)) is None
    assert again.last_day_instead(Monthly(31, months=(1, 12))) is None, "these have it every year"
    assert again.last_day_instead(Monthly(29, months=(2,))) == Monthly(-1, months=(2,))
    assert again.last_day_instead(Daily()) is None


WEEKDAY = st.integers(0, 6)
MONTHS = st.lists(st.integers(1, 12), max_size=4, unique=True).map(lambda months: tuple(sorted(months)))
RULES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Hourly, st.integers(1, 400)),
    st.builds(Daily, st.integers(1, 400)),
    st.builds(Weekly, st.lists(WEEKDAY, min_size=1, unique=True).map(lambda d: tuple(sorted(d))), st.integers(1, 9)),
    st.builds(Monthly, st.integers(1, 31) | st.just(-1), st.integers(1, 24)),
    st.builds(lambda day, months: Monthly(day, months=months), st.integers(1, 28) | st.just(-1), MONTHS),
    st.builds(MonthlyWeekday, st.sampled_from((1, 2, 3, 4, -1, -2)), WEEKDAY, st.integers(1, 24)),
    st.builds(lambda n, d, m: MonthlyWeekday(n, d, months=m), st.sampled_from((1, 4, -1, -2)), WEEKDAY, MONTHS),
)
STARTS = st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1)).map(lambda at: at.replace(second=0, microsecond=0))


@given(RULES)
def test_every_rule_is_read_as_it_is_written(rule: Rule) -> None:
    assert again.rule_of(again.rrule(rule)) == rule
    assert Reader().plain(in_words(rule)) != Reader("zh-Hans").plain(in_words(rule))


@given(RULES, STARTS, st.sampled_from(ZONES))
def test_wall_times_stay_and_instants_rise(rule: Rule, start: datetime, zone: str) -> None:
    found = list(islice(Series(rule, start, zone).after(LONG_AGO), 30))
    assert [each.at for each in found] == sorted({each.at for each in found})
    if not isinstance(rule, Hourly):
        assert {each.local.time() for each in found} <= {start.time()}
        assert len({each.local.date() for each in found}) == len(found)
        assert all(each.at == wall.instant(each.local, ZoneInfo(zone)) for each in found)


@given(STARTS, st.sampled_from(ZONES))
def test_a_daily_time_is_one_instant_a_day_all_year(start: datetime, zone: str) -> None:
    days = [each.local.date() for each in islice(Series(Daily(), start, zone).after(LONG_AGO), 366)]
    assert days == [start.date() + timedelta(days=n) for n in range(366)]


def test_a_year_of_given_months_is_every_month_of_these() -> None:
    assert again.rule_of("FREQ=YEARLY;BYMONTH=3,6;BYDAY=2TH") == MonthlyWeekday(2, 3, months=(3, 6))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=SECONDLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=x",
        "FREQ=DAILY;INTERVAL=100000000",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=5FR",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=WEEKLY",
        "FREQ=YEARLY;BYMONTHDAY=1",
        "FREQ=DAILY;BYSETPOS=1",
        "FREQ=MONTHLY;BYMONTH=13;BYMONTHDAY=1",
        "FREQ=MONTHLY;INTERVAL=2;BYMONTH=3;BYMONTHDAY=1",
        "FREQ=DAILY;UNTIL=20270401T155959Z",
        "FREQ=DAILY;COUNT=3",
    ],
)
def test_what_we_do_not_keep_is_said_so(text: str) -> None:
    with pytest.raises(again.NotARule):
        again.rule_of(text)


@pytest.mark.parametrize(
    ("rule", "english"),
    [
        (Hourly(4), "every 4 hours"),
        (Daily(), "every day"),
        (Weekly((3,), 2), "every 2 weeks on Thursday"),
        (Weekly((0, 1, 2, 3, 4)), "every weekday, Monday to Friday"),
        (Monthly(-1), "on the last day of every month"),
        (MonthlyWeekday(2, 3, months=(3, 6)), "on the second Thursday of March, June"),
        (MonthlyWeekday(-1, 4, 3), "on the last Friday of every 3 months"),
    ],
)
def test_rules_in_words(rule: Rule, english: str) -> None:
    assert Reader().plain(in_words(rule)) == english


@pytest.mark.parametrize(
    ("rule", "chinese"),
    [(Monthly(15), "每月15日"), (Monthly(-1), "每月最后一天")],
)
def test_days_of_the_month_in_chinese(rule: Rule, chinese: str) -> None:
    assert Reader("zh-Hans").plain(in_words(rule)) == chinese
