"""Times typed into forms: read strictly, never guessed, and said back in everybody's own time (domain 2.5).

local = when.read("Thu 11 Mar 2027, 14:00", zone=zone, now=ctx.now)    # naive wall time, or NotUnderstood
at = wall.instant(local, zone)
when.ensure_ahead(at, ctx.now)
when.echo(at, zone=zone, place="Suzhou", own=me.person.zone)    # "Thu 11 Mar 2027, 14:00 Suzhou = your 07:00"
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot import zones
from bot.ui.text import Code, Moment, Phrase, Text, _, join
from bot.when import dates, phrases
from bot.when.dates import NoDay, NotUnderstood
from bot.when.dates import on as on

HINT: Final = _("For example 2027-03-11 14:00, 11 Mar 2027 2 pm or tomorrow at 15:00")
DAY_HINT: Final = _("For example 2027-03-11, 11 Mar 2027 or next Friday")


class WhichZone(NotUnderstood):
    """The place that was typed may lie in one of these zones; none of them is certain."""

    def __init__(self, zones: Sequence[str]) -> None:
        super().__init__(_("Which one do you mean: {zones}?", zones=join(Code(zone) for zone in zones[:5])))
        self.zones = zones


def read(text: str, *, zone: ZoneInfo, now: datetime) -> datetime:
    """The naive wall time somebody typed, to the minute: written out, or a phrase that leaves nothing open.

    Written out without a year it is the next such time; a phrase is always ahead. NotUnderstood says what is not
    certain, as in `dates.read`.
    """
    try:
        return dates.read(text, zone=zone, now=now)
    except NoDay as not_written_out:
        found = phrases.whole(dates.on_a_line(text), zone=zone, now=now)
        if found is None or found.rule is not None:
            raise not_written_out from None
        if found.asks:
            raise NotUnderstood(found.asks) from None
        dates.ensure_shown(found.local, zone)
        return found.local


def read_day(text: str, *, zone: ZoneInfo, now: datetime) -> date:
    """The day somebody typed, as in `read`; without a year the next such day, which may be today."""
    try:
        return dates.read_day(text, zone=zone, now=now)
    except NoDay:
        day = phrases.day(text, zone=zone, now=now)
        if day is None:
            raise
        return day


def fixed(text: str, *, zone: ZoneInfo, now: datetime) -> str:
    """What was typed, for a form that is read again later: written out where it would mean another time by then."""
    local = read(text, zone=zone, now=now)
    return text if _stays(local, dates.read, text, zone, now) else f"{local:%Y-%m-%d %H:%M}"


def fixed_day(text: str, *, zone: ZoneInfo, now: datetime) -> str:
    """The same for a day; "" stays as it is."""
    if not text:
        return ""
    day = read_day(text, zone=zone, now=now)
    return text if _stays(day, dates.read_day, text, zone, now) else f"{day}"


def _stays(meant: date, reader: Callable[..., date], text: str, zone: ZoneInfo, now: datetime) -> bool:
    """Whether the text is still read as that day or time a year from now."""
    try:
        return reader(text, zone=zone, now=now + _LATER) == meant
    except NotUnderstood:
        return False


def read_zone(text: str) -> str:
    """The IANA zone of a city or of that name, in English or Chinese.

    NotUnderstood asks for a city; it is WhichZone where some are near.
    """
    typed = " ".join(text.split())[:60]
    match zones.named(typed):
        case (only,):
            return only
        case () if _LETTERS.fullmatch(typed):
            raise NotUnderstood(_("“{typed}” does not follow the clocks of a place: it is wrong for half the year or "
                                  "means several. Please write a city, such as Toronto or Shanghai.",
                                  typed=typed))  # fmt: skip
        case several:
            near = several or zones.zones_like(typed) or zones.named(re.split("[,，]", typed)[0])
    if not near:
        raise NotUnderstood(_("I know no such place. Please write a large city near it, such as Shanghai, Toronto or "
                              "Kathmandu."))  # fmt: skip
    raise WhichZone(near)


def ensure_ahead(at: datetime, now: datetime, zone: ZoneInfo | None = None) -> None:
    """NotUnderstood when that instant is not in the future; said on the clock of `zone` where it was typed by that."""
    if at <= now:
        past = Moment(at, "full", zone.key if zone else "")
        raise NotUnderstood(_("{when} is past. Please give a time to come.", when=past))


def echo(at: datetime, *, zone: ZoneInfo, place: Text = "", own: str = "") -> Text:
    """An instant on the clock of the place it is held at, and on the reader's: once, where both show the same.

    `own` is the reader's IANA zone as far as he or she has told it, "" for a channel: then the platform draws it for
    each who reads, with the day. Domain 2.5: "Thu 11 Mar 2027, 14:00 Suzhou = your 07:00".
    """
    there = at_place(at, zone, place)
    if not own:
        return _("{there} = your {here}", there=there, here=Moment(at))
    mine = ZoneInfo(own)
    if is_same_clock(at, zone, mine):
        return there
    same_day = at.astimezone(zone).date() == at.astimezone(mine).date()
    return _("{there} = your {here}", there=there, here=Moment(at, "time" if same_day else "full"))


def is_same_clock(at: datetime, one: ZoneInfo, other: ZoneInfo) -> bool:
    """Whether the clocks of two zones show the same at that instant."""
    return at.astimezone(one).utcoffset() == at.astimezone(other).utcoffset()


def at_place(at: datetime, zone: ZoneInfo, place: Text = "") -> Phrase:
    """An instant on the clock of one place, the same for all who read: "Thu 11 Mar 2027, 14:00 Suzhou"."""
    day, hour = Moment(at, "date", zone.key), Moment(at, "time", zone.key)
    if not place:
        return _("{day}, {time}", day=day, time=hour)
    return _("{day}, {time} {place}", day=day, time=hour, place=place)


_LATER: Final = timedelta(days=366)
_LETTERS: Final = re.compile(
    rf"{dates.CLOCKS}|(?:utc|gmt)?\s*[+\-\u2212]\s*[\d:.]+|etc/.+",
    re.IGNORECASE,
)
"""Names of clocks instead of places: EST, CET, IST, UTC+8."""
