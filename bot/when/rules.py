"""Rules in the words of natural phrases: "every second Thursday", 每两周的周四, "the last day of every month", 每月底.

Everything here reads text that `bot.when.spoken.plain` has brought to one spelling, without the hour.
"""

import re
from datetime import date
from typing import Final

from bot.recurrence import Daily, Hourly, Monthly, MonthlyWeekday, NotARule, Rule, Weekly, rrule
from bot.ui.text import _
from bot.when.dates import NotUnderstood
from bot.when.spoken import MONTH, MONTHS, WEEKDAY, WEEKDAYS
from bot.when.words import COUNT, number_of

TOO_OFTEN: Final = _("That is too often. The most often I can remind you is every hour.")

_ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "second to last": -2, "other": 2,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
    "第1个": 1, "第2个": 2, "第3个": 3, "第4个": 4, "最后1个": -1, "倒数第2个": -2,
}  # fmt: skip
_NTH: Final = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_EVERY: Final = r"(?:every|each)"
_TIMES: Final = rf"(?:(?P<every>{COUNT}|other|second|third|fourth|2nd|3rd|4th) )?"
_AND: Final = r"(?:,? and |, ?| ?& ?)"
_PLURAL: Final = WEEKDAY.replace(r"\b", r"s?\b")
_LATIN: Final = f"(?:{'|'.join(day for day in WEEKDAYS if day.endswith('day'))})"
_DAYS: Final = rf"(?P<days>{_PLURAL}(?:{_AND}{_PLURAL})*)"
_SUFFIX: Final = r"(?:st|nd|rd|th)?"
_ON: Final = (
    rf"(?:the )?(?:(?P<last>last day)|(?P<nth>{_NTH}) (?P<weekday>{WEEKDAY})|(?:day )?(?P<day>\d{{1,2}}){_SUFFIX})"
)

_DAILY: Final = re.compile(rf"daily|{_EVERY} {_TIMES}days?")
_WORKDAYS: Final = re.compile(rf"(?:(?:{_EVERY}|on) )?(?:weekdays?|work(?:ing )?days?)|{_EVERY} monday to friday")
_WEEKENDS: Final = re.compile(rf"(?:(?:on|{_EVERY}) )?weekends|{_EVERY} weekend|每个?周末")
_HOURLY: Final = re.compile(rf"hourly|{_EVERY} {_TIMES}hours?")
_MINUTELY: Final = re.compile(
    rf"{_EVERY} (?:(?:{COUNT} )?(?:minute|min|second|sec)s?|half(?: an)? hour)"
    r"|每隔?(?:半个?(?:小时|钟头)|\d*(?:分钟?|秒钟?))"
)
_WEEKLY: Final = re.compile(
    rf"(?:{_EVERY} {_TIMES}weeks?|weekly|(?P<two>fortnightly|{_EVERY} fortnight))(?:,? (?:on )?{_DAYS})?"
)
_ON_DAYS: Final = re.compile(rf"{_EVERY} {_TIMES}{_DAYS}|(?:on )?(?P<plural>{_LATIN}s(?:{_AND}{_LATIN}s)*)")
_MONTHLY: Final = (
    re.compile(rf"(?:on )?{_ON} (?:of|in) {_EVERY} {_TIMES}(?P<unit>months?|quarter)"),
    re.compile(rf"{_EVERY} {_ON} of the month"),
    re.compile(rf"{_EVERY} (?P<day>[5-9]|[12]\d|3[01])(?:st|nd|rd|th)"),
    re.compile(rf"(?:{_EVERY} {_TIMES}(?P<unit>months?|quarter)|monthly|(?P<three>quarterly)),? (?:on )?{_ON}"),
)
_LAST_ONE: Final = re.compile(rf"{_EVERY} last (?P<weekday>{WEEKDAY})")
_YEARS: Final = rf"(?:{_EVERY} year|yearly|annually)"
_YEARLY: Final = tuple(
    re.compile(pattern)
    for day in (
        rf"(?P<day>\d{{1,2}}){_SUFFIX} (?:of )?(?P<month>{MONTH})",
        rf"(?P<month>{MONTH}) (?P<day>\d{{1,2}}){_SUFFIX}",
    )
    for pattern in (
        rf"(?:{_YEARS},? (?:on )?|{_EVERY} )(?:the )?{day}",
        rf"(?:on )?(?:the )?{day},? {_YEARS}",
    )
)

