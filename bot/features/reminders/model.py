"""A reminder and what can happen to it. No I/O."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from bot import wall
from bot.recurrence import Hourly, Series, rule_of

MOST: Final = 50
"""Open reminders of one person."""
LONGEST: Final = 500
PAGE: Final = 10
LATE: Final = timedelta(minutes=15)
"""After that what is told says when it was due."""
KEPT: Final = timedelta(days=30)
"""How long one that was told can still be put off."""
CLOCKS_DIFFER: Final = timedelta(hours=4)
"""More than any country moves its clocks, and less than half a day."""
MORNING: Final = time(9)

Delay: TypeAlias = Literal["hour", "tomorrow", "week"]


@dataclass(frozen=True, slots=True)
class Reminder:
    """What to say to a person, and when.

    `start` is the first naive wall time in `zone`, `rule` an RRULE or "". `due_at` is the next instant, None when it
    has been told for the last time.
    """

    id: str
    person: str
    text: str
    zone: str
    start: datetime
    rule: str
    due_at: datetime | None
    created_at: datetime
    told_at: datetime | None = None
    version: int = 1

    @property
    def series(self) -> Series | None:
        """What it comes again by, None for one that comes once."""
        return Series(rule_of(self.rule), self.start, self.zone) if self.rule else None

    def told(self, now: datetime) -> "Reminder":
        """After it was told: due again at the next time ahead; those that were missed in between are left out."""
        following = self.series.next_after(now) if self.series else None
        return replace(self, due_at=following.at if following else None, told_at=now)

    def put_off(self, by: Delay, now: datetime, zone: ZoneInfo) -> "Reminder":
        """One that comes once, at a later time."""
        at = later(max(now, self.due_at or now), by, zone)
        return replace(self, due_at=at, start=at.astimezone(zone).replace(tzinfo=None), zone=zone.key)

    def once_more(self, by: Delay, of: datetime, now: datetime, zone: ZoneInfo) -> "Reminder":
        """One occurrence of one that comes again, put off: a reminder of its own, the same however often one asks."""
        at = later(max(now, of), by, zone)
        local = at.astimezone(zone).replace(tzinfo=None)
        return Reminder(f"{self.id}.{of:%Y%m%d%H%M}", self.person, self.text, zone.key, local, "", at, now)

    def in_zone(self, zone: str, now: datetime) -> "Reminder":
        """One that comes again by the wall clock goes by the clocks of another zone from now on."""
        if self.series is None or isinstance(self.series.rule, Hourly) or self.due_at is None:
            return self
        moved = replace(self.series, zone=zone).next_after(now)
        return replace(self, zone=zone, due_at=moved.at if moved else None)

    def rederived(self) -> "Reminder":
        """With the instant that its wall time has today: a newer tz database may say otherwise (domain 2.5 rule 1)."""
        if self.due_at is None:
            return self
        if self.series is None:
            zone = ZoneInfo(self.zone)
            shown = self.due_at.astimezone(zone).replace(tzinfo=None)
            as_said = abs(shown - self.start) < timedelta(minutes=1)  # also in an hour that the clocks show twice
            same = None if as_said else wall.instant(self.start, zone)
        elif isinstance(self.series.rule, Hourly):
            return self
        else:
            following = self.series.next_after(self.due_at - CLOCKS_DIFFER)
            same = following.at if following else None
        if same is None or abs(same - self.due_at) > CLOCKS_DIFFER:
            return self
        return replace(self, due_at=same)


def later(base: datetime, by: Delay, zone: ZoneInfo) -> datetime:
    """An hour after `base`, or nine in the morning of the next day or of Monday in the next week."""
    day = base.astimezone(zone).date()
    match by:
        case "hour":
            return base + timedelta(hours=1)
        case "tomorrow":
            return wall.instant(datetime.combine(day + timedelta(days=1), MORNING), zone)
        case "week":
            return wall.instant(datetime.combine(day + timedelta(days=7 - day.weekday()), MORNING), zone)
