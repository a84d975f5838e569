"""Times in forms: read strictly, asked back when they can be read twice, and said in everybody's own time."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import markup as discord
from adapters.mail import markup as mail
from adapters.slack import markup as slack
from bot import wall, when
from bot.i18n import LANGUAGES, Reader, is_zone
from bot.when import dates

SHANGHAI, BERLIN, SANTIAGO, SYDNEY, TORONTO, LORD_HOWE = (
    ZoneInfo(name)
    for name in (
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/Santiago",
        "Australia/Sydney",
        "America/Toronto",
        "Australia/Lord_Howe",
    )
)
ZONES = (SHANGHAI, BERLIN, SANTIAGO, SYDNEY, TORONTO, LORD_HOWE)
NOW = datetime(2027, 3, 3, 2, tzinfo=UTC)
"""A Wednesday, 10:00 in Shanghai."""
ENGLISH = Reader()


def why_not(text: str, zone: ZoneInfo = SHANGHAI) -> str:
    with pytest.raises(when.NotUnderstood) as refused:
        when.read(text, zone=zone, now=NOW)
    return ENGLISH.plain(refused.value.reason)


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-11 14:00",
        "2027-03-11T14:00",
        "2027-03-11 14:00:00",
        "2027/3/11 14:00",
        "2027.03.11 2pm",
        "11 Mar 2027 14:00",
        "Thu 11 Mar 2027, 14:00",
        "Thursday, 11th of March, 2027 at 2 p.m.",
        "March 11 2027 2pm",
        "11-Mar-2027 14:00",
        "14:00 on 11 March 2027",
        "11 March 14:00",
        "2027年3月11日14:00",
        "2027年3月11日14时",
        "2027年3月11日14点整",
        "2027年3月11日（周四）下午2点",
        "２０２７年３月１１日　１４：００",
        "二〇二七年三月十一日，星期四，下午两点",
        "2027年3月11號下午2點鐘",
        "3月11日 14点",
    ],
)
def test_one_time_written_in_many_ways(text: str) -> None:
    assert when.read(text, zone=SHANGHAI, now=NOW) == datetime(2027, 3, 11, 14)


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("11 Mar 2027 2.30pm", "2027-03-11T14:30"),
        ("11 Mar 2027 12am", "2027-03-11T00:00"),
        ("11 Mar 2027 noon", "2027-03-11T12:00"),
        ("2027年3月11日下午2点半", "2027-03-11T14:30"),
        ("2027年3月11日上午九点一刻", "2027-03-11T09:15"),
        ("2027年3月11日晚上8点30分", "2027-03-11T20:30"),
        ("2027年3月11日凌晨12点", "2027-03-11T00:00"),
        ("2027年3月11日中午", "2027-03-11T12:00"),
        ("2027年3月11日14:00。", "2027-03-11T14:00"),
        ("11 Mar 2027 2 p.m.", "2027-03-11T14:00"),
        ("2027-03-11 14:00 Uhr", "2027-03-11T14:00"),
        ("11 Mar 2027, 14 Uhr", "2027-03-11T14:00"),
        ("11 Mar 2027 8 Uhr 30", "2027-03-11T08:30"),
        ("11 Mar 2027 um 14 Uhr", "2027-03-11T14:00"),
        ("11 Mar 2027 14h30", "2027-03-11T14:30"),
        ("11 Mar 2027 à 14h30", "2027-03-11T14:30"),
        ("tomorrow 14h", "2027-03-04T14:00"),
        ("11 Mar 2027 14 heures", "2027-03-11T14:00"),
        ("2027-03-11 14 h", "2027-03-11T14:00"),
        ("2 Mar 9:00", "2028-03-02T09:00"),  # yesterday: the next one
        ("3 Mar 9:00", "2028-03-03T09:00"),  # an hour ago
        ("3 Mar 11:00", "2027-03-03T11:00"),
        ("29 Feb 9:00", "2028-02-29T09:00"),
    ],
)
def test_hours_in_words_and_years_left_out(text: str, local: str) -> None:
    assert when.read(text, zone=SHANGHAI, now=NOW) == datetime.fromisoformat(local)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Fri 11 Mar 2027 14:00", "that date is Thu 11 Mar 2027"),
        ("2027年3月11日（周五）14:00", "that date is Thu 11 Mar 2027"),
        ("30 Feb 2027 14:00", "the last day of the month is Sun 28 Feb 2027"),
        ("29 Feb 2027 14:00", "the last day of the month is Sun 28 Feb 2027"),
        ("31 June 14:00", "the last day of the month is Wed 30 Jun 2027"),
        ("2027-13-01 14:00", "no such date"),
        ("03/04/27 14:00", "can be 3 Apr 2027 or 4 Mar 2027"),
        ("03.04.2027 14:00", "can be 3 Apr 2027 or 4 Mar 2027"),
        ("5.3. 14:00", "can be 5 Mar or 3 May"),
        ("13/04/2027 14:00", "as 13 Apr 2027"),
        ("13.01.2027 14:00 Uhr", "as 13 Jan 2027"),
        ("11 Mar 2027 8 Uhr", "can be 08:00 or 20:00"),
        ("11 Mar 2027 14:00 EST", "leave the time zone out"),
        ("11 Mar 27 14:00", "four digits"),
        ("2027年3月11日2点", "can be 02:00 or 14:00"),
        ("11 Mar 2027 8 o'clock", "can be 08:00 or 20:00"),
        ("2027年3月11日晚上12点", "Midnight belongs to two days"),
        ("2027-03-11 24:00", "Midnight belongs to two days"),
        ("11 Mar 2027 midnight", "Midnight belongs to two days"),
        ("2027-03-11 25:00", "There is no 25:00."),
        (
            "Thursday 14:00",
            "Do you mean Thu 4 Mar 2027 or Thu 11 Mar 2027? Please write the date, such as 2027-03-04 14:00.",
        ),
        ("周四14:00", "Thu 4 Mar 2027 or Thu 11 Mar 2027"),
        ("Wednesday 9:00", "Wed 10 Mar 2027 or Wed 17 Mar 2027"),  # an hour ago
        ("Friday", "Fri 5 Mar 2027 or Fri 12 Mar 2027? Please write the date, such as 2027-03-05 14:00"),
        ("11 March 1400", "the time of day, too: 2027-03-11 14:00"),
        ("2 March", "the time of day, too: 2028-03-02 14:00"),
        ("2027-13-45", "no such date"),
        ("31 feb", "the last day of the month is Tue 29 Feb 2028"),  # February is over this year
        ("Fri 11 Mar 2027", "that date is Thu 11 Mar 2027"),
        ("2027-03-11 14:60", "There is no 14:60."),
        ("2027-03-114:00", "as a day and a time"),
        ("14:00", "the day, too"),
        ("11 Mar 2027", "the time of day, too: 2027-03-11 14:00"),
        ("2027-03-11 14:00 CET", "leave the time zone out"),
        ("2027-03-11T14:00Z", "leave the time zone out"),
        ("2027-03-11T14:00+08:00", "leave the time zone out"),
        ("2027-03-11 14:00 (UTC+8)", "leave the time zone out"),
        ("11 Mar 2027 14:00 Beijing time", "leave the time zone out"),
        ("2027年3月11日14:00（北京时间）", "leave the time zone out"),
        ("2027-03-11 14:00-16:00", "one time"),
        ("tomorrow", "the time of day, too: 2027-03-04 14:00"),
        ("tomorrow afternoon", "the time of day, too: 2027-03-04 14:00"),
        ("in 3 days", "the time of day, too: 2027-03-06 14:00"),
        ("tomorrow at 8", "write 08:00 or 20:00"),
        ("tomorrow at 3", "write 03:00 or 15:00"),
        ("on Friday at 15:00", "such as 2027-03-05 15:00"),
        ("next week at 15:00", "the day, too"),
        ("at 15", "the day, too"),
        ("evening at 9:30", "the day, too"),
        ("下午3点", "the day, too"),
        ("tomorrow at 15:00 call", "as a day and a time"),
        ("every Monday at 15:00", "as a date"),
        ("today at 9:00", "is past"),
        ("this Monday at 15:00", "Mon 8 Mar 2027 or Mon 15 Mar 2027"),
        ("tomorrow at 25:00", "There is no 25:00."),
        ("明天25点", "There is no 25点."),
        ("sometime tomorrow at 15:00", "as a date"),
        ("", "as a day and a time"),
        ("2027-3-11 9", "as a day and a time"),
        ("March 2027", "as a day and a time"),
        ("Mar 11 27 14:00", "four digits"),
        ("9999-03-11 14:00", "a year from 1900"),
        ("1" * 101, "too long"),
    ],
)
def test_what_is_not_certain_is_asked_back(text: str, reason: str) -> None:
    assert reason in why_not(text)


@pytest.mark.parametrize(
    ("text", "readings"),
    [("3/11 14:00", ("11月3日", "3月11日")), ("03.04.2027 14:00", ("2027年4月3日", "2027年3月4日")),
     ("13/04/2027 14:00", ("2027年4月13日",))],
)  # fmt: skip
def test_the_readings_are_said_in_the_reader_s_language(text: str, readings: tuple[str, ...]) -> None:
    with pytest.raises(when.NotUnderstood) as refused:
        when.read(text, zone=SHANGHAI, now=NOW)
    said = Reader("zh-Hans").plain(refused.value.reason)
    assert all(reading in said for reading in readings)


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("tomorrow at 15:00", "2027-03-04T15:00"),
        ("next Thursday at 3pm", "2027-03-11T15:00"),
        ("后天下午三点", "2027-03-05T15:00"),
        ("下周四14:00", "2027-03-11T14:00"),
        ("in 2 hours", "2027-03-03T12:00"),
        ("in 3 days at 9am", "2027-03-06T09:00"),
        ("the end of the month at 17:00", "2027-03-31T17:00"),
        ("tomorrow noon", "2027-03-04T12:00"),
    ],
)
def test_a_phrase_that_leaves_nothing_open_is_a_time_too(text: str, local: str) -> None:
    assert when.read(text, zone=SHANGHAI, now=NOW) == datetime.fromisoformat(local)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tomorrow", "2027-03-04"),
        ("today", "2027-03-03"),
        ("next Thursday", "2027-03-11"),
        ("后天", "2027-03-05"),
        ("in two weeks", "2027-03-17"),
        ("end of the month", "2027-03-31"),
        ("月底", "2027-03-31"),
    ],
)
def test_a_day_may_be_a_phrase_too(text: str, expected: str) -> None:
    assert when.read_day(text, zone=SHANGHAI, now=NOW) == date.fromisoformat(expected)


@pytest.mark.parametrize("text", ["next week", "this Monday", "every Monday", "tomorrow at 9:00", "yesterday"])
def test_a_phrase_that_is_not_one_day_to_come_is_asked_back(text: str) -> None:
    with pytest.raises(when.NotUnderstood):
        when.read_day(text, zone=SHANGHAI, now=NOW)


@pytest.mark.parametrize("text", ["Friday", "on Friday", "this Friday", "周五"])
def test_a_weekday_alone_is_asked_back_with_the_days_it_can_be(text: str) -> None:
    with pytest.raises(when.NotUnderstood) as refused:
        when.read_day(text, zone=SHANGHAI, now=NOW)
    why = "Do you mean Fri 5 Mar 2027 or Fri 12 Mar 2027? Please write the date, such as 2027-03-05."
    assert ENGLISH.plain(refused.value.reason) == why


def test_times_the_clocks_skip_or_show_twice() -> None:
    assert "skip 02:30; then they show 03:30" in why_not("28 Mar 2027 2:30 am", BERLIN)
    assert "show 02:30 twice" in why_not("31 Oct 2027 2:30 am", BERLIN)
    assert "skip 02:15" in why_not("2027-10-03 02:15", LORD_HOWE)
    night = datetime(2027, 3, 27, 12, tzinfo=UTC)
    with pytest.raises(when.NotUnderstood) as refused:
        when.read("tomorrow at 2:30am", zone=BERLIN, now=night)
    assert "skip 02:30" in ENGLISH.plain(refused.value.reason)
    assert when.read("28 Mar 2027 2:30 am", zone=SHANGHAI, now=NOW) == datetime(2027, 3, 28, 2, 30)


def test_days_alone() -> None:
    def day(text: str) -> date:
        return when.read_day(text, zone=SHANGHAI, now=NOW)

    assert day("3 March") == date(2027, 3, 3), "today is not past"
    assert day("2 March") == date(2028, 3, 2)
    assert day("2027年4月1日（星期四）") == day("1 Apr 2027") == day("2027-04-01") == date(2027, 4, 1)
    for with_hour in ("1 Apr 2027 14:00", "14:00 on 1 April", "tomorrow at 9:00"):
        with pytest.raises(when.NotUnderstood) as refused:
            day(with_hour)
        assert "write only the day" in ENGLISH.plain(refused.value.reason)


@pytest.mark.parametrize(
    ("own", "english", "chinese"),
    [
        ("Europe/Copenhagen", "= your 07:00", "= 您的 07:00"),
        ("Asia/Shanghai", "", ""),
        ("Asia/Singapore", "", ""),
        (
            "America/Los_Angeles",
            "= your Wed 10 Mar 2027, 22:00 (UTC-8, Los Angeles)",
            "= 您的 2027年3月10日（周三）22:00（UTC-8，洛杉矶）",
        ),
    ],
)
def test_a_time_is_said_back_in_the_readers_own(own: str, english: str, chinese: str) -> None:
    text = when.echo(datetime(2027, 3, 11, 6, tzinfo=UTC), zone=SHANGHAI, place="Suzhou", own=own)
    assert Reader("en", own).plain(text) == f"Thu 11 Mar 2027, 14:00 Suzhou {english}".rstrip()
    assert Reader("zh-Hans", own).plain(text) == f"2027年3月11日（周四）14:00（Suzhou）{chinese}"


def test_the_past_is_refused() -> None:
    when.ensure_ahead(NOW + timedelta(minutes=1), NOW)
    with pytest.raises(when.NotUnderstood):
        when.ensure_ahead(NOW, NOW)


INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2190, 1, 1), timezones=st.just(UTC))


@given(INSTANTS, st.sampled_from(ZONES), st.sampled_from(LANGUAGES))
def test_what_is_said_back_is_read_as_the_same_time(at: datetime, zone: ZoneInfo, language: str) -> None:
    at = at.replace(second=0, microsecond=0)
    local = at.astimezone(zone).replace(tzinfo=None)
    said = Reader(language, "Asia/Kathmandu").plain(when.echo(at, zone=zone, own=zone.key))
    if wall.is_twice(local, zone):
        with pytest.raises(when.NotUnderstood):
            when.read(said, zone=zone, now=NOW)
    else:
        assert when.read(said, zone=zone, now=NOW) == local


PIECES = st.lists(
    st.one_of(
        st.sampled_from(list("0123456789 :.-/年月日号点时分半周四一二十上下午晚，（）T")),
        st.sampled_from(["Mar", "thu", "2027", "am", "pm", "noon", "11", "o'clock", "at"]),
        st.sampled_from(["\u00b2", "\u0966", "\u216b", "\ufb01", "\n", "\0"]),
    ),
    max_size=30,
).map("".join)


@given(st.one_of(st.text(max_size=120), PIECES), st.sampled_from(ZONES))
def test_no_text_whatsoever_breaks_it(text: str, zone: ZoneInfo) -> None:
    for read in (when.read, when.read_day):
        with suppress(when.NotUnderstood):
            assert read(text, zone=zone, now=NOW).year in dates.YEARS
    with suppress(when.NotUnderstood):
        assert is_zone(when.read_zone(text))


def test_every_platform_draws_the_places_own_clock_as_words() -> None:
    """Slack's and Discord's own timestamps show the reader's zone only."""
    at = datetime(2027, 3, 11, 6, tzinfo=UTC)
    there = when.at_place(at, SHANGHAI, "Suzhou")
    reader = Reader("en", "Europe/Copenhagen")
    expected = "Thu 11 Mar 2027, 14:00 Suzhou"
    assert reader.plain(there) == expected
    assert ["".join(row) for row in discord.lines(there, reader).rows] == [expected]
    assert slack.mrkdwn(there, reader, "T1") == "".join(e["text"] for e in slack.rich(there, reader, "T1")) == expected
    assert mail.plain(there, reader) == mail.html(there, reader) == expected


@pytest.mark.parametrize(("typed", "kept"), [
    ("tomorrow at 15:00", "2027-03-02 15:00"),
    ("in 2 hours", "2027-03-01 19:00"),
    ("11 Mar 14:00", "2027-03-11 14:00"),
    ("Thu 11 Mar 2027, 14:00", "Thu 11 Mar 2027, 14:00"),
    ("2027年3月11日14:00", "2027年3月11日14:00"),
])  # fmt: skip
def test_what_would_mean_another_time_later_is_written_out(typed: str, kept: str) -> None:
    now = datetime(2027, 3, 1, 9, tzinfo=UTC)
    assert when.fixed(typed, zone=ZoneInfo("Asia/Shanghai"), now=now) == kept


def test_a_day_is_written_out_too() -> None:
    now, zone = datetime(2027, 3, 1, 9, tzinfo=UTC), ZoneInfo("Asia/Shanghai")
    assert when.fixed_day("tomorrow", zone=zone, now=now) == "2027-03-02"
    assert when.fixed_day("2 Mar 2027", zone=zone, now=now) == "2 Mar 2027"
    assert when.fixed_day("", zone=zone, now=now) == ""
