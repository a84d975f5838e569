"""Appointments as calendar programs read them: an invitation to send, a feed to subscribe to (RFC 5545, RFC 5546).

The library that writes them is imported with the first one that is written, so that a start does not wait for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from bot import wall
from bot.ui.view import File

Status: TypeAlias = Literal["confirmed", "tentative", "cancelled"]


@dataclass(frozen=True, slots=True)
class Appointment:
    """One entry of a calendar. What it holds is shown: a join link only when the caller put it there (INV-40).

    `uid` stays for ever, `sequence` rises with every change people are told of, `stamp` (aware) is when that was.
    `local` is the naive time on the wall of `zone` (domain 2.5, rule 1). `organiser` and `attendee` are name and mail
    address.
    """

    uid: str
    sequence: int
    title: str
    local: datetime
    zone: str
    minutes: int
    stamp: datetime
    place: str = ""
    about: str = ""
    url: str = ""
    organiser: tuple[str, str] = ("", "")
    attendee: tuple[str, str] | None = None
    status: Status = "confirmed"

    @property
    def starts_at(self) -> datetime:
        """The first instant, in UTC."""
        return wall.instant(self.local, ZoneInfo(self.zone))


def invitation(appointment: Appointment) -> File:
    """The file that puts an appointment into one calendar, changes it there or takes it out again.

    Without an attendee it is no invitation but a copy for everybody (METHOD:PUBLISH).
    """
    from bot.ics.writing import written

    method = "REQUEST" if appointment.attendee else "PUBLISH"
    if appointment.status == "cancelled":
        method = "CANCEL"
    return File("invite.ics", written((appointment,), method), f"text/calendar; method={method}")


def feed(appointments: Iterable[Appointment], name: str, zone: str) -> bytes:
    """A calendar to subscribe to, without attendees; `zone` is the network's. The same appointments, the same bytes."""
    from bot.ics.writing import written

    in_order = sorted((replace(one, attendee=None) for one in appointments), key=lambda one: (one.local, one.uid))
    return written(in_order, "PUBLISH", name, zone)
