"""The secret address of one person's calendar. The secret itself is not kept."""

from dataclasses import dataclass
from datetime import datetime

PERSONAL = "/calendar/{key}.ics"
EVENTS = "/public/events"
PUBLIC = "/public/calendar.ics"
NEWS = "/public/feed.xml"
"""Paths of the web room; the key of the first is the secret."""


@dataclass(frozen=True, slots=True)
class CalendarAddress:
    """`generation` is new with every reset; the secret follows from it and a key of ours (`bot.calendars`)."""

    person: str
    generation: str
    fingerprint: str
    made_at: datetime
