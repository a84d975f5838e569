"""Times as people say them, in English and Chinese: "tomorrow at 8", "every second Thursday at 9", "明天上午9点开会".

    found = phrases.find("remind me tomorrow at 8 to call Wei", zone=zone, now=ctx.now)
    found.at, found.rule, found.rest    # the instant, None, "call Wei"

A grammar of our own (see docs/decisions/0013): what is found is certain enough to be kept at once and said back with
an undo; what has two readings far apart is asked back as NotUnderstood. Decided, and always said back:

* "next Friday", like 下周五, is the Friday of the week after this one; "Friday", "this Friday" and 周五 the coming one.
* A bare hour from 7 to 11 is in the morning, unless that is past today; from 1 to 6 it is asked back.
* A day without an hour means 09:00, a morning 09:00, an afternoon 14:00, an evening 20:00.
* "every second Thursday" is every two weeks; "the second Thursday of every month" is what it says.
* What beside a phrase would change it ("half past", "until Friday", midnight) is asked back: `bot.when.borders`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot import wall
from bot.recurrence import Hourly, Rule, Series, last_day_instead
from bot.ui.text import Code, Moment, Text, _, shortened
from bot.when.borders import UNCLEAR, WINDOW, cuts, ensure_whole, nothing_in
from bot.when.dates import NotUnderstood, ensure_shown, which_day, which_hour, which_week
from bot.when.rules import rule_in
from bot.when.spoken import CLOCK, clock, hours_of, plain
from bot.when.words import NUMBERS, Days, coming, days_in, delay_in, number_of

LONGEST: Final = 500
"""Characters of the whole text."""
FURTHEST: Final = timedelta(days=3660)
USUAL: Final = time(9)
PARTS: Final = {
    "morning": ("上午", 9), "上午": ("上午", 9), "早上": ("上午", 9), "早晨": ("上午", 9), "早": ("上午", 9),
    "noon": ("中午", 12), "中午": ("中午", 12),
    "afternoon": ("下午", 14), "下午": ("下午", 14), "午后": ("下午", 14), "傍晚": ("傍晚", 18),
    "evening": ("晚上", 20), "night": ("晚上", 20), "tonight": ("晚上", 20), "晚上": ("晚上", 20), "晚": ("晚上", 20),
}  # fmt: skip
"""Parts of a day: their Chinese name, which `hours_of` knows, and the hour they stand for alone."""

_PART: Final = re.compile(rf"(?P<day>.*?)(?:\s*(?P<how>in the|at|this|的)?\s*(?P<part>{'|'.join(PARTS)}))?")
_AT_WORD: Final = re.compile(rf"\bat ({'|'.join(word for word in NUMBERS if len(word) > 2)})\b")
_PART_BEHIND: Final = re.compile(
    r"(?<![\d:.\-/])(\d{1,2})(:[0-5]\d)?(?: ?o'?clock)? (?:in the (morning|afternoon|evening)|at (night))\b"
)
_HOUR: Final = rf"(?P<clock>{CLOCK}|(?<=at )\d{{1,2}}(?![\d:]))"
_HOUR_LAST: Final = re.compile(rf"(?P<day>.*?)[\s,的]*(?:\bat )?(?<![\d:.\-/]){_HOUR}")
_HOUR_FIRST: Final = re.compile(rf"(?:at )?{_HOUR}[\s,]*(?P<day>.*)")


@dataclass(frozen=True, slots=True)
class Found:
    """`at` is the instant, or the first of those by `rule`; `local` its naive wall time, to the minute.

    `rest` is what else was typed. `asks` is the question that the phrase leaves open, and this is the likely answer;
    "" when it says day and hour.
    """

    at: datetime
    local: datetime
    rule: Rule | None = None
    rest: str = ""
    asks: Text = ""

    def series(self, zone: ZoneInfo) -> Series | None:
        """What comes again, from the first on."""
        return Series(self.rule, self.local, zone.key) if self.rule else None


def find(text: str, *, zone: ZoneInfo, now: datetime) -> Found:
    """The time said at the beginning or the end of `text`, the longest one; NotUnderstood says what to write."""
    if len(text) > LONGEST:
        raise NotUnderstood(_("That is too long: at most {n} characters.", n=str(LONGEST)))
    for cut in cuts(text):
        try:
            found = _read(plain(cut.phrase), zone, now)
        except NotUnderstood:
            ensure_whole(cut)
            raise
        if found is not None:
            ensure_whole(cut)
            return replace(found, rest=cut.rest)
    raise nothing_in(text)


def read(text: str, *, zone: ZoneInfo, now: datetime) -> Found:
    """The time that is all of `text`; NotUnderstood when there is more, or none."""
    found = find(text, zone=zone, now=now)
    if found.rest:
        raise NotUnderstood(_("I understood a time, but not “{rest}”. Please write only the time here.",
                              rest=shortened(found.rest, 60)))  # fmt: skip
    return found


def whole(text: str, *, zone: ZoneInfo, now: datetime) -> Found | None:
    """The time that all of `text` means, None when it is no phrase; NotUnderstood when it is one that cannot be."""
    return _read(plain(text), zone, now) if len(text) <= WINDOW else None


def day(text: str, *, zone: ZoneInfo, now: datetime) -> date | None:
    """The one day, from today on, that all of `text` means; None when it means none.

    NotUnderstood names the days when it leaves open which.
    """
    words, today = plain(text), now.astimezone(zone).date()
    later = delay_in(words, today)
    if isinstance(later, date):
        return later
    days = days_in(words, today)
    if days is None or days.vague:
        return None
    if days.choosy:
        raise NotUnderstood(which_week(days.nearest_first[0]))
    return next((each for each in days.nearest_first if each >= today), None)


def _read(words: str, zone: ZoneInfo, now: datetime) -> Found | None:
    """What all of the words mean, None when they are no time."""
    here = now.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)
    today = here.date()
    words = _AT_WORD.sub(lambda found: f"at {number_of(found[1])}", words)
    words = _PART_BEHIND.sub(_in_that_part, words)
    match delay_in(words, today):
        case timedelta() as exact:
            at = (now + exact).replace(microsecond=0)
            return _ahead(at, at.astimezone(zone).replace(second=0, tzinfo=None), now)
        case date() as day:
            return replace(_once(Days((day,)), here.time(), zone, now), asks=which_hour(f"{day}"))
        case None:
            pass
    for day, hour, is_said in _parted(words):
        if (rule := rule_in(day, today)) is not None:
            return _again(rule, hour, here, zone, now)
        if not day and hour:
            return replace(_once(coming(today), hour, zone, now), asks=which_day(today))
        later = delay_in(day, today) if hour else None
        days = Days((later,)) if isinstance(later, date) else days_in(day, today)
        if days is not None:
            if hour is None and days.nearest_first == (today,) and here.time() >= USUAL:
                raise NotUnderstood(which_hour(f"{today}", _later_than(here)))
            found = _once(days, hour or USUAL, zone, now)
            asks = _left_open(days, hour if is_said else None, found.local.date(), today)
            return replace(found, asks=asks or found.asks)
    return None


def _later_than(here: datetime) -> str:
    """An hour of the same day that is still ahead, for an example."""
    return "14:00" if here.hour < 13 else f"{here.hour + 1}:30" if here.hour < 23 else "23:59"


def _in_that_part(found: re.Match[str]) -> str:
    """Such as "8 in the evening" as 20:00; as it is when no such hour lies in that part of the day."""
    part = found[3] or found[4]
    hours = hours_of(int(found[1]), PARTS[part][0])
    if len(hours) != 1 or (part == "morning" and hours[0] > 11) or (part == "night" and hours[0] < 18):
        return found[0]
    return f"{hours[0]:02d}{found[2] or ':00'}"


def _left_open(days: Days, hour: "Hour | None", day: date, today: date) -> Text:
    """The first question that is open; a form asks it, a reminder takes what is likely."""
    if days.vague:
        return which_day(today)
    if days.choosy:
        return which_week(day, f"{hour:%H:%M}" if isinstance(hour, time) else "14:00")
    if hour is None:
        return which_hour(f"{day}")
    return _half(*hour) if isinstance(hour, tuple) else ""


Hour = time | tuple[time, time]
"""A time of day, or the two that a bare hour can be."""


def _parted(words: str) -> Iterator[tuple[str, "Hour | None", bool]]:
    """A phrase as a day (or rule) and an hour, in every way it can be parted, and whether the hour is said in it."""
    for pattern in (_HOUR_LAST, _HOUR_FIRST):
        if found := pattern.fullmatch(words):
            typed = found["clock"].strip()
            day, part = _part_of(found["day"])
            if day == "每" and not typed[0].isdigit():
                day = "每天"
            hours = _hours(typed, part)
            if hours is not None:
                yield day, hours, True
    day, part = _part_of(words)
    if part:
        yield day, time(PARTS[part][1]), part in ("noon", "中午")
    if words not in ("今", "明"):
        yield words.strip(" ,"), None, False


def _part_of(day: str) -> tuple[str, str]:
    """A day apart from the part of it: "tomorrow evening"; "tonight" is today's, "every morning" that of every day."""
    found = _PART.fullmatch(day.strip(" ,的"))
    if not found or not found["part"]:
        return day.strip(" ,的"), ""
    before = found["day"].strip(" ,的")
    said = before or ("today" if found["how"] == "this" or found["part"] == "tonight" else "")
    return "every day" if said in ("every", "each", "每") else said, found["part"]


