"""Deleting what has had its time: settled work, notes, and people who never did more than be seen."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, bindparam, delete, exists, literal_column, select

from bot.ports import Retention
from storage.base import Repository, Utc, implements, metadata, of_somebody, ours
from storage.drafts import drafts
from storage.notes import notes
from storage.outbox import deliveries, jobs
from storage.people import chat_accounts, people
from storage.search import documents

BEFORE = bindparam("before", type_=Utc())
GONE = bindparam("gone", expanding=True)

FORGET_JOBS = delete(jobs).where(ours(jobs), jobs.c.done_at < BEFORE)
FORGET_DELIVERIES = delete(deliveries).where(
    ours(deliveries), deliveries.c.state >= literal_column("10"), deliveries.c.settled_at < BEFORE
)
FORGET_NOTES = delete(notes).where(ours(notes), notes.c.until < BEFORE)
FORGET_STRANGERS = tuple(
    delete(rows).where(ours(rows), column.in_(GONE))
    for rows, column in ((chat_accounts, chat_accounts.c.person), (documents, documents.c.key), (people, people.c.id))
)


def _referring() -> Iterator[Column[Any]]:
    """The columns of all rooms that name a person and would lose sense without."""
    yield drafts.c.owner
    yield from of_somebody()
    for rows in metadata.sorted_tables:
        for key in rows.foreign_key_constraints:
            if key.referred_table is people and rows is not chat_accounts and key.ondelete != "CASCADE":
                yield next(column for column in key.columns if column.name != "network")


@cache
def _strangers() -> Select[Any]:
    """Made when it is first needed, because every feature has its tables by then."""

    def named(column: Column[Any], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(column.table.c.network == people.c.network, column == people.c.id, *conditions)

    untouched = (people.c.met_at < BEFORE, people.c.version == 1, people.c.email_folded == "")
    return (
        select(people.c.id)
        .where(
            ours(people),
            *untouched,
            ~named(chat_accounts.c.person, chat_accounts.c.last_seen >= BEFORE),
            *(~named(column) for column in _referring()),
        )
        .order_by(people.c.id)
        .limit(bindparam("most"))
    )


@implements(Retention)
class RetentionRows(Repository):
    async def settled(self, before: datetime) -> int:
        return await self.run(FORGET_JOBS, before=before) + await self.run(FORGET_DELIVERIES, before=before)

    async def notes(self, before: datetime) -> int:
        return await self.run(FORGET_NOTES, before=before)

    async def strangers(self, before: datetime, limit: int) -> int:
        gone = [row.id for row in await self.rows(_strangers(), before=before, most=limit)]
        if gone:
            for statement in FORGET_STRANGERS:
                await self.run(statement, gone=gone)
        return len(gone)
