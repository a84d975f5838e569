"""Days and times written out: read strictly, so that what can be read twice or does not exist is asked back.

Of a text that is not written out in this way, such as "tomorrow at 15:00", `bot.when.phrases` may know more.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot import wall
from bot.errors import Refused
from bot.ui.text import Code, Moment, Text, _, shortened
from bot.when.spoken import CLOCK, MONTH, MONTHS, WEEKDAY, WEEKDAYS, clock, month_name, plain

MIDNIGHT: Final = _("Midnight belongs to two days. Please write the day and 00:00, or 23:59.")
LONGEST: Final = 100
YEARS: Final = range(1900, 2200)


class NotUnderstood(Refused):
    """What was typed is no time, or may be several; `reason` names the readings or the right way to write it."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason, rule="when")


class NoDay(NotUnderstood):
    """The words are no day that is written out."""


def read(text: str, *, zone: ZoneInfo, now: datetime) -> datetime:
    """The naive wall time somebody wrote out, to the minute; without a year the next such time.

    A time that the clocks of `zone` skip or show twice, a day that does not exist, a weekday that does not fit and a
    date that can be read in two ways are NotUnderstood (rules 1, 7).
    """
    words, at = on_a_line(text), now.astimezone(zone).replace(tzinfo=None)
    found = _AT_END.fullmatch(words) or _AT_START.fullmatch(words)
    if found is None or not found["day"].strip(_BETWEEN) or len(re.findall(CLOCK, words)) > 1:
        raise _what_is_missing(words, at.date())
    hour = _certain(found["clock"], words)
    day = _day(found["day"].strip(_BETWEEN))
    local = datetime.combine(day.next_after(at, hour), hour)
    ensure_shown(local, zone)
    return local


def read_day(text: str, *, zone: ZoneInfo, now: datetime) -> date:
    """The day somebody wrote out; without a year the next such day, which may be today. NotUnderstood as in `read`."""
    words, at = on_a_line(text), now.astimezone(zone).replace(tzinfo=None)
    if _AT_END.fullmatch(words) or _AT_START.fullmatch(words):
        raise NotUnderstood(_("Please write only the day here, without a time of day."))
    return _day(words.strip(_BETWEEN)).next_after(at, time.max)


def on(day: date) -> Moment:
    """A day that is the same everywhere, such as a deadline, with its weekday."""
    return Moment(datetime.combine(day, time(12), UTC), "date", "UTC")


# days