def _hours(typed: str, part: str) -> "Hour | None":
    if typed.isdigit():
        hour = int(typed)
        readings = (time(hour), time(hour + 12)) if 1 <= hour <= 11 else (time(hour),) if hour < 24 else ()
    else:
        readings = clock(typed)
        if re.fullmatch(r"[1-6]:\d\d(?::00)?", typed) and readings:
            readings = (readings[0], readings[0].replace(hour=readings[0].hour + 12))
    if part:
        certain = typed.endswith(("m", "m.", "noon"))
        meant = sorted({hour for one in readings for hour in hours_of(one.hour, PARTS[part][0])})
        readings = tuple(
            one.replace(hour=hour) for one in readings[:1] for hour in meant if not certain or hour == one.hour
        )
    if not readings:
        return None
    return readings[0] if len(readings) == 1 else (readings[0], readings[1])


def _once(days: Days, hour: Hour, zone: ZoneInfo, now: datetime) -> Found:
    """One time: of the days meant the first on which the hour is still ahead."""
    candidates = hour if isinstance(hour, tuple) else (hour,)
    for day in days.nearest_first:
        locals_ = (datetime.combine(day, each) for each in candidates)
        ahead = [local for local in locals_ if wall.instant(local, zone) > now]
        if ahead and not (days.choosy and len(ahead) < len(candidates)):
            if len(ahead) == 2 and candidates[0].hour < 7:
                raise NotUnderstood(_half(*candidates))
            at = wall.instant(ahead[0], zone)
            found = _ahead(at, at.astimezone(zone).replace(tzinfo=None), now)
            return replace(found, asks=_not_shown(ahead[0], zone))
    if not days.nearest_first:
        raise NotUnderstood(_("There is no such date. Please look at the day and the month again."))
    last = datetime.combine(days.nearest_first[-1], candidates[0])
    raise NotUnderstood(_("{when} is past. Please give a time to come.",
                          when=Moment(wall.instant(last, zone), "full", zone.key)))  # fmt: skip


