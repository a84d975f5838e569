"""What comes again: rules as values, reckoned on the wall clock of one zone, with exceptions (domain 2.5).

Days, weeks and months are counted on naive local time, and each local time then becomes one instant: a daily 09:00
stays 09:00 when the clocks change. Only `Hourly` is an exact distance. Rules are written and read as RFC 5545 RRULE.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Final, TypeAlias, assert_never
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from bot import wall

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST: Final = 400
"""The longest distance, in the unit of the rule."""
MOST_TIMES: Final = 10_000
NOT_LEAP: Final = 2027
HORIZON: Final = timedelta(days=366 * 12)
"""How far ahead an occurrence is looked for: a 29 February can be eight years away."""


class NotARule(ValueError):
    """The values of a rule make no sense, or an RRULE says what we do not keep."""


@dataclass(frozen=True, slots=True)
class Hourly:
    """Every so many hours exactly, whatever the clocks on the wall do."""

    every: int = 1


@dataclass(frozen=True, slots=True)
class Daily:
    every: int = 1


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every so many weeks on those weekdays (Monday is 0); weeks begin on Monday."""

    weekdays: tuple[int, ...]
    every: int = 1


@dataclass(frozen=True, slots=True)
class Monthly:
    """On that day of the month, -1 being the last; of those `months`, or of every so many months from the first.

    A month without that day is left out, as RFC 5545 has it: offer `last_day_instead`.
    """

    day: int
    every: int = 1
    months: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthlyWeekday:
    """On the n-th such weekday of the month, -1 being the last and -2 the one before it."""

    nth: int
    weekday: int
    every: int = 1
    months: tuple[int, ...] = ()