_BETWEEN: Final = " ,"
_NOT_IN_NUMBER: Final = r"(?<![\d:.\-/])"
_AT_END: Final = re.compile(rf"(?P<day>.*?)(?:[\s,]+(?:(?:at|um|à)\s+)?|(?<=\d)t)?{_NOT_IN_NUMBER}(?P<clock>{CLOCK})")
_AT_START: Final = re.compile(rf"(?P<clock>{CLOCK})(?:[\s,]+(?:on\s+)?(?P<day>.*))")
_WEEKDAY_FIRST: Final = re.compile(rf"\(?(?P<weekday>{WEEKDAY})\)?[\s,]*(?P<rest>.*)")
_WEEKDAY_LAST: Final = re.compile(rf"(?P<rest>.*?)[\s,]*\(?\s*(?P<weekday>{WEEKDAY})\s*\)?")
_YEAR: Final = r"(?P<year>\d{4})"
_MONTH_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DAYS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}\s?(?P<mark>[-/.])\s?(?P<month>\d{{1,2}})\s?(?P=mark)\s?(?P<day>\d{{1,2}})",
        rf"(?:the )?{_MONTH_DAY}[\s-]*(?:of )?(?P<month>{MONTH})(?:[\s,-]*{_YEAR})?",
        rf"(?P<month>{MONTH})\s*{_MONTH_DAY}(?:[\s,]+{_YEAR})?",
        rf"(?:{_YEAR}\s?年\s?)?(?P<month>\d{{1,2}})\s?月\s?(?P<day>\d{{1,2}})\s?[日号]?",
    )
)
_SHORT: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2})?)?")
_SHORT_YEAR: Final = re.compile(
    rf"(?:{_MONTH_DAY}[\s-]*{MONTH}|{MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?(?=[\s,'-]))[\s,-]*'?\d\d|\d\d年.*"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was typed: perhaps without a year, perhaps with a weekday (Monday is 0) that must fit."""

    year: int | None
    month: int
    day: int
    weekday: int | None = None

    def next_after(self, at: datetime, hour: time) -> date:
        """The date; without a year the first that with `hour` lies after `at`. NotUnderstood when there is none."""
        found = self.from_day(at.date())
        ahead = [day for day in found if datetime.combine(day, hour) > at]
        return self._fitting(next(iter(ahead or found)))

    def from_day(self, today: date) -> tuple[date, ...]:
        """The date; without a year the next two of it, which may begin today. NotUnderstood when there is none."""
        if not 1 <= self.month <= 12 or not 1 <= self.day <= 31:
            raise NotUnderstood(_("There is no such date. Please look at the day and the month again."))
        if self.year is not None:
            return (self._fitting(self._in(self.year)),)
        years = [year for year in range(today.year, today.year + 13) if self.day <= wall.last_day(year, self.month).day]
        found = tuple(day for year in years if (day := self._in(year)) >= today)[:2]
        return found or (self._in(today.year + (self.month < today.month)),)

    def coming(self, today: date) -> tuple[date, ...]:
        """As `from_day`, those with the weekday; NotUnderstood when the first has another."""
        first, *more = self.from_day(today)
        return (self._fitting(first), *(day for day in more if self.weekday in (None, day.weekday())))

    def _in(self, year: int) -> date:
        if year not in YEARS:
            raise NotUnderstood(_("Please give a year from {low} to {high}.", low=str(YEARS[0]), high=str(YEARS[-1])))
        try:
            return date(year, self.month, self.day)
        except ValueError:
            last = on(wall.last_day(year, self.month))
        raise NotUnderstood(_("That date does not exist: the last day of the month is {day}.", day=last))

    def _fitting(self, found: date) -> date:
        if self.weekday is not None and found.weekday() != self.weekday:
            raise NotUnderstood(_("The weekday and the date do not fit: that date is {day}. Please correct one of "
                                  "them.", day=on(found)))  # fmt: skip
        return found


@dataclass(frozen=True, slots=True)
class Written:
    """A day as it is best written, in the reader's language: "3 Apr 2027", 2027年4月3日."""

    day: int
    month: int
    year: int | None = None

    def in_(self, language: str) -> str:
        if language.startswith("zh"):
            return f"{self.year}年{self.month}月{self.day}日" if self.year else f"{self.month}月{self.day}日"
        return f"{self.day} {month_name(self.month)} {self.year or ''}".strip()


def day_in(words: str) -> Day | None:
    """The day that all of the plain words mean, None when they mean none; NotUnderstood when it can be read twice."""
    try:
        return _day(words)
    except NotUnderstood:
        if _SHORT.fullmatch(words) or _SHORT_YEAR.fullmatch(words):
            raise
        return None


def _day(words: str) -> Day:
    rest, weekday = words, None
    if found := _WEEKDAY_FIRST.fullmatch(words) or _WEEKDAY_LAST.fullmatch(words):
        rest, weekday = found["rest"].strip(" ,"), WEEKDAYS[found["weekday"].rstrip(".")]
    for pattern in _DAYS:
        if found := pattern.fullmatch(rest):
            month = found["month"].rstrip(".")
            year = int(found["year"]) if found["year"] else None
            return Day(year, MONTHS.get(month) or int(month), int(found["day"]), weekday)
    raise _why_no_day(rest or words)


def _why_no_day(words: str) -> NotUnderstood:
    """Names the readings of a date that has several, or the right way to write one."""
    if found := _SHORT.fullmatch(words):
        first, second = int(found[1]), int(found[2])
        year = (int(found[3]) % 100 + 2000 if len(found[3]) == 2 else int(found[3])) if found[3] else None
        pairs = dict.fromkeys(((first, second), (second, first)))
        readings = [Written(day, month, year) for day, month in pairs if month_name(month) and 1 <= day <= 31]
        if len(readings) == 2:
            return NotUnderstood(_("“{typed}” can be {one} or {other}. Please write the month as a word.",
                                   typed=words, one=readings[0], other=readings[1]))  # fmt: skip
        if readings:
            return NotUnderstood(_("Please write “{typed}” as {right}, so that nobody reads it otherwise.",
                                   typed=words, right=readings[0]))  # fmt: skip
    if _SHORT_YEAR.fullmatch(words):
        return NotUnderstood(_("Please write the year with four digits, such as 2027."))
    return NoDay(_("I do not read “{typed}” as a date. Please write it as 2027-03-11, 11 Mar 2027 or 2027年3月11日.",
                   typed=shortened(words, 40)))  # fmt: skip


# hours


def on_a_line(text: str) -> str:
    """What was typed in a form, as `plain` text without a stop."""
    if len(text) > LONGEST:
        raise NotUnderstood(_("That is too long for a time. Please write it like 2027-03-11 14:00."))
    return _H.sub(lambda found: f"{found[1] or found[3]}:{found[2] or '00'}", plain(text).rstrip(" ,;!."))


_H: Final = re.compile(r"(?<![\d:.\-/])(?<!\bin )(?:(\d{1,2})h([0-5]\d)\b|(1[2-9]|2[0-3]) ?h$)")
"""An hour as French writes it, 14h30 or 14h; in a form it is no length, but behind "in"."""


def _certain(typed: str, words: str) -> time:
    """The one meaning of a time of day."""
    match clock(typed.strip()):
        case (only,):
            return only
        case (one, other):
            raise NotUnderstood(_("“{typed}” can be {one} or {other}. Please write it in one of these ways.",
                                  typed=typed.strip(), one=f"{one:%H:%M}", other=f"{other:%H:%M}"))  # fmt: skip
        case _:
            return _no_time(words)


_MIDNIGHT: Final = re.compile(r"\bmidnight\b|半夜|午夜|\b24:00|(?:晚上?|夜里?)(?:12|24)[点:]|24点")

_HOUR: Final = re.compile(r"(?<![\d:.\-/])(\d{1,2})(?::(\d\d)(?![\d:])|[点时]| ?[ap]m\b)")


def no_such_hour(words: str) -> Text:
    """Says so of an hour that no clock shows, such as 25:00, 14:60 or 15 pm; "" where there is none."""
    for found in _HOUR.finditer(words):
        hour, minute = int(found[1]), int(found[2] or 0)
        if hour > (12 if found[0].endswith("m") else 24) or minute > 59:
            return _("There is no {time}.", time=found[0])
    return ""


def _no_time(words: str) -> time:
    if _MIDNIGHT.search(words):
        raise NotUnderstood(MIDNIGHT)
    if problem := no_such_hour(words):
        raise NotUnderstood(problem)
    raise NotUnderstood(_no_day_and_time(words))


def _no_day_and_time(words: str) -> Text:
    return _("I do not read “{typed}” as a day and a time. Please write it like 2027-03-11 14:00, 11 Mar 2027 2 pm or "
             "2027年3月11日14:00.", typed=shortened(words, 40))  # fmt: skip


CLOCKS: Final = (
    r"[ecmpa]?[sd]?t|a?k[sd]t|[hcij]st|[cewm]es?t|bst|hkt|sgt|kst|msk|pkt|wib|clt|art|brt|a[ecw][sd]t|nz[sd]t|zulu|z"
)
"""Names of clocks instead of places, such as EST, CET or IST."""
_ZONE_BEHIND: Final = re.compile(
    rf"{CLOCK}\s*\(?(?:\+\s?\d[\d:]*|(?:utc|gmt|{CLOCKS})(?:\s?[+-]\s?[\d:]+)?|[a-z]+ time|北京时间)\)?$"
)


def _what_is_missing(words: str, today: date) -> NotUnderstood:
    """Says which half of a time was not written."""
    if re.fullmatch(CLOCK, words):
        return NotUnderstood(which_day(today))
    if _ZONE_BEHIND.search(words) and not re.search(rf"{MONTH}$", words):
        return NotUnderstood(_("Please leave the time zone out here; the place decides which clock counts."))
    if len(re.findall(CLOCK, words)) > 1:
        return NotUnderstood(_("Please write one time here, not two."))
    if _MIDNIGHT.search(words):
        return NotUnderstood(MIDNIGHT)
    if problem := no_such_hour(words):
        return NotUnderstood(problem)
    try:
        day = _day(words.strip(_BETWEEN))
        if day.year not in YEARS:  # perhaps the hour, as in "11 March 1400"
            day = replace(day, year=None)
        first, *_later = day.coming(today)
    except NoDay:
        return NoDay(_no_day_and_time(words))
    except NotUnderstood as error:
        return error
    return NotUnderstood(which_hour(f"{first}"))


def which_day(today: date) -> Text:
    """Asks for the day."""
    return _("Please write the day, too: {example}", example=Code(f"{today + timedelta(days=7)} 14:00"))


def which_week(first: date, hour: str = "") -> Text:
    """Asks in which week the weekday lies that was said without a date; `first` is the coming one."""
    return _("Do you mean {one} or {other}? Please write the date, such as {example}.",
             one=on(first), other=on(first + timedelta(days=7)), example=Code(f"{first} {hour}".strip()))  # fmt: skip


def which_hour(day: str, hour: str = "14:00") -> Text:
    """Asks for the hour of a day, which is written as 2027-03-11."""
    return _("Please write the time of day, too: {example}", example=Code(f"{day} {hour}"))


def ensure_shown(local: datetime, zone: ZoneInfo) -> None:
    """Refuses a wall time that is no instant, or two (rule 7)."""
    at = wall.instant(local, zone)
    if wall.is_skipped(local, zone):
        raise NotUnderstood(_("The clocks go forward on {day} and skip {time}; then they show {next}. "
                              "Please choose another time.", day=on(local.date()), time=f"{local:%H:%M}",
                              next=Moment(at, "time", zone.key)))  # fmt: skip
    if wall.is_twice(local, zone):
        raise NotUnderstood(_("The clocks go back on {day} and show {time} twice. Please choose another time.",
                              day=on(local.date()), time=f"{local:%H:%M}"))  # fmt: skip
