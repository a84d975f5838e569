"""Days and delays in the words of natural phrases: "the day after tomorrow", "next Friday", 下下周一, "in 2 hours".

Everything here reads text that `bot.when.spoken.plain` has brought to one spelling. `today` is the day it is said on.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot import wall
from bot.when.dates import day_in
from bot.when.spoken import WEEKDAY, WEEKDAYS

_NUMBERS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
NUMBERS: Final = {word: n for n, word in enumerate(_NUMBERS, 1)} | {"a": 1, "an": 1, "a couple of": 2}
COUNT: Final = rf"(?:\d{{1,4}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"

_AWAY: Final = {
    "today": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "the day after tomorrow": 2, "day after tomorrow": 2,
    "今天": 0, "今日": 0, "今": 0, "明天": 1, "明日": 1, "明": 1, "明儿": 1, "后天": 2, "后儿": 2, "大后天": 3,
}  # fmt: skip
_NEXT_WEEK: Final = ("next week", "下周", "下星期", "下个星期", "下礼拜")
_NEXT_MONTH: Final = ("next month", "下个月", "下月")
_MONTHS_END: Final = (
    "the end of the month",
    "end of the month",
    "the last day of the month",
    "last day of the month",
    "月底",
    "本月底",
    "月末",
    "本月最后1天",
)
_WEEK: Final = re.compile(rf"(?P<which>(?:the )?coming |this |next |下下个?|下个?|本|这个?)?(?P<day>{WEEKDAY})")
_OF_NEXT_WEEK: Final = re.compile(
    rf"(?:(?P<day>{WEEKDAY}),? (?:of )?next week|next week,? (?:on )?(?P<then>{WEEKDAY}))"
)
_OF_NEXT_MONTH: Final = re.compile(r"下个?月(?P<day>\d{1,2})[号日]")
_OF_THIS_MONTH: Final = re.compile(r"(?:the (\d{1,2})(?:st|nd|rd|th)|(?:本月|这个?月)?(\d{1,2})号)")

_SPAN: Final = re.compile(
    rf"(?P<within>in )?(?P<count>{COUNT}) ?(?P<unit>minute|min|hour|hr|h|day|fortnight|week|month)s?"
    r"(?P<half> and a half)?(?:(?: and)? (?P<more>\d{1,2}) ?(?:minutes?|mins?))?(?P<later> from now)?"
)
_HALF_HOUR: Final = re.compile(
    r"in (?:half an hour|a half hour|half hour)|half an hour from now"
    r"|过?半个?(?:小时|钟头)(?:之后|以后|后)|过半个?(?:小时|钟头)"
)
_SPAN_HAN: Final = re.compile(
    r"(?P<within>过)?(?P<count>\d{1,4})(?P<half>个半)?个?(?P<unit>分钟|分|小时|钟头|天|日|周|星期|礼拜|月)(?P<tail>半)?"
    r"(?:零?(?P<more>\d{1,2})分钟?)?(?P<later>之后|以后|后)?"
)
_UNITS: Final = {
    "minute": "minute", "min": "minute", "hour": "hour", "hr": "hour", "h": "hour",
    "day": "day", "week": "week", "fortnight": "fortnight", "month": "month",
    "分钟": "minute", "分": "minute", "小时": "hour", "钟头": "hour",
    "天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month",
}  # fmt: skip
_DAYS_OF: Final = {"day": 1, "week": 7, "fortnight": 14}


@dataclass(frozen=True, slots=True)
class Days:
    """The days a phrase may mean, nearest first: that counts on which the hour is still ahead.

    `choosy`: on today only the first reading of a bare hour will do ("Friday at 8", said on a Friday at noon).
    `vague`: a week or a month was said, which stands for its first day.
    """

    nearest_first: tuple[date, ...]
    choosy: bool = False
    vague: bool = False


def coming(today: date) -> Days:
    """Today or tomorrow, whichever has the hour ahead first."""
    return Days((today, today + timedelta(days=1)))


def days_in(words: str, today: date) -> Days | None:
    """The days that all of the words mean, None when they mean none; NotUnderstood when a date does not exist."""
    words = words.removeprefix("on ").removeprefix("at ")
    monday = today - timedelta(days=today.weekday())
    following = (today.year, today.month + 1) if today.month < 12 else (today.year + 1, 1)
    if words in _AWAY:
        return Days((today + timedelta(days=_AWAY[words]),))
    if words in _NEXT_WEEK:
        return Days((monday + timedelta(days=7),), vague=True)
    if words in _NEXT_MONTH:
        return Days((date(*following, 1),), vague=True)
    if words in _MONTHS_END:
        return Days((wall.last_day(today.year, today.month), wall.last_day(*following)))
    if found := _WEEK.fullmatch(words):
        return _weekday(found["which"] or "", WEEKDAYS[found["day"].rstrip(".")], today, monday)
    if found := _OF_NEXT_WEEK.fullmatch(words):
        return _weekday("next", WEEKDAYS[(found["day"] or found["then"]).rstrip(".")], today, monday)
    if found := _OF_NEXT_MONTH.fullmatch(words):
        return Days(_existing((following,), int(found["day"])))
    if found := _OF_THIS_MONTH.fullmatch(words):
        return Days(_existing(((today.year, today.month), following), int(found[1] or found[2])))
    typed = day_in(words)
    return Days(typed.coming(today)) if typed else None


def delay_in(words: str, today: date) -> timedelta | date | None:
    """An exact distance (minutes, hours), or the day so many days, weeks or months on; None when there is neither."""
    if _HALF_HOUR.fullmatch(words):
        return timedelta(minutes=30)
    found = _SPAN.fullmatch(words)
    if found and (bool(found["within"]) != bool(found["later"])):
        return _delay(number_of(found["count"]), _UNITS[found["unit"]], found["half"], found["more"], today)
    found = _SPAN_HAN.fullmatch(words)
    if found and (found["within"] or found["later"]):
        return _delay(int(found["count"]), _UNITS[found["unit"]], found["half"] or found["tail"], found["more"], today)
    return None


def number_of(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word]


def _delay(count: int, unit: str, half: str | None, more: str | None, today: date) -> timedelta | date | None:
    if unit == "hour":
        return timedelta(hours=count, minutes=(30 if half else 0) + int(more or 0))
    if half or more:
        return None
    match unit:
        case "minute":
            return timedelta(minutes=count)
        case "month":
            year, month = divmod(today.year * 12 + today.month - 1 + count, 12)
            return min(date(year, month + 1, 1) + timedelta(days=today.day - 1), wall.last_day(year, month + 1))
        case _:
            return today + timedelta(days=count * _DAYS_OF[unit])


def _weekday(which: str, weekday: int, today: date, monday: date) -> Days:
    match which.strip().rstrip("个"):
        case "next" | "下":
            return Days((monday + timedelta(days=7 + weekday),))
        case "下下":
            return Days((monday + timedelta(days=14 + weekday),))
        case "本" | "这":
            return Days((monday + timedelta(days=weekday),))
        case _:
            ahead = today + timedelta(days=(weekday - today.weekday()) % 7)
            return Days((ahead, ahead + timedelta(days=7)), choosy=True)


def _existing(months: tuple[tuple[int, int], ...], day: int) -> tuple[date, ...]:
    """That day of those months, of those that have it."""
    return tuple(date(*month, day) for month in months if 1 <= day <= wall.last_day(*month).day)
