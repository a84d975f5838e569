"""From appointments to the text of a calendar."""

import re
from collections.abc import Sequence
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vDuration

from bot.ics import Appointment
from bot.ics.zones import put, zone_component

MAKER = "-//Convenor//Convenor//EN"
REFRESH = timedelta(hours=1)
"""How often a subscriber is asked to look again."""

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def written(appointments: Sequence[Appointment], method: str, name: str = "", zone: str = "") -> bytes:
    """A calendar; `name` and `zone` are what a subscriber sees of it."""
    calendar = Calendar()
    put(calendar, prodid=MAKER, version="2.0", calscale="GREGORIAN", method=method)
    if name:
        called, often = _line(name), vDuration(REFRESH, params={"VALUE": "DURATION"})
        put(calendar, name=called, x_wr_calname=called, x_wr_timezone=zone, refresh_interval=often)
    first, last = _years(appointments)
    for used in sorted({one.zone for one in appointments} - {"UTC"}):
        calendar.add_component(zone_component(used, first, last))
    for appointment in appointments:
        calendar.add_component(_event(appointment))
    return calendar.to_ical()


def _years(appointments: Sequence[Appointment]) -> tuple[int, int]:
    """The years whose clock changes a reader needs: from the first, up to but without the last."""
    starts = [one.local.year for one in appointments]
    return min(starts, default=1) - 1, max(starts, default=1) + 2


def _event(one: Appointment) -> Event:
    event, start = Event(), one.local.replace(tzinfo=ZoneInfo(one.zone))
    put(event, uid=_line(one.uid), sequence=one.sequence, dtstamp=one.stamp.astimezone(UTC))
    put(event, dtstart=start, duration=_Exactly(timedelta(minutes=one.minutes)))
    put(event, summary=_line(one.title), status=one.status.upper())
    words = {"location": _line(one.place), "description": _text(one.about), "url": _line(one.url)}
    put(event, **{name: text for name, text in words.items() if text})
    if one.organiser[1]:
        put(event, organizer=_address(*one.organiser))
    if one.attendee:
        attendee = _address(*one.attendee)
        attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
        put(event, attendee=attendee)
    return event


class _Exactly(vDuration):
    """A length in hours and minutes. In days it would be reckoned on the wall clock, and be an hour off over a change
    (RFC 5545, 3.3.6)."""

    def to_ical(self) -> bytes:
        hours, seconds = divmod(int(self.td.total_seconds()), 3600)
        return f"PT{hours}H{seconds // 60}M".encode()


def _address(name: str, address: str) -> vCalAddress:
    value = vCalAddress(f"mailto:{_line(address)}")
    if name:
        value.params["CN"] = _line(name)
    return value


def _text(text: str) -> str:
    """Written by people: every kind of line end as one, and no control characters, which no calendar may hold."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", text)).strip()


def _line(text: str) -> str:
    return " ".join(_text(text).split())
