"""What comes again: rules as values, reckoned on the wall clock of one zone (domain 2.5).

Days, weeks and months are counted on naive local time, and each local time then becomes one instant: a daily 09:00
stays 09:00 when the clocks change. Only `Hourly` is an exact distance. Rules are written and read as RFC 5545 RRULE.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Final, TypeAlias, assert_never
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from bot import wall

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST: Final = 400
"""The longest distance, in the unit of the rule."""
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
    """One of a series: `local` is the wall time it is at, `at` the instant."""

    local: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Series:
    """A rule from a first wall time on (naive, in `zone`). Two occurrences never fall on one day, but for `Hourly`."""

    rule: Rule
    start: datetime
    zone: str

    def after(self, at: datetime) -> Iterator[Occurrence]:
        """What lies after that instant, in order; at most twelve years ahead."""
        zone = ZoneInfo(self.zone)
        if isinstance(self.rule, Hourly):
            yield from self._exactly(timedelta(hours=self.rule.every), at, zone)
            return
        horizon = max(at.astimezone(zone).replace(tzinfo=None), self.start) + HORIZON
        for local in rrulestr(f"{rrule(self.rule)};UNTIL={horizon:%Y%m%dT%H%M%S}", dtstart=self.start):
            instant = wall.instant(local, zone)
            if instant > at:
                yield Occurrence(local, instant)

    def next_after(self, at: datetime) -> Occurrence | None:
        return next(self.after(at), None)

    def _exactly(self, step: timedelta, at: datetime, zone: ZoneInfo) -> Iterator[Occurrence]:
        first = wall.instant(self.start, zone)
        for number in count(max(0, (at - first) // step + 1)):
            instant = first + number * step
            yield Occurrence(instant.astimezone(zone).replace(tzinfo=None), instant)


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
    """The rule an RRULE says; NotARule for what we do not keep, such as an end."""
    return _rule(_parts(text))


def _of(months: tuple[int, ...]) -> list[str]:
    return [f"BYMONTH={','.join(map(str, sorted(set(months))))}"] if months else []


def _parts(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.strip().removeprefix("RRULE:").upper().split(";") if part]
    return {name: value for name, _equals, value in pairs}


def _rule(parts: dict[str, str]) -> Rule:
    known = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"}
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
