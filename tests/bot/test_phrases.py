"""Times as people say them, in both languages; what is hostile breaks nothing."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wall
from bot.i18n import Reader
from bot.recurring import in_words
from bot.when import phrases
from bot.when.dates import NotUnderstood
from bot.when.phrases import PARTS
from bot.when.spoken import MONTHS, WEEKDAYS
from bot.when.words import NUMBERS

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 4, 2, tzinfo=UTC)
"""Wednesday 4 March 2026, 10:00 in Shanghai."""

ENGLISH = """
tomorrow at 8                        | Thu 2026-03-05 08:00
in 2 hours                           | Wed 2026-03-04 12:00
next Friday 16:00                    | Fri 2026-03-13 16:00
every second Thursday at 9           | Thu 2026-03-05 09:00 | every 2 weeks on Thursday
on the last day of every month       | Tue 2026-03-31 09:00 | on the last day of every month
tonight at 8                         | Wed 2026-03-04 20:00
in half an hour                      | Wed 2026-03-04 10:30
in an hour and a half                | Wed 2026-03-04 11:30
in 10 min                            | Wed 2026-03-04 10:10
2 hours from now                     | Wed 2026-03-04 12:00
in two weeks                         | Wed 2026-03-18 10:00
in a month                           | Sat 2026-04-04 10:00
in 3 days at 9                       | Sat 2026-03-07 09:00
Friday                               | Fri 2026-03-06 09:00
on Friday at 3pm                     | Fri 2026-03-06 15:00
this Friday at 15:00                 | Fri 2026-03-06 15:00
Wednesday at 11                      | Wed 2026-03-04 11:00
Wednesday at 9                       | Wed 2026-03-11 09:00
at 8                                 | Wed 2026-03-04 20:00
at 3                                 | Wed 2026-03-04 15:00
8pm tomorrow                         | Thu 2026-03-05 20:00
at 9 on Friday                       | Fri 2026-03-06 09:00
tomorrow afternoon at 3              | Thu 2026-03-05 15:00
tomorrow evening                     | Thu 2026-03-05 20:00
tomorrow morning                     | Thu 2026-03-05 09:00
tonight                              | Wed 2026-03-04 20:00
the day after tomorrow at noon       | Fri 2026-03-06 12:00
next week                            | Mon 2026-03-09 09:00
next month                           | Wed 2026-04-01 09:00
at the end of the month              | Tue 2026-03-31 09:00
end of the month at 5pm              | Tue 2026-03-31 17:00
last day of the month                | Tue 2026-03-31 09:00
every 15th at 10                     | Sun 2026-03-15 10:00 | on day 15 of every month
the 15th at 10                       | Sun 2026-03-15 10:00
1 April 18:00                        | Wed 2026-04-01 18:00
March 11 at 2pm                      | Wed 2026-03-11 14:00
1 March 18:00                        | Mon 2027-03-01 18:00
2027-03-11 14:00                     | Thu 2027-03-11 14:00
daily at 7am                         | Thu 2026-03-05 07:00 | every day
every other day at 6pm               | Wed 2026-03-04 18:00 | every 2 days
every weekday at 8                   | Thu 2026-03-05 08:00 | every weekday, Monday to Friday
every 4 hours                        | Wed 2026-03-04 14:00 | every 4 hours
every Monday and Wednesday at 9:30   | Mon 2026-03-09 09:30 | every Monday, Wednesday
Mondays at 9                         | Mon 2026-03-09 09:00 | every Monday
fortnightly on Tuesday at 2 pm       | Tue 2026-03-10 14:00 | every 2 weeks on Tuesday
every month on the 15th at 10        | Sun 2026-03-15 10:00 | on day 15 of every month
the second Thursday of every month at 16:00 | Thu 2026-03-12 16:00 | on the second Thursday of every month
every last Friday at 4pm             | Fri 2026-03-27 16:00 | on the last Friday of every month
every 3 months on the first Monday at 10:00 | Mon 2026-04-06 10:00 | on the first Monday of every 3 months
every year on 1 April at 9           | Wed 2026-04-01 09:00 | every year on 1 April
1 April every year at 9              | Wed 2026-04-01 09:00 | every year on 1 April
every year on 31 December            | Thu 2026-12-31 09:00 | every year on 31 December
every weekend at 10                  | Sat 2026-03-07 10:00 | every Saturday, Sunday
9am every second day                 | Thu 2026-03-05 09:00 | every 2 days
every evening at 8                   | Wed 2026-03-04 20:00 | every day
every morning                        | Thu 2026-03-05 09:00 | every day
Friday next week                     | Fri 2026-03-13 09:00
next week on Friday at 16:00         | Fri 2026-03-13 16:00
tomorrow at 2:30 pm                  | Thu 2026-03-05 14:30
tomorrow at 5:45am                   | Thu 2026-03-05 05:45
Tues 9am                             | Tue 2026-03-10 09:00
Weds at 9                            | Wed 2026-03-11 09:00
every Weds and Thurs at 9            | Thu 2026-03-05 09:00 | every Wednesday, Thursday
every Wednes at 9                    | Wed 2026-03-11 09:00 | every Wednesday
Thursday 12 March at 9               | Thu 2026-03-12 09:00
at nine tomorrow                     | Thu 2026-03-05 09:00
tomorrow evening at 8:30             | Thu 2026-03-05 20:30
tomorrow evening at 8pm              | Thu 2026-03-05 20:00
"""

CHINESE = """
明天上午9点          | Thu 2026-03-05 09:00
下周五16:00          | Fri 2026-03-13 16:00
两小时后             | Wed 2026-03-04 12:00
每周一上午九点       | Mon 2026-03-09 09:00 | every Monday
每月最后一天         | Tue 2026-03-31 09:00 | on the last day of every month
4月1日18点           | Wed 2026-04-01 18:00
后天下午三点半       | Fri 2026-03-06 15:30
半小时后             | Wed 2026-03-04 10:30
今晚8点              | Wed 2026-03-04 20:00
明早7点半            | Thu 2026-03-05 07:30
明晚九点             | Thu 2026-03-05 21:00
明天9点              | Thu 2026-03-05 09:00
一个半小时后         | Wed 2026-03-04 11:30
2小时30分钟后        | Wed 2026-03-04 12:30
过10分钟             | Wed 2026-03-04 10:10
三天后上午9点        | Sat 2026-03-07 09:00
两周后               | Wed 2026-03-18 10:00
三个月后             | Thu 2026-06-04 10:00
周五下午3点          | Fri 2026-03-06 15:00
本周五下午3点        | Fri 2026-03-06 15:00
下下周一上午十点     | Mon 2026-03-16 10:00
下星期二             | Tue 2026-03-10 09:00
下周                 | Mon 2026-03-09 09:00
下个月1号            | Wed 2026-04-01 09:00
月底                 | Tue 2026-03-31 09:00
15号上午10点         | Sun 2026-03-15 10:00
五月三号晚上八点     | Sun 2026-05-03 20:00
2027年3月11日14:00   | Thu 2027-03-11 14:00
中午                 | Wed 2026-03-04 12:00
大后天               | Sat 2026-03-07 09:00
後天晚上八點         | Fri 2026-03-06 20:00
每天早上8点          | Thu 2026-03-05 08:00 | every day
每隔一天9点          | Thu 2026-03-05 09:00 | every 2 days
每个工作日9点        | Thu 2026-03-05 09:00 | every weekday, Monday to Friday
每4小时              | Wed 2026-03-04 14:00 | every 4 hours
每周一三五9点        | Fri 2026-03-06 09:00 | every Monday, Wednesday, Friday
每周一、周三 9点     | Mon 2026-03-09 09:00 | every Monday, Wednesday
每两周的周四14:00    | Thu 2026-03-05 14:00 | every 2 weeks on Thursday
隔周周五下午4点      | Fri 2026-03-06 16:00 | every 2 weeks on Friday
每月十五号上午10点   | Sun 2026-03-15 10:00 | on day 15 of every month
每月第二个周四16点   | Thu 2026-03-12 16:00 | on the second Thursday of every month
每月最后一个周五下午四点 | Fri 2026-03-27 16:00 | on the last Friday of every month
每三个月的第一个周一10点 | Mon 2026-04-06 10:00 | on the first Monday of every 3 months
每年4月1日9点        | Wed 2026-04-01 09:00 | every year on 1 April
每周末10点           | Sat 2026-03-07 10:00 | every Saturday, Sunday
每逢周一9点          | Mon 2026-03-09 09:00 | every Monday
每晚8点              | Wed 2026-03-04 20:00 | every day
一百二十分钟后       | Wed 2026-03-04 12:00
三百六十五天后       | Thu 2027-03-04 10:00
八点零五             | Wed 2026-03-04 20:05
八点三十五分         | Wed 2026-03-04 20:35
一百零二天后         | Sun 2026-06-14 10:00
"""


def rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize("row", rows(ENGLISH) + rows(CHINESE), ids=lambda row: row[0])
def test_phrases(row: list[str]) -> None:
    phrase, first, *rule = row
    found = phrases.read(phrase, zone=SHANGHAI, now=NOW)
    assert f"{found.local:%a %Y-%m-%d %H:%M}" == first
    assert found.at == wall.instant(found.local, SHANGHAI)
    assert [Reader().plain(in_words(found.rule))] == rule if found.rule else not rule
    assert phrases.read(f"  {phrase.upper()} ", zone=SHANGHAI, now=NOW) == found


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ("remind me tomorrow at 8 to call Wei", "2026-03-05 08:00", "call Wei"),
        ("tomorrow at 8 in the evening call Wei", "2026-03-05 20:00", "call Wei"),
        ("call Wei tomorrow at eight in the morning", "2026-03-05 08:00", "call Wei"),
        ("3:30 in the afternoon tea", "2026-03-04 15:30", "tea"),
        ("tomorrow at 9 at night lock up", "2026-03-05 21:00", "lock up"),
        ("tmrw 9am call", "2026-03-05 09:00", "call"),
        ("明儿下午三点开会", "2026-03-05 15:00", "开会"),
        ("隔天早上8点浇花", "2026-03-05 08:00", "浇花"),
        ("in a fortnight renew", "2026-03-18 10:00", "renew"),
        ("明天9点下班打卡", "2026-03-05 09:00", "下班打卡"),
        ("call Wei tomorrow at 8", "2026-03-05 08:00", "call Wei"),
        ("tomorrow at 8: Call  *Wei* & <Ana>", "2026-03-05 08:00", "Call  *Wei* & <Ana>"),
        ("tomorrow 14 Uhr call Wei", "2026-03-05 14:00", "call Wei"),
        ("buy 3 pens in 20 minutes", "2026-03-04 10:20", "buy 3 pens"),
        ("every Monday at 9 stand-up", "2026-03-09 09:00", "stand-up"),
        ("2027-03-11 14:00 board", "2027-03-11 14:00", "board"),
        ("明天9点提醒我给李老师打电话", "2026-03-05 09:00", "给李老师打电话"),
        ("請提醒我明天九點開會", "2026-03-05 09:00", "開會"),
        ("提醒我明天9点给李老师打电话", "2026-03-05 09:00", "给李老师打电话"),
        ("给李老师打电话，明天上午9点", "2026-03-05 09:00", "给李老师打电话"),
        ("半小时后开会", "2026-03-04 10:30", "开会"),
        ("prepare for Friday tomorrow at 8", "2026-03-05 08:00", "prepare for Friday"),
        ("call every member tomorrow at 8", "2026-03-05 08:00", "call every member"),
        ("tomorrow every member must vote", "2026-03-05 09:00", "every member must vote"),
        ("tomorrow weekly report", "2026-03-05 09:00", "weekly report"),
        ("call 5551234 tomorrow", "2026-03-05 09:00", "call 5551234"),
        ("pay invoice 20260311 on Friday", "2026-03-06 09:00", "pay invoice 20260311"),
        ("Friday at 14:00 quarterly meeting", "2026-03-06 14:00", "quarterly meeting"),
        ("book the 9 o'clock train tomorrow", "2026-03-05 09:00", "book the 9 o'clock train"),
        ("把书放桌上明天8点", "2026-03-05 08:00", "把书放桌上"),
        ("明天下午三点到图书馆", "2026-03-05 15:00", "到图书馆"),
        ("tomorrow may be late", "2026-03-05 09:00", "may be late"),
        ("提醒每位成员明天8点", "2026-03-05 08:00", "提醒每位成员"),
        ("tomorrow 3 pens", "2026-03-05 09:00", "3 pens"),
        ("morning at 9 call Wei", "2026-03-05 09:00", "call Wei"),  # it is 10 o'clock
        ("this evening at 8 call Wei", "2026-03-04 20:00", "call Wei"),
        ("明天和下属开会", "2026-03-05 09:00", "和下属开会"),
        ("明天除夕大扫除", "2026-03-05 09:00", "除夕大扫除"),
        ("tomorrow about 10 people come", "2026-03-05 09:00", "10 people come"),
        ("明天开始放假", "2026-03-05 09:00", "开始放假"),
        ("tomorrow in two minds", "2026-03-05 09:00", "in two minds"),
        ("Friday 3 pens", "2026-03-06 09:00", "3 pens"),
        ("明天早饭后吃药", "2026-03-05 09:00", "早饭后吃药"),
    ],
)
def test_the_rest_is_kept_as_typed(text: str, first: str, rest: str) -> None:
    found = phrases.find(text, zone=SHANGHAI, now=NOW)
    assert (f"{found.local:%Y-%m-%d %H:%M}", found.rest) == (first, rest)


def test_days_keep_the_wall_clock_and_hours_do_not() -> None:
    saturday = datetime(2026, 3, 28, 12, tzinfo=UTC)  # 13:00; clocks go forward that night
    assert phrases.read("in 1 day", zone=BERLIN, now=saturday).at == saturday + timedelta(hours=23)
    assert phrases.read("in 24 hours", zone=BERLIN, now=saturday).at == saturday + timedelta(hours=24)
    skipped = phrases.read("tomorrow at 02:30", zone=BERLIN, now=saturday)
    assert (skipped.local.hour, skipped.local.minute) == (3, 30), "said back as the clocks will show it"


def test_an_hour_that_comes_twice_is_its_first_and_never_past() -> None:
    second_time = datetime(2027, 10, 31, 1, 15, tzinfo=UTC)  # 02:15 for the second time
    found = phrases.read("at 02:30", zone=BERLIN, now=second_time)
    assert found.local == datetime(2027, 11, 1, 2, 30), "the first 02:30 of the night is 45 minutes ago"
    first_time = datetime(2027, 10, 31, 0, 15, tzinfo=UTC)
    assert phrases.read("at 02:30", zone=BERLIN, now=first_time).at == first_time + timedelta(minutes=15)


def test_hours_that_come_again_are_exact_from_the_first_on() -> None:
    night = datetime(2027, 10, 31, 0, 15, tzinfo=UTC)  # the clocks go back in it
    assert phrases.read("every 2 hours", zone=BERLIN, now=night).at == night + timedelta(hours=2)
    assert phrases.read("every hour", zone=BERLIN, now=night).at == night + timedelta(hours=1)


def test_friday_said_on_a_friday() -> None:
    noon = datetime(2026, 3, 6, 4, tzinfo=UTC)
    for phrase, day in (
        ("Friday at 8", 13),
        ("Friday at 14:00", 6),
        ("today at 8", 6),
        ("next Friday", 13),
        ("周五", 13),
    ):
        assert phrases.read(phrase, zone=SHANGHAI, now=noon).local.day == day


WORDS = (
    "every second last day of the month next this in at on tomorrow Friday and 2 31 9 16:00 2:30 pm half an hour weeks "
    "每 两 周 一 五 月 号 天 点 半 下 个 上午 晚上 后 明天 最后 第 隔 ² \n \0 , 、 9999"
)
PIECES = st.lists(st.sampled_from([*WORDS.split(" "), *WEEKDAYS, *MONTHS, *NUMBERS, *PARTS]), max_size=12)


@given(st.one_of(st.text(max_size=80), PIECES.map(" ".join), PIECES.map("".join)), st.datetimes(
    datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # fmt: skip
def test_no_text_whatsoever_breaks_it_and_what_is_found_is_ahead(text: str, now: datetime) -> None:
    with suppress(NotUnderstood):
        found = phrases.find(text, zone=BERLIN, now=now)
        assert found.at > now - timedelta(minutes=1)
        assert found.rest in text
        series = found.series(BERLIN)
        assert series is None or series.next_after(found.at - timedelta(microseconds=1)) is not None
