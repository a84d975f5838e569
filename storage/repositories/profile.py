"""One-time codes that join two chat accounts, and the trips people are on."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Index, Row, Text, bindparam, delete, select, update

from bot.features.profile.model import LinkCode, Trip
from bot.features.profile.repository import LinkCodes, Trips
from storage.base import Key, Repository, Utc, implements, ours, refers, table, upsert

link_codes = table(
    "link_codes",
    Column("digest", Key),
    Column("person", Key, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("used_at", Utc),
    refers("person", "people", ondelete="CASCADE"),
    Index(None, "network", "person"),
    key=("digest",),
)

trips = table(
    "trips",
    Column("person", Key),
    Column("home", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("ends_at", Utc, nullable=False),
    refers("person", "people", ondelete="CASCADE"),
    Index(None, "network", "ends_at"),
    key=("person",),
)

_FIND = select(link_codes).where(ours(link_codes), link_codes.c.digest == bindparam("code"))
_USE = (
    update(link_codes)
    .where(ours(link_codes), link_codes.c.digest == bindparam("code"), link_codes.c.used_at.is_(None))
    .values(used_at=bindparam("now", type_=Utc))
)
_LAPSE = delete(link_codes).where(
    ours(link_codes), link_codes.c.person == bindparam("owner"), link_codes.c.used_at.is_(None)
)
_FORGET = delete(link_codes).where(ours(link_codes), link_codes.c.expires_at < bindparam("before", type_=Utc))


@implements(LinkCodes)
class SqlLinkCodes(Repository):
    async def add(self, code: LinkCode) -> None:
        await self.run(_LAPSE, owner=code.person)
        await self.put(
            link_codes,
            {"digest": code.digest, "person": code.person, "expires_at": code.expires_at, "used_at": code.used_at},
        )

    async def find(self, digest: str) -> LinkCode | None:
        row = await self.first(_FIND, code=digest)
        return LinkCode(row.digest, row.person, row.expires_at, row.used_at) if row else None

    async def use(self, digest: str, now: datetime) -> bool:
        return await self.run(_USE, code=digest, now=now) == 1

    async def forget_older(self, before: datetime) -> None:
        await self.run(_FORGET, before=before)


_TRIP = select(trips).where(ours(trips), trips.c.person == bindparam("traveller"))
_OVER = (
    select(trips)
    .where(ours(trips), trips.c.ends_at < bindparam("now", type_=Utc))
    .order_by(trips.c.ends_at, trips.c.person)
    .limit(1000)
)
_SET = upsert(trips, key=("network", "person"))
_END = delete(trips).where(ours(trips), trips.c.person == bindparam("traveller"))


@implements(Trips)
class SqlTrips(Repository):
    async def of(self, person: str) -> Trip | None:
        row = await self.first(_TRIP, traveller=person)
        return _trip(row) if row else None

    async def set(self, trip: Trip) -> None:
        until = trip.until.isoformat()
        await self.put(_SET, {"person": trip.person, "home": trip.home, "until": until, "ends_at": trip.ends_at})

    async def end(self, person: str) -> None:
        await self.run(_END, traveller=person)

    async def over(self, now: datetime) -> tuple[Trip, ...]:
        return tuple(_trip(row) for row in await self.rows(_OVER, now=now))


def _trip(row: Row[Any]) -> Trip:
    return Trip(row.person, row.home, date.fromisoformat(row.until), row.ends_at)
