"""Quiet hours: a reminder waits for the reader's morning, in the reader's zone (domain 2.5, rule 6)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.i18n import is_zone
from bot.people import Person


def ends(person: Person, now: datetime, zone: str) -> datetime | None:
    """When the quiet hours end that `now` lies in, as an instant; None outside them. `zone` serves who named none.

    An end that the clocks skip in spring comes as much later, one that comes twice in autumn is the first of the two.
    """
    here = ZoneInfo(person.zone if is_zone(person.zone) else zone)
    local, (begin, end) = now.astimezone(here), (time.fromisoformat(text) for text in person.quiet)
    clock = local.time()
    inside = begin <= clock < end if begin < end else clock >= begin or clock < end
    if begin == end or not inside:
        return None
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, here).astimezone(now.tzinfo)
