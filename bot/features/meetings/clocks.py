"""What a meeting's time is on the clocks of the members, and for whom it is night (domain 2.5, rule 10)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import cast
from zoneinfo import ZoneInfo

from babel.core import get_global

from bot import closed_days, wall
from bot.closed_days import Clash
from bot.features.meetings.model import Whereabouts
from bot.i18n import is_zone


@dataclass(frozen=True, slots=True)
class Clock:
    """One zone: which institutions are there, how many members, and whether it is night at that instant."""

    zone: str
    institutions: tuple[str, ...]
    people: int
    is_night: bool


def zone_of_country(country: str) -> str:
    """The zone of a country that has only one, else ""."""
    zones = cast("Mapping[str, Sequence[str]]", get_global("territory_zones")).get(country, ())
    return zones[0] if len(zones) == 1 else ""


def country_of_zone(zone: str) -> str:
    """The country (ISO 3166-1) whose clocks a zone follows, else ""."""
    return cast("Mapping[str, str]", get_global("zone_territories")).get(zone, "")


def settled(where: Iterable[Whereabouts], home: str) -> tuple[Whereabouts, ...]:
    """The same with a zone each: what was said, else that of most there, of the country, of the network."""
    rows = tuple(where)
    said: dict[str, Counter[str]] = {}
    for row in rows:
        if is_zone(row.zone):
            said.setdefault(row.institution, Counter())[row.zone] += row.people + 1
    settled_rows: list[Whereabouts] = []
    for row in rows:
        most = said.get(row.institution) if row.institution else None
        zone = row.zone if is_zone(row.zone) else most.most_common(1)[0][0] if most else ""
        zone = zone or zone_of_country(row.country) or home
        settled_rows.append(Whereabouts(row.institution, row.country, zone, row.people))
    return tuple(settled_rows)


def clocks(at: datetime, where: Sequence[Whereabouts], night: tuple[time, time]) -> tuple[Clock, ...]:
    """By zone, in the order in which the day comes to them; `where` is settled."""
    zones: dict[str, list[Whereabouts]] = {}
    for row in where:
        zones.setdefault(row.zone, []).append(row)
    found = [
        Clock(
            zone,
            tuple(sorted({row.institution for row in rows if row.institution})),
            sum(row.people for row in rows),
            wall.is_night(at, ZoneInfo(zone), night),
        )
        for zone, rows in zones.items()
    ]
    return tuple(sorted(found, key=lambda clock: (at.astimezone(ZoneInfo(clock.zone)).utcoffset(), clock.zone)))


def clashes(at: datetime, zone: str, where: Sequence[Whereabouts]) -> tuple[Clash, ...]:
    """What stands against the day of `at` in each member's country and in that of the venue, each by its own clock."""
    places = {(country_of_zone(zone), zone)} | {(row.country, row.zone) for row in where if row.country}
    found: dict[Clash, None] = {}
    for country, clock in sorted(places):
        if country:
            day = at.astimezone(ZoneInfo(clock)).date()
            found |= dict.fromkeys(closed_days.clashes(day, (country,)))
    return tuple(found)