_HAN: Final = "周|星期|礼拜"
_DAILY_HAN: Final = re.compile(r"(?:每(?P<every>\d{1,3})?|(?P<other>每隔1|隔1?))[天日]|天天")
_WORKDAYS_HAN: Final = re.compile(rf"(?:每个?)?工作日|每?(?:{_HAN})一[到至-](?:{_HAN})?五")
_HOURLY_HAN: Final = re.compile(r"每隔?(?:(?P<every>\d{1,3})个?)?(?:小时|钟头)")
_WEEKLY_HAN: Final = re.compile(
    rf"每?逢?(?:(?P<every>\d{{1,3}})个?|(?P<other>隔1?个?)|个)?(?:{_HAN})的?"
    rf"(?:(?:{_HAN})?(?P<days>[一二三四五六日天](?:[,和及]?(?:{_HAN})?[一二三四五六日天])*))?"
)
_MONTHLY_HAN: Final = re.compile(
    rf"每(?:(?P<every>\d{{1,3}})个|(?P<other>隔1个)|个)?(?P<unit>月|季度)的?"
    rf"(?:(?P<last>底|末|最后1天)|(?P<nth>{_NTH})(?P<weekday>{WEEKDAY})|(?P<day>\d{{1,2}})[号日])"
)
_YEARLY_HAN: Final = re.compile(r"每年的?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")


def rule_in(words: str, today: date) -> Rule | None:
    """The rule that all of the words mean, None when they mean none; NotUnderstood when it would come too often.

    A week without a weekday is that of `today`.
    """
    if _MINUTELY.fullmatch(words):
        raise NotUnderstood(TOO_OFTEN)
    if found := _DAILY.fullmatch(words) or _DAILY_HAN.fullmatch(words):
        return _if_sound(Daily(_times(found)))
    if found := _HOURLY.fullmatch(words) or _HOURLY_HAN.fullmatch(words):
        return _if_sound(Hourly(_times(found)))
    if _WORKDAYS.fullmatch(words) or _WORKDAYS_HAN.fullmatch(words):
        return Weekly((0, 1, 2, 3, 4))
    if _WEEKENDS.fullmatch(words):
        return Weekly((5, 6))
    return _weekly(words, today) or _monthly(words) or _yearly(words)


def _weekly(words: str, today: date) -> Rule | None:
    if found := _WEEKLY.fullmatch(words):
        every = 2 if found["two"] else _times(found)
        return _if_sound(Weekly(_days(found["days"]) if found["days"] else (today.weekday(),), every))
    if found := _ON_DAYS.fullmatch(words):
        return _if_sound(Weekly(_days(found["plural"] or found["days"]), _times(found)))
    if (found := _WEEKLY_HAN.fullmatch(words)) and (words.startswith(("每", "逢", "隔"))):
        days = tuple(WEEKDAYS[f"周{day}"] for day in re.findall("[一二三四五六日天]", found["days"] or ""))
        return _if_sound(Weekly(tuple(sorted(set(days))) or (today.weekday(),), _times(found)))
    return None


def _monthly(words: str) -> Rule | None:
    if found := _LAST_ONE.fullmatch(words):
        return MonthlyWeekday(-1, WEEKDAYS[found["weekday"].rstrip(".")])
    found = next((found for each in (*_MONTHLY, _MONTHLY_HAN) if (found := each.fullmatch(words))), None)
    if found is None:
        return None
    given = {name: value for name, value in found.groupdict().items() if value}
    quarterly = given.get("unit") in ("quarter", "季度") or "three" in given
    every = (3 if quarterly else 1) * _count(given.get("every", ""), other="other" in given)
    if "last" in given:
        return _if_sound(Monthly(-1, every))
    if "nth" in given:
        return _if_sound(MonthlyWeekday(_ORDINALS[given["nth"]], WEEKDAYS[given["weekday"].rstrip(".")], every))
    return _if_sound(Monthly(int(given["day"]), every))


def _yearly(words: str) -> Rule | None:
    found = next((found for each in (*_YEARLY, _YEARLY_HAN) if (found := each.fullmatch(words))), None)
    if found is None:
        return None
    month = found["month"].rstrip(".")
    return _if_sound(Monthly(int(found["day"]), months=(MONTHS.get(month) or int(month),)))


def _days(words: str) -> tuple[int, ...]:
    named = (day.rstrip(".") for day in re.findall(_PLURAL, words))
    return tuple(sorted({WEEKDAYS[day if day in WEEKDAYS else day.removesuffix("s")] for day in named}))


def _times(found: re.Match[str]) -> int:
    given = found.groupdict()
    return _count(given.get("every") or "", other=bool(given.get("other")))


def _count(word: str, *, other: bool = False) -> int:
    if other:
        return 2
    if not word:
        return 1
    return _ORDINALS.get(word) or number_of(word)


def _if_sound(rule: Rule) -> Rule | None:
    """The rule, unless its numbers make no sense."""
    try:
        rrule(rule)
    except NotARule:
        return None
    return rule
