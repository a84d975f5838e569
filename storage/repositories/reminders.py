"""Reminders people set for themselves."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, Row, Text, bindparam, delete, select

from bot.features.reminders.model import Reminder
from bot.features.reminders.repository import Reminders
from storage.base import Key, Repository, Utc, implements, insert, ours, refers, table

reminders = table(
    "reminders",
    Column("id", Key),
    Column("person", Key, nullable=False),
    Column("text", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("due_at", Utc),
    Column("created_at", Utc, nullable=False),
    Column("told_at", Utc),
    Column("version", Integer, nullable=False),
    refers("person", "people", ondelete="CASCADE"),
    Index(None, "network", "person", "due_at"),
    Index(None, "network", "due_at"),
)

_GET = select(reminders).where(ours(reminders), reminders.c.id == bindparam("reminder"))
_ALL = (
    select(reminders)
    .where(ours(reminders), reminders.c.person == bindparam("owner"))
    .order_by(reminders.c.due_at, reminders.c.id)
)
_OPEN = _ALL.where(reminders.c.due_at.is_not(None))
_DUE = (
    select(reminders)
    .where(ours(reminders), reminders.c.due_at < bindparam("until", type_=Utc), reminders.c.id > bindparam("after"))
    .order_by(reminders.c.id)
    .limit(bindparam("most", type_=Integer))
)
_ADD = insert(reminders).on_conflict_do_nothing()
_DELETE = delete(reminders).where(ours(reminders), reminders.c.id == bindparam("reminder"))
_DELETE_ALL = delete(reminders).where(ours(reminders), reminders.c.person == bindparam("owner"))
_FORGET_TOLD = delete(reminders).where(
    ours(reminders), reminders.c.due_at.is_(None), reminders.c.told_at < bindparam("before", type_=Utc)
)


@implements(Reminders)
class SqlReminders(Repository):
    async def get(self, reminder: str) -> Reminder | None:
        row = await self.first(_GET, reminder=reminder)
        return _reminder(row) if row else None

    async def open_of(self, person: str) -> tuple[Reminder, ...]:
        return tuple(_reminder(row) for row in await self.rows(_OPEN, owner=person))

    async def all_of(self, person: str) -> tuple[Reminder, ...]:
        return tuple(_reminder(row) for row in await self.rows(_ALL, owner=person))

    async def due_before(self, until: datetime, after: str = "", most: int = 500) -> tuple[Reminder, ...]:
        return tuple(_reminder(row) for row in await self.rows(_DUE, until=until, after=after, most=most))

    async def add(self, reminder: Reminder) -> bool:
        return await self.put(_ADD, {"id": reminder.id, "version": reminder.version, **_columns(reminder)}) == 1

    async def save(self, reminder: Reminder) -> Reminder:
        await self.replace(reminders, {"id": reminder.id}, reminder.version, **_columns(reminder))
        return _next(reminder)

    async def delete(self, reminder: str) -> None:
        await self.run(_DELETE, reminder=reminder)

    async def delete_all_of(self, person: str) -> None:
        await self.run(_DELETE_ALL, owner=person)

    async def forget_told(self, before: datetime) -> None:
        await self.run(_FORGET_TOLD, before=before)


def _columns(reminder: Reminder) -> dict[str, Any]:
    return {
        "person": reminder.person,
        "text": reminder.text,
        "zone": reminder.zone,
        "start": reminder.start.isoformat(timespec="minutes"),
        "rule": reminder.rule,
        "due_at": reminder.due_at,
        "created_at": reminder.created_at,
        "told_at": reminder.told_at,
    }


def _reminder(row: Row[Any]) -> Reminder:
    start = datetime.fromisoformat(row.start)
    return Reminder(
        row.id, row.person, row.text, row.zone, start, row.rule, row.due_at, row.created_at, row.told_at, row.version
    )


def _next(reminder: Reminder) -> Reminder:
    return replace(reminder, version=reminder.version + 1)
