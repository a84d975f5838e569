"""The clock changes of a zone, as a calendar carries them along (VTIMEZONE of RFC 5545, section 3.6.5).

The library's own writer begins summer time an hour late: it tells the change by the new clock, where the standard wants
the old one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard

ZERO = timedelta(0)
STEP = timedelta(days=7)
"""No zone changes its clocks and back within a week."""


def put(component: Component, **properties: object) -> None:
    """Add properties by their names, with _ for -; the library's own `add` has no types."""
    for name, value in properties.items():
        component.add(name.replace("_", "-"), value)  # pyright: ignore[reportUnknownMemberType]


@dataclass(frozen=True, slots=True)
class Observance:
    """What holds after a change: its offset from UTC, the one that held before, what it is called."""

    old: timedelta
    new: timedelta
    name: str
    is_summer: bool

    @classmethod
    def of(cls, zone: ZoneInfo, at: datetime) -> "Observance":
        before, now = (at - timedelta(seconds=1)).astimezone(zone), at.astimezone(zone)
        return cls(before.utcoffset() or ZERO, now.utcoffset() or ZERO, now.tzname() or "", bool(now.dst()))

    def component(self, starts: list[datetime]) -> TimezoneStandard | TimezoneDaylight:
        """With all its starts, told by the clock in use until then. Some readers pass over a lone DTSTART: the first
        is among the dates as well."""
        written = TimezoneDaylight() if self.is_summer else TimezoneStandard()
        put(written, dtstart=starts[0], rdate=starts, tzoffsetfrom=self.old, tzoffsetto=self.new, tzname=self.name)
        return written


@lru_cache(maxsize=256)
def zone_component(name: str, first: int, last: int) -> Timezone:
    """The zone with all its changes from the beginning of year `first` to that of `last`. Shared: not to be changed."""
    zone = ZoneInfo(name)
    component = Timezone()
    put(component, tzid=name)
    begin = datetime(first, 1, 1, tzinfo=UTC)
    alike: dict[Observance, list[datetime]] = {}
    for at in (begin, *_changes(zone, begin, datetime(last, 1, 1, tzinfo=UTC))):
        observance = Observance.of(zone, at)
        alike.setdefault(observance, []).append((at + observance.old).replace(tzinfo=None))
    for observance, starts in alike.items():
        component.add_component(observance.component(starts))
    return component


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The first instant of each new offset, to the second."""
    while begin < end:
        until = min(begin + STEP, end)
        if begin.astimezone(zone).utcoffset() != until.astimezone(zone).utcoffset():
            yield _change(zone, begin, until)
        begin = until


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