def _not_shown(local: datetime, zone: ZoneInfo) -> Text:
    """Why a wall time is no instant, or two; "" when it is one."""
    try:
        ensure_shown(local, zone)
    except NotUnderstood as problem:
        return problem.reason
    return ""


def _again(rule: Rule, hour: "Hour | None", here: datetime, zone: ZoneInfo, now: datetime) -> Found:
    if isinstance(hour, tuple):
        if hour[0].hour < 7:
            raise NotUnderstood(_half(*hour))
        hour = hour[0]
    if (instead := last_day_instead(rule)) is not None:
        if instead.months:
            raise NotUnderstood(_("That day is not in every year. Please take 28 February or 1 March."))
        raise NotUnderstood(_("Not every month has that day. Say “on the last day of every month”, or a day up to 28."))
    if isinstance(rule, Hourly):
        ahead = (now + timedelta(hours=rule.every)).astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)
        start = ahead if hour is None else datetime.combine(here.date(), hour)
    else:
        start = datetime.combine(here.date(), hour or USUAL)
    first = Series(rule if isinstance(rule, Hourly) else replace(rule, every=1), start, zone.key).next_after(now)
    if first is None:
        raise NotUnderstood(UNCLEAR)
    found = _ahead(first.at, first.local, now)
    return replace(found, rule=rule)


def _ahead(at: datetime, local: datetime, now: datetime) -> Found:
    if at > now + FURTHEST:
        raise NotUnderstood(_("That is more than ten years away. Please choose a nearer time."))
    return Found(at, local)


def _half(one: time, other: time) -> Text:
    return _("In the morning or in the afternoon? Please write {one} or {other}.",
             one=Code(f"{one:%H:%M}"), other=Code(f"{other:%H:%M}"))  # fmt: skip