Rule: TypeAlias = Hourly | Daily | Weekly | Monthly | MonthlyWeekday


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One of a series: `planned` is the day it has by the rule, `local` the wall time it is at, `at` the instant."""

    planned: date
    local: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Series:
    """A rule from a first wall time on (naive, in `zone`), to a last day or for a number of times, with exceptions.

    `skipped` and the keys of `moved` are days by the rule. Two occurrences never fall on one day, but for `Hourly`,
    which has no exceptions.
    """

    rule: Rule
    start: datetime
    zone: str
    until: date | None = None
    count: int | None = None
    skipped: frozenset[date] = frozenset()
    moved: tuple[tuple[date, datetime], ...] = ()

    def skip(self, day: date) -> "Series":
        """Without the occurrence of that day by the rule."""
        moved = tuple(each for each in self.moved if each[0] != day)
        return replace(self, skipped=self.skipped | {day}, moved=moved)

    def move(self, day: date, to: datetime) -> "Series":
        """The occurrence of that day by the rule is at another wall time."""
        moved = tuple(each for each in self.moved if each[0] != day)
        return replace(self, skipped=self.skipped - {day}, moved=(*moved, (day, to)))

    def after(self, at: datetime) -> Iterator[Occurrence]:
        """What lies after that instant, in order; at most twelve years ahead."""
        zone = ZoneInfo(self.zone)
        exceptions = self.skipped | {day for day, _to in self.moved}
        moved = sorted((wall.instant(to, zone), day, to) for day, to in self.moved)
        elsewhere = (Occurrence(day, to, instant) for instant, day, to in moved if instant > at)
        regular = (each for each in self._by_rule(at, zone) if each.planned not in exceptions)
        return heapq.merge(regular, elsewhere, key=lambda each: each.at)

    def next_after(self, at: datetime) -> Occurrence | None:
        return next(self.after(at), None)

    def between(self, begin: datetime, end: datetime) -> tuple[Occurrence, ...]:
        """What lies at or after `begin` and before `end`."""
        found: list[Occurrence] = []
        for each in self.after(begin - timedelta(microseconds=1)):
            if each.at >= end:
                break
            found.append(each)
        return tuple(found)

    def _by_rule(self, at: datetime, zone: ZoneInfo) -> Iterator[Occurrence]:
        if isinstance(self.rule, Hourly):
            yield from self._exactly(timedelta(hours=self.rule.every), at, zone)
            return
        horizon = max(at.astimezone(zone).replace(tzinfo=None), self.start) + HORIZON
        if self.until:
            horizon = min(horizon, datetime.combine(self.until, wall.END_OF_DAY))
        found = rrulestr(f"{rrule(self.rule)};UNTIL={horizon:%Y%m%dT%H%M%S}", dtstart=self.start)
        for local in islice(found, self.count):
            instant = wall.instant(local, zone)
            if instant > at:
                yield Occurrence(local.date(), local, instant)

    def _exactly(self, step: timedelta, at: datetime, zone: ZoneInfo) -> Iterator[Occurrence]:
        first = wall.instant(self.start, zone)
        number = max(0, (at - first) // step + 1)
        while self.count is None or number < self.count:
            instant = first + number * step
            local = instant.astimezone(zone).replace(tzinfo=None)
            if self.until and local.date() > self.until:
                return
            yield Occurrence(local.date(), local, instant)
            number += 1

    @property
    def rrule(self) -> str:
        """The rule as a calendar wants it; the last day as the instant of its end in UTC, as a zoned start needs."""
        if self.until:
            return f"{rrule(self.rule)};UNTIL={wall.end_of(self.until, ZoneInfo(self.zone)):%Y%m%dT%H%M%SZ}"
        return rrule(self.rule) + (f";COUNT={self.count}" if self.count else "")


def last_day_instead(rule: Rule) -> Monthly | None:
    """What to offer to who asks for a day that not each of the months has every year: the short would be left out."""
    if not isinstance(rule, Monthly):
        return None
    shortest = min(wall.last_day(NOT_LEAP, month).day for month in rule.months or range(1, 13))
    return replace(rule, day=-1) if rule.day > shortest else None


# RFC 5545


def rrule(rule: Rule) -> str:
    """The rule as RRULE text, e.g. "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYDAY=2TH"; NotARule when it makes no sense."""
    _ensure_sense(rule)
    match rule:
        case Hourly():
            parts = ["FREQ=HOURLY"]
        case Daily():
            parts = ["FREQ=DAILY"]
        case Weekly(weekdays):
            parts = ["FREQ=WEEKLY", f"BYDAY={','.join(DAYS[day] for day in sorted(set(weekdays)))}"]
        case Monthly(day, _, months):
            parts = ["FREQ=MONTHLY", *_of(months), f"BYMONTHDAY={day}"]
        case MonthlyWeekday(nth, weekday, _, months):
            parts = ["FREQ=MONTHLY", *_of(months), f"BYDAY={nth}{DAYS[weekday]}"]
        case _:
            assert_never(rule)
    if rule.every > 1:
        parts.insert(1, f"INTERVAL={rule.every}")
    return ";".join(parts)


def rule_of(text: str) -> Rule:
    """The rule an RRULE says; NotARule for what we do not keep. COUNT and UNTIL belong to the series: `series_of`."""
    return _rule(_parts(text))


def series_of(text: str, start: datetime, zone: str) -> Series:
    """A series from an RRULE, a first wall time and a zone."""
    parts = _parts(text)
    until, count = parts.get("UNTIL"), parts.get("COUNT")
    last = None
    try:
        if until and until.endswith("Z"):
            last = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
        elif until:
            last = datetime.strptime(until[:8], "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise NotARule(text) from error
    times = _number(count) if count else None
    if times is not None and not 1 <= times <= MOST_TIMES:
        raise NotARule(text)
    return Series(_rule(parts), start, zone, last, times)


def _of(months: tuple[int, ...]) -> list[str]:
    return [f"BYMONTH={','.join(map(str, sorted(set(months))))}"] if months else []


def _parts(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.strip().removeprefix("RRULE:").upper().split(";") if part]
    return {name: value for name, _equals, value in pairs}


def _rule(parts: dict[str, str]) -> Rule:
    known = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST", "COUNT", "UNTIL"}
    if parts.keys() - known or parts.get("WKST", "MO") != "MO":
        raise NotARule(f"not kept: {parts}")
    every = _number(parts.get("INTERVAL", "1"))
    months = tuple(_number(month) for month in parts["BYMONTH"].split(",")) if "BYMONTH" in parts else ()
    given = {name for name in ("BYDAY", "BYMONTHDAY", "BYMONTH") if name in parts}
    match parts.get("FREQ"):
        case "HOURLY" if not given:
            rule: Rule = Hourly(every)
        case "DAILY" if not given:
            rule = Daily(every)
        case "WEEKLY" if given == {"BYDAY"}:
            rule = Weekly(tuple(sorted(_weekday(day) for day in parts["BYDAY"].split(","))), every)
        case "MONTHLY" | "YEARLY" as unit if "BYMONTHDAY" in given and "BYDAY" not in given:
            rule = Monthly(_number(parts["BYMONTHDAY"]), _in_months(unit, every, months), months)
        case "MONTHLY" | "YEARLY" as unit if "BYDAY" in given and "BYMONTHDAY" not in given:
            nth, weekday = _number(parts["BYDAY"][:-2]), _weekday(parts["BYDAY"][-2:])
            rule = MonthlyWeekday(nth, weekday, _in_months(unit, every, months), months)
        case _:
            raise NotARule(f"not kept: {parts}")
    _ensure_sense(rule)
    return rule


def _in_months(unit: str, every: int, months: tuple[int, ...]) -> int:
    """A year of given months is every month of these."""
    if unit == "YEARLY" and (every > 1 or not months):
        raise NotARule("not kept: a year without months, or several years")
    return every


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise NotARule(text) from error


def _weekday(text: str) -> int:
    if text not in DAYS:
        raise NotARule(text)
    return DAYS.index(text)


def _ensure_sense(rule: Rule) -> None:
    sound = 1 <= rule.every <= MOST
    match rule:
        case Hourly() | Daily():
            pass
        case Weekly(weekdays):
            sound = sound and bool(weekdays) and all(0 <= day <= 6 for day in weekdays)
        case Monthly(day, every, months):
            longest = max((wall.last_day(2028, month).day for month in months if 1 <= month <= 12), default=31)
            sound = sound and (day == -1 or 1 <= day <= longest) and _months_make_sense(every, months)
        case MonthlyWeekday(nth, weekday, every, months):
            sound = sound and nth in (-2, -1, 1, 2, 3, 4) and 0 <= weekday <= 6 and _months_make_sense(every, months)
        case _:
            assert_never(rule)
    if not sound:
        raise NotARule(str(rule))


def _months_make_sense(every: int, months: tuple[int, ...]) -> bool:
    return all(1 <= month <= 12 for month in months) and (not months or every == 1)
