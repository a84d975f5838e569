"""Announcements, who got them by which way, and who has read them."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Index,
    Integer,
    Row,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    exists,
    func,
    select,
)

from bot.features.announcements.audience import Audience, Recipient, Way
from bot.features.announcements.model import Announcement, Delivery, Wording
from bot.features.announcements.repository import Announcements, Told
from storage.base import Json, Key, Repository, Utc, implements, insert, ours, refers, table
from storage.people_tables import people
from storage.repositories.announcement_crowds import CHATS, PEOPLE, POSTS, ROLES, crowds, recipient

announcements: Final = table(
    "announcements",
    Column("id", Key),
    Column("ref", Key, nullable=False),
    Column("author", Key, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("state", Key, nullable=False),
    Column("wordings", Json, nullable=False),
    Column("writers", Json, nullable=False),
    Column("audience", Json, nullable=False),
    Column("delivery", Json, nullable=False),
    Column("local", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("send_at", Utc),
    Column("approved_by", Text, nullable=False),
    Column("approved_at", Utc),
    Column("sent_by", Text, nullable=False),
    Column("sent_at", Utc),
    Column("edited_at", Utc),
    Column("proposed", Json, nullable=False),
    Column("retracted_at", Utc),
    Column("reminded_at", Utc),
    Column("version", Integer, nullable=False),
    UniqueConstraint("network", "ref"),
    refers("author", "people"),
    Index(None, "network", "created_at"),
    Index(None, "network", "author", "created_at"),
)

recipients: Final = table(
    "announcement_recipients",
    Column("announcement", Key),
    Column("person", Key),
    Column("way", Text, nullable=False),
    Column("institution", Key, nullable=False),
    refers("announcement", "announcements"),
    Index(None, "network", "person"),
    key=("announcement", "person"),
)

reads: Final = table(
    "announcement_reads",
    Column("announcement", Key),
    Column("person", Key),
    Column("at", Utc, nullable=False),
    Column("route", Text, nullable=False),
    refers("announcement", "announcements"),
    Index(None, "network", "person"),
    key=("announcement", "person"),
)

numbers: Final = table(
    "announcement_numbers",
    Column("year", Integer),
    Column("last", Integer, nullable=False),
    key=("year",),
)

_wanted: Final = bindparam("wanted")
_ours: Final = select(announcements).where(ours(announcements))
_get: Final = _ours.where(announcements.c.id == _wanted)
_by_ref: Final = _ours.where(announcements.c.ref == _wanted)
_waiting: Final = _ours.where(announcements.c.state.in_(("scheduled", "sending"))).order_by(announcements.c.id)
_newest: Final = (announcements.c.created_at.desc(), announcements.c.id.desc())
_counted: Final = select(func.count()).select_from(announcements).where(ours(announcements))
_numbered: Final = (
    insert(numbers)
    .on_conflict_do_update(index_elements=["network", "year"], set_={"last": numbers.c.last + 1})
    .returning(numbers.c.last)
)


_tell: Final = insert(recipients).on_conflict_do_nothing()
_read: Final = insert(reads).on_conflict_do_nothing()
_has_read: Final = exists().where(
    reads.c.network == recipients.c.network,
    reads.c.announcement == recipients.c.announcement,
    reads.c.person == recipients.c.person,
)
_told: Final = (
    select(recipients.c.person)
    .where(
        ours(recipients), recipients.c.announcement == _wanted,
        recipients.c.way.in_(bindparam("ways", expanding=True)),
    )
    .order_by(recipients.c.person)
)  # fmt: skip
_ways: Final = (
    select(recipients.c.way, func.count().label("people"))
    .where(ours(recipients), recipients.c.announcement == _wanted)
    .group_by(recipients.c.way)
)
_read_at: Final = select(reads.c.at).where(
    ours(reads), reads.c.announcement == _wanted, reads.c.person == bindparam("person")
)
_reads: Final = select(reads.c.at).where(ours(reads), reads.c.announcement == _wanted).order_by(reads.c.at)
_same_read: Final = (
    (reads.c.network == recipients.c.network)
    & (reads.c.announcement == recipients.c.announcement)
    & (reads.c.person == recipients.c.person)
)
_by_institution: Final = (
    select(recipients.c.institution, func.count().label("told"), func.count(reads.c.person).label("read"))
    .select_from(recipients.outerjoin(reads, _same_read))
    .where(ours(recipients), recipients.c.announcement == _wanted)
    .group_by(recipients.c.institution)
    .order_by((func.count() - func.count(reads.c.person)).desc(), recipients.c.institution)
)
_readers: Final = (
    select(recipients.c.institution, people.c.display_name, people.c.native_name)
    .select_from(
        recipients.join(reads, _same_read).join(
            people, (people.c.network == recipients.c.network) & (people.c.id == recipients.c.person)
        )
    )
    .where(
        ours(recipients), recipients.c.announcement == _wanted,
        recipients.c.institution.in_(bindparam("ids", expanding=True)), people.c.status == "active",
    )
    .order_by(people.c.display_name, people.c.id)
)  # fmt: skip
_unread: Final = (
    select(people.c.display_name, people.c.native_name)
    .select_from(
        recipients.outerjoin(reads, _same_read).join(
            people, (people.c.network == recipients.c.network) & (people.c.id == recipients.c.person)
        )
    )
    .where(
        ours(recipients), recipients.c.announcement == _wanted, reads.c.person.is_(None),
        people.c.status == "active",
    )
    .order_by(people.c.display_name, people.c.id)
    .limit(bindparam("most"))
)  # fmt: skip


@implements(Announcements)
class AnnouncementRows(Repository):
    async def next_number(self, year: int) -> int:
        row = await self.first(_numbered.values(network=self.network, year=year, last=1))
        return int(row[0]) if row else 1

    async def add(self, announcement: Announcement) -> None:
        await self.put(announcements, _row(announcement))

    async def get(self, announcement: str) -> Announcement | None:
        return _announcement(await self.first(_get, wanted=announcement))

    async def by_ref(self, ref: str) -> Announcement | None:
        return _announcement(await self.first(_by_ref, wanted=ref))

    async def waiting(self) -> tuple[Announcement, ...]:
        return tuple(found for row in await self.rows(_waiting) if (found := _announcement(row)))

    async def save(self, announcement: Announcement) -> None:
        row = _row(announcement)
        await self.replace(announcements, {"id": row.pop("id")}, row.pop("version"), **row)

    async def listed(self, author: str, first: int, most: int) -> tuple[tuple[Announcement, ...], int]:
        own = (announcements.c.author == author,) if author else ()
        rows = await self.rows(_ours.where(*own).order_by(*_newest).offset(first).limit(most))
        total = await self.first(_counted.where(*own))
        return tuple(found for row in rows if (found := _announcement(row))), int(total[0]) if total else 0

    async def people(self, now: datetime, ids: Sequence[str]) -> tuple[Recipient, ...]:
        held, works, writes = defaultdict[str, Any](set), defaultdict[str, Any](set), defaultdict[str, Any](set)
        for row in await self.rows(ROLES, now=now, ids=list(ids)):
            held[row.person].add(row.role)
        for row in await self.rows(POSTS, now=now, ids=list(ids)):
            works[row.person].add(row.institution)
        for row in await self.rows(CHATS, ids=list(ids)):
            writes[row.person].add((row.platform, row.space))
        return tuple(
            recipient(row, held[row.id], works[row.id], writes[row.id])
            for row in await self.rows(PEOPLE, ids=list(ids))
        )

    async def crowds(self, now: datetime, audience: Audience) -> tuple[tuple[Recipient, int], ...]:
        places = {"places": list(audience.institutions)} if audience.institutions else {}
        return tuple(
            (
                recipient(
                    row, json.loads(row.roles), json.loads(row.posts or "[]"),
                    (tuple(chat) for chat in json.loads(row.chats or "[]")),
                ),
                row.people,
            )
            for row in await self.rows(crowds(audience), now=now, **places)
        )  # fmt: skip

    async def tell(self, announcement: str, told: Sequence[tuple[Recipient, Way]]) -> None:
        await self.put(_tell, *(
            {"announcement": announcement, "person": to.person, "way": way,
             "institution": next(iter(to.institutions), "")}
            for to, way in told
        ))  # fmt: skip

    async def told(self, announcement: str, ways: Sequence[Way], *, unread: bool = False) -> tuple[str, ...]:
        statement = _told.where(~_has_read) if unread else _told
        return tuple(row.person for row in await self.rows(statement, wanted=announcement, ways=list(ways)))

    async def ways(self, announcement: str) -> dict[Way, int]:
        return {row.way: row.people for row in await self.rows(_ways, wanted=announcement)}

    async def read(self, announcement: str, person: str, at: datetime, route: str) -> bool:
        row = {"announcement": announcement, "person": person, "at": at, "route": route}
        return await self.put(_read, row) == 1

    async def read_at(self, announcement: str, person: str) -> datetime | None:
        row = await self.first(_read_at, wanted=announcement, person=person)
        return row.at if row else None

    async def reads(self, announcement: str) -> tuple[datetime, ...]:
        return tuple(row.at for row in await self.rows(_reads, wanted=announcement))

    async def by_institution(self, announcement: str) -> tuple[Told, ...]:
        rows = await self.rows(_by_institution, wanted=announcement)
        return tuple(Told(row.institution, row.told, row.read) for row in rows)

    async def readers(self, announcement: str, institutions: Sequence[str]) -> dict[str, tuple[str, ...]]:
        names: dict[str, tuple[str, ...]] = {}
        for row in await self.rows(_readers, wanted=announcement, ids=list(institutions)):
            names[row.institution] = (*names.get(row.institution, ()), _name(row))
        return names

    async def unread(self, announcement: str, most: int) -> tuple[str, ...]:
        return tuple(_name(row) for row in await self.rows(_unread, wanted=announcement, most=most))

    async def of_person(self, person: str) -> Mapping[str, list[dict[str, Any]]]:
        wrote = await self.rows(_ours.where(announcements.c.author == person).order_by(*_newest))
        got = await self.rows(select(recipients).where(ours(recipients), recipients.c.person == person))
        read = await self.rows(select(reads).where(ours(reads), reads.c.person == person))
        return {
            "wrote": [{"ref": row.ref, "state": row.state, "wordings": row.wordings} for row in wrote],
            "received": [{"announcement": row.announcement, "way": row.way} for row in got],
            "read": [{"announcement": r.announcement, "at": r.at.isoformat(), "route": r.route} for r in read],
        }

    async def forget(self, person: str) -> None:
        for rows in (recipients, reads):
            await self.run(delete(rows).where(ours(rows), rows.c.person == person))


def _name(row: Row[Any]) -> str:
    return " ".join(dict.fromkeys(part for part in (row.display_name, row.native_name) if part))


def _row(announcement: Announcement) -> dict[str, Any]:
    row = {spec.name: getattr(announcement, spec.name) for spec in fields(Announcement)}
    for name in ("wordings", "proposed"):
        row[name] = {language: asdict(wording) for language, wording in row[name].items()}
    row["writers"] = list(announcement.writers)
    row["audience"], row["delivery"] = asdict(announcement.audience), asdict(announcement.delivery)
    return row


def _announcement(row: Row[Any] | None) -> Announcement | None:
    if row is None:
        return None
    values = {spec.name: getattr(row, spec.name) for spec in fields(Announcement)}
    for name in ("wordings", "proposed"):
        values[name] = {language: Wording(**wording) for language, wording in values[name].items()}
    values["writers"] = tuple(row.writers)
    values["audience"] = Audience(**_tuples(row.audience))
    values["delivery"] = Delivery(**_tuples(row.delivery))
    return Announcement(**values)


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
