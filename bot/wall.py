"""The clock on the wall: local times and their instants, deadlines, notice periods, the n-th weekday (domain 2.5).

What is stored is the wall time and its zone; the instant is derived from both and may be derived anew.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.profile.activities import Offset

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
END_OF_DAY = time(23, 59, 59)


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which that naive wall time shows in `zone`.

    A time the clocks skip comes as much later as they skip, one that comes twice is the first of the two (rule 7).
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def is_skipped(local: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks of `zone` never show that naive wall time."""
    return instant(local, zone).astimezone(zone).replace(tzinfo=None) != local


def is_twice(local: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks of `zone` show that naive wall time twice."""
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first < second and not is_skipped(local, zone)


def end_of(day: date, zone: ZoneInfo, clock: time = END_OF_DAY) -> datetime:
    """The last good instant of a deadline that is a day: inclusive, in the network's zone (rule 5)."""
    return instant(datetime.combine(day, clock), zone)


def days_before(at: datetime, days: int, zone: ZoneInfo, clock: time = END_OF_DAY) -> datetime:
    """The end of the day `days` calendar days before the day of `at`, in `zone`."""
    return end_of(at.astimezone(zone).date() - timedelta(days=days), zone, clock)


def last_notice_day(day: date, clear_days: int) -> date:
    """The last day on which notice of a meeting on `day` is in time: neither of the two days counts (rule 4)."""
    return day - timedelta(days=clear_days + 1)


def nth_weekday(year: int, month: int, nth: int, weekday: str) -> date:
    """The n-th (1 to 4) Monday, Tuesday … of a month; `weekday` as in WEEKDAYS."""
    first = date(year, month, 1)
    ahead = (WEEKDAYS.index(weekday) - first.weekday()) % 7
    return first + timedelta(days=ahead + 7 * (nth - 1))


def last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def shifted(at: datetime, by: Offset, zone: ZoneInfo) -> datetime:
    """An instant moved by an offset of the profile: days keep the wall time in `zone`, hours and minutes are exact."""
    local = at.astimezone(zone).replace(tzinfo=None) + timedelta(days=by.days)
    moved = instant(local, zone) if by.days else at
    return moved + timedelta(hours=by.hours, minutes=by.minutes)


def is_night(at: datetime, zone: ZoneInfo, night: tuple[time, time]) -> bool:
    """Whether an instant lies in the night hours of that zone, which organisers see marked (rule 10)."""
    clock, (begin, end) = at.astimezone(zone).time(), night
    return begin <= clock < end if begin < end else clock >= begin or clock < end
